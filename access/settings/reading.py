"""Reading settings: all that were changed in one query, remembered for two seconds by each process."""

import json
import time
from typing import Any

from django.apps import apps
from django.db import transaction

from access.settings.registry import REGISTRY

FRESH_S = 2.0  # how long another process may still read what was changed
_remembered: tuple[float, dict[str, Any]] | None = None


def setting(name: str) -> Any:
    """The value of setting ``name``, as its kind reads it. Raises KeyError for one that nobody declared."""
    return REGISTRY[name].kind.read(kept(name))


def kept(name: str) -> Any:
    """The value of setting ``name`` as its kind keeps it: what it was changed to, or the declared default."""
    definition = REGISTRY[name]
    if definition.encrypted:
        row = apps.get_model("access.Setting").objects.filter(name=name, version__gt=0).first()
        return definition.default if row is None else kept_in(row)
    return _changed().get(name, definition.default)


def kept_in(row: Any) -> Any:
    """The value that a row of Setting, or of its history, holds; an encrypted one is opened."""
    from access.data_keys import open_rows  # needs the models, of which Setting is one

    if row.secret is None:
        return row.value
    open_rows([row])
    return json.loads(row.secret.text or "null")


def forget() -> None:
    """Read afresh from now on: at once in this process, and again once this transaction is committed."""
    forget_now()
    transaction.on_commit(forget_now)


def forget_now() -> None:
    """Read afresh from now on, in this process."""
    global _remembered
    _remembered = None


def _changed() -> dict[str, Any]:
    """What the settings were changed to, by name, encrypted ones left out."""
    global _remembered
    now = time.monotonic()
    if _remembered is None or now - _remembered[0] > FRESH_S:
        rows = apps.get_model("access.Setting").objects.filter(version__gt=0, secret=None)
        _remembered = (now, dict(rows.values_list("name", "value")))
    return _remembered[1]
