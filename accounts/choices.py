"""The two sides of the ledger, and what an entry may be."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Side(models.TextChoices):
    """Receivable or payable."""

    RECEIVABLE = "receivable", _("receivable")
    PAYABLE = "payable", _("payable")


class EntryKind(models.TextChoices):
    """What an entry is (E1); accounts/kinds.py says what each may be, on which side."""

    OPENING = "opening", _("opening balance")
    INVOICE = "invoice", _("invoice")
    BILL = "bill", _("bill")
    DEBIT_ADJUSTMENT = "debit_adjustment", _("adjustment upwards")
    REFUND = "refund", _("refund")
    FEE = "fee", _("late payment fee")
    OPENING_CREDIT = "opening_credit", _("opening advance")
    RECEIPT = "receipt", _("receipt")
    PAYMENT = "payment", _("payment")
    CREDIT_NOTE = "credit_note", _("credit note")
    DEBIT_NOTE = "debit_note", _("debit note")
    CREDIT_ADJUSTMENT = "credit_adjustment", _("adjustment downwards")
    WRITE_OFF = "write_off", _("write-off")
    OFFSET = "offset", _("offset of receivable and payable")
    TRANSFER = "transfer", _("transfer between customers")
    BAD_DEBT_RECOVERY = "bad_debt_recovery", _("recovery of a bad debt")
    REVERSAL = "reversal", _("reversal")
