"""Every change of dimensions and categories (E9, S17 to S19).

Whoever changes a dimension's tree holds its row, so names stay unambiguous and no cycle can be closed by two at once.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from access.models import User
from access.permissions import read_rights, require
from access.portfolios import CODE_TAKEN
from audit.history import acting
from audit.models import Channel
from audit.refusals import Refused, declare
from categories import usage
from categories.models import Category, Dimension
from categories.naming import clean_code, clean_names, taken

MANAGE = "categories.manage_taxonomy"
FILERS = frozenset({MANAGE, "customers.add_customer", "customers.change_customer"})

NAME_TAKEN = declare(
    "category_name_taken", _("Another category here is already called “%(name)s”. Choose another name."), status=409
)
CYCLE = declare("category_cycle", _("A category cannot be moved below itself. Choose a parent outside of it."))
OTHER_DIMENSION = declare("category_elsewhere", _("The parent belongs to another dimension. Choose one of this one."))
RETIRED_PARENT = declare("parent_retired", _("The parent “%(name)s” is retired. Reinstate it first."))
LIVING_CHILDREN = declare("category_has_children", _("It has subcategories in use. Retire or move them first."))
IN_USE = declare(
    "category_in_use",
    _("It is used, or was: %(uses)s. Retire it instead, then nobody can choose it any more."),
    status=409,
)
DIMENSION_CLOSED = declare(
    "dimension_closed",
    _("“%(name)s” is no category of %(dimension)s. Choose one that exists, or ask a supervisor to add it."),
)


@dataclass(frozen=True)
class NewDimension:
    """A dimension to add; what may be left out has the value of most dimensions."""

    code: str
    name_zh: str
    name_en: str
    single: bool = True
    required: bool = False
    open: bool = False
    from_money: bool = False


@dataclass(frozen=True)
class Wording:
    """What a dimension is called and how strict it is: all that changes after it was made."""

    name_zh: str
    name_en: str
    required: bool
    open: bool


@dataclass(frozen=True)
class NewCategory:
    """A category to add."""

    code: str
    name_zh: str
    name_en: str
    parent: Category | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class CategoryState:
    """All of a category that may change; ``replace(CategoryState.of(category), parent=…)`` says one change."""

    name_zh: str
    name_en: str
    aliases: tuple[str, ...]
    parent: Category | None
    retired_on: date | None

    @classmethod
    def of(cls, category: Category) -> "CategoryState":
        parent = category.parent
        return cls(category.name_zh, category.name_en, tuple(category.aliases), parent, category.retired_on)


def add_dimension(*, new: NewDimension, actor: User, channel: Channel) -> Dimension:
    """Add a dimension. Raises PermissionDenied, ValidationError by field, Refused ``code_taken``."""
    require(actor, MANAGE, None)
    given = vars(new) | {"code": clean_code(new.code)}
    dimension = Dimension(position=Dimension.objects.count(), **given)
    clean_names(dimension)
    with acting(actor=actor, kind="categories.add_dimension", channel=channel):
        if Dimension.objects.filter(code__iexact=dimension.code).exists():
            raise Refused(CODE_TAKEN, field="code", taken=dimension.code)
        dimension.save(force_insert=True)
    return dimension


def change_dimension(*, dimension: Dimension, wording: Wording, actor: User, channel: Channel) -> Dimension:
    """Rename a dimension, make it required or not, open or closed. Raises PermissionDenied, ValidationError."""
    require(actor, MANAGE, None)
    with acting(actor=actor, kind="categories.change_dimension", channel=channel, about=dimension):
        dimension = _held(dimension)
        require(actor, MANAGE, None)
        for name, value in vars(wording).items():
            setattr(dimension, name, value)
        clean_names(dimension)
        dimension.save(update_fields=list(vars(wording)))
    return dimension


def add_category(*, dimension: Dimension, new: NewCategory, actor: User, channel: Channel) -> Category:
    """Add a category. Raises PermissionDenied, ValidationError by field, or Refused.

    Codes of Refused: ``code_taken``, ``category_name_taken``, ``category_elsewhere``, ``parent_retired``.
    """
    require(actor, MANAGE, None)
    with acting(actor=actor, kind="categories.add_category", channel=channel, about=dimension):
        dimension = _held(dimension)
        require(actor, MANAGE, None)
        return _add(dimension, replace(new, code=clean_code(new.code)))


def file_category(*, dimension: Dimension, name: str, actor: User, channel: Channel) -> Category:
    """Add the category a file or request names, to an open dimension, for whoever may add or change customers.

    Raises PermissionDenied, ValidationError, Refused ``dimension_closed``; returns the one that was there meanwhile.
    """
    if not FILERS & read_rights(actor).may:
        raise PermissionDenied(MANAGE)
    if not dimension.open:
        raise Refused(DIMENSION_CLOSED, name=name[:100], dimension=str(dimension))
    with acting(actor=actor, kind="categories.file_category", channel=channel, about=dimension):
        dimension = _held(dimension)
        there = [row for row in Category.objects.filter(dimension=dimension).named(name) if row.retired_on is None]
        return there[0] if there else _add(dimension, NewCategory(name, name, name))


def change_category(
    *, category: Category, to: CategoryState, base_version: int, actor: User, channel: Channel
) -> Category:
    """Rename, move, retire or reinstate a category; the same state again changes nothing.

    Raises PermissionDenied, ValidationError, or Refused: ``version_stale`` unless ``base_version`` is its version,
    ``category_name_taken``, ``category_cycle``, ``category_elsewhere``, ``parent_retired``, ``category_has_children``.
    """
    require(actor, MANAGE, None)
    with acting(actor=actor, kind=_kind(CategoryState.of(category), to), channel=channel, about=category):
        _held(category.dimension)
        require(actor, MANAGE, None)
        category = (
            Category.objects.select_for_update(of=("self",)).select_related("parent", "dimension").get(pk=category.pk)
        )
        if category.version != base_version:
            raise Refused("version_stale", version=category.version)
        if to != CategoryState.of(category):
            _become(category, to)
    return category


def delete_category(*, category: Category, actor: User, channel: Channel) -> None:
    """Delete a category that nothing uses or ever used and that has no subcategory.

    Raises PermissionDenied, Refused ``category_in_use`` with ``counts``, as far as ``actor`` sees what uses it.
    """
    require(actor, MANAGE, None)
    with acting(actor=actor, kind="categories.delete_category", channel=channel, about=category):
        _held(category.dimension)
        require(actor, MANAGE, None)
        category = Category.objects.select_for_update(of=("self",)).get(pk=category.pk)
        children = category.children.count()
        if children or any(counter.is_used([category.pk]) for counter in usage.counters):
            raise _in_use(category, children, actor)
        category.delete()


def _held(dimension: Dimension) -> Dimension:
    """The dimension, locked against other changes of its tree, not against being referred to."""
    return Dimension.objects.select_for_update(no_key=True).get(pk=dimension.pk)


def _add(dimension: Dimension, new: NewCategory) -> Category:
    given = vars(new) | {"aliases": list(new.aliases)}
    category = Category(dimension=dimension, position=dimension.categories.count(), **given)
    _check(category)
    category.save(force_insert=True)
    return category


def _become(category: Category, to: CategoryState) -> None:
    for name, value in vars(to).items():
        setattr(category, name, list(value) if name == "aliases" else value)
    category.version += 1
    _check(category)
    category.save()


def _kind(now: CategoryState, to: CategoryState) -> str:
    """What the change is called in the journal."""
    if to.retired_on != now.retired_on:
        return "categories.retire_category" if to.retired_on else "categories.reinstate_category"
    return "categories.move_category" if to.parent != now.parent else "categories.rename_category"


def _check(category: Category) -> None:
    """Everything that must be true of a category in its tree."""
    clean_names(category)
    if category.dimension.categories.filter(code__iexact=category.code).exclude(pk=category.pk).exists():
        raise Refused(CODE_TAKEN, field="code", taken=category.code)
    if found := taken(category):
        raise Refused(NAME_TAKEN, field=found[0], name=found[1])
    _check_parent(category)
    if category.retired_on and category.children.filter(retired_on=None).exists():
        raise Refused(LIVING_CHILDREN)


def _check_parent(category: Category) -> None:
    parent = category.parent
    if parent is None:
        return
    if parent.dimension_id != category.dimension_id:
        raise Refused(OTHER_DIMENSION, field="parent")
    if category.pk in _with_ancestors(parent):
        raise Refused(CYCLE, field="parent")
    if parent.retired_on and not category.retired_on:
        raise Refused(RETIRED_PARENT, field="parent", name=str(parent))


def _with_ancestors(category: Category) -> set[UUID]:
    parents = dict(category.dimension.categories.values_list("pk", "parent"))
    found: set[UUID] = set()
    key: UUID | None = category.pk
    while key is not None and key not in found:
        found.add(key)
        key = parents.get(key)
    return found


def _in_use(category: Category, children: int, actor: User) -> Refused:
    counts: dict[str, Any] = {"children": children}
    words = [f"{_('subcategories')} {children}"] if children else []
    for counter in usage.counters:
        seen = counter.ever([category.pk], actor)
        counts[counter.name] = seen
        if seen:
            words.append(f"{counter.label} {usage.written(seen)}")
    return Refused(IN_USE, counts=counts, uses=", ".join(words) or str(_("by records you do not see")))
