"""Similar customers while one types: only those the person may see, and by numbers only for who may read them."""

import time

import pytest
from django.core.cache import cache
from hypothesis import given
from hypothesis import strategies as st

from audit.models import Action
from customers.duplicates import asking, radar
from customers.models import Customer, LookAlike, NotDuplicate
from tests import factories
from tests.customers.making import ID_NUMBER, USCC, create
from tests.customers.pages import saved, text_of
from tests.fuzz.inputs import HIDDEN
from tests.test_fuzz_api import thoroughly

pytestmark = pytest.mark.django_db
SIMILAR, NEW, QUEUE = "/customers/duplicates/similar/", "/customers/new/", "/customers/duplicates/"
TYPED = {
    "name": "苏州听雨轩茶叶有限公司", "kind": "organisation", "portfolio": "EAST",
    "contacts-TOTAL_FORMS": "0", "contacts-INITIAL_FORMS": "0",
}  # fmt: skip


@pytest.fixture(autouse=True)
def signed_in(client, clerk):
    client.force_login(clerk)


def asked(client, **typed):
    """Code and reason of the customers that are told of."""
    answer = client.post(SIMILAR, {"kind": "organisation", **typed})
    assert answer.status_code == 200
    return [(one["code"], one["why"]) for one in answer.context["similar"]]


def codes(client, **typed):
    return [code for code, _why in asked(client, **typed)]


def test_a_name_a_number_and_a_mobile_find_who_has_them(client, east):
    made = saved(east, name="海王生物工程", code="KH-1", tax_id=USCC)
    radar.look()

    for typed in (
        {"name": "海王生物 工程"},
        {"name": "海旺生物工程"},
        {"name": "深圳海王生物工程有限公司"},
        {"tax_id": USCC.lower()},
        {"mobile": "138-1234-5678"},
        {"name": "别的", "mobile": ["1", "13812345678"]},
    ):
        assert codes(client, **typed) == [made.code], typed
    assert codes(client, name="海") == codes(client, name="万科") == codes(client, tax_id=USCC[:-1]) == []


def test_who_has_the_number_is_told_first_and_that_it_is_given_once(client, east):
    create(factories.person("", "财务文员", manages=[east]), name="平安银行", code="KH-1", tax_id=USCC)
    saved(east, name="招商银行", code="KH-0")

    page = text_of(client.post(SIMILAR, {"name": "招商银行", "kind": "organisation", "tax_id": USCC}))

    assert page.index("KH-1") < page.index("KH-0")
    assert 'data-level="error"' in page
    assert 'target="_blank"' in page


def test_what_the_person_may_not_see_leaves_no_trace(client, south):
    factories.customer(south, name="海王生物工程", code="SECRET", tax_id=USCC)
    saved(south, name="海旺生物工程", code="SECRET-2")
    radar.look()
    radar.look()
    nobody = client.post(SIMILAR, {"name": "无此客户", "kind": "organisation"}).content

    for typed in ({"name": "海王生物工程"}, {"tax_id": USCC}, {"mobile": "13812345678"}):
        assert client.post(SIMILAR, {"kind": "organisation", **typed}).content == nobody


def test_by_mobile_and_id_number_only_who_may_read_them_in_full_finds(client, east, monkeypatch):
    saved(east, name="张伟", code="KH-1", kind="individual", tax_id=ID_NUMBER)
    by_mobile, by_id = {"mobile": "13812345678"}, {"kind": "individual", "tax_id": ID_NUMBER}
    assert codes(client, **by_mobile) == codes(client, **by_id) == ["KH-1"]

    monkeypatch.setattr("customers.duplicates.live.may_reveal", lambda user, kind, target: False)

    assert codes(client, **by_mobile) == codes(client, **by_id) == []
    assert codes(client, name="张伟") == ["KH-1"]


def test_the_edited_customer_and_those_said_to_be_others_stay_away(client, clerk, east):
    first = create(clerk, name="平安银行", code="KH-1").customer
    create(clerk, name="平安银行", code="KH-2", not_duplicate_of=[first.code], reason="注册地不同")
    create(clerk, name="平安银行", code="KH-3", not_duplicate_of=["KH-1", "KH-2"], reason="注册地不同")
    factories.customer(east, name="平安银行股份", code="KH-4")
    while radar.look():
        pass

    assert set(codes(client, name="平安银行")) == {"KH-1", "KH-2", "KH-3", "KH-4"}
    assert codes(client, name="平安银行", customer="KH-1") == ["KH-4"]


def test_who_may_neither_add_nor_change_asks_nothing(client, east, reception, stranger):
    customer = saved(east)
    client.force_login(reception)
    assert client.post(SIMILAR, {"name": "重庆啤酒"}).status_code == 403
    assert client.post(SIMILAR, {"name": "重庆啤酒", "customer": customer.code}).status_code == 403

    client.force_login(stranger)
    assert client.post(SIMILAR, {"name": "重庆啤酒", "customer": customer.code}).status_code == 404


def test_it_is_posted_and_never_kept_by_the_browser(client):
    assert client.get(SIMILAR, {"name": "重庆啤酒"}).status_code == 405
    assert "no-store" in client.post(SIMILAR, {"name": "重庆啤酒"}).headers["Cache-Control"]


def test_who_asks_faster_than_anybody_types_waits(client, clerk, supervisor, monkeypatch):
    now = time.time()
    monkeypatch.setattr(asking, "MOST_A_MINUTE", 3)
    monkeypatch.setattr(asking.time, "time", lambda: now)

    answers = [client.post(SIMILAR, {"name": "重庆"}).status_code for _ in range(5)]
    client.force_login(supervisor)

    assert answers == [200, 200, 200, 429, 429]
    assert client.post(SIMILAR, {"name": "重庆"}).status_code == 200


@thoroughly
@given(
    name=st.sampled_from(["name", "kind", "tax_id", "mobile", "city", "customer", "§"]),
    text=st.text(max_size=300) | st.text(alphabet=f"甲Aa1- \n{HIDDEN}", max_size=12),
)
def test_whatever_is_typed_is_answered_and_nothing_is_kept(client, name, text):
    cache.clear()
    before = Action.objects.count()

    answer = client.post(SIMILAR, {"name": "重庆啤酒", name: text})

    assert answer.status_code in (200, 404, 422)
    assert Action.objects.count() == before


def second_look(client, **said):
    token = client.post(NEW, TYPED).context["token"]
    return client.post(NEW, {**TYPED, "token": token, **said})


def test_saving_beside_a_similar_one_takes_a_reason_that_both_keep(client, east, clerk):
    other = saved(east, name=TYPED["name"], code="KH-7", contacts=[])

    for said in ({}, {"reason": "注册地不同"}, {"not_duplicate_of": "KH-7"}):
        page = second_look(client, **said)
        assert (page.status_code, Customer.objects.count()) == (422, 1), said
    assert "checked" in text_of(page)
    personal = second_look(client, not_duplicate_of="KH-7", reason="电话 13812345678")
    assert (personal.status_code, "reason" in personal.context["form"].errors) == (422, True)
    second_look(client, not_duplicate_of="KH-7", reason="注册地不同")

    made = Customer.objects.exclude(pk=other.pk).get()
    acts = Action.objects.filter(kind="customers.not_duplicate", reason="注册地不同")
    said = {(act.about_id, act.details["other"]) for act in acts}
    assert said == {(str(made.pk), "KH-7"), (str(other.pk), made.code)}
    assert Action.objects.get(kind="customers.create", about_id=str(made.pk)).reason == "注册地不同"
    assert NotDuplicate.objects.get().said_by == clerk


def test_the_word_is_among_the_past_decisions_and_the_radar_leaves_it(client, east):
    saved(east, name=TYPED["name"], code="KH-7", contacts=[])
    second_look(client, not_duplicate_of="KH-7", reason="注册地不同")
    while radar.look():
        pass
    pair = LookAlike.objects.get()

    assert "KH-7" not in text_of(client.get(QUEUE)).split('id="content"')[1]
    for address in (f"{QUEUE}?verdict=other", f"{QUEUE}{pair.pk}/"):
        page = text_of(client.get(address))
        assert "注册地不同" in page
        assert "clerk" in page.split('id="content"')[1]


def test_a_reason_without_a_similar_one_is_kept_and_none_is_needed(client):
    assert second_look(client).status_code == 302
    assert Action.objects.get(kind="customers.create").reason == ""
