"""The API answers as it describes itself, whoever asks: Schemathesis over every operation as each role.

``KEHU_DESCRIBED`` is the number of calls for each operation and role, 200 in ``make soak``.
"""

import os
import re

import pytest
import schemathesis
from django.db import transaction
from django.test.client import ClientHandler
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from access.batches.models import Batch
from access.installing import system_user
from access.models import Request
from access.tokens import issue
from accounts.models import Entry
from categories.models import Category
from customers.models import Customer
from tests import factories
from tests.fuzz.calls import made_world

pytestmark = pytest.mark.django_db
CALLS = int(os.environ.get("KEHU_DESCRIBED", "4"))
ROLES = {
    "clerk": "财务文员",
    "supervisor": "财务主管",
    "auditor": "审计",
    "reception": "前台",
    "sysadmin": "系统管理员",
}
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)
DECLARED = {200, 201, 202, 204, 400, 401, 403, 404, 405, 406, 409, 412, 413, 415, 422, 428}
thoroughly = settings(
    max_examples=CALLS,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def world():
    return made_world()


@pytest.fixture
def schema(world):
    return schemathesis.openapi.from_dict(SchemaGenerator().get_schema(public=True))


def application(environ, start_response):
    """The application as a server calls it, leaving the test's connection open between calls."""
    answer = ClientHandler()(environ)
    start_response(f"{answer.status_code} {answer.reason_phrase}", list(answer.items()))
    return [answer.content]


def known_keys():
    """What stands in the addresses of things that are there, by the name of the parameter."""
    return {
        "code": [*Customer.objects.values_list("code", flat=True), "industry", "size"],
        "number": [str(entry) for entry in Entry.objects.select_related("account__customer")],
        "key": [str(row.pk) for model in (Request, Category, Batch) for row in model.objects.order_by("pk")[:3]],
    }


def cases(operation, keys):
    """Calls of this operation, four of five about something that is there."""

    def placed(drawn):
        case, there, place = drawn
        for name in case.path_parameters or {}:
            if there and keys.get(name):
                case.path_parameters[name] = keys[name][place % len(keys[name])]
        return case

    return st.tuples(operation.as_strategy(), st.sampled_from([True] * 4 + [False]), st.integers(0, 99)).map(placed)


def failures_of(call):
    """What Schemathesis holds against the calls of one operation."""
    try:
        call()
    except FailureGroup as found:
        return [f"{one.title}: {one.message}" for one in found.exceptions]
    return []


def signed_in(role):
    """The headers of a person in ``role``, who sees EAST."""
    east = Customer.objects.get(code="KH-000001").portfolio
    place = {"sees": [east]} if role == "reception" else {"manages": [east]}
    person = factories.person(f"described_{role}", ROLES[role], **place)
    return {"Authorization": f"Bearer {issue(user=person, name='described', scopes=None, days=1, actor=system_user())}"}


def answer_to(case, headers):
    """Send it, take back what it wrote, and hold the answer against the description."""
    with transaction.atomic():
        answer = case.call(app=application, headers=headers)
        transaction.set_rollback(True)
    case.validate_response(answer, checks=CHECKS)
    assert answer.status_code in DECLARED, case.as_curl_command()
    assert '+08:00"' not in answer.text, "times are UTC"
    return answer.status_code


@pytest.mark.parametrize("role", ROLES)
def test_calls_that_say_everything_are_answered_as_described(world, schema, role):
    headers, answered = signed_in(role), []
    for name, call in world.calls.items():
        path = f"/api/v1/{name.split()[0]}"
        pattern = re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", path.removeprefix("/api/v1/"))
        case = schema[path][call.method].Case(
            path_parameters=re.fullmatch(pattern, call.path).groupdict(),
            body=call.body,
            media_type="application/json",
            headers={**call.headers, **headers},
        )
        answered.append(answer_to(case, headers))

    assert set(answered) & {200, 201, 202, 403}


@pytest.mark.parametrize("role", ROLES)
def test_every_call_is_answered_as_described(world, schema, role):
    headers, keys, answered, faults = signed_in(role), known_keys(), set(), []
    for operation in (found.ok() for found in schema.get_all_operations()):

        @thoroughly
        @given(case=cases(operation, keys))
        def call(case):
            answered.add(answer_to(case, headers))

        faults += failures_of(call)

    assert faults == []
    assert answered & {200, 201, 204}
    assert answered & {400, 404, 422}
