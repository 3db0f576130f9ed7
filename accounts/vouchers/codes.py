"""The account codes of vouchers, by kind: a setting, one line a kind, as the general ledger calls its accounts."""

import re
from dataclasses import dataclass
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.settings import Definition, declare, setting
from accounts.choices import EntryKind, Side
from accounts.kinds import RULES
from accounts.setup.standing import OPENINGS

VOUCHER_CODES, TAX = "voucher_codes", "tax"
CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,31}", re.ASCII)
TOGETHER = frozenset({EntryKind.OFFSET, EntryKind.TRANSFER})  # the two entries of such a pair balance each other
SHIPPED = {
    "receivable invoice": ["1122", "6001"],
    "receivable fee": ["1122", "6301"],
    "receivable receipt": ["1122", "1002"],
    "receivable credit_note": ["1122", "6001"],
    "receivable refund": ["2203", "1002"],
    "receivable debit_adjustment": ["1122", "6001"],
    "receivable credit_adjustment": ["1122", "6001"],
    "receivable write_off": ["1122", "1231"],
    "receivable offset": ["1122", ""],
    "receivable transfer": ["1122", ""],
    "receivable bad_debt_recovery": ["1122", "1231"],
    "receivable opening_credit": ["2203", ""],
    "payable bill": ["2202", "1405"],
    "payable payment": ["2202", "1002"],
    "payable debit_note": ["2202", "1405"],
    "payable debit_adjustment": ["2202", "1405"],
    "payable credit_adjustment": ["2202", "1405"],
    "payable offset": ["2202", ""],
    "payable opening_credit": ["1123", ""],
    TAX: ["2221", ""],
}


class Codes(NamedTuple):
    """The code of the customer's account, and of what stands against it."""

    own: str
    counter: str


def wanted() -> list[str]:
    """The lines there must be: every kind that gets a voucher, and the tax."""
    kinds = [f"{side} {kind}" for side, kind in RULES if kind not in OPENINGS]
    return [*kinds, TAX]


@dataclass(frozen=True)
class CodeTable:
    """Codes by kind: one a line, ``receivable invoice 1122 6001``; ``tax 2221``."""

    def field(self) -> forms.Field:
        widget = forms.Textarea(attrs={"rows": 20, "autocomplete": "off", "spellcheck": "false"})
        return forms.CharField(widget=widget, max_length=4_000)

    def clean(self, typed: Any) -> dict[str, list[str]]:
        """Raises ValidationError, which quotes the line, for what is unknown, named twice, malformed or missing."""
        kept: dict[str, list[str]] = {}
        for line in filter(None, map(str.strip, str(typed).splitlines())):
            name, codes = _split(line)
            if name in kept:
                raise ValidationError(_("“%(line)s”: this kind stands there twice.") % {"line": line[:60]})
            kept[name] = codes
        if missing := [name for name in wanted() if name not in kept]:
            raise ValidationError(_("Add a line for: %(names)s.") % {"names": ", ".join(missing)})
        return dict(sorted(kept.items()))

    def initial(self, kept: Any) -> str:
        return "\n".join(" ".join([name, *filter(None, codes)]) for name, codes in kept.items())

    def read(self, kept: Any) -> dict[str, Codes]:
        return {name: Codes(*codes) for name, codes in kept.items()}

    def words(self, kept: Any) -> str:
        return self.initial(kept)


def _split(line: str) -> tuple[str, list[str]]:
    """The kind of a line and its codes. Raises ValidationError."""
    words = line.split()
    size = 1 if words[0] == TAX else 2
    name, codes = " ".join(words[:size]), words[size:]
    if name not in SHIPPED:
        raise ValidationError(_("“%(line)s” names no kind. Write it like: receivable invoice 1122 6001.") % _of(line))
    alone = name == TAX or name.split()[1] in {*TOGETHER, EntryKind.OPENING_CREDIT}
    if len(codes) != (1 if alone else 2) or not all(CODE.fullmatch(code) for code in codes):
        message = (
            _("“%(line)s” takes one code of letters and digits.")
            if alone
            else _("“%(line)s” takes two codes of letters and digits: the customer's account and the one against it.")
        )
        raise ValidationError(message % _of(line))
    return name, [*codes, ""][:2]


def _of(line: str) -> dict[str, str]:
    return {"line": line[:60]}


def codes() -> dict[str, Codes]:
    """The codes as the settings have them."""
    found: dict[str, Codes] = setting(VOUCHER_CODES)
    return found


def codes_of(table: dict[str, Codes], side: str, kind: str) -> Codes:
    """The codes of a stored kind on a stored side."""
    return table[f"{Side(side)} {EntryKind(kind)}"]


def register() -> None:
    """Declare the setting; called in AccountsConfig.ready()."""
    declare(
        Definition(
            VOUCHER_CODES,
            "thresholds",
            CodeTable(),
            SHIPPED,
            gettext_lazy("Account codes of vouchers"),
            gettext_lazy("One kind a line: side, kind, the customer's account, the account against it."),
        )
    )
