"""The same POST with the same Idempotency-Key acts once, whoever asks at the same time, and says so each time."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, connections, transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone
from rest_framework.decorators import api_view
from rest_framework.exceptions import NotFound
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory, force_authenticate
from rest_framework.views import APIView

from access.models import Portfolio
from audit.history import acting
from audit.models import Action
from audit.refusals import Refused, declare
from exchange.idempotency import Answered, forget_old_keys, idempotent
from exchange.models import IdempotencyKey
from exchange.strict import StrictJSONParser
from tests import factories

CODE = declare("tests_portfolio_refused", "Not this one.")


class Portfolios(APIView):
    """Makes a portfolio in each call that acts."""

    parser_classes = (StrictJSONParser,)

    @idempotent(required=False)
    def post(self, request):
        code = request.data["code"]
        with acting(actor=request.user, kind="tests.add", channel="api"):
            if code == "REFUSED":
                raise Refused(CODE)
            if code == "FORBIDDEN":
                raise PermissionDenied
            Portfolio.objects.create(code=code, name="x")
        if code == "BROKEN":
            raise NotFound
        return Response({"code": code}, status=201, headers={"Location": f"http://testserver/portfolios/{code}/"})

    def repeat(self, request, answered: Answered):
        code = answered.location.split("/")[2]
        return Response({"code": get_object_or_404(Portfolio.objects.visible_to(request.user), code=code).code})


class Required(Portfolios):
    @idempotent(required=True)
    def post(self, request):
        return Response(status=201)


def read_nothing(request, answered):
    return Response({"status": answered.status})


@api_view(["GET", "POST"])
@idempotent(required=True, repeat=read_nothing)
def function(request):
    return Response({"method": request.method})


def post(person, *, code="EAST", key="k1", path="/portfolios/", view=Portfolios):
    headers = {} if key is None else {"HTTP_IDEMPOTENCY_KEY": key}
    request = APIRequestFactory().post(path, {"code": code}, format="json", **headers)
    force_authenticate(request, person)
    return (view if view is function else view.as_view())(request).render()


@pytest.fixture
def clerk(db):
    return factories.person("clerk", "财务经理")


def test_the_second_post_answers_the_first_ones_status_and_reads_what_was_made(clerk):
    first = post(clerk)
    second = post(clerk)

    assert (first.status_code, second.status_code) == (201, 201)
    assert second.data == {"code": "EAST"}
    assert "Idempotent-Replayed" not in first
    assert second["Idempotent-Replayed"] == "true"
    assert Portfolio.objects.count() == 1


def test_another_body_under_the_same_key_is_a_conflict(clerk):
    post(clerk)

    refused = post(clerk, code="SOUTH")

    assert (refused.status_code, refused.data["code"]) == (409, "idempotency_conflict")
    assert Portfolio.objects.count() == 1


def test_keys_of_other_people_and_paths_are_other_keys(clerk):
    colleague = factories.person("colleague", "财务经理")

    answers = [post(clerk), post(colleague, code="SOUTH"), post(clerk, code="NORTH", path="/others/")]

    assert [answer.status_code for answer in answers] == [201, 201, 201]
    assert Portfolio.objects.count() == 3


def test_without_a_key_each_post_acts(clerk):
    answers = [post(clerk, key=None, code=code) for code in ("EAST", "SOUTH")]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert not IdempotencyKey.objects.exists()


def test_a_view_may_demand_a_key(clerk):
    refused = post(clerk, key=None, view=Required)

    assert (refused.status_code, refused.data["code"]) == (400, "idempotency_key_missing")
    assert post(clerk, view=Required).status_code == 201


def test_a_function_repeats_as_it_was_told(clerk):
    answers = [post(clerk, view=function).data for _time in range(2)]

    assert answers == [{"method": "POST"}, {"status": 200}]


def test_reading_needs_no_key(clerk):
    request = APIRequestFactory().get("/portfolios/")
    force_authenticate(request, clerk)

    assert function(request).data == {"method": "GET"}


@pytest.mark.parametrize("key", ["", " ", "a b", "k" * 201, "钥匙".encode().decode("latin-1")])
def test_what_is_no_key_is_refused(clerk, key):
    refused = post(clerk, key=key)

    assert (refused.status_code, refused.data["code"]) == (400, "idempotency_key_invalid")
    assert not Portfolio.objects.exists()


@pytest.mark.parametrize(("code", "status"), [("REFUSED", 422), ("FORBIDDEN", 403)])
def test_a_refusal_frees_the_key_and_stays_in_the_journal(clerk, code, status):
    assert post(clerk, code=code).status_code == status

    assert not IdempotencyKey.objects.exists()
    assert Action.objects.filter(kind="tests.add", details__has_key="refused").count() == 1
    assert post(clerk).status_code == 201


def test_what_fails_leaves_neither_key_nor_act(clerk):
    failed = post(clerk, code="BROKEN")

    assert failed.status_code == 404
    assert not IdempotencyKey.objects.exists()
    assert not Portfolio.objects.exists()


def test_a_repeated_answer_is_read_under_the_rights_of_now(clerk):
    post(clerk)
    with acting(actor=clerk, kind="tests.revoke", channel="command"):
        clerk.memberships.get().delete()

    assert post(clerk).status_code == 404


def test_the_table_keeps_no_body(clerk):
    post(clerk, code="SECRETCODE")

    kept = IdempotencyKey.objects.values().get()

    assert kept["status"] == 201
    assert kept["location"] == "/portfolios/SECRETCODE/"
    assert set(kept) == {"id", "actor_id", "path", "key", "digest", "status", "location", "created_at"}


def test_an_old_key_is_as_good_as_new(clerk):
    post(clerk)
    IdempotencyKey.objects.update(created_at=timezone.now() - timedelta(days=8))

    assert post(clerk, code="SOUTH").status_code == 201

    assert Portfolio.objects.count() == 2


def test_old_keys_are_forgotten_and_young_ones_are_kept(clerk):
    post(clerk)
    post(clerk, key="k2", code="SOUTH")
    IdempotencyKey.objects.filter(key="k1").update(created_at=timezone.now() - timedelta(days=8))

    assert forget_old_keys() == 1

    assert IdempotencyKey.objects.get().key == "k2"


def test_an_address_too_long_to_name_anything_is_not_found(clerk):
    assert post(clerk, path="/" + "x" * 300).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_of_twenty_identical_posts_at_once_one_acts():
    clerk = factories.person("clerk", "财务经理")
    start = threading.Barrier(20)

    def send(_number):
        start.wait()
        try:
            return post(clerk)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(send, range(20)))

    assert {answer.status_code for answer in answers} == {201}
    assert sum("Idempotent-Replayed" not in answer for answer in answers) == 1
    assert Portfolio.objects.filter(code="EAST").count() == 1
    assert Action.objects.filter(kind="tests.add").count() == 1


@pytest.mark.django_db(transaction=True)
def test_who_waits_in_vain_for_the_first_is_told_so():
    clerk = factories.person("clerk", "财务经理")
    taken, done = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            answer = post(clerk)
            taken.set()
            done.wait(10)
        connections.close_all()
        return answer.status_code

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(hold)
        taken.wait(10)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("set local lock_timeout = '50ms'")
            refused = post(clerk)
        done.set()

    assert (refused.status_code, refused.data["code"]) == (409, "idempotency_in_flight")
    assert first.result() == 201
