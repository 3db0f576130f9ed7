"""A customer's history: who reads which of it."""

import pytest

from access import approvals
from access.models import Verdict
from customers import history, intake, records, reveals
from customers.verification.verifying import verify
from tests import factories
from tests.accounts import ledger
from tests.customers.pages import saved, text_of

pytestmark = pytest.mark.django_db
NOTE = "客户来函更换收款账户"


@pytest.fixture
def customer(east):
    return saved(east, code="KH-1", terms="net 30")


def changed(customer, clerk, reason="", **members):
    typed = intake.read(members, actor=clerk, customer=customer, partial=True)
    customer.refresh_from_db()
    return records.change(
        customer=customer, intake=typed, base_version=customer.version, actor=clerk, channel="web", reason=reason
    )


def with_bank(customer, clerk, supervisor, account):
    asked = changed(customer, clerk, bank_accounts=[account]).request
    approvals.decide(asked=asked, actor=supervisor, verdict=Verdict.APPROVED, channel="web")


def newest(customer, person):
    return history.timeline(customer, person).happenings[0]


def test_a_change_is_told_field_by_field_in_words(client, clerk, customer):
    changed(customer, clerk, terms="net 15", reason="客户同意")

    told = newest(customer, clerk)

    assert (told.actor, told.reason) == ("clerk", "客户同意")
    assert [(one.field, one.label, one.before, one.after) for one in told.changes] == [
        ("terms", "付款条件", "净 30 天", "净 15 天")
    ]
    client.force_login(clerk)
    assert "付款条件" in text_of(client.get("/customers/KH-1/history/"))


def test_personal_values_stay_masked_in_the_history(client, clerk, customer):
    client.force_login(clerk)

    page = text_of(client.get("/customers/KH-1/history/"))

    assert "138****5678" in page
    assert "13812345678" not in page
    assert "王敏" not in page


def test_what_people_wrote_freely_is_for_who_may_see_money_and_banks(client, clerk, reception, customer):
    account = {"bank": "中国银行", "holder": "重庆啤酒", "number": "6222021234567896789"}
    changed(customer, clerk, bank_accounts=[account], reason=NOTE)

    assert newest(customer, clerk).reason == NOTE
    assert newest(customer, reception).reason == ""
    client.force_login(reception)
    for address in ("/customers/KH-1/", "/customers/KH-1/history/"):
        page = text_of(client.get(address))
        assert NOTE not in page
        assert "银行" not in page


def test_an_approved_change_names_who_asked_and_who_agreed(clerk, supervisor, customer):
    from access.approvals import decide

    asked = changed(customer, clerk, name="重庆啤酒股份有限公司").request
    decide(asked=asked, actor=supervisor, verdict="approved", channel="web")

    applied = next(one for one in history.timeline(customer, clerk).happenings if one.changes)

    assert (applied.actor, applied.approved_by) == ("clerk", "supervisor")
    told = {one.field: one.after for one in applied.changes}
    assert (told["name"], told["former_names.name"]) == ("重庆啤酒股份有限公司", "重庆啤酒")


def test_older_pages_go_on_where_the_newer_one_ended(clerk, customer):
    for number in range(4):
        changed(customer, clerk, external_id=f"X{number}")
    everything = [one.id for one in history.timeline(customer, clerk).happenings]

    first = history.timeline(customer, clerk, size=2)
    second = history.timeline(customer, clerk, size=2, before=first.before)

    assert [one.id for one in (*first.happenings, *second.happenings)] == everything[:4]


def test_a_stranger_cannot_tell_the_history_from_none(client, stranger, customer):
    client.force_login(stranger)

    assert client.get("/customers/KH-1/history/").status_code == 404
    assert client.get("/customers/KH-2/history/").status_code == 404


@pytest.mark.parametrize("before", ["x", "-1", "1" * 30, "１"])
def test_a_page_that_is_no_number_is_not_found(client, clerk, customer, before):
    client.force_login(clerk)

    assert client.get("/customers/KH-1/history/", {"before": before}).status_code == 404


def test_the_ledger_is_no_part_of_the_history_reception_reads(clerk, reception, customer):
    from audit.history import note

    note(actor=clerk, kind="accounts.post", channel="web", about=customer)

    assert newest(customer, clerk).action == "accounts.post"
    assert newest(customer, reception).action != "accounts.post"


def test_history_costs_the_same_however_much_it_holds(clerk, customer, django_assert_max_num_queries):
    for number in range(12):
        changed(customer, clerk, external_id=f"X{number}", short_name=f"简称{number}")
    reader = factories.person("auditor", "审计")

    with django_assert_max_num_queries(20):
        assert len(history.timeline(customer, reader).happenings) == 13


def test_what_is_hidden_takes_no_place_of_what_is_shown(client, clerk, reception, customer):
    client.force_login(reception)
    before = [history.latest(customer, reception, {}, 2), history.timeline(customer, reception, size=2)]
    for _entry in range(9):
        ledger.post(customer, clerk, amount="10.00")

    assert [history.latest(customer, reception, {}, 2), history.timeline(customer, reception, size=2)] == before
    assert before[0]
    assert history.latest(customer, clerk, {}, 2) != before[0]


def test_who_sees_no_banks_does_not_read_who_looked_at_them_or_verified_them(clerk, supervisor, reception, east):
    account = {"bank": "中国银行", "holder": "重庆啤酒", "number": "6222021234567896789"}
    customer = saved(east, code="KH-2")
    with_bank(customer, clerk, supervisor, account)
    before = history.timeline(customer, reception).happenings
    shown = {"customer": customer, "actor": supervisor, "channel": "web"}

    reveals.reveal(**shown, fields=["bank_accounts"], reason="collection")
    verify(**shown, facts=["bank_accounts"], way="licence")

    assert history.timeline(customer, reception).happenings == before
    assert history.latest(customer, reception, {}, 1)[0].id == before[0].id
    assert [one.action for one in history.timeline(customer, clerk).happenings[:2]] == [
        "customers.verify",
        "customers.reveal",
    ]
