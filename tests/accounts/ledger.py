"""Short ways to post in tests; each call names only what the test is about."""

from datetime import date

from access import approvals
from access.models import Verdict
from accounts import posting, reversal
from accounts.drafts import ledger_today, read
from accounts.instruments import clearing
from accounts.instruments import dishonour as dishonours
from accounts.models import Entry
from accounts.pairs import drafts as pair_drafts
from accounts.pairs import posting as pairs


def draft(customer, kind="invoice", amount="100.00", **members):
    raw = {"kind": kind, "amount": amount, "currency": "CNY", "posting_date": "2026-01-10"} | members
    return read(raw, customer=customer, today=ledger_today())


def post(customer, actor, kind="invoice", amount="100.00", **members):
    """Post and return the Posted."""
    return posting.post(customer=customer, draft=draft(customer, kind, amount, **members), actor=actor, channel="web")


def approve(asked, *people):
    """Let each of ``people`` approve; returns the request as it stands then."""
    for person in people:
        asked = approvals.decide(asked=asked, actor=person, verdict=Verdict.APPROVED, channel="web")
    return asked


def agreed(customer, maker, checker, kind, amount="100.00", **members):
    """Post what waits for ``checker``, who approves it; returns the entry."""
    posted = post(customer, maker, kind, amount, **members)
    if posted.entry:
        return posted.entry
    approve(posted.request, checker)
    return Entry.objects.filter(account__customer=customer).order_by("pk").last()


def pair(customer, actor, kind="offset", amount="100.00", **members):
    """Ask for a pair and return the Posted."""
    raw = {"kind": kind, "amount": amount, "currency": "CNY", "posting_date": "2026-01-10"} | members
    draft = pair_drafts.read(raw, customer=customer, actor=actor, today=ledger_today())
    return pairs.ask(draft=draft, actor=actor, channel="web")


def agreed_pair(customer, maker, checker, kind="offset", amount="100.00", **members):
    """Ask for a pair, let ``checker`` approve it; returns its two entries in the order they were posted."""
    approve(pair(customer, maker, kind, amount, **members).request, checker)
    return list(Entry.objects.select_related("account__customer").order_by("-pk")[:2])[::-1]


def reverse(entry, actor, day="2026-01-10", reason="wrong customer"):
    return reversal.reverse(
        entry=entry, posting_date=type(entry.posting_date).fromisoformat(day), reason=reason, actor=actor, channel="web"
    )


def open_of(entry):
    """What is open of the entry, over all its items."""
    return sum(item.open for item in entry.items.all())


CHEQUE = {"instrument": "cheque", "instrument_number": "C-1"}
BILL = {"instrument": "bank_acceptance", "instrument_number": "B-7", "maturity": "2026-04-30", "drawer": "东方茶叶"}


def clear(entry, actor, day="2026-01-20"):
    return clearing.clear(entry=entry, day=date.fromisoformat(day), actor=actor, channel="web")


def dishonour(entry, actor, day="2026-01-20", reason="no funds"):
    day = date.fromisoformat(day)
    return dishonours.dishonour(entry=entry, day=day, reason=reason, actor=actor, channel="web")
