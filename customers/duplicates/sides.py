"""Two customers side by side, masked and cut to what the reader may see of each."""

from typing import Any

from django.utils.translation import gettext as _

from access.data_keys import Keyring
from access.fields import may_see
from customers import detail, tables
from customers.dossier.reading import FILE, file_of
from customers.history_words import FIELDS
from customers.models import Customer, LookAlike

PLAIN = ("code", "name", "short_name", "mnemonic", "tax_id", "external_id")
Row = dict[str, Any]


def rows_of(pair: LookAlike, user: Any) -> list[Row]:
    """Field by field as components/diff.html takes it; empty on both sides is left out."""
    left, right = (_facts(customer, user) for customer in (pair.one, pair.other))
    fields = dict.fromkeys([*left, *right])
    rows = [{"field": field, "before": left.get(field, ""), "after": right.get(field, "")} for field in fields]
    return [row for row in rows if row["before"] or row["after"]]


def _facts(customer: Customer, user: Any) -> dict[str, str]:
    facts = {str(FIELDS[name]): str(getattr(customer, name)) for name in PLAIN}
    facts |= {
        str(FIELDS["kind"]): str(customer.get_kind_display()),
        str(FIELDS["status"]): str(customer.get_status_display()),
        str(FIELDS["portfolio"]): customer.portfolio.name,
        str(FIELDS["terms"]): detail.terms_words(customer.terms),
        _("Added"): customer.created_at.date().isoformat(),
    }
    for held in tables.classifications_today(user).filter(customer=customer):
        facts[str(held.category.dimension)] = str(held.category)
    ring = Keyring()
    seen = [*FILE, *(name for name, kind in detail.MORE.items() if may_see(user, kind, customer))]
    for card in detail.cards(customer, user, file_of(customer, ring, lists=seen), ring):
        facts[card.title] = "、".join(line["value"] for line in card.lines if line["value"])
    return facts
