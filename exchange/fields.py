"""Members of API bodies that take their own type only: text no number, a flag no word."""

from typing import Any

from django.core.exceptions import ValidationError as Invalid
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from exchange.text import clean_text


class Text(serializers.CharField):
    """One line of text, cleaned by exchange/text.py; numbers and truth values are refused, not converted."""

    default_error_messages = {"invalid": _("This must be text.")}

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        try:
            return super().to_internal_value(clean_text(data))
        except Invalid as error:
            raise serializers.ValidationError(error.messages, code=error.code) from error


class Flag(serializers.BooleanField):
    """``true`` or ``false``; not "yes", 1 or "on"."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data
