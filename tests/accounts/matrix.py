"""What the reports of the ledger and the pages of allocation answer: part of tests/test_matrix.py."""

from pathlib import Path
from tempfile import NamedTemporaryFile
from uuid import uuid4

from accounts.drafts import ledger_today
from accounts.models import Account, Allocation, Entry, Statement
from accounts.statements.comparing.keeping import keep
from audit.history import note
from audit.models import Action

POSTED = (405, 405, 405, 405, 405, 302)  # only posted to
OF_ACCOUNT = (200, 404, 404, 200, 404, 302)
FOR_MONEY = (200, 200, 403, 200, 403, 302)
PAGES = {
    "accounts:open_items": OF_ACCOUNT,
    "accounts:subledger": OF_ACCOUNT,
    "accounts:open_items_file": POSTED,
    "accounts:subledger_file": POSTED,
    "accounts:allocation": (200, 404, 404, 403, 404, 302),
    "accounts:auto_allocation": POSTED,
    "accounts:undo_allocation": (200, 404, 404, 403, 404, 302),
    "accounts:new_statement_run": (200, 200, 403, 403, 403, 302),
    "accounts:statement_run_prints": POSTED,
    "api:statement_runs": (405, 405, 403, 405, 403, 401),
    "api:statement_run": (404, 404, 403, 404, 403, 401),
    "api:statement_run_prints": (404, 404, 403, 404, 403, 401),
    "accounts:statement_coverage": FOR_MONEY,
    "accounts:new_answer": (200, 404, 404, 403, 404, 302),
    "api:statement_answers": (200, 404, 403, 200, 403, 401),
    "accounts:new_comparison": (200, 404, 404, 403, 404, 302),
    "accounts:comparison": OF_ACCOUNT,
    "accounts:comparison_file": POSTED,
    "accounts:dashboard_figures": FOR_MONEY,
    "accounts:flows": FOR_MONEY,
    "accounts:periods": FOR_MONEY,
    "accounts:period_closing": POSTED,
    "accounts:period_reopening": (200, 200, 403, 403, 403, 302),
    "api:periods": (*FOR_MONEY[:5], 401),
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
    "api:credit_checks": (405, 405, 403, 405, 403, 401),
    "api:customer_ledger": (200, 404, 403, 200, 403, 401),
}


def _comparison():
    """The clerk's comparison of the account with a file of one line."""
    account = Account.objects.select_related("customer").get()
    clerk = Action.objects.get(pk=Entry.objects.order_by("pk").first().action_id).actor
    day = ledger_today()
    with NamedTemporaryFile() as file:
        file.write(f"date,amount\n{day},1.00\n".encode())
        file.flush()
        kept = keep(account=account, path=Path(file.name), first=day, last=day, actor=clerk, channel="web")
    return kept.pk


def _batch():
    """A batch the clerk of the tests posted."""
    clerk = Entry.objects.order_by("pk").first()
    actor = Action.objects.get(pk=clerk.action_id).actor
    details = {"places": [0], "entries": [clerk.pk], "requests": []}
    return note(actor=actor, kind="accounts.post_batch", channel="web", details=details)


_ACCOUNT = (
    "new_comparison",
    "open_items",
    "subledger",
    "open_items_file",
    "subledger_file",
    "allocation",
    "auto_allocation",
)
_ALLOCATION = ("accounts:undo_allocation", "api:allocation_reversal")
_RUN = ("accounts:statement_run_prints", "api:statement_run", "api:statement_run_prints")
ARGUMENTS = {
    **dict.fromkeys(("accounts:comparison", "accounts:comparison_file"), lambda: [_comparison()]),
    **dict.fromkeys(("accounts:new_answer", "api:statement_answers"), lambda: [Statement.objects.get().pk]),
    **dict.fromkeys(_RUN, lambda: [uuid4()]),
    **dict.fromkeys(("accounts:period_closing", "accounts:period_reopening"), lambda: ["receivable"]),
    "accounts:grid_batch": lambda: [_batch()],
    **dict.fromkeys([f"accounts:{part}" for part in _ACCOUNT], lambda: [Account.objects.get().pk]),
    **dict.fromkeys(_ALLOCATION, lambda: [Allocation.objects.latest("pk").pk]),
    **dict.fromkeys([name for name in PAGES if name.startswith("api:customer_")], lambda: ["KH-1"]),
}
