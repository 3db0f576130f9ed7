"""Keeping and discarding the drafts of one's own forms."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from access.drafts import keeping
from audit.refusals import Refused


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep what is posted as the draft of the page named by ``form``."""
    form = request.GET.get("form", "")
    try:
        keeping.keep(owner=request.user, form=form, inputs=request.POST)
    except Refused as refusal:
        return HttpResponse(refusal.message, status=refusal.status, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204)


@require_POST
def discard(request: HttpRequest) -> Any:
    """Forget the draft of the page named by ``form``, and open that page afresh."""
    form = request.GET.get("form", "")
    if not keeping.keeps(form):
        return HttpResponseBadRequest()
    keeping.discard(request.user, form)
    return redirect(form)
