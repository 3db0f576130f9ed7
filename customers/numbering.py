"""Codes for customers that bring none: KH-000001 and on, or as the settings say (S29).

Gaps are allowed; a code is never given twice.
"""

from django.db import connection

from access.settings import setting
from customers.models import Customer
from customers.settings import PREFIX, WIDTH

SEQUENCE = "customers_code_sequence"  # made by a migration, owned by the owner; asking it needs no lock


def next_codes(count: int) -> list[str]:
    """Return ``count`` codes that no customer has, living or deleted; people may have typed some by hand."""
    codes: list[str] = []
    while len(codes) < count:
        offered = _draw(count - len(codes))
        taken = set(Customer.objects.filter(code__in=offered).values_list("code", flat=True))
        codes += [code for code in offered if code not in taken]
    return codes


def _draw(count: int) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT nextval('{SEQUENCE}') FROM generate_series(1, %s)", [count])  # noqa: S608 a constant
        prefix, width = setting(PREFIX), setting(WIDTH)
        return [f"{prefix}{number:0{width}d}" for (number,) in cursor.fetchall()]
