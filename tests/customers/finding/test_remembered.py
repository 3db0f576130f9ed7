"""Recent and pinned customers are the person's own, few, and only those they may still see."""

import pytest

from access.models import Preference
from audit.history import acting
from audit.models import Action
from customers.finding import remembered
from customers.models import Customer
from tests import factories
from tests.customers.pages import text_of

pytestmark = pytest.mark.django_db
FRAGMENT = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def customers(east):
    return [factories.customer(east, name=f"客户{number}号", code=f"C-{number}") for number in range(10)]


def at_hand(client):
    """The names in the order the palette offers them for no text."""
    answer = text_of(client.get("/search/", **FRAGMENT))
    return [name for name in answer.replace("<", ">").split(">") if name.startswith("客户") and name.endswith("号")]


def test_the_last_customers_opened_are_offered_the_last_first(client, clerk, customers):
    client.force_login(clerk)
    for code in ("C-1", "C-2", "C-1", "C-3"):
        client.post(f"/search/visits/{code}/")

    assert at_hand(client) == ["客户3号", "客户1号", "客户2号"]


def test_only_the_last_eight_are_kept_and_none_is_recorded(client, clerk, customers):
    client.force_login(clerk)
    before = Action.objects.count()
    for customer in customers:
        client.post(f"/search/visits/{customer.code}/")

    kept = Preference.objects.get(user=clerk, key=remembered.RECENT).value

    assert kept == [str(customer.pk) for customer in customers[:1:-1]]
    assert Action.objects.count() == before


def test_opening_the_same_customer_again_writes_nothing(client, clerk, customers, django_assert_num_queries):
    remembered.visit(customers[0], clerk)

    with django_assert_num_queries(0):
        remembered.visit(customers[0], clerk)


def test_a_pinned_customer_comes_first_until_the_pin_is_taken_off(client, clerk, customers):
    client.force_login(clerk)
    client.post("/search/visits/C-1/")
    client.post("/search/pins/C-5/")

    assert at_hand(client) == ["客户5号", "客户1号"]

    client.post("/search/pins/C-5/", {"off": "1"})

    assert at_hand(client) == ["客户1号"]


def test_pinning_comes_back_to_the_page_with_its_list(client, clerk, customers):
    client.force_login(clerk)

    back = client.post("/search/pins/C-1/?list=status%3Dactive")

    assert back.url == "/customers/C-1/?list=status%3Dactive"
    assert 'aria-pressed="true"' in text_of(client.get(back.url))


def test_pins_have_an_end_and_say_so(client, clerk, east, customers):
    for _number in range(remembered.MAX_PINNED):
        remembered.pin(factories.customer(east, name="多一个"), clerk)
    client.force_login(clerk)

    answer = client.post("/search/pins/C-1/", follow=True)

    assert "20" in "".join(str(message) for message in answer.context["messages"])
    assert not remembered.is_pinned(customers[1], again(clerk))


def again(person):
    return type(person).objects.get(pk=person.pk)


def test_nobody_pins_what_they_cannot_see(client, stranger, customers):
    client.force_login(stranger)

    assert client.post("/search/pins/C-1/").status_code == 404
    assert client.post("/search/pins/NONE/").status_code == 404
    assert client.post("/search/visits/C-1/").status_code == 404
    assert not Preference.objects.exists()


def test_what_is_seen_no_more_is_offered_no_more(client, clerk, east, south, customers):
    client.force_login(clerk)
    for code in ("C-1", "C-2", "C-3"):
        client.post(f"/search/visits/{code}/")
    client.post("/search/pins/C-3/")
    with acting(actor=clerk, kind="tests.move", channel="command"):
        Customer.objects.filter(code="C-1").update(status="deleted")
        Customer.objects.filter(code="C-3").update(portfolio=south)

    assert at_hand(client) == ["客户2号"]


def test_a_setting_that_is_not_understood_breaks_no_page(client, clerk, customers):
    for key, value in ((remembered.RECENT, ["no key", 1]), (remembered.PINNED, {"a": 1}), (remembered.SINGLE_KEYS, 7)):
        Preference.objects.create(user=clerk, key=key, value=value)
    client.force_login(clerk)

    assert client.get("/customers/C-1/").status_code == 200
    assert client.post("/search/visits/C-1/").status_code == 204
    assert at_hand(client) == ["客户1号"]
