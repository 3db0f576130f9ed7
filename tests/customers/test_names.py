"""Names compared (E11) and found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.names import fuzzy_key, normal_form, query_words, search_words, spelled_words

names = st.text(st.sampled_from("万科集团股份有限公司杭州重长行乐ABCabc 　（）()Ａ１9-."), max_size=30)


def matches(query, words):
    whole = any(set(way) <= set(words) for way in query_words(query))
    return whole or any(all(set(group) & set(words) for group in way) for way in spelled_words(query))


@pytest.mark.parametrize(
    ("typed", "normal"),
    [("万科Ａ", "万科A"), (" 万 科　ａ ", "万科A"), ("万科（集团）", "万科(集团)"), ("Straße", "STRASSE"), ("", "")],
)
def test_the_normal_form_folds_width_space_brackets_and_case(typed, normal):
    assert normal_form(typed) == normal


@pytest.mark.parametrize(
    "name", ["万科集团股份有限公司", "万科有限责任公司", "万科 有限公司", "万科", "万科集团", "万科股份"]
)
def test_the_fuzzy_key_leaves_the_legal_form_out(name):
    assert fuzzy_key(name) == "万科"


def test_a_name_of_legal_forms_alone_keeps_them():
    assert fuzzy_key("集团股份有限公司") == "集团股份有限公司"


@given(st.text())
def test_a_normal_form_is_its_own_normal_form(name):
    assert normal_form(normal_form(name)) == normal_form(name)


@pytest.mark.parametrize(
    "query", ["万科", "科集", "万 科", "WK", "wkjt", "wanke", "wan", "万", "w", "C00", "c0001", "集团"]
)
def test_a_customer_is_found_by_part_of_name_pinyin_or_code(query):
    assert matches(query, search_words("万科集团", code="C0001"))


@pytest.mark.parametrize("query", ["科万", "万集", "kj", "anke", "科", "k", "0001", "C0002", "万科集团公司"])
def test_a_customer_is_not_found_by_what_is_not_there(query):
    assert not matches(query, search_words("万科集团", code="C0001"))


def test_short_names_edited_mnemonics_and_single_characters_are_found_too():
    words = search_words("中国石油天然气股份有限公司", short_name="中石油", mnemonic="SHIYOU")

    assert matches("中石", words)
    assert matches("zsy", words)
    assert matches("shiy", words)
    assert matches("中", words)
    assert matches("鑫", search_words("鑫"))


def test_other_readings_of_a_polyphone_are_found():
    assert matches("zcsw", search_words("重城商务"))
    assert matches("ccsw", search_words("重城商务"))


def test_long_mnemonics_are_found_by_what_is_kept_of_them():
    name = "重庆长安汽车股份有限公司技术中心"

    assert matches("cqcaqcgfyxgsjszx", search_words(name))


def test_nothing_typed_matches_nothing():
    assert query_words("") == query_words("　 ") == []


@given(names, st.data())
def test_every_part_of_two_characters_or_more_finds_its_name(name, data):
    normal = normal_form(name)
    start = data.draw(st.integers(0, len(normal)))
    part = normal[start : data.draw(st.integers(start, len(normal)))]

    if len(part) >= 2 or (part and start == 0):
        assert matches(part, search_words(name))


@given(names, names)
def test_words_are_sorted_unique_and_typed(name, short_name):
    words = search_words(name, short_name=short_name)

    assert words == sorted(set(words))
    assert all(word[:2] in {"n:", "f:", "p:", "y:", "c:", "e:", "b:", "z:"} and len(word) > 2 for word in words)
