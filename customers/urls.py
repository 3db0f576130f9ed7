"""Addresses of customers."""

from django.urls import path

from customers import views

app_name = "customers"
urlpatterns = [path("", views.customer_list, name="list"), path("new/", views.customer_list, name="new")]
