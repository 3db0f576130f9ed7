"""For a day, while nothing is posted, the maker puts right a mistyped name or USCC alone; nobody else does (E7)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from access.data_keys import destroy
from access.models import Request
from audit.models import Action
from audit.refusals import Refused
from customers import corrections, lifecycle
from customers.models import FormerName
from tests import factories
from tests.customers.deleting import approve
from tests.customers.making import ID_NUMBER, OTHER_USCC, USCC, change, create, stored

pytestmark = pytest.mark.django_db
POSTED = lifecycle.Blocker(lifecycle.POSTED, "posted")


@pytest.fixture(autouse=True)
def within_the_day(a_day_later, monkeypatch):
    monkeypatch.setattr(corrections, "WITHIN", timedelta(hours=24))


def test_the_maker_corrects_name_and_number_at_once_and_no_former_name_is_kept(clerk, east):
    customer = create(clerk, name="平按银行", tax_id=USCC).customer

    saved = change(clerk, customer, name="平安银行", tax_id=OTHER_USCC, short_name="平安")

    assert (set(saved.applied), saved.request) == ({"name", "tax_id", "short_name"}, None)
    assert (stored(customer).name, stored(customer).tax_id) == ("平安银行", OTHER_USCC)
    assert Action.objects.filter(kind="customers.correct", actor=clerk).count() == 1
    assert not FormerName.objects.exists()


def test_another_person_only_asks(clerk, east):
    customer = create(clerk, name="平按银行").customer
    colleague = factories.person("colleague", "财务文员", manages=[east])

    assert change(colleague, customer, name="平安银行").request.fields == ["name"]
    assert stored(customer).name == "平按银行"


def test_after_a_day_the_maker_only_asks(clerk, east):
    customer = create(clerk, name="平按银行").customer
    late = timezone.now() + timedelta(hours=24)

    assert corrections.until(customer, clerk) is not None
    assert corrections.until(customer, clerk, now=late) is None


def test_once_something_is_posted_the_maker_only_asks(clerk, east, objected):
    customer = create(clerk, name="平按银行").customer
    objected.append(POSTED)

    assert change(clerk, customer, name="平安银行").request.fields == ["name"]


def test_another_kind_is_no_correction(clerk, east):
    customer = create(clerk, name="王小明", tax_id=USCC).customer

    saved = change(clerk, customer, kind="individual", tax_id=ID_NUMBER, name="王晓明")

    assert (saved.applied, saved.request.fields) == (("name",), ["kind", "tax_id"])


def test_a_correction_takes_nobody_elses_number(clerk, east):
    create(clerk, code="A", name="甲公司", tax_id=USCC)
    customer = create(clerk, code="B", name="乙公司").customer

    with pytest.raises(Refused, match="duplicate"):
        change(clerk, customer, tax_id=USCC)


def test_what_waits_for_a_decision_is_not_corrected(clerk, east):
    customer = create(clerk, name="平按银行").customer
    colleague = factories.person("colleague", "财务文员", manages=[east])
    change(colleague, customer, name="平安银行")

    with pytest.raises(Refused, match="request_open"):
        change(clerk, customer, name="平安银行股份")


def test_a_request_that_nobody_can_read_any_more_is_refused_by_name(clerk, supervisor, east):
    customer = create(clerk).customer
    asked = change(clerk, customer, bank_accounts=[{"number": "6225880137706868"}]).request
    destroy(customer.pk)

    with pytest.raises(Refused, match="erased"):
        approve(asked, supervisor)

    assert Request.objects.get().status == "pending"
