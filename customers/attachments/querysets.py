"""Papers by who may know of them."""

from datetime import date
from typing import Any, Self

from customers.attachments.kinds import seen_by
from customers.querysets import CustomerPartQuerySet


class AttachmentQuerySet(CustomerPartQuerySet):
    """Papers of customers."""

    def visible_to(self, user: Any) -> Self:
        """Those of visible customers whose kind exists for ``user``: a bank letter only for who may see banks."""
        return super().visible_to(user).filter(kind__in=seen_by(user))

    def current(self) -> Self:
        """Those in force, neither replaced nor withdrawn."""
        return self.filter(status="current")

    def ending_by(self, day: date) -> Self:
        """Those in force that end on ``day`` or before, of customers one still deals with."""
        return self.current().filter(expires_on__lte=day).exclude(customer__status__in=["closed", "deleted"])
