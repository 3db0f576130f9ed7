"""Addresses of customers' pages: a list has hundreds, and each differs from the others by the code alone."""

from functools import lru_cache

from django.urls import get_script_prefix, get_urlconf, reverse

PLACE = "CODE"  # codes need no quoting (identifiers.CODE)


def of(name: str, code: str) -> str:
    """The address of the page ``name`` of the customer ``code``: what ``reverse`` says, asked once a process."""
    before, after = _around(name, get_script_prefix(), get_urlconf())
    return f"{before}{code}{after}"


@lru_cache
def _around(name: str, prefix: str, urlconf: str | None) -> tuple[str, str]:
    before, _place, after = reverse(name, args=[PLACE], urlconf=urlconf).rpartition(PLACE)
    return before, after
