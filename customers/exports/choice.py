"""Which columns exist for a person, and in which form: masked, or in full for who may have that and says why (E12)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.fields import RULES, may_see
from access.permissions import rights_of
from audit.refusals import Refused, declare
from customers.exports.batch import Batch
from customers.exports.columns import AFTER, BEFORE, CLASSES, MASKED, MONEY_GROUP, Column, sources
from customers.exports.file_columns import FILE
from customers.exports.part_columns import PARTS
from exchange.files import Head

EXPORT, UNMASKED = "customers.export_customer", "customers.export_unmasked"
SEVERAL = "; "  # between the values of one cell
MAX_COLUMNS = 200
FIXED = {column.name: column for column in (*BEFORE, *FILE, *PARTS, *AFTER)}
USUAL = frozenset(
    {"code", "name", "mnemonic", "tax_id", "portfolio", "status", "terms"}
    | {"contact_name", "mobile", "province", "city", "updated_on"}
)

COLUMN_UNKNOWN = declare("column_unknown", gettext_lazy("There is no column “%(name)s”."), status=400)
COLUMNS_MISSING = declare("columns_missing", gettext_lazy("Choose at least one column."), status=400)
COLUMNS_TOO_MANY = declare(
    "columns_too_many", gettext_lazy("A file has at most %(limit)d different columns."), status=400
)


@dataclass(frozen=True)
class Chosen:
    """A column of one file; ``plain`` says that its secret values stand there in full."""

    column: Column
    plain: bool

    @property
    def masked(self) -> bool:
        return self.column.secret and not self.plain

    @property
    def name(self) -> str:
        """The stable name: an import passes over masked values by it."""
        return f"{self.column.name}{MASKED}" if self.masked else self.column.name

    @property
    def label(self) -> str:
        return _("%(column)s (masked)") % {"column": self.column.label} if self.masked else str(self.column.label)

    def head(self, *, words: bool) -> Head:
        """The head of the column, in words or by its stable name."""
        return Head(self.label if words else self.name, self.column.form)

    def cells(self, batch: Batch) -> list[Any]:
        """A value for each customer, masked where it must be; several of one customer in one text."""
        values = self.column.cells(batch)
        if not self.column.secret and not isinstance(next(iter(values), ""), tuple):
            return list(values)
        return [self._cell(value) for value in values]

    def _cell(self, value: Any) -> Any:
        if isinstance(value, tuple):
            return SEVERAL.join(self._cell(one) for one in value)
        form = self.column.mask if self.masked else self.column.full
        if value == "" or not (form or self.masked):
            return value
        return form(value) if form else ""


def exists(column: Column, user: Any, *, unmasked: bool = False) -> bool:
    """Whether the column exists for ``user``, as their rights were remembered."""
    if not may_see(user, column.kind):
        return False
    return not column.secret or column.mask is not None or _in_full(column, user, unmasked=unmasked)


def _in_full(column: Column, user: Any, *, unmasked: bool) -> bool:
    """Whether secret values are written in full: asked for, by who may reveal them and export what they reveal."""
    may, rule = rights_of(user).may, RULES.get(column.kind)
    return bool(column.secret and unmasked and UNMASKED in may and rule and rule.reveals in may)


def offered(user: Any, *, unmasked: bool = False) -> list[Column]:
    """The columns a page offers to ``user``, in their usual order."""
    others = [column for source in sources for column in source.offered(user)]
    classes = [column for column in others if column.group == CLASSES]
    rest = [column for column in others if column.group != CLASSES]
    ordered = (*BEFORE, *FILE, *PARTS, *classes, *rest, *AFTER)
    return [column for column in ordered if exists(column, user, unmasked=unmasked)]


def usual(columns: Iterable[Column]) -> list[str]:
    """The names of those that are chosen beforehand."""
    return [column.name for column in columns if column.name in USUAL or column.group in (CLASSES, MONEY_GROUP)]


def choose(names: Sequence[str], user: Any, *, unmasked: bool) -> list[Chosen]:
    """The columns called ``names``, each once. Raises Refused: what may not be seen is as unknown as what is not."""
    wanted = list(dict.fromkeys(names))
    if not wanted:
        raise Refused(COLUMNS_MISSING, "columns")
    if len(wanted) > MAX_COLUMNS:
        raise Refused(COLUMNS_TOO_MANY, "columns", limit=MAX_COLUMNS)
    return [_choose(name, user, unmasked) for name in wanted]


def _choose(name: str, user: Any, unmasked: bool) -> Chosen:
    column = named(name, user, unmasked=unmasked)
    if column is None:
        raise Refused(COLUMN_UNKNOWN, "columns", name=name[:40].replace("\0", "\ufffd"))
    return Chosen(column, _in_full(column, user, unmasked=unmasked))


def named(name: str, user: Any, *, unmasked: bool = False) -> Column | None:
    """The column ``name``, if it exists for ``user``."""
    column = FIXED.get(name) or next((c for source in sources if (c := source.named(name, user))), None)
    return column if column and exists(column, user, unmasked=unmasked) else None


def still_allowed(chosen: Iterable[Chosen], user: Any) -> bool:
    """Whether ``user`` may have all these columns, in this form, by the rights remembered for them now."""
    return all(_may_have(one.column, user, plain=one.plain) for one in chosen)


def still_named(names: Iterable[str], user: Any) -> bool:
    """Whether ``user`` may have the columns whose stable names a file has, by the rights remembered for them now."""
    return all(_may_have_named(name, user) for name in names)


def _may_have_named(name: str, user: Any) -> bool:
    column = named(name.removesuffix(MASKED), user, unmasked=True)
    return column is not None and _may_have(column, user, plain=column.secret and not name.endswith(MASKED))


def _may_have(column: Column, user: Any, *, plain: bool) -> bool:
    return exists(column, user, unmasked=plain) and (not plain or _in_full(column, user, unmasked=True))


def every_head() -> Iterator[tuple[str, str]]:
    """Stable name and label, in the active language, of every column there is, masked forms included."""
    for column in FIXED.values():
        for plain in (True, False) if column.secret else (True,):
            one = Chosen(column, plain)
            yield one.name, one.label
    for source in sources:
        yield from source.heads()
