"""The shapes of the customers API for its schema. What a body may hold is judged by customers/intake.py alone."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from customers.deletion import DeletionReason
from customers.dossier import api_schema as file
from customers.models import AddressKind, CustomerKind, Status
from customers.reveals import REVEALED

Text, Flag, Moment, Key = (
    serializers.CharField,
    serializers.BooleanField,
    serializers.DateTimeField,
    serializers.UUIDField,
)

IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, required=True, description="The ETag of the version you have seen."
)
PAGE_PARAMETERS = [
    OpenApiParameter("cursor", str, description="Given out as `next` and `previous`."),
    OpenApiParameter("page_size", int, description="1 to 200, 50 without it."),
]
LIST_PARAMETERS = [
    *PAGE_PARAMETERS,
    OpenApiParameter(
        "q",
        str,
        description="A part of a name, pinyin or a code; telephone number, tax id or last four digits for those who "
        "may reveal contacts.",
    ),
    OpenApiParameter("status", str, many=True, enum=Status.values),
    OpenApiParameter("portfolio", str, many=True, description="Code."),
    OpenApiParameter(
        "category",
        str,
        many=True,
        description="`<dimension>:<category>`, with descendants; several of one dimension are alternatives.",
    ),
    OpenApiParameter("external_code", str, description="`SYSTEM:CODE`: what another system calls the customer."),
    OpenApiParameter("updated_since", OpenApiTypes.DATETIME),
    OpenApiParameter(
        "filter",
        str,
        description="The slug of a saved filter or view of the caller's, or of a shared one: its conditions, as far as "
        "the address does not say others.",
    ),
    OpenApiParameter(
        "ordering", str, enum=["code", "-code", "name", "-name", "updated_at", "-updated_at"], description="`code`."
    ),
    OpenApiParameter("count", bool, description="Adds the exact `count`."),
]


class Categories(serializers.DictField):
    """Dimension code to categories: in a body by code, name or alias, in answers by code."""

    child = serializers.ListField(child=Text())


class NewContact(serializers.Serializer):
    name = Text(required=False)
    phone = Text(required=False)
    mobile = Text(required=False)
    email = Text(required=False)
    role = serializers.ChoiceField(file.ROLES, required=False)
    is_primary = Flag(required=False)


class NewAddress(serializers.Serializer):
    kind = serializers.ChoiceField(AddressKind.choices, required=False)
    country = Text(required=False, help_text=file.COUNTRY)
    province = Text(required=False)
    city = Text(required=False)
    line = Text()


class NewBankAccount(serializers.Serializer):
    bank = Text(required=False)
    holder = Text(required=False)
    number = Text()
    currency = Text(required=False)


class NewCustomer(serializers.Serializer):
    """A customer to add. A value with `*` or `•` in a masked member is refused."""

    name = Text(max_length=200)
    kind = serializers.ChoiceField(CustomerKind.choices, required=False)
    portfolio = Text(help_text="Code.")
    code = Text(max_length=32, required=False, help_text="Numbered where it is left out.")
    short_name = Text(max_length=100, required=False)
    mnemonic = Text(max_length=200, required=False, help_text="Offered from the name where it is left out.")
    tax_id = Text(required=False, help_text="USCC, or an individual's identity number.")
    terms = Text(required=False, help_text="`net 30`, `month_end+30` or `day 25 of +1`.")
    remarks = Text(max_length=2000, required=False)
    external_id = Text(max_length=100, required=False)
    contacts = NewContact(many=True, required=False)
    addresses = NewAddress(many=True, required=False)
    bank_accounts = NewBankAccount(many=True, required=False)
    identifiers = file.NewIdentifier(many=True, required=False)
    former_names = file.NewFormerName(many=True, required=False)
    external_codes = file.NewExternalCode(many=True, required=False)
    categories = Categories(required=False)
    draft = Flag(required=False)
    not_duplicate_of = serializers.ListField(
        child=Text(), required=False, help_text="Codes of similar customers that are others."
    )
    reason = Text(
        max_length=500,
        required=False,
        help_text="Why; of similar ones, why they are others. Kept for ever: no personal data.",
    )


class ChangedContact(NewContact):
    id = Key(required=False)


class ChangedAddress(NewAddress):
    id = Key(required=False)
    line = Text(required=False)


class ChangedBankAccount(NewBankAccount):
    id = Key(required=False)
    number = Text(required=False)


class Changes(NewCustomer):
    """The members to change. A list is replaced whole; an item with `id` keeps the members it does not name."""

    name = Text(max_length=200, required=False)
    portfolio = Text(required=False)
    contacts = ChangedContact(many=True, required=False)
    addresses = ChangedAddress(many=True, required=False)
    bank_accounts = ChangedBankAccount(many=True, required=False)
    identifiers = file.ChangedIdentifier(many=True, required=False)
    former_names = file.ChangedFormerName(many=True, required=False)
    external_codes = file.ChangedExternalCode(many=True, required=False)
    draft = None


class Contact(serializers.Serializer):
    id = Key()
    name_masked = Text()
    phone_masked = Text()
    mobile_masked = Text()
    email_masked = Text()
    role = serializers.ChoiceField(file.ROLES)
    is_primary = Flag()


class Address(serializers.Serializer):
    id = Key()
    kind = serializers.ChoiceField(AddressKind.choices)
    country = Text()
    province = Text()
    city = Text()
    line_masked = Text(required=False)


class BankAccount(serializers.Serializer):
    id = Key()
    bank = Text()
    holder_masked = Text()
    number_masked = Text()
    currency = Text()


class Listed(serializers.Serializer):
    """A customer in a list. Members that are not required are absent where the caller may not see them."""

    code = Text()
    name = Text()
    short_name = Text()
    mnemonic = Text()
    kind = serializers.ChoiceField(CustomerKind.choices)
    portfolio = Text()
    status = serializers.ChoiceField(Status.choices)
    tax_id = Text(required=False, help_text="Of organisations.")
    external_id = Text()
    contact = Contact(required=False, allow_null=True, help_text="The primary one.")
    categories = Categories()
    version = serializers.IntegerField()
    created_at = Moment()
    updated_at = Moment()


class Record(Listed):
    """A customer. Members that are not required are absent where the caller may not see them."""

    tax_id_masked = Text(required=False, help_text="Of individuals.")
    terms = Text()
    remarks_masked = Text(required=False)
    contact = None  # type: ignore[assignment]
    contacts = Contact(many=True, required=False)
    addresses = Address(many=True)
    bank_accounts = BankAccount(many=True, required=False)
    identifiers = file.Identifier(many=True)
    former_names = file.FormerName(many=True)
    external_codes = file.ExternalCode(many=True)


class Waiting(serializers.Serializer):
    """A request that waits for a second person."""

    id = Key()
    kind = Text()
    fields = serializers.ListField(child=Text())


class Made(Record):
    """The new customer, and the request for the parts that need a second person."""

    request = Waiting(required=False)


class Accepted(serializers.Serializer):
    """What was done at once, and what waits for a second person."""

    applied = serializers.ListField(child=Text())
    request = Waiting()


class Reveal(serializers.Serializer):
    fields = serializers.ListField(child=serializers.ChoiceField(sorted(REVEALED)))
    reason = Text(help_text="`collection`, `reconciliation`, `invoicing`, `verification` or other text.")


class RevealedContact(NewContact):
    id = Key()


class RevealedAddress(NewAddress):
    id = Key()


class RevealedBankAccount(NewBankAccount):
    id = Key()


class Revealed(serializers.Serializer):
    """The plain values of the fields that were named."""

    contacts = RevealedContact(many=True, required=False)
    addresses = RevealedAddress(many=True, required=False)
    bank_accounts = RevealedBankAccount(many=True, required=False)
    identifiers = file.RevealedIdentifier(many=True, required=False)
    remarks = Text(required=False)
    tax_id = Text(required=False)


class Transition(serializers.Serializer):
    to = serializers.ChoiceField(Status.choices)
    reason = Text()


class Deletion(serializers.Serializer):
    reason = serializers.ChoiceField(DeletionReason.choices)
    note = Text(required=False)
    close = Flag(required=False)


class Asked(serializers.Serializer):
    id = Key()


class Change(serializers.Serializer):
    field = Text()
    before = Text()
    after = Text()


class Happening(serializers.Serializer):
    """One act: people by username, reasons as they were coded or written, values masked."""

    at = Moment()
    actor = Text(allow_null=True)
    on_behalf_of = Text(allow_null=True)
    approved_by = Text(allow_null=True)
    action = Text()
    reason = Text()
    channel = Text()
    changes = Change(many=True)
