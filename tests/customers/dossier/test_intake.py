"""What people type of a customer's file is stored as typed, or refused by the name of what is wrong (E10)."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from access.data_keys import Keyring, open_rows
from customers.dossier import numbers
from customers.dossier.countries import clean_country, country_name
from customers.dossier.reading import files_of
from customers.members import Errors
from customers.models import Customer, ExternalCode, FormerName, Identifier
from customers.sublist_reading import read_sublist
from customers.sublists import SUBLISTS
from tests.customers.making import change, create, typed

pytestmark = pytest.mark.django_db
VAT = {"type": "vat", "country": "DE", "number": "DE 136 695 976", "valid_from": "2020-01-01"}
PASSPORT = {"type": "passport", "country": "德国", "number": "C01X00T47", "valid_to": "2020-05-31"}


def faults(actor, **members):
    with pytest.raises(ValidationError) as caught:
        typed(actor, **members)
    return {path: [error.code for error in found] for path, found in caught.value.error_dict.items()}


def test_a_file_is_stored_and_read_back(clerk, east):
    customer = create(
        clerk,
        identifiers=[VAT, PASSPORT],
        former_names=[{"name": "深圳发展银行", "valid_to": "2012-07-27"}],
        external_codes=[{"system": "sap", "code": "10042"}],
        contacts=[{"name": "王芳", "role": "finance"}],
        addresses=[{"country": "德国", "city": "Berlin", "line": "Unter den Linden 1"}],
    ).customer

    number, paper = open_rows(Identifier.objects.order_by("position"))
    assert (number.type, number.country, number.number.text, number.valid_from) == (
        "vat",
        "DE",
        "DE136695976",
        datetime.date(2020, 1, 1),
    )
    assert (paper.country, paper.number.text) == ("DE", "C01X00T47")
    assert [str(one) for one in ExternalCode.objects.all()] == ["SAP: 10042"]
    assert open_rows(FormerName.objects.all())[0].name.text == "深圳发展银行"
    assert customer.contacts.get().role == "finance"
    assert customer.addresses.get().country == "DE"


def test_files_of_many_customers_cost_one_query_with_their_keys(clerk, east, django_assert_num_queries):
    create(clerk, code="A", name="甲公司", former_names=[{"name": "子公司"}])
    create(clerk, code="B", name="乙公司", identifiers=[VAT], external_codes=[{"system": "U8", "code": "1"}])
    first, second = Customer.objects.order_by("code")

    with django_assert_num_queries(1):
        files = files_of([first, second], Keyring())

    assert [row.name.text for row in files[first.pk]["former_names"]] == ["子公司"]
    assert [row.number.text for row in files[second.pk]["identifiers"]] == ["DE136695976"]
    assert [row.code for row in files[second.pk]["external_codes"]] == ["1"]


@pytest.mark.parametrize(
    ("item", "code"),
    [
        ({"type": "vat", "country": "DE", "number": "DE136695970"}, "vat_malformed"),
        ({"type": "tax", "number": "91350100M000100Y44"}, "uscc_checksum"),
        ({"type": "resident", "number": "110105194912310021"}, "id_checksum"),
        ({"type": "passport", "number": "C1"}, "number_malformed"),
        ({"type": "passport", "number": "C12"}, "passport_malformed"),
        ({"type": "licence", "number": "许可"}, "number_malformed"),
        ({"type": "licence", "number": "110***0021"}, "masked"),
    ],
)
def test_a_number_that_cannot_be_right_is_refused_beside_it(clerk, east, item, code):
    assert faults(clerk, identifiers=[item]) == {"identifiers.0.number": [code]}


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"identifiers": [{"type": "mood", "number": "123"}]}, {"identifiers.0.type": ["choice"]}),
        ({"identifiers": [{**VAT, "country": "火星"}]}, {"identifiers.0.country": ["country_unknown"]}),
        ({"identifiers": [{**VAT, "valid_to": "2019-12-31"}]}, {"identifiers.0.valid_to": ["days_order"]}),
        ({"identifiers": [{**VAT, "valid_to": "31.12.2029"}]}, {"identifiers.0.valid_to": ["day_malformed"]}),
        ({"identifiers": [{"type": "tax"}]}, {"identifiers.0.number": ["required"]}),
        ({"former_names": [{"valid_to": "2020-01-01"}]}, {"former_names.0.name": ["required"]}),
        ({"external_codes": [{"system": "A:B", "code": "1"}]}, {"external_codes.0.system": ["system_malformed"]}),
        ({"external_codes": [{"system": "SAP", "code": "1"}] * 2}, {"external_codes.1.code": ["twice"]}),
        ({"contacts": [{"name": "王芳", "role": "boss"}]}, {"contacts.0.role": ["choice"]}),
        ({"contacts": [{"role": "finance"}]}, {"contacts.0": ["empty"]}),
        ({"addresses": [{"line": "x", "country": "ZZ"}]}, {"addresses.0.country": ["country_unknown"]}),
    ],
)
def test_what_is_wrong_is_named_by_its_path(clerk, east, members, expected):
    assert faults(clerk, **members) == expected


def test_a_number_is_judged_with_what_is_stored_of_it(clerk, east):
    customer = create(clerk, identifiers=[VAT]).customer
    key = customer.identifiers.get().pk

    with pytest.raises(ValidationError) as caught:
        change(clerk, customer, identifiers=[{"id": key, "number": "DE136695970"}])

    assert list(caught.value.error_dict) == ["identifiers.0.number"]


def test_a_tax_number_unlike_those_of_its_country_is_taken_and_spoken_of():
    assert list(numbers.warnings("tax", "DE", "12")) != []
    assert list(numbers.warnings("tax", "DE", "36574261809")) == []
    assert list(numbers.warnings("tax", "KP", "12345")) == []


@pytest.mark.parametrize("text", ["DE", "de", "DEU", "德国", "Germany", "germany"])
def test_a_country_is_read_as_people_write_it(text):
    assert clean_country(text) == "DE"


def test_a_country_is_named_in_the_language_in_use():
    with override("zh-hans"):
        assert country_name("TW") == "中国台湾"
    with override("en"):
        assert country_name("DE") == "Germany"


def faults_of(errors):
    try:
        errors.raise_any()
    except ValidationError as error:
        return set(error.error_dict)
    return set()


HOSTILE = st.one_of(st.text(max_size=60), st.none(), st.integers(), st.booleans(), st.lists(st.text(max_size=3)))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # libraries are read on the first draw
@given(name=st.sampled_from(["identifiers", "former_names", "external_codes", "contacts", "addresses"]), data=st.data())
def test_any_typed_item_is_read_or_refused_by_name(name, data):
    members = data.draw(st.dictionaries(st.sampled_from([*SUBLISTS[name].members, "x"]), HOSTILE, max_size=5))
    errors = Errors()
    items = read_sublist(name, [members], customer=None, errors=errors)

    found = faults_of(errors)
    assert all(path.startswith(f"{name}.0") for path in found)
    assert found or len(items) == 1
