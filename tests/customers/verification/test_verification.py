"""What of a customer was verified: by whom and how, and that it lapses when the fact changes."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from access import approvals
from access.models import Verdict
from audit.history import acting
from customers import history, images
from customers.models import Verification
from customers.verification.verifying import verify
from tests.customers.making import change
from tests.customers.pages import saved, text_of

pytestmark = pytest.mark.django_db
USCC = "91350100M000100Y43"


@pytest.fixture
def customer(east):
    return saved(east, code="KH-1", tax_id=USCC)


def said(actor, customer, *facts, way="licence", **remark):
    return verify(customer=customer, facts=facts or ["name"], way=way, actor=actor, channel="web", **remark)


def page(client, person):
    client.force_login(person)
    return text_of(client.get(reverse("customers:detail", args=["KH-1"])))


def renamed(clerk, supervisor, customer):
    """Change the name as people do: one asks, another agrees."""
    asked = change(clerk, customer, name="重庆啤酒股份有限公司").request
    approvals.decide(asked=asked, actor=supervisor, verdict=Verdict.APPROVED, channel="web")


def listed(client, person, mark):
    client.force_login(person)
    return [row.key for row in client.get(reverse("customers:list"), {"verified": mark}).context["rows"]]


def test_the_head_says_what_was_verified(client, clerk, customer):
    assert "已核实" not in page(client, clerk)
    address = reverse("customers:new_verification", args=["KH-1"])

    done = client.post(address, {"facts": ["name", "tax_id"], "way": "register", "remark": ""})

    assert done["Location"] == "/customers/KH-1/"
    found = page(client, clerk)
    for words in ("已核实", "法定名称", "税号或证件号码", "查询公示系统"):
        assert words in found


def test_a_verified_fact_that_changes_is_to_be_verified_anew(client, clerk, supervisor, customer):
    said(clerk, customer, "name", "tax_id")

    renamed(clerk, supervisor, customer)

    lapsed = dict(Verification.objects.values_list("fact", "lapsed_at"))
    assert lapsed["tax_id"] is None
    assert lapsed["name"] is not None
    assert "待重新核实" in page(client, clerk)


def test_another_change_leaves_the_mark(client, clerk, customer):
    said(clerk, customer)

    change(clerk, customer, short_name="重啤")

    assert Verification.objects.get().lapsed_at is None


def test_verifying_anew_takes_the_warning_away(client, clerk, supervisor, customer):
    said(clerk, customer)
    renamed(clerk, supervisor, customer)
    customer.refresh_from_db()

    said(supervisor, customer, way="visit")

    assert "待重新核实" not in page(client, clerk)
    assert Verification.objects.get().verified_by == supervisor


@pytest.mark.parametrize(
    ("facts", "way", "remark", "member"),
    [
        (["shoe_size"], "licence", "", "facts"),
        ([], "licence", "", "facts"),
        (["bank_accounts"], "licence", "", "facts"),
        (["name"], "rumour", "", "way"),
        (["name"], "other", "", "remark"),
        (["name"], "call", "打了 13812345678", "remark"),
    ],
)
def test_what_says_nothing_is_refused(clerk, customer, facts, way, remark, member):
    with pytest.raises(ValidationError) as refused:
        verify(customer=customer, facts=facts, way=way, remark=remark, actor=clerk, channel="web")

    assert list(refused.value.error_dict) == [member]
    assert not Verification.objects.exists()


def test_who_may_not_change_the_customer_verifies_nothing(client, reception, stranger, customer):
    for person, status in ((reception, 403), (stranger, 404)):
        client.force_login(person)
        address = reverse("customers:new_verification", args=["KH-1"])
        assert client.post(address, {"facts": "name", "way": "licence"}).status_code == status
        with pytest.raises(PermissionDenied):
            said(person, customer)


def test_reception_does_not_read_that_an_account_was_verified(client, clerk, reception, customer):
    said(clerk, customer)
    row = Verification.objects.get()
    with acting(actor=clerk, kind="tests.fact", channel="command"):
        row.fact = "bank_accounts"
        row.save(update_fields=["fact"])

    assert "已核实" in page(client, clerk)
    assert "已核实" not in page(client, reception)
    assert listed(client, reception, "verified") == []
    assert listed(client, clerk, "verified") == ["KH-1"]


def test_the_list_is_filtered_by_the_mark(client, clerk, supervisor, east, customer):
    saved(east, name="珠江啤酒", code="KH-2")
    saved(east, name="青岛啤酒", code="KH-3")
    said(clerk, customer)
    said(clerk, east.customers.get(code="KH-2"))

    renamed(clerk, supervisor, customer)

    assert [listed(client, clerk, mark) for mark in ("verified", "lapsed", "not")] == [["KH-2"], ["KH-1"], ["KH-3"]]


def test_the_history_and_the_tombstone_tell_of_it(clerk, customer):
    said(clerk, customer, "name")

    assert history.timeline(customer, clerk).happenings[0].words == "核实了客户: 名称"
    assert images.image_of(customer)["verifications"][0]["way"] == "licence"
