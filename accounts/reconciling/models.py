"""A list of balances as the general ledger had it, beside what stood here on the same day."""

from typing import Any, Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from access.fields import MONEY, may_see
from access.models import User
from access.permissions import rights_of
from accounts.choices import Side
from accounts.querysets import LedgerQuerySet
from audit.models import AppendOnly
from customers.models import Customer


class ReconciliationQuerySet(models.QuerySet):
    """Comparisons: one's own, and all of them for who sees every customer."""

    def visible_to(self, user: Any) -> Self:
        """The comparisons ``user`` may see."""
        if not may_see(user, MONEY):
            return self.none()
        return self if rights_of(user).everywhere else self.filter(actor=user)


class Reconciliation(AppendOnly):
    """One list compared as of the end of ``day``: how many lines, how many differ. ``sha256`` is the file's."""

    side = models.CharField(_("side"), max_length=10, choices=Side)
    day = models.DateField(_("as of"))
    lines_count = models.IntegerField(_("lines"))
    differing = models.IntegerField(_("differing"))
    sha256 = models.CharField("SHA-256", max_length=64)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("person"))
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    objects = ReconciliationQuerySet.as_manager()

    field_classes = dict.fromkeys(("side", "day", "lines_count", "differing"), MONEY)
    portfolio_id = None  # the list is the legal entity's; its lines go by their customers

    class Meta:
        verbose_name = _("reconciliation")
        verbose_name_plural = _("reconciliations")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.get_side_display()} {self.day}"

    def get_absolute_url(self) -> str:
        return reverse("accounts:reconciliation", args=[self.pk])

    def guarded_by(self) -> None:
        """Nothing: the role alone decides."""


class ReconciliationLineQuerySet(LedgerQuerySet):
    """Lines of comparisons."""

    path = "customer__"

    def shown_to(self, user: Any) -> Self:
        """Those of visible customers, and those of codes that are nobody's."""
        if not may_see(user, MONEY):
            return self.none()
        return self.filter(models.Q(customer=None) | models.Q(pk__in=self.visible_to(user).values("pk")))


class ReconciliationLine(AppendOnly):
    """A code and currency: ``theirs`` in the list, ``ours`` here; None where there is no such line or customer.

    Signed like our balances: what is owed is positive on either side.
    """

    reconciliation = models.ForeignKey(Reconciliation, models.PROTECT, related_name="lines")
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, related_name="+")
    code = models.CharField(_("code"), max_length=64)
    currency = models.CharField(_("currency"), max_length=3)
    theirs = models.DecimalField(_("general ledger"), max_digits=18, decimal_places=2, null=True)
    ours = models.DecimalField(_("here"), max_digits=18, decimal_places=2, null=True)
    difference = models.DecimalField(_("difference"), max_digits=18, decimal_places=2)
    objects = ReconciliationLineQuerySet.as_manager()

    field_classes = dict.fromkeys(("code", "currency", "theirs", "ours", "difference"), MONEY)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["reconciliation", "code", "currency"], name="reconciliation_line_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.currency} {self.difference}"

    def guarded_by(self) -> Any:
        return self.customer

    @property
    def what(self) -> str:
        """Why it differs: ``unknown`` code, ``not_listed`` there, ``differs``; or ``equal``."""
        if self.ours is None:
            return "unknown"
        if self.theirs is None:
            return "not_listed"
        return "differs" if self.difference else "equal"
