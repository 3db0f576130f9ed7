"""The dashboard and the pages of the ledger."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    """The dashboard."""
    return render(request, "base.html")
