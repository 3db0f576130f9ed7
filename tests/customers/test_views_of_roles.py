"""Views of a role, shared views, and who may share, set and take them back."""

import pytest
from django.core.exceptions import PermissionDenied

from audit.models import Action
from audit.refusals import Refused
from customers.saved_views import saving
from customers.saved_views.models import RoleView, SavedView
from tests import factories
from tests.customers.test_saved_views import VIEWS, view_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager():
    return factories.person("manager", "财务经理")


@pytest.fixture
def sharing_clerk_view(clerk):
    return view_of(clerk, shared=True)


def test_only_who_looks_after_the_settings_sets_the_view_of_a_role(clerk, sharing_clerk_view, manager):
    role = factories.role("财务文员")

    with pytest.raises(PermissionDenied):
        saving.set_roles(view=sharing_clerk_view, roles=[role], actor=clerk, channel="web")

    saving.set_roles(view=sharing_clerk_view, roles=[role], actor=manager, channel="web")
    assert RoleView.objects.get().view == sharing_clerk_view


def test_a_private_view_is_no_roles_view(clerk, manager):
    view = view_of(manager)

    with pytest.raises(Refused, match="view_not_shared"):
        saving.set_roles(view=view, roles=[factories.role("财务文员")], actor=manager, channel="web")


def test_a_view_refused_for_its_roles_is_not_saved_at_all(client, east, manager):
    client.force_login(manager)
    typed = {"name": "月末", "whole": "on", "roles": factories.role("财务文员").pk}

    answer = client.post(f"{VIEWS}new/?status=active", typed)

    assert answer.status_code == 422
    assert answer.context["form"].errors["roles"]
    assert not SavedView.objects.exists()
    assert Action.objects.get(kind="customers.save_view").details == {"refused": "view_not_shared"}


def test_a_change_refused_for_the_roles_changes_nothing_else(client, east, manager):
    view = view_of(manager, shared=True)
    client.force_login(manager)

    answer = client.post(f"{VIEWS}{view.slug}/edit/", {"name": "月末", "roles": factories.role("财务文员").pk})

    assert answer.status_code == 422
    kept = SavedView.objects.get()
    assert (kept.name, kept.shared) == ("大客户", True)


def test_a_view_that_is_not_shared_any_more_is_no_roles_view_either(clerk, manager, sharing_clerk_view):
    saving.set_roles(view=sharing_clerk_view, roles=[factories.role("财务文员")], actor=manager, channel="web")

    saving.change(view=sharing_clerk_view, name="大客户", shared=False, actor=clerk, channel="web")

    assert not RoleView.objects.exists()


def test_reception_keeps_views_of_its_own_and_shares_none(client, reception, east):
    client.force_login(reception)

    client.post(f"{VIEWS}new/?status=active", {"name": "启用", "shared": "on"})

    assert SavedView.objects.get().shared is False
    with pytest.raises(PermissionDenied):
        view_of(reception, shared=True)


def test_who_looks_after_the_settings_may_take_back_anothers_shared_view_and_nobody_else(
    clerk, supervisor, manager, sharing_clerk_view
):
    act = {"view": sharing_clerk_view, "name": "x", "shared": False, "channel": "web"}
    with pytest.raises(PermissionDenied):
        saving.change(actor=supervisor, **act)
    with pytest.raises(PermissionDenied):
        saving.delete(view=sharing_clerk_view, actor=supervisor, channel="web")

    saving.change(actor=manager, **act)

    assert SavedView.objects.get().shared is False
