"""Addresses of what belongs to exports, beside the page that exports (customers/urls.py)."""

from django.urls import path

from customers.exports import set_pages

app_name = "exports"
urlpatterns = [
    path("column-sets/", set_pages.column_set_list, name="column_sets"),
    path("column-sets/<int:key>/", set_pages.edit_column_set, name="column_set"),
    path("column-sets/<int:key>/deletion/", set_pages.delete_column_set, name="delete_column_set"),
]
