"""Where a request stands, and what a person decided."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RequestStatus(models.TextChoices):
    """Where a request stands; only PENDING is open."""

    PENDING = "pending", _("pending")
    APPROVED = "approved", _("approved")
    REJECTED = "rejected", _("rejected")
    WITHDRAWN = "withdrawn", _("withdrawn")
    STALE = "stale", _("out of date")
    EXPIRED = "expired", _("expired")


class Verdict(models.TextChoices):
    """What one person decided."""

    APPROVED = "approved", _("approved")
    REJECTED = "rejected", _("rejected")
    WITHDRAWN = "withdrawn", _("withdrawn")
