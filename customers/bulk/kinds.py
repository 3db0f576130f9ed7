"""The acts there are: classify, move to another portfolio, take an arrow of E5."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from access.approvals import REQUEST_OPEN
from access.models import Portfolio
from access.permissions import Rights
from audit.models import Channel
from audit.refusals import Refused
from categories.models import Category, Dimension
from customers import classification, lifecycle, records, search
from customers.bulk.acts import Act, grouped, next_version, refuse_deleted, with_open_request
from customers.bulk.models import BulkAct
from customers.changes import CREDIT_GRADE, GRADE
from customers.intake import MAX_CATEGORIES, Intake
from customers.models import Customer, Status
from customers.refusals import NOT_ALLOWED_FROM

CHANGE, ADD = "customers.change_customer", "customers.add_customer"


class Classify(Act):
    """Give one category; ``mode``: set, add, or remove."""

    kind = "customers.bulk_classify"

    def __init__(self, options: Mapping[str, Any], actor: Any, back: Mapping[UUID, Any] | None = None) -> None:
        super().__init__(options, actor, back)
        self.category = Category.objects.select_related("dimension").get(pk=options["category"])
        self.dimension: Dimension = self.category.dimension
        self.known: dict[str, Category] = {}
        self.open: set[UUID] = set()

    @property
    def label(self) -> str:
        words = {"set": _("%(dimension)s becomes “%(category)s”"), "add": _("%(dimension)s also “%(category)s”")}
        sentence = words.get(self.options["mode"], _("%(dimension)s no longer “%(category)s”"))
        return sentence % {"dimension": self.dimension, "category": self.category}

    def prepare(self, customers: Sequence[Customer]) -> None:
        classification.fetch_present(list(customers))
        self.open = with_open_request(customers, GRADE) if self.dimension.code == CREDIT_GRADE else set()
        goals = [key for one in customers for key in (self.back or {}).get(one.pk, ())]
        self.known = {str(one.pk): one for one in Category.objects.filter(pk__in=goals)}
        self.known[str(self.category.pk)] = self.category

    def before(self, customer: Customer) -> list[str]:
        present = classification.present(customer, [self.dimension])[self.dimension]
        self.known |= {str(one.pk): one for one in present}
        return sorted(str(one.pk) for one in present)

    def aim(self, before: list[str]) -> list[str]:
        own, mode = str(self.category.pk), self.options["mode"]
        if mode == "set":
            return [own]
        return sorted({*before, own} if mode == "add" else {*before} - {own})

    def permits(self, customer: Customer, goal: list[str], rights: Rights) -> bool:
        return rights.allow(CHANGE, customer)

    def check(self, customer: Customer, before: list[str], goal: list[str]) -> None:
        refuse_deleted(customer)
        if self.dimension.required and not goal:
            raise ValidationError(_("This dimension always needs a value."), "required")
        if self.dimension.single and len(goal) > 1:
            raise ValidationError(_("Choose one value only."), "single")
        if len(goal) > MAX_CATEGORIES:
            raise ValidationError(_("It has %(count)d values already.") % {"count": MAX_CATEGORIES}, "too_many")
        for key in {*goal} - {*before}:
            if self.known[key].retired_on:
                message = _("“%(label)s” is no longer in use. Choose another one.")
                raise ValidationError(message, "category_retired", {"label": self.known[key]})
        if customer.pk in self.open:
            raise Refused(REQUEST_OPEN, fields=str(self.dimension))

    def needs_another(self, before: list[str], goal: list[str]) -> bool:
        return self.dimension.code == CREDIT_GRADE

    def write(self, customers: Sequence[Customer]) -> None:
        wanted = {one.pk: [self.known[key] for key in self.goals[one.pk]] for one in customers}
        classification.replace_many(self.dimension, wanted, today=timezone.localdate())
        next_version(customers)
        search.index(customers)

    def ask(self, customer: Customer, reason: str, channel: Channel) -> None:
        wanted = [self.known[key] for key in self.goals[customer.pk]]
        typed = Intake(given=frozenset({"categories"}), categories={self.dimension: wanted})
        act: dict[str, Any] = {"actor": self.actor, "channel": channel, "reason": reason}
        records.change(customer=customer, intake=typed, base_version=customer.version, **act)

    def words_of(self, values: Sequence[Any]) -> list[str]:
        keys = {key for value in values for key in value or ()}
        names = {str(one.pk): str(one) for one in Category.objects.visible_to(self.actor).filter(pk__in=keys)}
        return ["、".join(names[key] for key in value or () if key in names) for value in values]


class Move(Act):
    """Move to another portfolio that the person looks after too."""

    kind = "customers.bulk_move"

    @property
    def label(self) -> str:
        return _("Portfolio becomes “%(portfolio)s”") % {"portfolio": self.words_of([self.options["portfolio"]])[0]}

    def prepare(self, customers: Sequence[Customer]) -> None:
        wanted = {self.goal(one.pk, None) for one in customers}
        self.portfolios = {str(one.pk): one for one in Portfolio.objects.filter(pk__in=wanted)}

    def before(self, customer: Customer) -> str:
        return str(customer.portfolio_id)

    def aim(self, before: str | None) -> str:
        return str(self.options["portfolio"])

    def permits(self, customer: Customer, goal: str, rights: Rights) -> bool:
        return rights.allow(CHANGE, customer) and rights.allow(ADD, self.portfolios[goal])

    def check(self, customer: Customer, before: str, goal: str) -> None:
        refuse_deleted(customer)
        if self.portfolios[goal].retired_on:
            message = _("The portfolio “%(portfolio)s” takes no customers any more.")
            raise ValidationError(message, "portfolio_retired", {"portfolio": self.portfolios[goal]})

    def write(self, customers: Sequence[Customer]) -> None:
        for goal, moved in grouped(customers, self.goals).items():
            next_version(moved, portfolio=self.portfolios[goal])
            for customer in moved:
                customer.portfolio = self.portfolios[goal]
        search.index(customers)

    def words_of(self, values: Sequence[Any]) -> list[str]:
        found = Portfolio.objects.visible_to(self.actor).filter(pk__in=set(filter(None, values)))
        names = {str(one.pk): str(one) for one in found}
        return [names.get(value, "") for value in values]


class Transition(Act):
    """Move along an arrow of E5: a protective one at once, a loosening one by a request for each customer."""

    kind = "customers.bulk_status"

    @property
    def label(self) -> str:
        return _("Status becomes “%(status)s”") % {"status": Status(self.options["to"]).label}

    def prepare(self, customers: Sequence[Customer]) -> None:
        self.open = with_open_request(customers, "status")

    def before(self, customer: Customer) -> str:
        return customer.status

    def aim(self, before: str) -> str:
        return str(self.options["to"])

    def permits(self, customer: Customer, goal: str, rights: Rights) -> bool:
        arrow = lifecycle.ARROWS.get((customer.status, goal))
        return rights.allow(arrow.permission if arrow else lifecycle.CHANGE, customer)

    def check(self, customer: Customer, before: str, goal: str) -> None:
        arrow = taken_in_bulk(before, goal)
        if arrow is None:
            raise Refused(NOT_ALLOWED_FROM, status=customer.get_status_display(), to=Status(goal).label)
        lifecycle.refuse_unsettled(customer, goal, self.actor)
        if arrow.second_person and customer.pk in self.open:
            raise Refused(REQUEST_OPEN, fields=_("Status"))

    def needs_another(self, before: str, goal: str) -> bool:
        return lifecycle.ARROWS[before, goal].second_person

    def write(self, customers: Sequence[Customer]) -> None:
        for goal, moved in grouped(customers, self.goals).items():
            next_version(moved, status=goal)

    def ask(self, customer: Customer, reason: str, channel: Channel) -> None:
        to = self.goals[customer.pk]
        lifecycle.change_status(customer=customer, to=to, reason=reason, actor=self.actor, channel=channel)

    def words_of(self, values: Sequence[Any]) -> list[str]:
        return [str(Status(value).label) if value else "" for value in values]


ACTS: dict[str, type[Act]] = {BulkAct.CLASSIFICATION: Classify, BulkAct.PORTFOLIO: Move, BulkAct.STATUS: Transition}


def taken_in_bulk(start: str, to: str) -> lifecycle.Arrow | None:
    """The arrow, if there is one and many customers may take it: deleting and restoring are for one alone."""
    arrow = lifecycle.ARROWS.get((start, to))
    return arrow if arrow and arrow.kind in ("", lifecycle.STATUS_KIND) else None
