"""Fill a template: ``python -m benchmarks.filling SIZE``, started by ``make bench`` as the server's superuser.

Customers by COPY from two processes in chunks, ledger by INSERT from SELECT, history by the triggers that always write
it. Indexes that no key needs are made afterwards; foreign keys are right by construction and not asked meanwhile.
"""

import multiprocessing
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import django

django.setup()

from django.contrib.auth.models import Permission  # noqa: E402 - after the set-up of Django
from django.db import connection, models  # noqa: E402
from psycopg import sql  # noqa: E402

from access.installing import system_user  # noqa: E402
from access.models import Membership, Portfolio, PortfolioUserGrant, User  # noqa: E402
from audit.history import acting  # noqa: E402
from benchmarks import books, place, population  # noqa: E402
from categories.models import Category, Dimension  # noqa: E402
from customers.models import (  # noqa: E402
    BankAccount,
    Classification,
    Contact,
    Customer,
    CustomerSearch,
    CustomerUserGrant,
)

CHUNK, PROCESSES = 5_000, 2
SECONDARY = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
  JOIN pg_class c ON c.oid = i.indrelid AND c.relnamespace = 'public'::regnamespace
 WHERE NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid)
   AND (c.relname LIKE 'customers\\_%' OR c.relname LIKE 'accounts\\_%') ORDER BY 1"""
GRANTS = {
    "bench_root": [code for code in population.PORTFOLIOS if code.startswith("P")],
    "bench_officer": ["P001"],
    "bench_tiny": ["P003"],
    "bench_area": [f"P{number:03d}" for number in range(10, 30)],
    "bench_dormant": ["DORMANT"],
    "bench_maker": ["P001"],
}
MANAGES = {"bench_maker"}
SINGLE_GRANTS = 50


def main(size: place.Size) -> None:
    """Fill the empty tables of the database at DATABASE_URL."""
    actor = system_user()
    portfolios, categories = make_portfolios(actor), make_categories(actor)
    around = population.Surroundings(portfolios, categories, actor.pk, size.customers)
    with connection.cursor() as cursor:
        cursor.execute(SECONDARY)
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
    with told("customers"):
        copy_customers(around)
    with told("ledger"):
        write_books(actor)
    with told(f"{len(indexes)} indexes"), connection.cursor() as cursor:
        for _name, definition in indexes:
            cursor.execute(definition)
    make_people(actor, portfolios)
    with told("statistics"), connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE, FREEZE)")


@contextmanager
def told(what: str) -> Iterator[None]:
    """Say how long the block took."""
    start = time.monotonic()
    yield
    print(f"  {what}: {time.monotonic() - start:,.0f} s", flush=True)


def make_portfolios(actor: User) -> dict[str, uuid.UUID]:
    with acting(actor=actor, kind="benchmarks.portfolios", channel="command"):
        made = Portfolio.objects.bulk_create(Portfolio(code=code, name=code) for code in population.PORTFOLIOS)
    return {portfolio.code: portfolio.pk for portfolio in made}


def make_categories(actor: User) -> list[list[Category]]:
    """Five dimensions with their leaves."""
    with acting(actor=actor, kind="benchmarks.categories", channel="command"):
        return [
            Category.objects.bulk_create(
                Category(dimension=dimension, code=f"{code}_{number}", name_zh=f"值{number}", name_en=f"Value {number}")
                for number in range(leaves)
            )
            for code, leaves in population.LEAVES.items()
            for dimension in [Dimension.objects.create(code=code, name_zh=code, name_en=code)]
        ]


def copy_customers(around: population.Surroundings) -> None:
    """COPY every chunk, two at a time; each process holds one chunk."""
    starts = range(0, around.total, CHUNK)
    jobs = [(range(start, min(start + CHUNK, around.total)), around) for start in starts]
    connection.close()
    with multiprocessing.get_context("fork").Pool(PROCESSES, maxtasksperchild=40) as pool:
        for done, _ in enumerate(pool.imap_unordered(copy_chunk, jobs), start=1):
            if done % 20 == 0:
                print(f"  {done * CHUNK:,} of {around.total:,} customers", flush=True)


def copy_chunk(job: tuple[range, population.Surroundings]) -> None:
    """One chunk in one Action."""
    made = list(population.customers(*job))
    with acting(actor=User(pk=job[1].maker), kind="benchmarks.customers", channel="command"):
        copy(type(made[0].key), [one.key for one in made])
        copy(Customer, [one.customer for one in made])
        copy(Contact, [one.contact for one in made])
        copy(BankAccount, [one.bank_account for one in made])
        copy(Classification, [one for held in made for one in held.classes])
        copy(CustomerSearch, [one.search for one in made])


def copy(model: type[models.Model], rows: list[Any]) -> None:
    """COPY rows with every column a writer fills."""
    fields = [one for one in model._meta.concrete_fields if not (isinstance(one, models.AutoField) or one.generated)]
    columns = sql.SQL(", ").join(sql.Identifier(field.column) for field in fields)
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(model._meta.db_table), columns)
    with connection.cursor() as cursor, cursor.copy(statement) as out:
        for row in rows:
            out.write_row([plain(getattr(row, field.attname)) for field in fields])


def plain(value: Any) -> Any:
    return getattr(value, "ciphertext", value)


def write_books(actor: User) -> None:
    """Accounts in one Action, entries in one for each batch of accounts."""
    connection.ensure_connection()
    raw = connection.connection
    with acting(actor=actor, kind="benchmarks.accounts", channel="command"):
        books.open_accounts(raw)
    for first, last in books.batches(raw):
        with acting(actor=actor, kind="benchmarks.entries", channel="command"):
            books.post(raw, first, last)
        print(f"  entries up to account {last:,}", flush=True)
    books.continue_numbers(raw)


def make_people(actor: User, portfolios: dict[str, uuid.UUID]) -> None:
    """Root, officer, tiny, area, the one of the dormant portfolio, and who enters customers."""
    clerk = Membership._meta.get_field("group").related_model.objects.get(name="财务文员")
    with acting(actor=actor, kind="benchmarks.people", channel="command"):
        for username, codes in GRANTS.items():
            person = User(username=username)
            person.set_unusable_password()
            person.save(force_insert=True)
            Membership.objects.create(user=person, group=clerk)
            level = "manage" if username in MANAGES else "view"
            grant(PortfolioUserGrant, f"{level}_portfolio", person, [portfolios[code] for code in codes])
        single = Customer.objects.filter(portfolio=portfolios["P005"]).order_by("code")[:SINGLE_GRANTS]
        officer = User.objects.get(username="bench_officer")
        grant(CustomerUserGrant, "view_customer", officer, [customer.pk for customer in single])


def grant(model: Any, codename: str, person: User, places: list[uuid.UUID]) -> None:
    permission = Permission.objects.get(codename=codename)
    model.objects.bulk_create(model(user=person, permission=permission, content_object_id=key) for key in places)


if __name__ == "__main__":
    main(place.SIZES[sys.argv[1]])
