"""One exception for every rule that says no, and one catalogue of what each code tells the person refused."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class Refusal:
    """What a code means: its sentence, with %(figure)s places, and the HTTP status the API answers with."""

    message: str | Promise
    status: int = 422


CATALOGUE: dict[str, Refusal] = {}


def declare(code: str, message: str | Promise, *, status: int = 422) -> str:
    """Add ``code`` to the catalogue and return it. Raises ValueError when another sentence has it already."""
    known = CATALOGUE.setdefault(code, Refusal(message, status))
    # by identity: to compare lazy sentences is to translate them, for which it is too early
    if known.message is not message or known.status != status:
        raise ValueError(f"Refusal {code} is declared twice.")
    return code


class Refused(Exception):
    """A rule refuses the operation; nothing was changed.

    ``code`` is in the catalogue, ``field`` the input at fault or None, ``figures`` what the sentence and the
    API answer name (amounts in major units, dates as date).
    """

    def __init__(self, code: str, field: str | None = None, **figures: Any):
        if code not in CATALOGUE:
            raise ValueError(f"Refusal {code} is not declared.")
        super().__init__(code)
        self.code, self.field, self.figures = code, field, figures

    @property
    def status(self) -> int:
        return CATALOGUE[self.code].status

    @property
    def message(self) -> str:
        """The sentence, in the language now active."""
        return str(CATALOGUE[self.code].message) % self.figures

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"
