"""Four eyes: who may decide, once, on the present state, and never the maker, whoever that is (E7)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from access import approvals
from access.models import Request, RequestedField, Verdict
from audit.history import acting
from audit.models import Action
from audit.refusals import Refused
from customers.models import Customer
from tests import factories
from tests.access.conftest import ask

pytestmark = pytest.mark.django_db
APPROVED, REJECTED = Verdict.APPROVED, Verdict.REJECTED


@pytest.fixture
def asked(customer, people):
    return ask(customer, people.clerk)


def decide(asked, actor, verdict=APPROVED, comment=""):
    return approvals.decide(asked=asked, actor=actor, verdict=verdict, channel="web", comment=comment)


def withdraw(asked, actor):
    return approvals.withdraw(asked=asked, actor=actor, channel="web")


def make_two_levels(asked):
    with acting(actor=None, kind="tests.levels", channel="command"):
        Request.objects.filter(pk=asked.pk).update(levels=2)


def move_on(customer):
    with acting(actor=None, kind="tests.move", channel="command"):
        Customer.objects.filter(pk=customer.pk).update(version=customer.version + 1)


def state(asked, customer):
    """What became of the request, whether it was applied, and how many decided."""
    asked.refresh_from_db()
    customer.refresh_from_db()
    return asked.status, customer.short_name, asked.decisions.count()


def test_asking_keeps_maker_reason_base_version_and_an_end_in_thirty_days(asked, customer, people):
    assert (asked.maker, asked.reason, asked.base_version, asked.status) == (people.clerk, "更名", 1, "pending")
    assert timedelta(days=29) < asked.expires_at - timezone.now() <= timedelta(days=30)
    assert customer.short_name == ""


def test_what_is_asked_for_is_stored_encrypted(asked):
    fresh = Request.objects.get(pk=asked.pk)

    assert b"short_name" not in fresh.payload.ciphertext
    assert approvals.payload_of(fresh) == {"short_name": "平安"}


def test_an_approval_applies_it_with_the_decision_in_one_action(asked, customer, people):
    decide(asked, people.supervisor, comment="seen the licence")

    assert state(asked, customer) == ("approved", "平安", 1)
    decision = asked.decisions.get()
    assert (decision.maker, decision.decided_by, decision.comment) == (
        people.clerk,
        people.supervisor,
        "seen the licence",
    )
    act = Action.objects.get(pk=decision.action_id)
    assert (act.kind, act.approval, act.actor) == ("access.approved", asked.pk, people.supervisor)
    assert not RequestedField.objects.exists()


def test_a_rejection_changes_nothing_and_needs_a_comment(asked, customer, people):
    with pytest.raises(Refused, match="comment_required") as refused:
        decide(asked, people.supervisor, REJECTED, comment="  ")
    assert refused.value.field == "comment"

    decide(asked, people.supervisor, REJECTED, comment="no licence")

    assert state(asked, customer) == ("rejected", "", 1)


@pytest.mark.parametrize("verdict", [APPROVED, REJECTED])
@pytest.mark.parametrize("superuser", [False, True])
def test_nobody_decides_their_own_request(customer, people, verdict, superuser):
    maker = factories.person("maker", "财务经理", manages=[people.east], is_superuser=superuser)
    asked = ask(customer, maker)

    with pytest.raises(Refused, match="own_request") as refused:
        decide(asked, maker, verdict, comment="mine")

    assert (refused.value.status, state(asked, customer)) == (403, ("pending", "", 0))


def test_the_refusal_is_in_the_journal(asked, people):
    with pytest.raises(Refused, match="own_request"):
        decide(asked, people.clerk)

    act = Action.objects.filter(actor=people.clerk, kind="access.approved").latest("id")
    assert (act.details, act.about_id) == ({"refused": "own_request"}, str(asked.pk))


def undeciding(people):
    """People who may not decide the request of EAST's clerk, by what they lack."""
    return {
        "the right": factories.person("clerk2", "财务文员", manages=[people.east]),
        "the portfolio": people.stranger,
        "more than a view": factories.person("looker", "财务主管", sees=[people.east]),
        "any right but to read": people.auditor,
        "any role": factories.person("root", is_superuser=True, manages=[people.east]),
        "any place": factories.person("administrator", "系统管理员"),
    }


@pytest.mark.parametrize(
    "lack", ["the right", "the portfolio", "more than a view", "any right but to read", "any role", "any place"]
)
@pytest.mark.parametrize("verdict", [APPROVED, REJECTED])
def test_who_lacks_the_right_there_does_not_decide(asked, customer, people, lack, verdict):
    with pytest.raises(PermissionDenied):
        decide(asked, undeciding(people)[lack], verdict, comment="no")

    assert state(asked, customer) == ("pending", "", 0)


def test_a_token_without_the_scope_does_not_decide(asked, people):
    people.supervisor.scopes = frozenset({"customers.change_customer"})

    with pytest.raises(PermissionDenied):
        decide(asked, people.supervisor)


@pytest.mark.parametrize("first", [APPROVED, REJECTED])
@pytest.mark.parametrize("second", [APPROVED, REJECTED])
def test_what_was_decided_is_not_decided_again(asked, customer, people, first, second):
    decide(asked, people.supervisor, first, comment="first")
    before = state(asked, customer)

    with pytest.raises(Refused, match="already_decided"):
        decide(asked, people.colleague, second, comment="second")

    assert state(asked, customer) == before


def test_a_request_on_a_changed_record_is_stale_and_closed_as_such(asked, customer, people):
    move_on(customer)

    with pytest.raises(Refused, match="stale") as refused:
        decide(asked, people.supervisor)

    assert (refused.value.status, state(asked, customer)) == (409, ("stale", "", 0))
    assert not RequestedField.objects.exists()


def test_a_stale_request_is_still_rejected_with_its_reason(asked, customer, people):
    move_on(customer)

    decide(asked, people.supervisor, REJECTED, comment="outdated")

    assert state(asked, customer) == ("rejected", "", 1)


def test_who_may_not_decide_does_not_find_out_that_it_is_stale(asked, customer, people):
    move_on(customer)

    with pytest.raises(PermissionDenied):
        decide(asked, people.stranger)

    assert state(asked, customer) == ("pending", "", 0)


def test_what_ran_out_is_not_decided_even_before_the_schedule_closes_it(asked, customer, people):
    with acting(actor=None, kind="tests.age", channel="command"):
        Request.objects.filter(pk=asked.pk).update(expires_at=timezone.now() - timedelta(seconds=1))

    with pytest.raises(Refused, match="already_decided"):
        decide(asked, people.supervisor)

    assert state(asked, customer) == ("pending", "", 0)


def test_a_field_in_an_open_request_is_not_asked_for_twice(asked, customer, people):
    with pytest.raises(Refused, match="request_open") as refused:
        ask(customer, people.supervisor)

    assert (refused.value.status, Request.objects.count()) == (409, 1)


def test_another_field_and_another_customer_are(asked, customer, people):
    ask(customer, people.clerk, field="terms")
    ask(factories.customer(people.east), people.clerk)

    assert Request.objects.pending().count() == 3


@pytest.mark.parametrize("ending", ["approved", "rejected", "withdrawn", "stale"])
def test_a_closed_request_frees_its_field(asked, customer, people, ending):
    if ending == "withdrawn":
        withdraw(asked, people.clerk)
    elif ending == "stale":
        move_on(customer)
        with pytest.raises(Refused):
            decide(asked, people.supervisor)
    else:
        decide(asked, people.supervisor, Verdict(ending), comment="so be it")
    customer.refresh_from_db()

    assert ask(customer, people.clerk).status == "pending"


def test_the_maker_withdraws(asked, customer, people):
    withdraw(asked, people.clerk)

    assert state(asked, customer) == ("withdrawn", "", 1)
    with pytest.raises(Refused, match="already_decided"):
        decide(asked, people.supervisor)


def test_nobody_else_withdraws(asked, customer, people):
    with pytest.raises(Refused, match="not_yours"):
        withdraw(asked, people.supervisor)

    assert state(asked, customer) == ("pending", "", 0)


def test_what_was_decided_is_not_withdrawn(asked, customer, people):
    decide(asked, people.supervisor)

    with pytest.raises(Refused, match="already_decided"):
        withdraw(asked, people.clerk)

    assert state(asked, customer) == ("approved", "平安", 1)


def test_two_levels_are_two_people(asked, customer, people):
    make_two_levels(asked)

    decide(asked, people.supervisor)
    half = state(asked, customer)
    with pytest.raises(Refused, match="already_yours"):
        decide(asked, people.supervisor)
    with pytest.raises(Refused, match="own_request"):
        decide(asked, people.clerk)
    decide(asked, people.colleague)

    assert (half, state(asked, customer)) == (("pending", "", 1), ("approved", "平安", 2))


def test_the_second_level_may_still_reject(asked, customer, people):
    make_two_levels(asked)

    decide(asked, people.supervisor)
    decide(asked, people.colleague, REJECTED, comment="too much")

    assert state(asked, customer) == ("rejected", "", 2)
