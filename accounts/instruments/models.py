"""The instrument of a receipt or payment, its clearing, its dishonour: each a row that is written once (E1)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from access.fields import MONEY
from accounts.instruments.kinds import InstrumentKind
from accounts.instruments.querysets import InstrumentQuerySet
from audit.models import AppendOnly
from customers.models import Customer


class Instrument(AppendOnly):
    """What a receipt or payment was made with.

    ``payable_on`` is the day from which a bank pays it: the maturity of a bill where it is known, else the posting
    date. ``customer`` is that of the entry, for lists by portfolio.
    """

    entry = models.OneToOneField("accounts.Entry", models.PROTECT, primary_key=True, related_name="instrument")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    kind = models.CharField(_("instrument"), max_length=21, choices=InstrumentKind)
    number = models.CharField(_("number"), max_length=64, blank=True)
    drawer = models.CharField(_("drawer"), max_length=200, blank=True)
    acceptor = models.CharField(_("acceptor"), max_length=200, blank=True)
    maturity = models.DateField(_("maturity"), null=True)
    payable_on = models.DateField()
    objects = InstrumentQuerySet.as_manager()

    field_classes = dict.fromkeys(("kind", "number", "drawer", "acceptor", "maturity", "payable_on"), MONEY)

    class Meta:
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="instrument_has_its_number", condition=Q(kind__in=("cash", "transfer")) | ~Q(number="")
            ),
        ]
        indexes = [models.Index(fields=["payable_on", "entry"], name="instrument_due")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}".strip()

    def guarded_by(self) -> Customer:
        return self.customer


class Clearing(AppendOnly):
    """The bank paid: from ``date`` on the receipt is money."""

    instrument = models.OneToOneField(Instrument, models.PROTECT, primary_key=True, related_name="clearing")
    date = models.DateField()
    action_id = models.BigIntegerField()

    field_classes = {"date": MONEY}

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.instrument_id} {self.date}"


class Dishonour(AppendOnly):
    """The bank did not pay (拒付, 退票): ``reversal`` took the receipt back on its posting date."""

    instrument = models.OneToOneField(Instrument, models.PROTECT, primary_key=True, related_name="dishonour")
    reversal = models.OneToOneField("accounts.Entry", models.PROTECT, related_name="+")
    action_id = models.BigIntegerField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.instrument_id} {self.reversal_id}"
