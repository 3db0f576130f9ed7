"""The figures of the first page: as E14 defines them, of whom the reader sees, each down to its entries."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse as address
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.dashboard.figures import board, days_outstanding, months_to
from accounts.dashboard.flows import Flow, Flows, accounts_of
from accounts.drafts import ledger_today
from accounts.models import Clearing, Entry, Instrument
from audit.refusals import Refused
from tests import factories
from tests.accounts.ledger import BILL, CHEQUE, clear, dishonour, post, reverse

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 31)
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def flow_of(user, flow, first=YEAR[0], last=DAY):
    lines, sums = Flows(accounts_of(user, "CNY"), first, last).all(flow)
    assert sums.gross == sum(line.gross for line in lines)
    assert sums.net == sum(line.net for line in lines)
    return sums


def test_e14_sales_are_less_their_tax(clerk, customer):
    post(customer, clerk, "invoice", "113000.00", tax_amount="13000.00")

    assert flow_of(clerk, Flow.SALES).net == Decimal("100000.00")
    assert flow_of(clerk, Flow.SALES).gross == Decimal("113000.00")
    assert not board(clerk, DAY, "CNY").turn(date(2026, 1, 1), Flow.SALES).untaxed


def test_e14_sales_without_a_tax_say_that_it_is_in_them(clerk, customer):
    post(customer, clerk, "invoice", "100.00")

    assert board(clerk, DAY, "CNY").turn(date(2026, 1, 1), Flow.SALES).untaxed


def test_e14_credit_notes_and_reversals_lower_sales_and_nothing_else_counts(clerk, supervisor, customer, in_setup):
    post(customer, clerk, "opening", "500.00")
    post(customer, clerk, "fee", "40.00", reference="ZN-1")
    post(customer, clerk, "invoice", "1130.00", tax_amount="130.00", reference="FP-1")
    wrong = post(customer, clerk, "invoice", "226.00", tax_amount="26.00", reference="FP-2").entry
    reverse(wrong, clerk, "2026-02-10")
    post(customer, clerk, "credit_note", "113.00", tax_amount="13.00", applies_to=[{"reference": "FP-1"}])

    assert (flow_of(clerk, Flow.SALES).gross, flow_of(clerk, Flow.SALES).net) == (Decimal("1017.00"), Decimal("900.00"))
    january = flow_of(clerk, Flow.SALES, last=date(2026, 1, 31))
    assert january.net == Decimal("1100.00")  # the reversal is February's


def test_e14_days_sales_outstanding():
    assert days_outstanding(Decimal("300000.00"), Decimal("450000.00")) == Decimal("60.0")
    assert days_outstanding(Decimal("300000.00"), Decimal("0.00")) is None


def test_e14_days_sales_outstanding_of_what_is_owed_and_sold_in_90_days(clerk, east, customer):
    last, before = DAY - timedelta(days=89), DAY - timedelta(days=90)
    post(customer, clerk, "invoice", "450.00", posting_date=str(last))
    post(customer, clerk, "receipt", "250.00", posting_date=str(last))
    other = factories.customer(east, code="KH-2")
    post(other, clerk, "invoice", "100.00", posting_date=str(before), reference="alt")
    ahead = factories.customer(east, code="KH-3")
    post(ahead, clerk, "receipt", "70.00", posting_date=str(last))

    made = board(clerk, DAY, "CNY")

    assert (made.ageing.totals.positive, made.sales_of_days) == (Decimal("300.00"), Decimal("450.00"))
    assert made.days_outstanding == Decimal("60.0")


def test_e14_a_bill_is_a_receipt_on_the_day_the_bank_pays_it(clerk, customer):
    post(customer, clerk, "receipt", "80.00")
    bill = post(customer, clerk, "receipt", "15.00", **BILL).entry
    assert flow_of(clerk, Flow.RECEIPTS).gross == Decimal("80.00")
    assert board(clerk, DAY, "CNY").bills == Decimal("15.00")

    clear(bill, clerk, "2026-02-20")

    assert flow_of(clerk, Flow.RECEIPTS).gross == Decimal("95.00")
    assert flow_of(clerk, Flow.RECEIPTS, last=date(2026, 2, 19)).gross == Decimal("80.00")
    assert flow_of(clerk, Flow.RECEIPTS, first=date(2026, 2, 1)).gross == Decimal("15.00")
    assert (board(clerk, DAY, "CNY").bills, board(clerk, date(2026, 2, 19), "CNY").bills) == (0, Decimal("15.00"))


def test_e14_a_bill_that_bounced_never_was_a_receipt(clerk, supervisor, customer):
    bill = post(customer, clerk, "receipt", "15.00", posting_date="2026-01-10", **CHEQUE).entry
    dishonour(bill, clerk, "2026-01-20")

    assert flow_of(clerk, Flow.RECEIPTS, last=date(2026, 1, 15)).gross == 0
    assert flow_of(clerk, Flow.RECEIPTS, last=ledger_today()).gross == 0


def test_payments_are_money_out(clerk, customer):
    post(customer, clerk, "bill", "50.00", side="payable", reference="YF-1")
    post(customer, clerk, "payment", "20.00", side="payable")

    assert (flow_of(clerk, Flow.PAYMENTS).gross, flow_of(clerk, Flow.RECEIPTS).gross) == (Decimal("20.00"), 0)


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["invoice", "receipt", "credit_note", "cheque", "clear", "reverse"]),
        st.integers(1, 90_000),
        st.integers(0, 85),
    ),
    max_size=12,
)


@given(acts=ACTS, cut=st.integers(0, 85))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_flows_are_what_plain_python_adds_up(clerk, supervisor, customer, acts, cut):
    made, start = [], date(2026, 1, 1)
    for kind, cents, days in acts:
        day = start + timedelta(days=days)
        try:
            if kind == "reverse" and made:
                reverse(made.pop(), supervisor, str(day))
            elif kind == "clear":
                for entry in made:
                    if Instrument.objects.filter(entry=entry, clearing=None, entry__reversed_by=None).exists():
                        clear(entry, supervisor, str(day))
            elif kind not in ("reverse", "clear"):
                more = {**CHEQUE, "kind": "receipt"} if kind == "cheque" else {"kind": kind}
                posted = post(
                    customer, supervisor, more.pop("kind"), f"{cents / 100:.2f}", posting_date=str(day), **more
                )
                made += [posted.entry] if posted.entry else []
        except Refused:
            pass

    last = start + timedelta(days=cut)
    for flow in Flow:
        assert flow_of(supervisor, flow, last=last).gross == plain(flow, last), flow
        by_month = Flows(accounts_of(supervisor, "CNY"), YEAR[0], last).by_month(last)
        assert sum((turn.gross for (_m, name), turn in by_month.items() if name == flow), Decimal(0)) == plain(
            flow, last
        )


def plain(flow, last):
    """Σ over all entries by E14, one by one."""
    kinds = {Flow.SALES: ("invoice", "credit_note"), Flow.RECEIPTS: ("receipt", "refund"), Flow.PAYMENTS: ("payment",)}
    total = Decimal(0)
    for entry in Entry.objects.select_related("reverses"):
        origin = entry.reverses or entry
        if origin.kind not in kinds[flow]:
            continue
        day = entry.posting_date
        if Instrument.objects.may_bounce().filter(entry=origin).exists():
            cleared = Clearing.objects.filter(instrument__entry=origin).first()
            if cleared is None or (entry.reverses and cleared.date > day):
                continue
            day = day if entry.reverses else cleared.date
        if day <= last:
            total += entry.effect if flow == Flow.SALES else -entry.effect
    return total


def test_the_page_shows_every_figure_and_leads_to_what_it_is_made_of(client, clerk, customer):
    post(customer, clerk, "invoice", "100.00", posting_date="2026-03-01", due_date="2026-03-11", reference="FP-1")
    post(customer, clerk, "receipt", "30.00", posting_date="2026-03-20", allocate="none")
    client.force_login(clerk)

    page = client.get("/", {"as_of": "2026-03-31"})

    tiles = {tile["label"]: tile for tile in page.context["tiles"]}
    assert (tiles["应收余额"]["value"], tiles["逾期"]["value"]) == ("70.00", "100.00")
    assert tiles["应收账款周转天数"]["value"] == "63.0"
    [march] = [row for row in page.context["months"] if row["label"] == "2026-03"]
    assert (march["sales"]["text"], march["receipts"]["text"]) == ("100.00", "30.00")
    assert [one["total"] for one in page.context["debtors"]] == ["70.00"]
    why = client.get(march["receipts"]["url"]).context
    assert ([row["gross"].text for row in why["rows"]], why["gross"].text) == (["30.00"], "30.00")
    sold = client.get(tiles["应收账款周转天数"]["url"]).context
    assert (sold["gross"].text, [row["reference"] for row in sold["rows"]]) == ("100.00", ["FP-1"])
    for tile in tiles.values():
        assert client.get(tile["url"]).status_code == 200
    assert page.context["chart"]["months"][-1]["receipts"]["amount"] == "30.00"


def test_each_sees_the_figures_of_their_own_customers_and_who_sees_no_money_none(
    client,
    clerk,
    stranger,
    reception,
    customer,
):
    post(customer, clerk, "invoice", "4321.00", posting_date="2026-03-01")
    places = ("/", address("accounts:dashboard_figures"), address("accounts:flows"))
    for person, sees in ((clerk, True), (stranger, False)):
        client.force_login(person)
        for place in places:
            assert (
                "4,321.00"
                in client.get(place, {"as_of": "2026-03-31"} if "flows" not in place else {}).content.decode()
            ) is sees
    client.force_login(reception)
    assert "tiles" not in client.get("/").context
    assert [client.get(place).status_code for place in places] == [200, 403, 403]


def test_bands_count_customers_with_a_limit(clerk, east, customer):
    from accounts.models import Account
    from audit.history import acting

    post(customer, clerk, "invoice", "90.00")
    with acting(actor=None, kind="tests.credit", channel="command"):
        Account.objects.update(credit_mode="limited", credit_limit=Decimal("100.00"))

    assert board(clerk, ledger_today(), "CNY").bands == {"warning": 1}


@pytest.mark.parametrize("query", [{"as_of": "x"}, {"currency": "XX"}, {"from": "2026-02-01", "to": "2026-01-01"}])
def test_an_address_that_asks_for_nonsense_is_answered_with_words(client, clerk, customer, query):
    client.force_login(clerk)
    place = address("accounts:flows") if "from" in query or "currency" in query else "/"

    answer = client.get(place, query)

    assert (answer.status_code, bool(answer.context["problems"])) == (400, True)


def test_months_go_back_over_the_turn_of_the_year():
    assert months_to(date(2026, 2, 15))[0] == date(2025, 9, 1)
    assert len(months_to(DAY)) == 6
