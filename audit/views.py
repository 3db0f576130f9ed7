"""Pages of audit."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def journal(request: HttpRequest) -> HttpResponse:
    """The first page."""
    return render(request, "base.html")
