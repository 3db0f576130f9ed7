"""Vouchers 凭证 of a month: codes of the settings, customer as auxiliary account, debits equal to credits."""

import csv
import io
from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Entry, VoucherExport
from accounts.vouchers import operations as vouchers
from accounts.vouchers.codes import SHIPPED, CodeTable
from accounts.vouchers.making import vouchers_of
from audit.refusals import Refused
from tests import factories
from tests.accounts.ledger import agreed, agreed_pair, post, reverse

pytestmark = pytest.mark.django_db
PAGE = "/receivables/vouchers/"
JANUARY = date(2026, 1, 1)


def exported(manager, month=JANUARY, once_more=False):
    return vouchers.export(month=month, once_more=once_more, actor=manager, channel="web")


def rows(handed):
    """Voucher, code, customer, debit, credit."""
    return [
        (line.voucher, line.code, line.customer.code if line.customer else "", line.debit, line.credit)
        for line in handed.lines
    ]


def refused(code, act):
    with pytest.raises(Refused) as caught:
        act()
    assert caught.value.code == code
    return caught.value.figures


def d(text):
    return Decimal(text)


def test_e14_113000_with_13000_tax_is_sales_of_100000_and_the_tax_apart(customer, clerk, manager):
    post(customer, clerk, amount="113000.00", tax_amount="13000.00")

    assert rows(exported(manager)) == [
        (1, "1122", "KH-000001", d("113000.00"), None),
        (1, "6001", "", None, d("100000.00")),
        (1, "2221", "", None, d("13000.00")),
    ]


def test_what_lowers_is_credited_and_a_payable_stands_the_other_way_round(customer, clerk, manager):
    post(customer, clerk, "receipt", "60.00")
    post(customer, clerk, "bill", "30.00", side="payable")
    post(customer, clerk, "payment", "20.00", side="payable")

    assert rows(exported(manager)) == [
        (1, "1122", "KH-000001", None, d("60.00")),
        (1, "1002", "", d("60.00"), None),
        (2, "2202", "KH-000001", None, d("30.00")),
        (2, "1405", "", d("30.00"), None),
        (3, "2202", "KH-000001", d("20.00"), None),
        (3, "1002", "", None, d("20.00")),
    ]


def test_a_reversal_stands_in_red_on_its_originals_side(customer, clerk, manager):
    reverse(post(customer, clerk, "receipt", "8000.00").entry, clerk)

    assert rows(exported(manager))[2:] == [
        (2, "1122", "KH-000001", None, d("-8000.00")),
        (2, "1002", "", d("-8000.00"), None),
    ]


def test_an_offset_and_a_transfer_are_one_voucher_each(customer, clerk, supervisor, manager, east):
    other = factories.customer(east, code="KH-2")
    post(customer, clerk, amount="100.00")
    post(customer, clerk, "bill", "40.00", side="payable")
    agreed_pair(customer, clerk, supervisor, "offset", "40.00")
    agreed_pair(customer, clerk, supervisor, "transfer", "60.00", other_customer="KH-2", due_date="2026-02-10")

    found = rows(exported(manager))[4:]

    assert found == [
        (3, "1122", customer.code, None, d("40.00")),
        (3, "2202", customer.code, d("40.00"), None),
        (4, "1122", customer.code, None, d("60.00")),
        (4, "1122", other.code, d("60.00"), None),
    ]


def test_a_write_off_and_its_recovery_use_the_provision(customer, clerk, supervisor, manager):
    post(customer, clerk, amount="50.00")
    agreed(customer, clerk, supervisor, "write_off", "50.00")
    agreed_pair(customer, clerk, supervisor, "bad_debt_recovery", "20.00")

    assert [(line.code, line.debit, line.credit) for line in exported(manager).lines][2:] == [
        ("1122", None, d("50.00")),
        ("1231", d("50.00"), None),
        ("1122", d("20.00"), None),
        ("1231", None, d("20.00")),
        ("1122", None, d("20.00")),
        ("1002", d("20.00"), None),
    ]


def test_openings_and_their_reversals_and_other_months_get_none(customer, clerk, manager, in_setup):
    opening = post(customer, clerk, "opening", "10.00").entry
    post(customer, clerk, "opening_credit", "5.00", allocate="none")
    reverse(opening, clerk)
    post(customer, clerk, posting_date="2026-02-01")

    refused("vouchers_none", lambda: exported(manager))
    assert len(exported(manager, date(2026, 2, 1)).lines) == 2


def test_a_second_export_says_when_by_whom_and_what_came_since(customer, clerk, manager):
    post(customer, clerk)
    exported(manager)
    post(customer, clerk)

    figures = refused("vouchers_exported_before", lambda: exported(manager))
    assert (figures["who"], figures["count"]) == ("manager", 1)

    assert exported(manager, once_more=True).export.number == 2
    assert list(VoucherExport.objects.order_by("pk").values_list("number", "vouchers")) == [(1, 1), (2, 2)]


def test_a_month_that_has_not_begun_has_no_vouchers(manager):
    refused("vouchers_not_begun", lambda: exported(manager, date(2999, 1, 1)))


@pytest.mark.parametrize("role", ["财务文员", "财务主管", "审计", "前台", "系统管理员"])
def test_who_does_not_close_exports_no_vouchers(client, customer, clerk, east, role):
    other = factories.person("other", role, manages=[east])
    post(customer, clerk)

    with pytest.raises(PermissionDenied):
        exported(other)
    client.force_login(other)
    assert client.post(PAGE, {"month": "2026-01", "format": "csv"}).status_code == 403
    assert not VoucherExport.objects.exists()


def test_on_the_page_the_file_is_handed_out_and_the_second_time_asked_for(client, customer, clerk, manager):
    post(customer, clerk, reference="F-1", memo="一月货款")
    client.force_login(manager)

    answer = client.post(PAGE, {"month": "2026-01", "format": "csv"})

    table = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [row[3:] for row in table[1:]] == [
        ["1122", "KH-000001", "平安银行", "CNY", "100.00", "", "F-1", "KH-000001-AR-CNY-1"],
        ["6001", "", "", "CNY", "", "100.00", "F-1", "KH-000001-AR-CNY-1"],
    ]
    again = client.post(PAGE, {"month": "2026-01", "format": "xlsx"})
    assert again.status_code == 422
    assert "manager" in " ".join(again.context["form"].errors["month"])
    third = client.post(PAGE, {"month": "2026-01", "format": "xlsx", "once_more": "on"})
    assert b"".join(third.streaming_content).startswith(b"PK")
    assert "-2026-01-2.xlsx" in third["Content-Disposition"] or "2026-01-2" in third["Content-Disposition"]


@pytest.mark.parametrize("typed", [{}, {"month": "2026-13", "format": "csv"}, {"month": "2026-01", "format": "pdf"}])
def test_what_is_typed_wrong_is_refused(client, manager, typed):
    client.force_login(manager)
    assert client.post(PAGE, typed).status_code == 422
    assert not VoucherExport.objects.exists()


def test_the_codes_of_the_settings_hold(customer, clerk, manager):
    factories.setting("voucher_codes", SHIPPED | {"receivable invoice": ["1122.01", "6001-02"]})
    post(customer, clerk)

    assert [line.code for line in exported(manager).lines] == ["1122.01", "6001-02"]


TABLE = CodeTable().initial(SHIPPED)


def test_the_shipped_codes_read_as_they_are_written():
    assert CodeTable().clean(TABLE) == dict(sorted(SHIPPED.items()))


@pytest.mark.parametrize(
    "wrong",
    [
        TABLE + "\ntax 2222",
        TABLE.replace("receivable invoice 1122 6001", ""),
        TABLE.replace("receivable invoice 1122 6001", "receivable invoice 1122"),
        TABLE.replace("receivable invoice 1122 6001", "receivable invoice 1122 六千"),
        TABLE.replace("tax 2221", "tax 2221 9"),
        TABLE + "\nreceivable gift 1 2",
        TABLE + "\nx",
    ],
)
def test_codes_typed_wrong_are_refused(wrong):
    with pytest.raises(ValidationError):
        CodeTable().clean(wrong)


KINDS = ("invoice", "receipt", "fee", "bill", "payment")


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(st.sampled_from(KINDS), st.integers(1, 900_000), st.booleans()), min_size=1, max_size=6))
def test_debits_equal_credits_in_every_voucher_and_the_customers_lines_are_the_movement(
    customer, clerk, manager, drawn
):
    from django.db import transaction

    with transaction.atomic():
        for kind, cents, back in drawn:
            side = "payable" if kind in ("bill", "payment") else "receivable"
            amount = f"{Decimal(cents).scaleb(-2):.2f}"
            tax = {"tax_amount": f"{Decimal(cents // 9).scaleb(-2):.2f}"} if kind in ("invoice", "bill") else {}
            entry = post(customer, clerk, kind, amount, side=side, allocate="none", **tax).entry
            if entry and back:
                reverse(entry, clerk)
        if Entry.objects.exists():
            assert_balanced(exported(manager).lines)
        transaction.set_rollback(True)


def assert_balanced(lines):
    sums, moved = defaultdict(Decimal), defaultdict(Decimal)
    for line in lines:
        signed = (line.debit or 0) - (line.credit or 0)
        sums[line.voucher] += signed
        if line.customer:
            moved[line.entry.account.side] += signed if line.entry.account.side == "receivable" else -signed
    assert set(sums.values()) == {Decimal(0)}
    effects = defaultdict(Decimal)
    for entry in Entry.objects.select_related("account"):
        effects[entry.account.side] += entry.effect
    assert moved == effects


def test_a_voucher_that_does_not_balance_is_never_handed_out(customer, clerk, manager, monkeypatch):
    post(customer, clerk)
    lines = list(vouchers_of(Entry.objects.select_related("account__customer"), CodeTable().read(SHIPPED)))

    refused("vouchers_unbalanced", lambda: vouchers.require_balanced(lines[:1]))
