"""Showing what is masked: fetched with a reason, never cached, hidden again by the page (E12)."""

from collections.abc import Callable
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from access.models import User
from audit.models import Channel
from customers.dossier.countries import HOME, country_name
from customers.history_words import FIELDS
from customers.models import AddressKind, IdentifierType
from customers.reveals import reveal
from customers.views import find

MEMBERS = {
    "contacts": ("name", "mobile", "phone", "email"),
    "identifiers": ("type", "country", "number", "valid_from", "valid_to"),
    "bank_accounts": ("bank", "holder", "number", "currency"),
}


@require_POST
@never_cache
def new_reveal(request: HttpRequest, code: str) -> HttpResponse:
    """Answer the plain values of the posted ``fields`` as a fragment; the reason is remembered for the sitting."""
    customer, actor = find(request, code), cast(User, request.user)
    reason = request.POST.get("reason_text", "").strip() or request.POST.get("reason", "")
    fields = request.POST.getlist("fields")
    try:
        values = reveal(customer=customer, fields=fields, reason=reason, actor=actor, channel=Channel.WEB)
    except ValidationError as error:
        return render(request, "customers/reveal_refused.html", {"errors": error.messages}, status=422)
    request.session["reveal_reason"] = reason
    lines = [line for name, value in values.items() for line in lines_of(name, value)]
    return render(request, "customers/revealed_card.html", {"lines": lines})


def lines_of(name: str, value: Any) -> list[dict[str, str]]:
    """A revealed member as label and value, line by line."""
    if name == "addresses":
        return [_address(item) for item in value]
    if name in MEMBERS:
        return [line for item in value for line in _item(name, item)]
    return [{"label": str(FIELDS[name]), "value": value}]


def _item(name: str, item: dict[str, Any]) -> list[dict[str, str]]:
    filled = [member for member in MEMBERS[name] if item[member]]
    shown = {member: _spoken(name, member)(item[member]) for member in filled}
    return [{"label": str(FIELDS[f"{name}.{member}"]), "value": shown[member]} for member in filled]


def _grouped(number: str) -> str:
    """An account number in fours, as it is read aloud."""
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


def _dialled(number: str) -> str:
    """A stored telephone number as it is dialled here: without +86, the extension after it."""
    main, _sign, extension = number.removeprefix("+86").partition(";ext=")
    return f"{main} ext. {extension}" if extension else main


SPOKEN: dict[str, Callable[[Any], str]] = {
    "bank_accounts.number": _grouped,
    "contacts.mobile": _dialled,
    "contacts.phone": _dialled,
    "identifiers.type": lambda value: str(IdentifierType(value).label),
    "identifiers.country": country_name,
}


def _spoken(name: str, member: str) -> Callable[[Any], str]:
    return SPOKEN.get(f"{name}.{member}", str)


def _address(item: dict[str, Any]) -> dict[str, str]:
    country = "" if item["country"] == HOME else country_name(item["country"])
    place = f"{item['province']}{item['city']}"
    label = AddressKind(item["kind"]).label
    return {"label": str(label), "value": f"{country} {place} {item['line'].removeprefix(place)}".strip()}
