"""What an act means to a customer, and how it is done to many at once (kinds.py); the rules are those of a single one.

``judge`` says what would come of customers, ``write`` does it to those that need nobody else, ``ask`` has a second
person agree for one. An act that puts another one back is the same act, told for each customer where to go ``back``.
"""

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from access.models import RequestedField
from access.permissions import Rights
from audit.models import Channel
from audit.refusals import Refused
from customers.bulk.models import Outcome
from customers.models import Customer
from customers.refusals import CUSTOMER_DELETED, NOT_SETTLED
from exchange.runs.results import REFUSALS, Refusal, cause_of, problems_of


@dataclass(frozen=True)
class Verdict:
    """What comes of one customer, why not, and what the act replaces, as JSON keeps it."""

    outcome: str
    before: Any = None
    cause: str = ""
    words: str = ""


def refused(error: Refusal, before: Any = None) -> Verdict:
    """The verdict that an error is. What stands against closing is not kept: it may tell sums."""
    cause, words = cause_of(error), " ".join(text for _name, text in problems_of(error))
    if cause == NOT_SETTLED:
        words = _("Something is not settled yet: the customer's own page says what.")
    if cause == "forbidden":
        words = _("You may not do this with this customer.")
    return Verdict(Outcome.REFUSED, before, cause, words)


class Act(ABC):
    """One act with its ``options``, done by ``actor``; ``back`` holds, by customer, what an undo returns to."""

    kind = ""  # of the Action that records it

    def __init__(self, options: Mapping[str, Any], actor: Any, back: Mapping[UUID, Any] | None = None) -> None:
        self.options, self.actor, self.back = options, actor, back
        self.goals: dict[UUID, Any] = {}  # of those judged

    @property
    @abstractmethod
    def label(self) -> str:
        """What it does, in words."""

    def judge(self, customers: Sequence[Customer], rights: Rights) -> dict[UUID, Verdict]:
        """What would come of each, with these rights."""
        self.prepare(customers)
        return {customer.pk: self._judged(customer, rights) for customer in customers}

    def _judged(self, customer: Customer, rights: Rights) -> Verdict:
        before = self.before(customer)
        goal = self.goals[customer.pk] = self.goal(customer.pk, before)
        try:
            if not self.permits(customer, goal, rights):
                raise PermissionDenied
            if before == goal:
                return Verdict(Outcome.UNCHANGED, before)
            self.check(customer, before, goal)
        except REFUSALS as error:
            return refused(error, before)
        return Verdict(Outcome.ASKED if self.needs_another(before, goal) else Outcome.DONE, before)

    def goal(self, key: UUID, before: Any) -> Any:
        """What ``before`` becomes."""
        return self.back.get(key) if self.back is not None else self.aim(before)

    @abstractmethod
    def prepare(self, customers: Sequence[Customer]) -> None:
        """Fetch what judging reads, for all of them at once."""

    @abstractmethod
    def before(self, customer: Customer) -> Any: ...

    @abstractmethod
    def aim(self, before: Any) -> Any: ...

    @abstractmethod
    def permits(self, customer: Customer, goal: Any, rights: Rights) -> bool: ...

    @abstractmethod
    def check(self, customer: Customer, before: Any, goal: Any) -> None:
        """Raise Refused or ValidationError where a rule stands against it."""

    def needs_another(self, before: Any, goal: Any) -> bool:
        """Whether a second person has to agree."""
        return False

    @abstractmethod
    def write(self, customers: Sequence[Customer]) -> None:
        """Do it to locked customers that were judged DONE, inside the caller's ``acting``."""

    def ask(self, customer: Customer, reason: str, channel: Channel) -> None:
        """Ask a second person for it. Raises TypeError for an act of which no row ``needs_another``."""
        raise TypeError(f"{type(self).__name__} needs nobody else.")

    @abstractmethod
    def words_of(self, values: Sequence[Any]) -> list[str]:
        """What is there before or after, in words, for many rows at once."""


def refuse_deleted(customer: Customer) -> None:
    """Raise Refused ``customer_deleted``: auditors see such a customer, nobody changes it."""
    if customer.is_deleted:
        raise Refused(CUSTOMER_DELETED)


def grouped(customers: Sequence[Customer], goals: Mapping[UUID, Any]) -> dict[Any, list[Customer]]:
    """The customers by where they go."""
    groups: dict[Any, list[Customer]] = defaultdict(list)
    for customer in customers:
        groups[goals[customer.pk]].append(customer)
    return groups


def next_version(customers: Sequence[Customer], **values: Any) -> None:
    """Store ``values`` in all of them by one statement, as their next version."""
    rows = Customer.objects.filter(pk__in=[customer.pk for customer in customers])
    rows.update(version=F("version") + 1, updated_at=timezone.now(), **values)


def with_open_request(customers: Sequence[Customer], name: str) -> set[UUID]:
    """The keys of those for whom ``name`` waits for approval already."""
    asked = RequestedField.objects.filter(field=name, target_id__in=[customer.pk for customer in customers])
    return set(asked.values_list("target_id", flat=True))
