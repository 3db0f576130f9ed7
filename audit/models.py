"""The journal: one row for each thing somebody did."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ClockTimestamp(models.Func):
    """The time of the statement's execution, not of the transaction's start."""

    function = "clock_timestamp"
    output_field = models.DateTimeField()


class CurrentTransaction(models.Func):
    """The number of the transaction that executes."""

    template = "(pg_current_xact_id()::text::bigint)"
    output_field = models.BigIntegerField()


class AppendOnly(models.Model):
    """Rows that are written once: the database refuses UPDATE, DELETE and TRUNCATE (audit/protection.py)."""

    class Meta:
        abstract = True


class Channel(models.TextChoices):
    """The way by which an action came (E13)."""

    WEB = "web", _("page")
    ADMIN = "admin", _("administration")
    API = "api", _("API")
    IMPORT = "import", _("import")
    TASK = "task", _("background task")
    COMMAND = "command", _("command")


class Action(AppendOnly):
    """Who did what, when, why and from where (E13); history rows of the same transaction name it.

    Changes, and also what changes nothing: reveals, exports, sign-ins, refusals. ``at`` and ``transaction`` are the
    database's own, never the writer's. ``details`` holds names of fields, codes and counts, never personal data.
    """

    at = models.DateTimeField(_("time"), db_default=ClockTimestamp())
    transaction = models.BigIntegerField(db_default=CurrentTransaction())
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("person")
    )
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("on behalf of"),
    )
    kind = models.CharField(_("act"), max_length=64)
    channel = models.CharField(_("by way of"), max_length=10, choices=Channel)
    reason = models.TextField(_("reason"), blank=True)
    request_id = models.UUIDField(_("request id"), null=True)
    address = models.GenericIPAddressField(_("network address"), null=True)
    approval = models.UUIDField(_("approval"), null=True)
    about_type = models.CharField(_("about"), max_length=64, blank=True)
    about_id = models.CharField(_("key of what it is about"), max_length=36, blank=True)
    details = models.JSONField(_("details"), default=dict)

    class Meta:
        default_permissions = ()
        permissions = [("view_history", _("read the journal and deleted records"))]
        indexes = [
            models.Index(fields=["about_type", "about_id", "-id"], name="action_about"),
            models.Index(fields=["actor", "-id"], name="action_actor"),
            models.Index(fields=["kind", "-id"], name="action_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind}"
