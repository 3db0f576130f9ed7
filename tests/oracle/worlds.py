"""A department with a customer of which everything is known, made in the same steps from any values.

Two worlds of different values are alike in all else: keys, numbers and times come again in the same order.
"""

import hashlib
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from unittest import mock
from uuid import UUID

import psycopg
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connections, transaction
from django.http import QueryDict
from django.urls import reverse

from access import approvals
from access.batches.gathering import asking_for_row
from access.drafts import keeping
from access.models import Request, User, Verdict
from access.settings import reading
from accounts.statements import issuing
from audit.history import acting
from customers import intake, records, reveals
from customers.attachments import filing
from customers.attachments.acceptance import Upload
from customers.duplicates import noting
from customers.exports import background, column_sets
from customers.models import Customer
from customers.notes import writing
from customers.saved_views import saving
from customers.verification import verifying
from exchange.imports import bringing
from exchange.runs import starting, tasks
from tests import factories
from tests.accounts import ledger
from tests.accounts.credit.given import reserve
from tests.customers import exporting
from tests.customers.bulk.doing import STATUS, planned

NOW = datetime(2026, 1, 15, 2, 30, tzinfo=UTC)
PAPERS = ("licence", "bank_letter", "contract", "other")  # everybody may see the first
FIRM = ("code", "name", "short_name", "mnemonic", "tax_id", "terms", "external_id", "remarks")


class Chance:
    """Random bytes that come again: of a start."""

    def __init__(self, start):
        self.start, self.drawn = start, 0

    def urandom(self, size):
        self.drawn += 1
        return hashlib.shake_256(f"{self.start} {self.drawn}".encode()).digest(size)

    def choice(self, items):
        return items[self.urandom(1)[0] % len(items)]


@contextmanager
def same_chance(start):
    """Let keys be drawn as at every other time with this ``start``, and time stand still."""
    chance = Chance(start)
    with (
        mock.patch("uuid.os", SimpleNamespace(urandom=chance.urandom)),
        mock.patch("accounts.statements.issuing.secrets", SimpleNamespace(choice=chance.choice)),
        time_machine.travel(NOW, tick=False),
    ):
        yield


@contextmanager
def world(values):
    """What ``values`` say, stored; taken back afterwards, the numbers of rows included."""
    with numbers_again(), same_chance("world"), transaction.atomic():
        reading.forget_now()
        _make(values)
        yield
        transaction.set_rollback(True)


@contextmanager
def numbers_again():
    """Let rows made afterwards have the numbers of those made within; gives where each sequence stands."""
    sequences = _sequences()
    yield tuple(sorted(sequences.items()))
    _set(sequences)


@contextmanager
def _owner():
    parameters = connections["owner"].get_connection_params() | {"cursor_factory": psycopg.Cursor}
    parameters.pop("context", None)
    with psycopg.connect(**parameters, autocommit=True) as connection:
        yield connection


def _sequences():
    """Where each sequence stands."""
    with _owner() as owner:
        names = [name for (name,) in owner.execute("SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'")]
        return {name: owner.execute(f'SELECT last_value, is_called FROM "{name}"').fetchone() for name in names}


def _set(sequences):
    with _owner() as owner:
        for name, (value, called) in sequences.items():
            owner.execute("SELECT setval(%s::regclass, %s, %s)", [f'"{name}"', value, called])


def made_people():
    """The departments and who works there, the same in every world."""
    call_command("bootstrap", verbosity=0)
    east, south = factories.portfolio("EAST"), factories.portfolio("SOUTH")
    return {
        "clerk": factories.person("clerk", "财务文员", manages=[east]),
        "supervisor": factories.person("supervisor", "财务主管", manages=[east]),
        "boss": factories.person("boss", "财务经理", "系统管理员"),
        "stranger": factories.person("stranger", "财务文员", manages=[south]),
        "reception": factories.person("reception", "前台", sees=[east]),
        "auditor": factories.person("auditor", "审计"),
        "sysadmin": factories.person("sysadmin", "系统管理员"),
    }


def person(name):
    return User.objects.get(username=name)


def _make(values):
    clerk, supervisor = person("clerk"), person("supervisor")
    for code in ("KH-000001", "KH-000009"):
        ledger.post(_neighbour(code, clerk), clerk, amount="5000.00")
    _created(clerk, name="南方药业", code="NF-1", portfolio="SOUTH", actor=person("stranger"))
    firm = _firm(values, clerk)
    individual = {"kind": "individual", "name": values["person"], "code": "GR-1", "tax_id": values["id_number"]}
    passport = {"type": "passport", "country": "CN", "number": values["passport"]}
    _created(clerk, **individual, identifiers=[passport])
    _decided(supervisor)
    _papers(firm, values, PAPERS[:1], clerk)
    noting.note([(noting.pair_of(firm.pk, Customer.objects.get(code="KH-000009").pk), noting.MOBILE)])
    _kept(clerk)
    verifying.verify(customer=firm, facts=["name"], way="licence", actor=clerk, channel="web")
    with time_machine.travel(NOW - timedelta(hours=values["hours"]), tick=False):
        _unseen(firm, values, clerk)
    _more(firm, values, clerk)


def _unseen(firm, values, clerk):
    """What was done out of sight of many: when, is out of their sight too."""
    _papers(firm, values, PAPERS[1:], clerk)
    _noted(firm, values["note"], clerk)
    _worked(values, clerk)
    _wanted(firm, values, clerk)
    supervisor = person("supervisor")
    reveals.reveal(
        customer=firm, fields=["contacts", "bank_accounts"], reason="collection", actor=supervisor, channel="web"
    )
    entry = ledger.post(firm, clerk, amount=values["amount"], memo=values["memo"]).entry
    ledger.post(firm, clerk, "receipt", amount="1.00")
    reserve(firm, clerk, values["amount"])
    days = {"first": date(2026, 1, 1), "last": date(2026, 1, 14)}
    issuing.issue(account=entry.account, **days, language="zh-hans", actor=clerk, channel="web")
    planned(clerk, STATUS, {"to": "frozen"}, firm.code)
    typed = QueryDict(f"name={values['name']}&mobile={values['contact']['mobile']}")
    keeping.keep(owner=clerk, form=reverse("customers:edit", args=[firm.code]), inputs=typed)


def _more(firm, values, clerk):
    """What may be there once or several times: last, so that all else has the same keys in either world."""
    for _entry in range(1, values["entries"]):
        ledger.post(firm, clerk, amount=values["amount"], memo=values["memo"])
    for _note in range(1, values["notes"]):
        _noted(firm, values["note"], clerk)
    _papers(firm, values, PAPERS[1:] * (values["papers"] - 1), clerk)
    for fact in values["verified"]:
        verifying.verify(customer=firm, facts=[fact], way="licence", actor=clerk, channel="web")
    if values["status"] != "active":
        with acting(actor=clerk, kind="tests.status", channel="web"):
            Customer.objects.filter(pk=firm.pk).update(status=values["status"])


def _created(clerk, *, actor=None, **raw):
    maker = actor or clerk
    typed = intake.read({"portfolio": "EAST", **raw}, actor=maker)
    return records.create(intake=typed, actor=maker, channel="web", not_duplicate_of=["*"]).customer


def _neighbour(code, clerk):
    """One that everybody of the EAST may see, the same in every world."""
    contact = {"name": "张三", "mobile": f"1370000{code[-4:]}"}
    return _created(clerk, name=f"邻居{code[-1]}号", code=code, contacts=[contact], categories={"region": ["杭州"]})


def _firm(values, clerk):
    raw = {name: values[name] for name in FIRM}
    return _created(
        clerk,
        **raw,
        contacts=[values["contact"]],
        addresses=[{"kind": "billing", "province": "", "city": "", "line": values["line"]}],
        bank_accounts=[_account(values, values["number"])],
        former_names=[{"name": values["former_name"], "valid_to": "2001-05-31"}],
        external_codes=[{"system": "SAP", "code": values["external_code"]}],
        categories={"region": [values["region"]], "credit_grade": [values["grade"]]},
    )


def _account(values, number):
    return {"bank": values["bank"], "holder": values["holder"], "number": number, "currency": "CNY"}


def _wanted(firm, values, clerk):
    """Two changes that wait for another person, one of them from a file."""
    _changed(firm, clerk, {"terms": values["asked_terms"]})
    with asking_for_row(UUID(int=2), 2):
        _changed(firm, clerk, {"bank_accounts": [_account(values, values["asked_number"])]})


def _changed(firm, clerk, raw):
    firm.refresh_from_db()
    typed = intake.read(raw, actor=clerk, customer=firm, partial=True)
    records.change(customer=firm, intake=typed, base_version=firm.version, actor=clerk, channel="web", reason="对账")


def _decided(supervisor):
    for asked in Request.objects.pending().order_by("created_at", "pk"):
        approvals.decide(asked=asked, actor=supervisor, verdict=Verdict.APPROVED, channel="web")


def _papers(firm, values, kinds, clerk):
    """Papers of these kinds, with what the values say is in them."""
    for kind in kinds:
        content = f"%PDF-1.7\n{values[kind]}\nstartxref\n9\n%%EOF".encode()
        paper = filing.Paper(Upload(f"{kind}.pdf", "", content), kind, date(2026, 2, 1))
        filing.file(customer=firm, paper=paper, actor=clerk, channel="web")


def _noted(firm, text, clerk):
    words = writing.read({"kind": "call", "day": "2026-01-12", "text": text})
    writing.add(customer=firm, words=words, actor=clerk, channel="web")


def _kept(clerk):
    """Views and columns of the clerk, shared, that name what others may not see."""
    filters = {"category": ["credit_grade:prime"]}
    act = {"shared": True, "actor": clerk, "channel": "web"}
    saving.create(name="graded", content=saving.Content(filters, ["receivable", "category:credit_grade"]), **act)
    saving.create(name="owing", content=saving.Content({"status": ["active"]}, ["receivable"], "-updated_at"), **act)
    column_sets.create(name="hidden", columns=exporting.everything(clerk), **act)


def _worked(values, clerk):
    """An import and an export of the clerk's."""
    lines = f"code,name,mobile,tax_id\nZZ-1,{values['name']},{values['contact']['mobile']},{values['tax_id']}\n"
    file = SimpleUploadedFile("rows.csv", lines.encode())
    way = {"kind": "upsert", "portfolio": "EAST"}
    run = bringing.bring(file, kind="customers.import", actor=clerk, channel="web", parameters=way)
    fields = {"code": "code", "name": "name", "mobile": "mobile", "tax_id": "tax_id"}
    starting.launch(run, mapping={"columns": fields}, mode="dry_run")
    wanted = exporting.wanted(*exporting.everything(clerk), query="q=KH")
    for one in (run, background.order(wanted=wanted, actor=clerk, channel="web")):
        tasks.carry_out.call(str(one.pk))
