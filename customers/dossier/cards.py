"""What a customer's page says of its file: numbers, former names, codes; cut to the person and in words."""

from datetime import date
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from access.data_keys import text_of
from access.fields import IDENTITY, may_see
from customers.dossier import numbers
from customers.dossier.countries import HOME, country_name
from customers.dossier.reading import File
from customers.models import Customer

Line = dict[str, Any]


def number_lines(customer: Customer, user: Any, file: File) -> list[Line]:
    """The further numbers, secret ones masked for those who may see that there are some, else absent."""
    sees, individual, today = may_see(user, IDENTITY, customer), customer.is_individual, localdate()
    return [
        {
            "label": _number_label(row),
            "value": numbers.shown(text_of(row.number), row.type, individual=individual),
            "secret": numbers.is_secret(row.type, individual=individual),
            "days": span(row.valid_from, row.valid_to),
            "over": row.valid_to is not None and row.valid_to < today,
        }
        for row in file["identifiers"]
        if sees or not numbers.is_secret(row.type, individual=individual)
    ]


def _number_label(row: Any) -> str:
    words = str(row.get_type_display())
    return words if row.country == HOME else f"{words} ({country_name(row.country)})"


def former_lines(file: File) -> list[Line]:
    """The former names, the latest first."""
    rows = sorted(file["former_names"], key=lambda row: row.valid_to or date.max, reverse=True)
    return [{"value": text_of(row.name), "days": span(row.valid_from, row.valid_to)} for row in rows]


def code_lines(file: File) -> list[Line]:
    """What other systems call the customer."""
    return [{"label": row.system, "value": row.code} for row in file["external_codes"]]


def span(begins: date | None, ends: date | None) -> str:
    """From when to when, as far as it is known."""
    days = {"begins": begins, "ends": ends}
    if begins and ends:
        return _("%(begins)s to %(ends)s") % days
    if begins:
        return _("since %(begins)s") % days
    return _("until %(ends)s") % days if ends else ""
