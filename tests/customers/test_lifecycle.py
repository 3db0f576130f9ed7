"""A customer moves along the arrows of E5 only: protective ones at once, loosening ones with a second person."""

import itertools

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from access import approvals
from access.fields import MONEY
from access.models import Request, Verdict
from audit.models import Action
from audit.refusals import Refused
from config.installation import PROJECT
from customers import lifecycle
from customers.models import Status
from tests import factories

pytestmark = pytest.mark.django_db

# E5 by hand, so that nobody changes the table without saying it twice.
IMMEDIATE = {
    ("draft", "active"),
    ("active", "frozen"),
    ("active", "inactive"),
    ("active", "closing"),
    ("frozen", "closing"),
    ("inactive", "closing"),
}
ASKED = {
    ("pending", "active"),
    ("frozen", "active"),
    ("inactive", "active"),
    ("closing", "active"),
    ("closing", "closed"),
    ("closed", "active"),
}
BY_DELETION_REQUEST = {("closed", "deleted")}
BY_RESTORING = {("deleted", "closed")}


@pytest.fixture
def owing(objected):
    """Another room objects to closing whoever owes."""
    objected.append(lifecycle.Blocker("balance", "Owes 1,000.00 CNY.", "Collect it.", MONEY))


def move(customer, to, actor, reason="agreed by telephone"):
    return lifecycle.change_status(customer=customer, to=to, reason=reason, actor=actor, channel="web")


def test_the_table_holds_the_arrows_of_e5_and_no_other():
    alone = {arrow for arrow, how in lifecycle.ARROWS.items() if not how.second_person}

    assert alone == IMMEDIATE
    assert lifecycle.ARROWS.keys() - alone == ASKED | BY_DELETION_REQUEST | BY_RESTORING


@pytest.mark.parametrize(("start", "to"), sorted(IMMEDIATE))
def test_a_protective_arrow_is_immediate(east, clerk, start, to):
    customer = factories.customer(east, status=start)

    saved = move(customer, to, clerk)

    customer.refresh_from_db()
    assert (customer.status, customer.version, saved.applied, saved.request) == (to, 2, ("status",), None)


@pytest.mark.parametrize(("start", "to"), sorted(ASKED))
def test_a_loosening_arrow_waits_for_another_person(east, clerk, supervisor, start, to):
    customer = factories.customer(east, status=start)

    saved = move(customer, to, clerk)
    customer.refresh_from_db()
    before = customer.status
    approvals.decide(asked=saved.request, actor=supervisor, verdict=Verdict.APPROVED, channel="web")

    customer.refresh_from_db()
    assert (saved.applied, before, customer.status, customer.version) == ((), start, to, 2)


@pytest.mark.parametrize(
    ("start", "to"), sorted(set(itertools.product(Status.values, repeat=2)) - IMMEDIATE - ASKED - BY_RESTORING)
)
def test_there_is_no_other_way(east, start, to):
    customer = factories.customer(east, status=start)
    anybody = factories.person("manager", "财务经理", "审计")

    with pytest.raises(Refused, match="deletion_needs_request" if to == "deleted" and start == "closed" else "not_all"):
        move(customer, to, anybody)

    customer.refresh_from_db()
    assert (customer.status, Request.objects.count()) == (start, 0)


@pytest.mark.parametrize(("start", "to"), sorted(IMMEDIATE | ASKED))
@pytest.mark.parametrize("role", ["审计", "前台", "系统管理员", None])
def test_who_may_not_change_a_customer_moves_it_nowhere(east, start, to, role):
    customer = factories.customer(east, status=start)
    onlooker = factories.person("onlooker", *filter(None, [role]), sees=[east])

    with pytest.raises(PermissionDenied):
        move(customer, to, onlooker)

    customer.refresh_from_db()
    assert (customer.status, Request.objects.count()) == (start, 0)


@pytest.mark.parametrize(("start", "to"), sorted(IMMEDIATE | ASKED))
def test_a_clerk_of_another_portfolio_moves_it_nowhere(east, start, to):
    customer = factories.customer(east, status=start)
    stranger = factories.person("stranger", "财务文员", manages=[factories.portfolio("SOUTH")])

    with pytest.raises(PermissionDenied):
        move(customer, to, stranger)


def test_freezing_needs_its_own_right(east, clerk):
    customer = factories.customer(east)
    clerk.scopes = frozenset({"customers.change_status"})

    with pytest.raises(PermissionDenied, match="freeze_customer"):
        move(customer, Status.FROZEN, clerk)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(Status.values), st.booleans()), max_size=12))
def test_whatever_is_tried_the_table_decides(east, clerk, supervisor, walk):
    customer, expected = factories.customer(east, status=Status.DRAFT), Status.DRAFT
    for to, agreed in walk:
        arrow = (expected, to)
        if arrow in IMMEDIATE:
            move(customer, to, clerk)
            expected = to
        elif arrow in ASKED:
            verdict = Verdict.APPROVED if agreed else Verdict.REJECTED
            asked = move(customer, to, clerk).request
            approvals.decide(asked=asked, actor=supervisor, verdict=verdict, channel="web", comment="decided")
            expected = to if agreed else expected
        else:
            with pytest.raises(Refused):
                move(customer, to, clerk)

        customer.refresh_from_db()
        assert customer.status == expected
        assert customer.history.count() == customer.version


def test_a_status_that_waits_for_a_decision_is_not_asked_for_twice(east, clerk):
    customer = factories.customer(east, status=Status.FROZEN)
    move(customer, Status.ACTIVE, clerk)

    with pytest.raises(Refused, match="request_open"):
        move(customer, Status.ACTIVE, clerk)


def test_freezing_does_not_wait_for_an_open_request_and_makes_it_stale(east, clerk, supervisor):
    customer = factories.customer(east, status=Status.INACTIVE)
    asked = move(customer, Status.ACTIVE, clerk).request
    move(customer, Status.CLOSING, clerk)

    with pytest.raises(Refused, match="stale"):
        approvals.decide(asked=asked, actor=supervisor, verdict=Verdict.APPROVED, channel="web")

    customer.refresh_from_db()
    assert customer.status == Status.CLOSING


def test_a_customer_that_owes_is_not_closed(east, clerk, owing):
    customer = factories.customer(east, status=Status.CLOSING)

    with pytest.raises(Refused, match="not_settled") as refused:
        move(customer, Status.CLOSED, clerk)

    assert refused.value.figures["blockers"] == [{"code": "balance", "detail": "Owes 1,000.00 CNY."}]


def test_a_customer_that_came_to_owe_meanwhile_is_not_closed_either(east, clerk, supervisor, request):
    customer = factories.customer(east, status=Status.CLOSING)
    asked = move(customer, Status.CLOSED, clerk).request
    request.getfixturevalue("owing")

    with pytest.raises(Refused, match="not_settled"):
        approvals.decide(asked=asked, actor=supervisor, verdict=Verdict.APPROVED, channel="web")

    customer.refresh_from_db()
    asked.refresh_from_db()
    assert (customer.status, asked.status) == (Status.CLOSING, "pending")


def test_what_a_customer_owes_is_not_told_to_who_may_not_see_money(east, clerk, owing):
    customer = factories.customer(east, status=Status.CLOSING)
    clerk.scopes = frozenset({"customers.change_status"})

    with pytest.raises(Refused, match="not_settled") as refused:
        move(customer, Status.CLOSED, clerk)

    assert "1,000.00" not in f"{refused.value} {refused.value.figures}"


@pytest.mark.parametrize("reason", ["", "  \n", None, 7, "ring 13812345678", "x" * 501, "a\x00b", "a\u202eb"])
def test_a_reason_is_needed_and_holds_no_personal_data(east, clerk, reason):
    customer = factories.customer(east)

    with pytest.raises(ValidationError) as refused:
        move(customer, Status.FROZEN, clerk, reason=reason)

    assert set(refused.value.message_dict) == {"reason"}


def test_history_names_who_when_and_why(east, clerk):
    customer = factories.customer(east)

    move(customer, Status.FROZEN, clerk, reason="three invoices overdue")

    past = customer.history.latest("history_id")
    act = Action.objects.get(pk=past.action_id)
    assert (past.status, past.history_user, past.history_change_reason) == ("frozen", clerk, "three invoices overdue")
    assert (act.kind, act.channel, act.details) == ("customers.change_status", "web", {"to": "frozen"})


def test_an_approved_arrow_names_its_approver_and_request_in_history(east, clerk, supervisor):
    customer = factories.customer(east, status=Status.FROZEN)
    asked = move(customer, Status.ACTIVE, clerk, reason="all paid").request

    approvals.decide(asked=asked, actor=supervisor, verdict=Verdict.APPROVED, channel="admin")

    past = customer.history.latest("history_id")
    act = Action.objects.get(pk=past.action_id)
    assert (act.actor, act.approval, act.reason, act.channel) == (supervisor, asked.pk, "all paid", "admin")


def test_the_decider_reads_status_before_and_after(east, clerk):
    customer = factories.customer(east, status=Status.FROZEN)

    asked = move(customer, Status.ACTIVE, clerk, reason="all paid").request

    lines = [(line.before, line.after) for line in approvals.lines_of(asked)]
    assert lines == [(str(Status.FROZEN.label), str(Status.ACTIVE.label))]
    assert asked.reason == "all paid"


@pytest.mark.parametrize("start", Status.values)
def test_what_is_offered_is_what_works(east, clerk, start):
    customer = factories.customer(east, status=start)

    offered = set(lifecycle.offered(clerk, customer))

    assert offered == {to for begin, to in IMMEDIATE | ASKED if begin == start}


def test_nothing_is_offered_to_an_onlooker(east):
    reception = factories.person("reception", "前台", sees=[east])

    customers = [factories.customer(east, status=status) for status in Status.values]

    assert [lifecycle.offered(reception, customer) for customer in customers] == [{}] * len(customers)


def test_the_documented_table_is_the_table():
    text = (PROJECT / "docs" / "lifecycle.md").read_text(encoding="utf-8")
    rows = [tuple(cell.strip(" `") for cell in line.split("|")[1:-1]) for line in text.splitlines() if "→" in line]
    documented = {tuple(cells[0].split(" → ")): cells[1:4] for cells in rows if len(cells) == 5}

    assert documented == {
        (str(start), str(to)): (
            arrow.permission,
            approvals.KINDS[arrow.kind].permission if arrow.kind else "—",
            arrow.kind or "—",
        )
        for (start, to), arrow in lifecycle.ARROWS.items()
    }
