"""Dimensions and categories over the API (contract.md)."""

from dataclasses import replace
from typing import Any, cast
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from audit.models import Channel
from categories import operations
from categories.models import Category, Dimension
from exchange.etags import check_if_match, etag_of
from exchange.fields import Flag, Text
from exchange.idempotency import Answered, idempotent
from exchange.listing import listing
from exchange.strict import StrictSerializer
from exchange.strict_views import PAGING, StrictView

IF_MATCH = OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, required=True)


class DimensionSerializer(StrictSerializer):
    """A dimension, as it comes in and goes out."""

    code = Text(max_length=32)
    name_zh = Text(max_length=100)
    name_en = Text(max_length=100)
    single = Flag()
    required = Flag(default=False)
    open = Flag(default=False)


class ChangeSerializer(StrictSerializer):
    """What of a category may change; the code stays, since files and other systems name the category by it."""

    name_zh = Text(max_length=100)
    name_en = Text(max_length=100)
    parent = Text(max_length=64, allow_null=True)
    aliases = serializers.ListField(child=Text(max_length=100), max_length=50)
    retired = Flag()


class NewCategorySerializer(StrictSerializer):
    """A category to add; ``parent`` is the code of another one of the dimension."""

    code = Text(max_length=64)
    name_zh = Text(max_length=100)
    name_en = Text(max_length=100)
    parent = Text(max_length=64, allow_null=True, required=False)
    aliases = serializers.ListField(child=Text(max_length=100), max_length=50, required=False)


class CategorySerializer(serializers.Serializer[Category]):
    """A category as it goes out."""

    id = serializers.UUIDField()
    dimension = serializers.CharField(source="dimension.code")
    code = serializers.CharField()
    name_zh = serializers.CharField()
    name_en = serializers.CharField()
    parent = serializers.CharField(source="parent.code", allow_null=True, default=None)
    aliases = serializers.ListField(child=serializers.CharField())
    retired_on = serializers.DateField(allow_null=True)
    version = serializers.IntegerField()


class Dimensions(StrictView):
    """GET and POST /dimensions/."""

    parameters = PAGING

    @extend_schema(responses=DimensionSerializer(many=True))
    def get(self, request: Request) -> Response:
        rows = Dimension.objects.visible_to(request.user)
        return listing(request, rows, shown=_dimension_row, orders=("position", "code"), tail="code")

    @extend_schema(request=DimensionSerializer, responses={201: DimensionSerializer})
    @idempotent(required=False)
    def post(self, request: Request) -> Response:
        new = operations.NewDimension(**_read(DimensionSerializer, request))
        dimension = operations.add_dimension(new=new, actor=request.user, channel=Channel.API)
        return Response(_dimension_row(dimension), status=201)

    def repeat(self, request: Request, answered: Answered) -> Response:
        return Response(_dimension_row(_dimension(request, request.data["code"])))


class Categories(StrictView):
    """GET and POST /dimensions/{code}/categories/."""

    parameters = PAGING

    @extend_schema(responses=CategorySerializer(many=True))
    def get(self, request: Request, code: str) -> Response:
        rows = Category.objects.filter(dimension=_dimension(request, code)).select_related("parent", "dimension")
        return listing(request, rows, shown=_category_row, orders=("position", "code"), tail="code")

    @extend_schema(request=NewCategorySerializer, responses={201: CategorySerializer})
    @idempotent(required=False)
    def post(self, request: Request, code: str) -> Response:
        dimension = _dimension(request, code)
        given = _read(NewCategorySerializer, request)
        parent = _parent(dimension, given.pop("parent", None))
        new = operations.NewCategory(parent=parent, aliases=tuple(given.pop("aliases", ())), **given)
        made = operations.add_category(dimension=dimension, new=new, actor=request.user, channel=Channel.API)
        place = reverse("api:category", args=[made.pk])
        return _one(made, status_code=201, Location=request.build_absolute_uri(place))


class OneCategory(StrictView):
    """GET, PATCH and DELETE /categories/{id}/."""

    @extend_schema(responses=CategorySerializer)
    def get(self, request: Request, key: UUID) -> Response:
        return _one(_category(request, key))

    @extend_schema(request=ChangeSerializer, responses=CategorySerializer, parameters=[IF_MATCH])
    def patch(self, request: Request, key: UUID) -> Response:
        """Rename, move, retire or reinstate it."""
        category = _category(request, key)
        check_if_match(request, category.version)
        to = _state(category, _read(ChangeSerializer, request, partial=True))
        changed = operations.change_category(
            category=category, to=to, base_version=category.version, actor=request.user, channel=Channel.API
        )
        return _one(changed)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, key: UUID) -> Response:
        """Delete it where nothing uses it."""
        operations.delete_category(category=_category(request, key), actor=request.user, channel=Channel.API)
        return Response(status=204)


def _dimension(request: Request, code: str) -> Dimension:
    """The dimension that exists for the caller; absent and invisible ones are the same 404."""
    if "\0" in code:
        raise Http404
    return get_object_or_404(Dimension.objects.visible_to(request.user), code=code)


def _category(request: Request, key: UUID) -> Category:
    rows = Category.objects.visible_to(request.user).select_related("parent", "dimension")
    return get_object_or_404(rows, pk=key)


def _state(category: Category, given: dict[str, Any]) -> operations.CategoryState:
    """The state that ``given`` asks for; what it does not name stays."""
    now = operations.CategoryState.of(category)
    changes: dict[str, Any] = {name: given[name] for name in ("name_zh", "name_en") if name in given}
    if "aliases" in given:
        changes["aliases"] = tuple(given["aliases"])
    if "parent" in given:
        changes["parent"] = _parent(category.dimension, given["parent"])
    if "retired" in given:
        changes["retired_on"] = (now.retired_on or timezone.localdate()) if given["retired"] else None
    return replace(now, **changes)


def _parent(dimension: Dimension, code: str | None) -> Category | None:
    if code is None:
        return None
    parent = dimension.categories.filter(code=code).first()
    if parent is None:
        raise serializers.ValidationError({"parent": [_("There is no such category in this dimension.")]})
    return parent


def _read(serializer: type[StrictSerializer], request: Request, *, partial: bool = False) -> dict[str, Any]:
    reading = serializer(data=request.data, partial=partial)
    reading.is_valid(raise_exception=True)
    return cast(dict[str, Any], reading.validated_data)


def _one(category: Category, *, status_code: int = 200, **headers: str) -> Response:
    headers["ETag"] = etag_of(category.version)
    return Response(_category_row(category), status=status_code, headers=headers)


def _dimension_row(dimension: Dimension) -> dict[str, Any]:
    return dict(DimensionSerializer(dimension).data)


def _category_row(category: Category) -> dict[str, Any]:
    return dict(CategorySerializer(category).data)
