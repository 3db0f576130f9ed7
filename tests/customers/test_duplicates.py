"""The same number is refused wherever it is; what is only similar needs somebody's word (E11)."""

import threading

import pytest
from django.db import connection
from django.utils.translation import override

from audit.history import acting
from audit.refusals import Refused
from customers import duplicates, intake, records
from customers.models import Customer, NotDuplicate
from tests import factories
from tests.customers.making import ID_NUMBER, USCC, create, dimension, typed

pytestmark = pytest.mark.django_db


def whys(clerk, **members):
    return [(match.customer.code, match.why) for match in duplicates.find(typed(clerk, **members))]


def test_the_same_number_is_refused_and_the_customer_named(clerk):
    first = create(clerk, tax_id=USCC).customer

    with pytest.raises(Refused, match="duplicate") as caught:
        create(clerk, name="另一家", tax_id=USCC, not_duplicate_of=[first.code])

    assert (caught.value.status, caught.value.field) == (409, "tax_id")
    assert caught.value.figures["matches"] == [{"code": first.code, "name": "平安银行"}]
    assert first.code in caught.value.message


def test_the_same_id_number_is_refused(clerk):
    create(clerk, name="张伟", kind="individual", tax_id=ID_NUMBER)

    with pytest.raises(Refused, match="duplicate"):
        create(clerk, name="张维", kind="individual", tax_id=ID_NUMBER.lower())


@pytest.mark.parametrize(("kind", "number"), [("organisation", USCC), ("individual", ID_NUMBER)])
def test_a_number_in_another_portfolio_is_refused_without_a_name(clerk, stranger, kind, number):
    create(stranger, portfolio="SOUTH", name="南方一家", kind=kind, tax_id=number, code="SECRET")

    with override("en"), pytest.raises(Refused, match="duplicate") as caught:
        create(clerk, kind=kind, tax_id=number)

    with override("en"):
        told = f"{caught.value.message} {caught.value.figures}"
    assert "another portfolio" in told
    assert "南方一家" not in told
    assert "SECRET" not in told


def test_the_number_of_a_deleted_customer_is_free(clerk):
    create(clerk, tax_id=USCC)
    with acting(actor=None, kind="tests.delete", channel="command"):
        Customer.objects.update(status="deleted")

    assert create(clerk, tax_id=USCC).customer.tax_id == USCC


@pytest.mark.parametrize(
    ("members", "why"),
    [
        ({"name": "深圳 平安（集团）有限公司"}, "name"),
        ({"name": "别的", "contacts": [{"mobile": "+86 138-1234-5678"}]}, "mobile"),
        ({"name": "深圳平安(集团)", "addresses": [{"city": "深圳", "line": "x"}]}, "fuzzy"),
        ({"name": "深圳平安(集团)股份有限公司", "categories": {"region": ["4403"]}}, "fuzzy"),
    ],
)
def test_similar_customers_are_found(clerk, members, why):
    region(clerk)
    made = create(
        clerk,
        name="深圳平安(集团)有限公司",
        contacts=[{"mobile": "13812345678"}],
        addresses=[{"city": "深圳市", "line": "x"}],
        categories={"region": ["4403"]},
    ).customer

    assert whys(clerk, **members) == [(made.code, why)]


def region(clerk):
    from categories.models import Category

    dimension("region", "44", "4403")
    with acting(actor=None, kind="tests.tree", channel="command"):
        Category.objects.filter(code="4403").update(parent=Category.objects.get(code="44"))


@pytest.mark.parametrize(
    "members",
    [
        {"name": "深圳平安集团"},
        {"name": "深圳平安集团", "addresses": [{"city": "广州", "line": "x"}]},
        {"name": "别的", "contacts": [{"phone": "0571-88886666"}]},
    ],
)
def test_others_are_not_similar(clerk, members):
    create(
        clerk,
        name="深圳平安有限公司",
        contacts=[{"phone": "0571-88886666"}],
        addresses=[{"city": "深圳", "line": "x"}],
    )

    assert whys(clerk, **members) == []


def test_look_alike_letters_are_seen_through_both_ways(clerk):
    latin = create(clerk, name="TCL科技").customer
    assert whys(clerk, name="ТСL科技") == [(latin.code, "lookalike")]

    cyrillic = create(clerk, name="ТОР电子").customer
    assert whys(clerk, name="TOP电子") == [(cyrillic.code, "lookalike")]


def test_a_similar_customer_needs_somebodys_word_which_is_kept(clerk):
    first = create(clerk).customer

    with pytest.raises(Refused, match="possible_duplicate") as caught:
        create(clerk)
    second = create(clerk, not_duplicate_of=[first.code]).customer

    assert caught.value.figures["matches"] == [{"code": first.code, "name": "平安银行", "why": "name"}]
    word = NotDuplicate.objects.get()
    assert (word.customer, word.other, word.said_by) == (second, first, clerk)


def test_the_word_about_one_does_not_serve_for_another(clerk):
    first = create(clerk).customer
    create(clerk, not_duplicate_of=[first.code])

    with pytest.raises(Refused, match="possible_duplicate"):
        create(clerk, not_duplicate_of=[first.code])


def test_a_similar_customer_nobody_may_see_does_not_exist(clerk, stranger):
    create(stranger, portfolio="SOUTH", code="SECRET")

    assert create(clerk).customer.name == "平安银行"
    assert not NotDuplicate.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("kind", "number"), [("organisation", USCC), ("individual", ID_NUMBER)])
def test_of_two_at_once_one_is_refused(kind, number):
    place = factories.portfolio("EAST")
    clerks = [factories.person(f"clerk{n}", "财务文员", manages=[place]) for n in ("甲", "乙")]
    start, outcomes = threading.Barrier(2), []

    def make(clerk, name):
        what = intake.read({"name": name, "portfolio": "EAST", "kind": kind, "tax_id": number}, actor=clerk)
        start.wait()
        try:
            records.create(intake=what, actor=clerk, channel="web")
            outcomes.append("made")
        except Refused as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=make, args=pair) for pair in zip(clerks, ("一家", "二家"), strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["duplicate", "made"]
    assert Customer.objects.count() == 1
