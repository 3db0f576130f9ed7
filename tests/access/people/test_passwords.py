"""One-time links: they set a password once, and nothing else (S51)."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from access.models import User
from access.people import operations, passwords
from audit.models import Action
from audit.refusals import Refused
from tests import factories

pytestmark = pytest.mark.django_db
CHOSEN = "staple-of-quiet-rivers-7"


@pytest.fixture
def sysadmin():
    return factories.person("sysadmin", "系统管理员")


@pytest.fixture
def person():
    return factories.person("wang.fang", "财务文员")


def link_for(person, sysadmin):
    return passwords.new_link(person=person, actor=sysadmin, channel="web")


def use(client, link, first=CHOSEN, second=None):
    return client.post(link, {"password1": first, "password2": second or first})


def test_a_link_sets_the_password_once_and_the_journal_says_so(client, person, sysadmin):
    link = link_for(person, sysadmin)

    assert client.get(link).status_code == 200
    assert use(client, link)["Location"] == "/login/"
    assert client.post("/login/", {"login": "wang.fang", "password": CHOSEN})["Location"] == "/"
    assert use(client, link, "another-quiet-river-8").status_code == 410
    found = User.objects.get(pk=person.pk)
    assert found.check_password(CHOSEN)
    assert found.password_set_at is not None
    kinds = list(Action.objects.filter(about_id=str(person.pk)).order_by("pk").values_list("kind", "actor__username"))
    assert kinds[:2] == [("access.new_password_link", "sysadmin"), ("access.set_password", "wang.fang")]
    assert CHOSEN not in str(list(Action.objects.values()))
    assert link.split("/")[-2] not in str(list(Action.objects.values()))


def test_a_later_link_ends_an_earlier_one(client, person, sysadmin):
    first = link_for(person, sysadmin)
    second = link_for(person, sysadmin)

    assert client.get(first).status_code == 410
    assert client.get(second).status_code == 200


def test_a_link_is_good_for_three_days(client, person, sysadmin):
    link = link_for(person, sysadmin)

    with time_machine.travel(timezone.now() + timedelta(days=4)):
        assert client.get(link).status_code == 410
        assert use(client, link).status_code == 410
    assert not User.objects.get(pk=person.pk).has_usable_password()


def test_a_link_is_its_persons_alone(client, person, sysadmin):
    link = link_for(person, sysadmin)
    other = factories.person("li.na")

    assert client.get(link.replace(str(person.pk), str(other.pk))).status_code == 410
    assert use(client, link.replace(str(person.pk), str(sysadmin.pk))).status_code == 410


def test_a_deactivated_persons_link_does_not_work(client, person, sysadmin):
    link = link_for(person, sysadmin)
    operations.set_active(person=person, active=False, actor=sysadmin, channel="web")

    assert use(client, link).status_code == 410


@pytest.mark.parametrize(
    ("first", "second"), [("short-9", ""), ("123456789012", ""), ("wang.fang.99", ""), (CHOSEN, "x")]
)
def test_a_weak_or_mistyped_password_is_refused_and_the_link_stays(client, person, sysadmin, first, second):
    link = link_for(person, sysadmin)

    answer = use(client, link, first, second)

    assert answer.status_code == 422
    assert first not in answer.content.decode()
    assert client.get(link).status_code == 200


def test_the_old_password_and_the_persons_sittings_end_with_a_new_link(client, person, sysadmin):
    use(client, link_for(person, sysadmin))
    client.post("/login/", {"login": "wang.fang", "password": CHOSEN})

    link_for(person, sysadmin)

    assert client.get("/").status_code == 302


def test_nobody_makes_a_link_for_themselves(sysadmin):
    with pytest.raises(Refused, match="own_rights"):
        link_for(sysadmin, sysadmin)


@pytest.mark.parametrize("role", ["财务经理", "审计", "财务文员"])
def test_who_does_not_look_after_people_makes_no_link(role, person):
    with pytest.raises(PermissionDenied):
        link_for(person, factories.person("stranger", role))


def test_the_password_one_has_is_no_new_one(client, person, sysadmin):
    use(client, link_for(person, sysadmin))
    client.post("/login/", {"login": "wang.fang", "password": CHOSEN})

    answer = client.post("/password/", {"oldpassword": CHOSEN, "password1": CHOSEN, "password2": CHOSEN})

    assert answer.context["form"].errors


def test_somebody_without_a_password_gets_a_page_that_sets_one(client, person):
    client.force_login(person)

    assert client.get("/password/")["Location"] == "/password/none/"
    assert client.get("/password/none/").status_code == 200
    client.post("/password/none/", {"password1": CHOSEN, "password2": CHOSEN})
    assert User.objects.get(pk=person.pk).check_password(CHOSEN)
