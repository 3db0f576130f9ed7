"""Customers are found by what people remember of them, and only as far as they may know it."""

from io import StringIO

import pytest
from django.core.management import call_command

from audit.history import acting
from customers import search
from customers.matching import BEST_FIRST
from customers.mnemonics import offered
from customers.models import Customer, CustomerSearch
from exchange.pages import keyset_page
from tests import factories
from tests.customers.making import ACCOUNT, ID_NUMBER, USCC, change, create

pytestmark = pytest.mark.django_db


def found(person, text):
    return [customer.name for customer in Customer.objects.visible_to(person).matching(text, person=person)]


@pytest.mark.parametrize(
    "text",
    ["平安银", "安银行", "平安银行", "平", "payh", "PAYH", "pa", "pingan", "NO-7", "no-7", " 平安 银行 ", "平银"],
)
def test_a_name_is_found_by_parts_pinyin_and_code(clerk, text):
    create(clerk, code="NO-7", short_name="平银股")

    assert found(clerk, text) == ["平安银行"]


@pytest.mark.parametrize(
    "text", ["安平", "平安行", "ayh", "银", "O-7", "", " ", "%", "_", "\x00", "平" * 200, "\u202e"]
)
def test_what_is_not_a_part_finds_nothing(clerk, text):
    create(clerk, code="NO-7")

    assert found(clerk, text) == []


def test_parts_must_follow_each_other(clerk):
    create(clerk, name="海南海口南海")  # has 海南, 南海 and 海口, but not 海南海南海

    assert found(clerk, "海南海南海") == []
    assert found(clerk, "口南海") == ["海南海口南海"]


def test_the_best_match_comes_first(clerk):
    for name in ("新平安银行", "平安银行股份", "平安银行"):
        create(clerk, name=name)
    create(clerk, name="别的公司", code="平安".encode().hex().upper())

    assert found(clerk, "平安银行") == ["平安银行", "平安银行股份", "新平安银行"]


@pytest.mark.parametrize("text", ["13812345678", "+86 138 1234 5678", "0571-88886666", "5678", "6666", "6868", USCC])
def test_numbers_are_found_by_who_may_reveal_them(clerk, supervisor, text):
    customer = create(
        clerk,
        tax_id=USCC,
        contacts=[{"mobile": "13812345678", "phone": "0571-88886666转8"}],
        bank_accounts=[{"number": ACCOUNT}],
    )
    from access.approvals import decide

    decide(asked=customer.request, actor=supervisor, verdict="approved", channel="web")

    assert found(clerk, text) == ["平安银行"]


@pytest.mark.parametrize("text", ["13812345678", "5678", USCC, "6868"])
def test_numbers_find_nothing_for_who_may_not_reveal_contacts(clerk, reception, text):
    create(clerk, tax_id=USCC, contacts=[{"mobile": "13812345678"}])

    assert found(reception, text) == []
    assert found(reception, "平安") == ["平安银行"]


def test_a_persons_id_number_and_its_last_four_are_found(clerk):
    create(clerk, name="张伟", kind="individual", tax_id=ID_NUMBER)

    assert found(clerk, ID_NUMBER.lower()) == ["张伟"]
    assert found(clerk, "002X") == ["张伟"]


def test_nobody_finds_what_they_cannot_see(clerk, stranger):
    create(clerk, contacts=[{"mobile": "13812345678"}])

    for text in ("平安", "KH-", "13812345678", "5678"):
        assert found(stranger, text) == []


def test_a_single_grant_and_several_portfolios_are_searched(clerk, east, south):
    made = create(clerk).customer
    single = factories.person("single", "财务文员", manages=[south], sees=[made])
    both = factories.person("both", "财务文员", manages=[south, east])
    everywhere = factories.person("everywhere", "财务经理")

    for person in (single, both, everywhere):
        assert found(person, "平安") == ["平安银行"]


def test_a_renamed_contact_is_found_by_the_new_number_only(clerk):
    customer = create(clerk, contacts=[{"mobile": "13812345678"}]).customer

    change(clerk, customer, contacts=[{"mobile": "13912345679"}])

    assert (found(clerk, "13812345678"), found(clerk, "13912345679")) == ([], ["平安银行"])


def test_an_index_built_anew_is_the_one_that_was_kept(clerk, supervisor):
    saved = create(
        clerk, tax_id=USCC, contacts=[{"mobile": "13812345678"}], bank_accounts=[{"number": ACCOUNT}], short_name="平银"
    )
    from access.approvals import decide

    decide(asked=saved.request, actor=supervisor, verdict="approved", channel="web")
    change(clerk, saved.customer, short_name="平安行")
    kept = CustomerSearch.objects.values("tokens", "normal", "fuzzy").get()

    search.index(Customer.objects.all())

    assert CustomerSearch.objects.values("tokens", "normal", "fuzzy").get() == kept


@pytest.mark.parametrize("order", [BEST_FIRST, ("code",), ("-code",), ("name", "code"), ("-updated_at", "-code")])
def test_pages_of_what_is_found_follow_each_other(clerk, east, order):
    for number in range(7):
        made = factories.customer(east, name=f"平安{number % 3}号", code=f"A-{number}")
        search.index([made])
    rows = Customer.objects.visible_to(clerk).matching("平安", person=clerk)
    whole = list(rows.order_by(*order))

    pages, cursor = [], None
    while True:
        page = keyset_page(rows, order=order, size=3, cursor=cursor)
        pages += page.rows
        if not (cursor := page.next):
            break

    assert pages == whole
    assert len(whole) == 7


@pytest.mark.parametrize("text", ["平安", "PA", "payh", "A-1", "平安 银行"])
@pytest.mark.parametrize("size", [1, 3, 50])
def test_the_first_page_by_indexes_is_that_of_the_whole_order(clerk, east, text, size):
    for number, name in enumerate(
        ["平安银行", "新平安", "平安", "PA科技", "平安银行股份", "安平", "破案", "平安 银行"]
    ):
        made = factories.customer(east, name=name, code=f"A-{number}", mnemonic=offered(name))
        search.index([made])
    rows = Customer.objects.visible_to(clerk).matching(text, person=clerk)

    first = rows.first_matching(text, clerk, BEST_FIRST, size)

    assert [(row.code, row.match) for row in first] == [(row.code, row.match) for row in rows[:size]]


def test_search_rows_need_no_action_and_leave_no_history(east):
    made = factories.customer(east)

    search.index([made])

    assert not hasattr(CustomerSearch, "history")
    with acting(actor=None, kind="tests.any", channel="command"):
        assert CustomerSearch.objects.get().normal == "平安银行"


def test_what_can_match_nothing_is_an_empty_page(db):
    person = factories.person("manager", "财务经理")

    found = Customer.objects.visible_to(person).matching("a\0b", person=person)

    assert found.first_matching("a\0b", person, BEST_FIRST, 50) == []


def test_rows_of_an_older_form_and_missing_ones_are_built_anew_in_batches(clerk, east):
    old, missing, new = (create(clerk, name=name).customer for name in ("重庆啤酒", "平安银行", "云南白药"))
    CustomerSearch.objects.filter(customer=old).update(form=0, tokens=[])
    CustomerSearch.objects.filter(customer=missing).delete()
    CustomerSearch.objects.filter(customer=new).update(tokens=["untouched"])

    done = list(search.renew(batch=1))

    assert done == [1, 2]
    assert found(clerk, "重庆") == ["重庆啤酒"]
    assert found(clerk, "平安") == ["平安银行"]
    assert CustomerSearch.objects.get(customer=new).tokens == ["untouched"]
    assert list(search.renew()) == []


def test_the_command_renews_everything_when_asked(clerk):
    create(clerk)
    CustomerSearch.objects.update(tokens=[])
    said = StringIO()

    call_command("index_customers", stdout=said)
    call_command("index_customers", "--all", stdout=said)

    assert said.getvalue().splitlines() == ["Every customer is indexed.", "1 of at most 1 customers indexed"]
    assert found(clerk, "平安") == ["平安银行"]


def test_what_was_deleted_is_not_indexed_again(clerk, east):
    made = factories.customer(east, status="deleted")

    assert list(search.renew(everything=True)) == []
    assert not CustomerSearch.objects.filter(customer=made).exists()
