"""The exchange room's part of the personal data register (access/register.py): what is kept with runs."""

from access.fields import CONTACT
from access.register import Erased, Personal, declare

WITH_KEY = ("Run.words", "RunRow.reason", "RunFile.name", "RunChunk.content")  # the run's key, gone when it expires
PLAIN = (
    "Run.kind",
    "Run.language",
    "Run.scopes",
    "Run.parameters",  # ids and options
    "Run.mark",
    "Run.counts",
    "Run.error",
    "Run.claimed_by",
    "RunRow.code",
    "RunRow.outcome",
    "RunRow.cause",
    "RunRow.field",
    "RunFile.content_type",
    "RunFile.digest",
)


def fill() -> None:
    """Add this room's columns to the personal data register."""
    personal = {f"exchange.{name}": Personal(CONTACT, Erased.WITH_KEY) for name in WITH_KEY}
    declare(personal, plain={f"exchange.{name}" for name in PLAIN})
