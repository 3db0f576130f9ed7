"""What a statement is refused for."""

from django.utils.translation import gettext_lazy as _

from audit.refusals import declare

IN_FUTURE = declare(
    "statement_in_future",
    _("The last day is after %(today)s. A statement says what was posted; end it today or before."),
)
NOT_IN_ORDER = declare("statement_not_in_order", _("The first day is after the last. Turn them round."))
TOO_LONG = declare(
    "statement_too_long",
    _("There are %(lines)d entries in this period, and a statement holds %(most)d. Take a shorter period."),
)
ALTERED = declare(
    "statement_altered", _("The kept print is not what was issued. Tell the auditor; do not send it."), status=500
)
ERASED = declare("statement_erased", _("The print of this statement was erased with the customer's personal data."))
NO_FIGURES = declare(
    "statement_without_figures",
    _("This statement was issued before figures were kept with the print. Take the print, or issue the period again."),
)
RUN_EMPTY = declare(
    "statement_run_empty",
    _("This run issued no statement that you may see. Look at its rows for the reason of each."),
    status=409,
)
