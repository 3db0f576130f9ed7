"""Undoing an act on many customers: the same rights and arrows, its own history row, nothing another person did."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.timezone import localdate

from access.models import Membership, Request
from audit.history import acting
from audit.models import Action
from audit.refusals import Refused
from customers.bulk import undoing
from customers.bulk.models import BulkChange
from customers.models import Classification, Customer, Status
from tests import factories
from tests.customers.bulk.doing import (
    CLASSIFY,
    MOVE,
    STATUS,
    as_category,
    done,
    held,
    outcomes,
    some,
    to_portfolio,
    undone,
)
from tests.customers.making import change, classes, create, dimension

pytestmark = pytest.mark.django_db
ALL = ("KH-1", "KH-2", "KH-3")


def statuses():
    return list(Customer.objects.order_by("code").values_list("status", flat=True))


def test_classifying_is_undone_as_if_it_had_never_been(clerk):
    dimension("industry", "制造业", "零售业")
    one, other = (create(clerk, name=name).customer for name in ("苏州茶业", "广州酒业"))
    change(clerk, one, categories={"industry": ["制造业"]})
    before = [classes(customer) for customer in (one, other)]
    made = done(clerk, CLASSIFY, as_category("零售业"), one.code, other.code)
    assert [held(customer) for customer in (one, other)] == [["零售业"], ["零售业"]]

    back = undone(clerk, made)

    assert {outcome for outcome, _cause in outcomes(back).values()} == {"updated"}
    assert [held(one), held(other)] == [["制造业"], []]
    assert classes(one) == before[0]


def test_a_move_is_undone_to_where_each_came_from(east, south):
    north = factories.portfolio("NORTH")
    mover = factories.person("mover", "财务文员", manages=[east, south, north])
    factories.customer(east, code="KH-1")
    factories.customer(south, code="KH-2")
    made = done(mover, MOVE, to_portfolio(north), "KH-1", "KH-2")

    undone(mover, made)

    assert list(Customer.objects.order_by("code").values_list("portfolio__code", flat=True)) == ["EAST", "SOUTH"]


def test_the_undo_is_a_history_row_of_its_own_that_says_of_what(east, clerk):
    dimension("industry", "制造业")
    some(east)
    made = done(clerk, CLASSIFY, as_category("制造业"), *ALL)

    back = undone(clerk, made)

    action = Action.objects.get(kind="customers.bulk_undo")
    assert action.reason == back.reason
    assert "制造业" in action.reason
    assert action.reason != made.reason
    assert Customer.history.filter(action_id=action.pk).count() == 3


@pytest.mark.parametrize("to", [Status.FROZEN, Status.INACTIVE, Status.CLOSING])
def test_going_back_by_a_loosening_arrow_asks_a_second_person(east, clerk, to):
    some(east)
    made = done(clerk, STATUS, {"to": to}, *ALL)

    back = undone(clerk, made)

    assert {outcome for outcome, _cause in outcomes(back).values()} == {"proposed"}
    assert statuses() == [to, to, to]
    assert Request.objects.filter(kind="customers.status", maker=clerk).count() == 3


def test_there_is_no_way_back_to_draft(east, clerk):
    some(east, 1, status=Status.DRAFT)
    made = done(clerk, STATUS, {"to": Status.ACTIVE}, "KH-1")

    with pytest.raises(Refused, match="bulk_not_undone"):
        undone(clerk, made)

    assert statuses() == [Status.ACTIVE]


def test_what_somebody_changed_since_stays_as_they_left_it(east, clerk, supervisor):
    dimension("industry", "制造业", "零售业")
    customers = some(east)
    made = done(clerk, CLASSIFY, as_category("制造业"), *ALL)
    change(supervisor, customers[1], categories={"industry": ["零售业"]})

    back = undone(clerk, made)

    assert outcomes(back)["KH-2"] == ("refused", "bulk_changed")
    assert [held(customer) for customer in customers] == [[], ["零售业"], []]


def test_only_what_was_done_is_undone(east, clerk):
    dimension("industry", "制造业")
    customers = some(east)
    change(clerk, customers[0], categories={"industry": ["制造业"]})
    made = done(clerk, CLASSIFY, as_category("制造业"), *ALL, "NOBODY")

    back = undone(clerk, made)

    assert [*outcomes(back)] == ["KH-2", "KH-3"]
    assert held(customers[0]) == ["制造业"]


def test_a_category_retired_since_does_not_come_back(east, clerk):
    made_of = dimension("industry", "制造业", "零售业")
    customers = some(east, 1)
    change(clerk, customers[0], categories={"industry": ["制造业"]})
    made = done(clerk, CLASSIFY, as_category("零售业"), "KH-1")
    with acting(actor=None, kind="tests.retire", channel="command"):
        made_of.categories.filter(code="制造业").update(retired_on=localdate())

    assert outcomes(undone(clerk, made)) == {"KH-1": ("refused", "invalid")}
    assert held(customers[0]) == ["零售业"]


def test_who_lost_the_right_undoes_nothing(east, clerk):
    dimension("industry", "制造业")
    some(east)
    made = done(clerk, CLASSIFY, as_category("制造业"), *ALL)
    with acting(actor=None, kind="tests.leave", channel="command"):
        Membership.objects.filter(user=clerk).delete()

    assert {cause for _outcome, cause in outcomes(undone(clerk, made)).values()} == {"forbidden"}
    assert Classification.objects.filter(valid_to=None).count() == 3


def test_an_undo_happens_once_by_its_maker_and_is_not_undone_itself(east, clerk, supervisor):
    dimension("industry", "制造业")
    some(east)
    made = done(clerk, CLASSIFY, as_category("制造业"), *ALL)

    with pytest.raises(Refused, match="bulk_not_undone"):
        undone(supervisor, made)
    back = undone(clerk, made)
    for change_ in (made, back):
        with pytest.raises(Refused, match="bulk_not_undone"):
            undone(clerk, BulkChange.objects.get(pk=change_.pk))


def test_an_undo_comes_too_late_after_its_time(east, clerk):
    dimension("industry", "制造业")
    some(east)
    made = done(clerk, CLASSIFY, as_category("制造业"), *ALL)
    BulkChange.objects.update(done_at=timezone.now() - undoing.UNDONE_WITHIN - timedelta(seconds=1))

    with pytest.raises(Refused, match="bulk_not_undone"):
        undone(clerk, made)
