"""A customer's page and its history: what each person finds on them, and what it costs."""

import pytest
from django.urls import reverse

from audit.models import Action
from customers import intake, records
from customers.models import Customer
from tests import factories
from tests.customers.pages import saved, text_of

pytestmark = pytest.mark.django_db
BANK = {"bank": "中国银行", "holder": "重庆啤酒", "number": "6222021234567896789"}
ADDRESS = {"kind": "registered", "province": "重庆市", "city": "渝北区", "line": "龙溪街道 8 号"}
PAGES = ("detail", "history", "viewers")


@pytest.fixture
def customer(east):
    return saved(east, code="KH-1", addresses=[ADDRESS], remarks="逢周三对账", terms="day 25 of +1")


@pytest.fixture
def with_bank(customer):
    """A customer whose bank account was approved: written past the operations."""
    from access.data_keys import conceal
    from audit.history import acting
    from customers.models import BankAccount

    account = BankAccount(customer=customer, bank=BANK["bank"])
    with acting(actor=customer.created_by, kind="tests.bank", channel="command"):
        conceal(account, holder=BANK["holder"], number=BANK["number"])
        account.save(force_insert=True)
    return customer


def page(client, person, customer, name="detail"):
    client.force_login(person)
    return client.get(reverse(f"customers:{name}", args=[customer.code]))


@pytest.mark.parametrize("name", PAGES)
def test_a_stranger_finds_what_nobody_ever_entered(client, stranger, customer, name):
    invisible = page(client, stranger, customer, name)
    unknown = client.get(reverse(f"customers:{name}", args=["KH-9"]))

    assert (invisible.status_code, unknown.status_code) == (404, 404)


@pytest.mark.parametrize("code", ["%00", "NEW", "重庆", "a" * 200, "..%2f", "%ff"])
def test_a_code_that_is_none_is_not_found(client, clerk, code):
    client.force_login(clerk)

    assert client.get(f"/customers/{code}/history/").status_code == 404


def test_a_clerk_reads_the_customer_with_everything_personal_masked(client, clerk, with_bank):
    found = text_of(page(client, clerk, with_bank))

    for shown in ("重庆啤酒", "KH-1", "王*", "138****5678", "w***@example.com", "次月 25 日", "中国银行 · •••• 6789"):
        assert shown in found
    for hidden in ("王敏", "13812345678", "wang@example.com", "龙溪街道", "逢周三对账", "6222021234567896789"):
        assert hidden not in found


def test_reception_finds_no_bank_account_and_nothing_to_reveal(client, reception, with_bank):
    found = text_of(page(client, reception, with_bank))

    assert "138****5678" in found
    for absent in ("银行", "6789", "账号", reverse("customers:reveal", args=["KH-1"]), "额度", "余额"):
        assert absent not in found


def test_acts_stand_where_they_are_allowed(client, clerk, reception, customer):
    edit = reverse("customers:edit", args=["KH-1"])

    assert edit in text_of(page(client, clerk, customer))
    assert edit not in text_of(page(client, reception, customer))


def test_the_breadcrumb_leads_back_to_the_list_as_it_was_filtered(client, clerk, customer):
    client.force_login(clerk)
    came = "http://testserver/customers/?status=active"

    found = client.get(reverse("customers:detail", args=["KH-1"]), headers={"referer": came})

    assert found.context["crumbs"][0]["url"] == "/customers/?status=active"


def test_a_waiting_request_is_shown_with_who_asked(client, clerk, customer):
    typed = intake.read({"name": "重庆啤酒股份有限公司"}, actor=clerk, customer=customer, partial=True)
    records.change(customer=customer, intake=typed, base_version=customer.version, actor=clerk, channel="web")

    waiting = page(client, clerk, customer).context["requests"]

    assert [(one["maker"], one["fields"]) for one in waiting] == [("clerk", "名称")]


def test_a_customer_costs_fourteen_queries_at_most(client, clerk, with_bank, django_assert_max_num_queries):
    client.force_login(clerk)

    with django_assert_max_num_queries(14):
        client.get(reverse("customers:detail", args=["KH-1"]))


def test_who_looks_after_a_customer_reads_who_else_may_see_it(client, clerk, reception, customer):
    auditor = factories.person("auditor", "审计")

    found = page(client, clerk, customer, "viewers").context["viewers"]

    assert [(one.name, one.manages) for one in found if not one.name.startswith("person")] == [
        (auditor.username, False),
        ("clerk", True),
        ("reception", False),
    ]


def test_who_only_sees_a_customer_does_not_read_who_else_does(client, reception, customer):
    assert page(client, reception, customer, "viewers").status_code == 403


def reveal(client, person, fields, **posted):
    client.force_login(person)
    return client.post(reverse("customers:reveal", args=["KH-1"]), {"fields": fields} | posted)


def test_a_reveal_answers_the_values_uncached_and_is_in_the_journal(client, clerk, customer):
    answer = reveal(client, clerk, "contacts", reason="collection")

    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert "王敏" in text_of(answer)
    assert "13812345678" in text_of(answer)
    assert Action.objects.get(kind="customers.reveal").reason == "collection"


def test_a_reason_is_remembered_for_the_sitting(client, clerk, customer):
    reveal(client, clerk, "contacts", reason="collection")

    assert page(client, clerk, customer).context["reason"] == "collection"


@pytest.mark.parametrize("posted", [{}, {"reason": ""}, {"reason_text": "13812345678 打过"}])
def test_nothing_is_revealed_without_a_reason_that_may_be_kept(client, clerk, customer, posted):
    answer = reveal(client, clerk, "contacts", **posted)

    assert answer.status_code == 422
    assert "王敏" not in text_of(answer)
    assert not Action.objects.filter(kind="customers.reveal").exists()


def test_reception_reveals_nothing_and_the_attempt_is_recorded(client, reception, customer):
    answer = reveal(client, reception, "contacts", reason="collection")

    assert answer.status_code == 403
    assert Action.objects.get(kind="customers.reveal").details["refused"] == "forbidden"


def test_a_stranger_cannot_reveal_what_they_cannot_see(client, stranger, customer):
    assert reveal(client, stranger, "contacts", reason="collection").status_code == 404


def test_the_page_names_a_deleted_customer_to_the_auditor_only(client, clerk, east):
    gone = factories.customer(east, code="GONE", status="deleted")
    auditor = factories.person("auditor", "审计")

    assert page(client, auditor, gone).status_code == 200
    assert page(client, clerk, Customer.objects.get(code="GONE")).status_code == 404
