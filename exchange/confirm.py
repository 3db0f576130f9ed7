"""The confirm step of a page: the same form posted again with a signed field, nothing kept in the session."""

import hashlib
import secrets
from typing import Any

from django.core import signing

SALT, AGE_S = "exchange.confirm", 60 * 60


def confirm_token(user: Any, body: bytes) -> str:
    """A signed field, bound to the person and to what they were shown, good for one act within the hour."""
    return signing.dumps([str(user.pk), secrets.token_urlsafe(18), _hash(body)], salt=SALT)


def nonce_of(token: str, user: Any, body: bytes) -> str | None:
    """The token's nonce; None where it is another's, too old, or for something else than ``body``."""
    try:
        person, nonce, digest = signing.loads(token, salt=SALT, max_age=AGE_S)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return nonce if (person, digest) == (str(user.pk), _hash(body)) else None


def _hash(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
