"""What is typed on the way of a file: how it is taken in, and what its columns mean."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.forms import RefusableForm
from access.models import Portfolio, User
from categories.models import Dimension
from customers.importing import Kind
from customers.imports import guessing
from exchange.files.records import MAX_FILE_MB
from exchange.imports.carrying import Mode

COLUMN = "column_"


class UploadForm(RefusableForm):
    """A file, and which codes are taken in."""

    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt"}),
        help_text=_("CSV (UTF-8 or GB18030) or the first sheet of an XLSX workbook, up to 64 MB."),
        max_length=200,
        allow_empty_file=True,
    )
    kind = forms.ChoiceField(
        label=_("Which rows are taken in"),
        choices=Kind.choices,
        initial=Kind.UPSERT,
        widget=forms.RadioSelect,
        help_text=_("A customer is known by its code, which a file cannot change."),
    )
    portfolio = forms.ChoiceField(
        label=_("Portfolio of new customers"),
        required=False,
        help_text=_("Where the file has no column for it, or an empty cell in it."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        managed = Portfolio.objects.managed_by(user).order_by("code")
        self.fields["portfolio"].choices = [("", _("— from the file —")), *((one.code, str(one)) for one in managed)]
        if len(managed) == 1:
            self.fields["portfolio"].initial = managed[0].code

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_FILE_MB << 20:
            raise forms.ValidationError(
                _("The file is larger than %(limit_mb)s MB. Split it into smaller files.") % {"limit_mb": MAX_FILE_MB}
            )
        return file


class MappingForm(RefusableForm):
    """A field for each column of a file, and the mode."""

    beside = frozenset({"act"})

    mode = forms.ChoiceField(
        label=_("How to start"), choices=Mode.choices, initial=Mode.VALID_ROWS, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, header: Sequence[str], dimensions: Sequence[Dimension], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.header = list(header)[: guessing.MAX_COLUMNS]
        options = [("", _("— leave out —")), *guessing.choices(dimensions)]
        for index, name in enumerate(self.header):
            self.fields[f"{COLUMN}{index}"] = forms.ChoiceField(label=name, choices=options, required=False)

    @property
    def columns(self) -> list[forms.BoundField]:
        return [self[f"{COLUMN}{index}"] for index in range(len(self.header))]

    @property
    def chosen(self) -> list[str]:
        """The field of each column, "" where it is left out."""
        return [self.cleaned_data.get(f"{COLUMN}{index}", "") for index in range(len(self.header))]

    def clean(self) -> dict[str, Any]:
        super().clean()
        taken: dict[str, str] = {}
        for index, name in enumerate(self.header):
            field = self.cleaned_data.get(f"{COLUMN}{index}", "")
            if field in taken:
                words = _("The column “%(other)s” fills this already.") % {"other": taken[field]}
                self.add_error(f"{COLUMN}{index}", words)
            elif field:
                taken[field] = name
        if not {"code", "name"} & taken.keys():
            raise forms.ValidationError(_("Say which column has the code or the name of the customer."))
        return self.cleaned_data

    def mapping(self) -> dict[str, Any]:
        """The choice as the JSON of a mapping (contract.md)."""
        return {"columns": {name: field for name, field in zip(self.header, self.chosen, strict=True) if field}}


def initial_of(fields: Sequence[str]) -> dict[str, str]:
    """The fields of columns as a form's initial values."""
    return {f"{COLUMN}{index}": field for index, field in enumerate(fields)}
