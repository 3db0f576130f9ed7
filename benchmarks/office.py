"""The people of benchmarks/taking_in.py, what they find there, and what the database holds afterwards."""

import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db.models import Count

from access.batches.models import Batch
from access.models import Membership, Portfolio, PortfolioUserGrant, Request, User
from audit.history import acting
from benchmarks import faulty_file
from benchmarks.clients import Client
from benchmarks.facts import session
from customers.models import Customer
from exchange.files import open_table
from exchange.runs import files
from exchange.runs.models import FileRole, Run, RunRow

ROLES = {"founder": "财务文员", "clerk": "财务文员", "colleague": "财务文员", "supervisor": "财务主管"}


def furnish(rows: int) -> dict[str, str]:
    """Make people, a portfolio and who is in it before; returns the people's sessions by name."""
    with acting(actor=None, kind="benchmarks.people", channel="command"):
        east = Portfolio.objects.create(code="EAST", name="华东")
        people = {name: _person(name, role, east) for name, role in ROLES.items()}
    _imported("founder", faulty_file.existing(rows))
    _imported("colleague", faulty_file.waiting(rows))
    return {name: session(person) for name, person in people.items()}


def _person(name: str, role: str, place: Portfolio) -> User:
    person = User(username=name)
    person.set_unusable_password()
    person.save()
    Membership.objects.create(user=person, group=Group.objects.get(name=role))
    manage = Permission.objects.get(codename="manage_portfolio")
    PortfolioUserGrant.objects.create(permission=manage, user=person, content_object=place)
    return person


def _imported(actor: str, rows: Any) -> None:
    from benchmarks.taking_in import written

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "before.csv"
        file.write_bytes(written([["code", "name"]], rows))
        call_command("import_customers", str(file), portfolio="EAST", actor=actor, verbosity=0)


def browser(port: int, key: str) -> Client:
    """A signed-in person's browser."""
    return Client(port, {"Cookie": f"{settings.SESSION_COOKIE_NAME}={key}", "Accept-Language": "zh-CN"})


def run(key: str) -> Run:
    return Run.objects.get(pk=key)


def counts(run: Run) -> dict[str, int]:
    return {name: count for name, count in run.counts.items() if count}


def faults(run: Run) -> dict[int, str]:
    """The column at fault by the number of the row."""
    return dict(RunRow.objects.filter(run=run, outcome="refused").values_list("number", "field"))


def kinds_of_fault(run: Run) -> dict[str, int]:
    """How many rows were refused by cause, and for the same column by what was in it (missing or wrong)."""
    expected = faulty_file.FAULTS
    found: Counter[str] = Counter()
    for number, cause, column in RunRow.objects.filter(run=run, outcome="refused").values_list(
        "number", "cause", "field"
    ):
        kind = (number - 2) // faulty_file.EVERY % faulty_file.KINDS
        found[f"{cause} {column} {expected[kind][1] if kind < len(expected) else ''}".strip()] += 1
    return dict(found)


def failed_rows(run: Run) -> int:
    """How many rows the file of failed rows has."""
    file = files.of(run, FileRole.ERRORS)
    if file is None:
        return 0
    with files.as_path(file) as path, open_table(path) as table:
        return sum(1 for _row in table.rows())


def batches(run: Run) -> list[int]:
    """How many rows each batch of the run has."""
    return list(Batch.objects.filter(source=run.pk).annotate(rows=Count("requests")).values_list("rows", flat=True))


def batch_of(run: Run) -> Batch:
    return Batch.objects.get(source=run.pk)


def decided(batch: Batch) -> dict[str, int]:
    """How many rows of the batch have each status."""
    return dict(Request.objects.filter(batch=batch).values_list("status").annotate(Count("pk")))


def held() -> dict[str, int]:
    """What a second import must not add to."""
    states = Customer.history.count()  # type: ignore[attr-defined]
    return {"customers": Customer.objects.count(), "requests": Request.objects.count(), "states": states}
