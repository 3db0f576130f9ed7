"""B10: a CSV of about 10,000 customers with four encrypted fields each, streamed by the page that exports."""

import time
from pathlib import Path
from typing import Any

from django.db import connection
from django.http import QueryDict

from access.models import User
from audit.models import Channel
from benchmarks.bars import Outcome
from benchmarks.clients import Answer, Client, FormReader
from benchmarks.pages import LIST, Server, floor
from benchmarks.series import Call, interleaved
from customers.exports.asking import Format, Wanted
from customers.exports.exporting import Export
from customers.exports.scope import Scope

ROUNDS, MOST = 9, 10_000
OWN = ("code", "name", "mnemonic", "portfolio", "status", "updated_on")
HIDDEN = ("contact_name", "mobile", "email", "bank_number")  # encrypted; opened, then masked
# The same rows by hand: one statement, everything encrypted left as it is.
BY_HAND = """
SELECT c.code, c.name, c.mnemonic, p.code, c.status, c.updated_at, k.wrapped, t.name, t.mobile, t.email, b.number
  FROM customers_customer c JOIN access_portfolio p ON p.id = c.portfolio_id
  LEFT JOIN access_datakey k ON k.owner = c.id LEFT JOIN customers_contact t ON t.customer_id = c.id
  LEFT JOIN customers_bankaccount b ON b.customer_id = c.id
 WHERE p.code LIKE 'P%%' AND (%(portfolio)s = '' OR p.code = %(portfolio)s) ORDER BY c.code"""


def measure(here: Server) -> list[Outcome]:
    """The whole file against the same rows by plain SQL, its first byte against F_web, and what it adds to memory."""
    portfolio = portfolio_of(here.facts["visible_to_root"])
    query = f"portfolio={portfolio}" if portfolio else ""
    answers: list[Answer] = []
    calls: dict[str, Call] = {
        "own": export(here.person("bench_root"), f"{LIST}export/?{query}", answers),
        "floor": lambda: by_hand(portfolio),
        "F_web": floor(here, 20_000),
    }
    found = interleaved(calls, ROUNDS, warm_up=1)
    rows = answers[-1].body.count(b"\n") - 1
    notes: dict[str, Any] = {"rounds": ROUNDS, "rows": rows, "bytes": len(answers[-1].body)}
    first = sorted(answer.first_byte_s for answer in answers[1:])[ROUNDS // 2] * 1000
    return [
        Outcome("B10", found["own"].median_ms, found["floor"].median_ms, p95=found["own"].p95_ms, notes=notes),
        Outcome("B10 first byte", first, found["F_web"].median_ms, notes={"rounds": ROUNDS}),
        Outcome("B10 memory", added_mb(query), 1, unit="MB", notes={"rows": rows}),
    ]


def portfolio_of(visible: int) -> str:
    """A portfolio of about 10,000 at this size, no more than a page writes at once; "" where all are so few."""
    return "" if visible <= MOST else "P000" if visible <= 10 * MOST else "P001"


def export(client: Client, address: str, answers: list[Answer]) -> Call:
    """The call that posts the form of the page that exports and reads the file to its end."""

    def call() -> float:
        kept = [pair for pair in FormReader(client.get(address).body).values if pair[0] == "csrfmiddlewaretoken"]
        columns = [("columns", name) for name in (*OWN, *HIDDEN)]
        answer = client.post(address, [*kept, *columns, ("format", Format.CSV), ("heads", "names")], expected=200)
        if "attachment" not in answer.headers.get("Content-Disposition", ""):
            raise RuntimeError("The page that exports sent no file.")
        answers.append(answer)
        return answer.took_s

    return call


def by_hand(portfolio: str) -> float:
    start = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(BY_HAND, {"portfolio": portfolio})
        cursor.fetchall()
    return time.perf_counter() - start


def added_mb(query: str) -> float:
    """How much the largest size of this process grows while it writes the file, the bytes thrown away."""
    root = User.objects.get(username="bench_root")
    scope = Scope.of(QueryDict(query), (), root)
    wanted = Wanted(scope, (*OWN, *HIDDEN), format=Format.CSV, words=False)
    Path("/proc/self/clear_refs").write_text("5")  # the largest size counts from now on
    before = size_mb("VmRSS")
    for _part in Export(wanted, root, Channel.WEB).begin().parts():
        pass
    return max(0.1, size_mb("VmHWM") - before)


def size_mb(name: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) / 1024
