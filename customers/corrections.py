"""What the person who entered a customer may still put right alone: a mistyped name or USCC, for a day (E7)."""

from datetime import datetime, timedelta

from django.utils import timezone

from access.models import User
from customers.changes import Plan
from customers.lifecycle import POSTED, objections_to
from customers.models import Customer

WITHIN = timedelta(hours=24)
CORRECTION = "customers.correct"  # the kind of Action


def until(customer: Customer, actor: User, *, now: datetime | None = None) -> datetime | None:
    """Until when ``actor`` may correct name and USCC; None where it is another's entry, too late or posted to."""
    ends = customer.created_at + WITHIN
    if customer.created_by_id != actor.pk or (now or timezone.now()) >= ends:
        return None
    return None if any(blocker.code == POSTED for blocker in objections_to(customer)) else ends


def settle(plan: Plan, actor: User) -> Plan:
    """Let ``plan`` correct at once what it would ask for, where that is allowed; returns it.

    A changed kind makes the number another one, which is no correction.
    """
    names = {"name"} if "kind" in plan.asked else {"name", "tax_id"}
    if names & plan.asked.keys() and until(plan.customer, actor):
        for name in names & plan.asked.keys():
            plan.corrected[name] = plan.asked.pop(name)
            plan.before.pop(name)
        if not plan.asked.keys() & {"kind", "tax_id"}:
            plan.before.pop("kind", None)
    return plan
