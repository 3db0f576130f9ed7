"""The application's addresses and the floor to measure against."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

PAGE = b"x" * 60_000


def floor(request: HttpRequest) -> HttpResponse:
    """F_web: read session and user, return a static page of about as many bytes as a list."""
    return HttpResponse(PAGE if request.user.is_authenticated else b"")


urlpatterns = [path("floor/", floor), path("", include("config.urls"))]
