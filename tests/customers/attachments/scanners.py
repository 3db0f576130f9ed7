"""Virus scans that tests put in the setting's place."""

from access.models import Membership
from audit.history import acting

seen = []


def clean(content):
    seen.append(content)
    return True


def infected(content):
    return False


def broken(content):
    raise RuntimeError(content.decode("latin-1"))


def undecided(content):
    return None


def revoking(content):
    """While it scans, the person loses their role."""
    with acting(actor=None, kind="tests.revoke", channel="command"):
        Membership.objects.filter(user__username="clerk").delete()
    return True


def eicar(content):
    """A scan that knows the test virus, and breaks where the content says so."""
    if b"SCAN-BREAKS" in content:
        raise RuntimeError
    return b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE" not in content
