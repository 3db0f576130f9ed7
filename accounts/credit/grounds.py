"""What a debit rests on beside the limit: the commitment it invoices, the override that lets it pass once (E4)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.members import Members

MEMBERS = ("commitment", "override")
MOST_DIGITS = 18  # of a bigint's key


@dataclass(frozen=True, slots=True)
class Grounds:
    """The commitment by its key, the override by that of its request."""

    commitment: int | None = None
    override: UUID | None = None

    def __bool__(self) -> bool:
        return self.commitment is not None or self.override is not None

    @property
    def field(self) -> str:
        """The member that names one of them."""
        return "override" if self.commitment is None else "commitment"

    def as_raw(self) -> dict[str, Any]:
        """Return the members that ``read`` makes this of again."""
        raw: dict[str, Any] = {} if self.commitment is None else {"commitment": self.commitment}
        return raw | ({"override": str(self.override)} if self.override else {})


NONE = Grounds()


def read(given: Members) -> Grounds:
    """Take the members; errors are left in ``given`` under their names."""
    return Grounds(given.take("commitment", _number), given.take("override", _key))


def _number(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**MOST_DIGITS:
        return value
    raise ValidationError(_("This is the id that reserving it answered with, a number."), "not_a_number")


def _key(text: object) -> UUID:
    try:
        if isinstance(text, str) and len(text) == 36:
            return UUID(text)
    except ValueError:
        pass  # reads like any other text that is no key
    raise ValidationError(_("This is the id that asking for the override answered with."), "not_a_key")
