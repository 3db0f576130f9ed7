"""Customers are created and changed here, by whoever may, from whichever channel (E7, E11)."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.timezone import localdate

from access.approvals import REQUEST_OPEN, ask
from access.data_keys import Keyring
from access.models import Request, RequestedField, User
from access.permissions import require
from access.reasons import clean_reason
from audit.history import acting
from audit.models import Channel
from audit.refusals import Refused
from customers import changes, corrections, creation, duplicates, lifecycle, past
from customers.dossier.taken import refuse_taken as refuse_numbers
from customers.duplicates import review
from customers.intake import Intake
from customers.lifecycle import Saved
from customers.models import Customer
from customers.refusals import CUSTOMER_DELETED, POSSIBLE_DUPLICATE, STALE_VERSION

__all__ = ["CHANGE_REQUEST", "Saved", "change", "create"]

CHANGE_REQUEST = "customers.change"  # the kind of request, and of the Action that applies it


class Unchanged(Exception):
    """Nothing was typed that is not there already: the transaction leaves no trace."""


def create(
    *,
    intake: Intake,
    actor: User,
    channel: Channel,
    draft: bool = False,
    not_duplicate_of: Iterable[str] = (),
    reason: str = "",
) -> Saved:
    """Make a customer, active unless ``draft``; bank accounts and credit grade become a request (E7).

    ``not_duplicate_of`` holds the codes of similar customers that are others: that word is kept with both, and
    ``reason`` with it. Raises
    PermissionDenied, ValidationError (the reason), Refused ``duplicate`` or ``possible_duplicate`` with ``matches``.
    """
    require(actor, "customers.add_customer", intake.portfolio)
    reason = clean_reason(reason, member="reason")
    new = creation.begin(intake, actor=actor, draft=draft)
    with acting(actor=actor, kind="customers.create", channel=channel, reason=reason, about=new.customer) as action:
        others = _others(intake, actor, set(not_duplicate_of))
        refuse_numbers(map(vars, intake.identifiers), customer=None, actor=actor)
        creation.prepare([new], Keyring())
        creation.write([new], actor=actor, channel=channel)
        review.keep(new.customer, others, actor=actor, channel=channel, reason=reason, action=action)
        asked = ask_for(new.customer, new.asked, {}, actor, reason)
    return Saved(new.customer, _applied(intake, new.asked), asked)


def _applied(intake: Intake, asked: dict[str, Any]) -> tuple[str, ...]:
    """The members that a new customer was made with."""
    plain = intake.given - {"categories", "bank_accounts"}
    classes = (f"categories.{dimension.code}" for dimension in intake.categories)
    return tuple(sorted({*plain, *classes} - asked.keys()))


def _others(intake: Intake, actor: User, said: set[str]) -> list[duplicates.Match]:
    """The similar customers that ``actor`` says are others; refused where one is the same or was not spoken of.

    Similar ones the actor cannot see do not exist for them; the same number is refused wherever it is.
    """
    duplicates.lock_number(intake.kind, intake.tax_id)
    matches = duplicates.find(intake)
    seen = duplicates.visible_keys(matches, actor)
    for match in matches:
        if match.hard:
            raise duplicates.refusal(match, seen=match.customer.pk in seen)
    return _spoken_of([match for match in matches if match.customer.pk in seen], said)


def _spoken_of(similar: list[duplicates.Match], said: set[str]) -> list[duplicates.Match]:
    """``similar``, all of which were said to be others. Raises Refused ``possible_duplicate``."""
    if any(match.customer.code not in said for match in similar):
        found = [{"code": m.customer.code, "name": m.customer.name, "why": m.why} for m in similar]
        raise Refused(POSSIBLE_DUPLICATE, matches=found)
    return similar


def change(
    *,
    customer: Customer,
    intake: Intake,
    base_version: int,
    actor: User,
    channel: Channel,
    not_duplicate_of: Iterable[str] | None = (),
    reason: str = "",
) -> Saved:
    """Change the given members of ``customer``: ordinary ones at once, sensitive ones by one request (E7).

    Sensitive: legal name, kind, tax id, bank accounts, credit grade, and terms longer than those in force. A save of
    nothing new changes nothing and leaves no trace; one of sensitive members only opens its request. The maker may
    correct name and number for a day (customers/corrections.py). ``not_duplicate_of`` holds the codes of those that
    the new name looks like and that are others, kept as by ``create``; None, for the rows of a file, asks for no such
    word. Raises PermissionDenied, ValidationError (the reason), Refused ``stale_version`` with ``changes``
    (customers/past.py), ``duplicate``, ``possible_duplicate`` with ``matches``, ``request_open``, ``customer_deleted``.
    """
    require(actor, "customers.change_customer", customer)
    reason = clean_reason(reason, member="reason")
    try:
        with acting(actor=actor, kind="customers.change", channel=channel, reason=reason, about=customer) as action:
            present = _locked(customer.pk, actor, base_version)
            others = [] if not_duplicate_of is None else _renamed(present, intake, actor, set(not_duplicate_of))
            saved = _change(present, intake, actor, channel, reason)
            review.keep(present, others, actor=actor, channel=channel, reason=reason, action=action)
            return saved
    except Unchanged:
        return Saved(customer, (), None)


def _renamed(customer: Customer, intake: Intake, actor: User, said: set[str]) -> list[duplicates.Match]:
    """The customers that the new name looks like and that ``actor`` says are others, as for a new one."""
    matches = duplicates.find_renamed(customer, intake)
    seen = duplicates.visible_keys(matches, actor)
    return _spoken_of([match for match in matches if match.customer.pk in seen], said)


def _change(customer: Customer, intake: Intake, actor: User, channel: Channel, reason: str) -> Saved:
    plan = corrections.settle(changes.plan(customer, intake, changes.opened(customer)), actor)
    if not (plan.applied or plan.asked):
        raise Unchanged
    _check_open_requests(plan)
    _check_identity(plan, actor)
    if plan.portfolio:
        require(actor, "customers.add_customer", plan.portfolio)
    if plan.applied:
        _apply(plan, actor, channel, reason)
    return Saved(customer, plan.applied, ask_for(customer, plan.asked, plan.before, actor, reason))


def _apply(plan: changes.Plan, actor: User, channel: Channel, reason: str) -> None:
    """Make the changes that need nobody else; a correction is an act of its own within."""
    with creation.refusing_duplicates():
        if plan.corrected:
            about = plan.customer
            with acting(actor=actor, kind=corrections.CORRECTION, channel=channel, reason=reason, about=about):
                changes.correct(plan)
        if set(plan.applied) - plan.corrected.keys():
            changes.apply(plan, today=localdate(), actor=actor, channel=channel)


def _locked(key: UUID, actor: User, base_version: int) -> Customer:
    """The customer, locked; the right and the version are those of this moment."""
    customer = lifecycle.locked(key)
    require(actor, "customers.change_customer", customer)
    if customer.is_deleted:
        raise Refused(CUSTOMER_DELETED)
    if customer.version != base_version:
        raise Refused(STALE_VERSION, version=customer.version, changes=past.since(customer, base_version))
    return customer


def _check_open_requests(plan: changes.Plan) -> None:
    """Terms, name and number may change at once or by request, but not at once while a request for them is open."""
    fields = sorted((set(plan.texts) & {"terms"}) | plan.corrected.keys())
    waiting = RequestedField.objects.filter(target_id=plan.customer.pk, field__in=fields).values_list(
        "field", flat=True
    )
    if fields and (found := sorted(waiting)):
        raise Refused(REQUEST_OPEN, found[0], fields=", ".join(found))


def _check_identity(plan: changes.Plan, actor: User) -> None:
    """A number that somebody else has is not even asked for, and a further one not taken."""
    if number := plan.asked.get("tax_id") or plan.corrected.get("tax_id"):
        refuse_taken(plan.customer, plan.asked.get("kind", plan.customer.kind), number, actor)
    typed = [values for listing in plan.lists if listing.name == "identifiers" for values in listing.after]
    refuse_numbers(typed, customer=plan.customer, actor=actor)


def refuse_taken(customer: Customer, kind: str, number: str, actor: User) -> None:
    """Raise Refused ``duplicate`` where another customer than ``customer`` has this number (E11)."""
    duplicates.lock_number(kind, number)
    matches = duplicates.find_hard(kind, number, exclude=customer)
    for match in matches:
        raise duplicates.refusal(match, seen=match.customer.pk in duplicates.visible_keys(matches, actor))


def ask_for(
    customer: Customer, asked: dict[str, Any], before: dict[str, Any], actor: User, reason: str
) -> Request | None:
    """Ask a second person for ``asked``, on the version that the ordinary part has made."""
    if not asked:
        return None
    payload = {"before": before, "after": asked}
    return ask(kind=CHANGE_REQUEST, target=customer, maker=actor, payload=payload, fields=asked, reason=reason)
