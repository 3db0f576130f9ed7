"""Addresses of the categories API."""

from django.urls import path

from categories import api

urlpatterns = [
    path("dimensions/", api.Dimensions.as_view(), name="dimensions"),
    path("dimensions/<str:code>/categories/", api.Categories.as_view(), name="categories"),
    path("categories/<uuid:key>/", api.OneCategory.as_view(), name="category"),
]
