"""Addresses of batches of requests."""

from django.urls import path

from exchange.batches import views

app_name = "batches"
urlpatterns = [
    path("<uuid:key>/", views.detail, name="detail"),
    path("<uuid:key>/decisions/", views.new_decision, name="new_decision"),
    path("<uuid:key>/strikes/", views.new_strike, name="new_strike"),
    path("<uuid:key>/withdrawal/", views.withdrawal, name="withdrawal"),
]
