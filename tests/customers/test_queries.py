"""Queries as people type them over names of the trade, each with the customer that must come first."""

import csv
from pathlib import Path

import pytest

from audit.history import acting
from customers import search
from customers.matching import BEST_FIRST
from customers.models import Customer
from tests import factories
from tests.customers.listed import LISTED, companies
from tests.customers.making import USCC, create

QUERIES = list(csv.DictReader((Path(__file__).parent / "queries.csv").read_text(encoding="utf-8").splitlines()))
pytestmark = pytest.mark.django_db


def first(person, text):
    """The name of the first hit on the first page, "" where nothing is found."""
    found = Customer.objects.visible_to(person).matching(text, person=person)
    return next((customer.name for customer in found.first_matching(text, person, BEST_FIRST, 50)), "")


@pytest.mark.skipif(not LISTED.exists(), reason="the list of listed companies is not beside the project")
def test_sixty_queries_have_the_expected_first_hit_and_nobody_else_finds_them(clerk, stranger, east):
    companies(east, clerk)

    found = {row["query"]: first(clerk, row["query"]) for row in QUERIES}
    hidden = {row["query"]: first(stranger, row["query"]) for row in QUERIES}

    assert len(QUERIES) >= 60
    assert {query: name for query, name in found.items() if name != expected(query)} == {}
    assert {query: name for query, name in hidden.items() if name} == {}


def expected(query):
    return next(row["first"] for row in QUERIES if row["query"] == query)


def named(portfolio, *names, **fields):
    for number, name in enumerate(names):
        search.index([factories.customer(portfolio, name=name, code=f"N-{number}", **fields)])


def ordered(person, text):
    found = Customer.objects.visible_to(person).matching(text, person=person)
    return [customer.name for customer in found.first_matching(text, person, BEST_FIRST, 50)]


def test_beginnings_come_before_initials_before_parts(clerk, east):
    named(east, "新重庆", "重庆啤酒", "城区商务", "CQ贸易", "中青旅", mnemonic="")
    with acting(actor=clerk, kind="tests.mnemonic", channel="command"):
        Customer.objects.filter(name="城区商务").update(mnemonic="CQSW")

    assert ordered(clerk, "cq") == ["CQ贸易", "城区商务", "重庆啤酒"]
    assert ordered(clerk, "chongqing") == ["重庆啤酒", "新重庆"]
    assert ordered(clerk, "zhongqing") == ["中青旅", "重庆啤酒", "新重庆"]


def test_a_whole_name_comes_before_names_that_begin_so_in_other_readings_too(clerk, east):
    named(east, "厦门信岱", "厦门信得过建材", "厦门信达有限公司")

    assert ordered(clerk, "shamenxinda") == ["厦门信达有限公司", "厦门信岱"]
    assert ordered(clerk, "smxd") == ["厦门信岱", "厦门信达有限公司", "厦门信得过建材"]


def test_a_short_name_is_a_name(clerk):
    create(clerk, name="中国石油天然气股份有限公司", short_name="中石油")
    create(clerk, name="中石化工程", not_duplicate_of=["KH-000001"])

    assert ordered(clerk, "中石油") == ["中国石油天然气股份有限公司"]
    assert ordered(clerk, "中石") == ["中国石油天然气股份有限公司", "中石化工程"]
    assert ordered(clerk, "zhongshiyou") == ["中国石油天然气股份有限公司"]


@pytest.mark.parametrize(
    "text", ["13812345678", "１３８１２３４５６７８", "138 1234 5678", "+86-138-1234-5678", "5678", USCC, USCC.lower()]
)
def test_a_number_finds_who_it_belongs_to_and_nothing_for_reception(clerk, reception, stranger, text):
    create(clerk, tax_id=USCC, contacts=[{"mobile": "13812345678"}])

    assert (first(clerk, text), first(reception, text), first(stranger, text)) == ("平安银行", "", "")


@pytest.mark.parametrize("text", ["1234", "1381234567", "138123456789", "56789", "*5678", "138****5678"])
def test_part_of_a_number_finds_nothing(clerk, text):
    create(clerk, tax_id=USCC, contacts=[{"mobile": "13812345678"}])

    assert first(clerk, text) == ""


@pytest.mark.parametrize("text", ["pinganyinhangx", "pinganyinhanx", "pingyin", "ganyin", "anpingyinhang", "pin ang"])
def test_other_pinyin_finds_nothing(clerk, text):
    create(clerk)

    assert first(clerk, text) == ""


@pytest.mark.parametrize("text", ["a" * 100, "xian" * 25, "zh" * 50, "1" * 100, "'" * 99 + "a", "ü" * 100, "é̈" * 50])
def test_long_and_odd_texts_are_answered(clerk, text):
    create(clerk)

    assert first(clerk, text) == ""
