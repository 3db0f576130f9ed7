"""What a debit rests on beside the limit: the override that lets it pass once, named by its request (E4)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.members import Members

MEMBERS = ("override",)


@dataclass(frozen=True, slots=True)
class Grounds:
    """The override by the key of its request."""

    override: UUID | None = None

    def __bool__(self) -> bool:
        return self.override is not None

    @property
    def field(self) -> str:
        """The member that names it."""
        return "override"

    def as_raw(self) -> dict[str, Any]:
        """Return the members that ``read`` makes this of again."""
        return {"override": str(self.override)} if self.override else {}


NONE = Grounds()


def read(given: Members) -> Grounds:
    """Take the members; errors are left in ``given`` under their names."""
    return Grounds(given.take("override", _key))


def _key(text: object) -> UUID:
    try:
        if isinstance(text, str) and len(text) == 36:
            return UUID(text)
    except ValueError:
        pass  # reads like any other text that is no key
    raise ValidationError(_("This is the id that asking for the override answered with."), "not_a_key")
