"""What the customers room refuses, and what it tells the person refused."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from audit.refusals import Refused, declare

DELETION_NEEDS_REQUEST = declare(
    "deletion_needs_request", _("A customer is deleted by an approved deletion request only. Ask for its deletion.")
)
NOT_ALLOWED_FROM = declare("not_allowed_from", _("A customer that is %(status)s cannot become %(to)s."), status=422)
STALE_VERSION = declare(
    "stale_version", _("Somebody changed this customer meanwhile. Compare and save again."), status=412
)
DUPLICATE = declare("duplicate", _("%(who)s already has this %(what)s. %(remedy)s"), status=409)
CUSTOMER_DELETED = declare("customer_deleted", _("This customer is deleted. Nothing of it is changed any more."))
POSSIBLE_DUPLICATE = declare(
    "possible_duplicate",
    _("Similar customers exist. Open one of them, or say that this is not a duplicate."),
    status=422,
)
SIMILAR_WITHOUT_CODE = declare(
    "similar_without_code",
    _("Similar to %(codes)s. Give the row that code if it is the same, a code of its own if it is another."),
)
ALREADY_SAID = declare("already_said", _("Somebody said so already: %(verdict)s. Load the page anew."), status=409)
BLOCKED = declare("blocked", _("This customer cannot be deleted yet. %(details)s"), status=422)
NOT_SETTLED = declare("not_settled", _("This customer cannot be closed yet. %(details)s"), status=422)


def taken(what: str, member: str | None = None, **who: Any) -> Refused:
    """The refusal ``duplicate``: another customer, not named as it may be invisible, has this ``what``."""
    remedy = gettext("If you do not find it, it is in another portfolio: ask a supervisor.")
    return Refused(DUPLICATE, member, **{"who": gettext("Another customer"), "what": what, "remedy": remedy, **who})
