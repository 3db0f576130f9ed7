"""The built-in dimensions and categories, written where they are missing (categories/builtin.py)."""

from access.models import User
from audit.history import acting
from audit.models import Channel
from categories import builtin
from categories.models import Category, Dimension


def ship_builtin(*, actor: User) -> int:
    """Add what this installation never had; returns how many dimensions and categories that were.

    What people renamed, moved, retired or deleted stays as they left it: history tells what was there before.
    """
    before = {dimension.code: dimension for dimension in Dimension.objects.all()}
    dimensions = [before.get(shipped.code) or _dimension(shipped) for shipped in builtin.dimensions()]
    new_dimensions = [dimension for dimension in dimensions if dimension.code not in before]
    categories = [category for dimension in dimensions for category in _missing(dimension)]
    if new_dimensions or categories:
        with acting(actor=actor, kind="categories.ship_builtin", channel=Channel.COMMAND):
            Dimension.objects.bulk_create(new_dimensions)
            Category.objects.bulk_create(categories)
    return len(new_dimensions) + len(categories)


def _dimension(shipped: builtin.Dimension) -> Dimension:
    return Dimension(
        code=shipped.code,
        name_zh=shipped.name_zh,
        name_en=shipped.name_en,
        single=shipped.single,
        required=shipped.required,
        open=shipped.open,
        from_money=shipped.money,
        builtin=True,
        position=builtin.dimensions().index(shipped),
    )


def _missing(dimension: Dimension) -> list[Category]:
    """The shipped categories whose code the dimension never had, parents first."""
    had = set(Category.history.filter(dimension=dimension.pk).values_list("code", flat=True)) if dimension.pk else set()
    there = dict(Category.objects.filter(dimension=dimension.pk).values_list("code", "pk"))
    new = []
    for position, shipped in enumerate(builtin.categories(dimension.code)):
        if shipped.code not in had:
            parent = there.get(shipped.parent) if shipped.parent else None
            category = _category(dimension, shipped, position=position)
            category.parent_id = parent
            there[category.code] = category.pk
            new.append(category)
    return new


def _category(dimension: Dimension, shipped: builtin.Category, *, position: int) -> Category:
    return Category(
        dimension=dimension,
        code=shipped.code,
        name_zh=shipped.name_zh,
        name_en=shipped.name_en,
        aliases=list(shipped.aliases),
        position=position,
    )
