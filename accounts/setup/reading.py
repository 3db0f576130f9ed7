"""Opening items as they are typed or stand in a file, read into what ``operations.list_items`` takes."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.drafts import MEMO_LENGTH, REFERENCE_LENGTH
from accounts.members import Members, money_of, read_day, text_of
from accounts.reports.uploads import Line
from accounts.setup.operations import Item
from customers.models import Customer

HEADS = {
    "customer": ("customer", "code", "customercode", "客户", "客户编码", "客户编号"),
    "amount": ("amount", "balance", "金额", "余额", "未清金额"),
    "document_date": ("date", "documentdate", "日期", "单据日期"),
    "due_date": ("duedate", "due", "到期日", "到期日期"),
    "reference": ("reference", "number", "invoice", "单据号", "单号", "发票号"),
    "memo": ("memo", "remark", "摘要", "备注"),
}
REQUIRED = ("customer", "amount", "document_date")
MEMBERS = frozenset(HEADS)
SHOWN = 20  # rows at fault that are told at once
DAY = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[ T]00:00(?::00)?)?")


def read_item(raw: Mapping[str, Any], *, currency: str, actor: Any) -> Item:
    """The item typed; a negative amount is what the customer paid ahead. Raises ValidationError by member."""
    given = Members(raw, MEMBERS)
    values: dict[str, Any] = {
        "amount": given.take("amount", money_of(currency), required=True),
        "document_date": given.take("document_date", _day, required=True),
        "due_date": given.take("due_date", _day),
        "reference": given.take("reference", text_of(REFERENCE_LENGTH), default=""),
        "memo": given.take("memo", text_of(MEMO_LENGTH), default=""),
    }
    code = given.take("customer", text_of(32), required=True)
    if code and not (found := list(Customer.objects.visible_to(actor).filter(code=code.upper()))):
        given.refuse("customer", ValidationError(_("There is no customer “%(code)s”.") % {"code": code}))
    if values["amount"] == 0:
        given.refuse("amount", ValidationError(_("The amount is not 0.00."), "zero"))
    given.done()
    return Item(customer=found[0], **values)


def _day(text: Any) -> Any:
    """A day as ISO or as spreadsheets write it, 2026/1/5."""
    found = DAY.fullmatch(text) if isinstance(text, str) else None
    return read_day("{}-{:0>2}-{:0>2}".format(*found.groups()) if found else text)


def read_lines(lines: Sequence[Line], *, currency: str, actor: Any) -> list[Item]:
    """Every row of a file. Raises ValidationError under ``file``, naming each row at fault, its column and reason."""
    items, faults = [], []
    for line in lines:
        try:
            items.append(read_item(line.values, currency=currency, actor=actor))
        except ValidationError as error:
            faults += [f"{name}: {' '.join(words)}" for name, words in _named(line, error)]
    if faults:
        raise ValidationError({"file": faults[:SHOWN] + ["…"] * (len(faults) > SHOWN)})
    return items


def _named(line: Line, error: ValidationError) -> list[tuple[str, list[str]]]:
    row = _("Row %(number)d") % {"number": line.number}
    return [(f"{row}, {name}", words) for name, words in error.message_dict.items()]
