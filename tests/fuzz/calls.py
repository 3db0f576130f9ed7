"""Every writing call of the API with a body that names each member it may have, and what it is sent to."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import uuid4

from access.approvals import ask
from access.batches.gathering import asking_for_row
from access.data_keys import conceal
from access.models import User
from accounts.drafts import ledger_today
from accounts.management.commands.bootstrap import Command as Bootstrap
from accounts.models import Allocation, Side, Statement
from accounts.periods.operations import close
from accounts.statements import issuing
from accounts.verifying import keeping
from audit.history import acting
from categories.models import Category
from customers import intake, records
from customers.exports import column_sets
from customers.models import BankAccount, Customer
from customers.saved_views import saving
from tests import factories
from tests.accounts import ledger
from tests.accounts.credit.given import agreed_override, credit, reserve

BANK_ACCOUNT = {"bank": "工商银行", "holder": "西湖电子", "number": "6222020200112233445", "currency": "CNY"}
CUSTOMER = {
    "name": "杭州西湖电子有限公司",
    "kind": "organisation",
    "portfolio": "EAST",
    "code": "FUZZ-1",
    "short_name": "西湖电子",
    "mnemonic": "XHDZ",
    "tax_id": "91350100M000100Y43",
    "terms": "net 30",
    "remarks": "月底前联系",
    "external_id": "ERP-7",
    "contacts": [
        {
            "name": "王小明",
            "phone": "0571-88886666",
            "mobile": "13812345678",
            "email": "w@example.com",
            "role": "finance",
            "is_primary": True,
        }
    ],
    "addresses": [{"kind": "billing", "country": "CN", "province": "浙江省", "city": "杭州市", "line": "文三路 90 号"}],
    "bank_accounts": [BANK_ACCOUNT],
    "identifiers": [
        {
            "type": "vat",
            "country": "DE",
            "number": "DE136695976",
            "valid_from": "2020-01-01",
            "valid_to": "2030-12-31",
        }
    ],
    "former_names": [{"name": "西湖无线电厂", "valid_from": "1990-01-01", "valid_to": "2001-05-31"}],
    "external_codes": [{"system": "SAP", "code": "10042"}],
    "categories": {"region": ["杭州"]},
}
ENTRY = {
    "customer": "KH-000001",
    "side": "receivable",
    "currency": "CNY",
    "kind": "invoice",
    "amount": "100.00",
    "posting_date": "2026-01-10",
    "document_date": "2026-01-09",
    "reference": "F-2",
    "memo": "一月货款",
}
ACCOUNT = {"customer": "KH-000001", "side": "receivable", "currency": "CNY"}
OTHERS = {"not_duplicate_of": ["KH-000001"]}
RENAMED = {"not_duplicate_of": ["KH-000003"], "reason": "注册地不同"}
CHEQUE = "KH-000001-AR-CNY-2"  # the receipt that no bank has paid yet
BILL_ENTRY = "KH-000001-AP-CNY-1"
BILL = {"instrument": "bank_acceptance", "instrument_number": "YH-1", "drawer": "西湖电子", "acceptor": "工商银行"}
BILL |= {"maturity": "2026-06-30"}
COMMITMENT = {"amount": "9.00", "external_id": "SO-2", "expires_on": "2999-12-31"}
OVERRIDE = {"reference": "F-9", "amount": "900000.00", "reason": "急"}
EXPORT = {"format": "csv", "words": True, "unmasked": True, "reason": "核对"}
FILTER = {
    "q": "平安",
    "status": ["active"],
    "portfolio": ["EAST"],
    "category": ["region:杭州"],
    "updated_since": "2026-01-01T00:00:00Z",
    "filter": "all",
}


@dataclass(frozen=True)
class Call:
    """A request that is answered with success: ``path`` below the API's root."""

    method: str
    path: str
    body: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class World:
    """Who calls, and the calls by name; the first word of a name is the schema's path."""

    boss: User
    calls: dict[str, Call]


def made_world() -> World:
    """A manager; a customer with parts and an invoice, one with two requests (to decide, to take back), one without."""
    Bootstrap().handle()
    east = factories.portfolio("EAST")
    boss = factories.person("boss", "财务经理", "系统管理员")
    clerk = factories.person("clerk", "财务文员", manages=[east])
    typed = {name: value for name, value in CUSTOMER.items() if name not in ("tax_id", "bank_accounts")}
    raw = typed | {"code": "KH-000001", "name": "平安银行"}
    raw["identifiers"] = [CUSTOMER["identifiers"][0] | {"number": "DE129273398"}]
    raw["external_codes"] = [CUSTOMER["external_codes"][0] | {"code": "10041"}]
    customer = records.create(intake=intake.read(raw, actor=clerk), actor=clerk, channel="api").customer
    _add_bank_account(customer, clerk)
    entry = ledger.post(customer, boss, reference="F-1").entry
    ledger.post(customer, boss, "bill", side="payable", reference="B-1")
    ledger.post(customer, boss, "receipt", "9.00", allocate="none", **ledger.CHEQUE)
    ledger.post(customer, boss, "receipt", "5.00", applies_to=[{"reference": "F-1"}])
    days = {"first": date(2026, 1, 1), "last": date(2026, 1, 31)}
    issuing.issue(account=entry.account, language="zh-hans", actor=boss, channel="api", **days)
    credit(customer, limit="500000.00")
    waiting = factories.customer(east, code="KH-000002", name="万通运输")
    factories.customer(east, code="KH-000003", name="东方茶叶")
    keeping.verify_and_keep(channel="task")
    close(side=Side.PAYABLE, month=date(2025, 11, 1), actor=boss, channel="api")
    saving.create(name="all", content=saving.Content(), shared=False, actor=boss, channel="api")
    column_sets.create(name="对账", columns=["code"], shared=False, actor=boss, channel="api")
    for number, maker in ((4, clerk), (5, boss)):
        with asking_for_row(uuid4(), 2):
            _asked(factories.customer(east, code=f"KH-00000{number}", name=f"行{number}"), maker, "name")
    return World(boss, _calls(customer, str(entry), _asked(waiting, clerk, "name"), _asked(waiting, boss, "terms")))


def _add_bank_account(customer: Customer, clerk: User) -> None:
    account = BankAccount(customer=customer, bank="工商银行")
    with acting(actor=clerk, kind="tests.bank_account", channel="api"):
        conceal(account, holder="西湖电子", number="6222020200112233452")
        account.save(force_insert=True)


def _asked(customer: Customer, maker: User, name: str) -> str:
    with acting(actor=maker, kind="tests.ask", channel="api"):
        payload = {"before": {}, "after": {name: "net 60" if name == "terms" else "平安"}}
        asked = ask(kind="customers.change", target=customer, maker=maker, payload=payload, fields=[name], reason="")
    return str(asked.pk)


def _calls(customer: Customer, entry: str, theirs: str, mine: str) -> dict[str, Call]:
    one, category = "customers/KH-000001/", Category.objects.get(dimension__code="industry", code="manufacturing")
    comment, new = {"comment": "同意"}, {"code": "fuzz", "name_zh": "新", "name_en": "New"}
    return {
        "customers/": Call("POST", "customers/", CUSTOMER | {"draft": True, "reason": "注册地不同", **OTHERS}),
        "customers/{code}/": Call("PATCH", one, _changes(customer) | RENAMED, {"If-Match": f'"{customer.version}"'}),
        "customers/{code}/reveals/": Call("POST", f"{one}reveals/", {"fields": ["contacts"], "reason": "collection"}),
        "customers/{code}/transitions/": Call("POST", f"{one}transitions/", {"to": "frozen", "reason": "逾期"}),
        "customers/{code}/deletion-requests/": Call(
            "POST",
            "customers/KH-000003/deletion-requests/",
            {"reason": "debts_settled", "note": "已结清", "close": True},
        ),
        "customers/{code}/accounts/": Call("POST", f"{one}accounts/", {"side": "payable", "currency": "USD"}),
        "exports/ by filter": Call("POST", "exports/", EXPORT | {"filter": FILTER, "columns": ["code", "mobile"]}),
        "exports/ by codes": Call("POST", "exports/", EXPORT | {"codes": ["KH-000001"], "column_set": "对账"}),
        "requests/{key}/approval/": Call("POST", f"requests/{theirs}/approval/", comment),
        "requests/{key}/rejection/": Call("POST", f"requests/{theirs}/rejection/", comment),
        "requests/{key}/withdrawal/": Call("POST", f"requests/{mine}/withdrawal/", comment),
        "portfolios/": Call("POST", "portfolios/", {"code": "WEST", "name": "华西"}),
        "dimensions/": Call("POST", "dimensions/", new | {"single": True, "required": False, "open": True}),
        "dimensions/{code}/categories/": Call(
            "POST", "dimensions/industry/categories/", new | {"parent": "manufacturing", "aliases": ["新的"]}
        ),
        "categories/{key}/": Call(
            "PATCH",
            f"categories/{category.pk}/",
            {"name_zh": "制造", "name_en": "Making", "parent": None, "aliases": ["工厂"], "retired": False},
            {"If-Match": f'"{category.version}"'},
        ),
        **_of_entries(entry),
        "entries/ on its grounds": _on_grounds(customer, theirs),
        **_of_allocations(entry),
        **_of_credit(),
        **_of_statements(),
    }


def _of_statements() -> dict[str, Call]:
    return {
        "statement-runs/": Call(
            "POST",
            "statement-runs/",
            {"portfolio": "EAST", "side": "receivable", "currency": "CNY", "from": "2026-01-01", "to": "2026-01-31"},
        ),
        "statements/{key}/answers/": Call(
            "POST",
            f"statements/{Statement.objects.get().pk}/answers/",
            {
                "agreed": False,
                "answered_on": str(ledger_today()),
                "answered_by": "李会计",
                "balance": "1.00",
                "remark": "待查",
                "lines": [{"document": "F-1", "amount": "50.00", "reason": "少开"}],
            },
        ),
        "statements/": Call("POST", "statements/", ACCOUNT | {"from": "2026-01-01", "to": "2026-01-31"}),
    }


def _of_allocations(entry: str) -> dict[str, Call]:
    pair = {"credit": CHEQUE, "debit": entry, "amount": "4.00", "date": "2026-01-10"}
    day, made = {"date": "2026-01-10"}, Allocation.objects.get()
    account = {name: value for name, value in ACCOUNT.items() if name != "customer"}
    return {
        "allocations/": Call("POST", "allocations/", pair),
        "allocations/{key}/reversal/": Call("POST", f"allocations/{made.pk}/reversal/", day),
        "customers/{code}/auto-allocation/": Call("POST", "customers/KH-000001/auto-allocation/", account | day),
    }


def _of_credit() -> dict[str, Call]:
    account = {"customer": "KH-000001", "currency": "CNY"}
    rise = {"amount": "5.00", "from": "2026-01-01", "to": "2026-01-31"}
    asked = account | {"mode": "limited", "limit": "90000.00", "temporary": rise, "reason": "新合同"}
    return {
        "credit-checks/": Call("POST", "credit-checks/", account | {"amount": "1.00", "as_of": "2026-01-31"}),
        "credit-overrides/": Call("POST", "credit-overrides/", account | OVERRIDE),
        "commitments/": Call("POST", "commitments/", account | COMMITMENT),
        "credit-limit-requests/": Call("POST", "credit-limit-requests/", asked),
    }


def _on_grounds(customer: Customer, request: str) -> Call:
    """An invoice for a commitment, by an override; what was asked for stands in for the override's request."""
    key = agreed_override(customer, request, reference="F-9", most="600000.00")
    grounds = {"commitment": reserve(customer, User.objects.get(username="boss")).pk, "override": key}
    return _entry(reference="F-9", amount="600000.00", **grounds)


def _of_entries(entry: str) -> dict[str, Call]:
    return {
        "entries/ with instalments": _entry(due=[{"due_date": "2026-02-09", "amount": "100.00"}], tax_amount="13.00"),
        "entries/ with one due date": _entry(due_date="2026-02-09"),
        "entries/ with documents": _entry(
            kind="receipt", allocate="none", applies_to=[{"reference": "F-1", "amount": "50.00"}]
        ),
        "entries/ with an entry": _entry(kind="receipt", applies_to=[{"entry": entry, "amount": "50.00"}]),
        "entries/ by a bill": _entry(kind="receipt", **BILL),
        "entries/{number}/clearing/": Call("POST", f"entries/{CHEQUE}/clearing/", {"date": "2026-01-10"}),
        "entries/{number}/dishonour/": Call(
            "POST", f"entries/{CHEQUE}/dishonour/", {"date": "2026-01-10", "reason": "退票"}
        ),
        "entries/ as a transfer": _pair(due_date="2026-02-09", applies_to=[{"entry": entry, "amount": "50.00"}]),
        "entries/ as an offset": _pair(
            kind="offset",
            other_applies_to=[{"reference": "B-1", "amount": "50.00"}, {"entry": BILL_ENTRY, "amount": "25.00"}],
        ),
        "periods/ to reopen": Call(
            "POST", "periods/", {"side": "payable", "month": "2025-11", "action": "reopen", "reason": "漏记"}
        ),
        "periods/ to close": Call("POST", "periods/", {"side": "payable", "month": "2025-12", "action": "close"}),
        "entries/{number}/reversal/": Call(
            "POST", f"entries/{entry}/reversal/", {"posting_date": "2026-01-10", "reason": "录错"}
        ),
    }


def _entry(**others: Any) -> Call:
    return Call("POST", "entries/", ENTRY | others, {"Idempotency-Key": "k"})


def _pair(**others: Any) -> Call:
    """Two entries at once; each kind has members of its own."""
    body = {name: value for name, value in ENTRY.items() if name != "side"} | {"kind": "transfer"} | others
    own = {} if body["kind"] == "offset" else {"other_customer": "KH-000003"}
    return Call("POST", "entries/", body | own, {"Idempotency-Key": "k"})


def _changes(customer: Customer) -> dict[str, Any]:
    changes = {name: value for name, value in CUSTOMER.items() if name != "code"} | {"code": customer.code}
    changes["contacts"] = [CUSTOMER["contacts"][0] | {"id": str(customer.contacts.get().pk)}]
    changes["addresses"] = [CUSTOMER["addresses"][0] | {"id": str(customer.addresses.get().pk)}]
    changes["former_names"] = [CUSTOMER["former_names"][0] | {"id": str(customer.former_names.get().pk)}]
    for name in ("identifiers", "external_codes"):
        changes[name] = [CUSTOMER[name][0] | {"id": str(getattr(customer, name).get().pk)}]
    changes["bank_accounts"] = [BANK_ACCOUNT | {"id": str(customer.bank_accounts.get().pk)}]
    return changes
