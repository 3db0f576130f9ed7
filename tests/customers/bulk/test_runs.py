"""An act on very many customers is the worker's: each row once, also when the worker is lost in the middle."""

import pytest

from customers.bulk import planning, running
from customers.models import Customer, Status
from exchange.models import Run, RunRow
from exchange.runs import starting, tasks, working
from exchange.runs.models import RunState
from tests import factories
from tests.customers.bulk.doing import CLASSIFY, STATUS, as_category, carried_out, held, outcomes, planned, some, undone
from tests.customers.making import dimension

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def batches_of_ten(monkeypatch):
    for module in (planning, running):
        monkeypatch.setattr(module, "BATCH", 10)


def worked(change):
    tasks.carry_out.call(str(change.run_id))
    change.refresh_from_db()
    return Run.objects.get(pk=change.run_id)


def codes(customers):
    return [customer.code for customer in customers]


def test_the_worker_does_it_and_says_what_came_of_each(east, clerk):
    dimension("industry", "制造业")
    customers = some(east, 25)
    change = carried_out(clerk, planned(clerk, CLASSIFY, as_category("制造业"), *codes(customers), "NOBODY"))
    assert (change.state, held(customers[0])) == ("running", [])

    run = worked(change)

    assert (run.state, run.done, run.counts) == (RunState.DONE, 26, {"updated": 25, "refused": 1})
    assert change.state == "done"
    assert [held(customer) for customer in customers] == [["制造业"]] * 25


def test_a_worker_lost_after_a_batch_is_followed_by_one_that_goes_on(east, clerk, monkeypatch):
    customers = some(east, 25)
    change = carried_out(clerk, planned(clerk, STATUS, {"to": Status.FROZEN}, *codes(customers)))
    signs = iter([False, True])  # told to end during the first batch
    monkeypatch.setattr(working, "leaving", lambda: next(signs))
    run = worked(change)
    assert (run.state, run.done) == (RunState.WAITING, 10)
    assert Customer.objects.filter(status=Status.FROZEN).count() == 10

    monkeypatch.setattr(working, "leaving", lambda: False)
    run = worked(change)

    assert (run.state, run.counts, RunRow.objects.count()) == (RunState.DONE, {"updated": 25}, 25)
    assert {*Customer.objects.values_list("status", "version")} == {("frozen", 2)}


def test_a_worker_killed_inside_a_batch_leaves_nothing_of_it(east, clerk, monkeypatch):
    customers = some(east, 25)
    change = carried_out(clerk, planned(clerk, STATUS, {"to": Status.FROZEN}, *codes(customers)))
    calls, answered = [], running._answered

    def killed(*given):
        calls.append(given)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return answered(*given)

    monkeypatch.setattr(running, "_answered", killed)
    with pytest.raises(KeyboardInterrupt):
        worked(change)
    assert Customer.objects.filter(status=Status.FROZEN).count() == 10
    Run.objects.update(state=RunState.WAITING)

    run = worked(change)

    assert (run.counts, RunRow.objects.count()) == ({"updated": 25}, 25)
    assert {*Customer.objects.values_list("status", "version")} == {("frozen", 2)}


def test_a_right_lost_while_it_waits_is_lost(east, south, clerk):
    customers = some(east, 15)
    change = carried_out(clerk, planned(clerk, STATUS, {"to": Status.FROZEN}, *codes(customers)))
    factories.grant(clerk, "manage", south)
    from access.models import PortfolioUserGrant
    from audit.history import acting

    with acting(actor=None, kind="tests.grant", channel="command"):
        PortfolioUserGrant.objects.filter(user=clerk, content_object=east).delete()

    run = worked(change)

    assert run.counts == {"refused": 15}
    assert {cause for _outcome, cause in outcomes(change).values()} == {"bulk_gone"}


def test_what_a_stopped_run_did_can_be_undone_and_the_rest_stays(east, clerk, monkeypatch):
    dimension("industry", "制造业")
    customers = some(east, 25)
    change = carried_out(clerk, planned(clerk, CLASSIFY, as_category("制造业"), *codes(customers)))
    signs = iter([False, True])
    monkeypatch.setattr(working, "leaving", lambda: next(signs))
    run = worked(change)
    starting.stop(run=run, actor=clerk)
    assert Run.objects.get().state == RunState.STOPPED

    back = undone(clerk, change)

    assert [*outcomes(back)] == codes(sorted(customers, key=lambda one: one.code)[:10])
    assert not any(held(customer) for customer in customers)
