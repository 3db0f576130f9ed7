"""Every address of the application; each room brings its own."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required, login_required
from django.urls import include, path
from django.views.i18n import set_language

from config import api, api_page, health

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", include("accounts.urls")),
    path("", include("access.urls")),
    path("approvals/", include("access.approval_urls")),
    path("approvals/batches/", include("exchange.batches.urls")),
    path("audit/", include("customers.journal_urls")),
    path("categories/", include("categories.urls")),
    path("customers/", include("customers.urls")),
    path("exports/", include("customers.exports.urls")),
    path("search/", include("customers.finding.urls")),
    path("customer-lists/", include("customers.lists.urls")),
    path("imports/", include("customers.imports.urls")),
    path("bulk-changes/", include("customers.bulk.urls")),
    path("customer-views/", include("customers.saved_views.urls")),
    path("drafts/", include("access.drafts.urls")),
    path("runs/", include("exchange.runs.urls")),
    path("settings/", include("access.settings.urls")),
    path("api/v1/", include((api.urlpatterns, "api"))),
    path("api/docs/", login_required(api_page.ApiPage.as_view()), name="api_docs"),
    path("admin/", admin.site.urls),
    path("help/", include("config.help_urls")),
    path("language/", login_not_required(set_language), name="set_language"),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
]
