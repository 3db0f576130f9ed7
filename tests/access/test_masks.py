"""How personal data looks behind a mask (E12), and where free text gives it away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from access.masks import (
    looks_masked,
    mask_address,
    mask_bank_account,
    mask_email,
    mask_id_number,
    mask_person_name,
    mask_phone,
    personal_data_in,
)

MASKS = [mask_phone, mask_id_number, mask_bank_account, mask_email, mask_person_name, mask_address]


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (mask_phone, "13812345678", "138****5678"),
        (mask_phone, "+8613812345678", "138****5678"),
        (mask_phone, "138 1234-5678", "138****5678"),
        (mask_phone, "0571-88886666", "0571-****6666"),
        (mask_phone, "+8657188886666", "0571-****6666"),
        (mask_phone, "+861012345678", "010-****5678"),
        (mask_phone, "0578-2123456", "0578-****456"),
        (mask_phone, "+8657188886666;ext=801", "0571-****6666"),
        (mask_phone, "+4930123456", "****3456"),
        (mask_phone, "95588", "****"),
        (mask_id_number, "330106199001011234", "3301**********1234"),
        (mask_id_number, "33010619900101123X", "3301**********123X"),
        (mask_id_number, "330106900101123", "3301*******1123"),
        (mask_id_number, "12345678", "****"),
        (mask_bank_account, "6222021234566789", "•••• 6789"),
        (mask_bank_account, "6222 0212 3456 6789", "•••• 6789"),
        (mask_bank_account, "6789", "••••"),
        (mask_email, "wang@example.com", "w***@example.com"),
        (mask_email, "w@example.com", "***@example.com"),
        (mask_email, "not an address", "***"),
        (mask_email, "@example.com", "***"),
        (mask_person_name, "王小明", "王*"),
        (mask_person_name, "王", "*"),
        (mask_person_name, "John Smith", "J*"),
        (mask_address, "浙江省杭州市西湖区文三路90号", "浙江省杭州市****"),
        (mask_address, "北京市海淀区中关村大街1号", "北京市****"),
        (mask_address, "内蒙古自治区呼和浩特市新城区1号", "内蒙古自治区呼和浩特市****"),
        (mask_address, "文三路90号", "****"),
        (mask_address, "幸福市场3号楼", "****"),
        (mask_address, "杭州市", "****"),
    ],
)
def test_masks_show_what_the_rule_allows(mask, value, shown):
    assert mask(value) == shown


@pytest.mark.parametrize("mask", MASKS)
@given(value=st.text(max_size=30))
def test_a_mask_is_always_recognised_and_never_the_value(mask, value):
    assert looks_masked(mask(value))
    assert mask(value) != value or looks_masked(value)


@pytest.mark.parametrize("mask", [mask_phone, mask_id_number, mask_bank_account])
@given(number=st.from_regex(r"[0-9]{1,30}", fullmatch=True))
def test_a_mask_hides_at_least_four_digits_or_all_of_them(mask, number):
    shown = sum(character.isdigit() for character in mask(number))

    assert shown <= max(0, len(number) - 4)


@pytest.mark.parametrize("value", ["138****5678", "•••• 6789", "*"])
def test_masks_read_back_are_recognised(value):
    assert looks_masked(value)


@pytest.mark.parametrize("value", ["13812345678", "", None, 5, "万科·集团"])
def test_plain_values_are_not_taken_for_masks(value):
    assert not looks_masked(value)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("客户手机 13812345678 已停机", "mobile"),
        ("tel13812345678", "mobile"),
        ("TEL:13812345678", "mobile"),
        ("打138 1234 5678或138-1234-5678", "mobile"),
        ("+86 138 1234 5678", "mobile"),
        ("8613812345678", "mobile"),
        ("电话１３８１２３４５６７８", "mobile"),
        ("身份证330106199001011234", "id_number"),
        ("33010619900101123x", "id_number"),
        ("旧证 330106900101123", "id_number"),
        ("卡号6222021234566789012", "bank_account"),
        ("6222 0212 3456 6789 012", "bank_account"),
        ("6222-0212-3456-6789", "bank_account"),
        ("账号 571905409910812", "bank_account"),
        ("请联系 wang.li@example.com.cn", "email"),
    ],
)
def test_personal_data_in_a_reason_is_found(text, kind):
    assert personal_data_in(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "",
        "客户注销",
        "冲销 2026-01-10 的发票 12345678",
        "金额 1234567890123.00",
        "13812345678.00 元",
        "合计 1,234,567,890,123.45",
        "￥13812345678",
        "CNY 138123456789012",
        "单号 13812345678",
        "凭证号:202601100001234",
        "发票号码 25332000000012345678",
        "25332000000012345678",
        "发票代码033001900111",
        "SO13812345678",
        "INV-20260110000123",
        "C0001-AR-CNY-13812345678",
        "20260110123456",
        "2024 2025 2026 2027",
        "2026-01-10 2026-02-10",
        "14:30 到 15:30",
        "@财务 对账",
    ],
)
def test_amounts_dates_and_document_numbers_are_let_through(text):
    assert personal_data_in(text) is None


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from(["客户{}", "{}", "电话:{}。", "{}号码错"]))
def test_every_mobile_is_found_in_a_sentence(mobile, sentence):
    assert personal_data_in(sentence.format(mobile)) == "mobile"


@given(st.decimals(0, 10**13 - 1, places=2))
def test_no_amount_with_cents_is_taken_for_personal_data(amount):
    assert personal_data_in(f"差额 {amount:f}") is None
