"""Signing in from a fragment: htmx follows a header, not a redirect."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class HtmxSignInMiddleware:
    """Turn a redirect to the sign-in page into ``HX-Redirect`` for htmx requests, so that the whole page goes there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.headers.get("HX-Request") and response.status_code == 302 and not request.user.is_authenticated:
            response.status_code = 204
            response["HX-Redirect"] = response["Location"]
            del response["Location"]
        return response
