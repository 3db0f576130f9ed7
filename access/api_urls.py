"""Addresses of the access API."""

from django.urls import path

from access import request_api

urlpatterns = [
    path("requests/", request_api.request_list, name="requests"),
    path("requests/<uuid:key>/", request_api.request_detail, name="request"),
    path("requests/<uuid:key>/approval/", request_api.approval, name="request_approval"),
    path("requests/<uuid:key>/rejection/", request_api.rejection, name="request_rejection"),
    path("requests/<uuid:key>/withdrawal/", request_api.withdrawal, name="request_withdrawal"),
]
