"""How customers are found: the words of each, and what a query asks for."""

from collections.abc import Iterable

from customers.models import Customer


def index(customers: Iterable[Customer]) -> None:
    """Rebuild the search rows of ``customers``."""
    raise NotImplementedError
