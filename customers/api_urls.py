"""Addresses of the customers API."""

from django.urls import path

from customers import portfolio_api

urlpatterns = [path("portfolios/", portfolio_api.Portfolios.as_view(), name="portfolios")]
