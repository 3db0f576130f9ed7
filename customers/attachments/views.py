"""Pages of a customer's papers: the list with its form, one paper, its content, a new version, its withdrawal."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from access.drafts import keeping
from access.permissions import allows
from audit.models import Channel
from audit.refusals import Refused
from customers.attachments import filing, sheets
from customers.attachments.filing import CHANGE, Paper
from customers.attachments.forms import PaperForm, VersionForm, WithdrawalForm
from customers.attachments.opening import Opened, open_paper
from customers.attachments.upload import takes_papers, upload_of
from customers.detail import reveal_reasons
from customers.models import Attachment, Customer
from customers.tabs.bar import tabs
from customers.views import crumbs_to, find
from customers.views_lifecycle import typed

SANDBOX = "sandbox; default-src 'none'"


@takes_papers
@require_http_methods(["GET", "POST"])
def attachments(request: HttpRequest, code: str) -> HttpResponse:
    """The customer's papers, those in force and the ended ones; a new one is posted here."""
    customer = find(request, code)
    files = _may_file(request, customer)
    if request.method == "POST" and not files:
        raise PermissionDenied(CHANGE)
    draft = keeping.continued(request)
    form = PaperForm(typed(request), request.FILES or None, actor=request.user, initial=draft.dict() if draft else None)
    if form.is_valid() and (filed := _filed(request, customer, form)):
        keeping.discard(request.user, request.path)
        messages.success(request, _("The paper was filed."))
        return redirect(_address(filed))
    context = _surroundings(request, customer) | {
        "form": form if files else None,
        "draft": keeping.offered(request) if files else None,
        "chosen": draft.get("file", "") if draft else "",
        "tabs": tabs(customer, request, "attachments"),
        "current": sheets.in_force(customer, request.user),
        "ended": sheets.ended(customer, request.user),
    }
    return render(request, "customers/attachments/list.html", context, status=422 if form.errors else 200)


def _may_file(request: HttpRequest, customer: Customer) -> bool:
    return allows(request.user, CHANGE, customer) and not customer.is_deleted


def _filed(request: HttpRequest, customer: Customer, form: PaperForm) -> Attachment | None:
    given = form.cleaned_data
    paper = Paper(upload_of(given["file"]), given["kind"], given["expires_on"])
    try:
        return filing.file(customer=customer, paper=paper, actor=request.user, channel=Channel.WEB)
    except (Refused, ValidationError) as refusal:
        form.add_refused(refusal)
        return None


@require_GET
def attachment(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """One paper and its versions."""
    paper = _find(request, code, key)
    return _page(request, paper)


@takes_papers
@require_POST
def new_attachment_version(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """Replace a paper by a new version."""
    paper = _changed(request, code, key)
    form = VersionForm(request.POST, request.FILES)
    if form.is_valid():
        given = {"upload": upload_of(form.cleaned_data["file"]), "expires_on": form.cleaned_data["expires_on"]}
        try:
            new = filing.replace(attachment=paper, actor=request.user, channel=Channel.WEB, **given)
        except (Refused, ValidationError) as refusal:
            form.add_refused(refusal)
        else:
            messages.success(request, _("The new version was filed."))
            return redirect(_address(new))
    return _page(request, paper, version=form, status=422)


@require_POST
def attachment_withdrawal(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """Take a paper out of force."""
    paper = _changed(request, code, key)
    form = WithdrawalForm(request.POST)
    if form.is_valid():
        try:
            filing.withdraw(attachment=paper, actor=request.user, channel=Channel.WEB, **form.cleaned_data)
        except (Refused, ValidationError) as refusal:
            form.add_refused(refusal)
        else:
            messages.success(request, _("The paper was withdrawn. Its content stays readable."))
            return redirect("customers:attachments", code)
    return _page(request, paper, withdrawal=form, status=422)


@require_POST
@never_cache
def attachment_content(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """The content, to be saved: posted for, since it is recorded; the reason is remembered for the sitting."""
    paper = _find(request, code, key)
    reason = request.POST.get("reason_text", "").strip() or request.POST.get("reason", "")
    try:
        opened = open_paper(attachment=paper, reason=reason, actor=request.user, channel=Channel.WEB)
    except (Refused, ValidationError) as refusal:
        messages.error(request, refusal.message if isinstance(refusal, Refused) else " ".join(refusal.messages))
        return _page(request, paper, status=getattr(refusal, "status", 422))
    if reason:
        request.session["reveal_reason"] = reason
    return _download(opened)


def _download(opened: Opened) -> HttpResponse:
    """An answer that no browser shows, guesses at, or keeps."""
    response = HttpResponse(opened.content, content_type=opened.media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=opened.name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    return response


def _find(request: HttpRequest, code: str, key: UUID) -> Attachment:
    """The paper, if customer and kind exist for the person."""
    customer = find(request, code)
    paper = get_object_or_404(Attachment.objects.visible_to(request.user).filter(customer=customer), pk=key)
    paper.customer = customer
    return paper


def _changed(request: HttpRequest, code: str, key: UUID) -> Attachment:
    paper = _find(request, code, key)
    if not _may_file(request, paper.customer):
        raise PermissionDenied(CHANGE)
    return paper


def _page(request: HttpRequest, paper: Attachment, *, status: int = 200, **forms: Any) -> HttpResponse:
    (row,) = sheets.rows_of([paper], request.user)
    files = _may_file(request, paper.customer) and paper.is_current
    papers = (_("Papers"), reverse("customers:attachments", args=[paper.customer.code]))
    context = _surroundings(request, paper.customer, papers) | {
        "row": row,
        "version": (forms.get("version") or VersionForm()) if files else None,
        "withdrawal": (forms.get("withdrawal") or WithdrawalForm()) if files else None,
        "wrong": next(iter(forms.values()), None),
        "neighbours": _neighbours(request, paper),
    }
    return render(request, "customers/attachments/detail.html", context, status=status)


def _neighbours(request: HttpRequest, paper: Attachment) -> dict[str, Attachment | None]:
    """The version before and the one after, as far as they exist for the person."""
    seen = Attachment.objects.visible_to(request.user)
    return {"older": seen.filter(pk=paper.replaces_id).first(), "newer": seen.filter(replaces=paper).first()}


def _surroundings(request: HttpRequest, customer: Customer, *items: tuple[str, str]) -> dict[str, Any]:
    return {
        "customer": customer,
        "crumbs": crumbs_to(request, customer, *items),
        "reasons": reveal_reasons(),
        "reason": request.session.get("reveal_reason", ""),
    }


def _address(paper: Attachment) -> str:
    return reverse("customers:attachment", args=[paper.customer.code, paper.pk])
