"""Posting: who may, what waits for a second person, and what is written at once (E1, E7)."""

from access.models import User
from access.permissions import require
from accounts.asking import entries as asking
from accounts.drafts import EntryDraft, check, ledger_today
from accounts.kinds import RULES
from accounts.statement import Posted, write_draft
from audit.history import acting
from audit.models import Channel
from customers.models import Customer

__all__ = ["Posted", "post"]


def post(*, customer: Customer, draft: EntryDraft, actor: User, channel: Channel) -> Posted:
    """Post ``draft`` to the customer's account, which is opened when it does not exist, and settle what it names.

    What E7 asks for becomes a request, once it is known that it could be posted. Raises PermissionDenied, Refused
    ``customer_frozen``, ``reference_used``, ``over_allocation`` or another of accounts/refusals.py.
    """
    permission = RULES[draft.side, draft.kind].permission
    require(actor, permission, customer)
    with acting(
        actor=actor, kind="accounts.post", channel=channel, about=customer, details={"entry": draft.kind}
    ) as action:
        check(draft, today=ledger_today())
        if asking.needs_request(customer=customer, draft=draft, actor=actor):
            return Posted(None, request=asking.ask(customer=customer, draft=draft, maker=actor, action=action))
        posted = write_draft(customer=customer, draft=draft, action=action)
        require(actor, permission, customer)  # again: it may have waited for a lock
        return posted
