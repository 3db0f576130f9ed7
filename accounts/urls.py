"""Addresses of the dashboard and the ledger."""

from django.urls import include, path

from accounts import entry_views, views
from accounts.statements import views as statements

ledger = (
    [
        path("entries/new/", entry_views.new_entry, name="new_entry"),
        path("entries/<str:number>/reversal/new/", views.new_reversal, name="new_reversal"),
        path("accounts/<int:key>/", views.account, name="account"),
        path("accounts/<int:key>/statements/new/", statements.new, name="new_statement"),
        path("accounts/<int:key>/statements/draft/", statements.draft, name="statement_draft"),
        path("statements/", statements.index, name="statements"),
        path("statements/<int:key>/", statements.detail, name="statement"),
        path("statements/<int:key>/file/", statements.file, name="statement_file"),
    ],
    "accounts",
)
urlpatterns = [path("", views.home, name="home"), path("receivables/", include(ledger))]
