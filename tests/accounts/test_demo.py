"""``demo``: the people of the contract and a year of data, through the operations, once."""

import csv
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from access.installing import system_user
from access.models import Portfolio, Request, User
from access.permissions import rights_of
from accounts.demonstration import customers, postings
from accounts.models import Account, Entry
from audit.models import Action
from categories.models import Category
from config.start import PEOPLE
from customers.duplicates import find
from customers.intake import Intake
from customers.models import Customer, Tombstone
from tests.categories.test_builtin import LISTED

pytestmark = pytest.mark.django_db
PASSWORD = "evaluation-only"


@pytest.fixture(autouse=True)
def evaluation(settings, monkeypatch):
    settings.EVALUATION = True
    monkeypatch.setenv("KEHU_DEMO_PASSWORD", PASSWORD)


def demo(*arguments):
    out = StringIO()
    call_command("demo", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def shown():
    call_command("bootstrap", stdout=StringIO())
    return demo()


def test_the_people_of_the_contract_can_sign_in_with_their_rights(shown):
    people = {user.username: user for user in User.objects.exclude(username="system")}
    east, south = Portfolio.objects.get(code="EAST").pk, Portfolio.objects.get(code="SOUTH").pk

    assert set(people) == set(PEOPLE)
    assert all(user.check_password(PASSWORD) and user.is_active for user in people.values())
    assert {name for name, user in people.items() if user.is_staff} == {
        "supervisor", "supervisor2", "manager", "auditor", "sysadmin",
    }  # fmt: skip
    assert rights_of(people["clerk_east"]).portfolios == {east: "manage"}
    assert rights_of(people["clerk_south"]).portfolios == {south: "manage"}
    assert rights_of(people["supervisor2"]).portfolios == {east: "manage", south: "manage"}
    assert rights_of(people["reception"]).portfolios == {east: "view"}
    assert rights_of(people["manager"]).everywhere == "manage"
    assert rights_of(people["auditor"]).everywhere == "view"
    assert not Customer.objects.visible_to(people["sysadmin"]).exists()
    assert not any(user.is_superuser for user in people.values())


def test_there_is_something_of_everything_to_look_at(shown):
    assert "40 customers" in shown
    assert set(Customer.objects.values_list("status", flat=True)) == {
        "active", "frozen", "inactive", "closing", "deleted",
    }  # fmt: skip
    assert set(Request.objects.values_list("status", flat=True)) == {"pending", "approved", "rejected"}
    assert Tombstone.objects.count() == 2
    assert set(Entry.objects.values_list("kind", flat=True)) == {
        "opening", "invoice", "receipt", "credit_note", "bill", "payment",
    }  # fmt: skip
    assert Request.objects.filter(kind="accounts.debit_adjustment", levels=2, status="pending").exists()
    call_command("verify_ledger", stdout=StringIO())
    actors = set(Action.objects.filter(about_type="customers.customer").values_list("actor__username", flat=True))
    assert actors >= {"clerk_east", "clerk_south", "supervisor", "supervisor2"}


def test_nothing_of_it_stands_in_the_way_of_the_lists_that_are_counted(shown):
    region = Category.objects.filter(dimension__code="region")
    counted = region.filter(code__startswith="33") | region.filter(code__startswith="44")
    found = Customer.objects.filter(classifications__category__in=counted)

    assert not found.exists()
    assert not Customer.objects.filter(addresses__province__in=["浙江省", "广东省"]).exists()
    assert not Customer.objects.filter(name__regex="万科|茅台|TCL").exists()
    assert not Entry.objects.filter(account__currency="USD", posting_date__lt=date(2026, 1, 1)).exists()


def test_no_listed_company_is_taken_for_one_of_them(shown):
    if not LISTED.exists():
        pytest.skip("the list of listed companies is not beside the project")
    with LISTED.open(encoding="utf-8") as file:
        names = {row["name"] for row in csv.DictReader(file)}

    assert [name for name in names if find(Intake(name=name))] == []


def test_before_2026_nothing_is_invoiced_in_dollars():
    kinds = [entry["currency"] for entry in postings.entries_of(9, today=date(2026, 1, 15))]

    assert "USD" not in kinds
    assert "USD" in [entry["currency"] for entry in postings.entries_of(9, today=date(2026, 6, 15))]


def test_no_entry_is_dated_in_the_future_and_receipts_follow_invoices():
    today = date(2026, 3, 1)
    for place, _row in enumerate(customers.rows(), start=1):
        entries = list(postings.entries_of(place, today=today))
        days = {entry["reference"]: entry["posting_date"] for entry in entries}
        assert max(days.values(), default="") <= today.isoformat()
        for entry in entries:
            for claim in entry.get("applies_to", ()):
                assert days[claim["reference"]] <= entry["posting_date"]


def test_the_second_time_adds_nothing_and_keeps_passwords(shown, monkeypatch):
    monkeypatch.setenv("KEHU_DEMO_PASSWORD", "another-password")
    before = Action.objects.exclude(kind="access.add_demonstration").count(), Account.objects.count()

    assert demo() == "0 people and 0 customers added\n"

    assert (Action.objects.exclude(kind="access.add_demonstration").count(), Account.objects.count()) == before
    assert User.objects.get(username="manager").check_password(PASSWORD)


def test_a_random_password_is_printed_once(monkeypatch):
    call_command("bootstrap", stdout=StringIO())
    monkeypatch.delenv("KEHU_DEMO_PASSWORD")

    password = demo().split()[-1]

    assert User.objects.get(username="reception").check_password(password)
    assert "Password" not in demo()


def test_outside_evaluation_it_wants_to_be_forced(settings):
    settings.EVALUATION = False
    call_command("bootstrap", stdout=StringIO())

    with pytest.raises(CommandError, match="--force"):
        demo()
    assert not Portfolio.objects.exists()

    assert "8 people" in demo("--force")


def test_without_roles_it_says_what_to_run_first():
    with pytest.raises(CommandError, match="bootstrap"):
        demo()

    assert not User.objects.exclude(pk=system_user().pk).exists()
