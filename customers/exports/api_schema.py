"""The shapes of exports over the API, for its schema. What a body may hold is judged by customers/exports/api.py."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from audit.refusals import declare
from customers.exports.asking import Format
from exchange.runs.models import RunState

NOT_READY = declare("export_not_ready", _("The file is not written yet. Ask again in a while."), status=409)
SINGLE, SEVERAL = ("q", "updated_since", "filter"), ("status", "portfolio", "category")
Text, Flag, Moment = serializers.CharField, serializers.BooleanField, serializers.DateTimeField


class Texts(serializers.ListField):
    child = Text()


class Filter(serializers.Serializer):
    """The parameters of `GET /customers/`."""

    q = Text(required=False)
    status = Texts(required=False)
    portfolio = Texts(required=False)
    category = Texts(required=False)
    updated_since = Text(required=False)
    filter = Text(required=False, help_text="The slug of a saved filter.")


class NewExport(serializers.Serializer):
    """What to export: what a filter finds or some customers by `codes`; without either all the caller sees."""

    filter = Filter(required=False)
    codes = Texts(required=False)
    columns = Texts(required=False, help_text="By name, in their order; the usual ones where there are none.")
    column_set = Text(required=False, help_text="The name of a column set, instead of `columns`.")
    format = serializers.ChoiceField(Format.choices)
    words = Flag(required=False, help_text="Heads and values in the language of `Accept-Language`.")
    unmasked = Flag(required=False, help_text="Needs the right to it, and `reason`.")
    reason = Text(
        required=False, help_text="`collection`, `reconciliation`, `invoicing`, `verification` or other text."
    )


class Export(serializers.Serializer):
    """An export and how it stands."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(RunState.choices)
    total = serializers.IntegerField(allow_null=True)
    rows = serializers.IntegerField(help_text="Written so far.")
    error = Text(help_text="Code of the refusal that ended it.")
    detail = Text(help_text="What that says.")
    format = serializers.ChoiceField(Format.choices)
    sha256 = Text(help_text="Of the file, as the journal keeps it.")
    size = serializers.IntegerField(allow_null=True, help_text="Bytes.")
    file = serializers.URLField(allow_null=True, help_text="Where to fetch it, once it is written, until it expires.")
    created_at = Moment()
    expires_at = Moment()
