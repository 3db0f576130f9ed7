"""What set-up refuses (E15)."""

from django.utils.translation import gettext_lazy as _

from audit.refusals import declare

SET_UP_ENDED = declare(
    "set_up_ended", _("Set-up was ended. An opening entry is asked for under Post an entry, and another person agrees.")
)
CONTROL_TOTAL_MISSING = declare(
    "control_total_missing", _("Type the control total of %(side)s in %(currency)s first, then the items.")
)
CONTROL_TOTAL_DIFFERS = declare(
    "control_total_differs",
    _(
        "%(side)s in %(currency)s: the items come to %(documents)s and %(advances)s paid ahead, the control totals say "
        "%(wanted_documents)s and %(wanted_advances)s. Correct items or totals; nothing was posted."
    ),
)
CONTROL_TOTAL_POSTED = declare(
    "control_total_posted",
    _("Openings of %(side)s in %(currency)s are posted already; the day stays %(day)s."),
)
ITEMS_NOT_POSTED = declare(
    "items_not_posted",
    _("%(count)d opening items of %(side)s in %(currency)s are listed and not posted. Post or remove them first."),
)
NOTHING_LISTED = declare("nothing_listed", _("No item is listed. List the open documents first."))
