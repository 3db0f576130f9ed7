"""Overrides that were agreed and may still be used."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.drafts import ledger_today
from accounts.models import Override
from customers.models import Customer


def live_overrides(user: Any, customer: Customer) -> list[Override]:
    """Those of ``customer`` that ``user`` sees, the first to end first."""
    found = Override.objects.visible_to(user).filter(customer=customer, use=None, last_day__gte=ledger_today())
    return list(found.order_by("last_day", "pk"))


def override_choices(user: Any, customer: Customer) -> list[tuple[str, str]]:
    """Them as a choice of a form."""
    return [(str(one.pk), override_words(one)) for one in live_overrides(user, customer)]


def override_words(one: Override) -> str:
    """An override in one line."""
    return _("%(reference)s, at most %(most)s %(currency)s, until %(day)s") % {
        "reference": one.reference,
        "most": f"{one.most:,.2f}",
        "currency": one.currency,
        "day": one.last_day,
    }
