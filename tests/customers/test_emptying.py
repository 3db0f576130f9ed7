"""Stored values that the page does not show: left empty they stay, ticked they are emptied."""

import pytest
from django.urls import reverse

from access.data_keys import open_rows
from tests.customers.making import stored
from tests.customers.pages import posted, saved, text_of

pytestmark = pytest.mark.django_db
EDIT = "/customers/KH-1/edit/"


@pytest.fixture
def customer(east):
    return saved(east, code="KH-1", remarks="逢周三对账")


def contact(customer):
    (row,) = open_rows(customer.contacts.all())
    return {name: getattr(row, name).text if getattr(row, name) else "" for name in ("name", "mobile", "email")}


def test_remarks_left_empty_stay_and_ticked_are_emptied(client, clerk, customer):
    client.force_login(clerk)
    assert reverse("customers:edit", args=["KH-1"]) == EDIT
    client.post(EDIT, posted(client.post(EDIT, posted(client.get(EDIT), short_name="重啤"))))
    assert stored(customer).remarks.text == "逢周三对账"

    confirm = client.post(EDIT, posted(client.get(EDIT), clear_remarks="on"))
    client.post(EDIT, posted(confirm))

    assert stored(customer).remarks is None


def test_a_contacts_mobile_is_emptied_and_the_second_look_says_so(client, clerk, customer):
    client.force_login(clerk)

    confirm = client.post(EDIT, posted(client.get(EDIT), **{"contacts-0-clear": "mobile"}))
    client.post(EDIT, posted(confirm))

    assert "清除联系人手机" in text_of(confirm)
    assert contact(customer) == {"name": "王敏", "mobile": "", "email": "wang@example.com"}


@pytest.mark.parametrize(
    "typed",
    [
        {"contacts-0-clear": "mobile", "contacts-0-mobile": "13900000000"},
        {"contacts-0-clear": "is_primary"},
        {"clear_remarks": "on", "remarks": "别的"},
    ],
)
def test_emptying_and_typing_at_once_is_refused(client, clerk, customer, typed):
    client.force_login(clerk)

    answer = client.post(EDIT, posted(client.get(EDIT), **typed))

    assert answer.status_code == 422
    assert contact(customer)["mobile"]
    assert stored(customer).remarks.text == "逢周三对账"


def test_nothing_is_offered_to_be_emptied_where_nothing_is_stored(client, clerk, east):
    saved(east, code="KH-1", contacts=[{"name": "王敏", "email": "wang@example.com"}])
    client.force_login(clerk)

    page = text_of(client.get(EDIT))

    assert "clear_remarks" not in page
    assert 'value="email"' in page
    assert 'name="contacts-0-clear" value="mobile"' not in page
