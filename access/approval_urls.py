"""Addresses of the inbox."""

from django.urls import path

from access import approval_views

app_name = "approvals"
urlpatterns = [
    path("", approval_views.inbox, name="list"),
    path("<uuid:key>/", approval_views.detail, name="detail"),
    path("<uuid:key>/decisions/", approval_views.new_decision, name="new_decision"),
    path("<uuid:key>/withdrawal/", approval_views.withdrawal, name="withdrawal"),
]
