"""Terms of payment: when documents fall due (E1), and which terms are longer (E7)."""

import datetime
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from customers.terms import Terms, due_date

CATALOGUE = Path(__file__).resolve().parents[2] / "locale" / "parts" / "names.po"
IN_WORDS = (
    "net %(days)d days",
    "end of month + %(days)d days",
    "day %(day)d of the next month",
    "day %(day)d of the %(months)d. next month",
)
INVOICED = datetime.date(2026, 1, 10)
dates = st.dates(datetime.date(1990, 1, 1), datetime.date(2100, 1, 1))
terms = st.one_of(
    st.builds(Terms, st.just("net"), days=st.integers(0, 366)),
    st.builds(Terms, st.just("month_end"), days=st.integers(0, 366)),
    st.builds(Terms, st.just("day"), day=st.integers(1, 31), months=st.integers(1, 12)),
)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("net 30", datetime.date(2026, 2, 9)),
        ("month_end+30", datetime.date(2026, 3, 2)),
        ("day 25 of +1", datetime.date(2026, 2, 25)),
        ("net 0", INVOICED),
        ("month_end+0", datetime.date(2026, 1, 31)),
        ("day 31 of +1", datetime.date(2026, 2, 28)),
        ("day 10 of +12", datetime.date(2027, 1, 10)),
    ],
)
def test_an_invoice_falls_due_by_its_terms(text, due):
    assert Terms.parse(text).due_date(INVOICED) == due


def test_without_terms_a_document_is_due_at_once():
    assert due_date(None, INVOICED) == INVOICED
    assert due_date(Terms.parse("net 30"), INVOICED) == datetime.date(2026, 2, 9)


def test_the_31st_is_the_29th_in_february_of_a_leap_year():
    assert Terms.parse("day 31 of +1").due_date(datetime.date(2028, 1, 31)) == datetime.date(2028, 2, 29)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("NET30", "net 30"),
        (" net  30 days ", "net 30"),
        ("净30天", "net 30"),
        ("月末后 30 天", "month_end+30"),
        ("月底后0天", "month_end+0"),
        ("次月25日", "day 25 of +1"),
        ("次月 25 号", "day 25 of +1"),
        ("后第 2 个月 25 日", "day 25 of +2"),
        ("Day 5 of +03", "day 5 of +3"),
    ],
)
def test_terms_are_read_as_people_write_them(typed, kept):
    assert str(Terms.parse(typed)) == kept


@pytest.mark.parametrize(
    "typed", ["", "30", "net", "net -1", "net ３０", "net 1000", "net 30.5", "day 25", None, 30, "x" * 10_000]
)
def test_what_is_not_understood_is_refused(typed):
    with pytest.raises(ValidationError) as refusal:
        Terms.parse(typed)

    assert refusal.value.code == "terms_malformed"


@pytest.mark.parametrize(
    "typed", ["net 367", "month_end+999", "day 0 of +1", "day 32 of +1", "day 1 of +0", "day 1 of +13"]
)
def test_terms_out_of_range_are_refused(typed):
    with pytest.raises(ValidationError) as refusal:
        Terms.parse(typed)

    assert refusal.value.code == "terms_out_of_range"


@given(terms)
def test_the_canonical_text_and_the_words_are_read_back(some):
    assert Terms.parse(str(some)) == some
    with translation.override("en"):
        assert Terms.parse(some.describe()) == some


@given(terms, dates)
def test_nothing_falls_due_before_its_date(some, date):
    assert some.due_date(date) >= date


@given(terms, dates, dates)
def test_a_later_document_never_falls_due_earlier(some, one, another):
    earlier, later = sorted([one, another])

    assert some.due_date(earlier) <= some.due_date(later)


@pytest.mark.parametrize(
    ("longer", "shorter"),
    [
        ("net 31", "net 30"),
        ("month_end+30", "net 30"),
        ("day 26 of +1", "day 25 of +1"),
        ("day 1 of +2", "day 31 of +1"),
    ],
)
def test_longer_terms_are_longer_and_shorter_ones_are_not(longer, shorter):
    assert Terms.parse(longer).longer_than(Terms.parse(shorter))
    assert not Terms.parse(shorter).longer_than(Terms.parse(longer))


def test_terms_longer_in_some_months_only_count_as_longer_either_way():
    month_end, net = Terms.parse("month_end+0"), Terms.parse("net 15")

    assert month_end.longer_than(net)
    assert net.longer_than(month_end)


def test_any_delay_is_longer_than_no_terms():
    assert Terms.parse("net 1").longer_than(None)
    assert not Terms.parse("net 0").longer_than(None)


@given(terms, terms, dates)
def test_terms_that_are_not_longer_never_fall_due_later(one, another, date):
    assert one.longer_than(another) or one.due_date(date) <= another.due_date(date)


def test_terms_cannot_be_changed():
    with pytest.raises(AttributeError):
        Terms.parse("net 30").days = 60


@pytest.mark.parametrize("text", ["net 1", "month_end+1", "day 1 of +1"])
def test_a_due_date_beyond_the_calendar_is_refused(text):
    with pytest.raises(ValidationError) as refusal:
        Terms.parse(text).due_date(datetime.date.max)

    assert refusal.value.code == "due_date_out_of_range"


@pytest.mark.parametrize("text", ["net 30", "month_end+30", "day 25 of +1", "day 5 of +2"])
def test_the_words_are_read_back_in_chinese_too(text):
    with CATALOGUE.open(encoding="utf-8") as file:
        chinese = {message.id: message.string for message in read_po(file)}
    some = Terms.parse(text)
    figures = {"days": some.days, "day": some.day, "months": some.months}

    with translation.override("en"):
        words = next(chinese[id_] for id_ in IN_WORDS if id_ % figures == some.describe())

    assert Terms.parse(words % figures) == some
