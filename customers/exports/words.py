"""What the journal says of exports: whom, which columns, how many rows, and by which hash a file is known again."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from access.models import Portfolio
from audit.models import Action
from categories.models import Dimension
from customers import history_words, journal
from customers.exports.asking import Format
from customers.exports.choice import every_head
from customers.exports.exporting import BEGUN, EXPORTED
from customers.history_words import FIELDS
from customers.models import Status

DOWNLOADED = "exchange.download"
KINDS = {
    BEGUN: gettext_lazy("began an export of customers"),
    EXPORTED: gettext_lazy("exported customers"),
    DOWNLOADED: gettext_lazy("fetched a file"),
    "customers.add_column_set": gettext_lazy("kept a column set"),
    "customers.change_column_set": gettext_lazy("changed a column set"),
    "customers.remove_column_set": gettext_lazy("removed a column set"),
}
FILTERS = {
    "q": gettext_lazy("Search"),
    "status": FIELDS["status"],
    "portfolio": FIELDS["portfolio"],
    "category": FIELDS["categories"],
    "verified": gettext_lazy("Verification"),
    "updated_since": gettext_lazy("Changed since"),
    "codes": gettext_lazy("Picked customers"),
}


def register() -> None:
    """Tell the journal; called in AppConfig.ready()."""
    history_words.KINDS.update(KINDS)
    journal.summaries.update({BEGUN: summary, EXPORTED: summary})
    journal.facts.update({BEGUN: facts, EXPORTED: facts, DOWNLOADED: download_facts})


def summary(action: Action, user: Any) -> str:
    """Rows, format and whether anything stands there in full: ``10,000 rows, XLSX, unmasked``."""
    details = action.details
    parts = [_rows(details["rows"])] if "rows" in details else []
    parts.append(details.get("format", "").upper())
    if details.get("unmasked"):
        parts.append(_("in full what is masked"))
    if details.get("complete") is False:
        parts.append(_("broken off"))
    return _(", ").join(filter(None, parts))


def facts(action: Action, user: Any) -> list[tuple[str, str]]:
    """Everything the Action keeps of an export, line by line."""
    details = action.details
    lines = [
        (_("Filter"), filter_words(details.get("filter", {}))),
        (_("Columns"), column_words(details.get("columns", ()))),
        (_("Format"), _format(details.get("format", ""))),
        (_("Masked values"), _("in full") if details.get("unmasked") else _("masked")),
    ]
    if "rows" in details:
        lines.append((_("Rows"), _rows(details["rows"])))
        lines.append((_("Ended"), _("completely") if details.get("complete") else _("broken off")))
        lines.append((_("SHA-256 of the file"), details.get("sha256", "")))
    if details.get("begun"):
        lines.append((_("Begun by entry"), str(details["begun"])))
    if details.get("run"):
        lines.append((_("Background work"), details["run"]))
    return lines


def download_facts(action: Action, user: Any) -> list[tuple[str, str]]:
    """Which file was fetched: by its run and its hash."""
    return [(_("Background work"), action.details.get("run", "")),
            (_("SHA-256 of the file"), action.details.get("sha256", ""))]  # fmt: skip


def filter_words(kept: dict[str, list[str]]) -> str:
    """A recorded filter in words; without any, that it was everything the person sees."""
    parts = [f"{FILTERS.get(name, name)} = {_(', ').join(_values(name, values))}" for name, values in kept.items()]
    return _("; ").join(parts) or _("none: everybody the person sees")


def _values(name: str, values: Iterable[str]) -> list[str]:
    if name == "status":
        return [str(Status(value).label) if value in Status.values else value for value in values]
    if name == "portfolio":
        names = dict(Portfolio.objects.filter(code__in=list(values)).values_list("code", "name"))
        return [f"{names.get(value, '')} {value}".strip() for value in values]
    if name == "category":
        return [_category(value) for value in values]
    return list(values)


def _category(value: str) -> str:
    code, _sign, category = value.partition(":")
    dimension = Dimension.objects.filter(code=code.strip()).first()
    return f"{dimension or code}: {category}"


def column_words(names: Iterable[str]) -> str:
    """Stable names of columns in words."""
    labels = dict(every_head())
    return _(", ").join(labels.get(name, name) for name in names)


def _format(name: str) -> str:
    return str(Format(name).label) if name in Format.values else name


def _rows(count: int) -> str:
    return ngettext("%(count)s row", "%(count)s rows", count) % {"count": f"{count:,}"}
