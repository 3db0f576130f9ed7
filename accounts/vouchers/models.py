"""That a month's vouchers were handed out, when, by whom, and how many there were."""

from typing import Any, Self

from django.db import models

from access.fields import MONEY, may_see
from access.models import User
from audit.models import AppendOnly


class VoucherExportQuerySet(models.QuerySet):
    """Exports: for who may see money."""

    def visible_to(self, user: Any) -> Self:
        """The exports ``user`` may see."""
        return self if may_see(user, MONEY) else self.none()


class VoucherExport(AppendOnly):
    """The vouchers of the month that begins on ``month`` were handed out; ``number`` counts that month's exports.

    ``last_entry`` is the greatest key of an entry then, so that later entries into the month can be told.
    """

    month = models.DateField()
    number = models.IntegerField()
    vouchers = models.IntegerField()
    lines = models.IntegerField()
    last_entry = models.BigIntegerField()
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    objects = VoucherExportQuerySet.as_manager()

    field_classes = dict.fromkeys(("month", "number", "vouchers", "lines"), MONEY)
    portfolio_id = None  # the books are the legal entity's: the role alone decides

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["month", "number"], name="voucher_export_number_once"),
            models.CheckConstraint(name="voucher_month_is_its_first_day", condition=models.Q(month__day=1)),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.number}"

    def guarded_by(self) -> None:
        """Nothing: the role alone decides."""
