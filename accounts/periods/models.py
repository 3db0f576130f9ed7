"""How far the books of a side are closed, by which act each month was, and what stood there at a year's end (E15)."""

import uuid
from datetime import date, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from access.fields import MONEY, may_see
from accounts.choices import Side
from accounts.querysets import LedgerQuerySet
from audit.history import Recorded
from audit.models import AppendOnly


class BooksQuerySet(models.QuerySet):
    """Books: for who may see money."""

    def visible_to(self, user: Any) -> Self:
        """The books ``user`` may see."""
        return self if may_see(user, MONEY) else self.none()


class Books(models.Model):
    """The books of one side; ``closed_through`` is the last day of the last closed month. No row: nothing is closed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    side = models.CharField(_("side"), max_length=10, choices=Side, unique=True)
    closed_through = models.DateField(_("closed through"), null=True)
    version = models.IntegerField(default=0)
    history = Recorded()
    objects = BooksQuerySet.as_manager()

    field_classes = {"side": MONEY, "closed_through": MONEY}
    never_deleted = True
    portfolio_id = None  # the books are the legal entity's: the role alone decides

    class Meta:
        verbose_name = _("books")
        verbose_name_plural = _("books")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.get_side_display()}"

    def get_absolute_url(self) -> str:
        return reverse("accounts:periods")

    def guarded_by(self) -> None:
        """Nothing: the role alone decides."""

    @property
    def first_open_day(self) -> date | None:
        """The day after the last closed month; None where nothing is closed."""
        return self.closed_through and self.closed_through + timedelta(days=1)


class Closing(AppendOnly):
    """A month of a side was closed. ``month`` is its first day; the latest row of a month is the one that counts.

    ``action_id`` was taken while no posting went on: what is dated inside and was made by a later act broke a rule.
    """

    side = models.CharField(max_length=10, choices=Side)
    month = models.DateField()
    action_id = models.BigIntegerField()

    field_classes = {"side": MONEY, "month": MONEY}

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="closing_month_is_its_first_day", condition=Q(month__day=1)),
        ]
        indexes = [models.Index(fields=["side", "month", "-id"], name="closing_of_month")]

    def __str__(self) -> str:
        return f"{self.side} {self.month:%Y-%m}"


class YearBalanceQuerySet(LedgerQuerySet):
    """Balances carried forward."""

    path = "account__customer__"


class YearBalance(AppendOnly):
    """What stood on an account at the end of ``year``, as its December was closed: what the next year begins with.

    In the account's currency. Accounts at 0.00 have none; the rows of the latest closing of a December count.
    """

    account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="year_balances")
    year = models.SmallIntegerField()
    balance = models.DecimalField(max_digits=18, decimal_places=2)
    closing = models.ForeignKey(Closing, models.PROTECT, related_name="+")
    objects = YearBalanceQuerySet.as_manager()

    field_classes = {"year": MONEY, "balance": MONEY}

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["account", "year", "closing"], name="year_balance_once")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.year} {self.balance}"

    def guarded_by(self) -> Any:
        return self.account.customer
