"""The settings of posting: how far ahead entries may be dated, and the amounts from which others decide (E0, E7)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.settings import Definition, declare
from access.settings.kinds import Flag, Whole
from accounts.instruments.kinds import UNCLEARED
from accounts.instruments.querysets import COUNTS
from exchange.money import clean_currency, format_money, parse_money

DAYS_AHEAD = "posting_days_ahead"
CLERK, SUPERVISOR, ONE_APPROVAL = "direct_clerk", "direct_supervisor", "one_approval"
OTHERS = "*"  # every currency without a line of its own


@dataclass(frozen=True)
class Amounts:
    """Amounts by currency: one a line, ``CNY 10000.00``, and ``*`` for all other currencies."""

    def field(self) -> forms.Field:
        widget = forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"})
        return forms.CharField(widget=widget, max_length=2_000)

    def clean(self, typed: Any) -> dict[str, str]:
        """Raises ValidationError, which quotes the line, for what is no amount, named twice or negative."""
        kept: dict[str, str] = {}
        for line in filter(None, map(str.strip, str(typed).splitlines())):
            currency, _space, amount = line.partition(" ")
            if currency in kept:
                raise ValidationError(_("%(currency)s stands there twice.") % {"currency": currency})
            if currency != OTHERS:
                clean_currency(currency)
            kept[currency] = format_money(_positive(amount.strip(), "CNY" if currency == OTHERS else currency))
        if OTHERS not in kept:
            raise ValidationError(_("Add a line for all other currencies: “* 10000.00”."), "others_missing")
        return dict(sorted(kept.items()))

    def initial(self, kept: Any) -> str:
        return "\n".join(f"{currency} {amount}" for currency, amount in kept.items())

    def read(self, kept: Any) -> dict[str, Decimal]:
        return {currency: Decimal(amount) for currency, amount in kept.items()}

    def words(self, kept: Any) -> str:
        others = _("other currencies") if len(kept) > 1 else _("every currency")
        return "\n".join(f"{others if one == OTHERS else one} {Decimal(amount):,.2f}" for one, amount in kept.items())


def _positive(text: str, currency: str) -> Decimal:
    amount = parse_money(text, currency)
    if amount < 0:
        raise ValidationError(_("An amount here is not negative."), "amount_negative")
    return amount


def amount_in(amounts: dict[str, Decimal], currency: str) -> Decimal:
    """The amount that holds for ``currency``."""
    return amounts.get(currency, amounts[OTHERS])


SETTINGS = (
    Definition(
        DAYS_AHEAD,
        "thresholds",
        Whole(0, 31, gettext_lazy("days"), gettext_lazy("none")),
        0,
        gettext_lazy("Entries may be dated ahead by"),
        gettext_lazy("Days after today, up to 31; 0: none."),
    ),
    Definition(
        CLERK,
        "thresholds",
        Amounts(),
        {OTHERS: "10000.00"},
        gettext_lazy("A clerk posts directly up to"),
        gettext_lazy("One currency a line, “CNY 10000.00”; “*” is every other one. Above it another person agrees."),
    ),
    Definition(
        SUPERVISOR,
        "thresholds",
        Amounts(),
        {OTHERS: "100000.00"},
        gettext_lazy("A supervisor posts directly up to"),
        gettext_lazy("In the same form."),
    ),
    Definition(
        ONE_APPROVAL,
        "thresholds",
        Amounts(),
        {OTHERS: "100000.00"},
        gettext_lazy("One approval suffices up to"),
        gettext_lazy("Above it two people agree, one of them a manager."),
    ),
)
UNCLEARED_COUNTS = tuple(
    Definition(
        f"{COUNTS}{kind}",
        "thresholds",
        Flag(),
        True,
        kind.label,
        gettext_lazy("Counts in the exposure until it is cleared."),
    )
    for kind in sorted(UNCLEARED)
)


def register() -> None:
    """Declare them; called in AccountsConfig.ready()."""
    for definition in (*SETTINGS, *UNCLEARED_COUNTS):
        declare(definition)
