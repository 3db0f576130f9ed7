"""Addresses of the categories API."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
