"""B1 to B4: the list page beside its floor, interleaved; plans of what it asks: ``python -m benchmarks.lists``.

Everything runs in this process through the whole middleware, floor and page alike. Prints medians of 15 in milliseconds
and ratios; only ratios taken in one run count.
"""

import os
import statistics
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402 - after the set-up of Django
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from access.models import User  # noqa: E402

ROUNDS = 15
PEOPLE = ("bench_root", "bench_officer", "bench_tiny", "bench_area", "bench_dormant")


def main() -> None:
    settings.ROOT_URLCONF = "benchmarks.urls"
    settings.ALLOWED_HOSTS = ["*"]
    clients = {name: signed_in(name) for name in PEOPLE}
    works = {"floor": (clients["bench_root"], "/floor/")} | {n: (c, "/customers/") for n, c in clients.items()}
    deep = far_into()
    works |= {"root, page 2": (clients["bench_root"], deep[0]), "root, far page": (clients["bench_root"], deep[1])}
    times: dict[str, list[float]] = {name: [] for name in works}
    for _round in range(ROUNDS + 2):
        for name, (client, address) in works.items():
            times[name].append(took(client, address))
    floor = statistics.median(times["floor"][2:])
    for name, found in times.items():
        middle = statistics.median(found[2:])
        queries = count_queries(*works[name])
        print(f"{name:18} {middle * 1000:8.1f} ms  {middle / floor:6.1f} x floor  {queries:3d} queries")
    for name in PEOPLE:
        show_plan(name, clients[name])


def signed_in(name: str) -> Client:
    client = Client(HTTP_ACCEPT_LANGUAGE="zh-CN")
    client.force_login(User.objects.get(username=name), backend=settings.AUTHENTICATION_BACKENDS[1])
    return client


def took(client: Client, address: str) -> float:
    start = time.perf_counter()
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    return time.perf_counter() - start


def far_into() -> tuple[str, str]:
    """The addresses of page 2, and of one that begins about half way (page 10,000 at 1,000,000 customers)."""
    from customers.models import Customer
    from exchange.pages import Walk

    rows, walk = Customer.objects.order_by("code").only("code"), Walk(Customer.objects.all(), ("code",))
    second, far = (walk.cursor(rows[place], "next") for place in (49, rows.count() // 2))
    return f"/customers/?cursor={second}", f"/customers/?cursor={far}"


def count_queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)


def show_plan(name: str, client: Client) -> None:
    """The plan of the statement that finds the page's customers."""
    with CaptureQueriesContext(connection) as asked:
        client.get("/customers/")
    found = [one["sql"] for one in asked if "customers_customer" in one["sql"] and "LIMIT 51" in one["sql"]]
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) " + found[0])
        lines = [line for (line,) in cursor.fetchall()]
    print(
        f"\n{name}:", *[line for line in lines if "Scan" in line or "Time" in line or "Sort" in line][:12], sep="\n  "
    )


if __name__ == "__main__":
    main()
