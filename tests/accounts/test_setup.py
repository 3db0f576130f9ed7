"""E15 Set-up: opening items against control totals typed beforehand, equal to the cent or nothing is posted."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from access.models import Request
from access.settings import operations as of_settings
from access.settings import setting
from accounts import ledger
from accounts.models import ControlTotal, Entry, OpeningItem
from accounts.setup import operations as setup
from accounts.setup import reading
from accounts.setup.standing import Standing
from audit.models import Action
from audit.refusals import Refused
from tests import factories
from tests.accounts.ledger import approve, post
from tests.accounts.setting_up import BOOKS, DAY, item, listed

pytestmark = pytest.mark.django_db


def posted(manager, **others):
    return setup.post_items(**BOOKS | others, actor=manager, channel="web")


def refused(code, act):
    with pytest.raises(Refused) as caught:
        act()
    assert caught.value.code == code
    return caught.value.figures


def test_e15_items_equal_to_the_cent_are_posted_as_of_the_day_each_an_open_document(total, customer, clerk, manager):
    total("1000.00", "30.00")
    listed(clerk, item(customer, "600.00", reference="F-1", due_date=date(2025, 12, 1)), item(customer, "400.00"))
    listed(clerk, item(customer, "-30.00", memo="预收"))

    assert posted(manager) == 3

    rows = Entry.objects.order_by("document_date", "pk").values_list("kind", "effect", "posting_date", "document_date")
    november = date(2025, 11, 3)
    assert sorted(rows) == [
        ("opening", Decimal("400.00"), DAY, november),
        ("opening", Decimal("600.00"), DAY, november),
        ("opening_credit", Decimal("-30.00"), DAY, november),
    ]
    dues = {str(row.items.get().due_date) for row in Entry.objects.filter(reference="F-1")}
    assert dues == {"2025-12-01"}
    assert not OpeningItem.objects.exists()
    assert [progress.faults for progress in ledger.verify()] == [[]]


@pytest.mark.parametrize("amount", ["999.99", "1000.01", "-1000.00"])
def test_e15_a_cent_too_much_or_too_little_posts_nothing_and_says_both_figures(total, customer, clerk, manager, amount):
    total()
    listed(clerk, item(customer, amount))

    figures = refused("control_total_differs", lambda: posted(manager))

    assert figures["wanted_documents"] == Decimal("1000.00")
    assert not Entry.objects.exists()
    assert OpeningItem.objects.count() == 1


def test_what_was_paid_ahead_does_not_make_up_for_what_is_owed(total, customer, clerk, manager):
    total("1000.00", "0.00")
    listed(clerk, item(customer, "1100.00"), item(customer, "-100.00"))

    refused("control_total_differs", lambda: posted(manager))


def test_one_item_that_is_refused_leaves_none_posted(total, customer, clerk, manager, east):
    total()
    closed = factories.customer(east, code="KH-9", status="closed")
    listed(clerk, item(customer, "900.00"), item(closed, "100.00"))

    refused("customer_takes_no_entry", lambda: posted(manager))

    assert not Entry.objects.exists()
    assert OpeningItem.objects.count() == 2


def test_an_item_needs_its_control_total_first(customer, clerk, in_setup):
    assert refused("control_total_missing", lambda: listed(clerk, item(customer)))["currency"] == "CNY"


def test_a_document_is_listed_once_and_a_list_whole_or_not_at_all(total, customer, clerk):
    total()
    refused("reference_used", lambda: listed(clerk, item(customer, reference="F-1"), item(customer, reference="F-1")))

    assert not OpeningItem.objects.exists()


def test_items_of_both_sides_and_several_currencies_stand_apart(total, customer, clerk, manager):
    total("5.00")
    total("7.00", side="payable", currency="USD")
    listed(clerk, item(customer, "5.00"))
    listed(clerk, item(customer, "7.00"), side="payable", currency="USD")

    assert (posted(manager), posted(manager, side="payable", currency="USD")) == (1, 1)


@pytest.mark.parametrize("role", ["财务文员", "财务主管", "审计", "系统管理员"])
def test_who_does_not_close_types_no_total_and_posts_nothing(total, customer, clerk, east, role):
    other = factories.person("other", role, manages=[east])
    total()
    listed(clerk, item(customer))

    with pytest.raises(PermissionDenied):
        setup.set_total(**BOOKS, day=DAY, documents=1, advances=0, actor=other, channel="web")
    with pytest.raises(PermissionDenied):
        posted(other)
    assert not Entry.objects.exists()


def test_nobody_lists_or_strikes_for_a_customer_of_others(total, customer, clerk, stranger):
    total()
    made = listed(clerk, item(customer))[0]

    with pytest.raises(PermissionDenied):
        listed(stranger, item(customer))
    with pytest.raises(PermissionDenied):
        setup.strike_item(item=made, actor=stranger, channel="web")
    assert OpeningItem.objects.count() == 1


def test_an_item_is_struck_out_and_its_history_stays(total, customer, clerk):
    total()
    made = listed(clerk, item(customer))[0]

    setup.strike_item(item=made, actor=clerk, channel="web")

    assert not OpeningItem.objects.exists()
    assert list(OpeningItem.history.order_by("history_id").values_list("history_type", flat=True)) == ["+", "-"]


def test_the_day_stays_once_openings_are_posted(total, customer, clerk, manager):
    total()
    listed(clerk, item(customer))
    posted(manager)

    refused("control_total_posted", lambda: total(day=date(2025, 11, 30)))
    total("1001.00")
    assert Standing("receivable", "CNY", ControlTotal.objects.get()).difference.documents == Decimal("1.00")


def test_e15_set_up_ends_by_two_once_equal_and_then_takes_no_opening(total, customer, clerk, manager):
    sysadmin = factories.person("sysadmin", "系统管理员")
    total()
    end = lambda: of_settings.end_setup(actor=manager, channel="web")  # noqa: E731
    refused("control_total_differs", end)
    listed(clerk, item(customer))
    refused("items_not_posted", end)
    posted(manager)
    asked = end()
    refused("own_request", lambda: approve(asked, manager))
    assert setting("setup")
    approve(asked, sysadmin)

    assert not setting("setup")
    for act in (lambda: total(), lambda: listed(clerk, item(customer)), lambda: posted(manager)):
        refused("set_up_ended", act)
    assert post(customer, clerk, "opening").entry is None  # E7: outside set-up it waits for a second person
    assert Entry.objects.count() == 1


def test_what_became_unequal_meanwhile_stops_the_second_person_too(total, customer, clerk, manager):
    sysadmin = factories.person("sysadmin", "系统管理员")
    total()
    listed(clerk, item(customer))
    posted(manager)
    asked = of_settings.end_setup(actor=manager, channel="web")
    total("1000.01")

    refused("control_total_differs", lambda: approve(asked, sysadmin))

    assert setting("setup")
    asked.refresh_from_db()
    assert asked.status == "pending"


def test_openings_posted_one_by_one_count_against_the_total_and_need_one(customer, clerk, manager, total):
    post(customer, clerk, "opening", "1000.00")
    refused("control_total_missing", lambda: of_settings.end_setup(actor=manager, channel="web"))

    total()
    assert of_settings.end_setup(actor=manager, channel="web")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.integers(-99_999, 99_999).filter(bool), min_size=1, max_size=6), st.integers(-1, 1))
def test_items_are_posted_exactly_when_they_add_up(total, customer, clerk, manager, cents, off):
    from django.db import transaction

    with transaction.atomic():
        amounts = [Decimal(number).scaleb(-2) for number in cents]
        documents = sum((one for one in amounts if one > 0), Decimal("0.00"))
        advances = -sum((one for one in amounts if one < 0), Decimal("0.00"))
        typed = documents + Decimal(off).scaleb(-2)
        total(str(max(typed, Decimal("0.00"))), str(advances))
        listed(clerk, *(item(customer, str(one)) for one in amounts))
        if typed == documents:
            posted(manager)
            assert sum(Entry.objects.values_list("effect", flat=True)) == sum(amounts)
            assert not Standing("receivable", "CNY", ControlTotal.objects.get()).difference
        elif typed >= 0:
            refused("control_total_differs", lambda: posted(manager))
            assert not Entry.objects.exists()
        transaction.set_rollback(True)


def test_the_journal_says_who_typed_listed_and_posted(total, customer, clerk, manager):
    total()
    listed(clerk, item(customer))
    posted(manager)

    kinds = ("accounts.set_control_total", "accounts.list_openings", "accounts.post_openings")
    found = Action.objects.filter(kind__in=kinds).order_by("pk").values_list("kind", "actor__username")
    assert list(found) == list(zip(kinds, ("manager", "clerk", "manager"), strict=True))
    assert not Request.objects.exists()


def test_an_amount_of_no_minor_unit_is_refused(clerk, customer):
    raw = {"customer": "KH-000001", "amount": "1.50", "document_date": "2025-11-03"}
    with pytest.raises(ValidationError) as caught:
        reading.read_item(raw, currency="JPY", actor=clerk)
    assert list(caught.value.message_dict) == ["amount"]
