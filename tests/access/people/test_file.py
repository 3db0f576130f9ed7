"""People from a file: judged row by row, written only when the same rows come back (S29)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from access.models import User
from access.people import operations
from access.permissions import MANAGE, VIEW, read_rights
from audit.models import Action
from audit.refusals import Refused
from tests import factories

pytestmark = pytest.mark.django_db
HEADER = "登录名,姓,名,电子邮件,角色,负责组合,可见组合,语言\n"
URL = "/settings/people/file/"


@pytest.fixture
def sysadmin(client):
    for role in ("财务文员", "前台"):
        factories.role(role)
    person = factories.person("sysadmin", "系统管理员")
    client.force_login(person)
    return person


def upload(client, text, name="people.csv"):
    return client.post(URL, {"file": SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())})


def taken(client, preview):
    return client.post(URL, {"rows": preview.context["signed"]})


def outcomes(results):
    return [(one.username, one.outcome) for one in results]


def test_people_are_previewed_then_taken_in_with_roles_grants_and_a_link(client, sysadmin):
    east, south = factories.portfolio("EAST"), factories.portfolio("SOUTH")

    preview = upload(
        client, HEADER + "wang.fang,王,芳,w@example.com,财务文员,EAST,SOUTH,中文\nli.na,李,娜,,Reception,,EAST,en\n"
    )
    assert outcomes(preview.context["results"]) == [("wang.fang", "added"), ("li.na", "added")]
    assert not User.objects.filter(username="wang.fang").exists()
    done = taken(client, preview)

    person = User.objects.get(username="wang.fang")
    assert (person.last_name, person.first_name, person.language) == ("王", "芳", "zh-hans")
    assert read_rights(person).portfolios == {east.pk: MANAGE, south.pk: VIEW}
    assert User.objects.get(username="li.na").role_names == "前台"
    links = [one["link"] for one in done.context["done"]]
    assert client.get(links[0]).status_code == 200
    assert set(Action.objects.filter(kind="access.add_person").values_list("channel", flat=True)) == {"import"}


def test_the_same_file_again_changes_nothing(client, sysadmin):
    factories.portfolio("EAST")
    text = HEADER + "wang.fang,王,芳,,财务文员,EAST,,\n"
    taken(client, upload(client, text))

    again = upload(client, text)

    assert outcomes(again.context["results"]) == [("wang.fang", "unchanged")]
    assert again.context["signed"] == ""


def test_an_empty_cell_leaves_what_there_is(client, sysadmin):
    east = factories.portfolio("EAST")
    person = factories.person("wang.fang", "财务文员", manages=[east], last_name="王")

    taken(client, upload(client, "username,first_name,last_name,roles,manages\nwang.fang,芳,,,\n"))

    person.refresh_from_db()
    assert (person.last_name, person.first_name, person.role_names) == ("王", "芳", "财务文员")
    assert read_rights(person).portfolios == {east.pk: MANAGE}


@pytest.mark.parametrize(("row", "word"), [
    ("wang.fang,,,,总裁,,,", "总裁"),
    ("wang.fang,,,,,WEST,,", "WEST"),
    ("wang fang,,,,,,,", ""),
    (",王,,,,,,", ""),
    ("wang.fang,,,not-an-address,,,,", ""),
    ("wang.fang,,,,,,,fr", ""),
    ("sysadmin,,,,财务文员,,,", ""),
])  # fmt: skip
def test_a_row_that_cannot_be_is_refused_with_its_reason_and_the_others_are_not(client, sysadmin, row, word):
    preview = upload(client, HEADER + row + "\nli.na,李,娜,,,,,\n")

    refused, added = preview.context["results"]
    assert (refused.outcome, added.outcome) == ("refused", "added")
    assert refused.why
    assert word in refused.why
    taken(client, preview)
    assert User.objects.filter(username="li.na").exists()
    assert read_rights(sysadmin).may == {"access.manage_people", "access.manage_settings"}


def test_a_sign_in_twice_in_the_file_counts_once(client, sysadmin):
    preview = upload(client, HEADER + "wang.fang,,,,,,,\nWANG.FANG,,,,,,,\n")

    assert [one.outcome for one in preview.context["results"]] == ["added", "refused"]


@pytest.mark.parametrize(
    "file", [b"", b"\x00\x01", "名称\n王\n".encode(), b"PK\x03\x04", HEADER.encode() * 2 + b"\xff\xfe"]
)
def test_a_file_that_is_none_is_refused(client, sysadmin, file):
    answer = upload(client, file)

    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]


def test_a_file_of_too_many_is_refused(client, sysadmin):
    assert upload(client, "username\n" + "".join(f"p{n}\n" for n in range(501))).status_code == 422


def test_rows_that_another_signed_or_nobody_did_are_not_taken_in(client, sysadmin):
    signed = upload(client, HEADER + "wang.fang,,,,,,,\n").context["signed"]
    client.force_login(factories.person("sysadmin2", "系统管理员"))

    assert client.post(URL, {"rows": signed}).status_code == 302
    assert client.post(URL, {"rows": "forged"}).status_code == 302
    assert not User.objects.filter(username="wang.fang").exists()


@pytest.mark.parametrize("role", ["财务经理", "财务文员", "审计"])
def test_who_does_not_look_after_people_takes_nobody_in(client, role, sysadmin):
    signed = upload(client, HEADER + "wang.fang,,,,,,,\n").context["signed"]
    client.force_login(factories.person("stranger", role))

    assert upload(client, HEADER).status_code == 403
    assert client.post(URL, {"rows": signed}).status_code == 403
    assert client.get("/settings/people/file/template/").status_code == 403


def test_the_template_is_read_back_as_it_is_offered(client, sysadmin):
    factories.portfolio("EAST")
    template = client.get("/settings/people/file/template/", headers={"Accept-Language": "zh-hans"})

    preview = upload(client, b"".join(template) if template.streaming else template.content)

    assert outcomes(preview.context["results"]) == [("wang.fang", "added")]


def test_a_row_refused_half_way_leaves_nobody_half_added(client, sysadmin, monkeypatch):
    factories.portfolio("EAST")
    preview = upload(client, HEADER + "wang.fang,王,芳,,财务文员,EAST,,\n")

    def refuse(**_given):
        raise Refused(operations.NOT_A_PERSON)

    monkeypatch.setattr(operations, "set_grants", refuse)
    done = taken(client, preview)

    assert outcomes(row["result"] for row in done.context["done"]) == [("wang.fang", "refused")]
    assert not User.objects.filter(username="wang.fang").exists()
