"""What calls need to know of a database: who is signed in and where things are; ``python -m benchmarks.facts`` as JSON.

Each database has people of its own, so this runs in a process for each.
"""

import json
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402 - after the set-up of Django
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402

from access.installing import system_user  # noqa: E402
from access.models import User  # noqa: E402
from access.tokens import issue  # noqa: E402
from accounts.models import Balance  # noqa: E402
from benchmarks.filling import GRANTS  # noqa: E402
from customers.models import Customer  # noqa: E402
from exchange.pages import PAGE_SIZE, Walk  # noqa: E402


def facts() -> dict[str, Any]:
    root = User.objects.get(username="bench_root")
    seen = Customer.objects.visible_to(root)
    rows, walk, count = seen.order_by("code").only("code"), Walk(seen, ("code",)), seen.count()
    busy = Balance.objects.filter(last_number__gte=10_000, account__customer__portfolio__code="P001")
    return {
        "sessions": {name: session(User.objects.get(username=name)) for name in GRANTS},
        "token": issue(user=root, name="benchmarks", scopes=None, days=1, actor=system_user()),
        "far": walk.cursor(rows[min(count // 2, 10_000 * PAGE_SIZE)], "next"),
        "far_page": min(count // 2, 10_000 * PAGE_SIZE) // PAGE_SIZE,
        "visible_to_root": count,
        "busy": busy.order_by("account").values_list("account__customer__code", flat=True)[0],
        "busy_account": busy.order_by("account").values_list("account", flat=True)[0],
    }


def session(person: User) -> str:
    """Sign a person in; returns the cookie's value."""
    store = SessionStore()
    store[SESSION_KEY], store[HASH_SESSION_KEY] = str(person.pk), person.get_session_auth_hash()
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    store.create()
    return str(store.session_key)


if __name__ == "__main__":
    print(json.dumps(facts()))
