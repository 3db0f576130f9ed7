"""Reading settings: all that were changed in one query, remembered for two seconds by each process."""

import json
from typing import Any

from django.apps import apps

from access.remembering import Remembered
from access.settings.registry import REGISTRY


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
    _changed.forget()


def forget_now() -> None:
    """Read afresh from now on, in this process."""
    _changed.forget_now()


@Remembered
def _changed() -> dict[str, Any]:
    """What the settings were changed to, by name, encrypted ones left out."""
    rows = apps.get_model("access.Setting").objects.filter(version__gt=0, secret=None)
    return dict(rows.values_list("name", "value"))
