"""Harmless fields are edited where they stand, by version; sensitive ones lead to the form that asks."""

import pytest
from django.urls import reverse

from customers.models import Customer
from tests.customers.making import change, classes, dimension
from tests.customers.pages import saved, text_of

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def customer(east):
    return saved(east, code="KH-1")


def address(name):
    return reverse("customers:field", args=["KH-1", name])


def save(client, customer, name, value, **more):
    typed = {name: value, f"initial-{name}": "", "base_version": customer.version}
    return client.post(address(name), typed | more, headers=HTMX)


def test_a_clerk_changes_the_short_name_in_its_place(client, clerk, customer):
    client.force_login(clerk)
    form = text_of(client.get(address("short_name"), headers=HTMX))

    done = save(client, customer, "short_name", "重啤")

    assert 'name="short_name"' in form
    assert "<html" not in form
    assert done["HX-Redirect"] == "/customers/KH-1/"
    assert Customer.objects.get().short_name == "重啤"


def test_without_script_it_is_a_page_that_leads_back_to_the_list(client, clerk, customer):
    client.force_login(clerk)
    path = address("mnemonic") + "?list=status%3Dactive"

    page = client.get(path)
    done = client.post(path, {"mnemonic": "CQPJ2", "initial-mnemonic": customer.mnemonic, "base_version": 1})

    assert "<html" in text_of(page)
    assert done["Location"] == "/customers/KH-1/?list=status%3Dactive"


def test_a_category_is_changed_in_its_place(client, clerk, customer):
    dimension("size2", "大", "小", single=True)
    client.force_login(clerk)

    save(client, customer, "category_size2", "大")

    assert [code for code, *_days in classes(customer)] == ["大"]


def test_the_pencil_of_a_sensitive_field_leads_to_the_form_that_asks(client, clerk, customer):
    client.force_login(clerk)

    page = text_of(client.get(reverse("customers:detail", args=["KH-1"])))

    assert f'href="{reverse("customers:edit", args=["KH-1"])}#id_name"' in page
    assert f'hx-get="{address("short_name")}"' in page


@pytest.mark.parametrize(
    "name", ["name", "tax_id", "terms", "remarks", "category_credit_grade", "version", "clear_remarks"]
)
def test_no_sensitive_field_is_edited_in_place(client, clerk, customer, name):
    dimension("credit_grade", "A", "B", single=True)
    client.force_login(clerk)

    assert client.get(address(name)).status_code == 404
    assert save(client, customer, name, "A").status_code == 404


def test_who_may_not_change_has_no_pencil_and_no_form(client, reception, stranger, customer):
    client.force_login(reception)
    assert "inline-edit" not in text_of(client.get(reverse("customers:detail", args=["KH-1"])))
    assert save(client, customer, "short_name", "x").status_code == 403
    client.force_login(stranger)
    assert save(client, customer, "short_name", "x").status_code == 404


def test_a_change_made_meanwhile_is_told_before_it_is_overwritten(client, clerk, supervisor, customer):
    change(supervisor, customer, short_name="山城")
    client.force_login(clerk)

    told = save(client, customer, "short_name", "重啤")

    assert told.status_code == 422
    assert "supervisor刚刚修改了简称" in text_of(told)
    assert Customer.objects.get().short_name == "山城"
    assert save(client, Customer.objects.get(), "short_name", "重啤").status_code == 200
    assert Customer.objects.get().short_name == "重啤"


@pytest.mark.parametrize(("mnemonic", "more"), [("重庆", {}), ("A", {"name": "偷改"})])
def test_what_does_not_belong_there_is_refused(client, clerk, customer, mnemonic, more):
    client.force_login(clerk)
    typed = {"mnemonic": mnemonic, "initial-mnemonic": "", "base_version": 1} | more

    assert client.post(address("mnemonic"), typed, headers=HTMX).status_code == 422
    assert Customer.objects.get().name == "重庆啤酒"
