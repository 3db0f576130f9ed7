"""What each workload may cost, as performance.md of the project has it, and what came out."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Bar:
    """At most ``limit`` times ``against`` (or, ``at_least``, no less); ``queries`` is a limit of its own."""

    what: str
    against: str
    limit: float
    at_least: bool = False
    queries: int | None = None


BARS = {
    "B1": Bar("list 50, officer", "F_web", 6, queries=10),
    "B2": Bar("list 50, root", "F_web", 6),
    "B3 tiny": Bar("list 50, tiny", "B1", 1.5),
    "B3 area": Bar("list 50, area", "B1", 1.5),
    "B3 dormant": Bar("list 50, the dormant portfolio", "B1", 1.5),
    "B4 size": Bar("B1 over B1 at S", "B1 at S", 1.3),
    "B4 far": Bar("a far page over page 1, root", "B2", 1.2),
    "B5 rare": Bar("search, two characters, rare, root", "B2", 2),
    "B5 common": Bar("search, two characters, common, root", "B2", 2),
    "B5 none": Bar("search, two characters, none, root", "B2", 2),
    "B6": Bar("search, two characters, officer", "B1", 1.5),
    "B7": Bar("detail: 4 decrypted fields, balance, last entries", "F_web", 6, queries=14),
    "B8": Bar("create by form: the post that saves", "F_web", 10),
    "B9": Bar("API list 50, root, by token", "F_web", 5),
    "B10": Bar("CSV of 10,000 with decrypted fields, streamed", "F_sql", 25),
    "B10 first byte": Bar("first byte of it", "F_web", 10),
    "B10 memory": Bar("what writing it adds to a process", "MB", 50),
    "B16 root": Bar("ageing of today, root", "the same SQL by plain psycopg", 1.5),
    "B16 officer": Bar("ageing of today, officer", "the same SQL by plain psycopg", 2),
    "B17": Bar("import 10,000 customers", "bulk_create of the same rows", 5),
    "B20": Bar("decrypt 50 rows x 4 fields, own key each", "raw AES-GCM with unwrapping", 3),
    "B21": Bar("B1 with 2 workers, 4 clients: requests/s", "F_web, requests/s", 0.15, at_least=True),
}


@dataclass
class Outcome:
    """One line of the table: what was measured, what it is held against."""

    key: str
    value: float
    floor: float
    unit: str = "ms"
    p95: float | None = None
    queries: int | None = None
    notes: dict[str, Any] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        return self.value / self.floor

    @property
    def passed(self) -> bool:
        bar = BARS[self.key]
        within = self.ratio >= bar.limit if bar.at_least else self.ratio <= bar.limit
        return within and (bar.queries is None or self.queries is None or self.queries <= bar.queries)

    def as_json(self) -> dict[str, Any]:
        bar = BARS[self.key]
        return {
            "what": bar.what, "value": round(self.value, 3), "unit": self.unit, "against": bar.against,
            "floor": round(self.floor, 3), "ratio": round(self.ratio, 3), "limit": bar.limit, "at_least": bar.at_least,
            "p95": self.p95 and round(self.p95, 3), "queries": self.queries, "queries_limit": bar.queries,
            "passed": self.passed, **self.notes,
        }  # fmt: skip
