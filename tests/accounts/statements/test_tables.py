"""A statement as CSV and XLSX: the figures kept when it was issued, safe to open, for who may take them along (E8)."""

import csv
import io
from decimal import Decimal

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from accounts.models import Statement, StatementPrint
from accounts.statements import issuing
from audit.history import acting
from audit.models import Action
from audit.refusals import Refused
from tests import factories
from tests.accounts.ledger import post
from tests.accounts.statements.conftest import FIRST, LAST
from tests.accounts.statements.test_issuing import issue

pytestmark = pytest.mark.django_db
DAYS = {"first": "2026-01-01", "last": "2026-03-31"}


@pytest.fixture
def issued(account, clerk):
    return issue(account, clerk)


@pytest.fixture
def signed_in(client, clerk):
    client.force_login(clerk)
    return client


def taken(client, statement, format_="csv"):
    answer = client.post(reverse("accounts:statement_file", args=[statement.pk]), {"format": format_})
    return b"".join(answer.streaming_content)


def rows_of(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def part(rows, name):
    return [row for row in rows if row["部分"] == name]


def test_the_file_has_every_figure_of_the_statement(signed_in, issued):
    rows = rows_of(taken(signed_in, issued))

    [opening], [closing] = part(rows, "期初余额"), part(rows, "期末余额")
    assert (opening["余额"], closing["借方"], closing["贷方"], closing["余额"]) == (
        "1000.00", "500.00", "1200.00", "300.00",
    )  # fmt: skip
    assert [row["余额"] for row in part(rows, "明细")] == ["1500.00", "300.00", "380.00", "300.00"]
    assert [(row["单据"], row["未清"], row["逾期天数"]) for row in part(rows, "未清项")] == [("FP-1", "300.00", "50")]
    assert sum(Decimal(row["未清"]) for row in part(rows, "账龄分析")) == Decimal("300.00")
    assert {row["摘要"] for row in part(rows, "对账单")} >= {"平安银行", "KH-000001", issued.code, str(issued)}


def test_e8_what_is_posted_later_into_the_period_changes_neither_print_nor_file(signed_in, issued, customer, clerk):
    before = taken(signed_in, issued), taken(signed_in, issued, "xlsx")
    post(customer, clerk, "invoice", "7.00", posting_date="2026-03-01", reference="FP-9")
    post(customer, clerk, "receipt", "300.00", posting_date="2026-03-02", reference="SK-9")

    after = taken(signed_in, issued), taken(signed_in, issued, "xlsx")

    assert after[0] == before[0]
    assert cells(after[1]) == cells(before[1])
    draft = signed_in.get(reverse("accounts:statement_draft", args=[issued.account_id]), DAYS | {"format": "csv"})
    [closing] = part(rows_of(b"".join(draft.streaming_content)), "期末余额")
    assert closing["余额"] == "7.00"


def cells(content):
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def test_in_a_workbook_numbers_of_documents_are_texts_and_amounts_numbers(signed_in, clerk, customer, account):
    post(customer, clerk, "invoice", "5.00", posting_date="2026-02-10", reference="000123456789012345", memo="=1+1")
    head, *rows = cells(taken(signed_in, issue(account, clerk), "xlsx"))
    line, _open = (dict(zip(head, row, strict=True)) for row in rows if row[2] == "000123456789012345")

    assert (line["单据"], line["摘要"], line["借方"]) == ("000123456789012345", "'=1+1", 5.0)


def test_each_file_is_in_the_journal_with_its_hash(signed_in, issued, customer):
    taken(signed_in, issued)

    act = Action.objects.get(kind="accounts.report_export")
    assert (act.details["report"], act.details["number"], len(act.details["sha256"])) == ("statement", str(issued), 64)
    assert act.about_id == str(customer.pk)


def test_who_may_not_export_has_the_print_alone(signed_in, issued):
    role = factories.role("财务文员")
    with acting(actor=None, kind="tests.role", channel="command"):
        role.permissions.remove(role.permissions.get(codename="export_customer"))
    place = reverse("accounts:statement_file", args=[issued.pk])

    assert signed_in.post(place, {"format": "csv"}).status_code == 403
    assert signed_in.post(place).status_code == 200
    assert not signed_in.get(reverse("accounts:statement", args=[issued.pk])).context["may_export"]


def test_figures_that_were_changed_are_not_handed_out(issued, clerk):
    kept = StatementPrint.objects.get(statement=issued)
    [kept] = issuing.open_rows([kept])
    issuing.conceal(kept, figures=kept.figures.data.replace(b"300.00", b"400.00"))
    kept.save()

    with pytest.raises(Refused, match="statement_altered"):
        issuing.kept_figures(statement=Statement.objects.get(pk=issued.pk), actor=clerk)


def test_a_statement_from_before_figures_were_kept_says_so(signed_in, issued):
    old = Statement(account=issued.account, number=9, first_day=FIRST, last_day=LAST, opening=0, closing=0)
    old.last_entry, old.code, old.sha256, old.action_id = 1, "X", "0" * 64, issued.action_id
    with acting(actor=None, kind="tests.old", channel="command"):
        old.save(force_insert=True)
        printed = StatementPrint(statement=old, customer=issued.account.customer)
        issuing.conceal(printed, content=b"%PDF")
        printed.save(force_insert=True)

    answer = signed_in.post(reverse("accounts:statement_file", args=[old.pk]), {"format": "csv"}, follow=True)

    assert "重新出具" in answer.content.decode()


@pytest.mark.parametrize("place", ["open_items_file", "subledger_file"])
def test_open_items_and_detail_ledger_are_files_too(signed_in, account, place):
    answer = signed_in.post(reverse(f"accounts:{place}", args=[account.pk]), {"format": "csv"})

    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert rows[-1][-1] == "200.00"
    assert Action.objects.get(kind="accounts.report_export").details["account"] == account.pk


@pytest.mark.parametrize("place", ["open_items_file", "subledger_file", "statement_draft"])
def test_files_of_an_account_are_for_who_sees_it_and_money(client, account, stranger, reception, place):
    address = reverse(f"accounts:{place}", args=[account.pk])
    for person in (stranger, reception):
        client.force_login(person)
        ask = client.get if place == "statement_draft" else client.post
        assert ask(address, DAYS | {"format": "csv"}).status_code == 404
    assert not Action.objects.filter(kind="accounts.report_export").exists()


def test_an_address_that_asks_for_nonsense_gives_no_file(signed_in, account):
    for place, wrong in (("open_items_file", "as_of=x"), ("subledger_file", "from=2026-02-01&to=2026-01-01")):
        address = reverse(f"accounts:{place}", args=[account.pk])
        answer = signed_in.post(f"{address}?{wrong}", {"format": "csv"})
        assert (answer.status_code, bool(answer.context["problems"])) == (422, True)
