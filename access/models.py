"""People, portfolios, who may see which, data keys, and what waits for a second person."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib.auth import hashers
from django.contrib.auth.models import AbstractUser, Group
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from access.batches.models import Batch as Batch  # a model of this room
from access.choices import RequestStatus, Verdict
from access.drafts.models import Draft as Draft
from access.encryption import EncryptedField
from access.fields import BUSINESS, CONTACT, SECRET
from access.permissions import rights_of
from access.preferences import Preference as Preference  # a model of this room
from access.querysets import PortfolioQuerySet, RequestQuerySet
from access.settings.models import Setting as Setting
from audit.history import Recorded, acting
from audit.models import AppendOnly, Channel


class User(AbstractUser):
    """A person who signs in. Deactivated, never deleted; what they may do comes from roles and grants alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    groups = models.ManyToManyField(  # type: ignore[assignment]
        Group, through="Membership", related_name="user_set", related_query_name="user", verbose_name=_("roles")
    )
    user_permissions = None  # type: ignore[assignment]  # nobody has permissions outside roles
    last_login = None  # sign-ins are in the journal
    scopes: frozenset[str] | None = None  # those of the API token in use
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, blank=True)
    password_set_at = models.DateTimeField(_("password set at"), null=True)  # by the person; null: never yet
    history = Recorded(unrecorded=("password",))

    field_classes = {"password": SECRET, "email": CONTACT}
    never_deleted = True

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Whether a role gives ``perm``; being superuser adds nothing (docs/decisions/005)."""
        return perm in rights_of(self).may

    def has_module_perms(self, app_label: str) -> bool:
        return any(permission.startswith(f"{app_label}.") for permission in rights_of(self).may)

    def check_password(self, raw_password: str | None) -> bool:
        """Django's check; a hash renewed at sign-in is recorded like any other change."""
        return hashers.check_password(raw_password, self.password, self._renew_hash)

    def _renew_hash(self, raw_password: str) -> None:
        with acting(actor=self, kind="access.renew_hash", channel=Channel.WEB, about=self):
            self.set_password(raw_password)
            self.save(update_fields=["password"])

    @property
    def role_names(self) -> str:
        return "、".join(self.groups.order_by("name").values_list("name", flat=True))


class Membership(models.Model):
    """A person's role."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    group = models.ForeignKey(Group, models.PROTECT, related_name="memberships")
    history = Recorded()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "group"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.group}"


class Portfolio(models.Model):
    """A set of customers that is looked after, and granted, together (客户组合)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(_("code"), max_length=32, unique=True)
    name = models.CharField(_("name"), max_length=100)
    retired_on = models.DateField(_("retired on"), null=True, blank=True)
    history = Recorded()
    objects = PortfolioQuerySet.as_manager()

    field_classes = {"code": BUSINESS, "name": BUSINESS}
    never_deleted = True

    class Meta:
        verbose_name = _("portfolio")
        verbose_name_plural = _("portfolios")
        default_permissions = ()
        permissions = [
            ("view_portfolio", _("see the portfolio's customers")),
            ("manage_portfolio", _("look after the portfolio's customers")),
            ("view_every_portfolio", _("see all customers")),
            ("manage_every_portfolio", _("look after all customers")),
            ("manage_people", _("manage people, roles and grants")),
            ("manage_settings", _("change settings")),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def guarded_by(self) -> "Portfolio":
        return self

    @property
    def portfolio_id(self) -> uuid.UUID:
        """Itself: so that a portfolio can be asked about like a customer."""
        return self.pk


class UserGrant(UserObjectPermissionBase):
    """A person's grant on one object; the object's model adds ``content_object`` and ``history``."""

    class Meta(UserObjectPermissionBase.Meta):
        abstract = True
        default_permissions = ()


class GroupGrant(GroupObjectPermissionBase):
    """A role's grant on one object."""

    class Meta(GroupObjectPermissionBase.Meta):
        abstract = True
        default_permissions = ()


class PortfolioUserGrant(UserGrant):
    """A person's grant on a portfolio: ``view_portfolio`` or ``manage_portfolio``."""

    content_object = models.ForeignKey(Portfolio, models.PROTECT)
    history = Recorded()

    class Meta(UserGrant.Meta):
        pass


class PortfolioGroupGrant(GroupGrant):
    """A role's grant on a portfolio."""

    content_object = models.ForeignKey(Portfolio, models.PROTECT)
    history = Recorded()

    class Meta(GroupGrant.Meta):
        pass


class DataKey(models.Model):
    """The key of one customer's personal data, wrapped by a master key; destroying it erases the person everywhere.

    Never in history. ``wrapped`` is null once destroyed, and no new key is made for that owner.
    """

    owner = models.UUIDField(primary_key=True)
    wrapped = models.BinaryField(null=True)
    master = models.CharField(max_length=16)
    created_at = models.DateTimeField(auto_now_add=True)
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.owner)


class Token(models.Model):
    """An API token: acts as its person, narrowed to ``scopes`` (permission names; null: all the person's rights).

    Only a SHA-256 of the token is kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=100)
    digest = models.BinaryField(max_length=32, unique=True)
    scopes = ArrayField(models.CharField(max_length=100), null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    history = Recorded(unrecorded=("digest",))

    field_classes = {"digest": SECRET}

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class Request(models.Model):
    """Something a person asks for and another decides (E7); one table for every kind (access/approvals.py).

    ``target_id`` is the customer or other object it is about (settings have no portfolio), ``base_version`` its version
    when asked, ``fields`` the names it would set (no values), ``payload`` typed JSON under the key of ``key_owner``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=64)
    target_type = models.CharField(max_length=64)
    target_id = models.UUIDField()
    portfolio = models.ForeignKey(Portfolio, models.PROTECT, null=True, related_name="+", verbose_name=_("portfolio"))
    maker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="requests_made", verbose_name=_("asked by")
    )
    reason = models.TextField(_("reason"), blank=True)
    fields = ArrayField(models.CharField(max_length=64), default=list)
    payload = EncryptedField()
    key_owner = models.UUIDField()
    base_version = models.IntegerField()
    levels = models.SmallIntegerField(default=1)
    status = models.CharField(_("status"), max_length=10, choices=RequestStatus, default=RequestStatus.PENDING)
    created_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    expires_at = models.DateTimeField(_("open until"))
    closed_at = models.DateTimeField(_("decided at"), null=True)
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="requests", db_index=False)
    batch_row = models.IntegerField(null=True)  # of the file by which it was asked for together with others
    history = Recorded()
    objects = RequestQuerySet.as_manager()

    field_classes = {"payload": SECRET}
    never_deleted = True
    key_owner_field = "key_owner"

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["id", "maker"], name="request_and_maker"),
            models.UniqueConstraint(fields=["batch", "batch_row"], name="request_once_a_row"),
            models.CheckConstraint(
                name="request_closed_when_not_pending",
                condition=Q(status="pending", closed_at=None) | (~Q(status="pending") & Q(closed_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["portfolio", "-created_at"], name="request_open", condition=Q(status="pending")),
            models.Index(fields=["maker", "-created_at"], name="request_maker"),
            models.Index(fields=["target_id", "-created_at"], name="request_target"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("approvals:detail", args=[self.pk])


class RequestedField(models.Model):
    """A field that an open request would set: one open request per object and field (E7). Gone when it closes."""

    request = models.ForeignKey(Request, models.PROTECT, related_name="requested_fields")
    target_id = models.UUIDField()
    field = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["target_id", "field"], name="one_open_request_per_field")]

    def __str__(self) -> str:
        return self.field


class Decision(AppendOnly):
    """One person's verdict on a request. The database itself refuses the maker's approval of their own request.

    A migration adds the composite foreign key (request, maker) to Request.
    """

    request = models.ForeignKey(Request, models.PROTECT, related_name="decisions")
    maker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="decisions")
    verdict = models.CharField(max_length=10, choices=Verdict)
    comment = models.TextField(blank=True)
    action_id = models.BigIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="maker_is_not_checker",
                condition=(Q(verdict="withdrawn") & Q(decided_by=F("maker")))
                | (~Q(verdict="withdrawn") & ~Q(decided_by=F("maker"))),
            ),
            models.UniqueConstraint(fields=["request", "decided_by"], name="one_decision_per_person"),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} {self.request_id}"
