"""What typed text may contain, and which names look like others."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from exchange.text import clean_text, has_mixed_scripts, skeleton

KEPT_AS_TYPED = [
    "万科Ａ",
    "㛃",
    "䶮",
    "𠮷野家",
    "\U00031350",
    "杭州　西湖",
    "Müller & Söhne",
    "Cafe\u0301",
    "Ω电子",
    "株式会社カナ",
    "€ 5",
]
HIDDEN = "\x00\x01\x1b\x7f\x85\u200b\u200c\u200d\u2060\ufeff\u00ad\u061c\u200e\u200f\u2028\ue000\ufffe\ufe0f\u3164"
BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.mark.parametrize("name", KEPT_AS_TYPED)
def test_names_are_kept_as_typed(name):
    assert clean_text(name) == name


def test_outer_white_space_goes_and_inner_stays():
    assert clean_text(" \t　万科 Ａ\r\n") == "万科 Ａ"


@pytest.mark.parametrize("character", HIDDEN + BIDI + "\ud800\U0002ffff\U000f0000")
@pytest.mark.parametrize("pattern", ["万{}科", "{}万科", "万科{}"])
def test_hidden_characters_are_refused_by_name_wherever_they_stand(character, pattern):
    with pytest.raises(ValidationError) as refusal:
        clean_text(pattern.format(character))

    assert refusal.value.code == "character_refused"
    assert refusal.value.params["character"] == f"U+{ord(character):04X}"
    assert f"U+{ord(character):04X}" in refusal.value.messages[0]


def test_the_message_names_the_character_and_where_it_is():
    with pytest.raises(ValidationError) as refusal:
        clean_text("万科\u202e")

    assert refusal.value.params == {"character": "U+202E", "name": "RIGHT-TO-LEFT OVERRIDE", "position": 3}


@pytest.mark.parametrize("character", "\n\r\t")
def test_one_line_fields_refuse_line_breaks_and_tabs(character):
    with pytest.raises(ValidationError, match=f"U\\+{ord(character):04X}"):
        clean_text(f"万{character}科")


def test_text_fields_keep_lines_and_tabs_with_one_kind_of_line_end():
    assert clean_text("一\r\n二\n\t三\n", multiline=True) == "一\n二\n\t三"


def test_text_fields_refuse_a_lone_carriage_return():
    with pytest.raises(ValidationError, match="U\\+000D"):
        clean_text("一\r二", multiline=True)


@pytest.mark.parametrize("value", [None, 5, 5.0, True, ["a"], {"a": 1}, b"a"])
def test_only_text_is_text(value):
    with pytest.raises(ValidationError) as refusal:
        clean_text(value)

    assert refusal.value.code == "not_text"


@given(st.text(), st.booleans())
def test_whatever_passes_is_visible_and_passes_unchanged_again(text, multiline):
    try:
        cleaned = clean_text(text, multiline=multiline)
    except ValidationError:
        return

    assert clean_text(cleaned, multiline=multiline) == cleaned
    assert cleaned in text.replace("\r\n", "\n")
    assert not {unicodedata.category(c) for c in cleaned if c not in "\n\t"} & {"Cc", "Cf", "Cs", "Co"}
    cleaned.encode()


@pytest.mark.parametrize("name", ["ТCL科技", "Αpple", "pаypal", "万科Аbc", "ТСЕ Technology", "Ｔ\u0421L"])
def test_look_alikes_are_noticed(name):
    assert has_mixed_scripts(name)


@pytest.mark.parametrize(
    "name",
    [
        "TCL科技",
        "万科Ａ",
        "万科A股3号",
        "Газпром",
        "Газпром Export",
        "α-Tech",
        "Ω电子",
        "5μm技术",
        "Élan",
        "",
        "カナABC",
        "Ⅳ期",
    ],
)
def test_ordinary_names_are_not_suspected(name):
    assert not has_mixed_scripts(name)


@pytest.mark.parametrize("twin", ["\u0422\u0421L科技", "tcl科技", "ＴＣＬ科技", "\u03a4CL科技"])
def test_look_alikes_have_one_skeleton(twin):
    assert skeleton(twin) == skeleton("TCL科技") == "TCL科技"


def test_different_names_keep_different_skeletons():
    assert skeleton("TCL") != skeleton("TGL")
    assert skeleton("万科") != skeleton("万料")


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Z"])))
def test_a_skeleton_is_its_own_skeleton(name):
    assert skeleton(skeleton(name)) == skeleton(name)
