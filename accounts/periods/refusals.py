"""What closed periods refuse, and what closing and reopening do (E15)."""

from django.utils.translation import gettext_lazy as _

from audit.refusals import declare

PERIOD_CLOSED = declare(
    "period_closed",
    _("%(period)s is closed. Take %(first_open_day)s or a later day, or ask to have the month reopened."),
)
PERIOD_NOT_OVER = declare("period_not_over", _("%(period)s ends on %(last_day)s. Close it once it is over."))
PERIOD_OUT_OF_ORDER = declare(
    "period_out_of_order", _("Months are closed in order: the next one to close is %(period)s.")
)
PERIOD_SET_UP = declare("period_set_up", _("Set-up goes on. End it under Settings; then months are closed."))
PERIOD_REQUESTS = declare(
    "period_requests",
    _("%(count)d requests dated in %(period)s or before still wait. Have them decided or withdrawn first."),
)
PERIOD_FAULTS = declare(
    "period_faults", _("A row of the ledger breaks an equation: %(fault)s. Have it put right; then close the month.")
)
PERIOD_UNVERIFIED = declare(
    "period_unverified",
    _("The ledger was not verified within 24 hours. Ask for it on this page; close the month when it is done."),
)
PERIOD_BUSY = declare("period_busy", _("A long posting goes on. Try again when it is done."), status=409)
NOT_LAST_CLOSED = declare("not_last_closed", _("Months are reopened newest first: the last closed one is %(period)s."))
NOTHING_CLOSED = declare("nothing_closed", _("No month of this side is closed."))
