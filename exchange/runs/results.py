"""What came of the rows of one batch, and the words for what was refused."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from access.data_keys import Keyring, conceal
from audit.refusals import Refused
from exchange.runs.models import Run, RunRow

REFUSALS = (Refused, ValidationError, PermissionDenied)
Refusal = Refused | ValidationError | PermissionDenied
WRITTEN = 1_000  # rows inserted in one statement


class Result(NamedTuple):
    """What came of one row; ``outcomes`` are counted, the first one is the row's own."""

    number: int
    outcomes: tuple[str, ...]
    code: str = ""
    cause: str = ""
    field: str = ""
    reason: str = ""


class Results:
    """The results of a batch, in the order in which they were told."""

    def __init__(self) -> None:
        self.rows: list[Result] = []
        self.tallied: Counter[str] = Counter()
        self.mark = ""

    def add(self, number: int, *outcomes: str, code: str = "", reason: str = "", cause: str = "") -> None:
        """Note what came of row ``number``; ``code`` names its object, ``cause`` is a code, ``reason`` words."""
        self.rows.append(Result(number, outcomes, code, cause, "", reason))

    def tally(self, outcome: str, count: int) -> None:
        """Count rows of which nothing is kept one by one."""
        self.tallied[outcome] += count

    def refuse(self, number: int, error: Refusal, *, code: str = "", outcome: str = "refused") -> None:
        """Note that a row was refused, in the words of the refusal."""
        problems = list(problems_of(error))
        field = next((name for name, _reason in problems if name), "")
        reason = " ".join(text for _name, text in problems)
        self.rows.append(Result(number, (outcome,), code, cause_of(error), field, reason))


def cause_of(error: Refusal) -> str:
    """The code of a refusal: what rows are grouped by."""
    if isinstance(error, Refused):
        return error.code
    return "forbidden" if isinstance(error, PermissionDenied) else "invalid"


def problems_of(error: Refusal, field_of: Callable[[str], str] = str) -> Iterator[tuple[str, str]]:
    """Yield field and reason of everything an error says; the field is "" where it concerns the whole row."""
    if isinstance(error, PermissionDenied):
        yield "", _("The person who does this may not do it here.")
    elif isinstance(error, Refused):
        yield field_of(error.field) if error.field else "", error.message
    elif hasattr(error, "error_dict"):
        for path, messages in error.message_dict.items():
            yield field_of(path), " ".join(messages)
    else:
        yield "", " ".join(error.messages)


def counted(rows: Iterable[Result]) -> Counter[str]:
    """How often each outcome happened."""
    return Counter(outcome for row in rows for outcome in row.outcomes)


def save(run: Run, rows: Iterable[Result], ring: Keyring) -> None:
    """Insert the results of ``rows``; the reasons are encrypted under the run's key."""
    made = []
    for result in rows:
        row = RunRow(
            run=run,
            number=result.number,
            code=result.code[:64],
            outcome=result.outcomes[0],
            cause=result.cause,
            field=result.field[:100],
        )
        if result.reason:
            conceal(row, ring=ring, reason=result.reason)
        made.append(row)
    RunRow.objects.bulk_create(made, batch_size=WRITTEN)
