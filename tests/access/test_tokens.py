"""API tokens: made by the operator, shown once, kept as a digest, narrowed to their scopes."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from rest_framework.test import APIClient

from access.models import Token
from audit.history import acting
from audit.models import Action
from tests import factories

pytestmark = pytest.mark.django_db
PORTFOLIOS = "/api/v1/portfolios/"


@pytest.fixture
def clerk():
    return factories.person("clerk", "财务文员", sees=[factories.portfolio("EAST")])


def issue(*arguments):
    out = StringIO()
    call_command("issue_token", *arguments, stdout=out)
    return out.getvalue().split()[-1]


def get(token, path=PORTFOLIOS):
    return APIClient().get(path, headers={"Authorization": f"Bearer {token}"})


def change(**fields):
    with acting(actor=None, kind="tests.token", channel="command"):
        Token.objects.update(**fields)


def test_the_last_word_printed_signs_its_person_in(clerk):
    answer = get(issue("clerk", "--name", "books"))

    assert [row["code"] for row in answer.json()["results"]] == ["EAST"]


def test_nothing_kept_is_the_token(clerk):
    token = issue("clerk", "--name", "books")

    kept = Token.objects.get()
    assert token.encode() not in bytes(kept.digest)
    assert (kept.user, kept.name, kept.scopes) == (clerk, "books", None)
    act = Action.objects.get(kind="access.issue_token")
    assert token not in str(act.details)
    assert act.actor.username == "system"


@pytest.mark.parametrize("header", ["Bearer nonsense", "Bearer", "Bearer a b", "Bearer \u00fc"])
def test_an_unknown_token_is_refused_with_a_challenge(header):
    answer = APIClient().get(PORTFOLIOS, headers={"Authorization": header})

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_an_expired_token_is_refused(clerk):
    token = issue("clerk", "--name", "books", "--days", "1")
    assert get(token).status_code == 200

    change(expires_at=timezone.now() - timedelta(seconds=1))

    assert get(token).status_code == 401


def test_a_revoked_token_is_refused(clerk):
    token = issue("clerk", "--name", "books")

    change(revoked_at=timezone.now())

    assert get(token).status_code == 401


def test_a_token_of_somebody_deactivated_is_refused(clerk):
    token = issue("clerk", "--name", "books")

    with acting(actor=None, kind="tests.leave", channel="command"):
        clerk.is_active = False
        clerk.save()

    assert get(token).status_code == 401


def test_scopes_narrow_what_its_person_may(clerk):
    supervisor = factories.person("boss", "财务主管", manages=[factories.portfolio("SOUTH")])
    body = {"code": "colour", "name_zh": "颜色", "name_en": "Colour", "single": True}
    wide, narrow = issue("boss", "--name", "w"), issue("boss", "--name", "n", "--scope", "customers.add_customer")

    def post(token):
        client = APIClient(headers={"Authorization": f"Bearer {token}"})
        return client.post("/api/v1/dimensions/", body, format="json").status_code

    assert post(narrow) == 403
    assert post(wide) == 201
    assert supervisor.tokens.count() == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("stranger", "--name", "x"), "no active person 'stranger'"),
        (("clerk", "--name", " "), "name has 1 to 100"),
        (("clerk", "--name", "x\u202ey"), "printable"),
        (("clerk", "--name", "x", "--days", "0"), "--days is 1 to"),
        (("clerk", "--name", "x", "--scope", "customers.fly"), "customers.fly"),
    ],
)
def test_what_a_token_cannot_have_is_refused_by_name(clerk, arguments, said):
    with pytest.raises(CommandError, match=said):
        issue(*arguments)

    assert not Token.objects.exists()
