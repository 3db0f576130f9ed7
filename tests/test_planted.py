"""Personal values that people typed are in no table, log or session but where the register says (Shows 6, S13, S14)."""

import logging

import pytest
from django.db import connection
from django.test import Client

from access import approvals, data_keys
from access.encryption import Unreadable
from access.models import Request, Verdict
from customers import deletion, intake, records, reveals
from customers.models import Contact, Customer
from tests import factories

pytestmark = pytest.mark.django_db
LIVE = {  # the live name and what is searched by it: access/register.py, erased in place
    ("customers_customer", "name"),
    ("customers_customer", "short_name"),
    ("customers_customer", "mnemonic"),
    ("customers_customersearch", "tokens"),
    ("customers_customersearch", "normal"),
    ("customers_customersearch", "fuzzy"),
}
ID_NUMBER = "11010519491231002X"


def planted(number, **members):
    """The raw members of one customer, each personal value of its own."""
    mobile, phone = f"1391000{number:04d}", f"010-6552{number:04d}"
    return {
        "name": f"植入企业{number:02d}号",
        "portfolio": "EAST",
        "remarks": f"remark-planted-{number}",
        "contacts": [
            {"name": f"植入人{number:02d}", "mobile": mobile, "phone": phone, "email": f"planted{number}@example.org"}
        ],
        "addresses": [{"kind": "billing", "province": "江苏", "city": "苏州", "line": f"植入路{number:02d}弄8号"}],
        "bank_accounts": [
            {"bank": "示范银行", "holder": f"植入户{number:02d}", "number": f"62220202001122{number:05d}"}
        ],
    } | members


def secrets_of(raw):
    contact, address, bank = raw["contacts"][0], raw["addresses"][0], raw["bank_accounts"][0]
    numbers = [contact["mobile"], contact["phone"].replace("-", "")[1:], bank["number"]]
    texts = [raw["remarks"], contact["name"], contact["email"], address["line"], bank["holder"]]
    return [*numbers, *texts]


@pytest.fixture
def world():
    east = factories.portfolio("EAST")
    clerk = factories.person("clerk", "财务文员", manages=[east])
    supervisor = factories.person("supervisor", "财务主管", manages=[east])
    return clerk, supervisor


def columns():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND data_type IN ('text', 'character varying', 'bytea', 'jsonb', 'ARRAY', 'inet')"
        )
        return [pair for pair in cursor.fetchall() if pair not in LIVE]


def found(values):
    """Where any of ``values`` stands in plain, in any column of any table."""
    places = []
    with connection.cursor() as cursor:
        for table, column in columns():
            cursor.execute(
                f'SELECT DISTINCT needle FROM "{table}", unnest(%s::text[]) AS needle'
                f' WHERE position(needle IN "{column}"::text) > 0'
                f" OR position(encode(convert_to(needle, 'UTF8'), 'hex') IN \"{column}\"::text) > 0",
                [list(values)],
            )
            places += [(table, column, needle) for (needle,) in cursor.fetchall()]
    return places


def test_fifty_planted_values_stand_nowhere_in_plain(world, caplog):
    clerk, supervisor = world
    caplog.set_level(logging.DEBUG)
    raws = [planted(number) for number in range(7)]
    made = [enter(raw, clerk, supervisor) for raw in raws]
    browse(clerk, made[0])
    values = {value for raw in raws for value in secrets_of(raw)}

    assert len(values) >= 50
    assert found(values) == []
    assert [value for value in values if value in caplog.text] == []


def enter(raw, clerk, supervisor):
    """Create, have the bank account approved, change, reveal, and for the last one ask for deletion."""
    saved = records.create(intake=intake.read(raw, actor=clerk), actor=clerk, channel="web")
    approvals.decide(asked=saved.request, actor=supervisor, verdict=Verdict.APPROVED, channel="web")
    customer = Customer.objects.get(pk=saved.customer.pk)
    kept = {"id": str(customer.contacts.get().pk), "phone": raw["contacts"][0]["phone"]}
    typed = intake.read({"contacts": [kept], "short_name": "植入"}, actor=clerk, customer=customer, partial=True)
    records.change(customer=customer, intake=typed, base_version=customer.version, actor=clerk, channel="web")
    reveals.reveal(customer=customer, fields=["contacts"], reason="collection", actor=clerk, channel="web")
    reasons = {"reason": "entered_by_mistake", "close": False, "note": ""}
    asked = deletion.request_deletion(customer=customer, actor=clerk, channel="web", **reasons)
    approvals.withdraw(asked=asked, actor=clerk, channel="web")
    return customer


def browse(clerk, customer):
    """Open the pages that show or take personal values, with a session."""
    client = Client()
    client.force_login(clerk)
    for page in ("", "edit/", "history/"):
        assert client.get(f"/customers/{customer.code}/{page}").status_code == 200
    client.post(f"/customers/{customer.code}/reveals/", {"fields": "contacts", "reason": "collection"})


def test_the_search_for_planted_values_does_find_what_is_there(world):
    """Twin of the test above: it looks where it says."""
    clerk, _supervisor = world
    factories.customer(factories.portfolio("X"), created_by=clerk, name="可见的名称", external_id="植入外部号")

    assert sorted(place[:2] for place in found({"植入外部号"})) == [
        ("customers_customer", "external_id"),
        ("customers_historicalcustomer", "external_id"),
    ]


def test_a_persons_name_and_number_are_not_in_history(world):
    clerk, _supervisor = world
    raw = {"name": "植入自然人甲", "kind": "individual", "tax_id": ID_NUMBER, "portfolio": "EAST"}

    records.create(intake=intake.read(raw, actor=clerk), actor=clerk, channel="web")

    assert found({"植入自然人甲", ID_NUMBER}) == []


def test_swapped_ciphertexts_do_not_open(world):
    clerk, supervisor = world
    one, other = (enter(planted(number), clerk, supervisor) for number in (1, 2))
    theirs = Contact.objects.get(customer=other)
    mine = Contact.objects.get(customer=one)
    mine.name = theirs.name

    with pytest.raises(Unreadable):
        data_keys.open_rows([mine])


def test_destroying_the_key_leaves_only_the_live_name(world):
    clerk, supervisor = world
    customer = enter(planted(3), clerk, supervisor)

    data_keys.destroy(customer.pk)

    rows = [*Contact.objects.filter(customer=customer), *Contact.history.filter(customer=customer)]
    pasts = list(Customer.history.filter(id=customer.pk))
    asked = list(Request.objects.filter(target_id=customer.pk))
    data_keys.open_rows([*rows, *pasts, *asked])
    assert {row.name.text for row in rows if row.name} == {""}
    assert {row.name_encrypted.text for row in pasts} == {""}
    assert {one.payload.text for one in asked} == {""}
    assert Customer.objects.get(pk=customer.pk).name == "植入企业03号"
