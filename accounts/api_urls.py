"""Addresses of the accounts API."""

from django.urls import path

from accounts import api

urlpatterns = [
    path("entries/", api.Entries.as_view(), name="entries"),
    path("entries/<str:number>/", api.EntryDetail.as_view(), name="entry"),
    path("entries/<str:number>/reversal/", api.Reversal.as_view(), name="reversal"),
    path("customers/<str:code>/accounts/", api.CustomerAccounts.as_view(), name="customer_accounts"),
]
