"""Statements on screen: look at one, issue it, find and print those that were issued."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from access.fields import MONEY, may_see
from access.permissions import allows, may_manage_any, rights_of
from accounts.books.subledger import Line, MonthEnd, Turnover
from accounts.drafts import ledger_today
from accounts.models import Account, EntryKind, Statement
from accounts.reports.views import page_urls
from accounts.rows import cell, direction_of
from accounts.statements import issuing
from accounts.statements.answers import views as answers
from accounts.statements.answers.recording import latest_of
from accounts.statements.figures import Figures
from accounts.statements.forms import DraftForm, PeriodForm
from accounts.statements.handing import FILES, table_of_draft, table_of_issued
from audit.models import Channel
from audit.refusals import Refused
from customers.exports.choice import EXPORT
from exchange.pages import keyset_page


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Issued statements, newest first."""
    if not may_see(request.user, MONEY):
        raise PermissionDenied(issuing.READ)
    seen = Statement.objects.visible_to(request.user).select_related("account__customer")
    if code := request.GET.get("customer", "")[:32]:
        seen = seen.filter(account__customer__code=code)
    try:
        page = keyset_page(seen, order=("-pk",), cursor=request.GET.get("cursor"))
    except Refused:
        return redirect(request.path)
    found = latest_of(page.rows, request.user)
    context = {
        "rows": [_listed(statement) | {"answer": found.get(statement.pk)} for statement in page.rows],
        "may_issue": may_manage_any(request.user, issuing.ISSUE),
        **page_urls(request.GET, page.next, page.previous),
    }
    return render(request, "accounts/statements/list.html", context)


def _listed(statement: Statement) -> dict[str, Any]:
    account = statement.account
    return {
        "number": str(statement),
        "url": reverse("accounts:statement", args=[statement.pk]),
        "customer": account.customer,
        "period": f"{statement.first_day} – {statement.last_day}",
        "closing": cell(statement.closing),
        "currency": account.currency,
        "direction": direction_of(statement.closing, account.side),
        "issued_at": statement.issued_at,
    }


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, key: int) -> HttpResponse:
    """Look at the statement of an account for some days; POST issues it."""
    account = _account(request, key)
    today = ledger_today()
    usual = {"first": today.replace(day=1).isoformat(), "last": today.isoformat()}
    form = PeriodForm(request.POST if request.method == "POST" else request.GET or usual)
    figures = _figures(request, form, account)
    if request.method == "POST" and figures is not None:
        made = _issue(request, form, account)
        if made is not None:
            return redirect("accounts:statement", key=made.pk)
    context = {
        "form": form,
        "account": account,
        "customer": account.customer,
        "crumbs": _crumbs(account),
        "shown": _shown(figures) if figures else None,
        "may_issue": allows(request.user, issuing.ISSUE, account.customer),
        "may_export": EXPORT in rights_of(request.user).may,
        "query": f"first={form['first'].value()}&last={form['last'].value()}",
    }
    return render(request, "accounts/statements/new.html", context, status=422 if form.errors else 200)


def _figures(request: HttpRequest, form: PeriodForm, account: Account) -> Figures | None:
    if form.is_valid():
        days = form.cleaned_data
        try:
            return issuing.preview(account=account, first=days["first"], last=days["last"], actor=request.user)
        except Refused as refusal:
            form.add_error({"from": "first", "to": "last"}.get(refusal.field or ""), refusal.message)
    return None


def _issue(request: HttpRequest, form: PeriodForm, account: Account) -> Statement | None:
    days, language = form.cleaned_data, get_language() or "zh-hans"
    try:
        made = issuing.issue(
            account=account, first=days["first"], last=days["last"], language=language, actor=request.user,
            channel=Channel.WEB,
        )  # fmt: skip
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return None
    messages.success(request, _("Issued as %(number)s.") % {"number": made})
    return made


def _shown(figures: Figures) -> dict[str, Any]:
    side = figures.account.side
    return {
        "opening": cell(figures.opening),
        "opening_direction": direction_of(figures.opening, side),
        "closing": cell(figures.closing),
        "closing_direction": direction_of(figures.closing, side),
        "debit": cell(figures.turnover.debit),
        "credit": cell(figures.turnover.credit),
        "lines": [_line(line, figures.book.ends.get(line.entry.pk), side) for line in figures.book.lines],
        "open": [
            {
                "of": item,
                "kind": EntryKind(item.kind).label,
                "days": item.days_overdue(figures.last),
                "open": cell(item.open),
            }
            for item in figures.open_items
        ],
    }


def _line(line: Line, end: MonthEnd | None, side: str) -> dict[str, Any]:
    return {
        "entry": line.entry,
        "due_date": line.due_date,
        "debit": cell(line.debit),
        "credit": cell(line.credit),
        "balance": cell(line.balance),
        "direction": direction_of(line.balance, side),
        "end": end and {"month": f"{end.month:%Y-%m}", "sums": _sums(end.turnover), "year": _sums(end.year)},
    }


def _sums(turnover: Turnover) -> tuple[Any, Any]:
    return cell(turnover.debit), cell(turnover.credit)


@require_GET
def draft(request: HttpRequest, key: int) -> HttpResponseBase:
    """The same as PDF, or as a table by ``format``, marked as a draft; nothing is kept."""
    account = _account(request, key)
    form = DraftForm(request.GET)
    if form.is_valid():
        days, wanted = form.days(), FILES.get(form.cleaned_data["format"])
        try:
            if wanted:
                return table_of_draft(account, wanted, days, actor=request.user, channel=Channel.WEB)
            content = issuing.draft(account=account, actor=request.user, channel=Channel.WEB, **days)
            return _pdf(content, f"{account.prefix}-draft")
        except Refused as refusal:
            messages.error(request, refusal.message)
    given = request.GET.copy()
    given.pop("format", None)
    return redirect(f"{reverse('accounts:new_statement', args=[key])}?{given.urlencode()}")


@require_GET
def detail(request: HttpRequest, key: int) -> HttpResponse:
    """An issued statement: what it said, and what was posted into its period since."""
    statement = _statement(request, key)
    context = {
        "statement": _listed(statement) | {"code": statement.code, "sha256": statement.sha256},
        "added": issuing.added_since(statement),
        "answers": answers.shown(statement, request.user),
        "answer_url": reverse("accounts:new_answer", args=[key])
        if allows(request.user, issuing.ISSUE, statement.account.customer)
        else "",
        "again_url": f"{reverse('accounts:new_statement', args=[statement.account_id])}"
        f"?first={statement.first_day}&last={statement.last_day}",
        "file_url": reverse("accounts:statement_file", args=[key]),
        "may_export": bool(statement.figures_sha256) and EXPORT in rights_of(request.user).may,
        "crumbs": _crumbs(statement.account),
    }
    return render(request, "accounts/statements/detail.html", context)


@require_POST
def file(request: HttpRequest, key: int) -> HttpResponseBase:
    """The bytes as they were issued, or the figures of then as a table; each reading is in the journal."""
    statement = _statement(request, key)
    try:
        if wanted := FILES.get(request.POST.get("format", "")):
            return table_of_issued(statement, wanted, actor=request.user, channel=Channel.WEB)
        content = issuing.reprint(statement=statement, actor=request.user, channel=Channel.WEB)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("accounts:statement", key=key)
    return _pdf(content, str(statement))


def _pdf(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _account(request: HttpRequest, key: int) -> Account:
    found = Account.objects.visible_to(request.user).select_related("customer")
    return get_object_or_404(found, pk=key)


def _statement(request: HttpRequest, key: int) -> Statement:
    found = Statement.objects.visible_to(request.user).select_related("account__customer", "printed")
    return get_object_or_404(found, pk=key)


def _crumbs(account: Account) -> list[dict[str, str]]:
    return [
        {"label": account.customer.name, "url": account.customer.get_absolute_url()},
        {"label": str(account), "url": reverse("accounts:account", args=[account.pk])},
        {"label": _("Statements"), "url": reverse("accounts:statements")},
    ]
