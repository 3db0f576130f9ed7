"""The instruments of a receipt or payment."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class InstrumentKind(models.TextChoices):
    """How a receipt or payment was made (E1)."""

    CASH = "cash", _("cash")
    TRANSFER = "transfer", _("bank transfer")
    CHEQUE = "cheque", _("cheque")
    BANK_ACCEPTANCE = "bank_acceptance", _("bank acceptance bill")
    COMMERCIAL_ACCEPTANCE = "commercial_acceptance", _("commercial acceptance bill")


BILLS = frozenset({InstrumentKind.BANK_ACCEPTANCE, InstrumentKind.COMMERCIAL_ACCEPTANCE})
UNCLEARED = BILLS | {InstrumentKind.CHEQUE}  # until a clearing row says otherwise
