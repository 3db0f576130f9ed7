"""What is masked is read by who may, with a reason, and the journal says so (E12)."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from access.approvals import decide
from audit.models import Action
from customers import reveals
from tests import factories
from tests.customers.making import ACCOUNT, ID_NUMBER, create

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer(clerk, supervisor):
    saved = create(
        clerk,
        name="张伟",
        kind="individual",
        tax_id=ID_NUMBER,
        remarks="下午联系",
        contacts=[{"name": "王芳", "mobile": "13812345678"}],
        bank_accounts=[{"bank": "招行", "holder": "张伟", "number": ACCOUNT}],
    )
    decide(asked=saved.request, actor=supervisor, verdict="approved", channel="web")
    return saved.customer


def reveal(actor, customer, *fields, reason="collection"):
    return reveals.reveal(customer=customer, fields=fields, reason=reason, actor=actor, channel="web")


def test_who_may_reads_what_was_asked_for_and_nothing_else(clerk, customer):
    read = reveal(clerk, customer, "contacts", "tax_id", "remarks")

    assert read["tax_id"] == ID_NUMBER
    assert read["remarks"] == "下午联系"
    assert [(contact["name"], contact["mobile"]) for contact in read["contacts"]] == [("王芳", "+8613812345678")]
    assert set(read) == {"contacts", "tax_id", "remarks"}


def test_the_journal_says_who_read_which_and_why_but_not_what(clerk, customer):
    reveal(clerk, customer, "tax_id", "contacts", reason="核对开票资料")

    action = Action.objects.get(kind="customers.reveal")
    assert (action.actor, action.reason, action.about_id, action.details) == (
        clerk,
        "核对开票资料",
        str(customer.pk),
        {"fields": ["contacts", "tax_id"]},
    )


def test_bank_accounts_need_a_right_of_their_own(clerk, supervisor, customer):
    with pytest.raises(PermissionDenied):
        reveal(clerk, customer, "contacts", "bank_accounts")

    assert reveal(supervisor, customer, "bank_accounts")["bank_accounts"][0]["number"] == ACCOUNT


@pytest.mark.parametrize("who", ["reception", "stranger"])
def test_who_may_not_reads_nothing_and_is_in_the_journal(request, customer, who):
    person = request.getfixturevalue(who)

    with pytest.raises(PermissionDenied):
        reveal(person, customer, "contacts")

    refused = Action.objects.get(kind="customers.reveal")
    assert (refused.actor, refused.details["refused"]) == (person, "forbidden")


def test_a_right_without_a_grant_reads_nothing(customer):
    with pytest.raises(PermissionDenied):
        reveal(factories.person("nowhere", "财务主管"), customer, "contacts")


@pytest.mark.parametrize("reason", ["", "  ", "致电 13812345678", None])
def test_a_reason_is_needed_and_carries_no_personal_data(clerk, customer, reason):
    with pytest.raises(ValidationError) as caught:
        reveal(clerk, customer, "contacts", reason=reason)

    assert set(caught.value.error_dict) == {"reason"}
    assert not Action.objects.filter(kind="customers.reveal").exists()


@pytest.mark.parametrize("fields", [(), ("name_encrypted",), ("contacts", "password")])
def test_only_known_fields_are_revealed(clerk, customer, fields):
    with pytest.raises(ValidationError) as caught:
        reveal(clerk, customer, *fields)

    assert set(caught.value.error_dict) == {"fields"}
