"""Addresses of imports over the API."""

from django.urls import path

from exchange.imports import api

urlpatterns = [
    path("imports/", api.Imports.as_view(), name="imports"),
    path("imports/<uuid:key>/", api.OneImport.as_view(), name="import"),
    path("imports/<uuid:key>/failed-rows/", api.FailedRows.as_view(), name="import_failed_rows"),
]
