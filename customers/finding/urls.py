"""Addresses of the command search."""

from django.urls import path

from customers.finding import views

app_name = "finding"
urlpatterns = [
    path("", views.search, name="search"),
    path("switches/", views.switch, name="switch"),
    path("visits/<str:code>/", views.visit, name="visit"),
    path("pins/<str:code>/", views.pin, name="pin"),
]
