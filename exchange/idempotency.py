"""The same POST sent twice acts once: ``Idempotency-Key``, kept 7 days per person and path (contract.md, API).

The key's row and the act commit together or not at all, and a second caller with the same key waits for the first at
the unique index. The table keeps what was made and the status, never a body: the answer is read again, under the
rights its reader has by then.
"""

import hashlib
import re
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import OperationalError, connection, transaction
from django.http import Http404, QueryDict
from django.urls import resolve
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from psycopg import errors as postgres
from rest_framework.request import Request
from rest_framework.response import Response

from audit.refusals import Refused, declare
from exchange.models import IdempotencyKey
from exchange.strict import MAX_BODY

HEADER, REPLAYED = "Idempotency-Key", "Idempotent-Replayed"
KEPT = timedelta(days=7)
KEY = re.compile(r"[\x21-\x7e]{1,200}")
FORM = "multipart/form-data"
MAX_PATH = 200  # characters; an address of the API that names something is shorter

KEY_MISSING = declare("idempotency_key_missing", _("Send an Idempotency-Key with this request."), status=400)
KEY_INVALID = declare(
    "idempotency_key_invalid", _("An Idempotency-Key has 1 to 200 visible ASCII characters."), status=400
)
CONFLICT = declare(
    "idempotency_conflict", _("This Idempotency-Key was used with another body. Choose a new key."), status=409
)
IN_FLIGHT = declare(
    "idempotency_in_flight", _("The first request with this Idempotency-Key has not ended yet. Try again."), status=409
)

# A row older than KEPT is taken over as if it were not there.
_TAKE = """
INSERT INTO exchange_idempotencykey AS kept (actor_id, path, key, digest, status, location, created_at)
VALUES (%(actor)s, %(path)s, %(key)s, %(digest)s, 0, '', now())
ON CONFLICT (actor_id, path, key) DO UPDATE
   SET digest = excluded.digest, status = 0, location = '', created_at = excluded.created_at
 WHERE kept.created_at < now() - %(age)s
RETURNING id"""


@dataclass(frozen=True)
class Claim:
    """One person's key on one path, and the SHA-256 of the body that came with it."""

    actor: Any
    path: str
    key: str
    digest: bytes


@dataclass(frozen=True)
class Answered:
    """How the first request was answered; ``location`` is the path in its Location header, or ""."""

    status: int
    location: str


def idempotent(
    *, required: bool, repeat: Callable[..., Response] | None = None
) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
    """Make a view function, or a view's ``post``, act once per key; ``required``: without a key it is refused.

    ``repeat(request, answered, **kwargs)``, given here or a method of the view, returns the answer read again;
    without it that is a GET at the location. Raises Refused ``idempotency_key_missing``, ``idempotency_key_invalid``,
    ``idempotency_conflict`` (another body), ``idempotency_in_flight`` (waited in vain).
    """

    def decorate(act: Callable[..., Response]) -> Callable[..., Response]:
        @wraps(act)
        def once(*args: Any, **kwargs: Any) -> Response:
            request = next(argument for argument in args if isinstance(argument, Request))
            claim = _claim(request, required=required) if request.method == "POST" else None
            if claim is None:
                return act(*args, **kwargs)
            again = repeat or getattr(args[0], "repeat", _read)
            response = _act_once(claim, lambda: act(*args, **kwargs))
            return response or _repeated(again or _read, request, _answered(claim), **kwargs)

        once.idempotency_required = required  # type: ignore[attr-defined]  # read by the schema
        return once

    return decorate


def _claim(request: Request, *, required: bool) -> Claim | None:
    key = request.headers.get(HEADER)
    if key is None:
        if required:
            raise Refused(KEY_MISSING)
        return None
    if not KEY.fullmatch(key):
        raise Refused(KEY_INVALID)
    if len(request.path) > MAX_PATH or not request.path.isprintable():
        raise Http404
    return Claim(request.user, request.path, key, _digest(request))


def _digest(request: Request) -> bytes:
    """SHA-256 of the body; of a form with files that of its parts, since the frame around them is new each time."""
    if not request.content_type.startswith(FORM):
        return hashlib.sha256(_body(request)).digest()
    found = hashlib.sha256()
    for name, values in sorted(request.data.lists()):
        for value in values:
            part = _digest_of(value)
            found.update(f"{len(name)} {name} {part}".encode())
    return found.digest()


def _digest_of(value: Any) -> str:
    if not hasattr(value, "chunks"):
        return hashlib.sha256(value.encode()).hexdigest()
    found = hashlib.sha256((value.name or "").encode())
    for part in value.chunks():
        found.update(part)
    value.seek(0)
    return f"file {found.hexdigest()}"


def _body(request: Request) -> bytes:
    try:
        return request.body
    except RequestDataTooBig:
        raise Refused("body_too_large", limit_kb=MAX_BODY >> 10) from None


def _act_once(claim: Claim, act: Callable[[], Response]) -> Response | None:
    """Act and keep how it was answered, in one transaction; None where the key was answered before.

    A refusal frees the key, so that it can be tried again, and commits: the journal keeps that it was refused.
    """
    refusal = None
    with transaction.atomic():
        row = _take(claim)
        if row is None:
            return None
        kept = IdempotencyKey.objects.filter(pk=row)
        try:
            response = act()
        except (Refused, PermissionDenied) as error:
            if connection.needs_rollback:
                raise
            kept.delete()
            refusal = error
        else:
            location = urlsplit(response.headers.get("Location", "")).path
            kept.update(status=response.status_code, location=location)
    if refusal:
        raise refusal
    return response


def _take(claim: Claim) -> int | None:
    """Insert the key's row, waiting for whoever is at it; None where it is there already."""
    values = {"actor": claim.actor.pk, "path": claim.path, "key": claim.key, "digest": claim.digest, "age": KEPT}
    try:
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, values)
            row = cursor.fetchone()
    except OperationalError as error:
        if isinstance(error.__cause__, postgres.LockNotAvailable):
            raise Refused(IN_FLIGHT) from error
        raise
    return row and row[0]


def _answered(claim: Claim) -> Answered:
    kept = IdempotencyKey.objects.get(actor=claim.actor, path=claim.path, key=claim.key)
    if bytes(kept.digest) != claim.digest:
        raise Refused(CONFLICT)
    return Answered(kept.status, kept.location)


def _repeated(again: Callable[..., Response], request: Request, answered: Answered, **kwargs: Any) -> Response:
    response = again(request, answered, **kwargs)
    response.status_code = answered.status
    response[REPLAYED] = "true"
    return response


def _read(request: Request, answered: Answered, **kwargs: Any) -> Response:
    """Answer what a GET at the location answers now. What the reader may not see any more is not found."""
    if not answered.location:
        return Response()
    view, args, named = resolve(answered.location)
    again = copy(request._request)
    again.method, again.GET, again.path = "GET", QueryDict(), answered.location
    found = view(again, *args, **named)
    if found.status_code >= 400:
        raise Http404
    return Response(found.data, headers={"Location": request.build_absolute_uri(answered.location)})


def forget_old_keys() -> int:
    """Delete the rows nobody can ask for any more; returns how many. For the daily schedule."""
    return IdempotencyKey.objects.filter(created_at__lt=timezone.now() - KEPT).delete()[0]


def act_once(*, actor: Any, path: str, token: str, body: bytes, act: Callable[[], Any]) -> str:
    """Act once for the one-time token of a page's confirm step; return where what it made is shown, each time.

    ``act`` returns a redirect. A refusal frees the token. Raises what ``act`` raises, and Refused
    ``idempotency_conflict`` or ``idempotency_in_flight``.
    """
    claim = Claim(actor, path, token, hashlib.sha256(body).digest())
    made = _act_once(claim, act)
    return made.headers["Location"] if made else _answered(claim).location
