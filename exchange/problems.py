"""Every error of the API as one problem document (RFC 9457), in the caller's language."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core import exceptions as django_errors
from django.db import OperationalError
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from psycopg import errors as postgres
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

from audit.refusals import CATALOGUE, Refused, declare

CONTENT_TYPE = "application/problem+json"
RETRY_S = 2

TITLES = {
    400: _("The request is malformed"),
    401: _("Sign in first"),
    403: _("Not allowed"),
    404: _("Not found"),
    405: _("Method not allowed"),
    406: _("Not acceptable"),
    409: _("Conflict"),
    412: _("Changed in the meantime"),
    413: _("Too large"),
    415: _("Unsupported media type"),
    422: _("Refused by a rule"),
    428: _("If-Match is missing"),
    429: _("Too many requests"),
    503: _("Busy at the moment"),
}
BUSY = (postgres.LockNotAvailable, postgres.QueryCanceled, postgres.DeadlockDetected, postgres.TooManyConnections)

declare("busy", _("The data is being used by somebody else at the moment. Try again."), status=503)
declare("invalid", _("Some members are not valid."), status=400)
declare("not_found", _("There is nothing here for you to see."), status=404)
declare("permission_denied", _("You may not do this."), status=403)


def problem_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer ``error`` as a problem; None, so that it is raised, where it is a fault of ours."""
    answer = _answer(error)
    if answer is not None:
        set_rollback()
    return answer


def problem(
    status_code: int, code: str, detail: str, *, errors: Mapping[str, Any] | None = None, figures: Any = None
) -> Response:
    """Return the response: ``figures`` are members of their own (RFC 9457, section 3.2) and never replace ours."""
    body = _exact(figures or {}) | {
        "type": f"urn:kehu:problem:{code}",
        "title": str(TITLES.get(status_code, detail)),
        "status": status_code,
        "detail": detail,
        "code": code,
    }
    if errors:
        body["errors"] = errors
    return Response(body, status=status_code, content_type=CONTENT_TYPE)


def _exact(value: Any) -> Any:
    """Return the value with amounts as strings: the framework's encoder would make floats of them."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return {name: _exact(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_exact(part) for part in value]
    return value


def _answer(error: Exception) -> Response | None:
    if isinstance(error, Refused):
        return _refused(error)
    if isinstance(error, exceptions.ValidationError):
        return _invalid(error.detail)
    if isinstance(error, django_errors.ValidationError):
        return _invalid(_messages(error))
    if isinstance(error, Http404 | exceptions.NotFound):  # one sentence for absent and invisible
        return _declared("not_found")
    if isinstance(error, django_errors.PermissionDenied | exceptions.PermissionDenied):
        return _declared("permission_denied")
    if isinstance(error, exceptions.APIException):
        return _of_framework(error)
    if is_busy(error):
        busy = _declared("busy")
        busy["Retry-After"] = str(RETRY_S)
        return busy
    return None


def is_busy(error: BaseException) -> bool:
    """Whether the database gave up waiting: for a lock, for its time limit, for a connection."""
    return isinstance(error, OperationalError) and isinstance(error.__cause__, BUSY)


def _refused(refusal: Refused) -> Response:
    errors = {refusal.field: [refusal.message]} if refusal.field else None
    return problem(refusal.status, refusal.code, refusal.message, errors=errors, figures=refusal.figures)


def _declared(code: str) -> Response:
    return problem(CATALOGUE[code].status, code, str(CATALOGUE[code].message))


def _invalid(detail: Any) -> Response:
    found = {"non_field_errors": detail} if isinstance(detail, list) else detail
    return problem(400, "invalid", str(CATALOGUE["invalid"].message), errors=_flat(found))


def _messages(error: django_errors.ValidationError) -> Any:
    found = error.message_dict if hasattr(error, "error_dict") else {}
    return {
        "non_field_errors" if name == django_errors.NON_FIELD_ERRORS else name: texts for name, texts in found.items()
    } or error.messages


def _flat(detail: Any, path: str = "") -> dict[str, list[str]]:
    """Return path -> sentences; the path of a nested member is written ``contacts.0.phone``."""
    if isinstance(detail, Mapping):
        parts = [_flat(value, f"{path}.{name}" if path else str(name)) for name, value in detail.items()]
    elif isinstance(detail, list) and any(isinstance(value, Mapping | list) for value in detail):
        parts = [_flat(value, f"{path}.{index}" if path else str(index)) for index, value in enumerate(detail)]
    else:
        texts = detail if isinstance(detail, list) else [detail]
        return {path: [str(text) for text in texts]} if texts else {}
    return {name: texts for part in parts for name, texts in part.items()}


def _of_framework(error: exceptions.APIException) -> Response:
    """Answer what the framework itself refuses, with the headers HTTP asks for."""
    codes = error.get_codes()
    answer = problem(error.status_code, codes if isinstance(codes, str) else error.default_code, str(error.detail))
    if challenge := getattr(error, "auth_header", None):
        answer["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        answer["Retry-After"] = str(wait)
    if error.status_code == status.HTTP_503_SERVICE_UNAVAILABLE:
        answer["Retry-After"] = str(RETRY_S)
    return answer
