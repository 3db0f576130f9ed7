"""Addresses of the dashboard and the ledger."""

from django.urls import include, path

from accounts import views

ledger = ([path("entries/new/", views.home, name="new_entry")], "accounts")
urlpatterns = [path("", views.home, name="home"), path("receivables/", include(ledger))]
