"""What is done with a customer over the API: revealing, moving its status, asking for its deletion, its history."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.core import signing
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from access import models as access
from audit.models import Channel
from audit.refusals import Refused
from customers import api_schema as schema
from customers import deletion, history, lifecycle, reveals
from customers.api import accepted, address_of, answer, answer_saved, find, read_members
from customers.members import Clean, Errors, flag, listed, one_of
from customers.models import Status
from exchange.idempotency import Answered, idempotent
from exchange.pages import MAX_CURSOR, page_size_of
from exchange.strict_views import StrictView

MAX_FIELDS = 20
CURSOR_SALT = "customers.history"


def names(value: object) -> list[Any]:
    """A list of names, a short one; what they mean the operation checks."""
    errors = Errors()
    found = [name for _path, name in listed("fields", value, MAX_FIELDS, errors)]
    errors.raise_any()
    return found


def as_it_is(value: object) -> Any:
    """For members whose meaning the operation checks."""
    return value


class Reveals(StrictView):
    """Reading what is masked."""

    members: dict[str, Clean] = {"fields": names, "reason": as_it_is}

    @extend_schema(operation_id="customers_reveal", request=schema.Reveal, responses=schema.Revealed)
    @idempotent(required=False)
    def post(self, request: Request, code: str) -> Response:
        """Plain values of the named fields, for five minutes; the journal keeps who read them, and why."""
        return self._revealed(request, code)

    def repeat(self, request: Request, answered: Answered, code: str) -> Response:
        """Nothing of it was kept, so it is read, and journalled, again."""
        return self._revealed(request, code)

    def _revealed(self, request: Request, code: str) -> Response:
        customer = find(request, code)
        asked = read_members(request.data, self.members, needed=("fields", "reason"))
        found = reveals.reveal(customer=customer, actor=request.user, channel=Channel.API, **asked)
        return Response(found)


class Transitions(StrictView):
    """Moving a customer along an arrow of E5."""

    members: dict[str, Clean] = {"to": one_of(Status.values), "reason": as_it_is}

    @extend_schema(
        operation_id="customers_move",
        request=schema.Transition,
        responses={200: schema.Record, 202: schema.Accepted},
    )
    @idempotent(required=False)
    def post(self, request: Request, code: str) -> Response:
        """Change the status at once, or ask for it where a second person must agree."""
        customer = find(request, code)
        asked = read_members(request.data, self.members, needed=("to", "reason"))
        saved = lifecycle.change_status(customer=customer, actor=request.user, channel=Channel.API, **asked)
        return answer_saved(request, saved, code)

    def repeat(self, request: Request, answered: Answered, code: str) -> Response:
        if answered.status != 202:
            return answer(request, find(request, code))
        asked = asked_at(request, answered)
        return Response(accepted((), asked), headers={"Location": address_of(request, "request", asked.pk)})


class DeletionRequests(StrictView):
    """Asking for a customer's deletion (E6)."""

    members: dict[str, Clean] = {"reason": as_it_is, "note": as_it_is, "close": flag}

    @extend_schema(operation_id="customers_ask_deletion", request=schema.Deletion, responses={201: schema.Asked})
    @idempotent(required=False)
    def post(self, request: Request, code: str) -> Response:
        """Ask; another person decides. What stands against it is answered as ``blockers``."""
        customer = find(request, code)
        given = read_members(request.data, self.members, needed=("reason",))
        asked = deletion.request_deletion(customer=customer, actor=request.user, channel=Channel.API, **given)
        return self._asked(request, asked)

    def repeat(self, request: Request, answered: Answered, code: str) -> Response:
        return self._asked(request, asked_at(request, answered))

    def _asked(self, request: Request, asked: access.Request) -> Response:
        location = address_of(request, "request", asked.pk)
        return Response({"id": str(asked.pk)}, status=201, headers={"Location": location})


class History(StrictView):
    """What happened to a customer."""

    parameters = frozenset({"cursor", "page_size"})

    @extend_schema(
        operation_id="customers_history",
        parameters=schema.PAGE_PARAMETERS,
        responses=schema.Happening(many=True),
    )
    def get(self, request: Request, code: str) -> Response:
        """Newest first: who did what, when and why, and the fields that changed, masked."""
        customer = find(request, code)
        size = page_size_of(request.query_params.get("page_size"))
        found = history.timeline(customer, request.user, before=_before(request), size=size)
        body = {
            "next": _next(request, found.before),
            "previous": None,  # a history grows at its beginning: start again to see what is new
            "results": [_happening(one) for one in found.happenings],
        }
        return Response(body)


def asked_at(request: Request, answered: Answered) -> access.Request:
    """The request whose address the first answer gave, as far as the caller may still see it."""
    key = UUID(answered.location.rstrip("/").rpartition("/")[2])
    return get_object_or_404(access.Request.objects.visible_to(request.user), pk=key)


def _happening(one: history.Happening) -> dict[str, Any]:
    return {
        "at": one.at,
        "actor": one.actor or None,
        "on_behalf_of": one.on_behalf_of or None,
        "approved_by": one.approved_by or None,
        "action": one.action,
        "reason": one.reason,
        "channel": one.channel,
        "changes": [_change(change) for change in one.changes],
    }


def _change(change: Any) -> dict[str, Any]:
    values = asdict(change)
    return {name: values[name] for name in ("field", "before", "after")}


def _before(request: Request) -> int | None:
    cursor = request.query_params.get("cursor")
    if not cursor:
        return None
    try:
        if len(cursor) > MAX_CURSOR:
            raise signing.BadSignature
        return int(signing.loads(cursor, salt=CURSOR_SALT))
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Refused("cursor_invalid", field="cursor") from error


def _next(request: Request, before: int | None) -> str | None:
    if before is None:
        return None
    parameters = request.query_params.copy()
    parameters["cursor"] = signing.dumps(before, salt=CURSOR_SALT)
    return request.build_absolute_uri(f"{request.path}?{parameters.urlencode()}")
