"""The lines of the list, joined instead of templated: fifty of them cost a template more than the rest of the page."""

from collections.abc import Iterable
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from customers.tables import Row
from exchange.icons import icon

PICK = (
    '<td class="pick"><input class="form-check-input pick-box" type="checkbox" name="code" value="{}"'
    ' form="selection" aria-label="{} {}"></td>'
)
NAME = '<td class="name"><a href="{}">{}</a><small>{}</small></td>\n        '
ACT = '<a class="quiet" href="{}" title="{}">{}<span class="visually-hidden">{}: {}</span></a>'


def drawn(rows: Iterable[Row], *, carried: str, pick: bool) -> SafeString:
    """The rows as HTML, with a box to select each where ``pick``; ``carried`` follows the customer's address."""
    word = escape(_("Select the customer"))
    lines = (_line(row, escape(row.name), carried, word if pick else "") for row in rows)
    return mark_safe("".join(lines))  # noqa: S308 - every value is escaped where it enters


def _line(row: Row, name: str, carried: str, pick: str) -> str:
    box = PICK.format(escape(row.key), pick, name) if pick else ""
    who = NAME.format(escape(row.url + carried), name, escape(row.code))
    acts = "".join(_act(act, name) for act in row.acts)
    return f'\n      <tr>{box}{who}{row.drawn}<td class="acts-cell">{acts}</td></tr>\n    '


def _act(act: dict[str, Any], name: str) -> str:
    label = escape(str(act["label"]))
    return ACT.format(escape(act["url"]), label, icon(act["icon"]), label, name)
