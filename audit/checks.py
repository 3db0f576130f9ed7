"""The start is refused where the database's protection does not stand."""

from typing import Any

from django.core.checks import Error, register

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
