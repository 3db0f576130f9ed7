"""Contacts unmasked for who looks after a portfolio, where the setting asks for that; each view logged (E12)."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from access.fields import CONTACT, may_reveal
from access.models import User
from access.permissions import MANAGE, rights_of
from access.settings import setting
from audit.models import Channel
from customers.detail import Card
from customers.models import Customer
from customers.reveals import reveal
from customers.settings import CONTACTS_IN_FULL
from customers.views_reveal import lines_of

REASON = "own_portfolio"  # in words: history_words.REASONS
NAME = "contacts"


def applies(customer: Customer, user: Any) -> bool:
    """Whether ``user`` reads the contacts in full: by a managing grant on the portfolio and the right to reveal."""
    own = rights_of(user).portfolios.get(customer.portfolio_id) == MANAGE
    return own and customer.portfolio_id in setting(CONTACTS_IN_FULL) and may_reveal(user, CONTACT, customer)


def opened(cards: Iterable[Card], customer: Customer, user: User) -> list[Card]:
    """The page's cards, that of the contacts in plain words; the journal names the view as a reveal."""
    return [_plain(card, customer, user) if card.name == NAME and card.lines else card for card in cards]


def _plain(card: Card, customer: Customer, user: User) -> Card:
    values = reveal(customer=customer, fields=[NAME], reason=REASON, actor=user, channel=Channel.WEB)
    return replace(card, lines=lines_of(NAME, values[NAME]), revealable=False, masked=False)
