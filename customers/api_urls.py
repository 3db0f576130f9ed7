"""Addresses of the customers API."""

from django.urls import path

from customers import api, api_acts, portfolio_api

urlpatterns = [
    path("portfolios/", portfolio_api.Portfolios.as_view(), name="portfolios"),
    path("customers/", api.Customers.as_view(), name="customers"),
    path("customers/<str:code>/", api.OneCustomer.as_view(), name="customer"),
    path("customers/<str:code>/reveals/", api_acts.Reveals.as_view(), name="reveals"),
    path("customers/<str:code>/history/", api_acts.History.as_view(), name="history"),
    path("customers/<str:code>/transitions/", api_acts.Transitions.as_view(), name="transitions"),
    path("customers/<str:code>/deletion-requests/", api_acts.DeletionRequests.as_view(), name="deletion_requests"),
]
