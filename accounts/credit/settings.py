"""The settings of credit (E4)."""

from django.utils.translation import gettext_lazy

from access.settings import Definition, declare
from access.settings.kinds import Flag

UNSET_ALLOWED = "credit_unset_allowed"
SETTINGS = (
    Definition(
        UNSET_ALLOWED,
        "thresholds",
        Flag(),
        True,
        gettext_lazy("Customers without credit set take invoices"),
        gettext_lazy("If not, invoices, fees and upward adjustments are refused until a credit mode is approved."),
    ),
)


def register() -> None:
    """Declare them; called in AccountsConfig.ready()."""
    for definition in SETTINGS:
        declare(definition)
