"""Columns kept under a name: for oneself, or for everybody who exports."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.masks import personal_data_in
from access.models import User
from access.permissions import read_again, require, rights_of
from audit.history import acting
from audit.models import Channel
from audit.refusals import Refused, declare
from customers.exports.choice import EXPORT, choose, named
from customers.models import ColumnSet
from exchange.text import clean_text

MAX_SETS, MAX_NAME = 100, 60  # of one person; characters
SETTINGS = "access.manage_settings"  # who may also change and remove what others share
SET_TAKEN = declare("column_set_taken", gettext_lazy("There is a column set “%(name)s” already. Choose another name."))
SET_UNKNOWN = declare("column_set_unknown", gettext_lazy("There is no column set “%(name)s”."), status=400)
SETS_TOO_MANY = declare(
    "column_sets_too_many", gettext_lazy("You have %(limit)d column sets already. Remove one first.")
)


def create(
    *, name: object, columns: Sequence[str], shared: bool, actor: User, channel: Channel, unmasked: bool = False
) -> ColumnSet:
    """Keep ``columns`` under ``name``. Raises PermissionDenied, ValidationError (the name), Refused."""
    require(actor, EXPORT, None)
    read_again(actor)
    made = ColumnSet(owner=actor, name=_clean_name(name), shared=shared)
    made.columns = _names(columns, actor, unmasked=unmasked)
    if ColumnSet.objects.filter(owner=actor).count() >= MAX_SETS:
        raise Refused(SETS_TOO_MANY, "name", limit=MAX_SETS)
    _save(made, kind="customers.add_column_set", actor=actor, channel=channel)
    return made


def change(
    *, column_set: ColumnSet, name: object, columns: Sequence[str], shared: bool, actor: User, channel: Channel
) -> ColumnSet:
    """Give a set another name, other columns, or share it. Raises PermissionDenied, ValidationError, Refused.

    Columns of the set that do not exist for the actor stay as they are: who cannot see them cannot drop them either.
    """
    _require_owner(column_set, actor)
    read_again(actor)
    hidden = [column for column in column_set.columns if named(column, actor, unmasked=True) is None]
    column_set.name, column_set.shared = _clean_name(name), shared
    column_set.columns = [*_names(columns, actor, unmasked=True), *hidden]
    _save(column_set, kind="customers.change_column_set", actor=actor, channel=channel)
    return column_set


def remove(*, column_set: ColumnSet, actor: User, channel: Channel) -> None:
    """Remove a set; its history stays. Raises PermissionDenied."""
    _require_owner(column_set, actor)
    with acting(actor=actor, kind="customers.remove_column_set", channel=channel):
        column_set.delete()


def may_change(column_set: ColumnSet, user: Any) -> bool:
    """Whether a button is drawn: one's own and, for who looks after settings, what others share."""
    own = column_set.owner_id == user.pk
    return EXPORT in rights_of(user).may and (own or (column_set.shared and SETTINGS in rights_of(user).may))


def called(name: str, user: Any) -> ColumnSet:
    """The set of this name: one's own before what others share. Raises Refused ``column_set_unknown``."""
    found = list(ColumnSet.objects.visible_to(user).filter(name=name.strip()[:MAX_NAME]).order_by("pk"))
    own = [one for one in found if one.owner_id == user.pk]
    if not found:
        raise Refused(SET_UNKNOWN, "column_set", name=name[:MAX_NAME].replace("\0", "\ufffd"))
    return (own or found)[0]


def existing(column_set: ColumnSet, user: Any, *, unmasked: bool = False) -> list[str]:
    """Those of its columns that exist for ``user``: the others are left out, as if they had never been in it."""
    return [name for name in column_set.columns if named(name, user, unmasked=unmasked)]


def _require_owner(column_set: ColumnSet, actor: User) -> None:
    require(actor, EXPORT, None)
    if column_set.owner_id != actor.pk:
        if not column_set.shared:
            raise PermissionDenied(SETTINGS)
        require(actor, SETTINGS, None)


def _names(columns: Iterable[str], actor: User, *, unmasked: bool) -> list[str]:
    return [one.column.name for one in choose(list(columns), actor, unmasked=unmasked)]


def _clean_name(name: object) -> str:
    """One line that holds no personal data: others read it, and history keeps it."""
    text = clean_text(name)
    if not text:
        raise ValidationError({"name": [_("Give the column set a name.")]})
    if len(text) > MAX_NAME or personal_data_in(text):
        message = _("A name has at most %(limit)d characters and no personal data.") % {"limit": MAX_NAME}
        raise ValidationError({"name": [message]})
    return text


def _save(column_set: ColumnSet, *, kind: str, actor: User, channel: Channel) -> None:
    try:
        with acting(actor=actor, kind=kind, channel=channel), transaction.atomic():
            column_set.save()
    except IntegrityError:
        raise Refused(SET_TAKEN, "name", name=column_set.name) from None
