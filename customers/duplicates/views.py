"""The queue of look-alikes: the list, and one pair side by side with what a person says of it (E11)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from access.forms import RefusableForm
from access.reasons import MAX_REASON
from audit.models import Channel
from audit.refusals import Refused
from customers.duplicates import review, sides, words
from customers.models import LookAlike, Verdict
from customers.views_lifecycle import typed
from exchange.pages import capped_count, keyset_page

ORDER = ("-score", "-id")
SAID = [(Verdict.OTHER, gettext_lazy("They are two customers")), (Verdict.SAME, gettext_lazy("The same: merge later"))]


class VerdictForm(RefusableForm):
    """What the two are, and why."""

    verdict = forms.ChoiceField(label=gettext_lazy("What they are"), choices=SAID, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("It stays in the history for ever: write it without personal data."),
    )


@require_GET
def duplicates(request: HttpRequest) -> HttpResponse:
    """Pairs of which the person sees both, the most alike first; ``?verdict=`` chooses those spoken of."""
    chosen = request.GET.get("verdict", Verdict.OPEN)
    chosen = chosen if chosen in Verdict.values else Verdict.OPEN
    pairs = LookAlike.objects.visible_to(request.user).filter(verdict=chosen)
    try:
        page = keyset_page(pairs.select_related("one", "other"), order=ORDER, cursor=request.GET.get("cursor"))
    except Refused:
        return redirect(request.path)
    said = words.said_of(page.rows) if chosen != Verdict.OPEN else {}
    for pair in page.rows:
        pair.last_word = next(iter(said.get(pair.pk, ())), None)
    context = {
        "page": page,
        "chosen": chosen,
        "count_text": _count_text(pairs),
        "tabs": _tabs(chosen),
        "crumbs": _crumbs(),
    }
    return render(request, "customers/duplicates/list.html", context)


def _count_text(pairs: Any) -> str:
    count, more = capped_count(pairs)
    return ngettext("%(count)s pair", "%(count)s pairs", count) % {"count": f"{count:,}{'+' if more else ''}"}


def _tabs(chosen: str) -> list[dict[str, Any]]:
    here = reverse("customers:duplicates")
    return [
        {"url": f"{here}?verdict={verdict}", "label": verdict.label, "current": verdict == chosen, "count": ""}
        for verdict in Verdict
    ]


@require_http_methods(["GET", "POST"])
def duplicate(request: HttpRequest, key: int) -> HttpResponse:
    """Two look-alikes side by side; who looks after one of them says what they are."""
    pairs = LookAlike.objects.visible_to(request.user)
    pair = get_object_or_404(pairs.select_related("one__portfolio", "other__portfolio"), pk=key)
    may_say = review.may_say(request.user, pair)
    if request.method == "POST" and not may_say:
        raise PermissionDenied(review.CHANGE)
    form = VerdictForm(typed(request))
    if form.is_valid():
        try:
            review.say(pair=pair, actor=request.user, channel=Channel.WEB, **form.cleaned_data)
        except (Refused, ValidationError) as refusal:
            form.add_refused(refusal)
        else:
            messages.success(request, _("This was recorded for both customers."))
            return redirect("customers:duplicates")
    context = {
        "pair": pair,
        "said": words.said_of([pair])[pair.pk],
        "rows": sides.rows_of(pair, request.user),
        "form": form if may_say else None,
        "crumbs": [*_crumbs(), {"label": _("Look-alikes"), "url": reverse("customers:duplicates")}],
    }
    return render(request, "customers/duplicates/detail.html", context, status=422 if form.errors else 200)


def _crumbs() -> list[dict[str, str]]:
    return [{"label": _("Customers"), "url": reverse("customers:list")}]
