"""The posting statement's oracle: the same entry written by ORM, step by step (architecture, Ledger)."""

from django.utils import timezone

from accounts.models import Account, Balance, DocumentReference, Entry, OpenItem
from audit.history import acting


def post(customer, draft, actor):
    """Write what ``posting.post`` writes before it allocates; the caller sees to it that no guard refuses."""
    with acting(actor=actor, kind="accounts.post", channel="web", about=customer) as action:
        account, opened = Account.objects.get_or_create(customer=customer, side=draft.side, currency=draft.currency)
        if opened:
            Balance.objects.create(account=account)
        standing = Balance.objects.select_for_update().get(account=account)
        standing.balance += draft.effect
        standing.last_number += 1
        standing.save()
        entry = Entry.objects.create(
            account=account, number=standing.last_number, kind=draft.kind, effect=draft.effect, raises=draft.raises,
            balance_after=standing.balance, document_date=draft.document_date, posting_date=draft.posting_date,
            reference=draft.reference, tax_amount=draft.tax_amount, memo=draft.memo, action_id=action,
            posted_at=timezone.now(),
        )  # fmt: skip
        for due in draft.dues:
            OpenItem.objects.create(
                entry=entry, account=account, is_debit=draft.raises, due_date=due.due_date, amount=due.amount,
                open=due.amount,
            )  # fmt: skip
        if draft.reference:
            DocumentReference.objects.create(
                customer=customer, side=draft.side, kind=draft.kind, reference=draft.reference, entry=entry
            )
        return entry
