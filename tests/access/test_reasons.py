"""Reasons are kept for ever: they carry no personal data."""

import pytest
from django.core.exceptions import ValidationError

from access.reasons import MAX_REASON, clean_reason


@pytest.mark.parametrize(
    "text", ["对账", "发票 25337000000012345678 金额 1,234.50", "两行\n原因", "", "3月5日 10:30 电话确认"]
)
def test_an_ordinary_reason_is_kept(text):
    assert clean_reason(f"  {text}\u3000") == text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("致电 13812345678", "reason_personal_data"),
        ("发到 wang@example.com", "reason_personal_data"),
        ("身份证 11010519491231002X", "reason_personal_data"),
        ("账户 6225880137706868", "reason_personal_data"),
        ("长" * (MAX_REASON + 1), "reason_too_long"),
        ("反\u202e向", "character_refused"),
        ("空\x00字符", "character_refused"),
        ("变\U000e0100体", "character_refused"),
        (None, "reason_not_text"),
        (7, "reason_not_text"),
    ],
)
def test_another_is_refused_and_not_repeated(text, code):
    with pytest.raises(ValidationError) as caught:
        clean_reason(text, member="reason")

    (error,) = caught.value.error_dict["reason"]
    assert error.code == code
    assert str(text) not in str(caught.value.messages)
