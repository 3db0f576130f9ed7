"""Customers are made by whoever may, whole or not at all; what is sensitive waits for a second person."""

import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from access.approvals import decide, lines_of
from access.models import Request
from access.permissions import read_rights
from audit.models import Action
from audit.refusals import Refused
from categories.models import Category
from customers import records
from customers.models import Customer
from tests import factories
from tests.customers.making import ACCOUNT, ID_NUMBER, USCC, classes, create, dimension, stored, texts, typed

pytestmark = pytest.mark.django_db


def test_a_clerk_makes_a_customer_whole_in_few_statements(clerk, django_assert_max_num_queries):
    dimension("region", "浙江")
    what = typed(
        clerk,
        tax_id=USCC,
        terms="net 30",
        remarks="先款后货",
        contacts=[{"name": "王芳", "mobile": "13812345678"}],
        addresses=[{"city": "杭州", "line": "文一路1号"}],
        categories={"region": ["浙江"]},
    )

    with django_assert_max_num_queries(22):  # six of them open and close transactions
        saved = records.create(intake=what, actor=clerk, channel="web", reason="新合同")

    customer = stored(saved.customer)
    assert re.fullmatch("KH-[0-9]{6}", customer.code)
    assert (customer.name, customer.mnemonic, customer.status, customer.version) == (
        "平安银行",
        "PAYH",
        "active",
        1,
    )
    assert (customer.tax_id, customer.terms, customer.remarks.text) == (USCC, "net 30", "先款后货")
    assert texts(customer.contacts, "name", "mobile") == [("王芳", "+8613812345678")]
    assert texts(customer.addresses, "line") == [("文一路1号",)]
    assert classes(customer) == [("浙江", None, None)]
    assert saved.request is None


def test_making_a_customer_is_one_action_about_it(clerk):
    customer = create(clerk, reason="新合同").customer

    action = Action.objects.get(kind="customers.create")
    assert (action.actor, action.reason, action.about_id) == (clerk, "新合同", str(customer.pk))
    assert customer.history.get().action_id == action.pk


def test_nothing_personal_is_stored_in_the_open(clerk):
    create(
        clerk,
        name="张伟",
        kind="individual",
        tax_id=ID_NUMBER,
        contacts=[{"name": "王芳", "mobile": "13812345678", "email": "wang@example.com"}],
        remarks="喜欢下午联系",
    )

    columns = [value for row in Customer.objects.values() for value in row.values()]
    tokens = Customer.objects.get().search.tokens
    assert Customer.objects.get().tax_id == ""
    for secret in (ID_NUMBER, "13812345678", "王芳", "喜欢下午联系"):
        assert not [text for text in map(str, [*columns, *tokens]) if secret in text]


def test_codes_are_numbered_past_those_typed_by_hand(clerk):
    first = create(clerk).customer.code
    following = f"KH-{int(first[3:]) + 1:06d}"
    create(clerk, name="手工编码", code=following)

    assert create(clerk, name="下一家").customer.code == f"KH-{int(first[3:]) + 2:06d}"


def test_a_draft_stays_a_draft(clerk):
    assert stored(create(clerk, draft=True).customer).status == "draft"


def test_a_new_category_is_made_in_an_open_dimension_once(clerk):
    dimension("industry", open=True)

    create(clerk, categories={"industry": ["电气设备"]})
    create(clerk, name="另一家", categories={"industry": ["电气设备"]})

    made = Category.objects.get()
    assert (made.code, made.name_zh, made.classifications.count()) == ("电气设备", "电气设备", 2)
    assert made.history.get().history_user == clerk


def test_bank_accounts_and_credit_grade_wait_for_a_second_person(clerk, supervisor):
    dimension("credit_grade", "优质", from_money=True)
    saved = create(
        clerk,
        bank_accounts=[{"bank": "招行", "holder": "平安银行", "number": ACCOUNT}],
        categories={"credit_grade": ["优质"]},
    )

    assert saved.request.fields == ["bank_accounts", "categories.credit_grade"]
    assert not ({"bank_accounts", "categories.credit_grade"} & set(saved.applied))
    assert (saved.customer.bank_accounts.count(), classes(saved.customer)) == (0, [])

    decide(asked=saved.request, actor=supervisor, verdict="approved", channel="web")

    customer = stored(saved.customer)
    assert texts(customer.bank_accounts, "holder", "number") == [("平安银行", ACCOUNT)]
    assert (classes(customer), customer.version) == ([("优质", None, None)], 2)


def test_what_is_asked_for_is_shown_masked(clerk):
    asked = create(clerk, bank_accounts=[{"bank": "招行", "number": ACCOUNT}]).request

    (line,) = lines_of(asked)

    assert (line.kind, line.before, line.after) == ("bank", "", "招行 · •••• 6868 · CNY")


def test_terms_are_as_typed_at_creation(clerk):
    saved = create(clerk, terms="net 366")

    assert (saved.customer.terms, saved.request) == ("net 366", None)


@pytest.mark.parametrize("who", ["stranger", "reception"])
def test_who_does_not_look_after_the_portfolio_makes_nothing(request, clerk, who):
    what = typed(clerk)

    with pytest.raises(PermissionDenied):
        records.create(intake=what, actor=request.getfixturevalue(who), channel="web")

    assert not Customer.objects.exists()


def test_a_role_without_the_right_to_add_makes_nothing(east, clerk):
    auditor = factories.person("auditor", "审计", manages=[east])
    assert "customers.add_customer" not in read_rights(auditor).may

    with pytest.raises(PermissionDenied):
        records.create(intake=typed(clerk), actor=auditor, channel="web")


def test_a_reason_carries_no_personal_data(clerk):
    with pytest.raises(ValidationError) as caught:
        create(clerk, reason="王芳 13812345678 来电")

    assert [error.code for error in caught.value.error_dict["reason"]] == ["reason_personal_data"]
    assert not Customer.objects.exists()


def test_a_used_code_is_refused_even_of_a_deleted_customer(clerk, south):
    factories.customer(south, code="A-1", status="deleted")

    with pytest.raises(Refused, match="duplicate") as caught:
        create(clerk, code="a-1")

    assert (caught.value.field, caught.value.status) == ("code", 409)


def test_a_refusal_leaves_nothing_but_its_own_record(clerk):
    create(clerk, tax_id=USCC)
    with pytest.raises(Refused, match="duplicate"):
        create(clerk, name="另一家", tax_id=USCC, bank_accounts=[{"number": ACCOUNT}])

    assert (Customer.objects.count(), Request.objects.count()) == (1, 0)


NAMES = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=30)


@settings(max_examples=25, deadline=None)
@given(
    name=NAMES,
    remarks=st.text(st.sampled_from("甲乙丙丁 abc123。，\n"), max_size=60),
    contacts=st.lists(st.tuples(NAMES, st.integers(13000000000, 13999999999)), max_size=3),
)
def test_what_was_typed_comes_back_opened(name, remarks, contacts):
    place = factories.portfolio()
    maker = factories.person("", "财务文员", manages=[place])
    people = [{"name": who, "mobile": str(mobile)} for who, mobile in contacts]
    what = typed(maker, portfolio=place.code, name=name, remarks=remarks, contacts=people)

    customer = stored(records.create(intake=what, actor=maker, channel="web").customer)

    assert (customer.name, customer.name_encrypted.text) == (name, name)
    assert (customer.remarks.text if customer.remarks else "") == remarks.strip().replace("\r\n", "\n")
    assert texts(customer.contacts, "name", "mobile") == [(who, f"+86{mobile}") for who, mobile in contacts]
