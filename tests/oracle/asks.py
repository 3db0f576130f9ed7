"""Every address of the matrix, asked for whatever could tell one world from the other.

What an address is about is the same in both worlds but, where the customer's own code differs, by that code.
"""

import os
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from tests.oracle.objects import NOBODY, places
from tests.oracle.posts import POSTS
from tests.oracle.values import CODES, some
from tests.test_matrix import MATRIX

HTMX = {"HX-Request": "true"}


@dataclass(frozen=True)
class Ask:
    """One request; ``name`` is the address's. ``data`` is None for a GET, a mapping for a form, else JSON."""

    name: str
    path: str
    method: str = "get"
    data: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def key(self):
        """What is asked, files by their content: two with the same key are answered alike in one world."""
        data = {name: _content(value) for name, value in self.data.items()} if type(self.data) is dict else self.data
        return self.method, self.path, repr(data), repr(self.headers)


def _content(value):
    if not hasattr(value, "seek"):
        return value
    value.seek(0)
    return value.name, value.read()


def asks(words):
    """All requests about the world that stands, with the same ``words`` to look for in each.

    ``KEHU_ASKED`` is a part of the names of the addresses to ask, to follow one finding.
    """
    for name in [name for name in MATRIX if os.environ.get("KEHU_ASKED", "") in name]:
        for place in places(name):
            path = reverse(name, args=place)
            yield Ask(name, path)
            yield from (Ask(name, f"{path}?{query}", headers=headers) for query, headers in queries(name, words))
            yield from (Ask(name, path + query, method, data) for query, method, data in posts(name, place, words))


def posts(name, place, words):
    """What is sent to the address: query, method and data."""
    for made in POSTS.get(name, ()):
        yield from made(place, words)


HIDDEN_NAMES = (
    *("receivable", "category:credit_grade", "mobile", "balance", "receivable:CNY", "overdue", "credit_grade", "phone"),
    *(
        "contact",
        "email",
        "id_number",
        "remarks",
        "bank_number",
        "bank_accounts",
        "number",
        "tax_id",
        "terms",
        "version",
    ),
    *("portfolio", "status", "external_id", "created_at"),
)
ORDERINGS = ("-name", "updated_at", "receivable", "-receivable", "-updated_at", "code", "-code", "name", *HIDDEN_NAMES)
LOOKED_UP = ("customers:list", "api:customers", "finding:search")


def queries(name, words):
    """The queries an address is asked with, each with its headers."""
    found = [(urlencode(query, doseq=True), {}) for query in QUERIES.get(name, list)()]
    if name in LOOKED_UP:
        found += [(urlencode({"q": word}), {}) for word in words]
    if name == "finding:search":
        found += [(urlencode({"q": word}), HTMX) for word in words]
    if name == "customers:list":
        found += [(query, HTMX) for query in ("panel=1", "totals=1", "panel=1&status=active")]
        found += [(urlencode({"external_code": f"SAP:{word}"}), {}) for word in words if word.isdigit()]
    return found


def _telling():
    """The ways to narrow a list that tell most, for pages that carry a list."""
    grades = [{"category": f"credit_grade:{grade}"} for grade in ("prime", "high_risk")]
    others = [{"category": "region:杭州"}, {"status": "frozen"}, {"q": "西湖"}, {"verified": ["verified", "lapsed"]}]
    return [*grades, {"view": "graded"}, *others]


def _filters():
    """The ways to narrow and order a list by what is hidden."""
    named = [{"filter": "graded"}, {"view": "owing"}, {"filter": "owing"}]
    orders = [{"ordering": name} for name in some(ORDERINGS, 4)]
    states = [{"status": status} for status in some(["active", "deleted", "closing", "draft"], 1)]
    others = [{"updated_since": "2026-01-15T00:00:00Z", "portfolio": "EAST"}, {"portfolio": "SOUTH"}]
    unknown = [{name: "1"} for name in some(HIDDEN_NAMES, 2)]
    return [*_telling(), *named, *orders, *states, *some(others, 1), {"category": "region:广州"}, *unknown]


def _list():
    columns = [{"columns": ",".join(HIDDEN_NAMES)}, *({"columns": name} for name in some(HIDDEN_NAMES, 0))]
    pages = [{"page_size": "1"}, {"page_size": "1", "count": "true"}, {"based_on": "graded", "cursor": "x"}]
    return [*_filters(), *columns, *pages]


def _pages(**others):
    """The parameters of every list of the API."""
    orders = [{"ordering": f"{sign}{name}"} for name in some(HIDDEN_NAMES, 1) for sign in ("", "-")]
    return lambda: [
        {"page_size": "1"},
        {"count": "true"},
        {"cursor": "x"},
        *orders,
        *({k: v} for k, v in others.items()),
    ]


PERIOD = {"from": "2026-01-01", "to": "2026-01-14", "side": "receivable", "currency": "CNY"}
ON_A_DAY = {"as_of": "2026-01-14", "side": "receivable", "currency": "CNY", "page_size": "1"}


def _ageing():
    """What is open, narrowed by what is hidden."""
    whole = ON_A_DAY | {"basis": "due_date", "by": "customer", "count": "true"}
    narrowed = [
        {"portfolio": "EAST"},
        {"customer": "KH-5X"},
        {"category": "credit_grade:prime"},
        {"ordering": "-total"},
    ]
    return [whole, {"cursor": "x"}, *narrowed, *({"by": by} for by in ("portfolio", "category:credit_grade"))]


def _balances():
    days = PERIOD | {"page_size": "1"}
    narrowed = [{"portfolio": "EAST"}, {"customer": "KH-5X"}, {"category": "credit_grade:prime"}, {"ordering": "-name"}]
    return [days | {"count": "true"}, {"cursor": "x"}, *narrowed]


QUERIES = {
    "accounts:balances": _balances,
    "api:balances": _balances,
    "accounts:ageing": _ageing,
    "api:ageing": _ageing,
    "api:customer_statement": lambda: [PERIOD, PERIOD | {"format": "pdf"}, PERIOD | {"format": "csv"}],
    "api:statement": lambda: [{"format": "pdf"}, {"format": "csv"}],
    "api:customer_open_items": lambda: [ON_A_DAY, {"cursor": "x"}],
    "api:customer_ledger": lambda: [ON_A_DAY, {"from": "2026-01-01", "to": "2026-01-14", "cursor": "x"}],
    "api:reconciliation": lambda: [{"page_size": "1"}, {"cursor": "x"}],
    "accounts:open_items": lambda: [{"as_of": "2026-01-14"}, {"cursor": "x"}],
    "accounts:subledger": lambda: [{"from": "2026-01-01", "to": "2026-01-14"}, {"cursor": "x"}],
    "customers:list": _list,
    "api:customers": lambda: [
        *_filters(),
        {"page_size": "1", "count": "true"},
        {"cursor": "x"},
        {"external_code": "SAP:10042"},
    ],
    "customers:detail": lambda: [{"list": urlencode(query, doseq=True)} for query in _telling()],
    "customers:export": lambda: [*_telling(), {"column_set": "hidden"}, {"code": ["KH-5X", "KH-2X", "KH-000001"]}],
    "customer_lists:columns": lambda: [{"columns": name} for name in some(HIDDEN_NAMES, 1)],
    "customers:import_template": lambda: [{"filled": "1"}, {"filled": "1", "format": "csv"}],
    "customers:duplicates": lambda: [{"verdict": verdict} for verdict in ("open", "other", "same", "x")],
    "customers:expiring_attachments": lambda: (
        [{"within": span} for span in ("30", "90", "all", "x")] + [{"portfolio": "EAST"}]
    ),
    "customers:history": lambda: [{"before": "999999"}, {"before": "30"}],
    "customers:new_transition": lambda: [{"to": "frozen"}, {"to": "active"}],
    "saved_views:new": lambda: _telling()[1:4:2],
    "saved_views:list": lambda: _telling()[2:3],
    "saved_views:edit": lambda: [{"columns": "receivable"}, {"category": "credit_grade:prime"}],
    "approvals:list": lambda: [{"tab": tab} for tab in ("waiting", "mine", "closed", "all", "x")],
    "audit:journal": lambda: (
        [{"code": code} for code in ("KH-5X", "KH-2X")] + [{"person": "clerk"}, {"channel": "web"}]
    ),
    "audit:deleted": lambda: [{"cursor": "x"}],
    "accounts:new_entry": lambda: [{"customer": code} for code in ("KH-5X", "KH-2X", "KH-000001")],
    "accounts:account": lambda: [{"cursor": "x"}],
    "categories:list": lambda: [
        {"dimension": "credit_grade"},
        {"dimension": "credit_grade", "q": "优质"},
        {"dimension": "region"},
    ],
    "runs:list": lambda: [{"cursor": "x"}],
    "runs:detail": lambda: [{"outcome": outcome} for outcome in ("created", "refused", "review")],
    "imports:detail": lambda: [{"outcome": "refused"}],
    "api:entries": _pages(customer="KH-5X", currency="CNY", kind="invoice", reference="x", side="receivable"),
    "api:customer_credit": lambda: [{"currency": "CNY", "as_of": "2026-01-14"}],
    "api:commitments": lambda: [
        *({"customer": code, "currency": "CNY"} for code in CODES),
        {"page_size": "1"},
        {"cursor": "x"},
    ],
    "api:allocations": lambda: [
        *({"customer": code} for code in CODES),
        {"entry": "KH-5X-AR-CNY-2"},
        {"page_size": "1"},
        {"cursor": "x"},
    ],
    "accounts:statements": lambda: [{"cursor": "x"}, {"customer": "KH-5X"}],
    "accounts:dashboard_figures": lambda: [{"currency": "CNY", "as_of": "2026-01-14"}],
    "accounts:flows": lambda: [
        {"flow": flow, "currency": "CNY", "from": "2026-01-01", "to": "2026-01-14"}
        for flow in ("sales", "receipts", "payments")
    ],
    "api:statement_run": lambda: [{"outcome": "issued"}, {"page_size": "1"}, {"cursor": "x"}],
    "accounts:statement_coverage": lambda: [{"currency": "CNY", "portfolio": "EAST"}, {"side": "payable"}],
    "accounts:new_statement": lambda: [{"first": "2026-01-01", "last": "2026-01-14"}],
    "api:import": lambda: [{"outcome": "refused", "count": "true"}, {"page_size": "1"}, {"cursor": "x"}],
    "api:history": lambda: [{"page_size": "1"}, {"cursor": "30"}],
    "api:portfolios": _pages(),
    "api:dimensions": _pages(),
    "api:categories": _pages(),
    "api:requests": _pages(status="pending", batch=str(NOBODY)),
}
