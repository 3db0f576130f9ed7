"""Addresses of the categories API."""

from django.urls import path

from categories import api

urlpatterns = [
    path("dimensions/", api.dimensions, name="dimensions"),
    path("dimensions/<str:code>/categories/", api.categories, name="categories"),
    path("categories/<uuid:key>/", api.category, name="category"),
]
