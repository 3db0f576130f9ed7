"""Months as they are typed and counted."""

import re
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)


def read_month(text: object) -> date:
    """The first day of a month typed as ``2026-01``. Raises ValidationError."""
    found = MONTH.fullmatch(text) if isinstance(text, str) else None
    if found is None or int(found[1]) < 1900:
        raise ValidationError(_("Write the month as year and month: 2026-01."), "month")
    return date(int(found[1]), int(found[2]), 1)


def month_of(day: date) -> date:
    """The first day of the month of ``day``."""
    return day.replace(day=1)


def end_of(month: date) -> date:
    """The last day of the month that begins on ``month``."""
    return following(month) - timedelta(days=1)


def following(month: date) -> date:
    """The first day of the next month."""
    return (month + timedelta(days=31)).replace(day=1)
