"""What the ledger's API reads and answers in common."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError as Invalid
from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.urls import resolve, reverse
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from access.models import Request as Asked
from accounts import serializers as json
from accounts.models import Allocation, Entry
from accounts.statement import Posted
from exchange.idempotency import Answered


def members_of(request: Request) -> dict[str, Any]:
    """The members of the body. Raises ValidationError where it is no object."""
    if not isinstance(request.data, Mapping):
        raise Invalid(_("The body is a JSON object."))
    return dict(request.data)


def entry_named(request: Request, number: str) -> Entry:
    """The visible entry of a number; else 404."""
    return get_object_or_404(whole(Entry.objects.visible_to(request.user).numbered(number)))


def whole(entries: Any) -> Any:
    """The entries with all that their JSON shows."""
    return entries.whole().select_related("account__customer")


def detail(entry: Entry, user: Any) -> dict[str, Any]:
    """An entry with its live allocations."""
    live = Allocation.objects.filter(
        Q(credit__entry=entry) | Q(debit__entry=entry), undoes=None, undone_by=None
    ).select_related("credit__entry", "debit__entry")
    rows = [json.allocation_row(row, entry.account.prefix) for row in live.order_by("effective_date", "pk")]
    return json.entry_row(entry, user) | {"allocations": rows}


def answered_with(request: Request, posted: Posted) -> Response:
    """201 with the entry as it stands now, or 202 with the request (E7)."""
    if posted.request is not None:
        place = reverse("api:request", args=[posted.request.pk])
        return Response(
            json.asked_row(posted.request), status=202, headers={"Location": request.build_absolute_uri(place)}
        )
    place = reverse("api:entry", args=[str(posted.entry)])
    headers = {"Location": request.build_absolute_uri(place)}
    return Response(detail(entry_named(request, str(posted.entry)), request.user), status=201, headers=headers)


def again(request: Request, answered: Answered) -> Response:
    """What an earlier POST made, read again under the rights its reader has now."""
    found = resolve(answered.location).kwargs
    if answered.status == 202:
        asked = get_object_or_404(Asked.objects.visible_to(request.user), pk=found["key"])
        body = json.asked_row(asked)
    else:
        body = detail(entry_named(request, found["number"]), request.user)
    return Response(body, headers={"Location": request.build_absolute_uri(answered.location)})
