"""The page that shows the API's description and lets a person try it as themselves, at /api/docs/."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.response import Response

from exchange.strict_views import StrictView


class ApiPage(StrictView, SpectacularSwaggerSplitView):
    """Swagger UI in the application's frame; its script comes from an address of its own, none stands in the page."""

    parameters = frozenset({"script", "lang"})
    schema = None
    url_name = "api:schema"
    template_name = "api_docs.html"

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        response = super().get(request, *args, **kwargs)
        response.data["title"] = _("The API")
        return response
