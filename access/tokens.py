"""API tokens: ``Authorization: Bearer …``; the database keeps a digest only."""

import hashlib
import secrets
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from access.models import Token, User
from audit.history import acting
from audit.models import Channel

PREFIX = "kehu_"


def issue(*, user: User, name: str, scopes: list[str] | None, days: int | None, actor: User) -> str:
    """Make a token for ``user`` and return it, the only time it is readable. ``scopes`` None: all the person's rights.

    ``days`` None: it does not expire. The operator's command is the only caller, so no permission is asked.
    """
    text = PREFIX + secrets.token_urlsafe(32)
    expires = timezone.now() + timedelta(days=days) if days else None
    with acting(actor=actor, kind="access.issue_token", channel=Channel.COMMAND, about=user, details={"name": name}):
        Token.objects.create(user=user, name=name, digest=_digest(text), scopes=scopes, expires_at=expires)
    return text


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


class TokenAuthentication(BaseAuthentication):
    """Sign a request in by its bearer token; the person's rights are narrowed to the token's scopes."""

    def authenticate(self, request: Request) -> tuple[User, Token] | None:
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != b"bearer":
            return None
        token = self._token(words[1]) if len(words) == 2 else None
        if token is None:
            raise AuthenticationFailed(_("This token is unknown, expired or revoked."))
        token.user.scopes = None if token.scopes is None else frozenset(token.scopes)
        return token.user, token

    def _token(self, text: bytes) -> Token | None:
        living = Token.objects.filter(Q(expires_at=None) | Q(expires_at__gt=timezone.now()), revoked_at=None)
        return living.select_related("user").filter(digest=hashlib.sha256(text).digest(), user__is_active=True).first()

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"
