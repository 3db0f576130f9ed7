"""What a request carries into the journal: an id and the client's address."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from audit.context import Origin, origin


def client_address(request: HttpRequest) -> str:
    """The client's address; behind KEHU_TRUSTED_PROXIES proxies, the one the outermost of them saw."""
    hops = settings.KEHU_TRUSTED_PROXIES
    forwarded = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    return forwarded[-hops] if hops and len(forwarded) >= hops else request.META.get("REMOTE_ADDR", "")


class RequestContextMiddleware:
    """Give each request an id, kept in the journal and answered as ``X-Request-ID``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        came = Origin(address=client_address(request) or None)
        token = origin.set(came)
        try:
            response = self.get_response(request)
        finally:
            origin.reset(token)
        response["X-Request-ID"] = str(came.request_id)
        return response
