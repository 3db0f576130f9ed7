"""The inbox: what waits for whom."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from access.approvals import lines_of
from access.models import Request


def inbox(request: HttpRequest) -> HttpResponse:
    """Requests that wait."""
    asked = Request.objects.visible_to(request.user).pending().order_by("-created_at", "pk")[:50]
    return render(request, "approvals/list.html", {"asked": asked})


def detail(request: HttpRequest, key: str) -> HttpResponse:
    """One request."""
    asked = get_object_or_404(Request.objects.visible_to(request.user), pk=key)
    return render(request, "approvals/detail.html", {"asked": asked, "lines": lines_of(asked)})
