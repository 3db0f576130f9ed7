"""What the reports of the ledger and the pages of allocation answer: part of tests/test_matrix.py."""

from accounts.models import Account, Allocation, Commitment, Entry
from audit.history import acting, note
from audit.models import Action

POSTED = (405, 405, 405, 405, 405, 302)  # only posted to
OF_ACCOUNT = (200, 404, 404, 200, 404, 302)
FOR_MONEY = (200, 200, 403, 200, 403, 302)
PAGES = {
    "accounts:open_items": OF_ACCOUNT,
    "accounts:subledger": OF_ACCOUNT,
    "accounts:allocation": (200, 404, 404, 403, 404, 302),
    "accounts:auto_allocation": POSTED,
    "accounts:undo_allocation": (200, 404, 404, 403, 404, 302),
    "accounts:periods": FOR_MONEY,
    "accounts:period_closing": POSTED,
    "accounts:period_reopening": (200, 200, 403, 403, 403, 302),
    "api:periods": (*FOR_MONEY[:5], 401),
    "accounts:new_override": (200, 404, 403, 403, 404, 302),
    "accounts:new_credit_request": (200, 404, 403, 403, 404, 302),
    "accounts:entry_grid": (200, 200, 403, 403, 403, 302),
    "accounts:grid_batch": (200, 404, 404, 404, 404, 302),
    "accounts:ageing": FOR_MONEY,
    "accounts:ageing_file": POSTED,
    "accounts:balances": FOR_MONEY,
    "accounts:balances_file": POSTED,
    "api:ageing": (*FOR_MONEY[:5], 401),
    "api:balances": (*FOR_MONEY[:5], 401),
    "api:allocations": (*FOR_MONEY[:5], 401),
    "api:allocation_reversal": (405, 405, 403, 405, 403, 401),
    "api:customer_auto_allocation": (405, 405, 403, 405, 403, 401),
    "api:customer_open_items": (200, 404, 403, 200, 403, 401),
    "api:customer_credit": (200, 404, 403, 200, 403, 401),
    "api:credit_limit_requests": (405, 405, 403, 405, 403, 401),
    "api:credit_overrides": (405, 405, 403, 405, 403, 401),
    "api:commitments": (*FOR_MONEY[:5], 401),
    "api:commitment": (200, 404, 403, 200, 403, 401),
    "api:credit_checks": (405, 405, 403, 405, 403, 401),
    "api:customer_ledger": (200, 404, 403, 200, 403, 401),
}


def _batch():
    """A batch the clerk of the tests posted."""
    clerk = Entry.objects.order_by("pk").first()
    actor = Action.objects.get(pk=clerk.action_id).actor
    details = {"places": [0], "entries": [clerk.pk], "requests": []}
    return note(actor=actor, kind="accounts.post_batch", channel="web", details=details)


_ACCOUNT = ("open_items", "subledger", "allocation", "auto_allocation")
_ALLOCATION = ("accounts:undo_allocation", "api:allocation_reversal")


def _commitment():
    """One of the only customer that has an account."""
    account = Account.objects.select_related("customer").get()
    with acting(actor=None, kind="tests.reserve", channel="command") as action:
        made, _new = Commitment.objects.get_or_create(
            customer=account.customer, external_id="SO-1",
            defaults={"currency": "CNY", "amount": 1, "expires_on": "2999-12-31", "action_id": action},
        )  # fmt: skip
    return made.pk


ARGUMENTS = {
    "api:commitment": lambda: [_commitment()],
    **dict.fromkeys(("accounts:period_closing", "accounts:period_reopening"), lambda: ["receivable"]),
    "accounts:grid_batch": lambda: [_batch()],
    **dict.fromkeys(("accounts:new_credit_request", "accounts:new_override"), lambda: ["KH-1"]),
    **dict.fromkeys([f"accounts:{part}" for part in _ACCOUNT], lambda: [Account.objects.get().pk]),
    **dict.fromkeys(_ALLOCATION, lambda: [Allocation.objects.latest("pk").pk]),
    **dict.fromkeys([name for name in PAGES if name.startswith("api:customer_")], lambda: ["KH-1"]),
}
