"""Which entry belongs to which."""

from django.db import models

from audit.models import AppendOnly
from customers.models import Customer


class PairedEntry(AppendOnly):
    """``entry`` was posted together with ``partner``; each of the two has a row. They are reversed together as well."""

    entry = models.OneToOneField("accounts.Entry", models.PROTECT, primary_key=True, related_name="paired")
    partner = models.OneToOneField("accounts.Entry", models.PROTECT, related_name="+")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.entry_id} {self.partner_id}"

    def guarded_by(self) -> Customer:
        return self.entry.guarded_by()
