"""Which acts on many customers there are for a person."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from access.permissions import may_manage_any, rights_of
from customers.bulk.models import BulkAct
from customers.exports.choice import EXPORT

PERMISSIONS = {
    BulkAct.CLASSIFICATION: ("customers.change_customer",),
    BulkAct.PORTFOLIO: ("customers.change_customer",),
    BulkAct.STATUS: ("customers.change_status", "customers.freeze_customer"),
}
ICONS = {BulkAct.CLASSIFICATION: "tag", BulkAct.PORTFOLIO: "folder", BulkAct.STATUS: "arrows-exchange"}
TO_FILE = "export"  # the act that is the page of exports


def offered(user: Any) -> list[dict[str, Any]]:
    """The acts to draw in the list's selection bar: name, icon and label."""
    acts = [{"name": act.value, "icon": ICONS[act], "label": act.label} for act in PERMISSIONS if may_take(user, act)]
    if EXPORT in rights_of(user).may:
        acts.append({"name": TO_FILE, "icon": "download", "label": _("Export")})
    return acts


def may_take(user: Any, act: BulkAct) -> bool:
    """Whether ``user`` may take the act anywhere; each customer's own right is asked with the customer."""
    return any(may_manage_any(user, permission) for permission in PERMISSIONS[act])
