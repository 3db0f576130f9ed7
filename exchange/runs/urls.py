"""Addresses of runs."""

from django.urls import path

from exchange.runs import views

app_name = "runs"
urlpatterns = [
    path("", views.run_list, name="list"),
    path("<uuid:key>/", views.run_detail, name="detail"),
    path("<uuid:key>/stop/", views.run_stop, name="stop"),
    path("<uuid:key>/files/<uuid:file>/", views.run_file, name="file"),
]
