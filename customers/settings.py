"""The settings of customer records: their numbers, whether new ones wait, and who reads contacts unmasked (E5, E12)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.settings import Definition, declare
from access.settings.first_hour import Step, add
from access.settings.kinds import Flag, Portfolios, Text, Whole
from audit.models import Action
from customers.identifiers import CODE

PREFIX, WIDTH = "customer_code_prefix", "customer_code_width"
PENDING = "new_customers_pending"
CONTACTS_IN_FULL = "contacts_in_full"


def clean_prefix(text: str) -> str:
    """Return the letters before a customer's number, in upper case. Raises ValidationError ``prefix_malformed``."""
    prefix = text.upper()
    if not CODE.fullmatch(prefix):
        raise ValidationError(
            _("Use letters A to Z, digits, dots, underscores and hyphens, beginning with a letter or digit."),
            "prefix_malformed",
        )
    return prefix


def _has_own_categories() -> bool:
    """Whether anybody added a category or dimension to the built-in ones."""
    return Action.objects.filter(kind__in=("categories.add_category", "categories.add_dimension")).exists()


def _has_imported() -> bool:
    """Whether a customer came in by a file."""
    return Action.objects.filter(kind="customers.import").exists()


def _has_customers() -> bool:
    from customers.models import Customer

    return Customer.objects.exists()


SETTINGS = (
    Definition(
        PREFIX,
        "numbering",
        Text(12, check=clean_prefix),
        "KH-",
        gettext_lazy("Customer codes begin with"),
        gettext_lazy("Letters before the number of a customer that brings no code. Codes given already stay."),
    ),
    Definition(
        WIDTH,
        "numbering",
        Whole(3, 12, gettext_lazy("digits")),
        6,
        gettext_lazy("Digits of the number"),
        gettext_lazy("With leading zeros, 3 to 12."),
    ),
    Definition(
        PENDING,
        "customers",
        Flag(),
        False,
        gettext_lazy("New customers wait to be activated"),
        gettext_lazy("A new customer is pending (待审) until a second person agrees to activate it."),
    ),
    Definition(
        CONTACTS_IN_FULL,
        "customers",
        Portfolios(),
        [],
        gettext_lazy("Contacts in full on the page"),
        gettext_lazy(
            "Those who look after these portfolios read contacts unmasked on the customer's page; "
            "each view is in the journal."
        ),
    ),
)


def register() -> None:
    """Declare them, and the step of the first hour; called in CustomersConfig.ready()."""
    for definition in SETTINGS:
        declare(definition)
    add(Step(40, gettext_lazy("Categories: look them over, add your own"), "categories:list", _has_own_categories))
    add(Step(50, gettext_lazy("The first import of customers"), "customers:import", _has_imported))
    add(Step(60, gettext_lazy("The first customer"), "customers:new", _has_customers))
