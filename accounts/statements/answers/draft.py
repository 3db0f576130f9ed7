"""An answer as it is given: checked against what the statement said (E8)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.drafts import ledger_today
from accounts.members import Members, parts, read_day, text_of
from accounts.models import Statement
from accounts.statements.kept import Said
from exchange.money import format_money, parse_money

NAMES = frozenset({"agreed", "answered_on", "answered_by", "balance", "remark", "lines"})
LINE = frozenset({"document", "amount", "reason"})
ZERO = Decimal("0.00")
NUMBER = re.compile(r"#([1-9][0-9]{0,17})", re.ASCII)
MISSING = "-"  # typed for an amount that they do not have


@dataclass(frozen=True)
class Difference:
    """One document they see otherwise: ``ours`` and ``theirs`` add to the balance; None: it is not in those books."""

    document: str
    ours: Decimal | None
    theirs: Decimal | None
    reason: str

    @property
    def amount(self) -> Decimal:
        """By how much our balance is above theirs for it."""
        return (self.ours or ZERO) - (self.theirs or ZERO)

    def kept(self) -> dict[str, Any]:
        amounts = {"ours": self.ours, "theirs": self.theirs}
        return asdict(self) | {name: None if value is None else format_money(value) for name, value in amounts.items()}


@dataclass(frozen=True)
class Draft:
    """What was answered; ``theirs`` is the balance of their books with our signs."""

    agreed: bool
    answered_on: date
    answered_by: str
    ours: Decimal
    theirs: Decimal
    remark: str
    lines: tuple[Difference, ...]

    def said(self) -> dict[str, Any]:
        return {"by": self.answered_by, "remark": self.remark, "lines": [line.kept() for line in self.lines]}


def read(raw: Mapping[str, Any], *, statement: Said, issued_on: date) -> Draft:
    """Return the draft of an answer to what ``statement`` said. Raises ValidationError by member."""
    given = Members(raw, NAMES)
    agreed = given.take("agreed", _flag, required=True)
    day = given.take("answered_on", read_day, default=ledger_today())
    if not issued_on <= day <= ledger_today():
        sentence = _("An answer comes after the statement was issued on %(day)s, and not after today.")
        given.refuse("answered_on", ValidationError(sentence % {"day": issued_on}))
    ours, currency = Decimal(statement["closing"]), statement["currency"]
    theirs = given.take("balance", lambda text: parse_money(text, currency), default=ours if agreed else None)
    lines = given.take("lines", lambda items: _lines(items, statement), default=())
    answered_by = given.take("answered_by", text_of(100), required=True, default="")
    remark = given.take("remark", text_of(500), default="")
    for name, words in _faults(agreed, ours, theirs, lines, remark):
        given.refuse(name, ValidationError(words))
    given.done()
    return Draft(agreed, day, answered_by, ours, theirs, remark, lines)


def _faults(
    agreed: bool | None, ours: Decimal, theirs: Decimal | None, lines: Iterable[Difference], remark: str
) -> Iterable[tuple[str, str]]:
    if agreed and theirs != ours:
        yield "balance", _("Who agrees has our balance, %(ours)s. Say that they do not agree.") % {"ours": ours}
    if agreed and lines:
        yield "lines", _("Who agrees sees no line otherwise. Say that they do not agree.")
    if agreed is False and theirs is None:
        yield "balance", _("Say which balance their books have.")
    if agreed is False and not lines and not remark:
        yield "remark", _("Say why they do not agree, here or by line.")


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValidationError(_("This is true or false."))
    return value


def _lines(items: Any, statement: Said) -> tuple[Difference, ...]:
    said = _documents(statement)
    return parts(items, "lines", lambda item, path: _line(item, path, said, statement["currency"]))


def _documents(statement: Said) -> dict[str, Decimal]:
    """What each document of the statement adds to the balance, by its own number and by the number of its entry."""
    found: dict[str, Decimal] = {}
    sign = 1 if statement["side"] == "receivable" else -1
    for line in statement["lines"]:
        effect = sign * (Decimal(line["debit"] or 0) - Decimal(line["credit"] or 0))
        for name in filter(None, (line["reference"], f"#{line['number']}")):
            found[name] = found.get(name, ZERO) + effect
    return found


def _line(item: Mapping[str, Any], path: str, said: Mapping[str, Decimal], currency: str) -> Difference:
    given = Members(item, LINE, path)
    document = given.take("document", text_of(64), required=True, default="")
    theirs = given.take("amount", lambda text: parse_money(text, currency))
    reason = given.take("reason", text_of(200), required=True, default="")
    ours = said.get(document)
    if ours is None and (theirs is None or NUMBER.fullmatch(document)):
        words = _("“%(document)s” is not on the statement. Give the amount that they have for it.")
        given.refuse("document", ValidationError(words % {"document": document}))
    if ours is not None and ours == theirs:
        given.refuse("amount", ValidationError(_("The statement has the same amount: there is no difference.")))
    if given.errors:
        raise ValidationError(given.errors)
    return Difference(document, ours, theirs, reason)


def typed_lines(text: str) -> list[dict[str, str]]:
    """Lines as they are typed, one document each: number, amount or “-” for none, reason, with spaces between."""
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        document, amount, reason = (*line.split(maxsplit=2), "", "")[:3]
        known = {} if amount in ("", MISSING) else {"amount": amount}
        found.append({"document": document, **known, "reason": reason})
    return found


def amount_of(line: Mapping[str, Any]) -> Decimal:
    """By how much our balance is above theirs for a kept line."""
    return Decimal(line["ours"] or 0) - Decimal(line["theirs"] or 0)


def day_of(statement: Statement) -> date:
    """The day it was issued, in the ledger's time zone."""
    return timezone.localdate(statement.issued_at, timezone.get_default_timezone())
