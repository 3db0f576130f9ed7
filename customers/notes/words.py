"""What the history says of notes, to those who may read them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.data_keys import open_rows, text_of
from audit.models import Action
from customers import history, history_words
from customers.differences import Change
from customers.models import Customer, Note
from customers.notes.writing import ADD, CLASSES, CORRECT, STRIKE, may_read


def register() -> None:
    """Tell the history what acts on notes are called, and whom they concern."""
    words = {
        ADD: gettext_lazy("wrote a note"),
        CORRECT: gettext_lazy("corrected a note"),
        STRIKE: gettext_lazy("struck a note out"),
    }
    history_words.KINDS.update(words)
    history_words.CLASSES_OF_KINDS.update(dict.fromkeys(words, CLASSES))
    history.additions.append(changes)


def changes(actions: Sequence[Action], customer: Customer, user: Any) -> Mapping[int, Iterable[Change]]:
    """What the Actions did to notes: the words before and after."""
    keys = [action.pk for action in actions if action.kind in (ADD, CORRECT, STRIKE)]
    if not keys or not may_read(user, customer):
        return {}
    past = Note.history.model.objects.filter(customer_id=customer.pk)
    notes = past.filter(action_id__in=keys).values("id")
    rows = open_rows(past.filter(id__in=notes).order_by("history_id"))
    found: dict[int, list[Change]] = {}
    before: dict[Any, str] = {}
    for row in rows:
        now = _("(struck out)") if row.struck_at else text_of(row.text)
        if row.action_id in keys:
            label = f"{_('Note')} · {row.get_kind_display()}"
            found.setdefault(row.action_id, []).append(Change("notes", label, before.get(row.id, ""), now))
        before[row.id] = now
    return found
