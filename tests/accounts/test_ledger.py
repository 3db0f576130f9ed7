"""verify_ledger: silent on what posting wrote, and naming every row that was tampered with."""

import io
import re

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from accounts import ledger
from tests import factories
from tests.accounts.ledger import BILL, CHEQUE, agreed, agreed_pair, clear, dishonour, post, reverse

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def books():
    """An account with one of everything: a reversed receipt, an instalment paid in part, an advance."""
    factories.setting("setup", True)
    east = factories.portfolio("EAST")
    clerk = factories.person("clerk", "财务文员", manages=[east])
    customer = factories.customer(east, code="KH-000001")
    due = [{"due_date": "2026-02-10", "amount": "60.00"}, {"due_date": "2026-03-10", "amount": "40.00"}]
    post(customer, clerk, "opening", "20.00", reference="O-1")
    post(customer, clerk, due=due, reference="F-1")
    reverse(post(customer, clerk, "receipt", "70.00", reference="R-1").entry, clerk, "2026-01-12")
    post(customer, clerk, "receipt", "90.00", reference="R-2", posting_date="2026-01-12")
    post(customer, clerk, "receipt", "7.00", currency="USD")
    lost_and_found(customer, clerk)
    return customer


def lost_and_found(customer, clerk):
    """In euros: an invoice written off, and part of it recovered; a cheque that was paid, a bill that was not."""
    supervisor = factories.person("supervisor", "财务主管", manages=[customer.portfolio])
    post(customer, clerk, "invoice", "50.00", currency="EUR")
    agreed(customer, clerk, supervisor, "write_off", "50.00", currency="EUR")
    agreed_pair(customer, clerk, supervisor, "bad_debt_recovery", "20.00", currency="EUR")
    clear(post(customer, clerk, "receipt", "3.00", currency="EUR", **CHEQUE).entry, clerk)
    dishonour(post(customer, clerk, "receipt", "4.00", currency="EUR", **BILL).entry, clerk)


def verified():
    """The codes of the equations broken, and the text of the complaint."""
    faults = [fault for progress in ledger.verify() for fault in progress.faults]
    return {fault.equation.name for fault in faults}, "\n".join(map(str, faults))


def tamper(sql):
    """Change a row behind the application's back, as the owner, with the triggers off."""
    table = re.search(r"accounts_\w+", sql)[0]
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(sql)
        assert cursor.rowcount > 0
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_what_was_posted_verifies(books):
    out = io.StringIO()

    call_command("verify_ledger", stdout=out)

    assert "3/3 accounts verified, 0 rows broken" in out.getvalue()


def test_an_empty_ledger_verifies():
    call_command("verify_ledger", stdout=io.StringIO())


TAMPERED = {
    "UPDATE accounts_balance SET balance = balance + 0.01": ("balance", "KH-000001-AR-USD balance"),
    "UPDATE accounts_balance SET last_number = last_number + 1": ("last_number", "KH-000001-AR-CNY last_number"),
    "DELETE FROM accounts_balance": ("balance", "KH-000001-AR-CNY balance"),
    "UPDATE accounts_entry SET number = 9 WHERE number = 5": ("gapless", "KH-000001-AR-CNY 9"),
    "UPDATE accounts_entry SET balance_after = 1 WHERE number = 2": ("running_balance", "KH-000001-AR-CNY 2"),
    "UPDATE accounts_entry SET effect = effect + 1 WHERE number = 2": ("items", "KH-000001-AR-CNY 2"),
    "UPDATE accounts_entry SET kind = 'receipt' WHERE number = 2": ("direction", "KH-000001-AR-CNY 2"),
    "UPDATE accounts_entry SET kind = 'bill' WHERE number = 2": ("kind_of_side", "KH-000001-AR-CNY 2"),
    "DELETE FROM accounts_pairedentry": ("pair", "KH-000001-AR-EUR 3"),
    "UPDATE accounts_entry SET kind = 'fee' WHERE kind = 'bad_debt_recovery'": ("pair", "KH-000001-AR-EUR 3"),
    "UPDATE accounts_entry SET effect = -19.99 WHERE kind = 'write_off'": ("recovered", "KH-000001-AR-EUR recovered"),
    "UPDATE accounts_entry SET kind = 'credit_note' WHERE effect = -3": ("instrument", "KH-000001-AR-EUR 5"),
    "UPDATE accounts_clearing SET date = '2026-01-09'": ("clearing", "KH-000001-AR-EUR 5"),
    "UPDATE accounts_dishonour SET reversal_id = instrument_id": ("dishonour", "KH-000001-AR-EUR 6"),
    "UPDATE accounts_entry SET raises = true WHERE kind = 'reversal' AND effect > 10": (
        "reversal",
        "KH-000001-AR-CNY 4",
    ),
    "UPDATE accounts_entry SET posting_date = '2026-01-13' WHERE number = 3": ("reversal", "KH-000001-AR-CNY 4"),
    "UPDATE accounts_entry SET reference = 'X' WHERE number = 2": ("reference", "KH-000001-AR-CNY 2"),
    "DELETE FROM accounts_documentreference WHERE reference = 'F-1'": ("reference", "KH-000001-AR-CNY 2"),
    "UPDATE accounts_documentreference SET kind = 'x' WHERE reference = 'F-1'": ("reference", "KH-000001-AR-CNY 2"),
    "UPDATE accounts_openitem SET open = open - 1 WHERE open > 1": ("open", "KH-000001-AR-CNY item"),
    "UPDATE accounts_openitem SET open = 0 WHERE open = 7": ("open_balance", "KH-000001-AR-USD open items"),
    "UPDATE accounts_openitem SET open = open - 1 WHERE open > 2": ("open_on_day", "KH-000001-AR-CNY item"),
    "UPDATE accounts_openitem SET is_debit = NOT is_debit": ("items", "KH-000001-AR-CNY 1"),
    "UPDATE accounts_openitem SET amount = amount + 1, open = open + 1 WHERE amount = 60": ("items", "CNY 2"),
    "UPDATE accounts_allocation SET amount = amount + 1 WHERE undoes_id IS NOT NULL": ("undo", "allocation"),
    "UPDATE accounts_allocation SET effective_date = '2025-12-31'": ("allocation", "allocation"),
    "UPDATE accounts_allocation SET effective_date = effective_date + 1 WHERE undoes_id IS NULL": (
        "reversal_settles",
        "KH-000001-AR-CNY 4",
    ),
    "DELETE FROM accounts_allocation WHERE undoes_id IS NOT NULL": ("open", "item"),
    "UPDATE accounts_allocation SET effective_date = '2026-01-20' WHERE undoes_id IS NOT NULL": (
        "open_every_day",
        "item",
    ),
}


KEYED = ("allocation", "item")


@pytest.mark.parametrize("sql", TAMPERED)
def test_a_tampered_row_is_named(books, sql):
    equation, row = TAMPERED[sql]

    tamper(sql)

    broken, complaint = verified()
    assert equation in broken
    key = r" \d+" if row.endswith(KEYED) else ""  # a table and its key; all others are an entry's number or a figure
    assert re.search(rf"{re.escape(row)}{key}[: ]", complaint), complaint


def test_at_least_twenty_corruptions_by_the_owner_are_planted():
    assert len(TAMPERED) >= 20


SEEN_BROKEN_ELSEWHERE = {
    *("capped", "override", "commitment"),  # credit/test_credit_equations.py
    *("closed_entries", "closed_allocations", "closed_clearings", "year_balance"),  # test_periods.py
}


def test_every_equation_is_seen_broken():
    seen = {name for name, _row in TAMPERED.values()}
    assert {equation.name for equation in ledger.EQUATIONS} == seen | SEEN_BROKEN_ELSEWHERE


def test_a_broken_ledger_exits_with_one(books):
    tamper("UPDATE accounts_balance SET balance = balance + 0.01")

    with pytest.raises(CommandError, match="6 rows break"):
        call_command("verify_ledger", stdout=io.StringIO(), stderr=io.StringIO())
