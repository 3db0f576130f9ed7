"""What people set for themselves on their pages: columns, recent and pinned records, shortcuts. JSON by key.

A key is declared where it is used, with the function that reads its value; whatever is stored goes through it again, so
that a column or a customer that is gone does not break a page. A person's settings are read once for each request.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import models

Clean = Callable[[Any], Any]
MAX_KEY = 64  # characters
MAX_ITEMS = 200  # of a list or a mapping, on each level
MAX_TEXT = 500  # characters of one text
MAX_DEPTH = 4

KEYS: dict[str, Clean] = {}


class Preference(models.Model):
    """One setting of one person. Unrecorded: it says nothing of a customer and moves nobody's rights."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="preferences", db_index=False)
    key = models.CharField(max_length=MAX_KEY)
    value = models.JSONField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="preference_once")]

    def __str__(self) -> str:
        return self.key


def declare(key: str, clean: Clean) -> None:
    """Make ``key`` known. ``clean(value)`` returns the value as it is used, or raises ValueError.

    It is asked on the way in and on the way out: it leaves out of a list what does not exist any more, and never
    needs the database for it.
    """
    if key in KEYS or len(key) > MAX_KEY:
        raise ValueError(f"A preference cannot be called {key!r}, or is declared twice.")
    KEYS[key] = clean


def get(user: Any, key: str, default: Any = None) -> Any:
    """What ``user`` set for ``key``; ``default`` where nothing is, or nothing that is still understood."""
    clean, stored = KEYS[key], _stored(user)
    if key not in stored:
        return default
    try:
        return clean(stored[key])
    except ValueError:
        return default


def put(user: Any, key: str, value: Any) -> None:
    """Remember ``value`` for ``user``. Raises ValueError for one that ``key`` cannot have, KeyError for no key."""
    value = KEYS[key](value)
    _measured(value)
    Preference.objects.bulk_create(
        [Preference(user=user, key=key, value=value)],
        update_conflicts=True,
        unique_fields=["user", "key"],
        update_fields=["value"],
    )
    _stored(user)[key] = value


def forget(user: Any, key: str) -> None:
    """Go back to the default of ``key``."""
    Preference.objects.filter(user=user, key=key).delete()
    _stored(user).pop(key, None)


def _stored(user: Any) -> dict[str, Any]:
    """All that ``user`` set: one statement, remembered on the user object, which lives for one request."""
    if not hasattr(user, "_preferences"):
        user._preferences = dict(Preference.objects.filter(user=user).values_list("key", "value"))
    return user._preferences


def _measured(value: Any, depth: int = 0) -> None:
    """Raises ValueError for what is no plain JSON or too much of it."""
    if depth > MAX_DEPTH:
        raise ValueError("too deep")
    if isinstance(value, list | dict):
        if len(value) > MAX_ITEMS:
            raise ValueError("too many")
        for part in [*value, *value.values()] if isinstance(value, dict) else value:
            _measured(part, depth + 1)
    elif isinstance(value, str):
        if len(value) > MAX_TEXT or "\0" in value:
            raise ValueError("too long, or no text")
    elif not (value is None or isinstance(value, bool | int)):
        raise ValueError("no plain value")
