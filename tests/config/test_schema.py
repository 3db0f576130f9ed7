"""The API describes itself completely, in the words of OpenAPI 3.1."""

import pytest
from django.core.management import call_command
from rest_framework.test import APIClient

from tests import factories

SCHEMA = "/api/v1/schema/"


@pytest.fixture
def schema(db):
    client = APIClient()
    client.force_authenticate(factories.person("reader"))
    return client.get(SCHEMA).json()


def test_the_schema_is_valid_and_nothing_in_it_had_to_be_guessed(tmp_path, db):
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "schema.yml"))

    assert (tmp_path / "schema.yml").read_text(encoding="utf-8").startswith("openapi: 3.1.")


def test_the_schema_is_for_whoever_is_signed_in(db):
    assert APIClient().get(SCHEMA).status_code == 401


def test_every_call_says_how_it_refuses(schema):
    calls = [call for calls in schema["paths"].values() for call in calls.values()]

    assert calls
    assert all("application/problem+json" in call["responses"]["default"]["content"] for call in calls)


def test_every_post_that_writes_takes_a_key(schema):
    posts = {path: calls["post"].get("parameters", []) for path, calls in schema["paths"].items() if "post" in calls}
    keyless = [path for path, parts in posts.items() if "Idempotency-Key" not in [part["name"] for part in parts]]

    assert keyless == ["/api/v1/credit-checks/"]  # asks, and writes nothing


def test_every_list_has_the_frame_of_a_list(schema):
    frames = {name: part for name, part in schema["components"]["schemas"].items() if name.startswith("Paginated")}

    assert "PaginatedListedList" in frames
    assert all(set(frame["properties"]) == {"next", "previous", "results", "count"} for frame in frames.values())
