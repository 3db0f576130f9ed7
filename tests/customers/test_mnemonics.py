"""Mnemonics: offered and possible ones, measured against those the exchanges publish."""

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.mnemonics import READINGS, offered, readings, spelling

LISTED = Path(__file__).resolve().parents[3] / "shared" / "data" / "listed-companies.csv"
# What an exchange adds to a listed name for a while: ex dividend or rights (XD XR DR) in front, where it cuts off the
# last character; special treatment (*ST ST S); delisting (退市); no profit, weighted votes (-U -W -UW -WD) behind.
EXCHANGE_MARKER = re.compile(r"^(XD|XR|DR|\*?ST|S(?![A-Z])|退市)|-(U|W|UW|WD)$")


@pytest.fixture(scope="module")
def listed():
    if not LISTED.exists():
        pytest.skip("the list of listed companies is not beside the project")
    with LISTED.open(encoding="utf-8") as file:
        rows = [(row["name"], row["mnemonic"]) for row in csv.DictReader(file)]
    return [(name, published) for name, published in rows if not EXCHANGE_MARKER.search(name)]


def test_the_offered_mnemonic_is_the_published_one(listed, capsys):
    wrong = [name for name, published in listed if offered(name) != published]

    share = 1 - len(wrong) / len(listed)
    with capsys.disabled():
        print(f"\noffered = published for {share:.2%} of {len(listed)} names without an exchange marker")
    assert len(listed) > 5000
    assert share >= 0.99, wrong


def test_the_published_mnemonic_is_among_the_readings(listed, capsys):
    missing = [name for name, published in listed if published not in readings(name)]

    share = 1 - len(missing) / len(listed)
    with capsys.disabled():
        print(f"\npublished among the readings for {share:.2%} of {len(listed)} names")
    assert share >= 0.999, missing


@pytest.mark.parametrize(
    ("name", "mnemonic"),
    [
        ("万科Ａ", "WKA"),
        ("TCL科技", "TCLKJ"),
        ("*ST国华", "STGH"),
        ("中国银行", "ZGYH"),
        ("行动教育", "XDJY"),
        ("重庆啤酒", "CQPJ"),
        ("三一重工", "SYZG"),
        ("长沙市长天贸易有限公司", "CSSCTMYYXGS"),
        ("新成长基金", "XCZJJ"),
        ("厦门大厦物业", "XMDSWY"),
        ("重庆长安（集团）股份有限公司", "CQCAJTGFYXGS"),
        ("Müller & Söhne 3号", "MULLERSOHNE3H"),
        ("㛃䶮〇", "JYL"),
        ("（）、。—", ""),
        ("", ""),
    ],
)
def test_mnemonics_follow_the_words_of_a_name(name, mnemonic):
    assert offered(name) == mnemonic


def test_other_readings_come_after_the_offered_one():
    assert readings("重长")[:2] == ["ZC", "CC"]
    assert set(readings("重长")) >= {"ZC", "CC", "ZZ", "CZ"}


def test_names_full_of_polyphones_have_a_bounded_number_of_readings():
    found = readings("重长行乐" * 50)

    assert len(found) == len(set(found)) == READINGS


def test_pinyin_is_spelled_in_syllables_and_words():
    assert spelling("重庆长城Motor") == ["chong", "qing", "chang", "cheng", "motor"]


@given(st.text(st.one_of(st.characters(), st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)), max_size=40))
def test_any_name_gives_capitals_and_digits(name):
    found = readings(name)

    assert found[0] == offered(name)
    assert re.fullmatch(r"[A-Z0-9]*", "".join(found))
    assert len(found) <= READINGS
    assert len({len(reading) for reading in found}) == 1
