"""Issuing: kept as printed for ever, numbered without gaps, by who may, and never with a missing character (E8)."""

import time
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from pypdf import PdfReader

from accounts.drafts import ledger_today
from accounts.models import Account, Statement, StatementPrint
from accounts.statements import issuing
from audit.models import Action
from audit.refusals import Refused
from tests import factories
from tests.accounts.ledger import post
from tests.accounts.statements.conftest import FIRST, LAST

pytestmark = pytest.mark.django_db


def issue(account, actor, first=FIRST, last=LAST, language="zh-hans"):
    return issuing.issue(account=account, first=first, last=last, language=language, actor=actor, channel="web")


def text_of(content):
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def reprint(statement, actor):
    statement = Statement.objects.select_related("account__customer", "printed").get(pk=statement.pk)
    return issuing.reprint(statement=statement, actor=actor, channel="web")


def test_a_statement_is_kept_and_says_what_it_must(account, clerk):
    made = issue(account, clerk)
    said = text_of(reprint(made, clerk))

    assert str(made) == "KH-000001-AR-CNY-S1"
    for part in (
        "对账单",
        "平安银行",
        "KH-000001",
        "杭州听雨轩茶业有限公司",
        "1,000.00",
        "-80.00",
        "300.00",
        made.code,
    ):
        assert part in said
    assert "人民币叁佰元整" in said.replace("\n", "")


def test_it_is_the_same_for_ever_though_entries_were_posted_since(account, clerk, customer):
    made = issue(account, clerk)
    before = reprint(made, clerk)
    post(customer, clerk, "invoice", "7.00", posting_date="2026-03-01", reference="FP-9")

    assert reprint(made, clerk) == before
    assert issuing.added_since(made) == 1
    assert "对账单 KH-000001-AR-CNY-S1 之后" in text_of(reprint(issue(account, clerk), clerk)).replace("\n", "")


def test_the_same_figures_print_to_the_same_bytes(account, clerk):
    days = {"account": account, "first": FIRST, "last": LAST, "actor": clerk, "channel": "web"}

    assert issuing.draft(**days) == issuing.draft(**days)


def test_an_advance_is_named_and_has_no_sign(clerk, customer, account):
    post(customer, clerk, "receipt", "900.00", posting_date="2026-04-05")

    said = text_of(reprint(issue(account, clerk, date(2026, 4, 1), date(2026, 4, 30)), clerk)).replace("\n", "")

    assert "预收余额: CNY 700.00 人民币柒佰元整" in said


def test_rare_characters_are_printed_and_can_be_read(clerk, east):
    customer = factories.customer(east, code="KH-9", name="㛃䶮𠮷茶业有限公司")
    entry = post(customer, clerk, "invoice", "1.00", posting_date="2026-01-10", memo="䶮").entry
    account = Account.objects.select_related("customer").get(pk=entry.account_id)

    assert "㛃䶮𠮷茶业" in text_of(reprint(issue(account, clerk), clerk))


def test_a_character_without_a_glyph_is_refused_and_takes_no_number(clerk, east):
    customer = factories.customer(east, code="KH-9", name="茶业\U00013000有限公司")
    entry = post(customer, clerk, "invoice", "1.00", posting_date="2026-01-10").entry
    account = Account.objects.select_related("customer").get(pk=entry.account_id)

    with pytest.raises(Refused) as refused:
        issue(account, clerk)

    assert refused.value.code == "cannot_print"
    assert "U+13000" in refused.value.message
    assert not Statement.objects.exists()


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        (LAST, FIRST, "statement_not_in_order"),
        (FIRST, ledger_today() + timedelta(days=1), "statement_in_future"),
    ],
)
def test_days_that_make_no_statement(account, clerk, first, last, code):
    with pytest.raises(Refused) as refused:
        issue(account, clerk, first, last)

    assert refused.value.code == code


def test_a_statement_beyond_what_it_holds_is_refused(account, clerk, monkeypatch):
    monkeypatch.setattr(issuing, "MOST_LINES", 3)

    with pytest.raises(Refused, match="statement_too_long"):
        issue(account, clerk)


def test_who_may_not_post_there_issues_nothing_and_who_sees_no_money_reads_nothing(account, clerk, stranger, reception):
    auditor = factories.person("auditor", "审计")
    made = issue(account, clerk)

    for person in (stranger, reception, auditor):
        with pytest.raises(PermissionDenied):
            issue(account, person)
    for person in (stranger, reception):
        with pytest.raises(PermissionDenied):
            reprint(made, person)
    assert reprint(made, auditor)
    assert Statement.objects.count() == 1


def test_issuing_and_reading_are_in_the_journal(account, clerk):
    reprint(issue(account, clerk), clerk)

    kinds = list(Action.objects.order_by("pk").values_list("kind", flat=True))[-2:]
    assert kinds == ["accounts.issue_statement", "accounts.print_statement"]


def test_a_print_that_was_changed_is_not_handed_out(account, clerk):
    made = issue(account, clerk)
    other = issue(account, clerk)
    kept = StatementPrint.objects.get(statement=made)
    [kept] = issuing.open_rows([kept])
    issuing.conceal(kept, content=b"%PDF another")
    kept.save()

    with pytest.raises(Refused, match="statement_altered"):
        reprint(made, clerk)
    assert reprint(other, clerk)


def test_e8_300_lines_with_rare_characters_are_printed_fast_and_again_the_same(clerk, east):
    customer = factories.customer(east, code="KH-9", name="㛃䶮𠮷茶业有限公司")
    for number in range(300):
        day = FIRST + timedelta(days=number % 80)
        entry = post(
            customer, clerk, "invoice", f"{number + 1}.37", posting_date=str(day), reference=f"FP-{number:04}",
            memo=f"㛃䶮𠮷 第{number}批", allocate="none",
        ).entry  # fmt: skip
    account = Account.objects.select_related("customer").get(pk=entry.account_id)

    begun = time.process_time()  # its own: others may work on the machine
    issuing.draft(account=account, first=FIRST, last=LAST, actor=clerk, channel="web")
    took = time.process_time() - begun
    assert took < 3
    made = issue(account, clerk)
    before = reprint(made, clerk)
    said = text_of(before).replace("\n", "")
    assert said.count("㛃䶮𠮷") > 300
    assert all(f"FP-{number:04}" in said for number in range(300))

    for day in ("2026-01-02", "2026-03-30"):
        post(customer, clerk, "receipt", "9.00", posting_date=day)
    assert reprint(made, clerk) == before
    assert issuing.added_since(made) == 2
