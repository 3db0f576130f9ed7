"""How the API describes itself: what no view has to say itself (OpenAPI 3.1)."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from exchange.idempotency import HEADER
from exchange.listing import PAGE_PARAMETERS
from exchange.problems import CONTENT_TYPE


class ProblemSerializer(serializers.Serializer):
    """What every error answers (RFC 9457); figures of the refusal are members of their own."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField()
    errors = serializers.DictField(child=serializers.ListField(child=serializers.CharField()), required=False)


class Page:
    """The frame of every list (exchange/pages.py), in the form of the framework's paginators."""

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return []

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        address = {"type": ["string", "null"], "format": "uri"}
        members = {"next": address, "previous": address, "results": schema, "count": {"type": "integer"}}
        return {"type": "object", "required": ["next", "previous", "results"], "properties": members}


class Schema(AutoSchema):
    """What no view has to say itself: the problem document, the pages of lists, the key of a POST that acts once."""

    def get_override_parameters(self) -> list[Any]:
        if self.method == "GET":
            known = getattr(self.view, "parameters", ())
            return [parameter for parameter in PAGE_PARAMETERS if parameter.name in known]
        required = getattr(self._act(), "idempotency_required", None)
        if required is None or self.method != "POST":
            return []
        about = "The same key with the same body acts once; kept 7 days per person and path."
        return [OpenApiParameter(HEADER, str, OpenApiParameter.HEADER, required=required, description=about)]

    def _act(self) -> Any:
        """The view's method, or the function behind a function view."""
        return getattr(self.view, self.method.lower(), None)

    def _get_paginator(self) -> Page:
        return Page()

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        bodies = super()._get_response_bodies(direction)
        bodies["default"] = self._get_response_for_code(ProblemSerializer, "default", media_types=[CONTENT_TYPE])
        return bodies


class BearerScheme(OpenApiAuthenticationExtension):
    """How the schema names tokens."""

    target_class = "access.tokens.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer"}
