"""Drafts of forms are kept on the server, encrypted, so that an ended sitting loses nothing (ux 17).

A browser's own storage is no place for them: machines are shared. A draft is its owner's alone and is gone after KEPT,
when it is discarded, and when the form is saved.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.data_keys import conceal, destroy, open_rows
from access.drafts.models import Draft
from audit.refusals import Refused, declare

KEPT = timedelta(days=7)
MOST_BYTES = 200_000
CONTINUE = "draft"  # the parameter by which a page shows the draft again
NOT_KEPT = frozenset({"csrfmiddlewaretoken", "token", "edit"})
FORMS: set[str] = set()  # names of addresses whose forms keep drafts; rooms add theirs in AppConfig.ready()

NO_SUCH_FORM = declare("draft_form_unknown", _("This form keeps no drafts."), status=400)
TOO_LARGE = declare("draft_too_large", _("This is too much to be kept as a draft."), status=413)


def keep(*, owner: Any, form: str, inputs: QueryDict) -> Draft:
    """Keep ``inputs`` as the draft of ``owner`` in the page ``form``, in place of an earlier one.

    Raises Refused ``draft_form_unknown``, ``draft_too_large``.
    """
    if not keeps(form):
        raise Refused(NO_SUCH_FORM)
    text = _typed(inputs).urlencode()
    if len(text) > MOST_BYTES:
        raise Refused(TOO_LARGE)
    with transaction.atomic():
        draft = Draft.objects.select_for_update().filter(owner=owner, form=form).first() or Draft(
            owner=owner, form=form
        )
        conceal(draft, content=text or "=")
        draft.saved_at = timezone.now()
        draft.save()
    return draft


def keeps(form: str) -> bool:
    """Whether the page at this path keeps drafts."""
    try:
        return len(form) <= 200 and resolve(form).view_name in FORMS
    except Resolver404:
        return False


def _typed(inputs: QueryDict) -> QueryDict:
    kept = inputs.copy()
    for name in NOT_KEPT:
        kept.pop(name, None)
    return kept


def of(owner: Any, form: str) -> Draft | None:
    """The draft that ``owner`` has in the page ``form``, if its time is not over."""
    return Draft.objects.filter(owner=owner, form=form, saved_at__gt=timezone.now() - KEPT).first()


def content_of(draft: Draft) -> QueryDict:
    """What was typed, as a form takes it."""
    (opened,) = open_rows([draft])
    return QueryDict(opened.content.text)


def offered(request: HttpRequest) -> Draft | None:
    """The draft to offer on this page: only where it is opened afresh."""
    if request.method != "GET" or CONTINUE in request.GET:
        return None
    return of(request.user, request.path)


def continued(request: HttpRequest) -> QueryDict | None:
    """What was typed, where the person wants to go on with it; None elsewhere."""
    if request.method != "GET" or request.GET.get(CONTINUE) != "continue":
        return None
    draft = of(request.user, request.path)
    return content_of(draft) if draft else None


def discard(owner: Any, form: str) -> None:
    """Forget the draft: it was saved, or is not wanted."""
    _forget(Draft.objects.filter(owner=owner, form=form))


def expire_drafts(*, now: datetime | None = None) -> int:
    """Forget the drafts whose time is over; returns how many. For the schedule."""
    return _forget(Draft.objects.filter(saved_at__lte=(now or timezone.now()) - KEPT))


def _forget(drafts: Iterable[Draft]) -> int:
    """Remove drafts with their keys: copies in backups stay unreadable."""
    keys = [draft.pk for draft in drafts]
    with transaction.atomic():
        Draft.objects.filter(pk__in=keys).delete()
        for key in keys:
            destroy(key)
    return len(keys)
