"""Which settings there are. Rooms declare theirs in AppConfig.ready(); each one is read somewhere."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from access.settings.kinds import Kind

Words = str | Promise

GROUPS: dict[str, Words] = {
    "company": _("Own company"),
    "numbering": _("Numbering"),
    "customers": _("Customer records"),
    "thresholds": _("Posting and thresholds"),
    "sign_in": _("Sign-in and passwords"),
}


@dataclass(frozen=True)
class Definition:
    """One setting. ``default`` is as ``kind`` keeps it; ``page`` names its own page where the group's is not it.

    ``second_person``: a change waits for another person (E7), but in set-up. ``encrypted``: kept under a data key.
    """

    name: str
    group: str
    kind: Kind
    default: Any
    label: Words
    help: Words = ""
    second_person: bool = True
    encrypted: bool = False
    page: str = ""

    @property
    def address(self) -> str:
        return reverse(self.page) if self.page else reverse("settings:group", args=[self.group])


REGISTRY: dict[str, Definition] = {}


def declare(definition: Definition) -> None:
    """Make a setting known. Raises ValueError for one declared otherwise already, or in no group there is."""
    if definition.group not in GROUPS or REGISTRY.setdefault(definition.name, definition) is not definition:
        raise ValueError(f"Setting {definition.name} is declared twice, or in no group.")


def of_group(group: str) -> list[Definition]:
    """The settings on a group's page, in the order of their declaration."""
    return [one for one in REGISTRY.values() if one.group == group and not one.page]
