"""The instrument of an entry before it is posted: what was typed, and what E1 asks of it."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.instruments.kinds import BILLS, UNCLEARED, InstrumentKind
from accounts.members import Members, one_of, read_day, text_of

MEMBERS = ("instrument", "instrument_number", "drawer", "acceptor", "maturity")
NUMBER_LENGTH, NAME_LENGTH = 64, 200


@dataclass(frozen=True, slots=True)
class InstrumentDraft:
    """What a receipt or payment is made with."""

    kind: InstrumentKind
    number: str = ""
    drawer: str = ""
    acceptor: str = ""
    maturity: datetime.date | None = None

    def as_raw(self) -> dict[str, str]:
        """Return the members that ``read`` makes this of again."""
        raw = {
            "instrument": str(self.kind),
            "instrument_number": self.number,
            "drawer": self.drawer,
            "acceptor": self.acceptor,
            "maturity": self.maturity.isoformat() if self.maturity else "",
        }
        return {name: value for name, value in raw.items() if value}


def read(given: Members) -> InstrumentDraft | None:
    """Take the members of an instrument; errors are left in ``given`` under their names."""
    kind = given.take("instrument", one_of(frozenset(InstrumentKind), InstrumentKind))
    number = given.take("instrument_number", text_of(NUMBER_LENGTH), default="")
    drawer = given.take("drawer", text_of(NAME_LENGTH), default="")
    acceptor = given.take("acceptor", text_of(NAME_LENGTH), default="")
    maturity = given.take("maturity", read_day)
    typed: dict[str, Any] = {"instrument_number": number, "drawer": drawer, "acceptor": acceptor, "maturity": maturity}
    for name, value in typed.items():
        if value and name not in _members_of(kind):
            given.refuse(name, ValidationError(_("This instrument has no such member."), "not_of_instrument"))
    if kind in UNCLEARED and not number:
        given.refuse("instrument_number", ValidationError(_("A bill or cheque has its number."), "required"))
    return InstrumentDraft(kind, number, drawer, acceptor, maturity) if kind else None


def _members_of(kind: InstrumentKind | None) -> tuple[str, ...]:
    """The further members an instrument may have (E1)."""
    if kind in BILLS:
        return MEMBERS[1:]
    return ("instrument_number",) if kind else ()
