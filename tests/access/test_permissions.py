"""A grant says where, a role says what; and only the access room asks anything else."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from access.fields import BANK, CONTACT, MONEY, SECRET, may_reveal, may_see, shown
from access.models import Membership, User
from access.permissions import SEE, allows, read_rights, require, rights_of
from audit.history import acting
from customers.models import Customer
from tests import factories
from tests.config.test_house import PROJECT, tracked

pytestmark = pytest.mark.django_db


@pytest.fixture
def east():
    return factories.portfolio("EAST")


@pytest.fixture
def customer(east):
    return factories.customer(east)


def test_rights_are_read_in_one_statement_and_remembered(east, customer, django_assert_num_queries):
    clerk = factories.person("clerk", "财务文员", manages=[east], sees=[customer])

    with django_assert_num_queries(1):
        assert allows(clerk, SEE, customer)
        assert allows(clerk, "customers.change_customer", customer)
        assert not allows(clerk, "customers.delete_customer", customer)


def test_a_right_revoked_meanwhile_is_refused(east, customer):
    clerk = factories.person("clerk", "财务文员", manages=[east])
    assert allows(clerk, "customers.change_customer", customer)

    with acting(actor=None, kind="tests.revoke", channel="command"):
        Membership.objects.filter(user=clerk).delete()

    assert allows(clerk, "customers.change_customer", customer)  # what this page was drawn by
    with pytest.raises(PermissionDenied):
        require(clerk, "customers.change_customer", customer)


@pytest.mark.parametrize(
    ("permission", "view_suffices"),
    [
        ("customers.view_contacts", True),
        ("customers.reveal_contacts", True),
        ("customers.export_customer", True),
        ("customers.view_bank", True),
        ("accounts.view_money", True),
        ("customers.change_customer", False),
        ("customers.request_deletion", False),
        ("accounts.post_invoice", False),
    ],
)
def test_a_view_grant_suffices_for_looking_only(permission, view_suffices, east, customer):
    viewer = factories.person("viewer", "财务文员", sees=[east])
    manager = factories.person("clerk", "财务文员", manages=[east])
    idle = factories.person("idle", manages=[east])

    assert allows(viewer, permission, customer) is view_suffices
    assert allows(manager, permission, customer)
    assert not allows(idle, permission, customer)  # a grant without a role


def test_a_role_without_a_grant_reaches_nobody(customer):
    clerk = factories.person("clerk", "财务文员")

    assert not allows(clerk, SEE, customer)
    with pytest.raises(PermissionDenied):
        require(clerk, "customers.view_contacts", customer)


@pytest.mark.parametrize("fields", [{"is_superuser": True, "is_staff": True}, {"is_active": False}])
def test_superuser_and_inactive_hold_nothing_by_themselves(fields, east, customer):
    roles = () if "is_superuser" in fields else ("财务经理",)
    person = factories.person("person", *roles, manages=() if roles == () else [east], **fields)

    assert rights_of(person) == read_rights(User(pk=person.pk))
    assert (rights_of(person).may, rights_of(person).everywhere) == (frozenset(), None)
    assert not allows(person, SEE, customer)
    assert not person.has_perm("customers.change_customer")
    assert not person.has_module_perms("customers")


def test_a_tokens_scopes_narrow_the_role_and_never_widen_it(east, customer):
    clerk = factories.person("clerk", "财务文员", manages=[east])
    clerk.scopes = frozenset({"customers.view_contacts", "customers.delete_customer"})

    assert rights_of(clerk).may == {"customers.view_contacts"}
    assert allows(clerk, SEE, customer)
    with pytest.raises(PermissionDenied):
        require(clerk, "customers.change_customer", customer)


def test_managing_prevails_over_viewing_whichever_was_granted_first(east, customer):
    one = factories.person("one", "财务文员", sees=[east], manages=[customer])
    other = factories.person("other", "财务文员", manages=[east], sees=[customer])

    assert allows(one, "customers.change_customer", customer)
    assert allows(other, "customers.change_customer", customer)


def test_fields_exist_by_class(east, customer):
    reception = factories.person("reception", "前台", sees=[east])
    clerk = factories.person("clerk", "财务文员", sees=[east])

    assert [may_see(reception, kind, customer) for kind in (CONTACT, MONEY, BANK, SECRET)] == [
        True,
        False,
        False,
        False,
    ]
    assert [may_see(clerk, kind, customer) for kind in (CONTACT, MONEY, BANK, SECRET)] == [True, True, True, False]
    assert [may_reveal(who, CONTACT, customer) for who in (reception, clerk)] == [False, True]
    assert "id_number" not in shown(factories.person("nobody"), Customer)


def test_the_only_home_of_rights_is_the_access_room():
    asking = re.compile(r"\b(has_perms?|assign_perm|remove_perm|get_objects_for_user|is_superuser|user_permissions)\b")
    elsewhere = [
        f"{file.relative_to(PROJECT)}:{number}"
        for file in [*tracked("*.py"), *tracked("*.html")]
        if file.relative_to(PROJECT).parts[0] not in ("access", "tests") and "migrations" not in file.parts
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        if asking.search(line.partition("#")[0])
    ]

    assert elsewhere == []


def test_nobody_has_permissions_outside_roles():
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)

    assert "access_user_user_permissions" not in tables
