"""Addresses of the auditor's pages."""

from django.urls import path

from customers import views_journal

app_name = "audit"
urlpatterns = [
    path("", views_journal.journal_list, name="journal"),
    path("deleted/", views_journal.deleted_customers, name="deleted"),
    path("<int:key>/", views_journal.journal_action, name="action"),
]
