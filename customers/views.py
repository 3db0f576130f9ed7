"""Pages of customers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def customer_list(request: HttpRequest) -> HttpResponse:
    """The first page."""
    return render(request, "base.html")
