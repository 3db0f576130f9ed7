"""Pages of a customer's notes: the journal with its form, correcting one, striking one out."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from access.data_keys import open_rows, text_of
from access.drafts import keeping
from access.permissions import allows
from audit.models import Channel
from audit.refusals import Refused
from customers.finding import carrying
from customers.models import Customer, Note
from customers.notes import writing
from customers.notes.forms import NoteForm
from customers.tabs.bar import tabs
from customers.views import crumbs_to, find

MOST, LATEST = 200, 5


@require_http_methods(["GET", "POST"])
def notes(request: HttpRequest, code: str) -> HttpResponse:
    """The customer's notes, newest first; a new one is posted here."""
    customer = _found(request, code)
    writes = _may_write(request, customer)
    if request.method == "POST" and not writes:
        raise PermissionDenied(writing.CHANGE)
    form = _form(request)
    if form.is_bound and form.is_valid() and _written(request, form, customer):
        keeping.discard(request.user, request.path)
        messages.success(request, _("The note was written."))
        return redirect(_back(request, customer))
    context = _surroundings(request, customer) | {
        "form": form if writes else None,
        "notes": rows_of(customer, request.user, MOST),
        "most": MOST,
        "draft": keeping.offered(request) if writes else None,
    }
    return render(request, "customers/notes/list.html", context, status=422 if form.errors else 200)


@require_GET
def latest_notes(request: HttpRequest, code: str) -> HttpResponse:
    """The latest notes, for the customer's page: a fragment it asks for after it stands."""
    customer = _found(request, code)
    context = {"customer": customer, "notes": rows_of(customer, request.user, LATEST)}
    return render(request, "customers/notes/rows.html", context)


@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """Correct one's own note of the last 24 hours."""
    found = _note(request, code, key)
    if not (_may_write(request, found.customer) and writing.is_correctable(found, request.user)):
        raise PermissionDenied(writing.CHANGE)
    initial = {"kind": found.kind, "day": found.day, "text": text_of(open_rows([found])[0].text)}
    form = NoteForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid() and _written(request, form, found.customer, note=found):
        messages.success(request, _("The note was corrected."))
        return redirect(_address(found.customer, request))
    context = _surroundings(request, found.customer) | {"form": form, "note": found}
    return render(request, "customers/notes/detail.html", context, status=422 if form.errors else 200)


@require_POST
def note_strike(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """Strike a note out."""
    found = _note(request, code, key)
    try:
        writing.strike(note=found, actor=request.user, channel=Channel.WEB)
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect(_address(found.customer, request))


def rows_of(customer: Customer, user: Any, most: int) -> list[dict[str, Any]]:
    """Notes as pages show them, newest first: what each says, and what the reader may do with it."""
    found = Note.objects.visible_to(user).filter(customer=customer).select_related("author")
    writes = allows(user, writing.CHANGE, customer) and not customer.is_deleted
    return [
        {"note": one, "text": text_of(one.text), "strikes": writes and one.struck_at is None,
         "corrects": writes and writing.is_correctable(one, user)}
        for one in open_rows(found.order_by("-day", "-written_at")[:most])
    ]  # fmt: skip


def _form(request: HttpRequest) -> NoteForm:
    """The form as posted, or as a draft left it."""
    draft = keeping.continued(request)
    initial = draft.dict() if draft else {}
    return NoteForm(request.POST) if request.method == "POST" else NoteForm(initial=initial)


def _written(request: HttpRequest, form: NoteForm, customer: Customer, *, note: Note | None = None) -> bool:
    """Write what was typed; where that is refused, say so in the form."""
    try:
        words = writing.read(form.typed())
        if note is None:
            writing.add(customer=customer, words=words, actor=request.user, channel=Channel.WEB)
        else:
            writing.correct(note=note, words=words, actor=request.user, channel=Channel.WEB)
    except (Refused, ValidationError) as refusal:
        form.add_refused(refusal)
        return False
    return True


def _found(request: HttpRequest, code: str) -> Customer:
    customer = find(request, code)
    if not writing.may_read(request.user, customer):
        raise PermissionDenied("customers.view_contacts")
    return customer


def _note(request: HttpRequest, code: str, key: UUID) -> Note:
    customer = _found(request, code)
    found = get_object_or_404(Note.objects.visible_to(request.user).filter(customer=customer), pk=key)
    found.customer = customer
    return found


def _may_write(request: HttpRequest, customer: Customer) -> bool:
    return allows(request.user, writing.CHANGE, customer) and not customer.is_deleted


def _back(request: HttpRequest, customer: Customer) -> str:
    """After writing: to the page the form stood on."""
    if request.GET.get("from") == "detail":
        return carrying.onto(customer.get_absolute_url(), request) + "#notes"
    return _address(customer, request)


def _address(customer: Customer, request: HttpRequest) -> str:
    return carrying.onto(reverse("customers:notes", args=[customer.code]), request)


def _surroundings(request: HttpRequest, customer: Customer) -> dict[str, Any]:
    way = crumbs_to(request, customer, (_("Notes"), _address(customer, request)))
    return {"customer": customer, "crumbs": way, "tabs": tabs(customer, request, "notes")}
