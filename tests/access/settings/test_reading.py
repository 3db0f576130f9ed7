"""What settings do: each one is read where it says it is (S29)."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from access.models import User
from audit.history import acting
from audit.models import Action
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return factories.person("clerk", "财务文员", manages=[factories.portfolio("EAST")])


def test_whoever_was_away_too_long_is_signed_out_and_the_journal_says_so(client, clerk):
    factories.setting("idle_minutes", 30)
    client.force_login(clerk)
    with time_machine.travel(timezone.now() + timedelta(minutes=29), tick=False):
        assert client.get("/").status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=58), tick=False):
        assert client.get("/").status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=89), tick=False):
        answer = client.get("/approvals/")

    assert (answer.status_code, answer["Location"]) == (302, "/login/?next=/approvals/")
    assert Action.objects.filter(kind="access.idle_out", actor=clerk).count() == 1


def with_age(person, days):
    with acting(actor=None, kind="tests.password", channel="command"):
        User.objects.filter(pk=person.pk).update(password_set_at=timezone.now() - timedelta(days=days))


@pytest.mark.parametrize(("days", "status"), [(179, 200), (180, 302)])
def test_an_old_password_is_changed_before_anything_else(client, clerk, days, status):
    with_age(clerk, days)
    client.force_login(clerk)

    answer = client.get("/customers/")

    assert answer.status_code == status
    assert status == 200 or answer["Location"] == reverse("account_change_password")


def test_passwords_may_last_for_ever(client, clerk):
    factories.setting("password_days", 0)
    with_age(clerk, 2_000)
    client.force_login(clerk)

    assert client.get("/customers/").status_code == 200


def test_a_persons_language_holds_until_they_switch_it(client, clerk):
    with acting(actor=None, kind="tests.language", channel="command"):
        User.objects.filter(pk=clerk.pk).update(language="en")
    client.force_login(clerk)

    assert "Dashboard" in client.get("/", headers={"Accept-Language": "zh-hans"}).content.decode()
    client.post(reverse("set_language"), {"language": "zh-hans", "next": "/"})
    assert "Dashboard" not in client.get("/", headers={"Accept-Language": "en"}).content.decode()
