"""The queue of papers that end soon or have ended."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from access.models import Portfolio
from audit.refusals import Refused
from customers.attachments import sheets
from customers.attachments.querysets import AttachmentQuerySet
from customers.models import Attachment
from exchange.pages import capped_count, keyset_page

ORDER = ("expires_on", "id")
SPANS = {"0": 0, "30": 30, "60": 60, "90": 90}  # days ahead; "0": those that have ended
DEFAULT = "60"


@require_GET
def expiring_attachments(request: HttpRequest) -> HttpResponse:
    """Papers in force that have ended or end within some days, the oldest first, by portfolio if asked (S46)."""
    span = request.GET.get("within", DEFAULT)
    span = span if span in SPANS else DEFAULT
    portfolios = list(Portfolio.objects.visible_to(request.user).order_by("code"))
    chosen = next((one for one in portfolios if one.code == request.GET.get("portfolio")), None)
    papers = _papers(request.user, span, chosen.pk if chosen else None)
    try:
        page = keyset_page(papers, order=ORDER, cursor=request.GET.get("cursor"))
    except Refused:
        return redirect(request.path)
    context = {
        "page": page,
        "rows": sheets.rows_of(page.rows, request.user),
        "count_text": _count_text(papers),
        "spans": [(key, _span_words(days)) for key, days in SPANS.items()],
        "span": span,
        "portfolios": portfolios,
        "chosen": chosen.code if chosen else "",
        "crumbs": [{"label": _("Customers"), "url": reverse("customers:list")}],
    }
    return render(request, "customers/attachments/expiring.html", context)


def _papers(user: Any, span: str, portfolio: UUID | None) -> AttachmentQuerySet:
    days = SPANS[span]
    last = localdate() + timedelta(days=days or -1)
    papers = Attachment.objects.visible_to(user).ending_by(last).select_related("customer", "customer__portfolio")
    return papers.filter(customer__portfolio=portfolio) if portfolio else papers


def _span_words(days: int) -> str:
    if not days:
        return _("no longer valid")
    return ngettext("within %(count)s day", "within %(count)s days", days) % {"count": days}


def _count_text(papers: AttachmentQuerySet) -> str:
    count, more = capped_count(papers)
    words = ngettext("%(count)s paper", "%(count)s papers", count)
    return words % {"count": f"{count:,}{'+' if more else ''}"}
