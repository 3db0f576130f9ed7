"""Posting by form: pick the customer, type, look at it once more, post once."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from access.permissions import may_manage_any
from accounts import posting
from accounts.drafts import EntryDraft, ledger_today
from accounts.forms import CustomerCodeForm, EntryForm, kinds_for
from accounts.models import Account
from accounts.requests import credit_note_needs_request
from accounts.rows import cell
from accounts.views import answer
from audit.models import Channel
from audit.refusals import Refused
from customers.models import Customer
from exchange.confirm import confirm_token, nonce_of
from exchange.idempotency import act_once


@require_http_methods(["GET", "POST"])
def new_entry(request: HttpRequest) -> HttpResponse:
    """Post an entry to the customer named by ``?customer=CODE``; without one, ask for it."""
    code = request.GET.get("customer", "").strip().upper()
    if not code or "\x00" in code:
        return _pick(request)
    customer = get_object_or_404(Customer.objects.visible_to(request.user), code=code)
    if not kinds_for(request.user, customer):
        raise PermissionDenied("accounts.post_receipt")
    form = EntryForm(
        request.POST or None, customer=customer, actor=request.user,
        initial={"posting_date": ledger_today().isoformat(), "currency": _usual_currency(customer), "allocate": True},
    )  # fmt: skip
    if request.method == "POST" and "edit" not in request.POST and form.is_valid():
        if (nonce := nonce_of(request.POST.get("token", ""), request.user, form.digest())) is None:
            return _confirm(request, form)
        try:
            return _post(request, form, nonce)
        except Refused as refusal:
            form.add_refused(refusal)
    wrong = form.errors and "edit" not in request.POST
    context = {"form": form, "customer": customer, "crumbs": _crumbs(customer), "sections": _sections(form)}
    return render(request, "accounts/new_entry.html", context, status=422 if wrong else 200)


def _pick(request: HttpRequest) -> HttpResponse:
    if not may_manage_any(request.user, "accounts.post_receipt"):
        raise PermissionDenied("accounts.post_receipt")
    return render(request, "accounts/pick_customer.html", {"form": CustomerCodeForm()})


def _usual_currency(customer: Customer) -> str:
    """The currency of the customer's first account, CNY where there is none."""
    return Account.objects.filter(customer=customer).order_by("pk").values_list("currency", flat=True).first() or "CNY"


def _post(request: HttpRequest, form: EntryForm, nonce: str) -> HttpResponse:
    """Post once for this token; sent again, the form leads to what the first one made."""

    def act() -> HttpResponse:
        posted = posting.post(customer=form.customer, draft=form.draft, actor=request.user, channel=Channel.WEB)
        return answer(request, posted)

    place = act_once(actor=request.user, path=request.path, token=nonce, body=form.digest(), act=act)
    return redirect(place)


def _confirm(request: HttpRequest, form: EntryForm) -> HttpResponse:
    customer, draft = form.customer, form.draft
    context = {
        "form": form,
        "customer": customer,
        "crumbs": _crumbs(customer),
        "sections": [{"title": _("Entry"), "rows": _facts(form, draft)}],
        "after": _after(customer, draft),
        "waits": credit_note_needs_request(customer=customer, draft=draft, actor=request.user),
        "fields": _typed(form),
        "token": confirm_token(request.user, form.digest()),
    }
    return render(request, "accounts/confirm_entry.html", context)


def _facts(form: EntryForm, draft: EntryDraft) -> list[dict[str, Any]]:
    documents = dict(pair for _group, pairs in _choices(form) for pair in pairs)
    rows = [
        (_("Customer"), f"{form.customer.name} {form.customer.code}"),
        (_("Kind"), draft.kind.label),
        (_("Amount"), f"{draft.amount:,.2f} {draft.currency}"),
        (_("Posting date"), draft.posting_date),
        (_("Document date"), draft.document_date),
        (_("Due date"), draft.dues[0].due_date if draft.raises else ""),
        (_("Reference"), draft.reference),
        (_("Tax in it"), "" if draft.tax_amount is None else f"{draft.tax_amount:,.2f}"),
        (_("Memo"), draft.memo),
        (_("Settles"), "; ".join(documents.get(claim.entry, claim.entry) for claim in draft.applies_to)),
        (_("The rest"), _("settles other open documents") if draft.allocate else _("stays open")),
    ]
    return [{"label": label, "value": value, "before": None} for label, value in rows]


def _choices(form: EntryForm) -> list[Any]:
    return list(form.fields["applies_to"].choices) if "applies_to" in form.fields else []


def _after(customer: Customer, draft: EntryDraft) -> dict[str, Any]:
    """The balance now and after it, as far as nobody else posts meanwhile."""
    account = Account.objects.filter(customer=customer, side=draft.side, currency=draft.currency)
    now = account.values_list("standing__balance", flat=True).first() or 0
    return {"now": cell(now + 0 * draft.amount), "then": cell(now + draft.effect), "currency": draft.currency}


def _typed(form: EntryForm) -> list[tuple[str, str]]:
    """Every typed value again, for hidden inputs: the confirm step keeps nothing in the session."""
    return [(name, value) for name in form.fields for value in form.data.getlist(name)]


def _sections(form: EntryForm) -> list[dict[str, Any]]:
    names = (
        (_("Entry"), ("kind", "amount", "currency", "posting_date", "reference", "memo")),
        (_("Dates and tax"), ("document_date", "due_date", "tax_amount")),
        (_("What it settles"), ("applies_to", "allocate")),
    )
    return [
        {"title": title, "fields": [form[name] for name in fields if name in form.fields]} for title, fields in names
    ]


def _crumbs(customer: Customer) -> list[dict[str, str]]:
    return [
        {"label": _("Customers"), "url": reverse("customers:list")},
        {"label": customer.name, "url": customer.get_absolute_url()},
    ]
