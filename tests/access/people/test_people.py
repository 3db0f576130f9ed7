"""People, their roles and grants: changed by who looks after people, never by themselves (S15, S55)."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from access.installing import system_user
from access.models import User
from access.people import forms, operations
from access.people.operations import Details
from access.permissions import MANAGE, VIEW, read_rights
from access.portfolios import rename_portfolio, retire_portfolio
from audit.models import Action
from audit.refusals import Refused
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def sysadmin():
    factories.role("财务文员")
    return factories.person("sysadmin", "系统管理员")


@pytest.fixture
def by(sysadmin):
    return {"actor": sysadmin, "channel": "web"}


def test_a_person_is_added_without_password_or_right(by):
    person = operations.add_person(username="wang.fang", details=Details("王", "芳"), **by)

    assert not person.has_usable_password()
    assert read_rights(person).may == frozenset()
    assert person.history.get().history_user_id == by["actor"].pk


@pytest.mark.parametrize("username", ["", "wang fang", "wang\u202efang", "王/芳", "x" * 151])
def test_a_sign_in_that_cannot_be_typed_is_refused(username, by):
    with pytest.raises(ValidationError) as refused:
        operations.add_person(username=username, details=Details(), **by)

    assert "username" in refused.value.error_dict


def test_a_sign_in_is_one_persons_whatever_its_capitals(by):
    operations.add_person(username="wang.fang", details=Details(), **by)

    with pytest.raises(Refused, match="username_taken"):
        operations.add_person(username="Wang.Fang", details=Details(), **by)


def test_nobody_is_added_whose_roles_are_refused(by):
    with pytest.raises(ValidationError):
        operations.add_person(username="wang.fang", details=Details(), roles=["总裁"], **by)

    assert not User.objects.filter(username="wang.fang").exists()


def test_a_role_that_goes_meanwhile_leaves_nobody_half_added(client, sysadmin, monkeypatch):
    monkeypatch.setattr(forms, "role_choices", lambda: [("总裁", "总裁")])
    client.force_login(sysadmin)

    answer = client.post("/settings/people/new/", {"username": "wang.fang", "roles": "总裁"})

    assert answer.status_code == 422
    assert not User.objects.filter(username="wang.fang").exists()


def test_roles_and_grants_are_given_and_taken(by):
    east, south = factories.portfolio("EAST"), factories.portfolio("SOUTH")
    person = factories.person("wang.fang")

    assert operations.set_roles(person=person, roles=["财务文员"], **by)
    assert operations.set_grants(person=person, levels={east: MANAGE, south: VIEW}, **by)
    rights = read_rights(person)
    assert rights.portfolios == {east.pk: MANAGE, south.pk: VIEW}
    assert "customers.add_customer" in rights.may

    assert operations.set_roles(person=person, roles=[], **by)
    assert operations.set_grants(person=person, levels={east: VIEW, south: ""}, **by)
    rights = read_rights(person)
    assert (rights.may, rights.portfolios) == (frozenset(), {east.pk: VIEW})


def test_what_stays_the_same_is_no_act(by):
    east = factories.portfolio("EAST")
    person = factories.person("wang.fang", "财务文员", manages=[east])
    acts = Action.objects.count()

    assert not operations.set_roles(person=person, roles=["财务文员"], **by)
    assert not operations.set_grants(person=person, levels={east: MANAGE}, **by)
    assert Action.objects.count() == acts


def test_a_role_with_an_administration_opens_it_and_its_end_closes_it(by):
    factories.role("财务主管")
    person = factories.person("wang.fang")

    operations.set_roles(person=person, roles=["财务主管"], **by)
    assert User.objects.get(pk=person.pk).is_staff
    operations.set_roles(person=person, roles=["财务文员"], **by)
    assert not User.objects.get(pk=person.pk).is_staff


def test_an_unknown_role_is_refused_by_name(by):
    with pytest.raises(ValidationError, match="总裁"):
        operations.set_roles(person=factories.person(), roles=["总裁"], **by)


def test_nobody_changes_their_own_roles_grants_or_sign_in_and_the_attempt_is_journalled(sysadmin, by):
    east = factories.portfolio("EAST")
    attempts = [
        lambda: operations.set_roles(person=sysadmin, roles=["系统管理员", "财务文员"], **by),
        lambda: operations.set_grants(person=sysadmin, levels={east: MANAGE}, **by),
        lambda: operations.set_active(person=sysadmin, active=False, **by),
    ]
    for attempt in attempts:
        with pytest.raises(Refused, match="own_rights"):
            attempt()

    assert read_rights(sysadmin).portfolios == {}
    assert Action.objects.filter(details__refused="own_rights").count() == len(attempts)


@pytest.mark.parametrize("role", ["财务文员", "财务主管", "财务经理", "审计", "前台"])
def test_who_does_not_look_after_people_changes_nobody(role):
    stranger, person, east = factories.person("stranger", role), factories.person("wang.fang"), factories.portfolio()
    by = {"actor": stranger, "channel": "web"}
    attempts = [
        lambda: operations.add_person(username="li.na", details=Details(), **by),
        lambda: operations.change_person(person=person, details=Details("王"), **by),
        lambda: operations.set_active(person=person, active=False, **by),
        lambda: operations.set_roles(person=person, roles=[role], **by),
        lambda: operations.set_grants(person=person, levels={east: MANAGE}, **by),
        lambda: rename_portfolio(portfolio=east, name="x", **by),
        lambda: retire_portfolio(portfolio=east, day=None, **by),
    ]
    for attempt in attempts:
        with pytest.raises(PermissionDenied):
            attempt()


def test_the_installations_own_sign_in_stays_as_it_is(by):
    with pytest.raises(Refused, match="not_a_person"):
        operations.set_active(person=system_user(), active=True, **by)


def test_a_deactivated_person_may_nothing_and_comes_back_with_their_rights(by):
    person = factories.person("wang.fang", "财务文员", manages=[factories.portfolio()])

    operations.set_active(person=person, active=False, **by)
    assert read_rights(person).may == frozenset()
    operations.set_active(person=person, active=True, **by)
    assert "customers.add_customer" in read_rights(person).may
