"""An act on many customers, and what it means to each of them."""

import uuid
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from customers.models.customer import Customer


class BulkAct(models.TextChoices):
    """What is done with all of them."""

    CLASSIFICATION = "classification", _("Classify")
    PORTFOLIO = "portfolio", _("Move to another portfolio")
    STATUS = "status", _("Change status")


class BulkState(models.TextChoices):
    """Planned: to be looked at; nothing is done yet."""

    PLANNED = "planned", _("to be confirmed")
    RUNNING = "running", _("running")
    DONE = "done", _("done")


class Outcome(models.TextChoices):
    """What comes of one customer; before the act: what is foreseen. The values are those of a run's rows."""

    DONE = "updated", _("changed")
    ASKED = "proposed", _("sent for approval")
    UNCHANGED = "unchanged", _("unchanged")
    REFUSED = "refused", _("refused")


class BulkChangeQuerySet(models.QuerySet["BulkChange"]):
    """Acts by who started them."""

    def made_by(self, user: Any) -> Self:
        """One's own."""
        return self.filter(actor=user)


class BulkChange(models.Model):
    """One act on many customers. Operational and unrecorded: what it changes is recorded with each customer.

    ``options``: ids and words of the act (acts.py), no personal data. ``undoes``: the act whose rows this one puts
    back. ``run``: the background work that carries it out, where it is a long one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    act = models.CharField(max_length=16, choices=BulkAct)
    options = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=BulkState, default=BulkState.PLANNED)
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")
    run = models.ForeignKey("exchange.Run", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)
    objects = BulkChangeQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.act} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("bulk:detail", args=[self.pk])

    @property
    def ended_at(self) -> datetime | None:
        """When the last row was done; None while it goes on. A run that was stopped leaves rows undone."""
        return self.done_at or (self.run.ended_at if self.run else None)

    @property
    def was_undone(self) -> bool:
        """Whether another act puts this one back."""
        return hasattr(self, "undone_by")


class BulkRow(models.Model):
    """One customer of an act; ``customer`` is null where no such customer exists for the person who asked.

    ``version``: the customer's when it was looked at, and ``after`` when the act was done with it: another one since
    means that somebody changed it. ``before``: what the act replaces, as ids. ``outcome``: foreseen, until ``done``.
    """

    change = models.ForeignKey(BulkChange, models.CASCADE, related_name="rows", db_index=False)
    number = models.IntegerField()
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", null=True, db_index=False)
    code = models.CharField(max_length=32)
    version = models.IntegerField(default=0)
    before = models.JSONField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome)
    cause = models.CharField(max_length=64, blank=True)
    words = models.TextField(blank=True)
    done = models.BooleanField(default=False)
    after = models.IntegerField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["change", "number"], name="bulk_row_once")]

    def __str__(self) -> str:
        return f"{self.number}: {self.outcome}"
