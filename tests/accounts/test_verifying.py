"""The kept verification: made by the worker, shown on each report, and what closing asks besides it (E15)."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts import schedule
from accounts.management.commands.worker import emptier
from accounts.models import Balance, Closing, Entry, Verification
from accounts.periods import operations as periods
from accounts.verifying import keeping, tasks
from audit.models import Action
from audit.refusals import Refused
from tests import factories
from tests.accounts.ledger import CHEQUE, clear, post

pytestmark = pytest.mark.django_db
REPORTS = ("ageing/", "balances/", "statements/", "periods/")


def verify():
    return keeping.verify_and_keep(channel="task")


def close(manager):
    return periods.close(side="receivable", month=date(2026, 1, 1), actor=manager, channel="web")


def refused(code, act):
    with pytest.raises(Refused) as caught:
        act()
    assert caught.value.code == code
    return caught.value.figures


def test_a_verification_keeps_what_it_found_and_how_far_the_books_reached(customer, clerk):
    entry = post(customer, clerk).entry

    kept = verify()

    assert (kept.accounts, kept.broken, kept.faults, kept.entry) == (1, 0, [], entry.pk)


def test_a_break_is_kept_journalled_and_logged(customer, clerk, caplog):
    post(customer, clerk)
    Balance.objects.update(balance="99.00")

    kept = verify()

    assert kept.broken > 0
    assert "KH-000001-AR-CNY" in kept.faults[0]
    assert Action.objects.get(kind="accounts.ledger_broken").details == {"broken": kept.broken}
    assert "manage.py verify_ledger names them" in caplog.text


def test_e15_nothing_is_closed_without_a_verification_of_late(customer, clerk, manager):
    refused("period_unverified", lambda: close(manager))
    verify()
    with time_machine.travel(timezone.now() + timedelta(hours=24, minutes=1)):
        refused("period_unverified", lambda: close(manager))

    assert close(manager)


def test_e15_nothing_is_closed_over_what_the_verification_found(customer, clerk, manager):
    post(customer, clerk)
    Balance.objects.update(balance="99.00")
    verify()

    assert "99.00" in refused("period_faults", lambda: close(manager))["fault"]
    assert not Closing.objects.exists()


def test_e15_what_was_touched_since_the_verification_is_asked_again(customer, clerk, manager):
    verify()
    post(customer, clerk)
    Balance.objects.update(balance="99.00")

    assert "99.00" in refused("period_faults", lambda: close(manager))["fault"]
    assert not Closing.objects.exists()


def test_posting_allocating_undoing_and_clearing_touch_their_account(customer, clerk, day):
    from accounts.allocations import operations as allocations

    debit, credit = post(customer, clerk).entry, post(customer, clerk, "receipt", allocate="none", **CHEQUE).entry
    assert keeping.touched_since(verify()) == {}

    start = verify()
    clear(credit, clerk)
    assert keeping.touched_since(start) == {debit.account_id: 1}
    parts = [allocations.Part(debit, debit.effect)]
    allocations.allocate(credit=credit, parts=parts, day=day(20), actor=clerk, channel="web")
    assert keeping.touched_since(start) == {debit.account_id: 2}


@pytest.mark.django_db(transaction=True)
def test_the_worker_verifies_each_night_once(customer, clerk):
    post(customer, clerk)
    schedule.run()
    schedule.run()
    assert DBTaskResult.objects.filter(task_path=tasks.verify.module_path).count() == 1

    emptier().run()
    schedule.run()

    assert Verification.objects.count() == 1
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        schedule.run()
        assert tasks.is_under_way()


def test_it_is_made_on_ask_by_who_closes_or_reads_the_whole_ledger(client, manager, clerk):
    auditor = factories.person("auditor", "审计")
    for person in (manager, auditor):
        client.force_login(person)
        assert client.post("/receivables/verification/").status_code == 302
    assert DBTaskResult.objects.count() == 1

    with pytest.raises(PermissionDenied):
        tasks.ask(actor=clerk, channel="web")
    client.force_login(clerk)
    assert client.post("/receivables/verification/").status_code == 403


@pytest.mark.parametrize("page", REPORTS)
def test_every_report_says_what_was_found_last(client, customer, clerk, manager, page):
    post(customer, clerk)
    client.force_login(manager)
    client.cookies["kehu-language"] = "en"
    assert "not verified yet" in client.get(f"/receivables/{page}").content.decode()
    verify()
    assert "every equation of the ledger holds" in client.get(f"/receivables/{page}").content.decode()
    Balance.objects.update(balance="99.00")
    verify()

    words = client.get(f"/receivables/{page}").content.decode()
    assert "rows break an equation" in words
    assert "KH-000001-AR-CNY" in words


def test_the_first_fault_is_named_to_who_sees_every_customer_alone(client, customer, clerk, stranger):
    post(customer, clerk)
    Balance.objects.update(balance="99.00")
    verify()
    client.force_login(stranger)

    words = client.get("/receivables/ageing/").content.decode()

    assert "KH-000001" not in words


def test_the_checklist_turns_green_with_the_verification(client, customer, clerk, manager):
    post(customer, clerk)
    client.force_login(manager)
    green = lambda: {  # noqa: E731
        check.code: check.done for check in client.get("/receivables/periods/").context["sides"][0]["checks"]
    }
    assert green() == {"over": True, "set_up": True, "requests": True, "verified": False}
    verify()

    assert green()["verified"]
    assert client.post("/receivables/periods/receivable/closing/", {"month": "2026-01"}).status_code == 302
    assert Entry.objects.count() == 1
