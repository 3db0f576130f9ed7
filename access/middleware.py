"""What lies around every page of somebody signed in: the way back to sign-in, idle time, password age, language."""

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import Resolver404, resolve
from django.utils import timezone, translation

from access.drafts.keeping import keep, keeps
from access.settings import setting
from access.settings.own import IDLE, PASSWORD_DAYS
from audit.refusals import Refused

TYPED = "application/x-www-form-urlencoded"  # files are sent otherwise, and checked later
SEEN, NOTED_EVERY_S = "seen", 60  # the session says to the minute when its person was last here
WITH_OLD_PASSWORD = {"account_change_password", "account_logout", "set_language", "help:manual", "help:chapter"}


class HtmxSignInMiddleware:
    """Turn a redirect to the sign-in page into ``HX-Redirect`` for htmx requests, so that the whole page goes there.

    After signing in people are back on the page they were on, not on the fragment it asked for.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.headers.get("HX-Request") and response.status_code == 302 and not request.user.is_authenticated:
            response.status_code = 204
            response["HX-Redirect"] = f"{resolve_url(settings.LOGIN_URL)}?{self._back_to(request)}"
            del response["Location"]
        return response

    def _back_to(self, request: HttpRequest) -> str:
        """The page the fragment belongs to; only path and query of it, so that it cannot lead elsewhere."""
        page = urlsplit(request.headers.get("HX-Current-URL", ""))
        path = "/" + page.path.lstrip("/\\")
        return urlencode({REDIRECT_FIELD_NAME: f"{path}?{page.query}" if page.query else path})


class SittingMiddleware:
    """End a sitting that was idle too long, ask for a new password in time, speak the person's language (S51).

    A person signed out so is led to sign in and back to the page; calls with a token have no sitting.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        if request.user.is_authenticated:
            self._note_presence(request)
        if request.user.is_authenticated:
            self._speak(request)
            if self._is_old_password(request):
                return redirect("account_change_password")
        return self.get_response(request)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> None:
        """Keep as a draft what somebody posts too late; here, where the request's own token was checked already."""
        late = getattr(request, "was_signed_in", None)
        if late and request.content_type == TYPED and request.method == "POST" and keeps(request.path):
            with suppress(Refused):  # it is too large: then it is lost
                keep(owner=late, form=request.path, inputs=request.POST)

    def _note_presence(self, request: Any) -> None:
        """Sign out whoever was away too long, otherwise remember that they are here."""
        now, seen = int(time.time()), request.session.get(SEEN, 0)
        if seen and now - seen > setting(IDLE) * 60:
            request.was_signed_in = request.user
            request.was_idle = True
            logout(request)
        elif now - seen > NOTED_EVERY_S:
            request.session[SEEN] = now

    def _speak(self, request: Any) -> None:
        """Use the language set for the person, where this browser was not switched to another."""
        if request.user.language and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()

    def _is_old_password(self, request: Any) -> bool:
        days, since = setting(PASSWORD_DAYS), request.user.password_set_at
        if not days or since is None or timezone.now() - since < timedelta(days=days):
            return False
        try:
            return resolve(request.path_info).view_name not in WITH_OLD_PASSWORD
        except Resolver404:
            return False
