"""Dimensions and categories over the API (contract.md)."""

from typing import Any, cast
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from access.models import User
from audit.models import Channel
from categories import operations
from categories.models import Category, Dimension
from exchange.etags import check_if_match, etag_of
from exchange.fields import Flag, Text
from exchange.pages import keyset_page, list_body, ordering_of, page_size_of
from exchange.strict import StrictSerializer

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


@extend_schema(methods=["GET"], responses=DimensionSerializer(many=True))
@extend_schema(methods=["POST"], request=DimensionSerializer, responses={201: DimensionSerializer})
@api_view(["GET", "POST"])
def dimensions(request: Request) -> Response:
    """The dimensions that exist for the caller; POST adds one."""
    if request.method == "POST":
        new = operations.NewDimension(**_read(DimensionSerializer, request))
        dimension = operations.add_dimension(new=new, actor=_caller(request), channel=Channel.API)
        return Response(DimensionSerializer(dimension).data, status=status.HTTP_201_CREATED)
    order = ordering_of(request.GET.get("ordering"), allowed=("code", "position"), tail="code", default="position")
    return _list(request, Dimension.objects.visible_to(request.user), order, DimensionSerializer)


@extend_schema(methods=["GET"], responses=CategorySerializer(many=True))
@extend_schema(methods=["POST"], request=NewCategorySerializer, responses={201: CategorySerializer})
@api_view(["GET", "POST"])
def categories(request: Request, code: str) -> Response:
    """The categories of a dimension; POST adds one."""
    dimension = get_object_or_404(Dimension.objects.visible_to(request.user), code=code)
    if request.method == "POST":
        given = _read(NewCategorySerializer, request)
        parent = _parent(dimension, given.pop("parent", None))
        new = operations.NewCategory(parent=parent, aliases=tuple(given.pop("aliases", ())), **given)
        caller = _caller(request)
        return _one(operations.add_category(dimension=dimension, new=new, actor=caller, channel=Channel.API), 201)
    order = ordering_of(request.GET.get("ordering"), allowed=("code", "position"), tail="code", default="position")
    rows = Category.objects.filter(dimension=dimension).select_related("parent", "dimension")
    return _list(request, rows, order, CategorySerializer)


@extend_schema(methods=["GET"], responses=CategorySerializer)
@extend_schema(methods=["PATCH"], request=ChangeSerializer, responses=CategorySerializer, parameters=[IF_MATCH])
@extend_schema(methods=["DELETE"], responses={204: None})
@api_view(["GET", "PATCH", "DELETE"])
def category(request: Request, key: UUID) -> Response:
    """One category; PATCH renames, moves, retires or reinstates it, DELETE removes one that nothing uses."""
    rows = Category.objects.visible_to(request.user).select_related("parent", "dimension")
    found = get_object_or_404(rows, pk=key)
    if request.method == "GET":
        return _one(found)
    if request.method == "DELETE":
        operations.delete_category(category=found, actor=_caller(request), channel=Channel.API)
        return Response(status=status.HTTP_204_NO_CONTENT)
    check_if_match(request, found.version)
    to = _state(found, _read(ChangeSerializer, request, partial=True))
    changed = operations.change_category(
        category=found, to=to, base_version=found.version, actor=_caller(request), channel=Channel.API
    )
    return _one(changed)


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
    return operations.replace(now, **changes)


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


def _one(category: Category, status_code: int = 200) -> Response:
    headers = {"ETag": etag_of(category.version)}
    return Response(CategorySerializer(category).data, status=status_code, headers=headers)


def _list(request: Request, rows: Any, order: tuple[str, ...], serializer: type[serializers.Serializer]) -> Response:
    size = page_size_of(request.GET.get("page_size"))
    page = keyset_page(rows, order=order, size=size, cursor=request.GET.get("cursor"))
    count = rows.count() if request.GET.get("count") == "true" else None
    return Response(list_body(request, page, serializer(page.rows, many=True).data, count))


def _caller(request: Request) -> User:
    return cast(User, request.user)
