"""Whatever goes wrong in the API, the answer has one shape (RFC 9457) and names the members at fault."""

from datetime import date
from decimal import Decimal

import pytest
from django.core import exceptions as django_errors
from django.db import OperationalError, connection, transaction
from django.http import Http404
from django.utils import translation
from psycopg import errors as postgres
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from audit.refusals import Refused, declare
from exchange.problems import is_busy
from exchange.strict import StrictJSONParser

declare("tests_exceeded", "%(amount)s is above %(limit)s.")
declare("tests_conflict", "It is there already.", status=409)
declare("tests_stale", "Version %(version)s is newer.", status=412)
declare("tests_missing", "Name the version.", status=428)


class AskedBy:
    """A person who is signed in, in a way that tells HTTP how to sign in."""

    def authenticate(self, request):
        return None

    def authenticate_header(self, request):
        return "Bearer"


def answer_to(error, method="get", **kept):
    """The answer of a view that raises ``error``."""

    class View(APIView):
        authentication_classes = kept.get("authentication", ())
        permission_classes = ()
        parser_classes = (StrictJSONParser,)

        def get(self, request):
            raise error

        def post(self, request):
            return Response(request.data)

    request = getattr(APIRequestFactory(), method)("/x/", **kept.get("sent", {}))
    return View.as_view()(request).render()


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (exceptions.ParseError(), 400, "parse_error"),
        (exceptions.ValidationError({"name": ["Too long."]}), 400, "invalid"),
        (django_errors.ValidationError({"name": ["Too long."]}), 400, "invalid"),
        (exceptions.AuthenticationFailed(), 403, "authentication_failed"),
        (exceptions.PermissionDenied(), 403, "permission_denied"),
        (django_errors.PermissionDenied("customers.freeze_customer"), 403, "permission_denied"),
        (exceptions.NotFound(), 404, "not_found"),
        (Http404("No Customer matches the given query."), 404, "not_found"),
        (exceptions.MethodNotAllowed("PUT"), 405, "method_not_allowed"),
        (exceptions.NotAcceptable(), 406, "not_acceptable"),
        (Refused("tests_conflict"), 409, "tests_conflict"),
        (Refused("tests_stale", version=3), 412, "tests_stale"),
        (exceptions.UnsupportedMediaType("text/plain"), 415, "unsupported_media_type"),
        (Refused("tests_exceeded", amount="5.00", limit="3.00"), 422, "tests_exceeded"),
        (Refused("tests_missing"), 428, "tests_missing"),
        (exceptions.Throttled(wait=3.2), 429, "throttled"),
    ],
)
def test_each_error_is_a_problem_of_its_status_and_code(error, status, code):
    answer = answer_to(error)

    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.data["status"] == status
    assert answer.data["code"] == code
    assert answer.data["type"] == f"urn:kehu:problem:{code}"
    assert answer.data["title"]
    assert answer.data["detail"]


def test_absent_and_invisible_read_the_same_and_name_nothing():
    absent, invisible = answer_to(Http404("No Customer matches.")), answer_to(exceptions.NotFound("EAST"))

    assert absent.content == invisible.content
    assert b"EAST" not in invisible.content


def test_a_denial_does_not_name_the_permission():
    assert b"freeze" not in answer_to(django_errors.PermissionDenied("customers.freeze_customer")).content


def test_a_stranger_learns_how_to_sign_in():
    answer = answer_to(exceptions.NotAuthenticated(), authentication=(AskedBy,))

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.data["code"] == "not_authenticated"


def test_a_caller_held_back_learns_how_long():
    assert answer_to(exceptions.Throttled(wait=3.2)).headers["Retry-After"] == "4"


def test_figures_of_a_refusal_are_members_and_never_replace_ours():
    error = Refused("tests_exceeded", "amount", amount=Decimal("5.00"), limit=date(2026, 1, 2), status="draft")
    error.figures["lines"] = [{"sum": Decimal("0.10")}]

    answer = answer_to(error)

    assert answer.data["errors"] == {"amount": ["5.00 is above 2026-01-02."]}
    assert b'"amount":"5.00"' in answer.content
    assert b'"lines":[{"sum":"0.10"}]' in answer.content
    assert b'"limit":"2026-01-02"' in answer.content
    assert answer.data["status"] == 422


@pytest.mark.parametrize(
    ("detail", "errors"),
    [
        ("Wrong.", {"non_field_errors": ["Wrong."]}),
        ({"name": "Wrong."}, {"name": ["Wrong."]}),
        ({"contacts": [{}, {"phone": ["Wrong."]}]}, {"contacts.1.phone": ["Wrong."]}),
        ({"categories": {"size": {"0": ["Wrong."]}}}, {"categories.size.0": ["Wrong."]}),
        ([{"name": ["Wrong."]}], {"non_field_errors.0.name": ["Wrong."]}),
    ],
)
def test_errors_of_nested_members_are_named_by_their_path(detail, errors):
    assert answer_to(exceptions.ValidationError(detail)).data["errors"] == errors


def test_errors_of_a_model_are_named_by_field():
    error = django_errors.ValidationError({"name": ["Wrong."], django_errors.NON_FIELD_ERRORS: ["Both."]})

    assert answer_to(error).data["errors"] == {"name": ["Wrong."], "non_field_errors": ["Both."]}


@pytest.mark.parametrize("cause", [postgres.LockNotAvailable, postgres.QueryCanceled, postgres.DeadlockDetected])
def test_a_database_that_gives_up_waiting_is_busy(cause):
    error = OperationalError("canceling statement")
    error.__cause__ = cause()

    answer = answer_to(error)

    assert (answer.status_code, answer.data["code"]) == (503, "busy")
    assert answer.headers["Retry-After"] == "2"
    assert b"canceling" not in answer.content


@pytest.mark.django_db
def test_postgresql_at_its_time_limit_is_busy():
    with connection.cursor() as cursor:
        cursor.execute("set local statement_timeout = '20ms'")
        with pytest.raises(OperationalError) as caught, transaction.atomic():
            cursor.execute("select pg_sleep(2)")

    assert is_busy(caught.value)


@pytest.mark.parametrize("error", [OperationalError("gone"), ZeroDivisionError("ours"), KeyError("ours")])
def test_a_fault_of_ours_is_not_hidden(error):
    with pytest.raises(type(error)):
        answer_to(error)


def test_an_unreadable_body_is_a_problem():
    sent = {"data": b'{"a": NaN}', "content_type": "application/json"}

    answer = answer_to(None, "post", sent=sent)

    assert (answer.status_code, answer.data["code"]) == (400, "number")


def test_another_media_type_is_a_problem():
    answer = answer_to(None, "post", sent={"data": b"a=1", "content_type": "application/x-www-form-urlencoded"})

    assert (answer.status_code, answer.data["code"]) == (415, "unsupported_media_type")


def test_problems_speak_the_language_of_the_caller():
    with translation.override("en"):
        english = answer_to(Http404()).data
    with translation.override("zh-hans"):
        chinese = answer_to(Http404()).data

    assert english["detail"] != chinese["detail"]
    assert english["code"] == chinese["code"]
