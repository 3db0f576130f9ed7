"""What stands beside a customer: its search row, words about duplicates, its tombstone, grants on it alone."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from access.encryption import EncryptedField
from access.models import GroupGrant, UserGrant
from audit.history import Recorded
from audit.models import AppendOnly
from customers.models.customer import Customer
from customers.querysets import CustomerPartQuerySet


class CustomerSearch(models.Model):
    """How a customer is found: unrecorded, rebuilt with each change (customers/search.py).

    ``tokens``: name bigrams ``n:``, mnemonic prefixes ``p:``, pinyin ``y:``, code, categories ``c:``, portfolio
    ``in:``, and keyed digests of phone, tax id and last four. ``normal`` is E11's normal form, ``fuzzy`` its fuzzy key,
    ``former`` the normal forms of its former names, line by line. ``form`` is the customers.names.FORM it was built in;
    ``manage.py index_customers`` renews older rows.
    """

    customer = models.OneToOneField(Customer, models.PROTECT, primary_key=True, related_name="search")
    tokens = ArrayField(models.TextField(), default=list)
    normal = models.TextField(db_collation="C")
    fuzzy = models.TextField(db_collation="C")
    form = models.SmallIntegerField(default=0, db_default=0)
    former = models.TextField(db_collation="C", default="")

    class Meta:
        default_permissions = ()
        indexes = [
            GinIndex(fields=["tokens"], name="customer_tokens", fastupdate=False),
            models.Index(fields=["normal"], name="customer_normal"),
            models.Index(fields=["fuzzy"], name="customer_fuzzy"),
        ]

    def __str__(self) -> str:
        return str(self.customer_id)


class NotDuplicate(AppendOnly):
    """Somebody's word that two customers are not the same (E11)."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    other = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    action_id = models.BigIntegerField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["customer", "other"], name="not_duplicate_once")]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.other_id}"


class Tombstone(AppendOnly):
    """The permanent record of a deletion (E6, S36): who asked, who approved, when, why, and the full last image."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="tombstones")
    code = models.CharField(max_length=32)
    reason = models.CharField(max_length=32)
    request_id = models.UUIDField(null=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    action_id = models.BigIntegerField()
    at = models.DateTimeField(auto_now_add=True, db_index=True)
    image = EncryptedField()
    row = models.UUIDField(default=uuid.uuid4, unique=True)  # the key is the database's, known too late to bind to
    bound_by, key_owner_field = "row", "customer_id"
    objects = CustomerPartQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.code


class CustomerUserGrant(UserGrant):
    """A person's grant on one customer: ``view_customer`` or ``manage_customer``."""

    content_object = models.ForeignKey(Customer, models.PROTECT)
    history = Recorded()

    class Meta(UserGrant.Meta):
        pass


class CustomerGroupGrant(GroupGrant):
    """A role's grant on one customer."""

    content_object = models.ForeignKey(Customer, models.PROTECT)
    history = Recorded()

    class Meta(GroupGrant.Meta):
        pass
