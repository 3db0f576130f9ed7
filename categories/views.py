"""Pages of categories."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def list(request: HttpRequest) -> HttpResponse:
    """The first page."""
    return render(request, "base.html")
