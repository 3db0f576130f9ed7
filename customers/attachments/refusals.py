"""Why a paper is not taken in, or not shown, and what to do instead."""

from django.utils.translation import gettext_lazy as _

from audit.refusals import declare

EMPTY = declare("attachment_empty", _("The file is empty. Choose another one."))
TOO_LARGE = declare(
    "attachment_too_large", _("The file is larger than %(limit_mb)s MB. Scan it at a lower resolution, or split it.")
)
NAMELESS = declare("attachment_nameless", _("The file has no name, or no ending such as .pdf. Rename it."))
ENDING = declare("attachment_ending", _("Files ending in “%(ending)s” are not kept. Kept are: %(endings)s."))
UNKNOWN = declare(
    "attachment_unknown", _("The file ends in “%(ending)s”, but its content is not of that type. Save it anew.")
)
LIES = declare(
    "attachment_lies",
    _("The file ends in “%(ending)s”, but its content is %(found)s. Choose the right file, or correct its name."),
)
DECLARED = declare(
    "attachment_declared", _("The file was sent as “%(declared)s”, but its content is %(found)s. Choose it anew.")
)
DAMAGED = declare("attachment_damaged", _("The file is damaged or cut short (%(part)s). Save or scan it anew."))
TWO_IN_ONE = declare("attachment_two_in_one", _("Behind its end the file carries another one. Save or print it anew."))
BOMB = declare(
    "attachment_bomb",
    _("Unpacked, the file would be larger than %(limit)s. Save it with smaller pictures, or split it."),
)
PROTECTED = declare("attachment_protected", _("The file is protected by a password. Save it without one."))
ACTIVE = declare(
    "attachment_active",
    _("The file contains a program (%(part)s). Save it without macros and embedded files, or as PDF."),
)
INFECTED = declare("attachment_infected", _("The virus scan refused this file. Tell whoever you have it from."))
NOT_SCANNED = declare(
    "attachment_not_scanned",
    _("The virus scan did not answer; no file is taken in without it. Try again, or tell the system administrator."),
    status=503,
)
TOO_MANY = declare(
    "attachments_too_many", _("This customer has %(limit)s papers in force. Withdraw those that nobody needs.")
)
NOT_CURRENT = declare(
    "attachment_not_current",
    _("This paper was replaced or withdrawn meanwhile. Go on from the present one."),
    status=409,
)
ERASED = declare("attachment_erased", _("This paper was shredded: its content is gone for ever."), status=410)
ALTERED = declare(
    "attachment_altered",
    _("The content of this paper is not what was filed, so it is not shown. Tell the system administrator."),
    status=500,
)
