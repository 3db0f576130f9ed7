"""Portfolios over the API."""

import pytest
from rest_framework.test import APIClient

from access.models import Portfolio
from tests import factories

pytestmark = pytest.mark.django_db
PATH = "/api/v1/portfolios/"


def client_of(person):
    client = APIClient()
    client.force_authenticate(person)
    return client


def codes(person):
    return [row["code"] for row in client_of(person).get(PATH).json()["results"]]


def test_who_manages_people_adds_a_portfolio_whose_code_keeps_its_case():
    sysadmin = factories.person("sysadmin", "系统管理员")

    answer = client_of(sysadmin).post(PATH, {"code": "North-1", "name": "华北"})

    assert (answer.status_code, answer.json()) == (201, {"code": "North-1", "name": "华北"})
    assert codes(sysadmin) == ["North-1"]


@pytest.mark.parametrize("role", ["财务文员", "财务主管", "财务经理", "审计", "前台"])
def test_nobody_else_adds_one(role):
    person = factories.person("", role, manages=[factories.portfolio("EAST")])

    answer = client_of(person).post(PATH, {"code": "NORTH", "name": "华北"})

    assert answer.status_code == 403
    assert not Portfolio.objects.filter(code="NORTH").exists()


def test_people_see_the_portfolios_granted_to_them_and_no_other():
    east, _south = factories.portfolio("EAST"), factories.portfolio("SOUTH")

    assert codes(factories.person("clerk", "财务文员", manages=[east])) == ["EAST"]
    assert codes(factories.person("stranger")) == []
    assert codes(factories.person("auditor", "审计")) == ["EAST", "SOUTH"]


@pytest.mark.parametrize(
    ("body", "member"),
    [
        ({"code": "EAST", "name": "华东", "grants": []}, "grants"),
        ({"code": "E AST", "name": "华东"}, "code"),
        ({"code": "x" * 33, "name": "华东"}, "code"),
        ({"code": "EAST", "name": "华\u202e东"}, "name"),
        ({"code": "EAST", "name": 5}, "name"),
        ({"code": "EAST", "name": None}, "name"),
        ({"name": "华东"}, "code"),
    ],
)
def test_a_malformed_body_is_refused_by_member(body, member):
    answer = client_of(factories.person("sysadmin", "系统管理员")).post(PATH, body)

    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == {member}
    assert not Portfolio.objects.exists()


def test_a_code_in_use_conflicts_in_any_case():
    factories.portfolio("EAST")

    answer = client_of(factories.person("sysadmin", "系统管理员")).post(PATH, {"code": "east", "name": "华东"})

    assert (answer.status_code, answer.json()["code"]) == (409, "code_taken")
