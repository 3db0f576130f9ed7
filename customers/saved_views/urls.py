"""Addresses of saved views."""

from django.urls import path

from customers.saved_views import pages

app_name = "saved_views"
urlpatterns = [
    path("", pages.view_list, name="list"),
    path("new/", pages.new_view, name="new"),
    path("<slug:slug>/edit/", pages.edit_view, name="edit"),
    path("<slug:slug>/deletion/", pages.delete_view, name="delete"),
    path("<slug:slug>/opening/", pages.set_opening, name="opening"),
]
