"""An entry once more before it is posted: what was typed, which way it goes, and the balance after it."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.drafts import EntryDraft
from accounts.forms import EntryForm
from accounts.models import Account, Side
from accounts.rows import cell, direction_of
from customers.models import Customer


def facts(form: EntryForm) -> list[dict[str, Any]]:
    """Rows of components/confirm_list.html."""
    draft: Any = form.draft
    rows = [
        (_("Customer"), f"{form.customer.name} {form.customer.code}"),
        (_("Side"), draft.side.label),
        (_("Kind"), draft.kind.label),
        (_("Amount"), f"{draft.amount:,.2f} {draft.currency}"),
        (_("Effect"), _effect(draft)),
        (_("Posting date"), draft.posting_date),
        (_("Document date"), draft.document_date),
        (_("Due"), _dues(draft)),
        (_("Reference"), draft.reference),
        *_by_override(form, draft),
        (_("Tax in it"), "" if draft.tax_amount is None else f"{draft.tax_amount:,.2f}"),
        (_("Memo"), draft.memo),
        *_paid_by(draft),
        (_("Settles"), _settles(form, draft)),
        (_("The rest"), _rest(draft)),
    ]
    return [{"label": label, "value": value, "before": None} for label, value in rows]


def _by_override(form: EntryForm, draft: EntryDraft) -> list[tuple[str, Any]]:
    """The override it is to pass by; only where one was chosen."""
    if not draft.grounds:
        return []
    choices: Any = form.fields["override"]
    return [(_("By override"), dict(choices.choices).get(str(draft.grounds.override), ""))]


def _paid_by(draft: EntryDraft) -> list[tuple[str, Any]]:
    """What it is paid with; only what was typed."""
    made = draft.instrument
    if made is None:
        return []
    rows = (
        (_("Paid by"), f"{made.kind.label} {made.number}".strip()),
        (_("Maturity"), made.maturity),
        (_("Drawer"), made.drawer),
        (_("Acceptor"), made.acceptor),
    )
    return [row for row in rows if row[1]]


def _effect(draft: EntryDraft) -> str:
    """Debit or credit in the books, and what that does to the balance."""
    if draft.raises == (draft.side == Side.RECEIVABLE):
        return _("debit, raises what is owed to us") if draft.raises else _("debit, lowers what we owe")
    return _("credit, raises what we owe") if draft.raises else _("credit, lowers what is owed to us")


def _dues(draft: EntryDraft) -> str:
    """The due dates, as typed or by the terms; each with its amount where there are several."""
    if not draft.rule.falls_due:
        return ""
    if len(draft.dues) == 1:
        return draft.dues[0].due_date.isoformat()
    return "; ".join(f"{due.due_date.isoformat()} {due.amount:,.2f}" for due in draft.dues)


def _settles(form: EntryForm, draft: EntryDraft) -> str:
    field: Any = form.fields.get("applies_to")
    groups = field.choices if field else []
    documents = dict(pair for _group, pairs in groups for pair in pairs)
    return "; ".join(documents.get(claim.entry, claim.entry) for claim in draft.applies_to)


def _rest(draft: EntryDraft) -> str:
    if draft.rule.whole:
        return _("nothing: it is settled in full")
    return _("settles other open documents") if draft.allocate else _("stays open")


def after(customer: Customer, draft: EntryDraft) -> dict[str, Any]:
    """The balance now and after it, as far as nobody else posts meanwhile."""
    account = Account.objects.filter(customer=customer, side=draft.side, currency=draft.currency)
    now = account.values_list("standing__balance", flat=True).first() or 0 * draft.amount
    then = now + draft.effect
    return {
        "now": cell(now),
        "now_direction": direction_of(now, draft.side),
        "then": cell(then),
        "then_direction": direction_of(then, draft.side),
        "currency": draft.currency,
    }
