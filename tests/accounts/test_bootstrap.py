"""``bootstrap``: roles, dimensions and categories, written once."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command

from access import roles
from access.models import User
from access.roles import ROLES
from audit.history import acting
from audit.models import Action
from categories.models import Category, Dimension

pytestmark = pytest.mark.django_db


def permissions_of(role):
    return {
        f"{permission.content_type.app_label}.{permission.codename}"
        for permission in Group.objects.get(name=role).permissions.select_related("content_type")
    }


def test_every_role_has_exactly_its_permissions():
    call_command("bootstrap")

    assert {name: permissions_of(name) for name in ROLES} == {name: set(given) for name, given in ROLES.items()}


def test_a_stray_permission_is_taken_away_again():
    call_command("bootstrap")
    Group.objects.get(name="前台").permissions.add(Permission.objects.get(codename="view_money"))

    call_command("bootstrap")

    assert permissions_of("前台") == {"customers.view_contacts"}


def test_a_permission_that_was_not_migrated_stops_it_by_name(monkeypatch):
    monkeypatch.setitem(roles.ROLES, "前台", ("customers.fly",))

    with pytest.raises(CommandError, match=r"customers\.fly"):
        call_command("bootstrap")

    assert not Group.objects.exists()


def test_dimensions_from_money_are_marked_and_regions_form_a_tree():
    call_command("bootstrap")

    marked = Dimension.objects.filter(from_money=True).values_list("code", flat=True)
    assert set(marked) == {"purchasing_power", "tier", "credit_grade", "activity"}
    shenzhen = Category.objects.get(dimension__code="region", code="440300")
    assert (shenzhen.parent.name_en, shenzhen.aliases) == ("Guangdong", ["深圳"])


def test_the_second_time_changes_and_records_nothing():
    call_command("bootstrap")
    acts = Action.objects.count()

    call_command("bootstrap")

    assert Action.objects.count() == acts


def test_what_people_renamed_or_deleted_stays_so():
    call_command("bootstrap")
    system = User.objects.get(username="system")
    with acting(actor=system, kind="tests.change", channel="command"):
        Category.objects.filter(dimension__code="channel", code="online").update(name_zh="网店")
        Category.objects.filter(dimension__code="source", code="walk_in").delete()
        Dimension.objects.filter(code="channel").update(name_zh="渠道")

    call_command("bootstrap")

    assert Category.objects.get(dimension__code="channel", code="online").name_zh == "网店"
    assert not Category.objects.filter(code="walk_in").exists()
    assert Dimension.objects.get(code="channel").name_zh == "渠道"


def test_the_system_person_cannot_sign_in_and_is_made_once():
    call_command("bootstrap")
    call_command("bootstrap")

    system = User.objects.get(username="system")
    assert not system.is_active
    assert not system.has_usable_password()
    assert not system.groups.exists()
    assert Action.objects.filter(kind="categories.ship_builtin", actor=system).count() == 1
