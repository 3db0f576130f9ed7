"""JSON is read by the letter; a member nobody knows is refused by name."""

import io
import json
import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rest_framework import serializers
from rest_framework.exceptions import ParseError

from audit.refusals import Refused
from exchange.strict import MAX_BODY, MAX_DEPTH, ExactJSONRenderer, StrictJSONParser, StrictSerializer


def parsed(body):
    return StrictJSONParser().parse(io.BytesIO(body if isinstance(body, bytes) else body.encode()))


class Contact(StrictSerializer):
    name = serializers.CharField()
    phone = serializers.CharField(required=False)


class Customer(StrictSerializer):
    code = serializers.CharField(read_only=True)
    name = serializers.CharField()
    contacts = Contact(many=True, required=False)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ('{"a": NaN}', "number"),
        ('{"a": Infinity}', "number"),
        ("[-Infinity]", "number"),
        ("1e999", "number"),
        ("-1e999", "number"),
        ("9" * 5_000, "number"),
        ("0." + "9" * 5_000, "number"),
        ('{"a": 1, "a": 2}', "duplicate"),
        ('{"b": [{"a": 1, "\\u0061": 2}]}', "duplicate"),
        ("[" * 100_000, "depth"),
        ('{"a":' * (MAX_DEPTH + 1) + "1" + "}" * (MAX_DEPTH + 1), "depth"),
        ('"\\u0000"', "text"),
        ('{"a\\u0000b": 1}', "text"),
        ('"\\ud800"', "text"),
        ('"\\udc00\\ud800"', "text"),
        ('{"a": "\\uD83D x"}', "text"),
        (b'"\xff"', "encoding"),
        (b'"\xed\xa0\x80"', "encoding"),
        ("客户".encode("utf-16"), "encoding"),
        ('"\0"', "json"),
        ("\ufeff{}", "json"),
        ("", "json"),
        ("{'a': 1}", "json"),
        ('{"a": 1,}', "json"),
        ('{"a": 1} x', "json"),
        ("1_000", "json"),
        ("١", "json"),
        ('"', "json"),
        ('"\\u12"', "json"),
    ],
)
def test_doubtful_json_is_refused(body, code):
    with pytest.raises(ParseError) as refused:
        parsed(body)

    assert refused.value.get_codes() == code


def test_a_body_beyond_the_limit_is_refused():
    with pytest.raises(Refused, match="body_too_large") as refused:
        parsed(b'"' + b"x" * MAX_BODY + b'"')

    assert refused.value.status == 413


@pytest.mark.parametrize(
    "body", ['"[[[[[[[[[[[[[[[[[[[[[[[["', '"\\"[[[[[[[[[[[[[[[[[[[[[[[["', '"\\ud83d\\ude00"', '"\\\\u0000"']
)
def test_texts_may_hold_what_only_looks_like_structure(body):
    assert parsed(body) == json.loads(body)


plain = st.none() | st.booleans() | st.integers(-(10**18), 10**18) | st.floats(allow_nan=False, allow_infinity=False)
texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"))


@given(
    st.recursive(plain | texts, lambda inner: st.lists(inner) | st.dictionaries(texts, inner), max_leaves=12),
    st.booleans(),
)
def test_honest_json_is_read_as_it_was_written(value, ascii_only):
    assert parsed(json.dumps(value, ensure_ascii=ascii_only)) == value


@given(st.binary(max_size=200) | st.text(st.sampled_from('{}[]",:\\u0d8b1eNa ')).map(str.encode))
def test_any_bytes_are_json_or_are_refused(body):
    try:
        value = parsed(body)
    except ParseError:
        return
    assert not (isinstance(value, float) and math.isnan(value))
    assert value == json.loads(body)


def test_an_amount_is_written_as_a_string_wherever_it_stands():
    assert ExactJSONRenderer().render({"rows": [{"sum": Decimal("1000.10")}]}) == b'{"rows":[{"sum":"1000.10"}]}'


def test_known_members_pass():
    customer = Customer(data={"name": "A", "contacts": [{"name": "B", "phone": "1"}]})

    assert customer.is_valid(), customer.errors


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        ({"name": "A", "nmae": "B"}, {"nmae"}),
        ({"name": "A", "a": 1, "b": 2}, {"a", "b"}),
        ({"name": "A", "code": "C1"}, {"code"}),
        ({"name": "A", "contacts": [{"name": "B"}, {"name": "C", "balance": 1}]}, {"contacts"}),
    ],
)
def test_unknown_and_read_only_members_are_refused_by_name(data, errors):
    customer = Customer(data=data)

    assert not customer.is_valid()
    assert customer.errors.keys() == errors


def test_an_unknown_member_of_a_nested_record_is_named():
    customer = Customer(data={"name": "A", "contacts": [{"name": "C", "balance": 1}]})

    customer.is_valid()

    assert list(customer.errors["contacts"][0]) == ["balance"]


@pytest.mark.parametrize("data", [[], "x", None, 1])
def test_what_is_no_object_is_refused(data):
    assert not Customer(data=data).is_valid()
