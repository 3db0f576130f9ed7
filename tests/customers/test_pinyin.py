"""Pinyin as it is typed is cut into syllables, in every way and in bounded time."""

import csv
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.mnemonics import spellings
from customers.names import query_words, search_words, spelled_words
from customers.pinyin import BEGINNINGS, MAX_WAYS, SYLLABLES, cut, letters_of
from tests.customers.listed import LISTED


@pytest.mark.parametrize(
    ("typed", "letters"),
    [
        ("Ping An", "pingan"),
        ("xi'an", "xian"),
        ("lǜsè", "lvse"),
        ("Ｐｉｎｇ", "ping"),
        ("平安", ""),
        ("a-b", ""),
        ("", ""),
    ],
)
def test_only_letters_and_digits_are_left_of_pinyin(typed, letters):
    assert letters_of(typed) == letters


@pytest.mark.parametrize(
    ("letters", "ways"),
    [
        ("pingan", [("ping", "an"), ("pin", "gan")]),
        ("pingany", [("ping", "an", "y")]),
        ("lue", [("lve",)]),
        ("360ke", [("360", "ke")]),
        ("p", []),
    ],
)
def test_letters_are_cut_into_syllables(letters, ways):
    assert [way for way in ways if way not in cut(letters)] == []
    assert bool(cut(letters)) == bool(ways)


@given(st.text("abcdefghijklmnopqrstuvwxyz0123456789", max_size=60))
def test_what_is_cut_is_put_together_again(letters):
    for way in cut(letters):
        assert "".join(way).replace("lve", "lue").replace("nve", "nue") == letters.replace("lve", "lue").replace(
            "nve", "nue"
        )
        assert way[-1] in BEGINNINGS
    assert len(cut(letters)) <= MAX_WAYS


def test_no_text_takes_long_to_cut():
    started = time.perf_counter()

    for letters in ("a" * 40, "xian" * 10, "ang" * 13, "nangang" * 5, "zh" * 20):
        cut(letters)

    assert time.perf_counter() - started < 1


@pytest.mark.skipif(not LISTED.exists(), reason="the list of listed companies is not beside the project")
def test_every_reading_of_the_trades_names_is_a_syllable_and_finds_its_name():
    with LISTED.open(encoding="utf-8") as file:
        names = [row["name"] for row in csv.DictReader(file)][::10]
    unknown, missed = set(), []
    for name in names:
        read = [syllables for syllables in spellings(name) if syllables[0].isalpha() and len(syllables[0]) > 1]
        unknown |= {one for syllables in read for one in syllables if one not in SYLLABLES and one not in name.lower()}
        words = set(search_words(name))
        if name.isalpha() and not name.isascii() and not found("".join(one[0] for one in spellings(name)), words):
            missed.append(name)

    assert unknown == set()
    assert missed == []


def found(query, words):
    whole = any(words.issuperset(way) for way in query_words(query))
    return whole or any(all(words.intersection(group) for group in way) for way in spelled_words(query))
