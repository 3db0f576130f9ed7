"""What of a customer's file each person reads: on the page, over the API, in history, in files (E12)."""

import datetime

import pytest
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import override

from access.data_keys import open_rows
from customers import history
from customers.models import Customer, ExternalCode, Identifier
from tests import factories
from tests.customers.api import get, patch, post
from tests.customers.making import ID_NUMBER, create
from tests.customers.pages import posted, saved, text_of

pytestmark = pytest.mark.django_db
VAT = {"type": "vat", "country": "DE", "number": "DE 136 695 976", "valid_from": "2020-01-01"}
PASSPORT = {"type": "passport", "country": "德国", "number": "C01X00T47", "valid_to": "2020-05-31"}


def test_history_tells_each_part_with_secret_numbers_masked(clerk, east):
    customer = create(
        clerk,
        identifiers=[{"type": "resident", "number": ID_NUMBER}],
        external_codes=[{"system": "SAP", "code": "1"}],
        former_names=[{"name": "蛇口银行"}],
    ).customer

    with override("zh-hans"):
        (made,) = history.timeline(customer, clerk).happenings
    told = {one.field: one.after for one in made.changes}

    assert told["identifiers.number"] == "1101**********002X"
    assert told["identifiers.type"] == "身份证"
    assert (told["external_codes.system"], told["external_codes.code"]) == ("SAP", "1")
    assert told["former_names.name"] == "蛇口银行"


def test_the_api_answers_the_file_with_a_persons_number_masked(clerk, east):
    made = post(clerk, code="KH-000042", name="甲公司", portfolio="EAST", identifiers=[VAT, PASSPORT])

    public, secret = made.data["identifiers"]

    assert (public["number"], public["valid_from"]) == ("DE136695976", datetime.date(2020, 1, 1))
    assert ("number" in secret, secret["number_masked"]) == (False, "****")


def test_who_may_not_see_identities_is_not_told_of_a_persons_number(clerk, east):
    post(clerk, code="KH-000042", name="甲公司", portfolio="EAST", identifiers=[VAT, PASSPORT])
    nobody = factories.person("visitor", sees=[east])

    assert [one["type"] for one in get(nobody, "KH-000042/").data["identifiers"]] == ["vat"]


def test_the_api_replaces_a_list_and_finds_by_an_external_code(clerk, stranger, east):
    codes = [{"system": "SAP", "code": "1"}]
    post(clerk, code="KH-000042", name="甲公司", portfolio="EAST", external_codes=codes)
    post(clerk, code="KH-000043", name="乙公司", portfolio="EAST", external_codes=[{"system": "SAP", "code": "2"}])

    patched = patch(clerk, external_codes=[*codes, {"system": "U8", "code": "9"}])
    found = get(clerk, external_code="u8:9")

    assert [one["system"] for one in patched.data["external_codes"]] == ["SAP", "U8"]
    assert [one["code"] for one in found.data["results"]] == ["KH-000042"]
    assert get(stranger, external_code="U8:9").data["results"] == []
    assert get(clerk, external_code="U8").status_code == 400


def test_numbers_are_revealed_with_a_reason_by_who_may(clerk, reception, east):
    post(clerk, code="KH-000042", name="甲公司", portfolio="EAST", identifiers=[PASSPORT])
    asked = {"fields": ["identifiers"], "reason": "verification"}

    answer = post(clerk, "KH-000042/reveals/", **asked)
    denied = post(reception, "KH-000042/reveals/", **asked)

    assert answer.data["identifiers"][0]["number"] == "C01X00T47"
    assert denied.status_code == 403


def test_the_page_shows_the_file_and_keeps_a_persons_number_masked(client, clerk, east):
    customer = saved(
        east,
        identifiers=[VAT, PASSPORT],
        former_names=[{"name": "山城啤酒"}],
        external_codes=[{"system": "SAP", "code": "7"}],
    )
    client.force_login(clerk)

    page = text_of(client.get(customer.get_absolute_url()))

    for shown in ("DE136695976", "山城啤酒", "SAP", "护照 (德国)", "已过期"):
        assert shown in page
    assert "C01X00T47" not in page


def test_terms_are_spelled_out_with_a_day(client, clerk, east):
    customer = saved(east, terms="net 30")
    client.force_login(clerk)

    due = localdate() + datetime.timedelta(days=30)

    assert f"{due:%Y-%m-%d}" in text_of(client.get(customer.get_absolute_url()))


def test_the_form_adds_to_the_lists_and_keeps_what_it_hides(client, clerk, east):
    customer = saved(east, identifiers=[PASSPORT])
    client.force_login(clerk)
    address = reverse("customers:edit", args=[customer.code])
    typed = posted(
        client.get(address),
        **{"identifiers-0-valid_to": "2030-05-31", "external_codes-0-system": "U8", "external_codes-0-code": "5"},
    )

    shown = client.post(address, typed)
    client.post(address, {**typed, "token": shown.context["token"]})

    paper = open_rows(Identifier.objects.all())[0]
    assert (paper.number.text, paper.valid_to) == ("C01X00T47", datetime.date(2030, 5, 31))
    assert str(ExternalCode.objects.get()) == "U8: 5"


def test_a_form_opened_before_there_were_such_lists_saves(client, clerk, east):
    customer = saved(east, identifiers=[PASSPORT])
    client.force_login(clerk)
    address = reverse("customers:edit", args=[customer.code])
    typed = {
        name: value
        for name, value in posted(client.get(address), short_name="重啤").items()
        if not name.removeprefix("initial-").startswith(("identifiers", "former_names", "external_codes"))
    }

    shown = client.post(address, typed)
    client.post(address, {**typed, "token": shown.context["token"]})

    assert Customer.objects.get().short_name == "重啤"
    assert Identifier.objects.count() == 1
