"""What the radar knows: each customer's name taken apart, and pairs of customers that may be the same (E11)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from customers.models.customer import Customer
from customers.querysets import LookAlikeQuerySet


class NameCore(models.Model):
    """A customer's name as the radar compares it (customers/duplicates/cores.py): derived, unrecorded."""

    customer = models.OneToOneField(Customer, models.PROTECT, primary_key=True, related_name="name_core")
    name = models.TextField(db_collation="C")
    keys = ArrayField(models.TextField())

    class Meta:
        default_permissions = ()
        indexes = [GinIndex(fields=["keys"], name="name_core_keys", fastupdate=False)]

    def __str__(self) -> str:
        return str(self.customer_id)


class Verdict(models.TextChoices):
    """What a person said of two look-alikes."""

    OPEN = "open", _("to review")
    OTHER = "other", _("not a duplicate")
    SAME = "same", _("the same, merge later")


class LookAlike(models.Model):
    """Two customers that may be the same, each pair once: ``one`` has the smaller key, ``score`` is 0 to 100.

    Derived by the radar or noted when a file was taken in, hence unrecorded; what a person says of it is an Action
    and, where they are two, a NotDuplicate.
    """

    class Why(models.TextChoices):
        """Why the pair is here."""

        NAME = "name", _("the same name")
        LOOKALIKE = "lookalike", _("a name that looks the same")
        MOBILE = "mobile", _("the same mobile number")
        FUZZY = "fuzzy", _("almost the same name in the same city")
        VARIANT = "variant", _("the same name but for place or legal form")
        SLIP = "slip", _("a name that may be mistyped")

    one = models.ForeignKey(Customer, models.PROTECT, related_name="+", db_index=False)
    other = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    why = models.CharField(_("why"), max_length=10, choices=Why)
    score = models.PositiveSmallIntegerField(_("likeness"))
    verdict = models.CharField(_("verdict"), max_length=5, choices=Verdict, default=Verdict.OPEN)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    found_at = models.DateTimeField(_("found at"), auto_now_add=True)
    objects = LookAlikeQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="look_alike_once"),
            models.CheckConstraint(name="look_alike_in_order", condition=Q(one__lt=F("other"))),
        ]
        indexes = [models.Index(fields=["verdict", "-score", "-id"], name="look_alike_queue")]

    def __str__(self) -> str:
        return f"{self.one_id} {self.other_id}"


class RadarSweep(models.Model):
    """How far the radar has come, in one row: customers changed up to ``changed_at`` and, then, up to ``code``."""

    changed_at = models.DateTimeField()
    code = models.CharField(max_length=32, blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.changed_at)
