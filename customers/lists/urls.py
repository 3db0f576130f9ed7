"""Addresses of what belongs to the customer list, beside the list itself."""

from django.urls import path

from customers.lists import column_pages

app_name = "customer_lists"
urlpatterns = [
    path("columns/", column_pages.choose_columns, name="columns"),
]
