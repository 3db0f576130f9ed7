"""The command search answers with what the person may see and do, and never with what is masked."""

import pytest

from audit.history import acting
from customers.matching import NARROWING
from customers.models import Customer
from tests import factories
from tests.customers.pages import saved, text_of

pytestmark = pytest.mark.django_db
SEARCH = "/search/"
FRAGMENT = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def brewery(east):
    return saved(east, code="KH-1", tax_id="91350100M000100Y43")


def asked(client, person, text=""):
    client.force_login(person)
    return text_of(client.get(SEARCH, {"q": text}, **FRAGMENT))


@pytest.mark.parametrize(
    "text", ["啤酒", "cqpj", "zqpj", "chongqing", "kh-1", "13812345678", "5678", "91350100M000100Y43"]
)
def test_a_clerk_finds_the_customer_by_all_its_names_and_numbers(client, clerk, brewery, text):
    answer = asked(client, clerk, text)

    assert 'href="/customers/KH-1/"' in answer
    assert "重庆啤酒" in answer


@pytest.mark.parametrize("text", ["啤酒", "cqpj", "KH-1", "13812345678", "5678", "91350100M000100Y43"])
def test_nobody_finds_what_they_may_not_see(client, stranger, brewery, text):
    answer = asked(client, stranger, text)

    assert "/customers/KH-1/" not in answer
    assert "重庆啤酒" not in answer


@pytest.mark.parametrize("places", ["none", "one customer", "many portfolios"])
def test_nobody_whose_portfolios_the_index_is_not_asked_for_finds_it_either(client, south, brewery, places):
    sees = {
        "none": [],
        "one customer": [factories.customer(south, name="重庆火锅")],
        "many portfolios": [factories.portfolio() for _number in range(NARROWING + 1)],
    }
    person = factories.person("", "财务文员", sees=sees[places])

    assert "重庆啤酒" not in asked(client, person, "重庆")


@pytest.mark.parametrize("text", ["13812345678", "5678", "91350100M000100Y43"])
def test_a_number_finds_nothing_for_reception(client, reception, brewery, text):
    assert "/customers/KH-1/" not in asked(client, reception, text)
    assert "/customers/KH-1/" in asked(client, reception, "啤酒")


def test_the_answer_holds_no_contact_and_no_number_in_clear_or_masked(client, clerk, brewery):
    answer = asked(client, clerk, "13812345678")

    for hidden in ("王", "1381234", "5678", "example.com", "91350100"):
        assert hidden not in answer.replace("q=13812345678", "")


def test_deleted_customers_are_not_answered(client, clerk, brewery):
    with acting(actor=clerk, kind="tests.delete", channel="command"):
        Customer.objects.update(status="deleted")

    assert "重庆啤酒" not in asked(client, clerk, "啤酒")
    assert "重庆啤酒" not in asked(client, factories.person("auditor", "审计"), "啤酒")


@pytest.mark.parametrize(("text", "url"), [("审批", "/approvals/"), ("sp", "/approvals/"), ("kehu", "/customers/")])
def test_pages_are_found_by_part_initials_and_pinyin(client, clerk, text, url):
    client.cookies["kehu-language"] = "zh-hans"

    assert f'href="{url}"' in asked(client, clerk, text)


def test_pages_and_acts_are_those_of_the_person(client, clerk, reception):
    for_clerk, for_reception = asked(client, clerk), asked(client, reception)

    assert 'href="/customers/new/"' in for_clerk
    assert 'href="/receivables/entries/new/"' in for_clerk
    for url in ("/customers/new/", "/receivables/entries/new/", "/audit/", "/admin/"):
        assert f'href="{url}"' not in for_reception


def test_without_javascript_the_only_hit_opens(client, clerk, brewery):
    client.force_login(clerk)

    assert client.get(SEARCH, {"q": "啤酒"}).url == "/customers/KH-1/"


def test_an_exact_code_opens_among_others_that_begin_so(client, clerk, east, brewery):
    saved(east, name="重庆港务", code="KH-11")
    client.force_login(clerk)

    assert client.get(SEARCH, {"q": "kh-1"}).url == "/customers/KH-1/"
    assert client.get(SEARCH, {"q": "kh-"}).url == "/customers/?q=kh-"
    assert client.get(SEARCH, {"q": "重庆"}).url == "/customers/?q=%E9%87%8D%E5%BA%86"


def test_the_list_comes_instead_where_the_person_prefers_it(client, clerk, brewery):
    client.force_login(clerk)

    client.post("/search/switches/", {"name": "open_single", "to": "off"})

    assert client.get(SEARCH, {"q": "啤酒"}).url.startswith("/customers/?q=")


def test_the_only_hit_of_somebody_else_opens_nothing(client, stranger, reception, brewery):
    for person, text in ((stranger, "啤酒"), (stranger, "KH-1"), (reception, "13812345678")):
        client.force_login(person)
        assert client.get(SEARCH, {"q": text}).url.startswith("/customers/?q=")


@pytest.mark.parametrize(
    "text", ["", " ", "\0", "a" * 300, "<script>", "%", "'", "'; drop table", "🍺", "\u202e", "平" * 150]
)
def test_every_text_is_answered(client, clerk, brewery, text):
    client.force_login(clerk)

    assert client.get(SEARCH, {"q": text}, **FRAGMENT).status_code == 200
    assert client.get(SEARCH, {"q": text}).status_code == 302


def test_other_parameters_do_not_reach_the_list(client, clerk):
    client.force_login(clerk)

    assert client.get(SEARCH, {"q": "x", "nonsense": "1"}).url == "/customers/?q=x"
    assert client.get(SEARCH, {"nonsense": "1"}).url == "/customers/"


def test_an_answer_costs_few_queries(client, clerk, east, brewery, django_assert_max_num_queries):
    for number in range(8):
        saved(east, name=f"重庆{number}号啤酒", code=f"KH-2{number}")
    client.force_login(clerk)

    with django_assert_max_num_queries(6):  # session, person, rights, preferences, first hits, the rest
        answer = client.get(SEARCH, {"q": "重庆"}, **FRAGMENT)

    assert text_of(answer).count('role="option"') == 8 + 1


@pytest.mark.parametrize(("name", "to"), [("single_keys", "x"), ("other", "on"), ("", ""), ("customers.recent", "on")])
def test_there_are_no_other_switches(client, clerk, name, to):
    client.force_login(clerk)

    assert client.post("/search/switches/", {"name": name, "to": to}).status_code == 400


def test_single_keys_are_switched_off_for_the_person_everywhere(client, clerk, stranger):
    client.force_login(clerk)
    back = client.post(
        "/search/switches/", {"name": "single_keys", "to": "off"}, HTTP_REFERER="http://testserver/customers/?q=x"
    )

    assert back.url == "http://testserver/customers/?q=x"
    assert 'data-shortcuts="off"' in text_of(client.get("/"))
    client.force_login(stranger)
    assert 'data-shortcuts="off"' not in text_of(client.get("/"))


def test_the_way_back_never_leads_elsewhere(client, clerk):
    client.force_login(clerk)
    back = client.post(
        "/search/switches/", {"name": "single_keys", "to": "off"}, HTTP_REFERER="https://elsewhere.example/x"
    )

    assert back.url == "/"
