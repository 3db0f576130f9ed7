"""A change is applied, asked for, or refused; and history shows exactly what changed."""

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given, settings
from hypothesis import strategies as st

from access.approvals import decide, lines_of, withdraw
from access.data_keys import open_rows, text_of
from access.models import Request
from audit.history import acting
from audit.models import Action
from audit.refusals import Refused
from customers.models import Contact, Customer
from tests import factories
from tests.customers.making import (
    ACCOUNT,
    ID_NUMBER,
    OTHER_USCC,
    USCC,
    change,
    create,
    dimension,
    stored,
    texts,
)

pytestmark = pytest.mark.django_db
PEOPLE = [{"name": "王芳", "mobile": "13812345678"}, {"name": "李明", "phone": "0571-88886666"}]


@pytest.fixture
def customer(clerk):
    return create(clerk, tax_id=USCC, terms="net 30", short_name="平安", contacts=PEOPLE).customer


def test_ordinary_fields_change_at_once_as_one_version(clerk, customer):
    saved = change(clerk, customer, short_name="平银", remarks="先款后货", terms="net 15", external_id="SAP-1")

    now = stored(customer)
    assert sorted(saved.applied) == ["external_id", "remarks", "short_name", "terms"]
    assert (now.short_name, now.remarks.text, now.terms, now.external_id) == ("平银", "先款后货", "net 15", "SAP-1")
    assert (now.version, saved.request, now.history.count()) == (2, None, 2)


@pytest.mark.parametrize(
    ("members", "field"),
    [
        ({"name": "平安银行股份"}, "name"),
        ({"tax_id": OTHER_USCC}, "tax_id"),
        ({"terms": "net 60"}, "terms"),
        ({"bank_accounts": [{"number": ACCOUNT}]}, "bank_accounts"),
        ({"categories": {"credit_grade": ["优质"]}}, "categories.credit_grade"),
    ],
)
def test_a_sensitive_field_only_opens_a_request(clerk, supervisor, customer, members, field):
    dimension("credit_grade", "优质", from_money=True)
    before, acts = stored(customer), Action.objects.count()

    saved = change(clerk, customer, **members)

    now = stored(customer)
    assert (saved.applied, saved.request.fields, saved.request.maker) == ((), [field], clerk)
    assert (now.name, now.tax_id, now.terms, now.version) == (before.name, before.tax_id, before.terms, 1)
    assert (now.history.count(), now.bank_accounts.count(), Action.objects.count()) == (1, 0, acts + 1)
    decide(asked=saved.request, actor=supervisor, verdict="approved", channel="web")
    assert stored(customer).version == 2


def test_an_approved_name_and_number_are_in_force_and_found(clerk, supervisor, customer):
    saved = change(clerk, customer, name="杭州新平安", tax_id=OTHER_USCC)

    decide(asked=saved.request, actor=supervisor, verdict="approved", channel="web")

    now = stored(customer)
    assert (now.name, now.name_encrypted.text, now.tax_id, now.mnemonic) == (
        "杭州新平安",
        "杭州新平安",
        OTHER_USCC,
        "HZXPA",
    )
    assert list(Customer.objects.matching("新平安", person=clerk)) == [customer]
    applied = Action.objects.get(kind="customers.change", approval=saved.request.pk)
    assert (applied.actor, now.history.latest("history_id").action_id) == (supervisor, applied.pk)


def test_a_mnemonic_somebody_edited_stays(clerk, supervisor, customer):
    change(clerk, customer, mnemonic="PABANK")
    saved = change(clerk, customer, name="杭州新平安")

    decide(asked=saved.request, actor=supervisor, verdict="approved", channel="web")

    assert stored(customer).mnemonic == "PABANK"


def test_a_request_beside_an_ordinary_change_is_not_stale(clerk, supervisor, customer):
    saved = change(clerk, customer, short_name="平银", name="平安银行股份")

    decide(asked=saved.request, actor=supervisor, verdict="approved", channel="web")

    assert (saved.applied, stored(customer).name, stored(customer).version) == (("short_name",), "平安银行股份", 3)


def test_a_field_is_asked_for_once_at_a_time(clerk, customer):
    asked = change(clerk, customer, name="平安银行股份").request

    with pytest.raises(Refused, match="request_open"):
        change(clerk, customer, name="平安银行集团", short_name="平银")
    assert stored(customer).short_name == "平安"

    withdraw(asked=asked, actor=clerk, channel="web")
    assert change(clerk, customer, name="平安银行集团").request


def test_terms_that_wait_are_not_changed_beside_the_request(clerk, customer):
    change(clerk, customer, terms="net 60")

    with pytest.raises(Refused, match="request_open"):
        change(clerk, customer, terms="net 15")


def test_a_number_somebody_else_took_meanwhile_is_refused_at_approval(clerk, supervisor, customer):
    saved = change(clerk, customer, tax_id=OTHER_USCC)
    create(clerk, name="抢先的一家", tax_id=OTHER_USCC)

    with pytest.raises(Refused, match="duplicate"):
        decide(asked=saved.request, actor=supervisor, verdict="approved", channel="web")

    assert (stored(customer).tax_id, Request.objects.get().status) == (USCC, "pending")


def test_a_firm_becomes_a_person_with_a_number_of_its_own(clerk, supervisor, customer):
    saved = change(clerk, customer, kind="individual", tax_id=ID_NUMBER)
    lines = [(line.before, line.after, line.kind) for line in lines_of(saved.request)]
    assert lines[1] == (USCC, "1101" + "*" * 10 + "002X", "identity")

    decide(asked=saved.request, actor=supervisor, verdict="approved", channel="web")

    now = stored(customer)
    assert (now.kind, now.tax_id, now.id_number.text) == ("individual", "", ID_NUMBER)


def test_bank_accounts_are_set_changed_and_removed_by_request(clerk, supervisor, customer):
    def agree(*accounts):
        saved = change(clerk, customer, bank_accounts=list(accounts))
        decide(asked=saved.request, actor=supervisor, verdict="approved", channel="web")
        return texts(customer.bank_accounts, "holder", "number")

    assert agree({"number": ACCOUNT, "holder": "甲"}) == [("甲", ACCOUNT)]
    key = str(customer.bank_accounts.get().pk)
    assert agree({"id": key, "holder": "乙"}, {"number": "622588013770"}) == [("乙", ACCOUNT), ("", "622588013770")]
    assert str(customer.bank_accounts.order_by("position")[0].pk) == key
    assert agree() == []


def test_a_list_is_replaced_whole_and_untouched_items_leave_no_history(clerk, customer):
    wang, li = customer.contacts.order_by("position")

    change(clerk, customer, contacts=[{"id": str(wang.pk)}, {"id": str(li.pk), "name": "李强"}, {"name": "赵六"}])

    assert texts(customer.contacts, "name", "mobile", "phone") == [
        ("王芳", "+8613812345678", ""),
        ("李强", "", "+8657188886666"),
        ("赵六", "", ""),
    ]
    assert (wang.history.count(), li.history.count(), Contact.history.count()) == (1, 2, 4)


def test_items_left_out_are_removed_and_the_first_that_stays_is_primary(clerk, customer):
    wang, li = customer.contacts.order_by("position")

    change(clerk, customer, contacts=[{"id": str(li.pk)}])

    assert [(contact.pk, contact.is_primary) for contact in customer.contacts.all()] == [(li.pk, True)]
    assert wang.history.latest("history_id").history_type == "-"


def test_the_primary_mark_moves(clerk, customer):
    wang, li = customer.contacts.order_by("position")

    change(clerk, customer, contacts=[{"id": str(wang.pk)}, {"id": str(li.pk), "is_primary": True}])

    assert list(customer.contacts.order_by("position").values_list("is_primary", flat=True)) == [False, True]


def test_saving_what_is_there_leaves_no_trace(clerk, customer):
    acts = Action.objects.count()

    saved = change(clerk, customer, name="平安银行", short_name="平安", contacts=PEOPLE, terms="净30天", tax_id=USCC)

    assert (saved.applied, saved.request, stored(customer).version) == ((), None, 1)
    assert (Action.objects.count(), customer.history.count(), Contact.history.count()) == (acts, 1, 2)


def test_a_version_seen_before_somebody_elses_save_is_refused_with_what_they_changed(clerk, supervisor, customer):
    change(supervisor, customer, short_name="平银", contacts=[])

    with pytest.raises(Refused, match="stale_version") as caught:
        change(clerk, customer, base_version=1, remarks="我的修改")

    (theirs,) = caught.value.figures["changes"]
    assert (caught.value.status, theirs["by"], theirs["fields"]) == (412, "supervisor", ["contacts", "short_name"])
    assert stored(customer).remarks is None


def test_a_customer_moves_to_a_portfolio_its_mover_looks_after(clerk, customer, south):
    factories.grant(clerk, "manage", south)
    mover = type(clerk).objects.get(pk=clerk.pk)

    change(mover, customer, portfolio="SOUTH")

    assert stored(customer).portfolio == south
    assert f"in:{south.pk}" in customer.search.__class__.objects.get().tokens


def test_a_right_to_the_new_portfolio_lost_meanwhile_keeps_the_customer_where_it_is(clerk, customer, south):
    from customers import intake, records

    what = intake.Intake(given=frozenset({"portfolio"}), portfolio=south)

    with pytest.raises(PermissionDenied):
        records.change(customer=customer, intake=what, base_version=1, actor=clerk, channel="web")

    assert stored(customer).portfolio.code == "EAST"


@pytest.mark.parametrize("who", ["stranger", "reception"])
def test_who_may_not_change_it_changes_nothing(request, clerk, customer, who):
    from customers import records
    from tests.customers.making import typed

    what = typed(clerk, customer=customer, short_name="平银")

    with pytest.raises(PermissionDenied):
        records.change(
            customer=customer, intake=what, base_version=1, actor=request.getfixturevalue(who), channel="web"
        )

    assert stored(customer).short_name == "平安"


def test_only_who_may_approve_applies_a_request(clerk, east, customer):
    other_clerk = factories.person("other_clerk", "财务文员", manages=[east])
    asked = change(clerk, customer, name="平安银行股份").request

    with pytest.raises(PermissionDenied):
        decide(asked=asked, actor=other_clerk, verdict="approved", channel="web")

    assert stored(customer).name == "平安银行"


def test_a_deleted_customer_is_not_changed_by_anybody(clerk, east, customer):
    both = factories.person("both", "财务文员", "审计", manages=[east])
    with acting(actor=None, kind="tests.delete", channel="command"):
        Customer.objects.update(status="deleted")

    with pytest.raises(Refused, match="customer_deleted"):
        change(both, customer, short_name="x")


@settings(max_examples=15, deadline=None)
@given(values=st.lists(st.text(st.sampled_from("甲乙丙丁abc"), max_size=8), min_size=1, max_size=5))
def test_history_opens_to_the_sequence_of_values(values):
    place = factories.portfolio()
    maker = factories.person("", "财务文员", manages=[place])
    customer = create(maker, portfolio=place.code).customer

    for value in values:
        change(maker, customer, short_name=value, remarks=value)

    told = [""]
    for value in values:
        told += [value] if value != told[-1] else []
    past = open_rows(customer.history.order_by("history_id"))
    assert [text_of(row.remarks) for row in past] == told
    assert [text_of(row.short_name_encrypted) for row in past] == told
    assert stored(customer).version == len(told)
