"""Addresses of the manual."""

from django.urls import path

from config import help_views

app_name = "help"
urlpatterns = [
    path("", help_views.index, name="manual"),
    path("pictures/<slug:name>/", help_views.picture, name="picture"),
    path("<slug:name>/", help_views.chapter, name="chapter"),
]
