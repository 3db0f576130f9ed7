"""What a verification of the whole ledger found, and how far the books reached when it began."""

from typing import Any, Self

from django.db import models

from access.fields import MONEY, may_see
from audit.models import AppendOnly


class VerificationQuerySet(models.QuerySet):
    """Verifications: for who may see money."""

    def visible_to(self, user: Any) -> Self:
        """The verifications ``user`` may see."""
        return self if may_see(user, MONEY) else self.none()


class Verification(AppendOnly):
    """Every equation asked of every account between two moments; ``broken`` rows broke one, ``faults`` are the first.

    Rows up to ``entry``, ``allocation`` and ``clearing``, their keys, were written before it began: taken while nobody
    posted, so that what is later has a greater key.
    """

    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    accounts = models.IntegerField()
    broken = models.IntegerField()
    faults = models.JSONField(default=list)
    entry = models.BigIntegerField()
    allocation = models.BigIntegerField()
    clearing = models.BigIntegerField()
    objects = VerificationQuerySet.as_manager()

    field_classes = {"accounts": MONEY, "broken": MONEY, "faults": MONEY}
    portfolio_id = None  # the ledger is the legal entity's: the role alone decides

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.ended_at:%Y-%m-%d %H:%M} {self.broken}"

    def guarded_by(self) -> None:
        """Nothing: the role alone decides."""
