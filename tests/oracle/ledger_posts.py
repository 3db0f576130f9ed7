"""What is posted to the ledger's pages and calls."""

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.oracle.values import CODES


def entry(place, words):
    for code in CODES:
        typed = {"kind": "receipt", "amount": "1.00", "currency": "CNY", "posting_date": "2026-01-10"}
        yield f"?customer={code}", "post", typed


def pair(place, words):
    for code in CODES:
        typed = {"other_customer": code, "amount": "1.00", "currency": "CNY", "posting_date": "2026-01-10"}
        yield "?kind=transfer_out", "post", typed


def entry_by_api(place, words):
    for code in CODES:
        typed = {"customer": code, "side": "receivable", "currency": "CNY", "kind": "receipt", "amount": "1.00"}
        yield "", "json-post", {**typed, "posting_date": "2026-01-10"}


def statement_by_api(place, words):
    for code in CODES:
        days = {"from": "2026-01-01", "to": "2026-01-14"}
        yield "", "json-post", {"customer": code, "side": "receivable", "currency": "CNY", **days}


def allocated_by_api(place, words):
    for code in CODES:
        pair = {"credit": f"{code}-AR-CNY-2", "debit": f"{code}-AR-CNY-1"}
        yield "", "json-post", {**pair, "amount": "1.00", "date": "2026-01-14"}


def compared(place, words):
    file = SimpleUploadedFile("x.csv", "日期,单据号,贷方\n2026-01-10,NF-1,1.00\n".encode())
    yield "", "post", {"first": "2026-01-01", "last": "2026-01-14", "file": file}
