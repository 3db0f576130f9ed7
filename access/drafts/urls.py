"""Addresses of drafts."""

from django.urls import path

from access.drafts import views

app_name = "drafts"
urlpatterns = [path("", views.keep, name="keep"), path("discarding/", views.discard, name="discard")]
