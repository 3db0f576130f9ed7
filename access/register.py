"""The personal data register: each column that can hold personal data, its class, its copies, and what erases it.

A test fails on a text column of ours that is in neither list, and on a copy in history that is not said here
(``tests/access/test_register.py``). Other rooms add theirs in AppConfig.ready(). Source: E16; PIPL (个人信息保护法),
articles 47 and 56: erasure, and a record of the handling.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from access.fields import BANK, CONTACT, SECRET, FieldClass


class Erased(StrEnum):
    """What makes a value unreadable for ever."""

    WITH_KEY = "its customer's data key is destroyed; history and tombstones hold the same ciphertext"
    IN_PLACE = "the live row is overwritten; history never held it"
    WITH_PERSON = "the person's own record is emptied when they leave; the username stays, for the books"
    NEVER = "books and journal are kept by law (会计档案管理办法: 30 years); input that looks personal is refused"
    BY_AGE = "removed by the schedule"


@dataclass(frozen=True)
class Personal:
    """One column: its class, what erases it, and the tables besides its own that carry a copy."""

    kind: FieldClass
    erased: Erased
    copies: tuple[str, ...] = ()


REGISTER: dict[str, Personal] = {}
PLAIN: set[str] = set()  # text columns that hold no personal data


def declare(personal: Mapping[str, Personal], plain: Iterable[str]) -> None:
    """Add columns, named ``app.Model.field``. Raises ValueError for one that is declared twice."""
    plain = set(plain)
    twice = (personal.keys() & (REGISTER.keys() | plain)) | (plain & (PLAIN | REGISTER.keys()))
    if twice:
        raise ValueError(f"Declared twice: {', '.join(sorted(twice))}")
    REGISTER.update(personal)
    PLAIN.update(plain)


declare(
    {
        "access.User.username": Personal(CONTACT, Erased.NEVER, ("history",)),
        "access.User.first_name": Personal(CONTACT, Erased.WITH_PERSON, ("history",)),
        "access.User.last_name": Personal(CONTACT, Erased.WITH_PERSON, ("history",)),
        "access.User.email": Personal(CONTACT, Erased.WITH_PERSON, ("history",)),
        "access.User.password": Personal(SECRET, Erased.IN_PLACE),
        "access.Setting.secret": Personal(BANK, Erased.WITH_KEY, ("history",)),
        "access.Draft.content": Personal(SECRET, Erased.WITH_KEY),
        "access.Request.payload": Personal(SECRET, Erased.WITH_KEY, ("history",)),
        "access.Request.reason": Personal(CONTACT, Erased.NEVER, ("history", "audit.Action.reason")),
        "access.Decision.comment": Personal(CONTACT, Erased.NEVER, ("audit.Action.reason",)),
        "audit.Action.reason": Personal(CONTACT, Erased.NEVER, ("history_change_reason",)),
        "audit.Action.address": Personal(CONTACT, Erased.NEVER),
    },
    plain={
        "access.Portfolio.code",
        "access.Portfolio.name",
        "access.DataKey.wrapped",
        "access.DataKey.master",
        "access.Setting.name",
        "access.Setting.value",
        "access.Token.name",
        "access.Token.digest",
        "access.Token.scopes",
        "access.Draft.form",  # a path
        "access.Preference.key",
        "access.Preference.value",
        "access.Batch.kind",
        "access.Request.kind",
        "access.Request.target_type",
        "access.Request.fields",
        "access.RequestedField.field",
        "audit.Action.kind",
        "audit.Action.about_type",
        "audit.Action.about_id",
        "audit.Action.details",
        "exchange.IdempotencyKey.path",
        "exchange.IdempotencyKey.key",
        "exchange.IdempotencyKey.digest",
        "exchange.IdempotencyKey.location",
    },
)
