"""The shapes of a customer's file for the schema of the API."""

from rest_framework import serializers

from customers.models import ContactRole, IdentifierType

Text, Day, Key = serializers.CharField, serializers.DateField, serializers.UUIDField
ROLES = [("", ""), *ContactRole.choices]
COUNTRY = "ISO 3166-1 alpha-2; in a body also a name in either language. CN where it is left out."


class NewIdentifier(serializers.Serializer):
    """A further number; its USCC or own id number is the customer's ``tax_id``."""

    type = serializers.ChoiceField(IdentifierType.choices)
    country = Text(required=False, help_text=COUNTRY)
    number = Text()
    valid_from = Day(required=False, allow_null=True)
    valid_to = Day(required=False, allow_null=True)


class NewFormerName(serializers.Serializer):
    """A name the customer had; one is added by itself when a change of name is approved."""

    name = Text()
    valid_from = Day(required=False, allow_null=True)
    valid_to = Day(required=False, allow_null=True)


class NewExternalCode(serializers.Serializer):
    """What another system calls the customer; one code of one system is one customer's."""

    system = Text(max_length=32, help_text="Kept in capital letters, without a colon.")
    code = Text(max_length=100)


class ChangedIdentifier(NewIdentifier):
    id = Key(required=False)
    type = serializers.ChoiceField(IdentifierType.choices, required=False)
    number = Text(required=False)


class ChangedFormerName(NewFormerName):
    id = Key(required=False)
    name = Text(required=False)


class ChangedExternalCode(NewExternalCode):
    id = Key(required=False)
    system = Text(max_length=32, required=False)
    code = Text(max_length=100, required=False)


class Identifier(NewIdentifier):
    """``number`` of a firm; ``number_masked`` of a person, for who may see that there is one."""

    id = Key()
    country = Text()
    number = Text(required=False)
    number_masked = Text(required=False)


class FormerName(NewFormerName):
    id = Key()


class ExternalCode(NewExternalCode):
    id = Key()


class RevealedIdentifier(NewIdentifier):
    id = Key()
