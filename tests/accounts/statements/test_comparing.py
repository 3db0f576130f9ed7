"""The customer's own ledger compared with ours: each line once, differences that add up, kept and taken along (E8)."""

import csv
import io
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import LedgerComparison
from accounts.statements.comparing import keeping
from accounts.statements.comparing.matching import Line, Outcome, compare
from audit.models import Action
from tests import factories

DAYS = {"first": "2026-01-01", "last": "2026-03-31"}
THEIRS = """日期,单据号,摘要,借方,贷方
2026-01-12,FP-1,茶叶,,480.00
2026-01-25,汇-77,付款,1200.00,
2026-03-09,YF-3,运费,15.00,
"""
lines = st.lists(
    st.tuples(st.integers(0, 60), st.sampled_from(["", "A", "a", "B", "C"]), st.integers(-5, 5).filter(bool)),
    max_size=12,
)


def made(rows):
    start = date(2026, 1, 1)
    return [
        Line(place, start + timedelta(days=day), name, Decimal(amount))
        for place, (day, name, amount) in enumerate(rows, 1)
    ]


@given(ours=lines, theirs=lines)
@settings(deadline=None)
def test_each_line_stands_in_one_pair_and_the_differences_add_up(ours, theirs):
    ours, theirs = made(ours), made(theirs)
    pairs = compare(ours, theirs)

    assert Counter(pair.ours for pair in pairs if pair.ours) == Counter(ours)
    assert Counter(pair.theirs for pair in pairs if pair.theirs) == Counter(theirs)
    assert sum(pair.difference for pair in pairs) == sum(x.amount for x in ours) - sum(x.amount for x in theirs)
    assert all((pair.difference == 0) == (pair.outcome == Outcome.MATCHED) for pair in pairs)
    again = [pair.outcome for pair in compare(ours, ours)]
    assert set(again) <= {Outcome.MATCHED}


def test_the_same_document_goes_before_the_same_amount():
    first, second = Line(1, date(2026, 1, 1), "A", Decimal(5)), Line(2, date(2026, 1, 2), "B", Decimal(7))
    theirs = [Line(1, date(2026, 1, 1), "b", Decimal(5)), Line(2, date(2026, 3, 1), "", Decimal(5))]

    pairs = compare([first, second], theirs)

    assert [(pair.ours, pair.theirs, pair.outcome) for pair in pairs] == [
        (first, None, "only_ours"),  # the same amount, but two months apart
        (second, theirs[0], "differs"),
        (None, theirs[1], "only_theirs"),
    ]


@pytest.fixture
def place(client, clerk, account):
    client.force_login(clerk)
    return reverse("accounts:new_comparison", args=[account.pk])


def bring(client, place, text=THEIRS, **days):
    return client.post(place, DAYS | days | {"file": SimpleUploadedFile("theirs.csv", text.encode())})


@pytest.mark.django_db
def test_e8_a_file_is_compared_line_by_line_and_kept(client, place):
    answer = bring(client, place)

    kept = LedgerComparison.objects.get()
    assert answer.url == reverse("accounts:comparison", args=[kept.pk])
    assert (kept.matched, kept.differs, kept.only_ours, kept.only_theirs) == (1, 1, 2, 1)
    rows = client.get(answer.url).context["rows"]
    assert [(row["outcome"], row["difference"]) for row in rows] == [
        ("differs", "20.00"),
        ("matched", "0.00"),  # the receipt: another document, the same amount five days later
        ("only_ours", "80.00"),
        ("only_ours", "-80.00"),
        ("only_theirs", "15.00"),
    ]
    assert len(client.get(answer.url, {"outcome": "only_ours"}).context["rows"]) == 2
    assert Action.objects.filter(kind="accounts.compare_ledgers").exists()


@pytest.mark.django_db
def test_what_came_out_is_a_file_too(client, place):
    bring(client, place)
    answer = client.post(
        reverse("accounts:comparison_file", args=[LedgerComparison.objects.get().pk]), {"format": "csv"}
    )

    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert (rows[1][0], rows[1][5], rows[1][10], rows[-1][-1]) == ("金额不符", "500.00", "480.00", "35.00")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("日期,单据号,借方,贷方\n2026-13-01,FP-1,,480.00\n", "第 2 行"),
        ("日期,单据号,借方,贷方\n2026-01-01,FP-1,,\n", "第 2 行"),
        ("日期,单据号,借方,贷方\n2026-01-01,FP-1,,1e3\n", "第 2 行"),
        ("日期,单据号,颜色\n2026-01-01,FP-1,红\n", "颜色"),
        ("", ""),
        ("日期,单据号,借方,贷方\n", ""),
    ],
)
def test_a_file_that_cannot_be_read_says_where_and_nothing_is_kept(client, place, text, words):
    answer = bring(client, place, text)

    assert answer.status_code == 422
    assert words in " ".join(answer.context["form"].errors["file"])
    assert not LedgerComparison.objects.exists()


@pytest.mark.django_db
def test_wrong_days_and_unknown_inputs_are_said(client, place):
    assert set(bring(client, place, first="2026-04-01").context["form"].errors) == {"first"}
    assert set(bring(client, place, colour="red").context["form"].errors) == {"__all__"}
    assert set(client.post(place, DAYS).context["form"].errors) == {"file"}


@pytest.mark.django_db
def test_it_is_for_who_works_with_the_customer_and_sees_money(client, place, stranger, reception):
    bring(client, place)
    kept = LedgerComparison.objects.get()
    own = [reverse(f"accounts:{name}", args=[kept.pk]) for name in ("comparison", "comparison_file")]
    for person in (stranger, reception):
        client.force_login(person)
        assert bring(client, place).status_code == 404
        assert [client.get(own[0]).status_code, client.post(own[1]).status_code] == [404, 404]
    client.force_login(factories.person("auditor", "审计"))
    assert bring(client, place).status_code == 403
    assert client.get(own[0]).status_code == 200
    assert LedgerComparison.objects.count() == 1


@pytest.mark.django_db
def test_the_operation_itself_asks_who_may(account, clerk, stranger, reception, tmp_path):
    file = tmp_path / "theirs.csv"
    file.write_text(THEIRS)
    given_ = {"account": account, "path": file, "first": date(2026, 1, 1), "last": date(2026, 3, 31), "channel": "web"}
    for person in (stranger, reception, factories.person("auditor", "审计")):
        with pytest.raises(PermissionDenied):
            keeping.keep(actor=person, **given_)
    assert keeping.keep(actor=clerk, **given_).matched == 1
