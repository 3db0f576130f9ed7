"""The pages of runs: one's own in full, the auditor's without rows, nobody else's at all."""

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Action
from exchange.models import Run
from exchange.runs import files, kinds, starting, tasks
from exchange.runs.models import FileRole
from tests import factories
from tests.exchange.runs.kinds import register_all

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def known():
    before = dict(kinds.KINDS)
    register_all()
    yield
    kinds.KINDS.clear()
    kinds.KINDS.update(before)


@pytest.fixture
def clerk():
    return factories.person("clerk", "财务文员", manages=[factories.portfolio("EAST")])


@pytest.fixture
def run(clerk):
    run = starting.start("tests.count", actor=clerk, channel="web", parameters={"bad": 7})
    tasks.carry_out.call(str(run.pk))
    files.write(run, role=FileRole.ERRORS, name="错误.csv", parts=[b"a,b\r\n"])
    return run


def text_of(client, person, address):
    client.force_login(person)
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_its_maker_reads_rows_reasons_and_files(client, clerk, run):
    text = text_of(client, clerk, run.get_absolute_url())

    assert "KH-1<" in text
    assert "错误.csv" in text
    assert 'id="standing"' in text


def test_rows_of_one_outcome(client, clerk, run):
    text = text_of(client, clerk, f"{run.get_absolute_url()}?outcome=refused")

    assert "KH-1<" not in text


def test_the_auditor_reads_how_it_stands_and_no_row_or_file(client, run):
    text = text_of(client, factories.person("auditor", "审计"), run.get_absolute_url())

    assert 'id="standing"' in text
    assert "KH-1<" not in text
    assert "错误.csv" not in text


def test_rows_are_not_even_fetched_for_the_auditor(client, run):
    client.force_login(factories.person("auditor", "审计"))

    assert "rows" not in client.get(run.get_absolute_url()).context


@pytest.mark.parametrize("role", ["财务文员", "审计"])
def test_nobody_else_fetches_a_file_or_stops_the_run(client, run, role):
    client.force_login(factories.person("other", role))
    file = files.of(run, FileRole.ERRORS)

    assert client.get(file.get_absolute_url()).status_code == 404
    assert client.post(reverse("runs:stop", args=[run.pk])).status_code == 404


def test_a_file_is_fetched_by_its_maker_and_that_is_recorded(client, clerk, run):
    client.force_login(clerk)

    answer = client.get(files.of(run, FileRole.ERRORS).get_absolute_url())

    assert b"".join(answer.streaming_content) == b"a,b\r\n"
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Disposition"].startswith("attachment")
    assert Action.objects.get(kind="exchange.download").details["role"] == "errors"


def test_who_lost_the_right_fetches_no_file_any_more(client, clerk, run):
    kinds.KINDS["tests.count"] = kinds.Kind(
        name="tests.count", label="count", work=print, permission="access.manage_settings"
    )
    client.force_login(clerk)

    assert client.get(files.of(run, FileRole.ERRORS).get_absolute_url()).status_code == 403


def test_asked_by_htmx_a_run_that_goes_on_shows_how_it_stands_and_one_that_is_over_the_page(client, clerk, run):
    client.force_login(clerk)
    assert client.get(run.get_absolute_url(), headers={"HX-Request": "true"})["HX-Refresh"] == "true"

    Run.objects.update(state="running", total=40, done=10)
    answer = client.get(run.get_absolute_url(), headers={"HX-Request": "true"})

    assert "<html" not in answer.content.decode()
    assert 'value="25"' in answer.content.decode()


def test_the_list_has_one_s_own(client, clerk, run):
    other = Run.objects.create(kind="x", actor=factories.person(), channel="web", expires_at=timezone.now())

    text = text_of(client, clerk, reverse("runs:list"))

    assert str(run.pk) in text
    assert str(other.pk) not in text


def test_stopping_what_is_over_says_so(client, clerk, run):
    client.force_login(clerk)

    answer = client.post(reverse("runs:stop", args=[run.pk]), follow=True)

    assert "note" in answer.content.decode()
    run.refresh_from_db()
    assert run.state == "done"
