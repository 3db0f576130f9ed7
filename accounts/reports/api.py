"""What the API's reports share: they are there for who may see money, and say their amounts as text."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from rest_framework import serializers
from rest_framework.request import Request

from access.fields import MONEY, may_see
from exchange.money import format_money
from exchange.strict_views import StrictView

AMOUNT: dict[str, Any] = {"help_text": "Major units as a string with two decimals."}


class MoneyView(StrictView):
    """A view that exists for who may see money; others get 403."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not may_see(request.user, MONEY):
            raise PermissionDenied("accounts.view_money")


class ListBody(serializers.Serializer):
    """The neighbours of a page."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


def amounts(names: Iterable[str], values: Iterable[Decimal]) -> dict[str, str]:
    """Amounts by name, as the API writes them."""
    return {name: format_money(value) for name, value in zip(names, values, strict=True)}
