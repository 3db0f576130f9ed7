"""The auditor's pages: the journal, one Action with what it changed, deleted customers (S16, S32, S36)."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from access import journal_words
from audit.models import Action
from audit.refusals import Refused
from customers import differences, history, history_words, journal
from customers.models import Customer, Tombstone
from exchange.pages import keyset_page

NEWEST = ("-id",)


def _auditor(request: HttpRequest) -> Any:
    """The person, if they read history everywhere. Raises PermissionDenied."""
    if not journal.may_read(request.user):
        raise PermissionDenied("audit.view_history")
    return request.user


@require_GET
def journal_list(request: HttpRequest) -> HttpResponse:
    """Everything anybody did, newest first, page by page."""
    user = _auditor(request)
    filters = journal.JournalFilter(request.GET or None, queryset=Action.objects.all(), request=request)
    wrong = filters.is_bound and not filters.is_valid()
    actions = filters.queryset.none() if wrong else filters.qs
    try:
        actions = _shown(actions, user).select_related("actor", "on_behalf_of")
        page = keyset_page(actions, order=NEWEST, cursor=request.GET.get("cursor"))
    except Refused:
        return redirect(request.path)
    context = {"filters": filters, "page": page, "rows": journal.rows_of(page.rows, user)}
    return render(request, "audit/journal.html", context, status=400 if wrong else 200)


@require_GET
def journal_action(request: HttpRequest, key: int) -> HttpResponse:
    """One Action: who, when, why, from where, and what it changed of its customer, masked."""
    user = _auditor(request)
    action = get_object_or_404(_shown(Action.objects.all(), user).select_related("actor", "on_behalf_of"), pk=key)
    row = journal.rows_of([action], user)[0]
    facts = journal.facts[action.kind](action, user) if action.kind in journal.facts else []
    changes = [*journal_words.changes_of(action.pk), *_changes(action, user)]
    context = {"row": row, "action": action, "facts": facts, "changes": changes}
    return render(request, "audit/action.html", context)


def _shown(actions: QuerySet[Action], user: Any) -> QuerySet[Action]:
    """Without the kinds that do not exist for the reader."""
    hidden = history_words.hidden_kinds(user)
    return actions.exclude(kind__in=hidden) if hidden else actions


def _changes(action: Action, user: Any) -> list[differences.Change]:
    """What the Action changed of the customers it touched, and what other rooms and nouns add to it."""
    return [*_of_records(action, user), *_added(action, user)]


def _added(action: Action, user: Any) -> Iterator[differences.Change]:
    if action.about_type != "customers.customer":
        return
    for customer in Customer.objects.visible_to(user).filter(pk=action.about_id):
        for add in history.additions:
            yield from add([action], customer, user).get(action.pk, ())


def _of_records(action: Action, user: Any) -> list[differences.Change]:
    keys = {key for past, name in differences.history_models()
            for key in past.objects.filter(action_id=action.pk).values_list(name, flat=True)[:20]}  # fmt: skip
    customers = Customer.objects.visible_to(user).filter(pk__in=keys).order_by("code")
    return [
        change
        for customer in customers[:20]
        for change in differences.changes_of(customer, [action.pk], user).get(action.pk, [])
    ]


@require_GET
def deleted_customers(request: HttpRequest) -> HttpResponse:
    """Deleted customers: who asked, who approved, when and why; the record stays readable (E6)."""
    _auditor(request)
    stones = Tombstone.objects.select_related("customer", "asked_by", "approved_by").defer("image")
    try:
        page = keyset_page(stones, order=NEWEST, cursor=request.GET.get("cursor"))
    except Refused:
        return redirect(request.path)
    rows = [{"stone": stone, "reason": history_words.REASONS.get(stone.reason, stone.reason)} for stone in page.rows]
    return render(request, "audit/deleted.html", {"page": page, "rows": rows})
