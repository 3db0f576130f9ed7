"""The start is refused where the database's protection does not stand."""

from typing import Any

from django.core.checks import Error, register
from django.core.exceptions import ImproperlyConfigured

from audit import protection

SHOWN = 20


@register("database")
def protection_stands(*, databases: Any = None, **options: Any) -> list[Error]:
    """Compare triggers and rights with the models; runs where a database is named (``check --database default``)."""
    if not databases or "default" not in databases:
        return []
    found = protection.faults()
    if not found:
        return []
    more = f" … and {len(found) - SHOWN} more." if len(found) > SHOWN else ""
    hint = "Find out who changed it, then run manage.py migrate."
    return [Error("\n".join(found[:SHOWN]) + more, hint=hint, id="audit.E001")]


def demand_protection() -> None:
    """Raise ImproperlyConfigured where protection does not stand: the first thing a server or worker does."""
    errors = protection_stands(databases=["default"])
    if errors:
        raise ImproperlyConfigured(f"{errors[0].msg} {errors[0].hint}")
