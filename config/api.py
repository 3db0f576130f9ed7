"""The API's addresses, collected from the rooms."""

from typing import Any

from django.http import Http404
from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework.request import Request
from rest_framework.views import APIView

from exchange.strict_views import StrictView


class Description(StrictView, SpectacularJSONAPIView):
    """The schema, for whoever is signed in."""

    schema = None
    parameters = frozenset({"lang"})


class Nothing(APIView):
    """Addresses nobody answers at: the same problem as anything else that is not there."""

    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        raise Http404


urlpatterns = [
    path("schema/", Description.as_view(), name="schema"),
    path("", include("access.api_urls")),
    path("", include("exchange.imports.api_urls")),
    path("", include("categories.api_urls")),
    path("", include("customers.api_urls")),
    path("", include("accounts.api_urls")),
    re_path("", Nothing.as_view(), name="nothing"),
]
