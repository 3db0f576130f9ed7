"""The journal as the auditor reads it: every Action, whomever it was about, in words (E13, S32).

It stands in this room because the audit room knows neither rights nor customers (docs/decisions/018).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from access import journal_words
from access.models import Request
from access.permissions import SEE_DELETED, rights_of
from audit.models import Action, Channel
from customers import history_words
from customers.history import words_of
from customers.models import Customer

# What Actions of a kind say beside the kind, of other modules: in one line, and line by line as label and value.
Facts = Callable[[Action, Any], list[tuple[str, str]]]
summaries: dict[str, Callable[[Action, Any], str]] = {}
facts: dict[str, Facts] = {}


def may_read(user: Any) -> bool:
    """The journal is for who reads history everywhere: it speaks of all customers alike."""
    rights = rights_of(user)
    return SEE_DELETED in rights.may and rights.everywhere is not None


class JournalFilter(django_filters.FilterSet):
    """What the auditor narrows the journal by; days are inclusive, in the ledger's time zone."""

    person = django_filters.CharFilter(field_name="actor__username", lookup_expr="exact", label=_("Person"))
    code = django_filters.CharFilter(method="about_customer", label=_("Customer code"), max_length=32)
    channel = django_filters.ChoiceFilter(choices=Channel.choices, label=_("Channel"))
    since = django_filters.DateFilter(field_name="at", lookup_expr="date__gte", label=_("From day"))
    until = django_filters.DateFilter(field_name="at", lookup_expr="date__lte", label=_("To day"))

    class Meta:
        model = Action
        fields: list[str] = []

    def about_customer(self, actions: QuerySet[Action], name: str, value: str) -> QuerySet[Action]:
        """Actions about the customer of this code, and about requests for it."""
        customer = Customer.objects.visible_to(self.request.user).filter(code=value.strip().upper()).first()
        if customer is None:
            return actions.none()
        requests = Request.objects.filter(target_id=customer.pk).values_list("pk", flat=True)
        keys = [str(customer.pk), *map(str, requests)]
        return actions.filter(about_type__in=("customers.customer", "access.request"), about_id__in=keys)


@dataclass(frozen=True)
class Row:
    """One Action as a row: people by username, its object by a customer's or person's name, linked if it has a page."""

    action: Action
    words: str
    reason: str
    about: str
    url: str


def rows_of(actions: Sequence[Action], user: Any) -> list[Row]:
    """One page of Actions in words; three queries, whatever their number."""
    asked = {str(one.pk): one for one in Request.objects.filter(pk__in=_keys(actions, "access.request"))}
    wanted = set(_keys(actions, "customers.customer")) | {one.target_id for one in asked.values()}
    customers = {one.pk: one for one in Customer.objects.visible_to(user).filter(pk__in=wanted)}
    names = journal_words.names_of({_place(action, asked.get(action.about_id)) for action in actions})
    return [_row(action, user, asked, customers, names) for action in actions]


def _place(action: Action, request: Request | None) -> journal_words.Place:
    """Type and key of what the Action is about; of a request, of what that is about."""
    return (request.target_type, str(request.target_id)) if request else (action.about_type, action.about_id)


def _keys(actions: Sequence[Action], kind: str) -> list[UUID]:
    return [UUID(action.about_id) for action in actions if action.about_type == kind]


def _row(
    action: Action,
    user: Any,
    asked: dict[str, Request],
    customers: dict[UUID, Customer],
    names: dict[journal_words.Place, str],
) -> Row:
    request = asked.get(action.about_id)
    key = request.target_id if request else _uuid(action)
    customer = customers.get(key) if key else None
    return Row(
        action=action,
        words=_words(action, request, user),
        reason=str(history_words.REASONS.get(action.reason, action.reason)),
        about=f"{customer.name} {customer.code}" if customer else names.get(_place(action, request), ""),
        url=customer.get_absolute_url() if customer else "",
    )


def _words(action: Action, request: Request | None, user: Any) -> str:
    words = str(journal_words.KINDS.get(action.kind) or words_of(action, request, user))
    more = summaries[action.kind](action, user) if action.kind in summaries else ""
    return f"{words}: {more}" if more else words


def _uuid(action: Action) -> UUID | None:
    return UUID(action.about_id) if action.about_type == "customers.customer" else None
