"""Codes, tax numbers, accounts and telephone numbers as typed and as kept."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from customers.identifiers import (
    bank_account_warnings,
    clean_bank_account,
    clean_code,
    clean_phone,
    clean_resident_id,
    clean_tax_id,
    clean_uscc,
    is_mobile,
    last_four,
)

VALID_USCC = "91350100M000100Y43"
VALID_ID = "360426199101010071"
CLEANERS = [clean_code, clean_uscc, clean_resident_id, clean_bank_account, clean_phone]


def refusal(clean, value):
    with pytest.raises(ValidationError) as caught:
        clean(value)
    return caught.value


@pytest.mark.parametrize(
    ("typed", "kept"), [("c001", "C001"), (" A.b_c-9 ", "A.B_C-9"), ("0", "0"), ("9" * 32, "9" * 32)]
)
def test_codes_are_folded_to_upper_case(typed, kept):
    assert clean_code(typed) == kept


@pytest.mark.parametrize("typed", ["", "-A", ".A", "A B", "A/B", "A" * 33, "*", "A#"])
def test_malformed_codes_are_refused(typed):
    assert refusal(clean_code, typed).code == "code_malformed"


@pytest.mark.parametrize("typed", ["new", "NEW", "Import"])
def test_words_that_are_pages_are_no_codes(typed):
    assert refusal(clean_code, typed).code == "code_reserved"


@pytest.mark.parametrize("clean", CLEANERS)
@pytest.mark.parametrize("typed", ["１２３", "Ａ", "客户", "é", "ſ", "ı"])
def test_full_width_and_other_characters_are_refused_by_name(clean, typed):
    refused = refusal(clean, typed)

    assert refused.code == "not_ascii"
    assert typed[0] in refused.messages[0]


@pytest.mark.parametrize("clean", CLEANERS)
@given(value=st.one_of(st.text(), st.none(), st.integers(), st.lists(st.text())))
def test_anything_is_kept_in_one_form_or_refused(clean, value):
    try:
        kept = clean(value)
    except ValidationError:
        return

    assert clean(kept) == kept


@pytest.mark.parametrize("typed", [VALID_USCC, VALID_USCC.lower(), "91350100 M000100Y43", "91350100-M000100Y4-3"])
def test_a_valid_uscc_is_kept_plain(typed):
    assert clean_uscc(typed) == VALID_USCC


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("91350100M000100Y4Z", "uscc_characters"),
        ("91350100M000100Y44", "uscc_checksum"),
        ("91350100M000100Y4", "uscc_length"),
        ("91350100MOOO100Y43", "uscc_characters"),
        ("A1350100M000100Y43", "uscc_malformed"),
        ("", "uscc_length"),
    ],
)
def test_an_invalid_uscc_is_refused_with_the_reason(typed, code):
    assert refusal(clean_uscc, typed).code == code


@given(st.from_regex(r"[0-9]{8}[0-9A-HJ-NPQRTUWXY]{9}", fullmatch=True), st.integers(1, 30))
def test_a_uscc_passes_with_its_check_character_and_with_no_other(body, shift):
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    right = uscc.calc_check_digit(body)
    wrong = alphabet[(alphabet.index(right) + shift) % 31]

    assert clean_uscc(body + right) == body + right
    assert refusal(clean_uscc, body + wrong).code == "uscc_checksum"


@pytest.mark.parametrize("typed", [VALID_ID, "360426 19910101 0071", "360426910101007"])
def test_resident_ids_of_18_and_of_15_are_kept_plain(typed):
    assert clean_resident_id(typed) == typed.replace(" ", "")


def test_a_small_x_is_folded():
    number = "36042619910101104"
    assert ric.calc_check_digit(f"{number}0") == "X"

    assert clean_resident_id(f"{number}x") == f"{number}X"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("360426199101010072", "id_checksum"),
        ("360426199113010071", "id_birth_date"),
        ("360426910230007", "id_birth_date"),
        ("12345", "id_malformed"),
        ("X60426199101010071", "id_malformed"),
    ],
)
def test_an_invalid_resident_id_is_refused_without_repeating_it(typed, code):
    refused = refusal(clean_resident_id, typed)

    assert refused.code == code
    assert typed not in refused.messages[0]


def test_the_kind_of_customer_decides_which_tax_id_is_meant():
    assert clean_tax_id(VALID_USCC, kind="organisation") == VALID_USCC
    assert clean_tax_id(VALID_ID, kind="individual") == VALID_ID
    with pytest.raises(ValidationError):
        clean_tax_id(VALID_USCC, kind="individual")
    with pytest.raises(ValidationError):
        clean_tax_id(VALID_ID, kind="organisation")


def test_bank_accounts_lose_their_grouping():
    assert clean_bank_account("6222 0212-3456 6789") == "6222021234566789"


@pytest.mark.parametrize("typed", ["1234", "12345678A", "", "1" * 35, "1234.5678"])
def test_what_is_no_bank_account_is_refused(typed):
    assert refusal(clean_bank_account, typed).code == "bank_account_malformed"


def test_odd_accounts_are_warned_of_and_company_accounts_are_not():
    assert list(bank_account_warnings("571905400810812")) == []
    assert len(list(bank_account_warnings("123456"))) == 1
    assert len(list(bank_account_warnings("6222021234566789012"))) == 1


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("13812345678", "+8613812345678"),
        ("138 1234 5678", "+8613812345678"),
        ("+86 138-1234-5678", "+8613812345678"),
        ("(0571) 88886666", "+8657188886666"),
        ("0571-88886666", "+8657188886666"),
        ("0571-88886666-801", "+8657188886666;ext=801"),
        ("010-62345678 ext. 12", "+861062345678;ext=12"),
        ("0571-88886666转801", "+8657188886666;ext=801"),
        ("+49 30 123456-78", "+493012345678"),
        ("+49 30 123456 ext 78", "+4930123456;ext=78"),
        ("138-1234-5678", "+8613812345678"),
        ("400-820-8820", "+864008208820"),
        ("+49 30 123456", "+4930123456"),
        ("+1 212-555-0123", "+12125550123"),
        ("+852 2345 6789", "+85223456789"),
    ],
)
def test_telephone_numbers_are_kept_in_e164(typed, kept):
    assert clean_phone(typed) == kept
    assert clean_phone(kept) == kept


@pytest.mark.parametrize(
    "typed", ["", "12345", "abc", "138123456789012345", "+999 123456", "1-800-FLOWERS", "tel:13812345678"]
)
def test_what_is_no_telephone_number_is_refused(typed):
    assert refusal(clean_phone, typed).code == "phone_malformed"


def test_the_region_says_where_a_short_number_belongs():
    assert clean_phone("030 123456", region="DE") == "+4930123456"


def test_mobiles_are_told_from_landlines_and_end_in_four_digits():
    assert is_mobile("+8613812345678")
    assert not is_mobile("+8657188886666")
    assert last_four("+8657188886666;ext=801") == "6666"
