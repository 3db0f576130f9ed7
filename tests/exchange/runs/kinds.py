"""Kinds of work for the tests, registered while a test uses them."""

import os
import time

from django.core.exceptions import PermissionDenied

from audit.refusals import Refused
from exchange.runs import kinds
from exchange.runs.kinds import Kind

BATCH, ROWS = 10, 40


def count_up(work):
    """Rows 1 to ROWS in batches; the row that ``parameters`` call bad is refused."""
    work.expect(ROWS)
    for first in range(work.done + 1, ROWS + 1, BATCH):
        with work.batch() as results:
            for number in range(first, first + BATCH):
                if number == work.parameters.get("bad"):
                    results.refuse(number, PermissionDenied())
                else:
                    results.add(number, "updated", code=f"KH-{number}")
            _dawdle(work)


def _dawdle(work):
    """In the real worker: say where the test may look, and take one's time."""
    if folder := work.parameters.get("folder"):
        with open(os.path.join(folder, str(work.done)), "w"):
            time.sleep(work.parameters.get("seconds", 0))


def refuse(work):
    raise Refused("run_over")


def break_down(work):
    raise ZeroDivisionError(work.parameters["secret"])


def all_or_nothing(work):
    from exchange.models import IdempotencyKey
    from exchange.runs.results import Results

    with work.whole(keep=lambda: not work.parameters.get("bad")) as whole:
        told = Results()
        IdempotencyKey.objects.create(actor=work.actor, path="/", key="kept", digest=b"")
        told.add(1, "created")
        whole.add(told)


def registered(name, work, permission="customers.change_customer"):
    kinds.register(Kind(name=name, label=name, work=work, permission=permission))
    return name


def register_all():
    for name, work in {
        "tests.count": count_up,
        "tests.refuse": refuse,
        "tests.break": break_down,
        "tests.whole": all_or_nothing,
    }.items():
        registered(name, work)
