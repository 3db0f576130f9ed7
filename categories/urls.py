"""Addresses of categories."""

from django.urls import path

from categories import views

app_name = "categories"
urlpatterns = [path("", views.list, name="list")]
