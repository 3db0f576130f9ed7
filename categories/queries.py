"""Trees of categories as plain data, for pages and counts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from categories.models import Category, Dimension


@dataclass
class Node:
    """A category in its tree; ``depth`` 0 at the root."""

    category: Category
    depth: int
    children: list["Node"] = field(default_factory=list)

    def walk(self) -> Iterator["Node"]:
        """Itself and everything below it, in the order shown."""
        yield self
        for child in self.children:
            yield from child.walk()

    def keys(self) -> list[UUID]:
        """The keys of itself and everything below it."""
        return [node.category.pk for node in self.walk()]


@dataclass(frozen=True)
class Tree:
    """All categories of a dimension."""

    roots: list[Node]
    nodes: Mapping[UUID, Node]

    def walk(self) -> Iterator[Node]:
        """Every node, parents first, in the order shown."""
        for root in self.roots:
            yield from root.walk()

    def path(self, node: Node) -> list[Node]:
        """The way from the root down to ``node``, itself included."""
        found = [node]
        while (parent := found[0].category.parent_id) is not None:
            found.insert(0, self.nodes[parent])
        return found


def tree_of(dimension: Dimension) -> Tree:
    """The tree of ``dimension``, in one query."""
    return _grown(dimension.categories.order_by("position", "code", "pk"))


def _grown(categories: Iterable[Category]) -> Tree:
    nodes = {category.pk: Node(category, 0) for category in categories}
    roots: list[Node] = []
    for node in nodes.values():
        parent = nodes.get(node.category.parent_id) if node.category.parent_id else None
        (roots if parent is None else parent.children).append(node)
    for root in roots:
        _set_depth(root, 0)
    return Tree(roots, nodes)


def _set_depth(node: Node, depth: int) -> None:
    node.depth = depth
    for child in node.children:
        _set_depth(child, depth + 1)
