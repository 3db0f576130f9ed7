"""Allocation by hand (E2): what may settle what, from when on, undone one at a time; screen, API, rights."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from rest_framework.test import APIClient

from accounts import ledger
from accounts.allocations import operations
from accounts.allocations.operations import Part
from accounts.drafts import ledger_today
from accounts.models import Account, Allocation, Entry
from audit.refusals import Refused
from tests import factories
from tests.accounts.ledger import open_of, post, reverse
from tests.fuzz.pages import samples

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)


@pytest.fixture
def credit(customer, clerk):
    """Two invoices, one by instalments, and an unapplied receipt; returns the receipt."""
    due = [{"due_date": "2026-02-10", "amount": "60.00"}, {"due_date": "2026-03-10", "amount": "40.00"}]
    post(customer, clerk, due=due, reference="F-1")
    post(customer, clerk, amount="50.00", reference="F-2")
    return post(customer, clerk, "receipt", "130.00", posting_date="2026-02-01", allocate="none").entry


def entry(number):
    return Entry.objects.select_related("account__customer").get(number=number)


def allocate(credit, actor, *amounts, day=DAY):
    parts = [Part(entry(number), Decimal(amount)) for number, amount in amounts]
    return operations.allocate(credit=entry(credit.number), parts=parts, day=day, actor=actor, channel="web")


def undo(row, actor, day=DAY):
    found = Allocation.objects.select_related("credit__entry", "debit__entry", "credit__account__customer").get(
        pk=row.pk
    )
    return operations.undo(allocation=found, day=day, actor=actor, channel="web")


def verified():
    return [str(fault) for fault in ledger.verify_accounts(list(Account.objects.values_list("pk", flat=True)))]


def test_e2_one_credit_settles_parts_of_several_debits_their_instalments_in_order(credit, clerk):
    made = allocate(credit, clerk, (1, "80.00"), (2, "50.00"))

    assert [(row.debit.due_date, row.amount) for row in made] == [
        (date(2026, 2, 10), 60),
        (date(2026, 3, 10), 20),
        (date(2026, 1, 10), 50),
    ]
    assert {row.effective_date for row in made} == {DAY}
    assert (open_of(entry(1)), open_of(entry(2)), open_of(entry(3))) == (20, 0, 0)
    assert Account.objects.get().standing.balance == 20
    assert verified() == []


def test_an_allocation_is_not_effective_before_both_were_posted(credit, clerk):
    (row,) = allocate(credit, clerk, (2, "10.00"), day=date(2026, 1, 15))

    assert row.effective_date == date(2026, 2, 1)


def test_e2_no_more_is_settled_than_is_open_on_any_later_day(credit, clerk):
    allocate(credit, clerk, (2, "30.00"), day=date(2026, 5, 1))

    with pytest.raises(Refused, match="over_allocation"):
        allocate(credit, clerk, (2, "20.01"), day=DAY)

    allocate(credit, clerk, (2, "20.00"), day=DAY)
    assert verified() == []


def test_e2_what_was_taken_in_between_is_not_taken_twice_though_it_is_open_again(credit, clerk):
    (row,) = allocate(credit, clerk, (2, "30.00"), day=DAY)
    undo(row, clerk, date(2026, 5, 1))

    with pytest.raises(Refused, match="over_allocation"):
        allocate(credit, clerk, (2, "20.01"), day=date(2026, 4, 1))

    allocate(credit, clerk, (2, "50.00"), day=date(2026, 5, 1))
    assert verified() == []


def test_all_of_it_or_none_of_it(credit, clerk):
    with pytest.raises(Refused, match="over_allocation"):
        allocate(credit, clerk, (2, "50.00"), (1, "80.01"))

    assert not Allocation.objects.exists()
    assert open_of(entry(2)) == 50


def test_undone_is_exactly_that_allocation_from_its_own_day_on(credit, clerk):
    one, other = allocate(credit, clerk, (2, "50.00"), (1, "30.00"))

    undo(one, clerk, date(2026, 3, 15))

    assert (open_of(entry(2)), open_of(entry(1)), open_of(entry(3))) == (50, 70, 100)
    with pytest.raises(Refused, match="already_undone"):
        undo(one, clerk, date(2026, 3, 15))
    with pytest.raises(Refused, match="undo_before_allocation"):
        undo(other, clerk, DAY - timedelta(days=1))
    assert verified() == []


def test_what_settles_a_reversal_and_an_undo_stay(credit, clerk):
    (row,) = allocate(credit, clerk, (2, "50.00"))
    undone = undo(row, clerk)
    with pytest.raises(Refused, match="undo_of_undo"):
        undo(undone, clerk)
    reverse(entry(2), clerk, "2026-03-20")
    with pytest.raises(Refused, match="settles_reversal"):
        undo(Allocation.objects.latest("pk"), clerk, ledger_today())


def test_the_rest_is_settled_in_the_automatic_order(customer, credit, clerk):
    post(customer, clerk, "receipt", "50.00", posting_date="2026-02-02", allocate="none")

    account = Account.objects.select_related("customer").get()
    operations.allocate_all(account=account, day=None, actor=clerk, channel="web")

    assert (open_of(entry(1)), open_of(entry(2)), open_of(entry(3)), open_of(entry(4))) == (0, 0, 0, 30)
    assert verified() == []


@pytest.mark.parametrize(
    ("credit_number", "debit_number", "code"),
    [(1, 2, "not_a_credit"), (3, 3, "not_a_debit")],
)
def test_a_credit_settles_a_debit(credit, clerk, credit_number, debit_number, code):
    with pytest.raises(Refused, match=code):
        allocate(entry(credit_number), clerk, (debit_number, "1.00"))


def test_only_within_one_account(east, credit, clerk):
    other = factories.customer(east, code="KH-000002")
    foreign = post(other, clerk, amount="50.00").entry
    with pytest.raises(Refused, match="not_one_account"):
        operations.allocate(credit=credit, parts=[Part(foreign, Decimal(1))], day=DAY, actor=clerk, channel="web")


def test_not_ahead_of_time(credit, clerk):
    tomorrow = ledger_today() + timedelta(days=1)
    with pytest.raises(Refused, match="allocation_in_future"):
        allocate(credit, clerk, (2, "1.00"), day=tomorrow)


def test_who_may_not_allocate_is_refused(east, credit, stranger):
    auditor = factories.person("auditor", "审计")
    for person in (stranger, auditor):
        with pytest.raises(Exception, match="accounts.allocate"):
            allocate(credit, person, (2, "1.00"))
    assert not Allocation.objects.exists()


def place(credit):
    return f"/receivables/accounts/{credit.account_id}/allocation/"


def test_the_screen_allocates_what_was_typed_and_leads_to_the_undo(client, credit, clerk):
    client.force_login(clerk)
    shown = client.get(place(credit))
    assert [(one["name"], one["left"]) for one in shown.context["debits"]] == [
        ("KH-000001-AR-CNY-2", 50),
        ("KH-000001-AR-CNY-1", 100),
    ]

    answer = client.post(f"{place(credit)}?credit=3", {"date": "2026-03-01", "amount-1": "80.00", "amount-2": ""})

    assert answer.status_code == 302
    assert open_of(entry(1)) == 20
    (latest, *_rest) = client.get(place(credit)).context["made"]
    assert client.post(latest["url"], {"date": "2026-03-02"}).status_code == 302
    assert open_of(entry(1)) == 40


def test_what_was_wrong_stands_beside_its_amount(client, credit, clerk):
    client.force_login(clerk)

    answer = client.post(f"{place(credit)}?credit=3", {"date": "2026-03-01", "amount-2": "50.01"})

    assert answer.status_code == 422
    assert "amount-2" in answer.context["form"].errors
    assert not Allocation.objects.exists()


@pytest.mark.parametrize(("name", "kind"), [("amount-2", "money"), ("date", "day"), ("amount-99", "money")])
def test_the_screen_refuses_what_is_none(client, credit, clerk, name, kind):
    client.force_login(clerk)
    typed = {"date": "2026-03-01", "amount-2": "1.00"}
    for value in samples(kind):
        answer = client.post(f"{place(credit)}?credit=3", typed | {name: value})
        assert answer.status_code == 422, value
    assert not Allocation.objects.exists()


def test_one_button_settles_the_rest(client, credit, clerk):
    client.force_login(clerk)

    client.post(f"{place(credit)}automatic/")

    assert open_of(entry(3)) == 0


def api(person):
    client = APIClient()
    client.force_authenticate(person)
    return client


def test_the_api_allocates_lists_and_undoes(credit, clerk):
    body = {"credit": "KH-000001-AR-CNY-3", "debit": "KH-000001-AR-CNY-2", "amount": "50.00", "date": "2026-03-01"}
    made = api(clerk).post("/api/v1/allocations/", body, headers={"Idempotency-Key": "a"})
    again = api(clerk).post("/api/v1/allocations/", body, headers={"Idempotency-Key": "a"})

    assert (made.status_code, made.data["amount"], made.data["effective_date"]) == (201, "50.00", DAY)
    assert (again.data["id"], Allocation.objects.count()) == (made.data["id"], 1)
    undone = api(clerk).post(f"/api/v1/allocations/{made.data['id']}/reversal/", {"date": "2026-03-05"})
    assert (undone.status_code, undone.data["undoes"]) == (201, made.data["id"])
    rows = api(clerk).get("/api/v1/allocations/", {"entry": "KH-000001-AR-CNY-2"}).data["results"]
    assert [(row["undoes"], row["undone_by"]) for row in rows] == [
        (made.data["id"], None),
        (None, undone.data["id"]),
    ]


def test_the_api_settles_automatically(credit, clerk):
    answer = api(clerk).post("/api/v1/customers/KH-000001/auto-allocation/", {"currency": "CNY"})

    assert answer.status_code == 200
    assert sum(Decimal(row["amount"]) for row in answer.data["allocations"]) == 130


@pytest.mark.parametrize(
    ("wrong", "status", "name"),
    [({"amount": "0.00"}, 400, "amount"), ({"debit": "KH-000001-AR-CNY-9"}, 400, "debit"),
     ({"credit": None}, 400, "credit"),
     ({"date": "x"}, 400, "date"), ({"colour": "1"}, 400, "colour"), ({"amount": "50.01"}, 422, "amount")],
)  # fmt: skip
def test_the_api_refuses_by_name(credit, clerk, wrong, status, name):
    body = {"credit": "KH-000001-AR-CNY-3", "debit": "KH-000001-AR-CNY-2", "amount": "50.00", "date": "2026-03-01"}

    answer = api(clerk).post("/api/v1/allocations/", body | wrong)

    assert (answer.status_code, list(answer.data["errors"])) == (status, [name])
    assert not Allocation.objects.exists()


def test_others_neither_see_nor_allocate(credit, clerk, stranger, reception):
    body = {"credit": "KH-000001-AR-CNY-3", "debit": "KH-000001-AR-CNY-2", "amount": "50.00"}
    (row,) = allocate(credit, clerk, (2, "1.00"))

    assert api(reception).post("/api/v1/allocations/", body).status_code == 403
    assert api(stranger).post("/api/v1/allocations/", body).status_code == 400  # there is no such entry for them
    assert api(stranger).get("/api/v1/allocations/").data["results"] == []
    assert api(stranger).post(f"/api/v1/allocations/{row.pk}/reversal/", {}).status_code == 404


def test_settled_automatically_once_the_same_answer_comes_again(credit, clerk):
    client, body = api(clerk), {"currency": "CNY"}
    first, again = (
        client.post("/api/v1/customers/KH-000001/auto-allocation/", body, HTTP_IDEMPOTENCY_KEY="once")
        for _time in (1, 2)
    )

    assert first.json()["allocations"]
    assert again.json() == first.json()
