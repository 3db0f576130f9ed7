"""Bad input over the API: each field of each call refuses what is not of its class, and then nothing is stored.

``KEHU_FUZZ`` is the number of inputs for each class of field (10,000 in ``make soak``).
"""

import json
import os
from contextlib import contextmanager
from functools import cache
from urllib.parse import quote

import pytest
from django.db import connection, transaction
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from audit.protection import append_only_models, recorded_models
from exchange.models import IdempotencyKey
from exchange.text import clean_text
from tests.fuzz.calls import made_world
from tests.fuzz.inputs import FREE_TEXT, HIDDEN, KINDS, fields, hostile, objects, samples, value_at, with_value

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/"
CLASSES = [*KINDS, "line", "text", "list", "object"]
FORMS = ("/imports/", "/reconciliations/")  # with files: the tests of their own rooms
NOT_WRITES = {"audit_action"}  # refusals and reveals are in the journal
EXAMPLES = int(os.environ.get("KEHU_FUZZ", "25"))
thoroughly = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def world():
    return made_world()


@pytest.fixture
def client(world):
    client = APIClient()
    client.force_authenticate(world.boss)
    return client


def stored():
    """How many rows the tables hold that only a valid request may add to."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_counts()}")
        return cursor.fetchone()[0]


@cache
def _counts():
    tables = {model._meta.db_table for model in (*recorded_models(), *append_only_models(), IdempotencyKey)}
    return " + ".join(f"(SELECT count(*) FROM {table})" for table in sorted(tables - NOT_WRITES))


@contextmanager
def undone():
    """Take back whatever the block writes."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def send(client, call, body):
    headers = {"Content-Type": "application/json", **call.headers}
    text = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.generic(call.method, ROOT + call.path, text, content_type="application/json", headers=headers)


def assert_refused(client, call, body, what):
    """The call is answered with a problem, in words, and nothing is stored."""
    with undone():
        before = stored()
        answer = send(client, call, body)
        assert 400 <= answer.status_code < 500, f"{call.path} {what}: {answer.status_code} {answer.content[:300]}"
        assert answer.json()["detail"]
        assert stored() == before, f"{call.path} {what}"


def fields_of(world, kind):
    """Each call with the path of each of its fields of this class."""
    return [(name, path) for name, call in world.calls.items() for path, found in fields(call.body) if found == kind]


def test_each_call_is_answered_with_success_as_it_stands(world, client):
    for name, call in world.calls.items():
        with undone():
            answer = send(client, call, call.body)
            assert 200 <= answer.status_code < 300, f"{name}: {answer.status_code} {answer.content.decode()}"


def test_every_writing_call_of_the_schema_is_here_with_every_member(world):
    schema = SchemaGenerator().get_schema(public=True)
    known = {}
    for name, call in world.calls.items():
        place = call.method, f"{ROOT}{name.split()[0]}"
        known.setdefault(place, set()).update(names for names in map(_names, fields(call.body)) if names)
    writing = {
        (method.upper(), path): _members(schema, operation)
        for path, operations in schema["paths"].items()
        for method, operation in operations.items()
        if method in ("post", "patch", "put") and not path.endswith(FORMS)
    }

    assert known.keys() == writing.keys()
    assert {place: members - known[place] for place, members in writing.items() if members - known[place]} == {}


def _names(field):
    return ".".join(part for part in field[0] if isinstance(part, str))


def _members(schema, operation):
    content = operation["requestBody"]["content"]["application/json"]["schema"]
    return set(_walk(schema, content, ""))


def _walk(schema, node, path):
    if "$ref" in node:
        node = schema["components"]["schemas"][node["$ref"].rpartition("/")[2]]
    for name, child in node.get("properties", {}).items():
        yield f"{path}{name}"
        yield from _walk(schema, child, f"{path}{name}.")
    if "items" in node:
        yield from _walk(schema, node["items"], path)


@pytest.mark.parametrize("kind", CLASSES)
def test_each_field_refuses_a_few_values_of_every_sort(world, client, kind):
    for name, path in fields_of(world, kind):
        call = world.calls[name]
        for value in samples(kind):
            if _is_allowed(value):
                continue
            assert_refused(client, call, with_value(call.body, path, value), f"{path} = {str(value)[:60]!r}")


@pytest.mark.parametrize("kind", CLASSES)
def test_fields_refuse_whatever_is_not_of_their_class(world, client, kind):
    places = fields_of(world, kind)

    @thoroughly
    @given(place=st.sampled_from(places), value=hostile(kind))
    def refuse(place, value):
        name, path = place
        call = world.calls[name]
        if not _is_allowed(value):
            assert_refused(client, call, with_value(call.body, path, value), f"{path} = {value!r}")

    refuse()


def _is_allowed(value):
    """Whether the value says nothing, which an optional field takes for not given."""
    return value in ("", [], {})


@thoroughly
@given(data=st.data())
def test_no_member_that_nobody_asked_for_is_taken(world, client, data):
    call = data.draw(st.sampled_from(list(world.calls.values())))
    place = data.draw(st.sampled_from(list(objects(call.body))))
    name = data.draw(st.text(min_size=1, max_size=30).filter(lambda name: name not in value_at(call.body, place)))

    assert_refused(client, call, with_value(call.body, (*place, f"§{name}"), "x"), f"{place} {name!r}")


@pytest.mark.parametrize("length", [201, 3_000])
def test_no_list_is_taken_that_is_longer_than_any_customer_needs(world, client, length):
    for name, path in fields_of(world, "list"):
        call = world.calls[name]
        items = value_at(call.body, path) * length
        assert_refused(client, call, with_value(call.body, path, items), f"{path} × {length}")


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b"7", b'"x"', b"{", b"\xff", b'{"a":NaN}', b'{"a":Infinity}', b'{"a":-Infinity}',
     b'{"a":1e999}',
     b'{"a":1,"a":2}', b'{"a":"\\ud800"}', b'{"a":"\\u0000"}', b"[" * 100_000, b'{"a":' + b"9" * 5_000 + b"}"],
)  # fmt: skip
def test_no_call_takes_a_body_that_is_no_object(world, client, body):
    for name, call in world.calls.items():
        if not body and (name.startswith(("requests/", "allocations/{key}/")) or call.method == "PATCH"):
            continue  # no body is no member, and these need none
        assert_refused(client, call, body, repr(body[:20]))


@thoroughly
@given(data=st.data())
def test_whatever_text_is_stored_is_clean(world, client, data):
    places = [*fields_of(world, "line"), *fields_of(world, "text")]
    name, path = data.draw(st.sampled_from(places))
    text = data.draw(st.text(max_size=150) | st.text(alphabet=f"甲Aa1 \n{HIDDEN}", max_size=12))
    call = world.calls[name]
    with undone():
        answer = send(client, call, with_value(call.body, path, text))
        assert answer.status_code < 500
        if answer.status_code < 300:
            clean_text(text, multiline=path[-1] in FREE_TEXT)


def test_no_parameter_of_a_list_breaks_it(world, client):
    schema = SchemaGenerator().get_schema(public=True)
    for path, operations in schema["paths"].items():
        for parameter in operations.get("get", {}).get("parameters", []):
            if parameter["in"] != "query":
                continue
            if "{key}" in path:
                continue  # of one's own run: tests/exchange/test_imports_api.py
            place = path.replace("{code}", "industry" if path.startswith(f"{ROOT}dimensions/") else "KH-000001")
            for value in [
                "",
                "\0",
                "x" * 5_000,
                "１０",
                "-1",
                "NaN",
                "[]",
                "\u202ex",
                "'\"--",
                "region:",
                ":",
                "%",
                "_",
            ]:
                answer = client.get(place, {parameter["name"]: value})
                assert answer.status_code in (200, 400), f"{place} {parameter['name']}={value[:9]!r}"


@pytest.mark.parametrize("word", ["\0", "x" * 500, "..", "1e15", "\u202ex", "没有", "NaN", "'--", "a/b", "KH-000001\n"])
def test_no_address_breaks_a_call(world, client, word):
    schema = SchemaGenerator().get_schema(public=True)
    for path, operations in schema["paths"].items():
        if "{" not in path:
            continue
        place = f"{path[: path.index('{')]}{quote(word, safe='')}{path[path.index('}') + 1 :]}"
        for method in operations:
            answer = client.generic(method.upper(), place, b"{}", content_type="application/json")
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), f"{method} {place}"
