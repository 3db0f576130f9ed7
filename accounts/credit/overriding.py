"""Using an override: once, for the document it was agreed for, with the figures taken again (E4)."""

from dataclasses import dataclass
from uuid import UUID

from access.models import Decision, Request, Verdict
from accounts import refusals
from accounts.credit.judging import Judgement
from accounts.drafts import ledger_today
from accounts.models import Override, OverrideUse
from audit.models import Action
from audit.refusals import Refused
from customers.models import Customer


@dataclass(frozen=True)
class Wanted:
    """A debit that credit refuses: whose, of which document, posted by which Action."""

    customer: Customer
    reference: str
    action: int


def admitted(judged: Judgement, wanted: Wanted, found: Override) -> None:
    """Raise Refused unless ``found`` lets the debit pass; under the customer's lock.

    Refuses ``override_used``, ``override_ended``, ``override_other_document``, ``override_exceeded``,
    ``override_other_rule``, or ``override_by_poster`` where who posts agreed to it.
    """
    if used := OverrideUse.objects.select_related("entry__account__customer").filter(override=found).first():
        raise Refused(refusals.OVERRIDE_USED, field="override", number=str(used.entry))
    if found.last_day < ledger_today():
        raise Refused(refusals.OVERRIDE_ENDED, field="override", day=found.last_day)
    if (found.reference, found.currency) != (wanted.reference, judged.standing.currency):
        words = {"reference": found.reference, "currency": found.currency}
        raise Refused(refusals.OVERRIDE_OTHER_DOCUMENT, field="override", **words)
    if judged.amount > found.most:
        raise Refused(refusals.OVERRIDE_EXCEEDED, field="amount", most=found.most, currency=found.currency)
    if not {check.rule for check in judged.failed} <= set(found.rules):
        raise judged.refusal()
    if _poster(wanted.action) in set(_agreed_by(found)):
        raise Refused(refusals.OVERRIDE_BY_POSTER, field="override")


def override_of(customer: Customer, key: UUID) -> Override:
    """The agreed override of ``customer`` by its request. Raises Refused ``override_unknown``."""
    found = Override.objects.filter(customer=customer, pk=key).first()
    if found is None:
        raise Refused(refusals.OVERRIDE_UNKNOWN, field="override")
    return found


def keep_use(found: Override, judged: Judgement, entry: int) -> None:
    """Write that ``entry`` used it, with the figures it passed with."""
    standing = judged.standing
    OverrideUse.objects.create(
        override=found, entry_id=entry, rule=str(judged.rule), balance=standing.balance, pending=standing.pending,
        commitments=standing.commitments, uncleared=standing.uncleared, effective_limit=standing.effective_limit,
        amount=judged.amount,
    )  # fmt: skip


def _poster(action: int) -> UUID | None:
    """Who posts: the person of the Action, or who asked for what another person's approval posts now."""
    done = Action.objects.get(pk=action)
    if done.approval is None:
        return done.actor_id
    return Request.objects.values_list("maker_id", flat=True).get(pk=done.approval)


def _agreed_by(found: Override) -> list[UUID]:
    given = Decision.objects.filter(request_id=found.pk, verdict=Verdict.APPROVED)
    return list(given.values_list("decided_by_id", flat=True))
