"""Signing in from a fragment: htmx follows a header, not a redirect."""

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url


class HtmxSignInMiddleware:
    """Turn a redirect to the sign-in page into ``HX-Redirect`` for htmx requests, so that the whole page goes there.

    After signing in people are back on the page they were on, not on the fragment it asked for.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.headers.get("HX-Request") and response.status_code == 302 and not request.user.is_authenticated:
            response.status_code = 204
            response["HX-Redirect"] = f"{resolve_url(settings.LOGIN_URL)}?{self._back_to(request)}"
            del response["Location"]
        return response

    def _back_to(self, request: HttpRequest) -> str:
        """The page the fragment belongs to; only path and query of it, so that it cannot lead elsewhere."""
        page = urlsplit(request.headers.get("HX-Current-URL", ""))
        path = "/" + page.path.lstrip("/\\")
        return urlencode({REDIRECT_FIELD_NAME: f"{path}?{page.query}" if page.query else path})
