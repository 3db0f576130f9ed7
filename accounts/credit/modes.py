"""The words of credit: its modes, the rules that refuse a debit, and the bands of use (E4)."""

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _


class CreditMode(models.TextChoices):
    """What was agreed with a customer, in one currency."""

    UNSET = "unset", _("no credit set")
    UNLIMITED = "unlimited", _("unlimited")
    LIMITED = "limited", _("limited")
    CASH_ONLY = "cash_only", _("cash only")


CAPPED = frozenset({CreditMode.LIMITED, CreditMode.CASH_ONLY})  # a debit needs room under a ceiling


class CreditRule(models.TextChoices):
    """What refuses a debit."""

    UNSET = "unset", _("no credit is set")
    LIMIT = "limit", _("the credit limit")


class Band(models.TextChoices):
    """How much of the limit is used."""

    NORMAL = "normal", _("within the limit")
    WARNING = "warning", _("near the limit")
    OVER = "over", _("over the limit")


def in_words(mode: CreditMode | str, limit: Decimal | str | None, currency: str, *, bare: bool = False) -> str:
    """What was agreed, in one line: mode, and amount and currency where there is a limit; ``bare``: the amount only."""
    amount = "" if limit in (None, "") else f"{Decimal(limit or 0):,.2f}"
    words = "" if bare else str(CreditMode(mode).label)
    return " ".join(filter(None, (words, amount, currency)))
