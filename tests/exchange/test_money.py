"""Money as typed and as printed (E0)."""

import re
from decimal import Decimal

import pytest
from babel.numbers import list_currencies
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from exchange.money import clean_currency, currency_codes, format_money, parse_money, round_half_up

amounts = st.decimals(min_value=-(10**13) + 1, max_value=10**13 - 1, places=2, allow_nan=False, allow_infinity=False)

READ = {
    "0": "0.00",
    "-0": "0.00",
    "-0.00": "0.00",
    "1234.5": "1234.50",
    "-0.01": "-0.01",
    "007": "7.00",
    "9999999999999.99": "9999999999999.99",
}
REFUSED = {
    "": "it is empty",
    " ": "it is empty",
    "NaN": "it is not a finite number",
    "sNaN": "it is not a finite number",
    "-Infinity": "it is not a finite number",
    "inf": "it is not a finite number",
    "１２３": "full-width",
    "٣": "full-width",
    "−5": "full-width",
    "1e15": "powers of ten",
    "1E2": "powers of ten",
    "1_000": "thousands",
    "1,000.00": "thousands",
    "1 000": "thousands",
    " 1": "white space",
    "1\n": "white space",
    "+1": "plus",
    "12345678901234": "13 digits",
    "1.234": "two decimals",
    "1.": "not a number",
    ".5": "not a number",
    "--1": "not a number",
    "0x10": "not a number",
    "1\x00": "not a number",
    "abc": "not a number",
}


@pytest.mark.parametrize(("text", "written"), READ.items())
def test_plain_amounts_are_read(text, written):
    assert str(parse_money(text)) == written


@pytest.mark.parametrize(("text", "reason"), REFUSED.items())
@translation.override("en")
def test_other_amounts_are_refused_with_the_reason_and_the_remedy(text, reason):
    with pytest.raises(ValidationError) as refusal:
        parse_money(text)

    assert refusal.value.code == "money_malformed"
    assert reason in str(refusal.value.params["reason"])
    assert "1234.50" in refusal.value.messages[0]


@pytest.mark.parametrize("value", [None, 5, 5.5, Decimal(5), True, ["5"], b"5"])
def test_only_text_is_read_as_money(value):
    with pytest.raises(ValidationError) as refusal:
        parse_money(value)

    assert refusal.value.code == "money_malformed"


@pytest.mark.parametrize("currency", ["JPY", "KRW", "VND", "CLP", "ISK", "XAF"])
def test_a_currency_without_minor_unit_refuses_fractions(currency):
    assert parse_money("100", currency) == parse_money("100.00", currency) == 100
    with pytest.raises(ValidationError) as refusal:
        parse_money("100.50", currency)
    assert refusal.value.code == "money_fraction"


@pytest.mark.parametrize("currency", ["BHD", "KWD", "OMR", "JOD", "TND", "IQD", "LYD"])
def test_currencies_with_three_decimals_are_refused(currency):
    with pytest.raises(ValidationError) as refusal:
        parse_money("1", currency)

    assert refusal.value.code == "currency_unsupported"
    assert currency not in currency_codes()


@pytest.mark.parametrize("currency", ["XYZ", "cny", "", "CNY ", "ＣＮＹ", "DEM", "XAU", None, 156])
def test_unknown_currencies_are_refused(currency):
    with pytest.raises(ValidationError) as refusal:
        clean_currency(currency)

    assert refusal.value.code == "currency_unknown"


def test_every_currency_has_a_name_in_the_catalogue_of_names():
    assert set(currency_codes()) <= set(list_currencies())
    assert {"CNY", "USD", "EUR", "HKD", "JPY", "KRW"} <= set(currency_codes())


@given(amounts)
def test_what_is_written_is_read_back(amount):
    assert parse_money(format_money(amount)) == amount


@given(st.one_of(st.text(), st.from_regex(r"[-+]?[0-9._,eE ]*"), st.from_regex(r"-?[0-9]{1,15}(\.[0-9]{0,3})?")))
def test_exactly_the_plain_form_is_read(text):
    plain = re.compile(r"-?[0-9]{1,13}(?:\.[0-9]{1,2})?").fullmatch(text)
    try:
        amount = parse_money(text)
    except ValidationError:
        assert not plain
    else:
        assert plain
        assert amount == Decimal(text)
        assert amount.as_tuple().exponent == -2


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [("0.005", "0.01"), ("-0.005", "-0.01"), ("2.675", "2.68"), ("-0.004", "0.00"), ("1E+30", "1" + "0" * 30 + ".00")],
)
def test_halves_are_rounded_away_from_zero(amount, rounded):
    assert format_money(Decimal(amount)) == rounded


def test_rates_keep_the_places_they_ask_for():
    assert str(round_half_up(Decimal("12.25"), 1)) == "12.3"


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity"])
def test_what_is_not_finite_is_never_written(amount):
    with pytest.raises(ValueError, match="finite"):
        format_money(Decimal(amount))
