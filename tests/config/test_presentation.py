"""How values look: figures, days, moments, icons."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from config import presentation


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (Decimal("1284300"), "1,284,300.00"),
        (Decimal("-999.5"), "-999.50"),
        (Decimal("0"), "0.00"),
        (Decimal("99999999999999.99"), "99,999,999,999,999.99"),
        (None, "—"),
    ],
)
def test_an_amount_keeps_every_cent_and_its_sign(amount, shown):
    assert presentation.money(amount) == shown


def test_a_moment_shows_local_minutes_and_hides_the_rest_in_its_title():
    late = datetime(2026, 11, 20, 16, 40, 12, tzinfo=UTC)

    with timezone.override("Asia/Shanghai"), translation.override("en"):
        shown = presentation.moment(late)

    assert ">2026-11-21 00:40</time>" in shown
    assert 'title="Saturday 2026-11-21 00:40:12 CST"' in shown


def test_a_day_is_the_local_day():
    late = datetime(2026, 11, 20, 16, 40, tzinfo=UTC)

    with timezone.override("Asia/Shanghai"):
        assert presentation.day(late) == "2026-11-21"
    assert presentation.day(date(2026, 1, 2)) == "2026-01-02"


def test_a_masked_value_cannot_bring_markup_with_it():
    assert "&lt;b&gt;" in presentation.masked("<b>****")


@pytest.mark.parametrize(("percent", "band"), [(79.9, "calm"), (80, "watch"), (100, "over"), (104.2, "over")])
def test_the_usage_bar_warns_before_it_is_full_and_never_overflows(percent, band):
    bar = presentation.usage(percent)

    assert f'data-band="{band}"' in bar
    assert f'width="{min(percent, 100)}%"' in bar


def test_a_wait_is_rounded_up_to_whole_minutes():
    assert presentation.minutes(timedelta(seconds=1)) == 1
    assert presentation.minutes(timedelta(minutes=30)) == 30
