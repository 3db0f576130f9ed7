"""What the history and the journal say of papers, each kind only to who may know of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.data_keys import open_rows, text_of
from access.encryption import HIDDEN
from audit.models import Action
from customers import history, history_words
from customers.attachments.filing import action_kind
from customers.attachments.kinds import CLASSES, AttachmentKind, may_read, seen_by
from customers.differences import Change
from customers.models import Attachment, AttachmentStatus, Customer

ACTS = {
    "file": gettext_lazy("filed a paper"),
    "replace": gettext_lazy("filed a new version of a paper"),
    "withdraw": gettext_lazy("withdrew a paper"),
    "open": gettext_lazy("opened a paper"),
}


def register() -> None:
    """Tell the history what each act on each kind of paper is called, and whom it concerns."""
    for (act, words), kind in product(ACTS.items(), AttachmentKind):
        name = action_kind(act, kind)
        history_words.KINDS[name] = format_lazy("{act} ({kind})", act=words, kind=kind.label)
        history_words.CLASSES_OF_KINDS[name] = CLASSES[kind]
    history.additions.append(changes)


def changes(actions: Sequence[Action], customer: Customer, user: Any) -> Mapping[int, Iterable[Change]]:
    """What the Actions did to papers: name, type, size and digest of those filed, and how others ended."""
    keys = [action.pk for action in actions if action.kind.startswith("customers.attachments.")]
    if not keys:
        return {}
    past = Attachment.history.model.objects
    rows = past.filter(customer_id=customer.pk, action_id__in=keys, kind__in=seen_by(user, customer))
    found: dict[int, list[Change]] = {}
    for row in open_rows(rows.order_by("history_id")):
        found.setdefault(row.action_id, []).extend(_of(row, customer, user))
    return found


def _of(row: Any, customer: Customer, user: Any) -> Iterator[Change]:
    if row.history_type == "~":
        current, status = AttachmentStatus.CURRENT.label, AttachmentStatus(row.status).label
        yield Change(
            "attachments.status", _("Paper, version %(number)d") % {"number": row.version}, str(current), str(status)
        )
        return
    readable = may_read(user, row.kind, customer)  # a digest would tell who has the paper in hand that it is this one
    said = [
        ("name", _("Paper"), text_of(row.name) if readable else HIDDEN),
        ("size", _("Size"), filesizeformat(row.size)),
        *([("sha256", "SHA-256", row.sha256)] if readable else []),
    ]
    if row.expires_on:
        said.append(("expires_on", _("Valid until"), row.expires_on.isoformat()))
    for member, label, value in said:
        yield Change(f"attachments.{member}", label, "", value)
