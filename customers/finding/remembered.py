"""The customers a person had open last, those they pinned, and how they like to search: settings of that person.

Only keys are kept, and only what the person may see today is shown of them.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from access import preferences
from audit.refusals import Refused, declare
from customers.models import Customer

RECENT, PINNED = "customers.recent", "customers.pinned"
SINGLE_KEYS, OPEN_SINGLE = "customers.single_keys", "customers.open_single"  # both on, unless switched off
MAX_RECENT, MAX_PINNED = 8, 20
SHOWN = ("code", "kind", "name", "mnemonic", "status", "portfolio__name", "portfolio__code")

declare("pins_full", _("You have pinned %(most)s customers. Take one off before you pin another."))


def keys_of(value: Any) -> list[str]:
    """The keys of customers in a setting, each once. Raises ValueError where it is no list of keys."""
    if not isinstance(value, list):
        raise ValueError("no list of keys")
    return list(dict.fromkeys(str(UUID(key)) for key in value if isinstance(key, str)))


def switch_of(value: Any) -> bool:
    """A switch. Raises ValueError where it is none."""
    if not isinstance(value, bool):
        raise ValueError("no switch")
    return value


preferences.declare(RECENT, keys_of)
preferences.declare(PINNED, keys_of)
preferences.declare(SINGLE_KEYS, switch_of)
preferences.declare(OPEN_SINGLE, switch_of)


def visit(customer: Customer, user: Any) -> None:
    """Remember that ``user`` has ``customer`` open, with the last few before it. The last one again writes nothing."""
    before, key = preferences.get(user, RECENT, []), str(customer.pk)
    after = [key, *(one for one in before if one != key)][:MAX_RECENT]
    if after != before:
        preferences.put(user, RECENT, after)


def pin(customer: Customer, user: Any) -> None:
    """Keep ``customer`` at hand for ``user``. Raises Refused ``pins_full``."""
    pinned = [one for one in preferences.get(user, PINNED, []) if one != str(customer.pk)]
    if len(pinned) >= MAX_PINNED:
        raise Refused("pins_full", most=MAX_PINNED)
    preferences.put(user, PINNED, [*pinned, str(customer.pk)])


def unpin(customer: Customer, user: Any) -> None:
    """Take the pin off again."""
    pinned = preferences.get(user, PINNED, [])
    preferences.put(user, PINNED, [one for one in pinned if one != str(customer.pk)])


def is_pinned(customer: Customer, user: Any) -> bool:
    """Whether ``user`` pinned ``customer``."""
    return str(customer.pk) in preferences.get(user, PINNED, [])


def at_hand(user: Any) -> tuple[list[Customer], list[Customer]]:
    """The pinned customers in their order and the recent ones, the last first; those ``user`` may see today."""
    pinned, recent = preferences.get(user, PINNED, []), preferences.get(user, RECENT, [])
    found = _seen([*pinned, *recent], user)
    return (
        [found[key] for key in pinned if key in found],
        [found[key] for key in recent if key in found and key not in pinned],
    )


def _seen(keys: Iterable[str], user: Any) -> dict[str, Customer]:
    wanted = list(keys)
    if not wanted:
        return {}
    visible = Customer.objects.visible_to(user).exclude_deleted().filter(pk__in=wanted)
    return {str(one.pk): one for one in visible.select_related("portfolio").only(*SHOWN)}
