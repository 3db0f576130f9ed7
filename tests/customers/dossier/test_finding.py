"""Former names are written and found; a number or code is one customer's (E11)."""

import datetime

import pytest
from django.utils.timezone import localdate

from access import approvals
from access.data_keys import open_rows
from access.models import Verdict
from audit.refusals import Refused
from customers.models import Customer
from tests.customers.making import ID_NUMBER, OTHER_USCC, USCC, change, create

pytestmark = pytest.mark.django_db
VAT = {"type": "vat", "country": "DE", "number": "DE 136 695 976", "valid_from": "2020-01-01"}
PASSPORT = {"type": "passport", "country": "德国", "number": "C01X00T47", "valid_to": "2020-05-31"}


def approved(customer, clerk, supervisor, **members):
    asked = change(clerk, customer, **members).request
    approvals.decide(asked=asked, actor=supervisor, verdict=Verdict.APPROVED, channel="web")


def test_an_approved_change_of_name_leaves_the_former_one_with_its_days(clerk, supervisor, east):
    customer = create(
        clerk, name="深圳发展银行", former_names=[{"name": "蛇口银行", "valid_to": "2001-03-01"}]
    ).customer

    approved(customer, clerk, supervisor, name="平安银行股份有限公司")

    _first, written = open_rows(customer.former_names.order_by("position"))
    assert written.name.text == "深圳发展银行"
    assert (written.valid_from, written.valid_to) == (datetime.date(2001, 3, 1), localdate())


def test_a_customer_is_found_by_a_former_name(clerk, supervisor, east):
    customer = create(clerk, name="深圳发展银行").customer
    approved(customer, clerk, supervisor, name="平安银行股份有限公司")

    for text in ("深圳发展", "发展银行", "szfz"):
        assert list(Customer.objects.visible_to(clerk).matching(text, person=clerk)) == [customer], text


def test_a_customer_is_found_by_a_code_of_another_system_and_a_public_number(clerk, reception, east):
    customer = create(clerk, external_codes=[{"system": "SAP", "code": "X-10042"}], identifiers=[VAT]).customer

    for text in ("X-10042", "DE136695976"):
        assert list(Customer.objects.visible_to(reception).matching(text, person=reception)) == [customer], text


def test_a_secret_number_is_found_by_nobody(clerk, east):
    create(clerk, identifiers=[PASSPORT])

    assert not Customer.objects.visible_to(clerk).matching("C01X00T47", person=clerk).exists()


def test_the_same_number_of_another_customer_is_refused_by_name(clerk, east):
    create(clerk, code="A", name="甲公司", identifiers=[VAT])

    with pytest.raises(Refused, match="duplicate") as refused:
        create(clerk, code="B", name="乙公司", identifiers=[{**VAT, "number": "136695976"}])

    assert refused.value.figures["matches"] == [{"code": "A", "name": "甲公司"}]


def test_a_customer_who_may_not_be_seen_is_not_named_for_its_number(clerk, stranger, east):
    create(clerk, code="A", name="甲公司", identifiers=[VAT])

    with pytest.raises(Refused, match="duplicate") as refused:
        create(stranger, code="B", name="乙公司", portfolio="SOUTH", identifiers=[VAT])

    assert "甲公司" not in str(refused.value.message)


def test_a_persons_number_is_the_same_as_an_own_id_number(clerk, east):
    create(clerk, code="A", name="王小明", kind="individual", tax_id=ID_NUMBER)
    other = create(clerk, code="B", name="乙公司").customer

    with pytest.raises(Refused, match="duplicate"):
        change(clerk, other, identifiers=[{"type": "resident", "number": ID_NUMBER}])


def test_a_number_that_is_another_firms_uscc_is_refused(clerk, east):
    create(clerk, code="A", name="甲公司", tax_id=USCC)

    with pytest.raises(Refused, match="duplicate"):
        create(clerk, code="B", name="乙公司", tax_id=OTHER_USCC, identifiers=[{"type": "tax", "number": USCC}])


def test_a_code_of_another_system_belongs_to_one_customer(clerk, east):
    create(clerk, code="A", name="甲公司", external_codes=[{"system": "SAP", "code": "1"}])
    other = create(clerk, code="B", name="乙公司", external_codes=[{"system": "U8", "code": "1"}]).customer

    with pytest.raises(Refused, match="duplicate"):
        change(clerk, other, external_codes=[{"system": "SAP", "code": "1"}])
    with pytest.raises(Refused, match="duplicate"):
        create(clerk, code="C", name="丙公司", external_codes=[{"system": "SAP", "code": "1"}])
