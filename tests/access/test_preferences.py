"""What a person sets for themselves is theirs, read once, and never breaks a page."""

import pytest

from access import preferences
from access.models import Preference, User
from audit.models import Action
from tests import factories

pytestmark = pytest.mark.django_db
KEY = "tests.columns"


@pytest.fixture(autouse=True)
def known_columns(monkeypatch):
    monkeypatch.setattr(preferences, "KEYS", {})
    preferences.declare(KEY, only_known)


def only_known(value):
    if not isinstance(value, list):
        raise ValueError("no list")
    return [name for name in value if name != "gone"]


def again(person):
    """The same person in another request."""
    return User.objects.get(pk=person.pk)


def test_what_was_put_is_got_in_the_next_request():
    clerk = factories.person("clerk")

    preferences.put(clerk, KEY, ["name", "code"])
    preferences.put(again(clerk), KEY, ["name"])

    assert preferences.get(again(clerk), KEY) == ["name"]


def test_nobody_has_another_persons_settings():
    clerk, stranger = factories.person("clerk"), factories.person("stranger")

    preferences.put(clerk, KEY, ["name"])

    assert preferences.get(stranger, KEY, default=["code"]) == ["code"]


def test_what_is_not_understood_any_more_is_left_out_or_the_default():
    clerk, manager = factories.person("clerk"), factories.person("manager")
    Preference.objects.create(user=clerk, key=KEY, value=["name", "gone"])
    Preference.objects.create(user=clerk, key="tests.unknown", value=1)
    Preference.objects.create(user=manager, key=KEY, value={"of": "another version"})

    assert preferences.get(clerk, KEY) == ["name"]
    assert preferences.get(manager, KEY, default=[]) == []


@pytest.mark.parametrize(
    "value", ["name", [1.5], ["x" * 501], ["\0"], [0] * 201, [[[[[0]]]]], [{"a": {"b": {"c": [0]}}}]]
)
def test_what_a_key_cannot_have_is_refused(value):
    clerk = factories.person("clerk")

    with pytest.raises(ValueError, match=r"no list|no plain value|too (long|many|deep)"):
        preferences.put(clerk, KEY, value)

    assert not Preference.objects.exists()


def test_a_key_nobody_declared_is_a_mistake_of_the_program():
    clerk = factories.person("clerk")

    for ask in (lambda: preferences.get(clerk, "tests.other"), lambda: preferences.put(clerk, "tests.other", 1)):
        with pytest.raises(KeyError):
            ask()


def test_a_forgotten_setting_is_the_default_again():
    clerk = factories.person("clerk")
    preferences.put(clerk, KEY, ["name"])

    preferences.forget(clerk, KEY)

    assert preferences.get(clerk, KEY) is None
    assert preferences.get(again(clerk), KEY) is None


def test_all_settings_of_a_request_are_one_statement(django_assert_num_queries):
    clerk = again(factories.person("clerk"))

    with django_assert_num_queries(1):
        preferences.get(clerk, KEY)
        preferences.get(clerk, KEY)


def test_a_setting_is_no_act_of_the_journal():
    clerk = factories.person("clerk")
    before = Action.objects.count()

    preferences.put(clerk, KEY, ["name"])

    assert Action.objects.count() == before
