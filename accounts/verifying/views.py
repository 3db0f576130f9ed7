"""Asking for a verification from the pages that show the last one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.reports.views import for_money
from accounts.verifying import tasks
from audit.models import Channel


@require_POST
@for_money
def verification(request: HttpRequest) -> HttpResponse:
    """Ask for one; its result stands on every report once it is there."""
    tasks.ask(actor=request.user, channel=Channel.WEB)
    messages.success(request, _("Asked. The result stands here and on every report once the ledger is verified."))
    return redirect("accounts:periods")
