"""What somebody meets who is not signed in: the form, in both languages, and the locked door."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("language", "words"), [("zh-Hans", "登录"), ("en", "Sign in")])
def test_the_sign_in_page_speaks_the_browsers_language(client, language, words):
    answer = client.get(reverse("account_login"), headers={"accept-language": language})

    assert answer.status_code == 200
    assert f"<h1>{words}</h1>" in answer.content.decode()


def test_a_wrong_password_is_refused_on_top_and_in_the_title(client):
    wrong = {"login": "clerk_east", "password": "not-the-password"}

    answer = client.post(reverse("account_login"), wrong, headers={"accept-language": "en"})

    page = answer.content.decode()
    assert "<title>Error: Sign in" in page
    assert "data-focus" in page


def test_the_locked_door_says_how_long_it_stays_locked(client, settings):
    settings.AXES_FAILURE_LIMIT = 2
    wrong = {"login": "clerk_east", "password": "not-the-password"}

    for _attempt in range(2):
        answer = client.post(reverse("account_login"), wrong, headers={"accept-language": "en"})

    assert answer.status_code == 429
    assert "Try again in 15 minutes" in answer.content.decode()


def test_the_theme_is_rendered_from_the_cookie_and_nothing_else_gets_in(client):
    client.cookies["theme"] = "dark"
    assert 'data-bs-theme="dark"' in client.get(reverse("account_login")).content.decode()

    client.cookies["theme"] = "x"
    assert "data-bs-theme" not in client.get(reverse("account_login")).content.decode()
