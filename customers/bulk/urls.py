"""Addresses of acts on many customers."""

from django.urls import path

from customers.bulk import pages

app_name = "bulk"
urlpatterns = [
    path("new/", pages.new_change, name="new"),
    path("<uuid:key>/", pages.change_detail, name="detail"),
    path("<uuid:key>/undo/", pages.undo_change, name="undo"),
]
