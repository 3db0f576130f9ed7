"""A run, what came of each of its rows, and its files.

Operational rows: unrecorded, as the acts inside a run write Actions.
"""

import uuid
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from access.encryption import EncryptedField
from access.fields import CONTACT
from audit.models import Channel
from exchange.runs.querysets import RunQuerySet


class RunState(models.TextChoices):
    """Where a run is."""

    DRAFT = "draft", _("being prepared")
    WAITING = "waiting", _("queued")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    STOPPED = "stopped", _("stopped")


class FileRole(models.TextChoices):
    """What a file is to its run."""

    SOURCE = "source", _("file taken in")
    RESULT = "result", _("result")
    ERRORS = "errors", _("rows not taken in")


class Run(models.Model):
    """One piece of background work. ``parameters``: ids and options, never personal data.

    ``done`` of ``total`` rows are committed and counted by outcome; ``mark`` says where to go on; ``shown`` rows are
    through, but not committed yet. ``scopes`` are those of the token it was started with. ``claimed_by`` is the one
    worker that may go on, ``heartbeat`` when it last did. ``words`` explains an ``error``. All that is encrypted is
    under the run's own key, destroyed after ``expires_at``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=64)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    channel = models.CharField(max_length=10, choices=Channel)
    language = models.CharField(max_length=10)
    scopes = ArrayField(models.CharField(max_length=100), null=True)
    parameters = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=RunState, default=RunState.WAITING)
    total = models.IntegerField(null=True)
    done = models.IntegerField(default=0)
    shown = models.IntegerField(default=0)
    mark = models.CharField(max_length=100, blank=True)
    counts = models.JSONField(default=dict)
    error = models.CharField(max_length=64, blank=True)
    words = EncryptedField(null=True)
    stop_asked = models.BooleanField(default=False)
    claimed_by = models.CharField(max_length=32, blank=True)
    attempts = models.SmallIntegerField(default=0)
    heartbeat = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)
    objects = RunQuerySet.as_manager()

    field_classes = {"words": CONTACT}
    key_owner_field = "id"

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["actor", "-created_at", "-id"], name="run_actor"),
            models.Index(fields=["heartbeat"], name="run_unfinished", condition=Q(state__in=["waiting", "running"])),
            models.Index(fields=["expires_at"], name="run_expiring", condition=Q(erased_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def get_absolute_url(self) -> str:
        from exchange.runs.kinds import KINDS

        kind = KINDS.get(self.kind)
        return reverse(kind.address if kind else "runs:detail", args=[self.pk])

    @property
    def is_over(self) -> bool:
        return self.state in (RunState.DONE, RunState.FAILED, RunState.STOPPED)

    @property
    def share(self) -> int:
        """How much is through, in whole percent of the total."""
        return min(100, self.through * 100 // self.total) if self.total else 0

    @property
    def through(self) -> int:
        """How many rows are through, committed or not."""
        return max(self.done, self.shown)


class Kept(models.Model):
    """What is kept with a run under its key."""

    run = models.ForeignKey(Run, models.PROTECT, related_name="+", db_index=False)

    key_owner_field = "run_id"

    class Meta:
        abstract = True
        default_permissions = ()


class RunRow(Kept):
    """What came of one row: its number (of a file: the header is 1), the code of its object, and why.

    ``field`` is the column or member at fault. ``reason`` is in the run's language; it may repeat what the row said.
    """

    number = models.IntegerField()
    code = models.CharField(max_length=64, blank=True)
    outcome = models.CharField(max_length=20)
    cause = models.CharField(max_length=64, blank=True)
    field = models.CharField(max_length=100, blank=True)
    reason = EncryptedField(null=True)

    field_classes = {"reason": CONTACT}
    bound_by = "place"

    class Meta(Kept.Meta):
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="run_row_once")]
        indexes = [models.Index(fields=["run", "outcome", "number"], name="run_row_outcome")]

    def __str__(self) -> str:
        return f"{self.number}: {self.outcome}"

    @property
    def place(self) -> str:
        return f"{self.run_id}:{self.number}"


class RunFile(Kept):
    """A file of a run: its name, its size in bytes, SHA-256 of its content."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    role = models.CharField(max_length=10, choices=FileRole)
    name = EncryptedField()
    content_type = models.CharField(max_length=100)
    size = models.BigIntegerField(default=0)
    digest = models.BinaryField(max_length=32)
    created_at = models.DateTimeField(auto_now_add=True)

    field_classes = {"name": CONTACT}

    class Meta(Kept.Meta):
        indexes = [models.Index(fields=["run", "created_at"], name="run_file_run")]

    def __str__(self) -> str:
        return f"{self.role} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("runs:file", args=[self.run_id, self.pk])


class RunChunk(Kept):
    """A part of a file, encrypted and bound to its place."""

    file = models.ForeignKey(RunFile, models.PROTECT, related_name="chunks", db_index=False)
    number = models.IntegerField()
    content = EncryptedField()

    field_classes = {"content": CONTACT}
    bound_by = "place"

    class Meta(Kept.Meta):
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="run_chunk_once")]
        indexes = [models.Index(fields=["run"], name="run_chunk_run")]

    def __str__(self) -> str:
        return f"{self.file_id} {self.number}"

    @property
    def place(self) -> str:
        return f"{self.file_id}:{self.number}"


def kept_models() -> tuple[Any, ...]:
    """What goes when a run expires, in the order in which it can go."""
    return (RunChunk, RunFile, RunRow)
