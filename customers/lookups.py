"""What the codes and names people type stand for: built once for a request or a whole file."""

from functools import cached_property

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from access.models import Portfolio, User
from categories.labels import label_key
from categories.models import Category, Dimension
from customers.members import line

MAX_NEW_LABEL = 64  # characters: a new category's name is its code as well


class Lookups:
    """Portfolios, dimensions and categories by what ``actor`` may call them; each fetched when first asked for."""

    def __init__(self, actor: User) -> None:
        self.actor = actor
        self._labels: dict[str, _Labels] = {}

    @cached_property
    def portfolios(self) -> dict[str, Portfolio]:
        """Those the actor looks after, by code."""
        return {portfolio.code: portfolio for portfolio in Portfolio.objects.managed_by(self.actor)}

    @cached_property
    def dimensions(self) -> dict[str, Dimension]:
        """Those that exist for the actor, by code."""
        return {dimension.code: dimension for dimension in Dimension.objects.visible_to(self.actor)}

    def category(self, dimension: Dimension, text: object) -> Category:
        """The category of ``dimension`` that is called ``text``: by code, by a name in either language, by an alias.

        In an open dimension an unknown name gives a new one, not saved yet. Raises ValidationError
        ``category_unknown`` or ``category_ambiguous``.
        """
        label = line(100, needed=True)(text)
        labels = self._labels.get(dimension.code)
        if labels is None:
            labels = self._labels[dimension.code] = _Labels(dimension)
        return labels.find(label) or labels.add(label)


class _Labels:
    """The categories of one dimension by all they are called."""

    def __init__(self, dimension: Dimension) -> None:
        self.dimension = dimension
        self._by_code: dict[str, Category] = {}
        self._by_label: dict[str, list[Category]] = {}
        for category in Category.objects.filter(dimension=dimension).order_by("position", "code"):
            category.dimension = dimension
            self._index(category)

    def _index(self, category: Category) -> None:
        self._by_code[category.code] = category
        for label in {
            label_key(text) for text in (category.code, category.name_zh, category.name_en, *category.aliases)
        }:
            self._by_label.setdefault(label, []).append(category)

    def find(self, label: str) -> Category | None:
        """The one category of this code or, failing that, of this name; retired ones only where no other is."""
        if exact := self._by_code.get(label):
            return exact
        found = self._by_label.get(label_key(label), [])
        candidates = [category for category in found if category.retired_on is None] or found
        if len(candidates) > 1:
            raise ValidationError(
                _("“%(label)s” names several categories. Give the code of one of them: %(codes)s."),
                "category_ambiguous",
                {"label": label, "codes": ", ".join(category.code for category in candidates[:10])},
            )
        return candidates[0] if candidates else None

    def add(self, label: str) -> Category:
        """A new category of an open dimension, to be saved by whoever uses it."""
        if not self.dimension.open:
            raise ValidationError(
                _("There is no “%(label)s” in %(dimension)s. Choose one that exists."),
                "category_unknown",
                {"label": label, "dimension": self.dimension},
            )
        line(MAX_NEW_LABEL)(label)
        category = Category(dimension=self.dimension, code=label, name_zh=label, name_en=label)
        self._index(category)
        return category
