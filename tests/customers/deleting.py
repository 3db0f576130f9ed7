"""What the tests of deletion share."""

from access import approvals
from access.fields import MONEY
from access.models import Verdict
from customers import deletion
from customers.lifecycle import Blocker

USCC = "91350100M000100Y43"
BALANCE = Blocker("balance", "Owes 1,000.00 CNY.", "Collect it.", MONEY)
POSTED = Blocker("posted", "Something was posted.", "Choose another reason.", MONEY)


def ask(customer, actor, reason="deregistered", **others):
    """A request for the customer's deletion."""
    return deletion.request_deletion(customer=customer, reason=reason, actor=actor, channel="web", **others)


def approve(asked, actor):
    """Somebody's approval of a request."""
    return approvals.decide(asked=asked, actor=actor, verdict=Verdict.APPROVED, channel="admin")


def codes(refused):
    """The codes of what stood against a deletion."""
    return [blocker["code"] for blocker in refused.value.figures["blockers"]]
