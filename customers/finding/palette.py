"""What the command search answers: customers, then acts and pages. Names and codes only, nothing that is masked."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from access import preferences
from customers.finding import remembered
from customers.matching import BEST_FIRST
from customers.mnemonics import offered, spelling
from customers.models import Customer
from customers.names import normal_form
from customers.pinyin import letters_of
from customers.tables import code_words

MOST = 8  # customers


@dataclass(frozen=True)
class Option:
    """One line of the answer: a customer, an act or a page."""

    url: str
    label: str
    icon: str
    hint: str = ""
    state: str = ""
    state_label: str = ""


@dataclass(frozen=True)
class Group:
    """Options under a heading."""

    title: str
    options: list[Option]


Places = Callable[[HttpRequest], Iterable[Option]]
places: list[Places] = []  # where a person may go and what they may start; other rooms add theirs in ready()


def answer(request: HttpRequest, text: str) -> list[Group]:
    """The groups for ``text``; for no text what is at hand: pinned and recent customers, and every place."""
    term = text.strip()
    groups = _found(term, request.user) if term else _at_hand(request.user)
    groups.append(Group(_("Go to"), [place for place in _all_places(request) if _is_meant(place, term)]))
    if term:
        address = f"{reverse('customers:list')}?{urlencode({'q': term})}"
        groups.append(Group("", [Option(address, _("Show everything that matches in the list"), "list")]))
    return [group for group in groups if group.options]


def single(text: str, user: Any) -> Customer | None:
    """The customer that ``text`` alone names: the only hit, or the one of exactly this code; None if not wanted."""
    if not (text.strip() and preferences.get(user, remembered.OPEN_SINGLE, True)):
        return None
    found = first(text.strip(), user, 2)
    exact = [one for one in found if one.code == normal_form(text)]
    return next(iter(exact or (found if len(found) == 1 else [])), None)


def first(term: str, user: Any, size: int) -> list[Customer]:
    """The first customers that ``user`` finds by ``term``, best first."""
    visible = Customer.objects.visible_to(user).exclude_deleted().matching(term, person=user)
    shown = visible.select_related("portfolio").only(*remembered.SHOWN)
    return shown.first_matching(term, user, BEST_FIRST, size)


def _found(term: str, user: Any) -> list[Group]:
    return [Group(_("Customers"), [_customer(one) for one in first(term, user, MOST)])]


def _at_hand(user: Any) -> list[Group]:
    pinned, recent = remembered.at_hand(user)
    return [
        Group(_("Pinned"), [_customer(one, "star") for one in pinned]),
        Group(_("Recent"), [_customer(one, "clock-hour-4") for one in recent]),
    ]


def _customer(customer: Customer, icon: str = "building") -> Option:
    return Option(
        url=customer.get_absolute_url(),
        label=customer.name,
        icon="user" if icon == "building" and customer.is_individual else icon,
        hint=" · ".join((code_words(customer), customer.portfolio.name)),
        state=customer.status,
        state_label=str(customer.get_status_display()),
    )


def _all_places(request: HttpRequest) -> Iterable[Option]:
    for known in places:
        yield from known(request)


def _is_meant(place: Option, term: str) -> bool:
    """Whether ``term`` is a part of the place's label, its initials or its pinyin; all are for no term."""
    wanted, letters = normal_form(term), letters_of(term)
    if wanted in normal_form(place.label):
        return True
    return bool(letters) and any(
        spelled.startswith(letters) for spelled in (offered(place.label).lower(), "".join(spelling(place.label)))
    )
