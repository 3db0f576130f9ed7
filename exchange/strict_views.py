"""What every view of the API keeps to, beside what settings say."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from audit.refusals import Refused, declare

declare("parameter_unknown", _("There is no parameter “%(name)s” here."), status=400)


class StrictView(APIView):
    """A view that refuses each query parameter it does not know, and whose answers nobody keeps on the way."""

    parameters: frozenset[str] = frozenset()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        unknown = next((name for name in request.query_params if name not in self.parameters), None)
        if unknown is not None:
            name = unknown[:40].replace("\0", "\ufffd")
            raise Refused("parameter_unknown", field=name, name=name)

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response
