"""Addresses of the settings: the installation's, people, portfolios and roles."""

from django.urls import path

from access.people import file_views, portfolio_views
from access.people import views as people_views
from access.settings import accounts, views

app_name = "settings"
urlpatterns = [
    path("", views.index, name="index"),
    path("setup/end/", views.end_setup, name="end_setup"),
    path("company/accounts/", accounts.accounts, name="accounts"),
    path("groups/<slug:name>/", views.group, name="group"),
    path("people/", people_views.people, name="people"),
    path("people/new/", people_views.new_person, name="new_person"),
    path("people/file/", file_views.people_file, name="people_file"),
    path("people/file/template/", file_views.template, name="people_template"),
    path("people/<uuid:key>/", people_views.person, name="person"),
    path("people/<uuid:key>/rights/", people_views.rights, name="rights"),
    path("people/<uuid:key>/activation/", people_views.activation, name="activation"),
    path("people/<uuid:key>/password-link/", people_views.password_link, name="password_link"),
    path("portfolios/", portfolio_views.portfolios, name="portfolios"),
    path("portfolios/new/", portfolio_views.new_portfolio, name="new_portfolio"),
    path("portfolios/<uuid:key>/", portfolio_views.portfolio, name="portfolio"),
    path("portfolios/<uuid:key>/retirement/", portfolio_views.retirement, name="retirement"),
    path("roles/", portfolio_views.roles, name="roles"),
]
