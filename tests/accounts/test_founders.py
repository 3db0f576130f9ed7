"""``bootstrap --founders``: the first two people, the links that set their passwords, and set-up."""

import re

import pytest
from django.core.management import CommandError, call_command

from access.models import User
from access.settings import setting
from audit.models import Action
from tests import factories

pytestmark = pytest.mark.django_db


def founded(capsys, *names):
    """Run the command; returns the paths of the links it printed."""
    call_command("bootstrap", founders=list(names))
    return re.findall(r"http://127\.0\.0\.1:8000(/password/\S+)", capsys.readouterr().out)


def test_two_people_set_their_passwords_by_the_links_printed_and_set_up_begins(client, capsys):
    first, second = founded(capsys, "chen.jing", "zhou.min")

    for link in (first, second):
        chosen = {"password1": "staple-of-quiet-rivers-7", "password2": "staple-of-quiet-rivers-7"}
        assert client.post(link, chosen)["Location"] == "/login/"
        assert client.get(link).status_code == 410
    assert [User.objects.get(username=name).role_names for name in ("chen.jing", "zhou.min")] == [
        "财务经理",
        "系统管理员",
    ]
    assert setting("setup")
    kinds = set(Action.objects.values_list("kind", flat=True))
    assert {"access.add_founder", "access.begin_setup", "access.set_password"} <= kinds


def test_repeated_it_gives_new_links_to_who_has_no_password_and_changes_nothing_else(client, capsys):
    first, second = founded(capsys, "chen.jing", "zhou.min")
    client.post(first, {"password1": "staple-of-quiet-rivers-7", "password2": "staple-of-quiet-rivers-7"})

    again = founded(capsys, "chen.jing", "zhou.min")

    assert len(again) == 1
    assert client.get(second).status_code == 410
    assert client.get(again[0]).status_code == 200
    assert User.objects.filter(is_active=True).count() == 2


def test_set_up_that_was_ended_does_not_begin_again(capsys):
    founded(capsys, "chen.jing", "zhou.min")
    factories.setting("setup", False)

    founded(capsys, "chen.jing", "zhou.min")

    assert not setting("setup")


@pytest.mark.parametrize("names", [("chen.jing", "Chen.Jing"), ("chen jing", "zhou.min"), ("", "zhou.min")])
def test_two_names_that_are_not_two_people_are_refused_and_nothing_is_made(names):
    with pytest.raises(CommandError):
        call_command("bootstrap", founders=list(names))

    assert not User.objects.exists()


def test_where_others_sign_in_already_there_are_no_founders(capsys):
    factories.person("li.na")

    with pytest.raises(CommandError, match=r"li\.na"):
        founded(capsys, "chen.jing", "zhou.min")

    assert not User.objects.filter(username="chen.jing").exists()
