"""Runs by who may know of them."""

from typing import Any, Self

from django.db import models

from access.permissions import SEE_DELETED, rights_of


class RunQuerySet(models.QuerySet):
    """Runs: their maker's and, without rows and files, the auditor's."""

    def visible_to(self, user: Any) -> Self:
        """The runs whose kind, times and counts ``user`` may read."""
        if SEE_DELETED in rights_of(user).may:
            return self
        return self.made_by(user)

    def made_by(self, user: Any) -> Self:
        """The runs whose rows and files ``user`` may read: their own."""
        return self.filter(actor=user) if user.is_active else self.none()

    def unfinished(self) -> Self:
        return self.filter(state__in=["waiting", "running"])
