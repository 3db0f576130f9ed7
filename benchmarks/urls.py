"""The application's addresses and the floor to measure against."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def floor(request: HttpRequest, size: int) -> HttpResponse:
    """F_web: read session and user, return a static page of ``size`` bytes."""
    return HttpResponse(b"x" * size if request.user.is_authenticated else b"")


urlpatterns = [path("floor/<int:size>/", floor), path("", include("config.urls"))]
