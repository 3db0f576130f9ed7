"""What every view of the API keeps to, beside what settings say."""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from audit.refusals import Refused, declare

PAGING = frozenset({"cursor", "page_size", "count", "ordering"})
NO_CHARACTER = _("This contains a character that is none (NUL).")

declare("parameter_unknown", _("There is no parameter “%(name)s” here."), status=400)


class StrictView(APIView):
    """A view that refuses each query parameter it does not know, and whose answers nobody keeps on the way.

    ``parameters`` are those of its GET; what writes takes none.
    """

    parameters: frozenset[str] = frozenset()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        refuse_unknown(request, self.parameters if request.method in ("GET", "HEAD") else ())

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response


def strict(*known: str) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
    """Hold a view function to what StrictView keeps to; below ``api_view``."""

    def decorate(view: Callable[..., Response]) -> Callable[..., Response]:
        @wraps(view)
        def strictly(request: Request, *args: Any, **kwargs: Any) -> Response:
            refuse_unknown(request, known)
            response = view(request, *args, **kwargs)
            response["Cache-Control"] = "no-store"
            return response

        return strictly

    return decorate


def refuse_unknown(request: Request, known: Collection[str]) -> None:
    """Raise Refused ``parameter_unknown``: misspelt, a filter would show too much. No value holds NUL."""
    given = request.query_params
    unknown = next((name for name in given if name not in known), None)
    if unknown is not None:
        name = unknown[:40].replace("\0", "\ufffd")
        raise Refused("parameter_unknown", field=name, name=name)
    if bad := [name for name, values in given.lists() if any("\0" in value for value in values)]:
        raise ValidationError({name: [NO_CHARACTER] for name in bad})
