"""What the application answers, without what is different at each time anyway."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from difflib import unified_diff
from uuid import uuid4

from django.db import transaction

from tests.oracle.worlds import same_chance

ONCE = (  # drawn anew for each page
    (re.compile(rb'(name="(?:csrfmiddlewaretoken|token)" value=)"[^"]*"'), rb'\1""'),
    (re.compile(rb'(X-CSRFToken(?:&quot;|"|&#x27;): ?(?:&quot;|"|&#x27;))[\w-]+'), rb"\1"),
    (re.compile(rb'("csrfmiddlewaretoken": )"[^"]*"'), rb'\1""'),
    (re.compile(rb"/password/[0-9a-f-]{36}/[\w-]+/"), b"/password/"),
    (re.compile(rb'nonce="[^"]*"'), b'nonce=""'),
)
MOMENT = re.compile(rb"(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:\+00:00|Z| CST)?")
BEGUN = (datetime.now(UTC) - timedelta(days=1)).date().isoformat().encode()
PASSING = {"X-Request-Id", "Content-Length", "Content-Security-Policy"}  # the length is the body's, checked below


@dataclass(frozen=True)
class Answer:
    """Status, headers and body."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def text(self):
        lines = [str(self.status), *(f"{name}: {value}" for name, value in self.headers)]
        return [*lines, *self.body.decode(errors="replace").splitlines()]


def answer(client, ask):
    """Send ``ask`` and take back whatever it stores."""
    with same_chance(ask.path), transaction.atomic():
        sent = _send(client, ask)
        body = b"".join(sent.streaming_content) if sent.streaming else sent.content
        transaction.set_rollback(True)
    assert sent.status_code < 500, (ask, sent.status_code)
    if "Content-Length" in sent.headers:
        assert int(sent.headers["Content-Length"]) == len(body), ask
    for pattern, instead in ONCE:
        body = pattern.sub(instead, body)
    body = MOMENT.sub(_told, body)
    headers = {name: value for name, value in sent.headers.items() if name not in PASSING}
    cookies = {f"cookie {name}": "" for name in sent.cookies}
    return Answer(sent.status_code, tuple(sorted({**headers, **cookies}.items())), body)


def _told(moment):
    """The moment, if it is of the worlds' own time; the database's clock does not stand still, and says nothing."""
    return moment[0] if moment[1] < BEGUN else b"then"


def _send(client, ask):
    headers = {"Idempotency-Key": str(uuid4()), **ask.headers}
    if not ask.method.startswith("json-"):
        for file in (ask.data or {}).values():
            if hasattr(file, "seek"):
                file.seek(0)
        return getattr(client, ask.method)(ask.path, ask.data, headers=headers)
    _json, method, *version = ask.method.split("-")
    headers |= {"If-Match": f'"{version[0]}"'} if version else {}
    text = json.dumps(ask.data) if ask.data else ""
    return client.generic(method.upper(), ask.path, text, content_type="application/json", headers=headers)


def difference(one, other):
    """The lines in which two answers differ, some of them."""
    return "\n".join([*unified_diff(one.text(), other.text(), lineterm="", n=0)][:20])
