"""Further numbers, former names and external codes in one cell each: read, added to what is there, never removed."""

from datetime import date

import pytest

from access.data_keys import open_rows
from customers.models import Customer, ExternalCode, FormerName, Identifier
from tests import factories
from tests.customers import exporting, making
from tests.importing import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def east():
    return factories.portfolio("EAST")


@pytest.fixture
def clerk(east):
    return factories.person("clerk", "财务文员", manages=[east])


@pytest.fixture
def desk(clerk, tmp_path):
    return Desk(tmp_path, "import_customers", clerk)


def numbers():
    rows = open_rows(Identifier.objects.order_by("position"))
    return [(row.type, row.country, row.number.text, row.valid_from, row.valid_to) for row in rows]


def test_a_new_customer_comes_with_its_numbers_names_and_codes(desk):
    text = (
        "code,name,portfolio,identifiers,former_names,external_codes\n"
        "A1,平安银行,EAST,vat|DE|DE136695976|2020-01-01|2030-12-31; licence||ZA 12,"
        "旧名|1990-01-01|2001-05-31；更旧,SAP|10042; 用友|C-7\n"
    )

    assert desk.take_in(text) == {"created": 1}, desk.errors
    assert numbers() == [
        ("vat", "DE", "DE136695976", date(2020, 1, 1), date(2030, 12, 31)),
        ("licence", "CN", "ZA12", None, None),
    ]
    names = [(row.name.text, row.valid_to) for row in open_rows(FormerName.objects.order_by("position"))]
    assert names == [("旧名", date(2001, 5, 31)), ("更旧", None)]
    assert list(ExternalCode.objects.order_by("position").values_list("system", "code")) == [
        ("SAP", "10042"),
        ("用友", "C-7"),
    ]


def test_words_serve_for_kinds_and_countries(desk):
    assert desk.take_in("code,name,portfolio,identifiers\nA1,平安银行,EAST,增值税号|德国|DE136695976\n") == {
        "created": 1
    }, desk.errors

    assert numbers() == [("vat", "DE", "DE136695976", None, None)]


def test_what_is_there_stays_and_gets_the_days_that_are_said(desk, clerk):
    known = [{"type": "vat", "country": "DE", "number": "DE136695976"}, {"type": "licence", "number": "L1234"}]
    making.create(clerk, code="A1", name="平安银行", identifiers=known)

    counts = desk.take_in("code,identifiers\nA1,vat|DE|DE 136695976||2030-12-31;registration||R77\n")

    assert counts == {"updated": 1}, desk.errors
    assert [(kind, number, until) for kind, _country, number, _since, until in numbers()] == [
        ("vat", "DE136695976", date(2030, 12, 31)), ("licence", "L1234", None), ("registration", "R77", None),
    ]  # fmt: skip
    assert desk.take_in("code,identifiers\nA1,vat|DE|DE136695976\n") == {"unchanged": 1}
    assert desk.take_in("code,identifiers\nA1,\n") == {"unchanged": 1}


def test_a_code_of_a_column_of_its_own_and_one_in_the_list_go_together(desk, clerk):
    making.create(clerk, code="A1", name="平安银行", external_codes=[{"system": "SAP", "code": "1"}])

    counts = desk.take_in("code,external_code:SAP,external_codes\nA1,2,用友|C-7\n")

    assert counts == {"updated": 1}, desk.errors
    assert set(ExternalCode.objects.values_list("system", "code")) == {("SAP", "2"), ("用友", "C-7")}


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("identifiers", "DE136695976"),
        ("identifiers", "vat|DE"),
        ("identifiers", "vat|DE|DE1|2020-01-01|2021-01-01|x"),
        ("identifiers", "vat|DE|DE1"),
        ("identifiers", "colour|DE|DE136695976"),
        ("identifiers", "vat|Nowhere|DE136695976"),
        ("identifiers", "licence||L1234|yesterday"),
        ("identifiers", "licence||L1234|2021-01-01|2020-01-01"),
        ("former_names", "|1990-01-01"),
        ("former_names", "旧名|1990-01-01|2001-05-31|x"),
        ("external_codes", "SAP"),
        ("external_codes", "SAP|1|2"),
    ],
)
def test_an_item_that_is_none_is_refused_with_its_column(desk, column, cell):
    assert desk.take_in(f"code,name,portfolio,{column}\nA1,平安银行,EAST,{cell}\n") == {"refused": 1}

    [(row, at, reason)] = desk.errors
    assert (row, bool(reason)) == (2, True)
    assert at in (column, "")
    assert not Customer.objects.exists()


def test_an_export_keeps_a_persons_numbers_apart_and_masked(clerk):
    passport = {"type": "passport", "number": "E12345678"}
    making.create(clerk, code="A1", name="平安银行", identifiers=[passport, {"type": "licence", "number": "L1234"}])
    making.create(clerk, code="A2", name="李雷", kind="individual", identifiers=[{"type": "other", "number": "Q98765"}])

    rows = exporting.table(clerk, "code", "identifiers", "personal_identifiers")

    assert [row["identifiers"] for row in rows] == ["licence|CN|L1234", ""]
    assert all("12345" not in row["personal_identifiers_masked"] for row in rows)
    assert rows[0]["personal_identifiers_masked"].startswith("passport|CN|")
    assert "Q98765" not in rows[1]["personal_identifiers_masked"]


def test_in_full_they_stand_for_who_may_have_that(clerk, east):
    passport = {"type": "passport", "number": "E12345678", "valid_to": "2031-01-31"}
    making.create(clerk, code="A1", name="平安银行", identifiers=[passport])
    supervisor = factories.person("supervisor", "财务主管", manages=[east])

    [row] = exporting.table(supervisor, "personal_identifiers", unmasked=True, reason="verification")

    assert row["personal_identifiers"] == "passport|CN|E12345678||2031-01-31"


@pytest.mark.parametrize("role", ["财务文员", "财务主管", "财务经理", "审计", "前台", "系统管理员"])
@pytest.mark.parametrize("unmasked", [True, False])
def test_they_exist_for_whom_the_id_number_exists(east, role, unmasked):
    person = factories.person("", role, sees=[east])
    columns = exporting.everything(person, unmasked=unmasked)

    assert ("personal_identifiers" in columns) is ("id_number" in columns)
