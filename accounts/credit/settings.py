"""The settings of credit (E4)."""

from django.utils.translation import gettext_lazy

from access.settings import Definition, declare
from access.settings.kinds import Flag
from accounts.settings import OTHERS, Amounts

UNSET_ALLOWED, ONE_LEVEL_INCREASE = "credit_unset_allowed", "credit_one_level_increase"
SETTINGS = (
    Definition(
        UNSET_ALLOWED,
        "thresholds",
        Flag(),
        True,
        gettext_lazy("Customers without credit set take invoices"),
        gettext_lazy("If not, invoices, fees and upward adjustments are refused until a credit mode is approved."),
    ),
    Definition(
        ONE_LEVEL_INCREASE,
        "thresholds",
        Amounts(),
        {OTHERS: "50000.00"},
        gettext_lazy("One supervisor raises a credit limit by up to"),
        gettext_lazy("And by at most 10 % of it; above that a supervisor and a manager decide."),
    ),
)


def register() -> None:
    """Declare them; called in AccountsConfig.ready()."""
    for definition in SETTINGS:
        declare(definition)
