"""Invoices and receipts of the last year, so that every column of an ageing has something in it."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

MONTHS = 6
FIRST_USD_DAY = date(2026, 1, 1)
BASE_AMOUNTS = (12_800, 36_500, 8_640, 154_200, 21_375, 67_910, 4_999)
TAX_PERCENT = 13


def entries_of(place: int, *, today: date) -> Iterator[dict[str, Any]]:
    """The entries of the customer at ``place``, as the members of POST /entries/, in the order of their days.

    Some customers owe nothing, some pay in part, some late; every fourth has something overdue for months.
    """
    if place % 5 == 0:
        yield _opening(place, today)
    for month in range(MONTHS, 0, -1):
        if (place + month) % 3:
            yield from _month(place, month, today)
    if place % 10 == 1:
        yield from payable(place, today=today)
    if place % 6 == 2:
        yield _paper(place, today)
    usd_day = today - timedelta(days=20 + place)
    if place % 9 == 0 and usd_day >= FIRST_USD_DAY:
        yield _entry("invoice", "4820.00", usd_day, reference=f"USD-{place:02}-1", currency="USD")


def settled(place: int, *, today: date) -> Iterator[dict[str, Any]]:
    """An invoice and the receipt that pays it in full."""
    day, reference = today - timedelta(days=200), f"FP-{place}-1"
    yield _entry("invoice", "9600.00", day, reference=reference)
    claim = [{"reference": reference, "amount": "9600.00"}]
    yield _entry("receipt", "9600.00", day + timedelta(days=25), reference=f"SK-{place}-1", applies_to=claim)


def waiting(*, today: date) -> Iterator[tuple[int, dict[str, Any]]]:
    """Entries that nobody has decided yet, each with its customer's place."""
    yield 3, _entry("credit_adjustment", "120.50", today - timedelta(days=2), reference="TZ-03", memo="尾差调整")
    yield 12, _entry("debit_adjustment", "186000.00", today - timedelta(days=1), reference="TZ-12", memo="补记运费")


def _paper(place: int, today: date) -> dict[str, Any]:
    """A receipt by cheque or by a bill that has not matured: the bank has yet to pay."""
    day, made = today - timedelta(days=place % 15), {"instrument": "cheque", "instrument_number": f"ZP{place:06}"}
    if place % 4 == 0:
        maturity = (today + timedelta(days=20 + 3 * place)).isoformat()
        made = {"instrument": "bank_acceptance", "instrument_number": f"YH{place:010}", "maturity": maturity}
        made |= {"drawer": "示例出票人有限公司", "acceptor": "示范银行"}
    return _entry("receipt", f"{3000 + 250 * place}.00", day, reference=f"PJ-{place:02}", **made)


def payable(place: int, *, today: date) -> Iterator[dict[str, Any]]:
    """What we owe to a customer that supplies us as well: two bills, one of them paid."""
    first, second = today - timedelta(days=75), today - timedelta(days=25)
    owed = {"side": "payable", "memo": "采购款"}
    yield _entry("bill", "18600.00", first, reference=f"CG-{place:02}-1", **owed)
    claim = [{"reference": f"CG-{place:02}-1"}]
    yield _entry(
        "payment", "18600.00", first + timedelta(days=30), reference=f"FK-{place:02}-1", applies_to=claim, **owed
    )
    yield _entry("bill", "7420.00", second, reference=f"CG-{place:02}-2", **owed)


def _opening(place: int, today: date) -> dict[str, Any]:
    return _entry("opening", f"{BASE_AMOUNTS[place % 7]}.00", today - timedelta(days=400), reference=f"QC-{place:02}")


def _month(place: int, month: int, today: date) -> Iterator[dict[str, Any]]:
    day = today - timedelta(days=30 * month + place % 7)
    amount, reference = BASE_AMOUNTS[(place + month) % 7] * 100 + place * 37, f"FP-{place:02}-{month}"
    tax = amount * TAX_PERCENT // (100 + TAX_PERCENT)
    yield _entry("invoice", _money(amount), day, reference=reference, tax_amount=_money(tax), memo="货款")
    paid = day + timedelta(days=20 + (place * 3 + month) % 25)
    if paid <= today and (place % 4 or month > 3):
        part = amount if (place + month) % 4 else amount // 2
        claim = [{"reference": reference, "amount": _money(part)}]
        yield _entry("receipt", _money(part), paid, reference=f"SK-{place:02}-{month}", applies_to=claim)
    elif place % 8 == 0 and month == 2:
        claim = [{"reference": reference, "amount": "300.00"}]
        yield _entry("credit_note", "300.00", day, reference=f"HZ-{place:02}-{month}", applies_to=claim, memo="折让")


def _entry(kind: str, amount: str, day: date, **others: Any) -> dict[str, Any]:
    return {"kind": kind, "amount": amount, "currency": "CNY", "posting_date": day.isoformat()} | others


def _money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"
