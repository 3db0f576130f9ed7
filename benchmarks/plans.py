"""EXPLAIN of the hottest statements, taken from the pages themselves; each must walk the index it was given."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from access.models import User
from benchmarks import population
from benchmarks.pages import API_LIST, LIST, Server


@dataclass(frozen=True)
class Hot:
    """A statement of a page: the one that holds every one of ``parts``; ``index`` must be in its plan."""

    name: str
    person: str
    address: str
    parts: tuple[str, ...]
    index: str


def hot(here: Server) -> list[Hot]:
    detail, listed = f"{LIST}{here.facts['busy']}/", ('FROM "customers_customer"', "LIMIT 51")
    common, rare = (f"{LIST}?q={quote(word)}" for word in (population.COMMON, population.RARE))
    by_code = "customers_customer_code"
    ageing = ("accounts_openitem", "width_bucket")
    account = f"/receivables/accounts/{here.facts['busy_account']}/"
    return [
        Hot("list, officer", "bench_officer", LIST, listed, "customer_in_code"),
        Hot("list, root of 100 portfolios", "bench_root", LIST, listed, "customer_in_code"),
        Hot("list, dormant portfolio", "bench_dormant", LIST, listed, "customer_in_code"),
        Hot("list by name, area of 20", "bench_area", f"{LIST}?ordering=name", listed, "customer_in_name"),
        Hot("a far page, root", "bench_root", f"{LIST}?cursor={here.facts['far']}", listed, by_code),
        Hot("API list, root", "bench_root", API_LIST, (*listed[:1], "LIMIT"), "customer_in_code"),
        Hot("search, rare", "bench_root", rare, ("customers_customersearch", "LIMIT"), "customer_tokens"),
        Hot("search, common", "bench_officer", common, ("customers_customersearch", "LIMIT"), "customer_tokens"),
        Hot("customer by code", "bench_officer", detail, ('FROM "customers_customer"', '."code" = '), by_code),
        Hot("ageing of today, officer", "bench_officer", "/receivables/ageing/", ageing, "item_open"),
        Hot("ageing of today, root", "bench_root", "/receivables/ageing/", ageing, "item_open"),
        Hot("account of 10,000 entries", "bench_officer", account, ('FROM "accounts_entry"', "LIMIT"), "entry_"),
    ]  # fmt: skip


def all_of(here: Server) -> list[dict[str, Any]]:
    """For each hot statement the indexes of its plan, its time, and whether the expected one is among them."""
    return [explained(one) for one in hot(here)]


def explained(one: Hot) -> dict[str, Any]:
    statements = asked(one)
    plans = [plan_of(statement) for statement in statements]
    indexes = sorted({name for plan in plans for name in walked(plan["Plan"], "Index Name")})
    tables = sorted({name for plan in plans for name in scanned(plan["Plan"])})
    return {
        "query": one.name, "expected": one.index, "indexes": indexes, "sequential": tables,
        "ms": round(sum(plan["Execution Time"] for plan in plans), 3), "statements": len(statements),
        "passed": bool(statements) and any(name.startswith(one.index) for name in indexes),
    }  # fmt: skip


def asked(one: Hot) -> list[str]:
    client = Client(HTTP_ACCEPT_LANGUAGE="zh-CN", SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(username=one.person), backend=settings.AUTHENTICATION_BACKENDS[-1])
    with CaptureQueriesContext(connection) as captured:
        client.get(one.address)
    return [found["sql"] for found in captured if all(part in found["sql"] for part in one.parts)]


def plan_of(statement: str) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + statement)
        found = cursor.fetchone()[0]
    plan: dict[str, Any] = (json.loads(found) if isinstance(found, str) else found)[0]
    return plan


def walked(node: dict[str, Any], what: str, where: Callable[[dict[str, Any]], bool] = bool) -> Iterator[str]:
    """Every ``what`` of the plan's nodes."""
    if what in node and where(node):
        yield node[what]
    for child in node.get("Plans", ()):
        yield from walked(child, what, where)


def scanned(node: dict[str, Any]) -> Iterator[str]:
    """The tables that are read from end to end."""
    return walked(node, "Relation Name", lambda one: one["Node Type"] == "Seq Scan")
