"""What the doors in and out remember."""

from django.conf import settings
from django.db import models

from exchange.runs.models import FileRole, Run, RunChunk, RunFile, RunRow, RunState

__all__ = ["FileRole", "IdempotencyKey", "Run", "RunChunk", "RunFile", "RunRow", "RunState"]


class IdempotencyKey(models.Model):
    """An answered POST: the same key by the same person on the same path repeats the answer, never the act.

    Kept 7 days. ``digest`` is SHA-256 of the body; ``location`` names what was made (a number or code), never its
    content; ``status`` is 0 while the first call runs.
    """

    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    path = models.CharField(max_length=200)
    key = models.CharField(max_length=200)
    digest = models.BinaryField(max_length=32)
    status = models.SmallIntegerField(default=0)
    location = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["actor", "path", "key"], name="idempotency_key_once")]

    def __str__(self) -> str:
        return f"{self.path} {self.key}"
