"""The grid: many receipts, invoices or credit notes typed or pasted, looked at once more, posted in one batch."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import resolve, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from access.models import Request
from access.permissions import may_manage_any
from accounts.choices import EntryKind, Side
from accounts.drafts import ledger_today
from accounts.grid.forms import (
    FIRST_ROWS,
    KINDS,
    MORE_ROWS,
    MOST_ROWS,
    GridForm,
    RowForm,
    RowFormSet,
    digest_of,
    drafts_of,
    fields_of,
)
from accounts.grid.pasting import read_pasted
from accounts.grid.posting import KIND, RowsRefused, post_rows, rehearse
from accounts.kinds import RULES
from accounts.models import Entry
from accounts.rows import cell
from audit.models import Action, Channel
from audit.refusals import Refused
from exchange.confirm import confirm_token, nonce_of
from exchange.idempotency import act_once
from exchange.money import parse_money

PREFIX = "row"


@dataclass
class Grid:
    """What stands on the page: the head, the rows, and what is said of them."""

    kind: EntryKind
    head: GridForm
    rows: Any
    token: str = ""
    said: str = ""
    made_url: str = ""

    @property
    def typed(self) -> list[RowForm]:
        """The rows in which something stands."""
        return [row for row in self.rows if not row.is_empty]

    @property
    def wrong(self) -> bool:
        return any(row.errors for row in self.rows)


@require_http_methods(["GET", "POST"])
def entry_grid(request: HttpRequest) -> HttpResponse:
    """Type many entries of one kind; ``act`` says whether rows are added, pasted, or looked at and posted."""
    kind = _kind(request)
    if request.method == "GET":
        initial = {"currency": "CNY", "posting_date": ledger_today().isoformat(), "allocate": True}
        return _shown(request, Grid(kind, GridForm(initial=initial), _rows(kind, [])))
    posted = RowFormSet(request.POST, prefix=PREFIX, form_kwargs={"kind": kind})
    act, _colon, place = request.POST.get("act", "check").partition("-")
    if act in ("more", "paste", "take"):
        return _shown(request, _changed(request, kind, posted, act, place))
    head = GridForm(request.POST)
    head.beside = frozenset({"act", *_names(posted)})
    grid = Grid(kind, head, posted)
    if not _looked_at(request, grid):
        return _shown(request, grid, status=422)
    nonce = nonce_of(request.POST.get("token", ""), request.user, _digest(grid))
    return _post(request, grid, nonce) if nonce else _checked(request, grid)


def _kind(request: HttpRequest) -> EntryKind:
    """The kind asked for, which the person may post to somebody; else 404 or 403."""
    kind = request.GET.get("kind", EntryKind.RECEIPT.value)
    if kind not in KINDS:
        raise Http404
    permission = RULES[Side.RECEIVABLE, EntryKind(kind)].permission
    if not may_manage_any(request.user, permission):
        raise PermissionDenied(permission)
    return EntryKind(kind)


def _rows(kind: EntryKind, typed: list[dict[str, str]], more: int = 0) -> Any:
    """A grid with ``typed`` in its rows, and empty ones after them."""
    count = min(MOST_ROWS, max(FIRST_ROWS, len(typed) + max(more, 1)))
    data = {f"{PREFIX}-TOTAL_FORMS": str(count), f"{PREFIX}-INITIAL_FORMS": "0"}
    data[f"{PREFIX}-MAX_NUM_FORMS"] = str(MOST_ROWS)  # how far the page adds rows by itself
    for place, row in enumerate(typed):
        data |= {f"{PREFIX}-{place}-{name}": value for name, value in row.items()}
    return RowFormSet(data, prefix=PREFIX, form_kwargs={"kind": kind})


def _names(rows: Any) -> Iterable[str]:
    return (form.add_prefix(name) for form in [rows.management_form, *rows.forms] for name in form.fields)


def _changed(request: HttpRequest, kind: EntryKind, posted: Any, act: str, place: str) -> Grid:
    """The same page with more rows, with what was pasted, or with an offered document taken; nothing is judged."""
    typed = [row.typed() for row in posted.forms if not row.is_empty]
    kept = {name: request.POST.get(name, "") for name in GridForm.base_fields}
    more, said = 0, ""
    if act == "more":
        more = MORE_ROWS
    elif act == "paste":
        pasted = read_pasted(kept["pasted"], fields_of(kind))
        said = _paste_words(len(pasted.rows), pasted.left_out, len(typed))
        if len(typed) + len(pasted.rows) <= MOST_ROWS:
            typed, kept["pasted"] = [*typed, *pasted.rows], ""
    elif place.isdecimal() and int(place) < len(posted.forms):
        row = posted.forms[int(place)]
        typed = [one.typed() | {"settles": request.POST.get(f"offer-{place}", "")} if one is row else one.typed()
                 for one in posted.forms if not one.is_empty]  # fmt: skip
    return Grid(kind, GridForm(initial=kept), _rows(kind, typed, more), said=said)


def _paste_words(count: int, left_out: int, before: int) -> str:
    if before + count > MOST_ROWS:
        return _("%(count)d rows are too many: the grid takes %(most)d. Paste fewer, or import a file.") % {
            "count": before + count,
            "most": MOST_ROWS,
        }
    words = ngettext("%(count)d row was read.", "%(count)d rows were read.", count) % {"count": count}
    if left_out:
        lines = ngettext(
            "%(count)d line without money coming in was left out.",
            "%(count)d lines without money coming in were left out.",
            left_out,
        )
        words = f"{words} {lines % {'count': left_out}}"
    return words


def _looked_at(request: HttpRequest, grid: Grid) -> bool:
    """Find customers and read the rows; whether head and control total let anything be posted."""
    head, rows_fine = grid.head, grid.rows.is_valid()
    for error in grid.rows.non_form_errors():
        head.add_error(None, error)
    if not head.is_valid():
        return False
    for row in grid.typed if rows_fine else ():
        row.look_at(head.cleaned_data, request.user)
    if not grid.typed:
        head.add_error(None, _("Type or paste at least one row."))
    elif rows_fine:
        _check_total(grid)
    return rows_fine and not head.errors


def _check_total(grid: Grid) -> None:
    control, total = grid.head.cleaned_data["control_total"], _total(grid)
    if control is not None and control != total:
        words = _("The rows add up to %(total)s, which differs by %(rest)s. Correct the rows or the total.")
        grid.head.add_error("control_total", words % {"total": f"{total:,.2f}", "rest": f"{control - total:,.2f}"})


def _total(grid: Grid) -> Decimal:
    """What the amounts that can be read come to."""
    currency = str(grid.head["currency"].value() or "CNY")
    total = Decimal("0.00")
    for row in grid.typed:
        try:
            total += parse_money(row.typed()["amount"], currency)
        except ValidationError:
            continue  # said beside the cell
    return total


def _digest(grid: Grid) -> bytes:
    return digest_of(grid.kind, grid.head.cleaned_data, grid.rows.forms)


def _checked(request: HttpRequest, grid: Grid) -> HttpResponse:
    """Show whom each row means and what would be refused; offer to post what may be posted."""
    rows = drafts_of(grid.rows.forms)
    for place, refusal in rehearse(rows=rows, actor=request.user, channel=Channel.WEB).items():
        grid.rows.forms[place].refuse(refusal)
    sound = len(drafts_of(grid.rows.forms))
    if sound and (not grid.wrong or grid.head.cleaned_data["mode"] == "sound"):
        grid.token = confirm_token(request.user, _digest(grid))
        grid.said = ngettext("%(count)d row can be posted.", "%(count)d rows can be posted.", sound) % {"count": sound}
    return _shown(request, grid, status=422 if grid.wrong else 200)


def _post(request: HttpRequest, grid: Grid, nonce: str) -> HttpResponse:
    """Post once for this token. What was refused stays on the page, as typed; sent again, the answer is the same."""
    whole = grid.head.cleaned_data["mode"] == "all"

    def act() -> HttpResponse:
        if whole and grid.wrong:
            raise RowsRefused({})
        made = post_rows(rows=drafts_of(grid.rows.forms), whole=whole, actor=request.user, channel=Channel.WEB)
        return redirect("accounts:grid_batch", key=made)

    try:
        place = act_once(actor=request.user, path=request.path, token=nonce, body=_digest(grid), act=act)
    except RowsRefused as refused:
        for number, refusal in refused.by_place.items():
            grid.rows.forms[number].refuse(refusal)
        return _shown(request, grid, status=422)
    except Refused as refusal:
        grid.head.add_refused(refusal)
        return _shown(request, grid, status=422)
    done = {*_batch(request, resolve(place).kwargs["key"]).details["places"]}
    left = [row for number, row in enumerate(grid.rows.forms) if number not in done and not row.is_empty]
    return _left(request, grid, left, place) if left else redirect(place)


def _left(request: HttpRequest, grid: Grid, left: list[RowForm], place: str) -> HttpResponse:
    """The rows that were not posted, with what is wrong with each."""
    kept = {name: request.POST.get(name, "") for name in GridForm.base_fields} | {"control_total": ""}
    rows = _rows(grid.kind, [row.typed() for row in left])
    head = dict(grid.head.cleaned_data)
    for row in rows.forms:
        if not row.is_empty and not row.errors:
            row.look_at(head, request.user)
    for number, refusal in rehearse(rows=drafts_of(rows.forms), actor=request.user, channel=Channel.WEB).items():
        rows.forms[number].refuse(refusal)
    said = _("The sound rows are posted. These are left: correct them and check again.")
    return _shown(request, Grid(grid.kind, GridForm(initial=kept), rows, said=said, made_url=place), status=422)


def _shown(request: HttpRequest, grid: Grid, status: int = 200) -> HttpResponse:
    total = _total(grid)
    context = {
        "grid": grid,
        "form": grid.head,
        "formsets": [grid.rows],
        "token": grid.token,
        "columns": [row_field.label for row_field in grid.rows.forms[0]] if grid.rows.forms else [],
        "rows": [_row(place, row) for place, row in enumerate(grid.rows.forms)],
        "total": cell(total),
        "tabs": _tabs(request, grid.kind),
        "more": len(grid.rows.forms) < MOST_ROWS,
    }
    return render(request, "accounts/grid/grid.html", context, status=status)


def _row(place: int, row: RowForm) -> dict[str, Any]:
    return {
        "place": place,
        "cells": list(row),
        "found": f"{row.found.code} {row.found.name}" if row.found else "",
        "offer": row.offer,
    }


def _tabs(request: HttpRequest, current: EntryKind) -> list[dict[str, Any]]:
    """The kinds the person may post to somebody, each an address of its own."""
    kinds = [kind for kind in KINDS if may_manage_any(request.user, RULES[Side.RECEIVABLE, kind].permission)]
    return [{"label": capfirst(kind.label), "url": f"?kind={kind}", "current": kind == current} for kind in kinds]


def _batch(request: HttpRequest, key: int) -> Action:
    """The person's own batch; another's is not found."""
    made = Action.objects.filter(actor=request.user, kind=KIND, details__has_key="places")
    return get_object_or_404(made, pk=key)


@require_GET
def grid_batch(request: HttpRequest, key: int) -> HttpResponse:
    """What one batch made: its entries, as far as they may still be seen, and the requests that wait."""
    details = _batch(request, key).details
    entries = Entry.objects.visible_to(request.user).filter(pk__in=details["entries"])
    rows = [
        {
            "number": str(entry),
            "url": reverse("accounts:account", args=[entry.account_id]),
            "customer": entry.account.customer,
            "kind": entry.get_kind_display(),
            "day": entry.posting_date,
            "reference": entry.reference,
            "amount": cell(abs(entry.effect)),
            "open": cell(sum((item.open for item in entry.items.all()), Decimal("0.00"))),
            "currency": entry.account.currency,
        }
        for entry in entries.select_related("account__customer").prefetch_related("items").order_by("pk")
    ]  # fmt: skip
    asked = Request.objects.visible_to(request.user).filter(pk__in=details["requests"])
    waiting = [{"url": one.get_absolute_url(), "name": str(one)} for one in asked.order_by("created_at")]
    context = {"rows": rows, "waiting": waiting, "grid_url": reverse("accounts:entry_grid")}
    return render(request, "accounts/grid/batch.html", context)
