"""Background work: carried out once, with its results; stopped, refused, broken, and expired."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from access.data_keys import open_rows
from access.models import DataKey
from audit.refusals import Refused
from exchange.models import IdempotencyKey, Run, RunChunk, RunFile, RunRow
from exchange.runs import files, kinds, starting, tasks, working
from exchange.runs.models import FileRole
from tests import factories
from tests.exchange.runs.kinds import ROWS, register_all

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


def started(actor, kind="tests.count", **parameters):
    return starting.start(kind, actor=actor, channel="web", parameters=parameters)


def carried_out(run):
    tasks.carry_out.call(str(run.pk))
    run.refresh_from_db()
    return run


def test_starting_puts_the_key_and_nothing_else_into_the_queue(clerk):
    run = started(clerk, about="KH-1")

    queued = DBTaskResult.objects.get()
    assert queued.args_kwargs == {"args": [str(run.pk)], "kwargs": {}}
    assert (run.state, run.started_at) == ("waiting", None)


def test_what_came_of_each_row_is_kept_and_counted(clerk):
    run = carried_out(started(clerk, bad=7))

    assert (run.state, run.done, run.total, run.counts) == ("done", ROWS, ROWS, {"updated": ROWS - 1, "refused": 1})
    assert RunRow.objects.count() == ROWS
    [refused] = open_rows(RunRow.objects.filter(outcome="refused"))
    assert (refused.number, refused.cause) == (7, "forbidden")
    assert refused.reason.text


def test_a_run_is_carried_out_once(clerk):
    run = carried_out(started(clerk))

    carried_out(run)

    assert (run.attempts, RunRow.objects.count()) == (1, ROWS)


def test_a_run_that_is_picked_up_goes_on_after_what_was_committed(clerk, monkeypatch):
    signs = iter([False, True])  # told to end during the first batch
    monkeypatch.setattr(working, "leaving", lambda: next(signs))
    run = carried_out(started(clerk))
    assert (run.state, run.done) == ("waiting", 10)

    monkeypatch.setattr(working, "leaving", lambda: False)
    carried_out(run)

    assert (run.state, run.done, RunRow.objects.count()) == ("done", ROWS, ROWS)


def test_a_lost_worker_s_run_is_picked_up_and_in_the_end_given_up(clerk):
    run = started(clerk)
    for attempt in (1, 2, 3):
        assert tasks.claim(str(run.pk)).attempts == attempt
        Run.objects.update(heartbeat=timezone.now() - timedelta(minutes=2))
        assert tasks.pick_up_lost() == (attempt < tasks.MAX_ATTEMPTS)

    run.refresh_from_db()
    assert (run.state, run.error) == ("failed", "worker_lost")


def test_a_run_whose_worker_gave_a_sign_of_life_is_not_taken_from_it(clerk):
    tasks.claim(str(started(clerk).pk))

    assert tasks.pick_up_lost() == 0


def test_an_overtaken_worker_changes_nothing_any_more(clerk):
    run = tasks.claim(str(started(clerk).pk))
    Run.objects.update(claimed_by="another")

    with pytest.raises(working.Overtaken), working.Work(run).batch() as results:
        results.add(1, "updated")

    assert RunRow.objects.count() == 0


def test_the_right_is_asked_again_when_the_work_begins(clerk):
    stranger = factories.person("stranger", "前台")

    run = carried_out(started(stranger))

    assert (run.state, run.error, run.done) == ("failed", "forbidden", 0)


def test_a_token_s_scopes_narrow_the_work_too(clerk):
    clerk.scopes = frozenset({"customers.add_customer"})

    run = carried_out(started(clerk))

    assert (run.state, run.error) == ("failed", "forbidden")


def test_a_refusal_ends_the_run_in_words(clerk):
    run = carried_out(started(clerk, "tests.refuse"))

    assert (run.state, run.error) == ("failed", "run_over")
    assert open_rows([run])[0].words.text


def test_a_defect_ends_the_run_without_its_values_in_the_log(clerk, caplog):
    run = started(clerk, "tests.break", secret="13800138000")

    with pytest.raises(tasks.RunFailed) as raised:
        tasks.carry_out.call(str(run.pk))

    run.refresh_from_db()
    assert (run.state, run.error) == ("failed", "internal")
    assert "ZeroDivisionError" in caplog.text
    assert "13800138000" not in caplog.text + str(raised.value)


def test_all_or_nothing_keeps_all(clerk):
    run = carried_out(started(clerk, "tests.whole"))

    assert (run.state, run.counts, run.mark) == ("done", {"created": 1}, "end")
    assert IdempotencyKey.objects.filter(key="kept").exists()


def test_all_or_nothing_keeps_nothing_but_the_results(clerk):
    run = carried_out(started(clerk, "tests.whole", bad=True))

    assert (run.state, run.counts, RunRow.objects.count()) == ("done", {"created": 1}, 1)
    assert not IdempotencyKey.objects.filter(key="kept").exists()


def test_who_started_it_stops_it_and_nobody_else(clerk):
    run, stranger = started(clerk), factories.person("stranger", "财务文员")

    with pytest.raises(Refused, match="run_over"):
        starting.stop(run=run, actor=stranger)
    run.refresh_from_db()
    assert run.state == "waiting"

    assert starting.stop(run=run, actor=clerk).state == "stopped"
    assert carried_out(run).done == 0


def test_a_running_one_ends_after_its_batch(clerk):
    run = tasks.claim(str(started(clerk).pk))
    starting.stop(run=run, actor=clerk)

    with pytest.raises(working.Stopped), working.Work(run).batch() as results:
        results.add(1, "updated")

    assert RunRow.objects.count() == 1


def test_a_file_comes_back_as_it_was_and_lies_encrypted(clerk):
    content = ("平安银行" * 300_000).encode()
    source = starting.Source("客户.csv", [content[:5], content[5:]])
    run = starting.start("tests.count", actor=clerk, channel="web", parameters={}, file=source)

    file = files.of(run, FileRole.SOURCE)
    with files.as_path(file) as path:
        assert path.read_bytes() == content
    assert files.name_of(file) == "客户.csv"
    assert RunChunk.objects.count() == 4
    assert all("平安".encode() not in chunk.content.ciphertext for chunk in RunChunk.objects.all())


def test_an_expired_run_keeps_its_counts_and_loses_its_key_rows_and_files(clerk):
    source = starting.Source("a.csv", [b"a"])
    run = starting.start("tests.count", actor=clerk, channel="web", parameters={}, file=source)
    carried_out(run)

    assert starting.expire_runs() == 0
    assert starting.expire_runs(now=timezone.now() + timedelta(days=8)) == 1

    run.refresh_from_db()
    assert (run.counts["updated"], run.erased_at is None) == (ROWS, False)
    assert [model.objects.count() for model in (RunRow, RunFile, RunChunk)] == [0, 0, 0]
    assert DataKey.objects.get(owner=run.pk).wrapped is None
