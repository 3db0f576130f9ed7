"""Addresses of the customers API."""

from django.urls import path

from customers import api, api_acts, portfolio_api
from customers.exports import api as export_api

urlpatterns = [
    path("portfolios/", portfolio_api.Portfolios.as_view(), name="portfolios"),
    path("exports/", export_api.Exports.as_view(), name="exports"),
    path("exports/<uuid:key>/", export_api.OneExport.as_view(), name="export"),
    path("exports/<uuid:key>/file/", export_api.ExportFile.as_view(), name="export_file"),
    path("customers/", api.Customers.as_view(), name="customers"),
    path("customers/<str:code>/", api.OneCustomer.as_view(), name="customer"),
    path("customers/<str:code>/reveals/", api_acts.Reveals.as_view(), name="reveals"),
    path("customers/<str:code>/history/", api_acts.History.as_view(), name="history"),
    path("customers/<str:code>/transitions/", api_acts.Transitions.as_view(), name="transitions"),
    path("customers/<str:code>/deletion-requests/", api_acts.DeletionRequests.as_view(), name="deletion_requests"),
]
