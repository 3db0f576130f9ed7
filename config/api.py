"""The API's addresses, collected from the rooms, and its schema."""

from django.urls import include, path
from drf_spectacular.views import SpectacularJSONAPIView

urlpatterns = [
    path("schema/", SpectacularJSONAPIView.as_view(), name="schema"),
    path("", include("access.api_urls")),
    path("", include("categories.api_urls")),
    path("", include("customers.api_urls")),
    path("", include("accounts.api_urls")),
]
