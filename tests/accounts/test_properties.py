"""Random ledgers: whatever is posted, reversed and allocated, a plain model agrees and every equation holds.

``KEHU_EXAMPLES`` sets how many ledgers are tried; ``make soak`` tries more.
"""

import os
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.models import Max
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from access import approvals
from access.models import Verdict
from accounts import ledger, posting, reversal, statement
from accounts.drafts import ledger_today, read
from accounts.kinds import PAIRS, RULES, SINGLE
from accounts.models import Account, Balance, DocumentReference, Entry, OpenItem
from accounts.pairs import drafts as pair_drafts
from accounts.pairs import posting as pair_posting
from audit.history import acting
from audit.refusals import Refused
from tests import factories
from tests.accounts import twin

pytestmark = pytest.mark.django_db
EXAMPLES = int(os.environ.get("KEHU_EXAMPLES", "25"))
RANDOM = settings(
    max_examples=EXAMPLES, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
FIRST = date(2026, 1, 1)


def daily(kind):
    return ("receivable", kind)


days = st.integers(0, 5).map(lambda number: (FIRST + timedelta(days=number)).isoformat())
cents = st.integers(1, 4).map(lambda number: f"{number}.00")
postings = st.fixed_dictionaries(
    {
        "do": st.just("post"),
        "what": st.sampled_from(["invoice", "receipt", "receipt"]).map(daily) | st.sampled_from(sorted(SINGLE)),
        "amount": cents,
        "currency": st.sampled_from(["CNY", "CNY", "CNY", "USD"]),
        "posting_date": days,
        "allocate": st.sampled_from(["auto", "auto", "auto", "none"]),
        "reference": st.sampled_from(["", "", "", "A", "B"]),
        "applies": st.none() | st.none() | st.none() | st.tuples(st.integers(1, 6), st.none() | cents),
        "parts": st.integers(1, 3),
    }
)
reversals = st.fixed_dictionaries({"do": st.just("reverse"), "entry": st.integers(0, 12), "day": days})
pairs = st.fixed_dictionaries(
    {"do": st.just("pair"), "kind": st.sampled_from(sorted(PAIRS)), "amount": cents, "posting_date": days}
)
acts = st.lists(postings | postings | reversals | pairs, min_size=12, max_size=30)


class Model:
    """The ledger as plain lists: per account the effects in order; the references in use."""

    def __init__(self):
        self.effects, self.references, self.reversed = defaultdict(list), set(), set()

    def take(self, entry):
        self.undone(entry.reverses, entry) if entry.reverses else self.posted(entry)
        self.effects[entry.account_id].append(entry.effect)

    def key(self, entry):
        return (entry.account.customer_id, entry.account.side, entry.kind, entry.reference)

    def posted(self, entry):
        assert not entry.reference or self.key(entry) not in self.references, "a reference in use was accepted"
        if entry.reference:
            self.references.add(self.key(entry))

    def undone(self, original, entry):
        assert original.pk not in self.reversed
        assert original.kind != "reversal"
        assert entry.posting_date >= original.posting_date
        assert entry.effect == -original.effect
        self.reversed.add(original.pk)
        self.references.discard(self.key(original))


def act(model, customers, people, step):
    """Take one step as the ledger's user; a refusal changes nothing and is no failure."""
    last = Entry.objects.aggregate(last=Max("pk"))["last"] or 0
    try:
        with transaction.atomic():
            STEPS[step["do"]](customers, people, step)
    except Refused:
        return
    for entry in Entry.objects.filter(pk__gt=last).select_related("account", "reverses__account").order_by("pk"):
        model.take(entry)


def raw_of(step, **others):
    """The members of an entry that a step posts."""
    side, kind = step["what"]
    raw = {name: step[name] for name in ("amount", "currency", "posting_date", "allocate", "reference")}
    raw |= {"side": str(side), "kind": str(kind)} | others
    if RULES[side, kind].falls_due and step["parts"] > 1:
        raw["due"] = instalments(Decimal(step["amount"]), step["parts"])
    return raw


def _post(customers, people, step):
    raw, customer = raw_of(step), customers[0]
    if step["applies"]:
        number, amount = step["applies"]
        prefix = "AR" if raw["side"] == "receivable" else "AP"
        raw["applies_to"] = [{"entry": f"{customer.code}-{prefix}-{step['currency']}-{number}", "amount": amount}]
    draft = read(raw, customer=customer, today=ledger_today())
    _agree(posting.post(customer=customer, draft=draft, actor=people[0], channel="web"), people[1])


def _pair(customers, people, step):
    raw = {name: step[name] for name in ("kind", "amount", "posting_date")} | {"currency": "CNY"}
    if step["kind"] == "transfer":
        raw["other_customer"] = customers[1].code
    draft = pair_drafts.read(raw, customer=customers[0], actor=people[0], today=ledger_today())
    _agree(pair_posting.ask(draft=draft, actor=people[0], channel="web"), people[1])


def _agree(posted, supervisor):
    if posted.request:
        approvals.decide(asked=posted.request, actor=supervisor, verdict=Verdict.APPROVED, channel="web")


def instalments(amount, parts):
    """Split into at most ``parts`` instalments of at least a cent each."""
    parts = min(parts, int(amount * 100))
    share = (amount / parts).quantize(Decimal("0.01"), rounding="ROUND_DOWN")
    amounts = [share] * (parts - 1) + [amount - share * (parts - 1)]
    return [{"due_date": f"2026-02-{place + 1:02}", "amount": f"{part:.2f}"} for place, part in enumerate(amounts)]


def _reverse(customers, people, step):
    entries = list(Entry.objects.select_related("account__customer").order_by("pk"))
    if entries:
        entry, day = entries[step["entry"] % len(entries)], date.fromisoformat(step["day"])
        reversal.reverse(entry=entry, posting_date=day, reason="random", actor=people[0], channel="web")


STEPS = {"post": _post, "pair": _pair, "reverse": _reverse}


def agree(model):
    """Compare what is stored with the model."""
    for account in Account.objects.select_related("standing"):
        effects = model.effects[account.pk]
        assert account.standing.balance == sum(effects, Decimal("0.00"))
        assert account.standing.last_number == len(effects)
        assert list(account.entries.order_by("number").values_list("effect", flat=True)) == effects
    assert set(DocumentReference.objects.values_list("customer", "side", "kind", "reference")) == model.references
    signed = sum((item.open if item.is_debit else -item.open for item in OpenItem.objects.all()), Decimal("0.00"))
    assert signed == sum(Balance.objects.values_list("balance", flat=True), Decimal("0.00"))


@RANDOM
@given(acts)
def test_random_ledgers_agree_with_a_plain_model_and_verify(east, clerk, supervisor, steps):
    with transaction.atomic():
        customers, model = [factories.customer(east), factories.customer(east)], Model()
        for step in steps:
            act(model, customers, (clerk, supervisor), step)
            faults = ledger.verify_accounts(list(Account.objects.values_list("pk", flat=True)))
            assert [str(fault) for fault in faults] == []
        agree(model)
        transaction.set_rollback(True)


@RANDOM
@given(st.lists(postings, min_size=1, max_size=6))
def test_the_statement_writes_what_the_twin_writes(east, clerk, steps):
    with transaction.atomic():
        one, other = factories.customer(east), factories.customer(east)
        for place, step in enumerate(steps):
            if not RULES[step["what"]].whole:
                raw = raw_of(step, allocate="none", reference=f"F-{place}")
                draft = read(raw, customer=one, today=ledger_today())
                with acting(actor=clerk, kind="accounts.post", channel="web", about=one) as action:
                    statement.write_draft(customer=one, draft=draft, action=action)
                twin.post(other, draft, clerk)
        assert written(one) == written(other)
        transaction.set_rollback(True)


def written(customer):
    """Everything the ledger holds of a customer, without keys and times."""
    own = {"account__customer": customer}
    columns = [f.attname for f in Entry._meta.concrete_fields]
    columns = [name for name in columns if name not in ("id", "account_id", "action_id", "posted_at")]
    entries = Entry.objects.filter(**own).order_by("account__side", "account__currency", "number")
    items = OpenItem.objects.filter(**own).order_by("account__side", "account__currency", "entry__number", "due_date")
    return (
        list(entries.values_list("account__side", "account__currency", *columns)),
        list(
            items.values_list(
                "account__side", "account__currency", "entry__number", "is_debit", "due_date", "amount", "open"
            )
        ),
        sorted(DocumentReference.objects.filter(customer=customer).values_list("side", "kind", "reference")),
        sorted(
            Balance.objects.filter(**own).values_list("account__side", "account__currency", "balance", "last_number")
        ),
    )
