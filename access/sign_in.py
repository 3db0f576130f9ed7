"""Signing in and out, and changing one's password (S4, S51)."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from axes.helpers import get_cool_off
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url

from access.middleware import SEEN
from access.models import User
from access.people.passwords import keep, refuse_same
from audit.history import acting, note
from audit.models import Channel


class Adapter(DefaultAccountAdapter):
    """Nobody signs up by themselves; a new password is recorded as an act, never its content."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url("home")

    def set_password(self, user: User, password: str) -> None:
        with acting(actor=user, kind="access.change_password", channel=Channel.WEB, about=user):
            keep(user, password)

    def clean_password(self, password: str, user: User | None = None) -> str:
        if user is not None:
            refuse_same(user, password)
        return super().clean_password(password, user=user)


def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """The page after too many failures, for this username from this address."""
    logout(request)
    return render(request, "account/locked_out.html", {"cooloff_timedelta": get_cool_off(request)}, status=429)


@receiver(user_logged_in)
def note_sign_in(sender: type, request: HttpRequest, user: User, **details: Any) -> None:
    request.session[SEEN] = int(time.time())
    note(actor=user, kind="access.sign_in", channel=Channel.WEB, about=user)


@receiver(user_logged_out)
def note_sign_out(sender: type, request: HttpRequest, user: User | None, **details: Any) -> None:
    if user is not None:
        kind = "access.idle_out" if getattr(request, "was_idle", False) else "access.sign_out"
        note(actor=user, kind=kind, channel=Channel.WEB, about=user)


@receiver(user_login_failed)
def note_failed_sign_in(sender: type, credentials: dict[str, Any], **details: Any) -> None:
    """Record the failure under the person it was tried for, if there is one; what was typed is not kept."""
    tried = User.objects.filter(username=credentials.get("username") or "").first()
    note(actor=None, kind="access.sign_in_failed", channel=Channel.WEB, about=tried)
