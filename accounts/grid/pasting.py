"""Rows pasted from a spreadsheet or a bank statement: columns by their heads, days and amounts in the plain form."""

import csv
import io
import re
import unicodedata
from dataclasses import dataclass

from accounts.members import ISO_DAY

COLUMNS = ("customer", "amount", "document_date", "due_date", "settles", "reference", "memo")
HEADS: dict[str, tuple[str, ...]] = {
    "customer": (
        "customer", "payer", "client", "customercode", "customername", "客户", "客户名称", "客户编码", "客户编号",
        "对方户名", "对方单位", "对方名称", "对方账户名称", "付款人", "付款人名称", "付款人户名", "户名",
    ),
    "amount": (
        "amount", "credit", "creditamount", "金额", "贷方发生额", "贷方金额", "收入", "收入金额", "收款金额", "贷方",
    ),
    "document_date": (
        "date", "documentdate", "transactiondate", "日期", "单据日期", "交易日期", "交易时间", "记账日期", "入账日期",
    ),
    "due_date": ("duedate", "due", "到期日", "到期日期"),
    "settles": ("settles", "appliesto", "invoice", "结清单据", "核销单据", "发票号", "应收单号"),
    "reference": (
        "reference", "ref", "transactionid", "单据号", "单号", "编号", "流水号", "交易流水号", "凭证号", "交易流水",
    ),
    "memo": ("memo", "remark", "description", "摘要", "用途", "附言", "备注", "交易摘要"),
}  # fmt: skip
_FIELD_OF = {head: field for field, heads in HEADS.items() for head in heads}
_DAY = re.compile(r"([0-9]{4})[-/.年]?([0-9]{1,2})[-/.月]?([0-9]{1,2})日?(?:[ T][0-9:]+)?")
_SEPARATORS = re.compile(r"[\s,，¥￥]")
_RECOGNISED = 2  # columns that must be known before a line counts as a head
MOST_HEAD_LINES = 20  # a bank writes its own name and the account above the heads


@dataclass(frozen=True)
class Pasted:
    """What was read: rows by field, and how many lines were left out since they bring no money in."""

    rows: list[dict[str, str]]
    left_out: int


def read_pasted(text: str, fields: tuple[str, ...] = COLUMNS) -> Pasted:
    """Return the rows in ``text``, separated by tabs, commas or semicolons.

    Columns go by their heads, English or Chinese; without heads by the order of ``fields``. Under heads a line
    without an amount is left out and counted: on a bank statement it is money paid out, or the sum at its end.
    """
    lines = [[cell.strip() for cell in line] for line in _lines(text)]
    lines = [line for line in lines if any(line)]
    start, order = _head(lines)
    found = [_row(line, order or fields, fields) for line in lines[start:]]
    kept = [row for row in found if row.get("amount") or not order]
    return Pasted(kept, len(found) - len(kept))


def _lines(text: str) -> list[list[str]]:
    if "\t" in text:
        return [line.split("\t") for line in text.splitlines()]
    separator = ";" if text.count(";") > text.count(",") else ","
    try:
        return list(csv.reader(io.StringIO(text.replace("\0", " ")), delimiter=separator))
    except csv.Error:  # a cell beyond the module's limit: the lines as they stand
        return [[line] for line in text.splitlines()]


def _head(lines: list[list[str]]) -> tuple[int, tuple[str, ...]]:
    """The line after the heads, and the field of each column, "" for one that is not read."""
    for number, line in enumerate(lines[:MOST_HEAD_LINES]):
        named = [_FIELD_OF.get(_folded(cell), "") for cell in line]
        order = tuple(name if name and name not in named[:place] else "" for place, name in enumerate(named))
        if len([name for name in order if name]) >= _RECOGNISED:
            return number + 1, order
    return 0, ()


def _folded(head: str) -> str:
    """A head without case, width, white space, and what stands in brackets: a currency mostly."""
    plain = unicodedata.normalize("NFKC", head).casefold()
    return re.sub(r"\(.*?\)|[\s_:*-]", "", plain)


def _row(line: list[str], order: tuple[str, ...], fields: tuple[str, ...]) -> dict[str, str]:
    row = {name: cell for name, cell in zip(order, line, strict=False) if name in fields}
    for name in ("document_date", "due_date"):
        if row.get(name):
            row[name] = _day(row[name])
    if "amount" in row:
        row["amount"] = _amount(row["amount"])
    return row


def _day(text: str) -> str:
    """ISO, where it reads like a day; else as it stands, for the row's own error."""
    found = _DAY.fullmatch(unicodedata.normalize("NFKC", text))
    if found is None:
        return text
    year, month, day = found.groups()
    iso = f"{year}-{int(month):02}-{int(day):02}"
    return iso if ISO_DAY.fullmatch(iso) else text


def _amount(text: str) -> str:
    """Without thousands separators and currency sign, half width; "" for nothing or zero."""
    plain = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text))
    return "" if re.fullmatch(r"[-0.]*", plain) else plain
