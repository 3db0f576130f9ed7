"""Adding and editing on pages: typed values kept, looked at once more, saved once, conflicts shown (S10, S12, S30)."""

import pytest
from django.urls import reverse

from access.data_keys import open_rows
from access.models import Request
from customers.models import Contact, Customer
from tests import factories
from tests.customers.pages import posted, saved, text_of

pytestmark = pytest.mark.django_db
NEW = "/customers/new/"
MANAGEMENT = {
    f"{name}-{part}_FORMS": number
    for name in ("contacts", "addresses", "bank_accounts")
    for part, number in (("TOTAL", "1"), ("INITIAL", "0"))
}
TYPED = {
    "name": "苏州听雨轩茶叶有限公司",
    "kind": "organisation",
    "portfolio": "EAST",
    "terms": "net 30",
    "contacts-0-name": "王小明",
    "contacts-0-mobile": "13812345678",
    **MANAGEMENT,
}


@pytest.fixture(autouse=True)
def signed_in(client, clerk):
    client.force_login(clerk)


def confirm(client, address, typed, **more):
    """Post the form, then the confirm page as it came back."""
    shown = client.post(address, typed)
    assert shown.status_code == 200, shown.context["form"].errors
    again = {**typed, "token": shown.context["token"], **more}
    return client.post(address, again)


def edit_of(customer):
    return reverse("customers:edit", args=[customer.code])


def form_of(client, customer, **changes):
    """What the edit page would post unchanged, with ``changes``."""
    return posted(client.get(edit_of(customer)), **changes)


def test_nothing_is_saved_before_the_second_look(client):
    shown = client.post(NEW, TYPED)

    assert "苏州听雨轩茶叶有限公司" in text_of(shown)
    assert not Customer.objects.exists()


def test_a_confirmed_customer_is_saved_with_what_was_typed(client):
    confirm(client, NEW, TYPED)

    customer = Customer.objects.get()
    contact = open_rows(Contact.objects.all())[0]
    assert (customer.name, customer.terms, customer.status) == ("苏州听雨轩茶叶有限公司", "net 30", "active")
    assert (contact.name.text, contact.mobile.text, contact.is_primary) == ("王小明", "+8613812345678", True)


def test_sending_it_twice_saves_it_once(client):
    token = client.post(NEW, TYPED).context["token"]

    first, second = (client.post(NEW, {**TYPED, "token": token}) for _ in range(2))

    assert first.headers["Location"] == second.headers["Location"]
    assert Customer.objects.count() == 1


def test_a_token_for_something_else_does_not_serve(client):
    token = client.post(NEW, TYPED).context["token"]

    client.post(NEW, {**TYPED, "name": "另一家公司", "token": token})

    assert not Customer.objects.exists()


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_is_kept(client):
    wrong = {**TYPED, "tax_id": "91350100M000100Y4Z", "contacts-0-mobile": "12"}

    page = client.post(NEW, wrong)

    assert page.status_code == 422
    assert "tax_id" in page.context["form"].errors
    assert "mobile" in page.context["sheet"].lists["contacts"][0].errors
    assert 'value="苏州听雨轩茶叶有限公司"' in text_of(page)


def test_a_similar_customer_must_be_spoken_of(client, east):
    other = saved(east, name=TYPED["name"], contacts=[])
    shown = client.post(NEW, TYPED)
    token = {"token": shown.context["token"]}

    still = client.post(NEW, {**TYPED, **token})
    client.post(NEW, {**TYPED, **token, "not_duplicate_of": other.code, "reason": "注册地不同"})

    assert other.code in text_of(shown)
    assert still.status_code == 422
    assert Customer.objects.count() == 2


def test_a_bank_account_waits_and_the_customer_is_made_without(client):
    bank = {
        "bank_accounts-0-bank": "中国银行",
        "bank_accounts-0-number": "6222020200112233445",
        "bank_accounts-0-currency": "CNY",
    }

    confirm(client, NEW, {**TYPED, **bank})

    customer = Customer.objects.get()
    assert not customer.bank_accounts.exists()
    assert Request.objects.get(target_id=customer.pk).fields == ["bank_accounts"]


def test_reception_adds_nobody(client, reception):
    client.force_login(reception)

    assert client.get(NEW).status_code == 403
    assert client.post(NEW, TYPED).status_code == 403


def test_another_portfolio_is_no_choice(client, south):
    page = client.post(NEW, {**TYPED, "portfolio": "SOUTH"})

    assert "portfolio" in page.context["form"].errors


def test_ordinary_changes_are_saved_and_hidden_values_stay(client, east):
    customer = saved(east)

    confirm(client, edit_of(customer), form_of(client, customer, short_name="重啤"))

    customer.refresh_from_db()
    contact = open_rows(Contact.objects.all())[0]
    assert (customer.short_name, customer.version) == ("重啤", 2)
    assert (contact.name.text, contact.mobile.text) == ("王敏", "+8613812345678")


def test_stored_personal_values_are_never_in_the_form(client, east):
    page = text_of(client.get(edit_of(saved(east))))

    assert "138****5678" in page
    assert "13812345678" not in page
    assert "wang@example.com" not in page


def test_a_new_name_is_asked_for(client, east):
    customer = saved(east)

    confirm(client, edit_of(customer), form_of(client, customer, name="重庆啤酒股份有限公司"), reason="更名公告")

    customer.refresh_from_db()
    asked = Request.objects.get()
    assert (customer.name, asked.fields, asked.reason) == ("重庆啤酒", ["name"], "更名公告")


def test_saving_nothing_new_says_so_and_leaves_no_trace(client, east):
    customer = saved(east)
    rows = customer.history.count()

    client.post(edit_of(customer), form_of(client, customer))

    assert customer.history.count() == rows


def test_who_saved_first_is_shown_and_saving_again_is_meant(client, east, supervisor):
    customer = saved(east)
    mine = form_of(client, customer, short_name="我的")
    client.force_login(supervisor)
    confirm(client, edit_of(customer), form_of(client, customer, short_name="别人的"))

    conflict = client.post(edit_of(customer), mine)
    again = confirm(client, edit_of(customer), {**mine, "base_version": str(conflict.context["base_version"])})

    customer.refresh_from_db()
    assert conflict.status_code == 409
    assert "supervisor" in text_of(conflict)
    assert "别人的" in text_of(conflict)
    assert (again.status_code, customer.short_name) == (302, "我的")


def test_what_somebody_else_changed_meanwhile_stays_where_one_changed_something_else(client, east, supervisor):
    customer = saved(east, terms="net 30", external_id="OLD")
    mine = form_of(client, customer, short_name="我的")
    client.force_login(supervisor)
    added = {"contacts-TOTAL_FORMS": "2", "contacts-1-name": "李强", "contacts-1-mobile": "13900001111"}
    confirm(client, edit_of(customer), form_of(client, customer, external_id="NEW", terms="net 15", **added))

    conflict = client.post(edit_of(customer), mine)
    confirm(client, edit_of(customer), posted(conflict))

    customer.refresh_from_db()
    assert (customer.short_name, customer.external_id, customer.terms) == ("我的", "NEW", "net 15")
    assert customer.contacts.count() == 2


def test_a_contact_somebody_else_added_meanwhile_stays_beside_one_of_mine(client, east, supervisor):
    customer = saved(east)
    second = {"contacts-TOTAL_FORMS": "2", "contacts-1-name": "李强", "contacts-1-mobile": "13900001111"}
    mine = form_of(client, customer, **second)
    client.force_login(supervisor)
    confirm(client, edit_of(customer), form_of(client, customer, **(second | {"contacts-1-name": "赵伟"})))

    conflict = client.post(edit_of(customer), mine)
    confirm(client, edit_of(customer), posted(conflict))

    names = {contact.name.text for contact in open_rows(customer.contacts.all())}
    assert names == {"王敏", "李强", "赵伟"}


def test_a_contact_is_replaced_or_removed_row_by_row(client, east):
    customer = saved(east, contacts=[{"name": "王敏", "mobile": "13812345678"}, {"name": "李强"}, {"name": "赵伟"}])

    changes = {"contacts-0-mobile": "13911112222", "contacts-1-DELETE": "on"}
    confirm(client, edit_of(customer), form_of(client, customer, **changes))

    left = {contact.name.text: contact.mobile for contact in open_rows(customer.contacts.all())}
    assert set(left) == {"王敏", "赵伟"}
    assert left["王敏"].text == "+8613911112222"


def test_a_field_is_emptied_by_emptying_it(client, east):
    customer = saved(east, terms="net 30", external_id="OLD")

    confirm(client, edit_of(customer), form_of(client, customer, external_id="", terms=""))

    customer.refresh_from_db()
    assert (customer.external_id, customer.terms) == ("", "")


def test_a_stranger_finds_no_form(client, east, stranger):
    customer = saved(east)
    client.force_login(stranger)

    assert client.get(edit_of(customer)).status_code == 404


def test_who_only_looks_edits_nothing(client, east, reception):
    customer = saved(east)
    client.force_login(reception)

    assert client.post(edit_of(customer), {}).status_code == 403


def test_a_deleted_customer_is_not_edited(client, east):
    auditor_and_manager = factories.person("both", "审计", "财务经理")
    customer = factories.customer(east, status="deleted")
    client.force_login(auditor_and_manager)

    assert client.get(edit_of(customer)).status_code == 403
