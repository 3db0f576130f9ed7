"""Customers from a file: the rules of a form at the speed of a file (E7, E11).

Rows go in waves: within one nobody occurs twice, so that all of a wave is looked up, compared and written together,
and a row that speaks of the same customer as an earlier one finds in its own wave what that one has led to.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.approvals import payload_of
from access.batches.gathering import asking_for_row
from access.data_keys import Keyring, open_rows
from access.models import Request, RequestedField, User
from access.permissions import Rights, read_rights
from audit.history import acting, note
from audit.models import Channel
from audit.refusals import Refused, declare
from customers import changes, classification, creation, duplicates, records
from customers.duplicates import Match, noting
from customers.import_rows import LISTS, code_of, field_of, raw_of
from customers.intake import Intake, read
from customers.lookups import Lookups
from customers.models import Customer
from customers.names import fuzzy_key, normal_form
from customers.refusals import SIMILAR_WITHOUT_CODE, taken
from exchange.importing import REFUSALS, Course, Refusal, Row, values_of
from exchange.text import skeleton

IMPORT, QUEUED = "customers.import", "customers.possible_duplicate"  # kinds of Action
BATCH = 500  # rows looked up and written together: more make it no faster, and take memory
ADD, CHANGE = "customers.add_customer", "customers.change_customer"

EXISTS = declare("import_exists", gettext_lazy("There is a customer with this code. This import only adds new ones."))
ABSENT = declare(
    "import_absent", gettext_lazy("There is no customer with this code. This import only changes existing ones.")
)

Typed = tuple[Row, Intake]


class Kind(models.TextChoices):
    """What an import does with the codes it finds."""

    UPSERT = "upsert", gettext_lazy("add new customers and change existing ones")
    INSERT = "insert", gettext_lazy("only add new customers")
    UPDATE = "update", gettext_lazy("only change existing customers")


@dataclass(frozen=True)
class Way:
    """How a file is taken in: which codes, and the code of the portfolio for new customers ("": the file says it)."""

    kind: str = Kind.UPSERT.value
    portfolio: str = ""


def import_customers(course: Course, *, actor: User, channel: Channel, way: Way = Way()) -> None:
    """Take in the rows of ``course`` as ``actor``, who needs the rights they need in a form.

    A row with a code that exists changes that customer: ordinary fields at once, sensitive ones by a request (E7).
    Others make a customer, in ``way.portfolio`` unless the file has a column for it. A row similar to a customer is
    taken in and queued, by an Action ``customers.possible_duplicate``, if it brings its own code, else it waits (E11).
    """
    lookups = Lookups(actor)

    def take_in(waiting: Sequence[Row]) -> None:
        nonlocal lookups
        while waiting:
            now, waiting = _wave(waiting)
            wave = _Wave(course, actor, channel, way, lookups)
            wave.run(now)
            if wave.filed:  # what was new to this wave is there for the next one
                lookups = Lookups(actor)

    course.walk(BATCH, take_in)


def _wave(rows: Iterable[Row]) -> tuple[list[Row], list[Row]]:
    """The rows that can be handled together, and those that speak of somebody an earlier one speaks of."""
    now: list[Row] = []
    later: list[Row] = []
    seen: set[str] = set()
    for row in rows:
        own, names = _identities(row.values)
        (later if own & seen else now).append(row)
        seen |= own | names
    return now, later


def _identities(values: dict[str, str]) -> tuple[set[str], set[str]]:
    """Whom a row may not share its wave with: its code and number, without a code also its name and mobile."""
    code, number, name = code_of(values), values.get("tax_id", ""), normal_form(values.get("name", ""))
    names = {f"n:{name}", f"n:{skeleton(name)}", f"n:{fuzzy_key(name)}", f"m:{values.get('mobile', '')}"}
    own = {f"t:{number.upper()}"} if number else set()
    return (own | {f"c:{code}"}, names) if code else (own | names, set())


@dataclass
class _Verdicts:
    """What came of some rows, told to the course once their transaction is through."""

    made: dict[int, tuple[Row, str, list[str]]] = field(default_factory=dict)  # by row: code and outcomes
    refused: list[tuple[Row, Refusal, str]] = field(default_factory=list)

    def tell(self, course: Course) -> None:
        for row, code, outcomes in self.made.values():
            course.tell(row, *outcomes, code=code)
        for row, error, outcome in self.refused:
            course.refuse(row, error, field_of, outcome=outcome)


@dataclass
class _Wave:
    """Rows of which no two speak of the same customer."""

    course: Course
    actor: User
    channel: Channel
    way: Way
    lookups: Lookups
    filed: bool = False

    def run(self, rows: Sequence[Row]) -> None:
        rights = read_rights(self.actor)
        codes = {code for row in rows if (code := code_of(row.values))}
        present, ring = self._present(codes)
        hidden = set(Customer.objects.filter(code__in=codes - present.keys()).values_list("code", flat=True))
        new: list[Typed] = []
        for row in rows:
            code = code_of(row.values)
            try:
                if customer := present.get(code):
                    self._compare(row, customer, ring, rights)
                else:
                    new.append((row, self._read_new(row, rights, taken_by_other=code in hidden)))
            except REFUSALS as error:
                self.course.refuse(row, error, field_of)
        if new:
            self._create(new)

    def _present(self, codes: Iterable[str]) -> tuple[dict[str, Customer], Keyring]:
        """The customers of ``codes`` that exist for the actor, opened, with all that a row may speak of."""
        found = Customer.objects.visible_to(self.actor).filter(code__in=codes).select_related("portfolio")
        ring = Keyring()
        customers = open_rows(found, ring=ring)
        lists = {name for column, name in LISTS.items() if column in self.course.columns}
        prefetch_related_objects(customers, "contacts", "addresses", "external_codes", *sorted(lists))
        for name in lists - {"external_codes"}:
            open_rows((row for customer in customers for row in getattr(customer, name).all()), ring=ring)
        classification.fetch_present(customers)
        return {customer.code: customer for customer in customers}, ring

    def _read(self, values: dict[str, str], customer: Customer | None) -> Intake:
        raw = raw_of(values, customer=customer, dimensions=self.lookups.dimensions)
        intake = read(raw, actor=self.actor, customer=customer, partial=customer is not None, lookups=self.lookups)
        self.filed = self.filed or any(c._state.adding for c in chain.from_iterable(intake.categories.values()))
        return intake

    def _read_new(self, row: Row, rights: Rights, *, taken_by_other: bool) -> Intake:
        """A new customer; a code of another portfolio's or of a deleted one is never used again."""
        if self.way.kind == Kind.UPDATE:
            raise Refused(ABSENT, "code")
        if taken_by_other:
            raise taken(_("code"), "code")
        values = values_of(row.values)
        if self.way.portfolio and ("portfolio" not in values or "portfolio" not in self.course.columns):
            values["portfolio"] = self.way.portfolio
        intake = self._read(values, None)
        if not rights.allow(ADD, intake.portfolio):
            raise PermissionDenied(ADD)
        return intake

    def _compare(self, row: Row, customer: Customer, ring: Keyring, rights: Rights) -> None:
        """Change ``customer`` as the row says, if it says anything new; a column moves it, an option does not."""
        if self.way.kind == Kind.INSERT:
            raise Refused(EXISTS, "code")
        if not rights.allow(CHANGE, customer):
            raise PermissionDenied(CHANGE)
        values = values_of(row.values)
        if "portfolio" not in self.course.columns:
            values.pop("portfolio", None)
        intake = self._read(values, customer)
        plan = changes.plan(customer, intake, ring)
        if not (plan.applied or plan.asked):
            self.course.tell(row, "unchanged", code=customer.code)
            return
        if waiting := _asked_already(plan):
            words = _("Already asked for: request %(request)s waits for approval.") % {"request": waiting.pk}
            self.course.tell(row, "unchanged", code=customer.code, reason=words)
            return
        with asking_for_row(self.course.source, row.number):
            saved = records.change(
                customer=customer, intake=intake, base_version=customer.version, actor=self.actor,
                channel=self.channel, not_duplicate_of=None,
            )  # fmt: skip
        outcomes = [*(["updated"] if saved.applied else []), *(["proposed"] if saved.request else [])]
        self.course.tell(row, *outcomes, code=customer.code)

    def _create(self, typed: Sequence[Typed]) -> None:
        """Make customers together; where the database refuses one, the halves apart, so that it spoils no other."""
        verdicts = _Verdicts()
        try:
            with transaction.atomic():
                duplicates.lock_numbers((intake.kind, intake.tax_id) for _row, intake in typed)
                free = self._without_doubt(typed, verdicts)
                if free:
                    self._write(free, verdicts)
        except REFUSALS as error:
            if len(typed) == 1:
                self.course.refuse(typed[0][0], error, field_of)
                return
            half = len(typed) // 2
            self._create(typed[:half])
            self._create(typed[half:])
        else:
            verdicts.tell(self.course)

    def _without_doubt(self, typed: Sequence[Typed], verdicts: _Verdicts) -> dict[int, Typed]:
        """The rows that become customers, by their place, without those that are one already or may be (E11)."""
        found = duplicates.find_all([intake for _row, intake in typed])
        seen = duplicates.visible_keys(chain.from_iterable(found), self.actor)
        free = {}
        for place, ((row, intake), matches) in enumerate(zip(typed, found, strict=True)):
            near = [match for match in matches if match.customer.pk in seen]
            if hard := next((match for match in matches if match.hard), None):
                error = duplicates.refusal(hard, seen=hard.customer.pk in seen)
                verdicts.refused.append((row, error, "refused"))
            elif near and not intake.code:
                verdicts.refused.append((row, _waits(near), "review"))
            else:
                free[place] = (row, intake)
        return free

    def _write(self, typed: dict[int, Typed], verdicts: _Verdicts) -> None:
        """Insert customers under one Action, and ask for what of them needs a second person."""
        pairs = list(typed.values())
        details = {"rows": f"{pairs[0][0].number}-{pairs[-1][0].number}", "created": len(pairs)}
        with acting(actor=self.actor, kind=IMPORT, channel=self.channel, details=details):
            news = [creation.begin(intake, actor=self.actor, draft=False) for _row, intake in pairs]
            creation.prepare(news, Keyring())
            creation.write(news, actor=self.actor, channel=self.channel)
            for (row, _intake), new in zip(pairs, news, strict=True):
                with asking_for_row(self.course.source, row.number):
                    asked = records.ask_for(new.customer, new.asked, {}, self.actor, "")
                outcomes = ["created", *(["proposed"] if asked else [])]
                verdicts.made[row.number] = (row, new.customer.code, outcomes)
        self._queue(list(zip(pairs, news, strict=True)), verdicts)

    def _queue(self, made: Sequence[tuple[Typed, creation.New]], verdicts: _Verdicts) -> None:
        """Note whom the new customers may be the same as; now that they are there, they find each other too."""
        found = duplicates.find_all([intake for (_row, intake), _new in made])
        seen = duplicates.visible_keys(chain.from_iterable(found), self.actor)
        for ((row, _intake), new), matches in zip(made, found, strict=True):
            others = {m.customer.code: m.why for m in matches if m.customer.pk in seen and m.customer != new.customer}
            if others:
                verdicts.made[row.number][2].append("review")
                noting.note_matches(new.customer, [match for match in matches if match.customer.code in others])
                about: dict[str, Any] = {"about": new.customer, "details": {"others": others}}
                note(actor=self.actor, kind=QUEUED, channel=self.channel, **about)


def _asked_already(plan: changes.Plan) -> Request | None:
    """The open request that proposes exactly what ``plan`` would ask for; None where it would do more, or else.

    One that ordinary changes have put out of date cannot be approved any more and is none.
    """
    if plan.applied:
        return None
    about = {"kind": records.CHANGE_REQUEST, "base_version": plan.customer.version}
    held = RequestedField.objects.filter(target_id=plan.customer.pk, field__in=plan.asked)
    waiting = Request.objects.filter(pk__in=held.values("request"), **about).order_by("pk")
    return next((one for one in waiting if payload_of(one).get("after") == plan.asked), None)


def _waits(near: Sequence[Match]) -> Refused:
    """Why a row without a code is not taken in: it may be somebody who is there."""
    matches = [{"code": match.customer.code, "name": match.customer.name, "why": match.why} for match in near]
    codes = ", ".join(match["code"] for match in matches[:10])
    return Refused(SIMILAR_WITHOUT_CODE, None, matches=matches, codes=codes)
