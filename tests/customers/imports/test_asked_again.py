"""A file brought again while what it asked for still waits: the same is unchanged, anything else is refused (E7)."""

import pytest

from access import approvals
from access.data_keys import open_rows
from access.models import Request, Verdict
from customers.models import Customer
from exchange.models import Run, RunRow
from exchange.runs import files
from exchange.runs.models import FileRole
from tests.customers import making
from tests.customers.imports.test_browser_course import counts, signed_in, started  # noqa: F401 - a fixture
from tests.importing import Desk

pytestmark = pytest.mark.django_db
HEADER = "code,name,terms,external_id\n"
ASKED = HEADER + "A1,平安银行股份,net 30,\n"


@pytest.fixture
def desk(tmp_path, clerk):
    """Name and terms of A1 are asked for by a file."""
    making.create(clerk, code="A1", terms="net 10")
    desk = Desk(tmp_path, "import_customers", clerk)
    assert desk.take_in(ASKED) == {"proposed": 1}
    return desk


DIFFERENT = {
    "other name": "A1,平安银行有限,net 30,\n",
    "other terms": "A1,平安银行股份,net 60,\n",
    "less": "A1,平安银行股份,,\n",
    "ordinary besides": "A1,平安银行股份,net 30,X-7\n",
}


@pytest.mark.parametrize("options", [(), ("--dry-run",)])
def test_the_same_proposal_is_unchanged_and_asks_nobody_twice(desk, options):
    assert desk.take_in(ASKED, *options) == {"unchanged": 1}

    assert (desk.complaint, desk.errors) == ("", [])
    assert Request.objects.count() == 1


@pytest.mark.parametrize("options", [(), ("--dry-run",)])
@pytest.mark.parametrize("row", DIFFERENT.values(), ids=DIFFERENT)
def test_another_proposal_is_refused(desk, row, options):
    assert desk.take_in(HEADER + row, *options) == {"refused": 1}

    [(number, _column, reason)] = desk.errors
    assert (number, "already waits for approval" in reason) == (2, True)
    assert (Request.objects.count(), Customer.objects.get().external_id) == (1, "")


def test_a_proposal_that_is_out_of_date_is_refused_until_it_is_closed(desk, clerk):
    making.change(clerk, Customer.objects.get(), external_id="X-1")

    assert desk.take_in(ASKED) == {"refused": 1}


def test_after_the_decision_the_file_asks_again_or_says_nothing_new(desk, supervisor):
    asked = Request.objects.get()
    approvals.decide_row(asked=asked, actor=supervisor, verdict=Verdict.REJECTED, channel="web", comment="证据不足")
    assert desk.take_in(ASKED) == {"proposed": 1}

    again = Request.objects.latest("created_at")
    approvals.decide_row(asked=again, actor=supervisor, verdict=Verdict.APPROVED, channel="web")
    assert desk.take_in(ASKED) == {"unchanged": 1}


@pytest.mark.parametrize("mode", ["valid_rows", "strict", "dry_run"])
def test_in_the_browser_the_row_names_the_request_and_is_not_left_out(desk, signed_in, mode):  # noqa: F811
    run = started(signed_in, ASKED, mode=mode)

    assert (run.state, counts(run)) == ("done", {"unchanged": 1})
    [row] = open_rows(RunRow.objects.filter(run=run))
    assert str(Request.objects.get().pk) in row.reason.text
    assert files.of(run, FileRole.ERRORS) is None
    assert Run.objects.get() == run
