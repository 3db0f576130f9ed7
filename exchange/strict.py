"""What comes in as JSON is read by the letter: no doubtful value, no member nobody asked for."""

import codecs
import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import IO, Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ParseError
from rest_framework.parsers import BaseParser
from rest_framework.renderers import JSONRenderer
from rest_framework.utils.encoders import JSONEncoder

from audit.refusals import Refused, declare

MAX_BODY = 2_621_440  # bytes, Django's own limit for other bodies
MAX_DEPTH = 20
MAX_DIGITS = 30
BRACKET_OR_TEXT = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[\]{}]', re.DOTALL)
SURROGATE = re.compile("[\ud800-\udfff]")

declare("body_too_large", _("The body is larger than %(limit_kb)s KB."), status=413)

UNKNOWN_MEMBER = _("There is no such member.")


class ExactEncoder(JSONEncoder):
    """JSON with amounts as strings: the framework's own encoder makes floats of Decimals no serializer has met."""

    def default(self, obj: Any) -> Any:
        return str(obj) if isinstance(obj, Decimal) else super().default(obj)


class ExactJSONRenderer(JSONRenderer):
    """JSON in which a Decimal is never a float, wherever in the answer it stands."""

    encoder_class = ExactEncoder


class StrictJSONParser(BaseParser):
    """JSON as RFC 8259 with unique members and bounded depth. Raises ParseError (400) on anything else.

    Refused: NaN and Infinity, a member given twice, NUL characters and lone surrogates, numbers of more digits than
    any field takes, other encodings than UTF-8.
    """

    media_type = "application/json"
    renderer_class = ExactJSONRenderer

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None) -> Any:
        body = stream.read(MAX_BODY + 1)
        if len(body) > MAX_BODY:
            raise Refused("body_too_large", limit_kb=MAX_BODY >> 10)
        try:
            text = codecs.decode(body, "utf-8")
        except UnicodeDecodeError as error:
            raise ParseError(_("The body is not UTF-8."), code="encoding") from error
        _check_depth(text)
        try:
            return json.loads(
                text, object_pairs_hook=_object, parse_constant=_no_constant, parse_int=_integer, parse_float=_float
            )
        except json.JSONDecodeError as error:
            sentence = _("The body is not JSON: line %(line)s, column %(column)s.")
            raise ParseError(sentence % {"line": error.lineno, "column": error.colno}, code="json") from error


def _check_depth(text: str) -> None:
    """Count brackets outside of texts before a recursive parser meets them, and refuse what no text may hold."""
    depth = 0
    for match in BRACKET_OR_TEXT.finditer(text):
        part = match[0]
        if part in ("[", "{"):
            depth += 1
            if depth > MAX_DEPTH:
                raise ParseError(_("The body is nested too deeply."), code="depth")
        elif part in ("]", "}"):
            depth -= 1
        elif "\\u" in part:
            _check_escapes(part)


def _check_escapes(quoted: str) -> None:
    try:
        value = json.loads(quoted)
    except ValueError:  # the parser proper says where
        return
    if "\0" in value or SURROGATE.search(value):
        raise ParseError(_("A text contains a character that is none (NUL or half a surrogate pair)."), code="text")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ParseError(_("The member “%(name)s” is given twice.") % {"name": twice[:100]}, code="duplicate")
    return found


def _no_constant(name: str) -> Any:
    raise ParseError(_("%(name)s is not a number.") % {"name": name}, code="number")


def _integer(digits: str) -> int:
    return int(_bounded(digits))


def _float(digits: str) -> float:
    value = float(_bounded(digits))
    if value in (float("inf"), float("-inf")):
        raise ParseError(_("A number is out of range."), code="number")
    return value


def _bounded(digits: str) -> str:
    if len(digits) > MAX_DIGITS:
        raise ParseError(_("A number is out of range."), code="number")
    return digits


class StrictSerializer(serializers.Serializer[Any]):
    """A serializer that refuses each member it does not know or only shows, by name. Nest others of its kind."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            known = {name for name, field in self.fields.items() if not field.read_only}
            unknown = [name for name in data if name not in known]
            if unknown:
                refused = {str(name)[:100]: [ErrorDetail(UNKNOWN_MEMBER, code="unknown")] for name in unknown}
                raise serializers.ValidationError(refused)
        return super().to_internal_value(data)
