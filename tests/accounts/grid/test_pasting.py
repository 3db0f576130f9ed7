"""Pasted rows: heads recognised, days and amounts in the plain form, what brings no money in left out."""

from accounts.choices import EntryKind
from accounts.grid.forms import fields_of
from accounts.grid.pasting import read_pasted

RECEIPTS = fields_of(EntryKind.RECEIPT)
BANK = """中国银行 账户明细
交易日期\t对方户名\t对方账号\t借方发生额\t贷方发生额\t余额\t摘要\t流水号
20260105\t东方茶叶有限公司\t6222000011112222\t\t1,234.50\t9,000.00\t货款 F-1\tB001
2026/1/6\t房东\t6222\t500.00\t\t8,500.00\t房租\tB002
2026年1月7日\t西湖茶庄\t6223\t0.00\t￥80\t8,580.00\t\tB003
合计\t\t\t500.00\t\t\t\t
"""


def test_a_bank_statement_is_read_by_its_heads():
    pasted = read_pasted(BANK, RECEIPTS)

    assert pasted.rows == [
        {
            "document_date": "2026-01-05",
            "customer": "东方茶叶有限公司",
            "amount": "1234.50",
            "memo": "货款 F-1",
            "reference": "B001",
        },
        {"document_date": "2026-01-07", "customer": "西湖茶庄", "amount": "80", "memo": "", "reference": "B003"},
    ]
    assert pasted.left_out == 2


def test_a_payers_account_number_is_never_kept():
    assert "6222" not in str(read_pasted(BANK, RECEIPTS).rows)


def test_without_heads_columns_go_by_their_order():
    pasted = read_pasted("KH-000001\t100\t2026-01-05\tF-1\nKH-000002\t\t\t", RECEIPTS)

    assert pasted.rows[0] == {
        "customer": "KH-000001",
        "amount": "100",
        "document_date": "2026-01-05",
        "settles": "F-1",
    }
    assert len(pasted.rows) == 2, "nothing is left out where no head says what the columns are"


def test_commas_quotes_and_english_heads_are_read():
    text = 'Customer Name,Amount (CNY),Remark\n"Tea, Ltd.","1,000.00",January\n'

    assert read_pasted(text, RECEIPTS).rows == [{"customer": "Tea, Ltd.", "amount": "1000.00", "memo": "January"}]


def test_a_day_that_does_not_read_like_one_stays_for_its_own_error():
    assert read_pasted("A\t1\tyesterday", RECEIPTS).rows[0]["document_date"] == "yesterday"
