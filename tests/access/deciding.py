"""A process that approves every waiting request as one person and counts how it went; run by test_approvals_race.py."""

import json
import sys
from collections import Counter

import django

django.setup()

from access import approvals  # noqa: E402
from access.models import Request, User, Verdict  # noqa: E402
from audit.refusals import Refused  # noqa: E402


def approve(asked: Request, actor: User) -> str:
    """Approve; "applied", or the code of the refusal."""
    try:
        approvals.decide(asked=asked, actor=actor, verdict=Verdict.APPROVED, channel="command")
    except Refused as refusal:
        return refusal.code
    return "applied"


def main(username: str) -> None:
    actor = User.objects.get(username=username)
    waiting = list(Request.objects.pending().order_by("created_at", "pk"))
    print("ready", flush=True)
    sys.stdin.readline()
    print(json.dumps(Counter(approve(asked, actor) for asked in waiting)))


if __name__ == "__main__":
    main(sys.argv[1])
