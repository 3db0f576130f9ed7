"""Own company: what printed pages carry on top, and the bank accounts customers pay to (E8)."""

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError as InvalidNumber

from access.settings.kinds import Text
from access.settings.registry import Definition, declare

ACCOUNTS = "company_accounts"
ACCOUNT = re.compile("[0-9]{5,34}")
MEMBERS = ("bank", "holder", "number", "currency")


def clean_uscc(text: str) -> str:
    """Return a unified social credit code in upper case (E10). Raises ValidationError ``uscc_invalid``."""
    code = text.upper()
    try:
        return uscc.validate(code) if len(code) == 18 else uscc.validate("")
    except InvalidNumber:
        raise ValidationError(
            _("This is no unified social credit code: 18 characters, the last one checks the others."),
            "uscc_invalid",
        ) from None


def clean_account_number(text: str) -> str:
    """Return an account number as digits; spaces between them are how people read it. Raises ValidationError."""
    digits = text.replace(" ", "").replace("-", "")
    if not ACCOUNT.fullmatch(digits):
        raise ValidationError(_("An account number has 5 to 34 digits."), "account_malformed")
    return digits


@dataclass(frozen=True)
class BankAccounts:
    """A list of bank accounts, each with MEMBERS; typed on a page of its own (access/settings/accounts.py)."""

    def field(self) -> forms.Field:
        raise NotImplementedError("Bank accounts have a page of their own.")

    def clean(self, typed: Any) -> list[dict[str, str]]:
        return [{member: row[member] for member in MEMBERS} for row in typed]

    def initial(self, kept: Any) -> list[dict[str, str]]:
        return list(kept)

    def read(self, kept: Any) -> list[dict[str, str]]:
        return list(kept)

    def words(self, kept: Any) -> str:
        """Every account in full: whoever agrees compares the number with the bank's letter."""
        return "\n".join(" · ".join(filter(None, (row[member] for member in MEMBERS))) for row in kept)


SETTINGS = (
    Definition(
        "company_name",
        "company",
        Text(200),
        "",
        gettext_lazy("Company name"),
        gettext_lazy("As on the business licence; it stands on printed pages and in the side bar."),
    ),
    Definition("company_uscc", "company", Text(18, check=clean_uscc), "", gettext_lazy("USCC")),
    Definition(
        "company_address",
        "company",
        Text(300),
        "",
        gettext_lazy("Company address"),
        gettext_lazy("Printed below the name."),
        second_person=False,
    ),
    Definition(
        "company_letterhead",
        "company",
        Text(400, multiline=True),
        "",
        gettext_lazy("Letterhead"),
        gettext_lazy("Further lines on top of printed pages, such as telephone and web address."),
        second_person=False,
    ),
    Definition(
        ACCOUNTS,
        "company",
        BankAccounts(),
        [],
        gettext_lazy("Company bank accounts"),
        encrypted=True,
        page="settings:accounts",
    ),
)


def register() -> None:
    """Declare the company's settings; called in AccessConfig.ready()."""
    for definition in SETTINGS:
        declare(definition)
