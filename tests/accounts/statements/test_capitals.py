"""Amounts in capitals, as E8 prints them, and read back to the amount they were written from."""

import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.statements.capitals import DIGITS, in_capitals

PRINTED = {
    "1000.00": "壹仟元整",
    "10.00": "壹拾元整",
    "0.05": "伍分",
    "0.50": "伍角",
    "0.00": "零元整",
    "100010.00": "壹拾万零壹拾元整",
    "16409.02": "壹万陆仟肆佰零玖元零贰分",
    "107000.53": "壹拾万柒仟元零伍角叁分",
    "1409.50": "壹仟肆佰零玖元伍角",
    "6007.14": "陆仟零柒元壹角肆分",
    "325.04": "叁佰贰拾伍元零肆分",
}
OTHERS = {
    "10.05": "壹拾元零伍分",
    "1001.00": "壹仟零壹元整",
    "100000000.00": "壹亿元整",
    "100000001.00": "壹亿零壹元整",
    "100010000.00": "壹亿零壹万元整",
    "1000000000000.00": "壹万亿元整",
    "1000100000000.00": "壹万零壹亿元整",
    "20305000.10": "贰仟零叁拾万伍仟元零壹角",
}
SHAPES = [
    st.integers(0, 99),
    st.integers(100, 99_999),
    st.integers(0, 999_999).map(lambda number: number * 100),
    st.integers(0, 9_999).map(lambda number: number * 1_000_000),
    st.integers(0, 10**15 - 1),
    st.integers(0, 9).flatmap(lambda digit: st.integers(0, 17).map(lambda place: digit * 10**place)),
    st.tuples(st.integers(1, 9999), st.integers(0, 9999)).map(lambda pair: pair[0] * 10**10 + pair[1]),
]


@pytest.mark.parametrize(("amount", "expected"), (PRINTED | OTHERS).items())
def test_e8_capitals_are_as_printed(amount, expected):
    assert in_capitals(Decimal(amount)) in (expected, f"人民币{expected}")
    assert in_capitals(Decimal(amount)).removeprefix("人民币") == expected


def test_another_currency_is_called_by_its_name():
    assert in_capitals(Decimal("1409.50"), "USD") == "美元壹仟肆佰零玖元伍角"


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_capitals_read_back_are_the_amount(shape):
    @settings(max_examples=200, deadline=None)
    @given(shape)
    def holds(cents):
        text = in_capitals(Decimal(cents) / 100).removeprefix("人民币")
        assert read(text) == cents
        assert "零零" not in text
        assert not re.search(r"零[元万亿]", text) or text == "零元整"
        assert text.endswith("整") == (cents % 100 == 0)

    holds()


@pytest.mark.parametrize("amount", ["-0.01", "0.001"])
def test_what_has_no_capitals_is_refused(amount):
    with pytest.raises(ValueError, match="capitals"):
        in_capitals(Decimal(amount))


def read(text):
    """Cents, read from capitals by a reader of its own: sections of four digits, each times its unit."""
    whole, _yuan, parts = text.partition("元") if "元" in text else ("", "", text)
    worths = {"角": 10, "分": 1}
    return section(whole) * 100 + sum(DIGITS.index(digit) * worths[unit] for digit, unit in pairs(parts, "[角分]"))


def section(text):
    for unit, worth in (("亿", 10**8), ("万", 10**4)):
        above, found, below = text.rpartition(unit)
        if found:
            return section(above) * worth + section(below)
    worths = {"": 1, "拾": 10, "佰": 100, "仟": 1000}
    return sum(DIGITS.index(digit) * worths[unit] for digit, unit in pairs(text, "[拾佰仟]?"))


def pairs(text, units):
    return re.findall(f"([{DIGITS}])({units})", text)
