"""Pages of answers: one is recorded on a statement's own page of it; how far the months are answered."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from access.permissions import allows
from accounts.drafts import ledger_today
from accounts.models import Statement
from accounts.rows import cell
from accounts.statements import issuing
from accounts.statements.answers import draft, recording
from accounts.statements.answers.forms import AnswerForm
from audit.models import Channel
from audit.refusals import Refused


@require_http_methods(["GET", "POST"])
def new_answer(request: HttpRequest, key: int) -> HttpResponse:
    """Record what the customer answered."""
    found = Statement.objects.visible_to(request.user).select_related("account__customer", "printed")
    statement = get_object_or_404(found, pk=key)
    if not allows(request.user, issuing.ISSUE, statement.account.customer):
        raise PermissionDenied(issuing.ISSUE)
    form = AnswerForm(request.POST or None, initial={"answered_on": ledger_today().isoformat()})
    if form.is_valid() and _record(request, statement, form):
        messages.success(request, _("The answer is kept."))
        return redirect("accounts:statement", key=key)
    context = {
        "form": form,
        "statement": statement,
        "closing": cell(statement.closing),
        "currency": statement.account.currency,
        "crumbs": [
            {"label": _("Statements"), "url": reverse("accounts:statements")},
            {"label": str(statement), "url": reverse("accounts:statement", args=[key])},
        ],
    }
    return render(request, "accounts/statements/new_answer.html", context, status=422 if form.errors else 200)


def _record(request: HttpRequest, statement: Statement, form: AnswerForm) -> bool:
    try:
        said = issuing.kept_figures(statement=statement, actor=request.user)
        given = draft.read(form.members(), statement=said, issued_on=draft.day_of(statement))
        recording.record(statement=statement, draft=given, actor=request.user, channel=Channel.WEB)
    except (Refused, ValidationError) as refusal:
        form.add_refused(refusal)
        return False
    return True


def shown(statement: Statement, user: Any) -> list[dict[str, Any]]:
    """The answers to a statement as its page shows them, newest first."""
    return [
        {
            "agreed": row.agreed,
            "label": str(row),
            "day": row.answered_on,
            "recorded_at": row.recorded_at,
            "theirs": cell(row.theirs),
            "difference": cell(row.ours - row.theirs),
            "by": said.get("by", ""),
            "remark": said.get("remark", ""),
            "lines": said.get("lines", []),
            "unexplained": _unexplained(row, said),
        }
        for row, said in recording.answers_of(statement, user)
    ]


def _unexplained(row: Any, said: dict[str, Any]) -> Any:
    """What the lines leave of the difference; None where no line is given."""
    lines = said.get("lines", [])
    return cell(row.ours - row.theirs - sum(map(draft.amount_of, lines), draft.ZERO)) if lines else None
