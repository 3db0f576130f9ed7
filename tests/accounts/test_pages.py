"""The ledger's pages: post by form and confirm, once; reverse; and no money for who may not see it."""

import re

import pytest
from django.template import Context, Template
from django.test import Client

from access.models import Request
from accounts.models import Entry
from tests import factories
from tests.accounts.ledger import open_of, post, reverse

pytestmark = pytest.mark.django_db
NEW = "/receivables/entries/new/?customer=KH-000001"
TYPED = {"kind": "invoice", "amount": "100.00", "currency": "CNY", "posting_date": "2026-01-10", "allocate": "on"}


def client(person, language="en"):
    made = Client(headers={"Accept-Language": language})
    made.force_login(person)
    return made


def hidden(page):
    """The hidden inputs of the confirm step."""
    step = page.content.decode().partition("data-primary")[2].partition("</form>")[0]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', step)
    fields = {}
    for name, value in found:
        fields.setdefault(name, []).append(value)
    return fields


def confirmed(person, **typed):
    """Type, see it once more, post; return the last answer."""
    browser = client(person)
    return browser.post(NEW, hidden(browser.post(NEW, TYPED | typed)))


def test_the_first_page_asks_for_the_customer(customer, clerk):
    page = client(clerk).get("/receivables/entries/new/")

    assert page.status_code == 200
    assert b"Customer code" in page.content


def test_typing_posts_nothing_before_it_was_confirmed(customer, clerk):
    page = client(clerk).post(NEW, TYPED)

    assert page.status_code == 200
    assert b"100.00 CNY" in page.content
    assert not Entry.objects.exists()


def test_confirming_posts_and_leads_to_the_account(customer, clerk):
    answer = confirmed(clerk, reference="F-1", memo="January")

    entry = Entry.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/receivables/accounts/{entry.account_id}/")
    assert (entry.reference, entry.memo) == ("F-1", "January")


def test_confirming_twice_posts_once(customer, clerk):
    browser = client(clerk)
    fields = hidden(browser.post(NEW, TYPED))

    first, second = browser.post(NEW, fields), browser.post(NEW, fields)

    assert (first.status_code, second["Location"]) == (302, first["Location"])
    assert Entry.objects.count() == 1


def test_a_token_serves_only_what_was_shown(customer, clerk):
    browser = client(clerk)
    fields = hidden(browser.post(NEW, TYPED))

    page = browser.post(NEW, fields | {"amount": "999.00"})

    assert page.status_code == 200
    assert not Entry.objects.exists()


def test_anothers_token_does_not_serve(customer, clerk, supervisor):
    fields = hidden(client(clerk).post(NEW, TYPED))

    client(supervisor).post(NEW, fields)

    assert not Entry.objects.exists()


def test_what_was_typed_can_be_changed_once_more(customer, clerk):
    browser = client(clerk)
    fields = hidden(browser.post(NEW, TYPED | {"memo": "Jan"}))

    page = browser.post(NEW, fields | {"edit": "1"})

    assert page.status_code == 200
    assert b'value="Jan"' in page.content


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"amount": "1,000.00"}, "thousands"),
        ({"amount": "1e5"}, "is not an amount"),
        ({"posting_date": "2099-01-01"}, "the last day for now"),
        ({"kind": "reversal"}, "valid choice"),
        ({"kind": "receipt", "due_date": "2026-02-01"}, "falls due"),
        ({"memo": "a\u202eb"}, "U+202E"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_kept(customer, clerk, typed, said):
    page = client(clerk).post(NEW, TYPED | {"reference": "KEEP-ME"} | typed)

    assert page.status_code == 422
    assert said in page.content.decode()
    assert b'value="KEEP-ME"' in page.content


def test_a_refusal_at_the_last_step_stands_in_the_form(customer, clerk):
    post(customer, clerk, reference="F-1")

    page = confirmed(clerk, reference="F-1")

    assert page.status_code == 422
    assert "is used by another entry" in page.content.decode()


def test_open_documents_are_chosen_by_their_number(customer, clerk):
    invoice = post(customer, clerk, reference="F-1").entry

    confirmed(clerk, kind="receipt", amount="60.00", applies_to=[str(invoice)])

    assert open_of(invoice) == 40


def test_a_credit_note_without_invoice_leads_to_its_request(customer, clerk):
    answer = confirmed(clerk, kind="credit_note")

    assert answer["Location"] == f"/approvals/{Request.objects.get().pk}/"


@pytest.mark.parametrize("code", ["KH-000001", "NOBODY"])
def test_a_stranger_finds_no_customer_to_post_to(customer, stranger, code):
    assert client(stranger).get(f"/receivables/entries/new/?customer={code}").status_code == 404


def test_reception_may_not_post(customer, reception):
    assert client(reception).get(NEW).status_code == 403
    assert client(reception).get("/receivables/entries/new/").status_code == 403


def test_the_account_lists_entries_newest_first_by_page(customer, clerk):
    entry = [post(customer, clerk).entry for _ in range(51)][-1]
    browser = client(clerk)

    first = browser.get(f"/receivables/accounts/{entry.account_id}/")
    second = browser.get(f"/receivables/accounts/{entry.account_id}/{first.context['next_url']}")

    assert [row["number"][-3:] for row in first.context["rows"][:2]] == ["-51", "-50"]
    assert [row["number"] for row in second.context["rows"]] == ["KH-000001-AR-CNY-1"]


def test_a_reversal_is_red_on_its_originals_side(customer, clerk):
    receipt = post(customer, clerk, "receipt").entry
    reverse(receipt, clerk)

    rows = client(clerk).get(f"/receivables/accounts/{receipt.account_id}/").context["rows"]

    assert [(row["credit"].text, row["credit"].negative) for row in rows] == [("-100.00", True), ("100.00", False)]
    assert rows[1]["note"] == "reversed by no. 2"


@pytest.mark.parametrize("who", ["stranger", "reception"])
def test_an_account_does_not_exist_for_who_may_not_see_it(customer, clerk, request, who):
    entry = post(customer, clerk).entry
    browser = client(request.getfixturevalue(who))

    assert browser.get(f"/receivables/accounts/{entry.account_id}/").status_code == 404
    assert browser.get(f"/receivables/entries/{entry}/reversal/new/").status_code == 404


def test_an_entry_is_reversed_by_form(customer, clerk):
    entry = post(customer, clerk).entry
    browser = client(clerk)
    address = f"/receivables/entries/{entry}/reversal/new/"

    wrong = browser.post(address, {"posting_date": "2026-01-09", "reason": "twice"})
    right = browser.post(address, {"posting_date": "2026-01-10", "reason": "twice"})

    assert browser.get(address).status_code == 200
    assert (wrong.status_code, right.status_code) == (422, 302)
    assert Entry.objects.get(reverses=entry).memo == "twice"


def test_an_auditor_reads_but_reverses_nothing(customer, clerk):
    entry = post(customer, clerk).entry
    auditor = factories.person("auditor", "审计")

    page = client(auditor).get(f"/receivables/accounts/{entry.account_id}/")

    assert page.status_code == 200
    assert page.context["rows"][0]["reverse_url"] == ""
    assert client(auditor).get(f"/receivables/entries/{entry}/reversal/new/").status_code == 403


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("who", ["clerk", "supervisor", "stranger", "reception"])
def test_the_dashboard_answers_everybody(customer, clerk, request, who, language):
    post(customer, clerk, amount="1234.50")
    post(customer, clerk, "receipt", "5.00", currency="USD")
    post(customer, clerk, "credit_note", "3.00")

    page = client(request.getfixturevalue(who), language).get("/")

    assert page.status_code == 200
    assert (b"1,234.50" in page.content) is (who in ("clerk", "supervisor"))
    assert (b"KH-000001" in page.content) is (who != "stranger")


def test_the_dashboard_shows_each_person_what_waits(customer, clerk, supervisor):
    post(customer, clerk, "credit_note", "3.00")

    decides, asks = client(supervisor).get("/").context, client(clerk).get("/").context

    assert [card.asked.maker.username for card in decides["waiting"]] == ["clerk"]
    assert (decides["mine"], asks["waiting"], len(asks["mine"])) == ([], [], 1)


def test_figures_come_after_the_page_where_there_are_too_many_customers(customer, clerk, monkeypatch):
    monkeypatch.setattr("accounts.dashboard.page.MOST_SUMMED", 0)

    page = client(clerk).get("/")

    assert "tiles" not in page.context
    assert b"/receivables/figures/" in page.content


def test_the_dashboards_queries_do_not_grow_with_its_rows(customer, clerk, django_assert_max_num_queries):
    for name in ("甲", "乙", "丙"):
        post(factories.customer(customer.portfolio, name=name), clerk, "credit_note")
    browser = client(clerk)
    browser.get("/")

    with django_assert_max_num_queries(18):
        browser.get("/")


def tags(person, customer):
    from django.test import RequestFactory

    request = RequestFactory().get("/")
    request.user = person
    template = Template("{% load ledger %}{% accounts_panel customer %}{% recent_entries customer %}")
    return template.render(Context({"request": request, "customer": customer}))


def test_the_customers_page_shows_balances_and_latest_entries(customer, clerk):
    post(customer, clerk, amount="1234.50", reference="F-1")

    shown = tags(clerk, customer)

    assert "1,234.50" in shown
    assert "F-1" in shown


@pytest.mark.parametrize("who", ["stranger", "reception"])
def test_without_the_right_to_money_the_ledgers_part_is_empty(customer, clerk, request, who):
    post(customer, clerk, amount="1234.50", reference="F-1")

    assert tags(request.getfixturevalue(who), customer).strip() == ""


def test_the_tags_take_few_queries(customer, clerk, django_assert_max_num_queries):
    for currency in ("CNY", "USD"):
        reverse(post(customer, clerk, currency=currency).entry, clerk)
    tags(clerk, customer)

    with django_assert_max_num_queries(4):
        tags(clerk, customer)
