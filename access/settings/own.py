"""The settings this room reads itself: set-up mode, and how long sign-ins and passwords last (S51)."""

from django.utils.translation import gettext_lazy as _

from access.settings.kinds import Flag, Whole
from access.settings.registry import Definition, declare

SETUP = "setup"
IDLE, PASSWORD_DAYS = "idle_minutes", "password_days"

SETTINGS = (
    Definition(SETUP, "sign_in", Flag(), False, _("Set-up"), page="settings:index"),
    Definition(
        IDLE,
        "sign_in",
        Whole(5, 480, _("minutes")),
        60,
        _("Signed out when idle for"),
        _("Minutes without a page being opened, 5 to 480."),
    ),
    Definition(
        PASSWORD_DAYS,
        "sign_in",
        Whole(0, 730, _("days"), _("never")),
        180,
        _("Passwords last"),
        _("Days until a new password is asked for at sign-in, up to 730; 0: never."),
    ),
)


def register() -> None:
    """Declare them; called in AccessConfig.ready()."""
    for definition in SETTINGS:
        declare(definition)
