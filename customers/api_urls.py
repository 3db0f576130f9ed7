"""Addresses of the customers API."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
