"""The shapes of imports over the API, for its schema. What a form may hold is judged by exchange/imports/api.py."""

from rest_framework import serializers

from exchange.imports.carrying import Mode
from exchange.imports.doors import choices
from exchange.runs.models import RunState

Text, Moment, Whole = serializers.CharField, serializers.DateTimeField, serializers.IntegerField


class Kind(serializers.ChoiceField):
    """A kind of import, one of those that the rooms registered."""

    def __init__(self, **others: object) -> None:
        super().__init__(choices=choices(), **others)


class NewImport(serializers.Serializer):
    """A file and how it is taken in."""

    file = serializers.FileField(help_text="CSV (UTF-8 or GB18030) or XLSX, up to 64 MB.")
    kind = Kind(help_text="What its rows are.")
    mapping = Text(
        required=False,
        help_text='JSON: `{"columns": {"file column": "field"}, "constants": {…}, "dates": "%m/%d/%Y"}`; '
        "without it the header names the fields.",
    )
    mode = serializers.ChoiceField(
        Mode.choices, required=False, help_text="`valid_rows` without it; `dry_run` changes nothing."
    )
    codes = serializers.ChoiceField(
        ["upsert", "insert", "update"], required=False, help_text="Of customers: which rows are taken in."
    )
    portfolio = Text(required=False, help_text="Of customers: where new ones go that the file puts nowhere.")


class Row(serializers.Serializer):
    """What came of a row; the header is row 1."""

    row = Whole()
    outcome = Text()
    code = Text(help_text="Of the customer it led to.")
    cause = Text(help_text="Code of the refusal, else empty.")
    column = Text(help_text="Of the file, at fault.")
    reason = Text()


class Standing(serializers.Serializer):
    """An import and how it stands."""

    id = serializers.UUIDField()
    kind = Kind()
    mode = serializers.ChoiceField(Mode.choices)
    state = serializers.ChoiceField(RunState.choices)
    total = Whole(allow_null=True, help_text="Rows of the file, once they are counted.")
    done = Whole(help_text="Rows that are through.")
    counts = serializers.DictField(child=Whole(), help_text="How often each outcome came; a row may have two.")
    taken_back = serializers.BooleanField(help_text="Nothing was changed: a check, or `strict` with a refused row.")
    error = Text(help_text="Code of what ended it.")
    detail = Text(help_text="What that says.")
    failed_rows = serializers.URLField(allow_null=True, help_text="The rows left out as CSV, until it expires.")
    requests = serializers.ListField(child=serializers.UUIDField(), help_text="The batches it asks for.")
    created_at = Moment()
    ended_at = Moment(allow_null=True)
    expires_at = Moment()


class Import(Standing):
    """An import with a page of its rows."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = Row(many=True)
    count = Whole(required=False)
