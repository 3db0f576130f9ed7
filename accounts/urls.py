"""Addresses of the dashboard and the ledger."""

from django.urls import include, path

from accounts import entry_views, views

ledger = (
    [
        path("entries/new/", entry_views.new_entry, name="new_entry"),
        path("entries/<str:number>/reversal/new/", views.new_reversal, name="new_reversal"),
        path("accounts/<int:key>/", views.account, name="account"),
    ],
    "accounts",
)
urlpatterns = [path("", views.home, name="home"), path("receivables/", include(ledger))]
