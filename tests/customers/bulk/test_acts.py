"""An act on many customers comes to what the act on each one comes to, by the same rights and rules."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from access.models import Membership, Request
from audit.history import acting
from audit.models import Action
from audit.refusals import Refused
from categories.models import Category
from customers import lifecycle
from customers.bulk import planning
from customers.bulk.models import BulkChange
from customers.models import Classification, Customer, CustomerSearch, Status
from tests import factories
from tests.customers.bulk.doing import (
    CLASSIFY,
    MOVE,
    STATUS,
    as_category,
    carried_out,
    done,
    held,
    outcomes,
    planned,
    some,
    to_portfolio,
)
from tests.customers.making import change, classes, create, dimension

pytestmark = pytest.mark.django_db
MODES = ("set", "add", "remove")


@pytest.fixture
def north():
    return factories.portfolio("NORTH")


@pytest.fixture
def mover(east, north):
    """Looks after both."""
    return factories.person("mover", "财务文员", manages=[east, north])


def traces(customer):
    """What a change leaves of a customer: classes, portfolio, status, version, and how it is found."""
    customer = Customer.objects.get(pk=customer.pk)
    found = CustomerSearch.objects.filter(customer=customer).values_list("tokens", flat=True).first() or []
    facets = [token for token in found if token.startswith(("in:", "c:")) and not token.startswith("c:KH")]
    return classes(customer), customer.portfolio_id, customer.status, customer.version, facets


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("before", [[], ["制造业"], ["制造业", "零售业"], ["零售业"]])
@pytest.mark.parametrize("since", [0, 1])
def test_classifying_many_comes_to_what_the_form_comes_to(clerk, mode, before, since):
    dimension("industry", "制造业", "零售业", single=False)
    one, other = (create(clerk, name=name).customer for name in ("苏州茶业", "广州酒业"))
    for customer in (one, other):
        change(clerk, customer, categories={"industry": before})
    with acting(actor=None, kind="tests.past", channel="command"):
        Classification.objects.update(valid_from=localdate() - timedelta(days=since))
    after = {"set": ["零售业"], "add": sorted({*before, "零售业"}), "remove": sorted({*before} - {"零售业"})}[mode]

    change(clerk, one, categories={"industry": after})
    done(clerk, CLASSIFY, as_category("零售业", mode), other.code)

    assert traces(other) == traces(one)
    assert held(other) == sorted(after)


def test_moving_many_comes_to_what_the_form_comes_to(mover, north):
    one, other = (create(mover, name=name).customer for name in ("苏州茶业", "广州酒业"))

    change(mover, one, portfolio="NORTH")
    done(mover, MOVE, to_portfolio(north), other.code)

    assert traces(other) == traces(one)
    assert Customer.objects.get(pk=other.pk).portfolio_id == north.pk


@pytest.mark.parametrize("to", [Status.ACTIVE, Status.FROZEN, Status.INACTIVE, Status.CLOSING, Status.CLOSED])
@pytest.mark.parametrize("start", [status for status in Status if status != Status.DELETED])
def test_each_arrow_is_taken_asked_for_or_refused_as_for_one(east, clerk, start, to):
    one, other = (factories.customer(east, status=start) for _number in range(2))
    try:
        saved = lifecycle.change_status(customer=one, to=to, reason="agreed", actor=clerk, channel="web")
        expected = "proposed" if saved.request else "updated"
    except Refused as refusal:
        expected = "unchanged" if start == to else refusal.code

    [(outcome, cause)] = outcomes(done(clerk, STATUS, {"to": to}, other.code)).values()

    assert (cause or outcome) == expected
    assert traces(other) == traces(one)
    assert Request.objects.filter(target_id=other.pk).count() == Request.objects.filter(target_id=one.pk).count()


def test_one_history_row_names_who_why_and_how_many(east, clerk):
    dimension("industry", "制造业")
    some(east)

    made = done(clerk, CLASSIFY, as_category("制造业"), "KH-1", "KH-2", "KH-3", reason="new plan")

    action = Action.objects.get(kind="customers.bulk_classify")
    assert (action.actor, action.reason, action.channel) == (clerk, "new plan", "web")
    assert action.details == {"bulk": str(made.pk), "customers": 3}
    assert Customer.history.filter(action_id=action.pk).count() == 3


def test_looking_changes_nothing(east, clerk):
    some(east)

    plan = planned(clerk, STATUS, {"to": Status.FROZEN}, "KH-1", "KH-2")

    assert outcomes(plan) == {"KH-1": ("updated", ""), "KH-2": ("updated", "")}
    assert {*Customer.objects.values_list("status", "version")} == {("active", 1)}


def test_the_credit_grade_becomes_a_request_for_each(east, clerk):
    dimension("credit_grade", "A", "B")
    some(east, 2)

    made = done(clerk, CLASSIFY, as_category("A", dimension="credit_grade"), "KH-1", "KH-2")

    assert {outcome for outcome, _cause in outcomes(made).values()} == {"proposed"}
    assert (Request.objects.filter(kind="customers.change").count(), Classification.objects.count()) == (2, 0)
    again = planned(clerk, CLASSIFY, as_category("B", dimension="credit_grade"), "KH-1")
    assert outcomes(again) == {"KH-1": ("refused", "request_open")}


def test_a_retired_category_is_given_to_nobody_even_when_it_is_retired_after_the_preview(east, clerk):
    dimension("industry", "制造业")
    some(east, 1)
    plan = planned(clerk, CLASSIFY, as_category("制造业"), "KH-1")
    with acting(actor=None, kind="tests.retire", channel="command"):
        Category.objects.update(retired_on=localdate())

    assert outcomes(carried_out(clerk, plan)) == {"KH-1": ("refused", "invalid")}
    assert not Classification.objects.exists()


def test_a_required_dimension_is_not_emptied(clerk):
    dimension("industry", "制造业", required=True, single=False)
    customer = create(clerk, categories={"industry": ["制造业"]}).customer

    made = done(clerk, CLASSIFY, as_category("制造业", "remove"), customer.code)

    assert outcomes(made) == {customer.code: ("refused", "invalid")}
    assert held(customer) == ["制造业"]


def test_a_customer_of_a_foreign_portfolio_is_as_one_that_is_not_there(south, clerk):
    dimension("industry", "制造业")
    factories.customer(south, code="FOREIGN", name="广州酒业")

    made = done(clerk, CLASSIFY, as_category("制造业"), "FOREIGN", "NOBODY")

    assert outcomes(made) == {"FOREIGN": ("refused", "bulk_gone"), "NOBODY": ("refused", "bulk_gone")}
    assert len(set(made.rows.values_list("words", "customer_id", "version"))) == 1
    assert not Classification.objects.exists()


def test_who_only_looks_at_a_customer_changes_it_in_no_way(east, south):
    dimension("industry", "制造业")
    some(east, 1)
    onlooker = factories.person("onlooker", "财务文员", sees=[east], manages=[south])

    for act, options in (
        (CLASSIFY, as_category("制造业")),
        (MOVE, to_portfolio(south)),
        (STATUS, {"to": Status.FROZEN}),
    ):
        assert outcomes(done(onlooker, act, options, "KH-1")) == {"KH-1": ("refused", "forbidden")}
    assert Customer.objects.get(code="KH-1").version == 1


def test_nobody_moves_a_customer_to_where_they_may_not_put_any(east, south, clerk):
    some(east, 1)

    made = done(clerk, MOVE, to_portfolio(south), "KH-1")

    assert outcomes(made) == {"KH-1": ("refused", "forbidden")}
    assert Customer.objects.get(code="KH-1").portfolio_id == east.pk


def test_a_retired_portfolio_takes_nobody(east, north, mover):
    some(east, 1)
    plan = planned(mover, MOVE, to_portfolio(north), "KH-1")
    with acting(actor=None, kind="tests.retire", channel="command"):
        type(north).objects.filter(pk=north.pk).update(retired_on=localdate())

    assert outcomes(carried_out(mover, plan)) == {"KH-1": ("refused", "invalid")}
    assert Customer.objects.get(code="KH-1").portfolio_id == east.pk


def test_a_right_lost_after_the_preview_is_lost(east, clerk):
    some(east, 1)
    plan = planned(clerk, STATUS, {"to": Status.FROZEN}, "KH-1")
    with acting(actor=None, kind="tests.leave", channel="command"):
        Membership.objects.filter(user=clerk).delete()

    assert outcomes(carried_out(clerk, plan)) == {"KH-1": ("refused", "forbidden")}
    assert Customer.objects.get(code="KH-1").status == Status.ACTIVE


def test_freezing_needs_its_own_right_here_too(east, clerk):
    some(east, 1)
    clerk.scopes = frozenset({"customers.change_status", "customers.change_customer"})

    assert outcomes(done(clerk, STATUS, {"to": Status.FROZEN}, "KH-1")) == {"KH-1": ("refused", "forbidden")}


def test_customers_that_changed_or_vanished_meanwhile_are_answered_each(east, south, clerk, supervisor):
    dimension("industry", "制造业")
    some(east)
    plan = planned(clerk, CLASSIFY, as_category("制造业"), "KH-1", "KH-2", "KH-3")
    with acting(actor=supervisor, kind="tests.meanwhile", channel="command"):
        Customer.objects.filter(code="KH-1").update(portfolio=south, version=2)
        Customer.objects.filter(code="KH-2").update(version=2)

    made = carried_out(clerk, plan)

    assert outcomes(made) == {
        "KH-1": ("refused", "bulk_gone"),
        "KH-2": ("refused", "bulk_changed"),
        "KH-3": ("updated", ""),
    }
    assert [held(one) for one in Customer.objects.order_by("code")] == [[], [], ["制造业"]]


def test_what_stands_against_closing_is_foreseen_without_its_sums(east, clerk, objected):
    objected.append(lifecycle.Blocker("balance", "Owes 1,000.00 CNY."))
    factories.customer(east, code="KH-1", status=Status.CLOSING)

    plan = planned(clerk, STATUS, {"to": Status.CLOSED}, "KH-1")

    assert outcomes(plan) == {"KH-1": ("refused", "not_settled")}
    assert "1,000" not in plan.rows.get().words


def test_all_that_match_are_those_of_the_filter_and_visible(east, south, clerk):
    some(east)
    factories.customer(east, code="KH-9", status=Status.FROZEN)
    factories.customer(south, code="SOUTH-1", status=Status.FROZEN)

    plan = planned(clerk, STATUS, {"to": Status.CLOSING}, query="status=frozen")

    assert outcomes(plan) == {"KH-9": ("updated", "")}


def test_nobody_and_too_many_are_refused(east, clerk, monkeypatch):
    some(east)
    monkeypatch.setattr(planning, "MOST", 2)

    with pytest.raises(Refused, match="bulk_nobody"):
        planned(clerk, STATUS, {"to": Status.FROZEN}, query="status=closed")
    with pytest.raises(Refused, match="bulk_too_many"):
        planned(clerk, STATUS, {"to": Status.FROZEN}, query="status=active")
    assert not BulkChange.objects.exists()


def test_an_act_is_carried_out_once_and_by_its_maker_only(east, clerk, supervisor):
    some(east)
    plan = planned(clerk, STATUS, {"to": Status.FROZEN}, "KH-1")

    with pytest.raises(Refused, match="bulk_not_planned"):
        carried_out(supervisor, plan)
    carried_out(clerk, plan)
    with pytest.raises(Refused, match="bulk_not_planned"):
        carried_out(clerk, plan)

    assert Customer.objects.get(code="KH-1").version == 2
