"""Every address x person x object: what GET answers. An address that is not listed here turns this red (Shows 4)."""

import re
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.urls import get_resolver, reverse
from django.utils import timezone

from access.batches.gathering import asking_for_row
from access.batches.models import Batch
from access.models import Request
from accounts.models import Account, Entry, Statement
from accounts.statements import issuing
from audit.history import acting
from audit.models import Action
from categories.models import Category
from customers import intake, records
from exchange.models import Run
from tests import factories
from tests.access import matrix
from tests.accounts import matrix as reports
from tests.customers import matrix as customers
from tests.customers.matrix import OWN, POSTED

pytestmark = pytest.mark.django_db

PEOPLE = ("clerk", "stranger", "reception", "auditor", "sysadmin", "nobody")
FREE = (200, 200, 200, 200, 200, 200)
# What GET answers to PEOPLE about something of the EAST portfolio; 302 leads to the sign-in page.
MATRIX = {
    **matrix.PAGES,
    **customers.PAGES,
    **reports.PAGES,
    "home": (200, 200, 200, 200, 200, 302),
    "account_login": (302, 302, 302, 302, 302, 200),
    "account_inactive": FREE,
    "account_logout": (200, 200, 200, 200, 200, 302),
    "account_change_password": (200, 200, 200, 200, 200, 302),
    "livez": FREE,
    "readyz": FREE,
    "api_docs": (200, 200, 200, 200, 200, 302),
    "set_language": (302, 302, 302, 302, 302, 302),
    "customers:list": (200, 200, 200, 200, 200, 302),
    "customers:new": (200, 200, 403, 403, 403, 302),
    "customers:import": (200, 200, 403, 403, 403, 302),
    "customers:import_template": (200, 200, 403, 403, 403, 302),
    "imports:detail": (200, 404, 404, 200, 404, 302),
    "imports:mapping": (302, 404, 403, 403, 403, 302),
    "imports:again": POSTED,
    "customers:detail": OWN,
    "customers:edit": (200, 404, 403, 403, 404, 302),
    "customers:history": OWN,
    "customers:viewers": (200, 404, 403, 403, 404, 302),
    "customers:reveal": POSTED,
    "customers:new_transition": (200, 404, 403, 403, 404, 302),
    "customers:new_deletion_request": (200, 404, 403, 403, 404, 302),
    "approvals:list": (200, 200, 200, 200, 200, 302),
    "approvals:detail": (200, 404, 404, 200, 404, 302),
    "approvals:new_decision": POSTED,
    "approvals:withdrawal": POSTED,
    "batches:detail": (200, 404, 404, 200, 404, 302),
    "batches:new_decision": POSTED,
    "batches:new_strike": POSTED,
    "batches:withdrawal": POSTED,
    "audit:journal": (403, 403, 403, 200, 403, 302),
    "audit:deleted": (403, 403, 403, 200, 403, 302),
    "audit:action": (403, 403, 403, 200, 403, 302),
    "runs:list": (200, 200, 200, 200, 200, 302),
    "runs:detail": (200, 404, 404, 200, 404, 302),
    "runs:stop": POSTED,
    "runs:file": (404, 404, 404, 404, 404, 302),
    "categories:list": (200, 200, 200, 200, 200, 302),
    "categories:new_dimension": (403, 403, 403, 403, 403, 302),
    "categories:edit_dimension": (403, 403, 403, 403, 403, 302),
    "categories:new_category": (403, 403, 403, 403, 403, 302),
    "categories:edit_category": (403, 403, 403, 403, 403, 302),
    "categories:move_category": (403, 403, 403, 403, 403, 302),
    "categories:retire_category": POSTED,
    "categories:delete_category": POSTED,
    "accounts:new_entry": (200, 200, 403, 403, 403, 302),
    "accounts:new_reversal": (200, 404, 404, 403, 404, 302),
    "accounts:instruments": (200, 200, 403, 200, 403, 302),
    "accounts:new_clearing": (200, 404, 404, 403, 404, 302),
    "accounts:new_dishonour": (200, 404, 404, 403, 404, 302),
    "accounts:new_pair": (200, 404, 403, 403, 404, 302),
    "accounts:account": (200, 404, 404, 200, 404, 302),
    "accounts:new_statement": (200, 404, 404, 200, 404, 302),
    "accounts:statement_draft": (302, 404, 404, 302, 404, 302),
    "accounts:statements": (200, 200, 403, 200, 403, 302),
    "accounts:statement": (200, 404, 404, 200, 404, 302),
    "accounts:statement_file": POSTED,
    "api:schema": (200, 200, 200, 200, 200, 401),
    "api:nothing": (404, 404, 404, 404, 404, 401),
    "api:imports": (405, 405, 405, 405, 405, 401),
    "api:import": (200, 404, 404, 404, 404, 401),
    "api:import_failed_rows": (404, 404, 404, 404, 404, 401),
    "api:exports": (405, 405, 405, 405, 405, 401),
    "api:export": (404, 404, 404, 404, 404, 401),
    "api:export_file": (404, 404, 404, 404, 404, 401),
    "api:customers": (200, 200, 200, 200, 200, 401),
    "api:customer": (200, 404, 200, 200, 404, 401),
    "api:reveals": (405, 405, 405, 405, 405, 401),
    "api:history": (200, 404, 200, 200, 404, 401),
    "api:transitions": (405, 405, 405, 405, 405, 401),
    "api:deletion_requests": (405, 405, 405, 405, 405, 401),
    "api:portfolios": (200, 200, 200, 200, 200, 401),
    "api:dimensions": (200, 200, 200, 200, 200, 401),
    "api:categories": (200, 200, 200, 200, 200, 401),
    "api:category": (200, 200, 200, 200, 200, 401),
    "api:requests": (200, 200, 200, 200, 200, 401),
    "api:request": (200, 404, 404, 200, 404, 401),
    "api:request_approval": (405, 405, 405, 405, 405, 401),
    "api:request_rejection": (405, 405, 405, 405, 405, 401),
    "api:request_withdrawal": (405, 405, 405, 405, 405, 401),
    "api:entries": (200, 200, 403, 200, 403, 401),
    "api:entry": (200, 404, 404, 200, 404, 401),
    "api:clearing": (405, 405, 405, 405, 405, 401),
    "api:dishonour": (405, 405, 405, 405, 405, 401),
    "api:reversal": (405, 405, 405, 405, 405, 401),
    "api:customer_accounts": (200, 404, 403, 200, 404, 401),
    "api:customer_statement": (400, 404, 403, 400, 403, 401),
    "api:statements": (405, 405, 403, 405, 403, 401),
    "api:statement": (200, 404, 403, 200, 403, 401),
}


@pytest.fixture
def world():
    """EAST with a customer, an entry and a request; SOUTH for the stranger."""
    call_command("bootstrap", verbosity=0)
    east, south = factories.portfolio("EAST"), factories.portfolio("SOUTH")
    people = {
        "clerk": factories.person("clerk", "财务文员", manages=[east]),
        "stranger": factories.person("stranger", "财务文员", manages=[south]),
        "reception": factories.person("reception", "前台", sees=[east]),
        "auditor": factories.person("auditor", "审计"),
        "sysadmin": factories.person("sysadmin", "系统管理员"),
    }
    for person in people.values():
        with acting(actor=None, kind="tests.password", channel="command"):
            person.set_password("a long enough password 9")
            person.save(update_fields=["password"])
    raw = {
        "name": "重庆啤酒",
        "code": "KH-1",
        "portfolio": "EAST",
        "bank_accounts": [{"number": "6222020200112233445"}],
    }
    typed = intake.read(raw, actor=people["clerk"])
    with asking_for_row(uuid4(), 2):
        customer = records.create(intake=typed, actor=people["clerk"], channel="web").customer
    posted(customer, people["clerk"])
    customers.furnished(customer, people["clerk"])
    parameters = {"kind": "upsert", "portfolio": "EAST", "mode": "dry_run"}
    Run.objects.create(
        kind="customers.import", state="done", actor=people["clerk"], parameters=parameters, expires_at=timezone.now()
    )
    return people


def posted(customer, clerk):
    from accounts import drafts, posting

    today = drafts.ledger_today()
    cheque = {"kind": "receipt", "amount": "12.00", "instrument": "cheque", "instrument_number": "ZP-1"}
    for own in ({"kind": "invoice", "amount": "987654.32"}, cheque):
        draft = drafts.read({"currency": "CNY", "posting_date": str(today)} | own, customer=customer, today=today)
        entry = posting.post(customer=customer, draft=draft, actor=clerk, channel="web").entry
    issuing.issue(account=entry.account, first=today, last=today, language="zh-hans", actor=clerk, channel="web")


OF_ACCOUNT = tuple(f"accounts:{part}" for part in ("account", "new_statement", "statement_draft"))
OF_INVOICE = ("accounts:new_reversal", *(f"api:{part}" for part in ("entry", "reversal", "clearing", "dishonour")))
OF_RECEIPT = ("accounts:new_clearing", "accounts:new_dishonour")
ON_CUSTOMER = (
    *(f"api:customer_{part}" for part in ("accounts", "statement")),
    *("finding:pin", "finding:visit", "accounts:new_pair"),
)
PLAIN = ("customers:list", "customers:new", "customers:import", "customers:import_template")


def arguments(name):
    """What the address is about: the EAST customer, its account, entry and request."""
    if "category" in name and not name.startswith("categories:new"):
        return [Category.objects.get(dimension__code="size", code="large").pk]
    if name in ("categories:edit_dimension", "categories:new_category", "api:categories"):
        return ["size"]
    keys = (
        matrix.ARGUMENTS
        | customers.ARGUMENTS
        | reports.ARGUMENTS
        | {
            **dict.fromkeys(("api:export", "api:export_file"), lambda: [Run.objects.get().pk]),
            **dict.fromkeys(("api:import", "api:import_failed_rows"), lambda: [Run.objects.get().pk]),
            **dict.fromkeys(("accounts:statement", "api:statement"), lambda: [Statement.objects.get().pk]),
            "accounts:statement_file": lambda: [Statement.objects.get().pk],
            **dict.fromkeys(OF_ACCOUNT, lambda: [Account.objects.get().pk]),
            **dict.fromkeys(OF_INVOICE, lambda: [str(Entry.objects.get(kind="invoice"))]),
            **dict.fromkeys(OF_RECEIPT, lambda: [str(Entry.objects.get(kind="receipt"))]),
            **dict.fromkeys(("imports:detail", "imports:mapping", "imports:again"), lambda: [Run.objects.get().pk]),
            **dict.fromkeys([name for name in MATRIX if name.startswith("batches:")], lambda: [Batch.objects.get().pk]),
            "runs:detail": lambda: [Run.objects.get().pk],
            "runs:stop": lambda: [Run.objects.get().pk],
            "runs:file": lambda: [Run.objects.get().pk, Run.objects.get().pk],
            "audit:action": lambda: [Action.objects.latest("id").pk],
        }
    )
    if name in keys:
        return keys[name]()
    if name.startswith(("approvals:", "api:request")) and name not in ("approvals:list", "api:requests"):
        return [Request.objects.get().pk]
    about_one = name.startswith("customers:") and name not in PLAIN
    about_one |= name in {
        f"api:{part}" for part in ("customer", "reveals", "history", "transitions", "deletion_requests")
    }
    return ["KH-1"] if about_one or name in ON_CUSTOMER else []


def names(patterns, space=""):
    """Every name the resolver knows, but the administration's: those are tests/access/test_admin.py's."""
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            if pattern.namespace != "admin":
                inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
                yield from names(pattern.url_patterns, inner)
        elif pattern.name:
            yield f"{space}{pattern.name}"


def test_every_address_is_listed():
    assert set(names(get_resolver().url_patterns)) == MATRIX.keys()


def test_everybody_gets_what_the_matrix_says(world, client):
    found = {}
    for name in MATRIX:
        address = reverse(name, args=arguments(name))
        for person in PEOPLE:
            client.logout()
            if person != "nobody":
                client.force_login(world[person])
            found.setdefault(name, []).append(client.get(address).status_code)

    assert {name: codes for name, codes in found.items() if tuple(codes) != MATRIX[name]} == {}


HIDDEN_WORDS = (
    "bank_letter",
    "银行证明",
    "987,654.32",
    "987654.32",
    "6222020200112233445",
    "3445",
    "balance",
    "credit_grade",
    "bank_accounts",
)


def test_reception_reads_of_no_money_bank_or_credit_anywhere(world, client):
    client.force_login(world["reception"])
    for name in MATRIX:
        if name == "api:schema":
            continue
        answer = client.get(reverse(name, args=arguments(name)))
        if answer.status_code == 200:
            text = answer.content.decode(errors="replace")
            assert [word for word in HIDDEN_WORDS if word in text] == [], name


def test_a_stranger_reads_nothing_of_the_east(world, client):
    client.force_login(world["stranger"])
    for name in MATRIX:
        answer = client.get(reverse(name, args=arguments(name)))
        text = answer.content.decode(errors="replace") if answer.status_code < 300 else ""
        assert [word for word in ("重庆啤酒", "KH-1", "EAST", "987,654.32") if word in text] == [], name


def test_what_may_not_be_seen_answers_like_what_is_not_there(world, client):
    client.force_login(world["stranger"])
    for page in ("/customers/{}/", "/customers/{}/history/", "/api/v1/customers/{}/"):
        hidden, unknown = client.get(page.format("KH-1")), client.get(page.format("KH-2"))
        assert hidden.status_code == unknown.status_code == 404
        assert plain(hidden).replace("KH-1", "KH-2") == plain(unknown)


def plain(answer):
    """The page without its one-time token."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode())
