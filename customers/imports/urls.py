"""Addresses of imports; the one that brings a file is customers:import."""

from django.urls import path

from customers.imports import views

app_name = "imports"
urlpatterns = [
    path("<uuid:key>/", views.detail, name="detail"),
    path("<uuid:key>/mapping/", views.mapping, name="mapping"),
    path("<uuid:key>/again/", views.again, name="again"),
]
