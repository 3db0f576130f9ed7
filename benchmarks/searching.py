"""Every query of tests/customers/queries.csv among a whole size: ``SIZE=L python -m benchmarks.searching``.

The listed companies come into the largest portfolio of a copy. Root, who sees it, must find the expected one first of
them on the first page (generated names may be as close: they are named); a person who does not see it must find none of
them; reception must find nobody by a telephone number. Exit 1 otherwise.
"""

import os
import statistics
import subprocess
import sys
import time
from typing import Any

from benchmarks import place, preparing
from config.installation import PROJECT

SEEN, UNSEEN = "bench_root", "bench_tiny"
TAKEN_IN = "P000"
PAGE = 50


def main() -> int:
    """Make the template where it is missing, copy it, bring it up to this code, ask everything."""
    size = place.SIZES[os.environ.get("SIZE", "L").upper()]
    place.stand()
    preparing.prepare(size)
    place.copy_template(size, place.RUN)
    try:
        together = os.environ | place.addresses(place.RUN)
        for command in ("migrate", "index_customers"):
            subprocess.run([sys.executable, "manage.py", command], cwd=PROJECT, env=together, check=True)
        place.point_to(place.RUN)
        return asked()
    finally:
        place.remove(place.RUN)


def asked() -> int:
    """Ask every query as everybody; 0 where all answers are the expected ones."""
    import django

    django.setup()
    from access.models import Portfolio, User
    from customers.models import Customer
    from tests import factories
    from tests.customers.listed import LISTED, companies
    from tests.customers.test_queries import QUERIES

    if not LISTED.exists():
        print(f"{LISTED.name} is not beside the project: nothing to look for.")
        return 0
    portfolio = Portfolio.objects.get(code=TAKEN_IN)
    root, tiny = (User.objects.get(username=name) for name in (SEEN, UNSEEN))
    reception = factories.person("bench_reception", "前台", sees=[portfolio])
    companies(portfolio, root)
    listed = set(Customer.objects.filter(code__regex=r"\.(SZ|SH|BJ)$").values_list("name", flat=True))
    wrong, took = [], []
    for row in QUERIES:
        start = time.perf_counter()
        names = hits(root, row["query"])
        took.append((time.perf_counter() - start) * 1000)
        first = next((name for name in names if name in listed), "")
        if first != row["first"]:
            wrong.append(f"{row['query']}: {first or 'nothing'} instead of {row['first'] or 'nothing'} ({row['how']})")
        elif first and names[0] != first:
            print(f"  {row['query']}: {names.index(first)} generated names as close come before {first}")
        wrong += [f"{row['query']}: {UNSEEN} finds {name}" for name in hits(tiny, row["query"]) if name in listed]
    owner = Customer.objects.filter(portfolio=portfolio).exclude(name__in=listed).order_by("code").first()
    phone = f"139{int(owner.code[1:]):08d}" if owner else ""  # as the population makes them
    if owner is None or owner.name not in hits(root, phone):
        wrong.append(f"{phone}: {SEEN} does not find who it belongs to")
    wrong += [f"{phone}: reception finds {name}" for name in hits(reception, phone)]
    return told(wrong, took, Customer.objects.count())


def hits(person: Any, text: str) -> list[str]:
    """The names on the first page of what ``person`` finds."""
    from customers.matching import BEST_FIRST
    from customers.models import Customer

    found = Customer.objects.visible_to(person).matching(text, person=person)
    return [customer.name for customer in found.first_matching(text, person, BEST_FIRST, PAGE)]


def told(wrong: list[str], took: list[float], customers: int) -> int:
    """Say what came out."""
    p95 = sorted(took)[len(took) * 95 // 100]
    median = statistics.median(took)
    print(f"{len(took)} queries among {customers:,} customers: median {median:.1f} ms, p95 {p95:.1f} ms")
    for line in wrong:
        print(f"  {line}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
