"""Large exports: the worker's, encrypted, their maker's alone, and only while they may still see all of it."""

import csv
import hashlib
import io
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from access.models import DataKey, Membership
from audit.history import acting
from audit.models import Action
from audit.refusals import Refused
from customers.exports import background
from exchange.models import Run, RunChunk
from exchange.runs import files, starting, tasks
from exchange.runs.models import FileRole, RunState
from tests import factories
from tests.customers import exporting, pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank(east):
    return pages.saved(east, code="A1", name="平安银行")


def ordered(person, *columns, **options):
    """A run as the worker left it."""
    run = background.order(wanted=exporting.wanted(*columns, **options), actor=person, channel="web")
    tasks.carry_out.call(str(run.pk))
    return Run.objects.get(pk=run.pk)


def fetched(client, person, run):
    client.force_login(person)
    return client.get(files.of(run, FileRole.RESULT).get_absolute_url())


def test_the_worker_writes_the_file_its_maker_fetches(client, clerk, bank):
    run = ordered(clerk, "code", "mobile", query="q=平安")

    assert (run.state, run.done, run.counts) == (RunState.DONE, 1, {"exported": 1})
    content = b"".join(fetched(client, clerk, run).streaming_content)
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows == [{"code": "A1", "mobile_masked": "138****5678"}]
    written, handed = Action.objects.get(kind="customers.export"), Action.objects.get(kind="exchange.download")
    digest = hashlib.sha256(content).hexdigest()
    assert written.details["sha256"] == handed.details["sha256"] == digest
    assert written.details["run"] == handed.details["run"] == str(run.pk)


def test_nothing_readable_of_it_lies_in_the_database(supervisor, bank):
    run = ordered(supervisor, "code", "name", "mobile", query="q=平安", unmasked=True, reason="collection")

    chunks = b"".join(chunk.content.ciphertext for chunk in RunChunk.objects.filter(run=run))
    assert chunks
    for plain in ("平安", "13812345678", "A1,"):
        assert plain.encode() not in chunks
    assert "平安" not in str(run.parameters)


def test_a_stranger_and_even_the_auditor_find_no_file(client, clerk, stranger, bank):
    run = ordered(clerk)

    for person in (stranger, factories.person("auditor", "审计")):
        assert fetched(client, person, run).status_code == 404


def leave(person):
    with acting(actor=None, kind="tests.leave", channel="command"):
        Membership.objects.filter(user=person).delete()


def test_who_lost_the_right_to_export_is_refused_and_the_journal_says_so(client, clerk, bank):
    run = ordered(clerk)
    leave(clerk)

    assert fetched(client, clerk, run).status_code == 403
    assert Action.objects.get(kind="exchange.download").details["refused"] == "forbidden"


def test_who_lost_sight_of_one_customer_in_it_is_refused(client, clerk, bank, east, south):
    run = ordered(clerk)
    assert fetched(client, clerk, run).status_code == 200
    with acting(actor=None, kind="tests.move", channel="command"):
        bank.portfolio = south
        bank.save()

    assert fetched(client, clerk, run).status_code == 403


@pytest.mark.parametrize("codename", ["view_money", "export_unmasked", "reveal_contacts"])
def test_who_lost_the_right_to_a_column_is_refused(client, supervisor, bank, codename):
    run = ordered(supervisor, "code", "receivable:CNY", "mobile", unmasked=True, reason="collection")
    assert fetched(client, supervisor, run).status_code == 200
    role = factories.role("财务主管")
    role.permissions.remove(role.permissions.get(codename=codename))

    assert fetched(client, supervisor, run).status_code == 403


def test_a_masked_column_stays_theirs_when_they_lose_the_right_to_reveal(client, supervisor, bank):
    run = ordered(supervisor, "code", "mobile")
    role = factories.role("财务主管")
    role.permissions.remove(role.permissions.get(codename="reveal_contacts"))

    assert fetched(client, supervisor, run).status_code == 200


def test_after_a_day_there_is_no_file_and_no_key(client, clerk, bank):
    run = ordered(clerk)
    assert timedelta(hours=23) < run.expires_at - timezone.now() <= timedelta(hours=24)
    file = files.of(run, FileRole.RESULT).get_absolute_url()
    Run.objects.update(expires_at=timezone.now())

    client.force_login(clerk)
    assert client.get(file).status_code == 404
    starting.expire_runs()
    assert DataKey.objects.get(owner=run.pk).wrapped is None


def test_nobody_orders_what_they_may_not_export(reception, bank):
    with pytest.raises(PermissionDenied):
        background.order(wanted=exporting.wanted(), actor=reception, channel="web")
    assert not Run.objects.exists()


def test_a_right_lost_before_the_worker_begins_ends_the_run(clerk, bank):
    run = background.order(wanted=exporting.wanted(), actor=clerk, channel="web")
    leave(clerk)
    tasks.carry_out.call(str(run.pk))

    assert Run.objects.get().state == RunState.FAILED
    assert not RunChunk.objects.exclude(file__role=FileRole.SOURCE).exists()


def test_a_run_that_is_carried_out_twice_has_one_file(clerk, bank):
    run = ordered(clerk)
    Run.objects.update(state=RunState.WAITING)
    tasks.carry_out.call(str(run.pk))

    assert Run.objects.get().state == RunState.DONE
    assert Action.objects.filter(kind="customers.export").count() == 1


def test_a_workbook_takes_no_more_rows_than_a_sheet_has(clerk, bank, monkeypatch):
    monkeypatch.setattr(background, "MAX_ROWS", 0)

    with pytest.raises(Refused, match="rows_too_many"):
        background.order(wanted=exporting.wanted(format=exporting.Format.XLSX), actor=clerk, channel="web")
