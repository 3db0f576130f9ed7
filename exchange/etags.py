"""Which version of a record a caller has seen: ETag and If-Match (RFC 9110, section 13.1.1)."""

import re

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from audit.refusals import Refused, declare

OPAQUE = re.compile(r'\s*"([\x21\x23-\x7e]*)"\s*')

declare("version_missing", _("Name the version you have seen in If-Match, as the ETag of the record."), status=428)
declare("version_stale", _("Somebody has changed the record in the meantime. Read it again."), status=412)


def etag_of(version: int) -> str:
    """Return the strong entity tag of a record's version.

    >>> etag_of(7)
    '"7"'
    """
    return f'"{version}"'


def check_if_match(request: HttpRequest, version: int) -> None:
    """Raise Refused ``version_missing`` (428) without If-Match, ``version_stale`` (412) unless it names ``version``.

    ``*`` counts as missing: it says that the caller has seen no version.
    """
    wanted = request.headers.get("If-Match", "").strip()
    if wanted in ("", "*"):
        raise Refused("version_missing")
    if etag_of(version) not in tags_in(wanted):
        raise Refused("version_stale", version=version)


def tags_in(header: str) -> set[str]:
    """Return the strong entity tags of the header; weak ones (``W/``) never match."""
    found = [OPAQUE.fullmatch(part) for part in header[:1000].split(",")]
    return {f'"{match[1]}"' for match in found if match}
