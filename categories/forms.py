"""Forms of dimensions and categories: how typed members come in; what they may be is operations' to say."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.forms import RefusableForm
from categories.models import Category, Dimension
from categories.operations import NewCategory, NewDimension, Wording
from categories.queries import Tree

BETWEEN_ALIASES = re.compile(r"[\n,，、;；]")
INDENT = "　"
NAMES = {"name_zh": _("Chinese name"), "name_en": _("English name")}


class NamedForm(RefusableForm):
    """A form for what has a name in both languages."""

    name_zh = forms.CharField(label=NAMES["name_zh"], max_length=100, strip=False)
    name_en = forms.CharField(label=NAMES["name_en"], max_length=100, strip=False)


class DimensionForm(NamedForm):
    """What of a dimension may change."""

    required = forms.BooleanField(
        label=_("Required"), required=False, help_text=_("A new customer cannot be saved without a category in it.")
    )
    open = forms.BooleanField(
        label=_("Open to new categories"), required=False, help_text=_("Files may bring categories that are not there.")
    )

    def wording(self) -> Wording:
        return Wording(**self.cleaned_data)


class NewDimensionForm(DimensionForm):
    """A new dimension."""

    code = forms.CharField(label=_("Code"), max_length=32, strip=False, help_text=_("It never changes: files use it."))
    single = forms.BooleanField(
        label=_("One value only"), required=False, initial=True, help_text=_("A customer has one category in it.")
    )
    from_money = forms.BooleanField(
        label=_("Tells about money"), required=False, help_text=_("Only who may see balances sees it.")
    )
    field_order = ["code", "name_zh", "name_en", "single", "required", "open", "from_money"]

    def new(self) -> NewDimension:
        return NewDimension(**self.cleaned_data)


class CategoryForm(NamedForm):
    """What a category is called."""

    beside = frozenset(("version",))

    aliases = forms.CharField(
        label=_("Other names"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("As people write it in files and filters; one a line, or with commas between them."),
    )  # fmt: skip

    def names(self) -> dict[str, Any]:
        """The names, the aliases as a tuple."""
        typed = BETWEEN_ALIASES.split(self.cleaned_data["aliases"])
        aliases = tuple(text for text in map(str.strip, typed) if text)
        return {name: self.cleaned_data[name] for name in NAMES} | {"aliases": aliases}


class NewCategoryForm(CategoryForm):
    """A new category of a dimension."""

    code = forms.CharField(label=_("Code"), max_length=64, strip=False, help_text=_("It never changes: files use it."))
    parent = forms.ChoiceField(label=_("Below"), required=False)
    field_order = ["code", "name_zh", "name_en", "parent", "aliases"]

    def __init__(self, *args: Any, tree: Tree, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["parent"].choices = parent_choices(tree)
        self.tree = tree

    def new(self) -> NewCategory:
        parent = category_in(self.tree, self.cleaned_data["parent"])
        return NewCategory(code=self.cleaned_data["code"], parent=parent, **self.names())


class MoveForm(RefusableForm):
    """Where a category moves to."""

    beside = frozenset(("version", "undo"))

    parent = forms.ChoiceField(label=_("Below"), required=False)

    def __init__(self, *args: Any, tree: Tree, category: Category, **kwargs: Any):
        super().__init__(*args, **kwargs)
        own = set(tree.nodes[category.pk].keys())
        self.fields["parent"].choices = [pair for pair in parent_choices(tree) if pair[0] not in map(str, own)]
        self.tree = tree

    def parent_chosen(self) -> Category | None:
        return category_in(self.tree, self.cleaned_data["parent"])


def parent_choices(tree: Tree) -> list[tuple[str, str]]:
    """The categories one may be put below, indented, after "at the top"."""
    living = [node for node in tree.walk() if node.category.retired_on is None]
    top = ("", str(_("— at the top —")))
    return [top, *((str(node.category.pk), f"{INDENT * node.depth}{node.category}") for node in living)]


def category_in(tree: Tree, key: str) -> Category | None:
    """The category a choice stands for."""
    return next((node.category for node in tree.walk() if str(node.category.pk) == key), None)


def initial_of(row: Dimension | Category) -> dict[str, Any]:
    """What a form shows first."""
    if isinstance(row, Dimension):
        return {name: getattr(row, name) for name in (*NAMES, "required", "open")}
    return {name: getattr(row, name) for name in NAMES} | {"aliases": "\n".join(row.aliases)}
