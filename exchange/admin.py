"""The administration of what other rooms ask for together."""

from exchange.batches import administration

__all__ = ["administration"]
