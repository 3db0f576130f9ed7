"""Signing in and out, lockout, and changing one's password (S4, S51)."""

import logging
import re

import pytest
from django.urls import URLPattern, get_resolver, reverse
from django.utils.translation import override

from access.models import User
from audit.history import acting
from audit.models import Action
from tests import factories

pytestmark = pytest.mark.django_db
PASSWORD, NEW = "correct-horse-battery-9", "staple-of-quiet-rivers-7"
PUBLIC = {
    "account_login",
    "account_inactive",
    "account_logout",
    "set_language",
    "livez",
    "readyz",
    "account_new_password",
    "manual",
    "chapter",
}


@pytest.fixture
def clerk():
    return with_password(factories.person("clerk_test", "财务文员"))


def with_password(person):
    person.set_password(PASSWORD)
    with acting(actor=None, kind="tests.password", channel="command"):
        person.save()
    return person


def sign_in(client, username="clerk_test", password=PASSWORD, **headers):
    return client.post(reverse("account_login"), {"login": username, "password": password}, headers=headers)


def change_password(client, new, old=PASSWORD):
    given = {"oldpassword": old, "password1": new, "password2": new}
    return client.post(reverse("account_change_password"), given)


def acts(kind):
    return list(Action.objects.filter(kind=kind).order_by("pk").values_list("actor__username", "about_id"))


def test_a_person_signs_in_and_out_and_the_journal_says_so(client, clerk):
    before = client.get(reverse("account_login")).status_code
    answer = sign_in(client)
    inside = client.get("/").status_code
    client.post(reverse("account_logout"))
    outside = client.get("/")

    assert (before, answer.status_code, answer["Location"], inside, outside.status_code) == (200, 302, "/", 200, 302)
    assert acts("access.sign_in") == [("clerk_test", str(clerk.pk))]
    assert acts("access.sign_out") == [("clerk_test", str(clerk.pk))]


def test_the_session_key_changes_when_somebody_signs_in(client, clerk):
    client.get(reverse("account_login"))
    session = client.session
    session["before"] = 1
    session.save()
    client.cookies["kehu-session"] = session.session_key

    sign_in(client)

    assert client.session.session_key != session.session_key


def test_signing_out_takes_a_post(client, clerk):
    sign_in(client)
    client.get(reverse("account_logout"))

    assert client.get("/").status_code == 200


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "登录"), ("en", "Sign in")])
def test_the_page_speaks_both_languages(client, language, words):
    answer = client.get(reverse("account_login"), headers={"Accept-Language": language})

    assert words in answer.content.decode()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_known_and_an_unknown_name_are_answered_in_the_same_words(client, clerk, language):
    def refused(name):
        page = sign_in(client, name, "wrong", **{"Accept-Language": language}).content.decode()
        return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page).replace(name, "NAME")

    assert refused("clerk_test") == refused("nobody_test")


def test_an_unknown_name_costs_a_hash_like_a_known_one(client, clerk, monkeypatch):
    hashed = []
    monkeypatch.setattr(User, "set_password", lambda self, raw: hashed.append(raw))

    sign_in(client, "nobody_test", "wrong")

    assert hashed == ["wrong"]


def test_a_failure_is_journalled_under_the_person_tried_without_what_was_typed(client, clerk):
    sign_in(client, password="wrong-password")
    sign_in(client, "nobody_test", "wrong-password")

    assert acts("access.sign_in_failed") == [(None, str(clerk.pk)), (None, "")]
    assert "wrong-password" not in str(list(Action.objects.values()))
    assert "nobody_test" not in str(list(Action.objects.values()))


@pytest.mark.parametrize("name", ["clerk_test", "nobody_test"])
def test_five_failures_lock_this_name_from_this_address(client, clerk, name):
    answers = [sign_in(client, name, "wrong").status_code for _attempt in range(5)]

    assert answers[:4] == [200] * 4
    assert sign_in(client, name).status_code == 429
    assert client.get("/").status_code == 302


def test_the_lock_holds_neither_another_name_nor_another_address(client, clerk):
    with_password(factories.person("colleague_test", "财务文员"))
    for _attempt in range(6):
        sign_in(client, password="wrong")

    assert sign_in(client, "colleague_test").status_code == 302
    client.post(reverse("account_logout"))
    elsewhere = {"login": "clerk_test", "password": PASSWORD}
    assert client.post(reverse("account_login"), elsewhere, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_the_locked_page_says_when_to_try_again_in_both_languages(client, clerk):
    for _attempt in range(5):
        sign_in(client, password="wrong")

    assert "15 分钟" in sign_in(client, **{"Accept-Language": "zh-hans"}).content.decode()
    assert "15 minutes" in sign_in(client, **{"Accept-Language": "en"}).content.decode()


def test_somebody_deactivated_is_refused_and_their_session_ends(client, clerk):
    sign_in(client)
    with acting(actor=None, kind="tests.deactivate", channel="command"):
        User.objects.filter(pk=clerk.pk).update(is_active=False)

    assert client.get("/").status_code == 302
    assert (
        "已停用" in client.post("/login/", {"login": "clerk_test", "password": PASSWORD}, follow=True).content.decode()
    )
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("weak", ["short-one-9", "administrator", "123456789012", "clerk_test99"])
def test_a_weak_password_is_refused(client, clerk, weak):
    sign_in(client)

    answer = change_password(client, weak)

    assert answer.context["form"].errors
    assert User.objects.get(pk=clerk.pk).check_password(PASSWORD)
    assert acts("access.change_password") == []


def test_a_password_is_changed_with_the_old_one_only_and_journalled(client, clerk):
    sign_in(client)

    assert change_password(client, NEW, old="wrong").context["form"].errors
    answer = change_password(client, NEW)

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/").status_code == 200
    assert User.objects.get(pk=clerk.pk).check_password(NEW)
    assert acts("access.change_password") == [("clerk_test", str(clerk.pk))]


def test_a_changed_password_ends_the_persons_other_sessions(client, clerk):
    other = type(client)()
    sign_in(other)
    sign_in(client)

    change_password(client, NEW)

    assert other.get("/").status_code == 302


def test_no_password_reaches_the_log_the_journal_or_history(client, clerk, caplog):
    caplog.set_level(logging.DEBUG)
    sign_in(client, password="wrong-password")
    sign_in(client)
    change_password(client, NEW)

    kept = caplog.text + str(list(Action.objects.values())) + str(list(User.history.values()))

    assert [secret for secret in (PASSWORD, NEW, "wrong-password") if secret in kept] == []


def test_a_fragment_without_session_sends_the_whole_page_to_sign_in(client):
    page = "http://testserver/customers/?q=x"
    headers = {"HX-Request": "true", "HX-Current-URL": page}

    answer = client.get("/approvals/", headers=headers)

    assert (answer.status_code, answer.content) == (204, b"")
    assert answer["HX-Redirect"] == "/login/?next=%2Fcustomers%2F%3Fq%3Dx"


@pytest.mark.parametrize("page", ["http://evil.example//evil.example/x", "//evil.example", "\\\\evil.example", ""])
def test_a_forged_page_leads_nowhere_else(client, clerk, page):
    answer = client.get("/approvals/", headers={"HX-Request": "true", "HX-Current-URL": page})

    target = client.post(answer["HX-Redirect"], {"login": "clerk_test", "password": PASSWORD})

    assert answer["HX-Redirect"].startswith("/login/?next=%2F")
    assert re.match(r"/(?![/\\])", target["Location"])


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_signing_in_leads_to_no_foreign_address(client, clerk, target):
    answer = client.post(f"/login/?next={target}", {"login": "clerk_test", "password": PASSWORD, "next": target})

    assert answer["Location"] == "/"


def addresses(patterns=None, prefix="/", names=()):
    """Every address of the project, its parameters filled with something, and its name."""
    for pattern in patterns or get_resolver().url_patterns:
        route = str(pattern.pattern).replace("^", "").replace("\\Z", "").replace("$", "")
        filled = re.sub(r"<uuid:\w+>", "00000000-0000-4000-8000-000000000000", route)
        filled = re.sub(r"<int:\w+>", "1", re.sub(r"<(str|slug|path):\w+>|<\w+>", "X", filled))
        filled = re.sub(r"\(\?P<\w+>[^)]*\)", "access", filled)
        if isinstance(pattern, URLPattern):
            yield prefix + filled, pattern.name
        else:
            yield from addresses(pattern.url_patterns, prefix + filled)


def test_every_address_but_the_public_ones_asks_for_sign_in(client):
    open_to_all = []
    for address, name in addresses():
        answer = client.get(address)
        asks = answer.status_code == 302 and "/login/" in answer["Location"]
        if not (asks or (address.startswith("/api/") and answer.status_code == 401)):
            open_to_all.append(name)

    assert set(open_to_all) - {"login"} <= PUBLIC  # the administration's own sign-in leads to ours


def test_pages_forbid_inline_script_and_style(client, clerk):
    sign_in(client)

    for address in ("/", "/approvals/", "/password/", "/nowhere/"):
        policy = client.get(address).headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert {"script-src 'self'", "style-src 'self'", "default-src 'self'"} <= set(policy.split("; "))


def test_a_language_chosen_is_kept_on_the_same_address(client):
    with override("en"):
        answer = client.post(reverse("set_language"), {"language": "en", "next": "/login/?next=/approvals/"})

    assert answer["Location"] == "/login/?next=/approvals/"
    assert "Sign in" in client.get("/login/").content.decode()


def test_an_office_signs_in_behind_one_address_within_a_minute(client, clerk):
    assert {sign_in(client, "").status_code for _person in range(60)} == {200}


def test_beyond_what_an_office_does_the_page_says_to_wait(client, clerk, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": None, "login": "2/m/ip"}
    sign_in(client, ""), sign_in(client, "")

    answer = client.post("/login/", {"login": "clerk", "password": "x"}, HTTP_ACCEPT_LANGUAGE="zh-hans")

    assert answer.status_code == 429
    assert "稍等一分钟" in answer.content.decode()
