"""Addresses of categories."""

from django.urls import path

from categories import views

app_name = "categories"
urlpatterns = [
    path("", views.list, name="list"),
    path("dimensions/new/", views.new_dimension, name="new_dimension"),
    path("dimensions/<str:code>/edit/", views.edit_dimension, name="edit_dimension"),
    path("dimensions/<str:code>/categories/new/", views.new_category, name="new_category"),
    path("<uuid:key>/edit/", views.edit_category, name="edit_category"),
    path("<uuid:key>/parent/", views.move_category, name="move_category"),
    path("<uuid:key>/retirement/", views.retire_category, name="retire_category"),
    path("<uuid:key>/deletion/", views.delete_category, name="delete_category"),
]
