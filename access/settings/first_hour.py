"""What a new department does before its first working day: shown in set-up, ticked off by what is there.

Rooms add their steps in AppConfig.ready(); a step says only whether something exists, never what.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from access.settings.reading import kept


@dataclass(frozen=True)
class Step:
    """One thing to do: where, and what tells that it was done. Steps stand in the order of ``place``."""

    place: int
    label: str | Promise
    page: str
    is_done: Callable[[], bool]
    about: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        return reverse(self.page, args=self.about)

    @property
    def done(self) -> bool:
        return self.is_done()


STEPS: list[Step] = []


def add(step: Step) -> None:
    """Add a step; called in AppConfig.ready()."""
    STEPS.append(step)


def steps() -> list[Step]:
    """The steps, in the order in which they are best done."""
    return sorted(STEPS, key=lambda step: step.place)


def _people() -> bool:
    from access.models import User

    return User.objects.filter(is_active=True).count() > 2  # the founders are two


def _portfolios() -> bool:
    from access.models import Portfolio

    return Portfolio.objects.filter(retired_on=None).exists()


def register() -> None:
    """Add this room's steps; called in AppConfig.ready()."""
    named = lambda: bool(kept("company_name"))  # noqa: E731
    add(Step(10, _("Own company: name, code, address"), "settings:group", named, ("company",)))
    add(Step(20, _("Portfolios: who looks after which customers"), "settings:portfolios", _portfolios))
    add(Step(30, _("People: everybody who will work here"), "settings:people", _people))
