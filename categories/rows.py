"""The tree of one dimension as rows of a page: all of a small one, of a large one a level at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from categories import usage
from categories.labels import label_key
from categories.models import Category, Dimension
from categories.queries import Node, Tree

SHOWN_WHOLE = 60  # categories up to which a tree is one page
FOUND = 100  # rows of a search
INDENTS = (0, 3, 5, 6)  # steps of the ps-n classes, by depth


@dataclass(frozen=True)
class Row:
    """One category. ``indent`` is a step of ps-n, ``counts`` are label, text and address of the list, one a counter."""

    node: Node
    indent: int
    counts: list[tuple[str, str, str]]
    below_url: str


def chosen(tree: Tree, *, under: Node | None, search: str) -> list[Node]:
    """The nodes to show: what a search finds, the level below ``under``, all of a small tree, or its top level."""
    if search:
        return [node for node in tree.walk() if label_key(search) in _labels(node)][:FOUND]
    if under is not None:
        return under.children
    return list(tree.walk()) if len(tree.nodes) <= SHOWN_WHOLE else tree.roots


def _labels(node: Node) -> str:
    category = node.category
    return "\n".join(map(label_key, (category.code, category.name_zh, category.name_en, *category.aliases)))


def rows_of(dimension: Dimension, tree: Tree, nodes: Sequence[Node], user: Any) -> list[Row]:
    """``nodes`` with how many records the person sees in each and below it, today."""
    groups = {node.category.pk: node.keys() for node in nodes}
    counts = [(counter, counter.today(groups, user, not dimension.single)) for counter in usage.counters]
    top = min((node.depth for node in nodes), default=0)
    whole = len(tree.nodes) <= SHOWN_WHOLE
    return [
        Row(
            node=node,
            indent=INDENTS[min(node.depth - top, len(INDENTS) - 1)],
            counts=[_count(counter, found.get(node.category.pk, 0), dimension, node) for counter, found in counts],
            below_url="" if whole or not node.children else address(dimension, under=node.category.code),
        )
        for node in nodes
    ]


def _count(counter: usage.Counter, number: int, dimension: Dimension, node: Node) -> tuple[str, str, str]:
    return str(counter.label), usage.written(number), counter.address(f"{dimension.code}:{node.category.code}")


def place_of(category: Category, **parameters: str) -> str:
    """The page on which ``category`` is seen: of a large tree, the level it stands on."""
    dimension, parent = category.dimension, category.parent
    large = parent is not None and dimension.categories.count() > SHOWN_WHOLE
    return address(dimension, **({"under": parent.code} if large else {}), **parameters)


def address(dimension: Dimension, **parameters: str) -> str:
    """The page of ``dimension``."""
    return f"{reverse('categories:list')}?{urlencode({'dimension': dimension.code} | parameters)}"
