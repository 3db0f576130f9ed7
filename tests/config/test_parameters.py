"""One rule for every address of the API: a parameter it does not know is refused, by name, whoever asks."""

import pytest
from django.urls import get_resolver, reverse
from rest_framework.test import APIClient

from tests.test_matrix import arguments, names, world

__all__ = ["world"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor(world):
    client = APIClient()
    client.force_authenticate(world["auditor"])
    return client


def test_every_get_refuses_a_parameter_it_does_not_know(auditor):
    found = {}
    for name in names(get_resolver().url_patterns):
        if not name.startswith("api:") or name == "api:nothing":
            continue
        answer = auditor.get(reverse(name, args=arguments(name)), {"surname": "x"})
        if answer.status_code != 405:
            found[name] = answer.status_code, answer.json()["code"], [*answer.json().get("errors", [])]

    assert len(found) > 10
    assert {name: got for name, got in found.items() if got != (400, "parameter_unknown", ["surname"])} == {}


def test_what_writes_takes_no_parameter(auditor):
    refused = auditor.post("/api/v1/customers/?q=x", {"name": "x"}, format="json")

    assert (refused.status_code, refused.json()["code"]) == (400, "parameter_unknown")


def test_no_value_holds_a_character_that_is_none(auditor):
    refused = auditor.get("/api/v1/dimensions/", {"cursor": "a\0b"})

    assert (refused.status_code, refused.json()["errors"].keys()) == (400, {"cursor"})
