"""Signing in, signing out, changing one's password."""

from allauth.account import views
from django.contrib.auth.decorators import login_not_required
from django.urls import path

from access.people.password_views import new_password

urlpatterns = [
    path("login/", login_not_required(views.login), name="account_login"),
    path("login/closed/", login_not_required(views.account_inactive), name="account_inactive"),
    path("logout/", login_not_required(views.logout), name="account_logout"),
    path("password/", views.password_change, name="account_change_password"),
    path("password/none/", views.password_set, name="account_set_password"),
    path("password/<uuid:key>/<str:token>/", new_password, name="account_new_password"),
]
