"""Every page that takes a form, with a form that it takes: each of its inputs filled."""

from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from access.models import Request, User
from accounts.models import Entry
from categories.models import Category
from customers.duplicates import noting
from customers.exports import column_sets
from customers.models import ColumnSet, Customer, LookAlike
from customers.notes import writing
from tests.fuzz import credit, rooms
from tests.fuzz.calls import BILL, CUSTOMER
from tests.fuzz.inputs import HIDDEN, NO_DAY, NO_MONEY

DAYS_OFF = [day for day in NO_DAY if day == day.strip()]  # a form takes spaces around a day away
MONEY = ("amount", "tax_amount", "limit", "temporary_amount")
DAYS = (
    "day",
    "date",
    "maturity",
    "posting_date",
    "document_date",
    "due_date",
    "valid_from",
    "valid_to",
    "first",
    "last",
    "temporary_from",
    "temporary_to",
)
CHOICES = (
    *("kind", "portfolio", "to", "verdict", "parent", "fields", "applies_to", "currency", "category_size"),
    *("role", "type", "country", "act", "instrument"),
)
LISTS = ("contacts", "addresses", "bank_accounts", "identifiers", "former_names", "external_codes")
CODES = ("month", "code", "tax_id", "mobile", "phone", "email", "terms", "number")
TICKS = (
    *("is_primary", "single", "required", "open", "from_money", "close", "allocate"),
    *("retired", "DELETE", "unmasked", "shared", "plan", "whole", "opening"),
)
TECHNICAL = (
    *("not_duplicate_of", "base_version", "version", "id"),
    *("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS"),
)
SEVERAL_LINES = ("remarks", "note", "comment", "reason", "aliases")


@dataclass(frozen=True)
class Page:
    """A form: where it is posted to and what it takes, by input.

    ``choices`` names the inputs that are chosen here though they are typed elsewhere; a page that is not ``strict``
    has no form class and leaves alone what it does not know. ``file`` is sent along by name and content, as is what
    stands ``beside`` without being typed.
    """

    path: str
    typed: dict[str, Any]
    choices: tuple[str, ...] = ()
    strict: bool = True
    file: tuple[str, bytes] | None = None
    beside: dict[str, str] = field(default_factory=dict)

    def kind_of(self, name: str) -> str:
        """The class of an input."""
        name = name.rpartition("-")[2]
        if name in self.choices or name in CHOICES:
            return "choice"
        for kind, names in (("money", MONEY), ("day", DAYS), ("code", CODES), ("tick", TICKS), ("own", TECHNICAL)):
            if name in names:
                return kind
        return "text" if name in SEVERAL_LINES else "line"


def hostile(kind: str) -> st.SearchStrategy[str]:
    """Any text that an input of this class must refuse."""
    inside = st.tuples(st.text(max_size=5), st.sampled_from(HIDDEN), st.text(max_size=5))
    ways = [
        inside.map(lambda parts: f"x{parts[0]}{parts[1]}{parts[2]}x"),
        st.integers(2_001, 20_000).map(lambda length: "甲" * length),
    ]
    if kind in ("money", "day"):
        ways += [st.sampled_from(NO_MONEY if kind == "money" else DAYS_OFF), st.text(min_size=1).map("n".__add__)]
    if kind in ("choice", "code"):
        ways.append(st.text(min_size=1, max_size=40).map("§".__add__))
    return st.one_of(ways)


def samples(kind: str) -> list[str]:
    """A few texts that an input of this class must refuse, one of each sort."""
    own = {"money": NO_MONEY, "day": DAYS_OFF, "choice": ["§", "１２３"], "code": ["§", "１２３"]}
    return [*(f"甲{character}甲" for character in "\0\u202e\u200b\ufe0f\ue000"), "甲" * 2_001, *own.get(kind, [])]


def made_pages() -> dict[str, Page]:
    """By the name of the address; to be made after ``made_world``."""
    customer, entry = Customer.objects.get(code="KH-000001"), Entry.objects.get(kind="invoice")
    theirs, mine = Request.objects.filter(batch=None).order_by("created_at")
    one = f"/customers/{customer.code}/"
    return {
        "customers:new": Page("/customers/new/", _customer() | _said_of(customer)),
        "customers:edit": Page(f"{one}edit/", _edited(customer)),
        "customers:reveal": Page(
            f"{one}reveals/", {"fields": "contacts", "reason": "collection", "reason_text": ""}, strict=False
        ),
        "customers:new_transition": Page(f"{one}transitions/new/", {"to": "frozen", "reason": "逾期"}),
        "customers:new_deletion_request": Page(
            "/customers/KH-000003/deletion-requests/new/",
            {"reason": "debts_settled", "note": "已结清", "close": "on"},
            choices=("reason",),
        ),
        "customers:duplicate": Page(_pair(customer), {"verdict": "other", "reason": "注册地不同"}),
        **_of_exports(),
        **_of_record(customer),
        **rooms.settings(Page),
        **rooms.views(Page),
        **rooms.statements(Page),
        **rooms.papers(Page, customer) | rooms.grid(Page, customer.code),
        "approvals:new_decision": Page(
            f"/approvals/{theirs.pk}/decisions/", {"verdict": "approved", "comment": "同意"}
        ),
        "approvals:withdrawal": Page(f"/approvals/{mine.pk}/withdrawal/", {"comment": "不再需要"}),
        **_of_batches(),
        **_of_categories(),
        "accounts:new_entry": Page(f"/receivables/entries/new/?customer={customer.code}", _entry(str(entry))),
        **_of_pairs_and_bills(customer, str(entry)),
        **credit.forms(Page, customer.code),
        "accounts:new_reversal": Page(
            f"/receivables/entries/{entry}/reversal/new/", {"posting_date": "2026-01-10", "reason": "录错"}
        ),
        "accounts:new_statement": Page(
            f"/receivables/accounts/{entry.account_id}/statements/new/", {"first": "2026-01-01", "last": "2026-01-31"}
        ),
    }


def _of_batches() -> dict[str, Page]:
    theirs, mine = Request.objects.exclude(batch=None).order_by("created_at")
    inside = f"/approvals/batches/{theirs.batch_id}/"
    return {
        "batches:new_decision": Page(f"{inside}decisions/", {"verdict": "approved", "comment": "同意"}),
        "batches:new_strike": Page(
            f"{inside}strikes/", {"row": str(theirs.pk), "comment": "名称不符"}, choices=("row",)
        ),
        "batches:withdrawal": Page(f"/approvals/batches/{mine.batch_id}/withdrawal/", {"comment": "不再需要"}),
    }


def _of_categories() -> dict[str, Page]:
    category = Category.objects.get(dimension__code="industry", code="manufacturing")
    inside, wording = f"/categories/{category.pk}/", {"name_zh": "新", "name_en": "New"}
    version = {"version": str(category.version)}
    return {
        "categories:new_dimension": Page(
            "/categories/dimensions/new/",
            {"code": "fuzz", **wording, "single": "on", "required": "on", "open": "on", "from_money": "on"},
        ),
        "categories:edit_dimension": Page("/categories/dimensions/size/edit/", wording | {"open": "on"}),
        "categories:new_category": Page(
            "/categories/dimensions/industry/categories/new/",
            {"code": "fuzz", **wording, "parent": str(category.pk), "aliases": "新的"},
        ),
        "categories:edit_category": Page(f"{inside}edit/", wording | version | {"aliases": "工厂"}),
        "categories:move_category": Page(f"{inside}parent/", {"parent": "", **version}),
        "categories:retire_category": Page(f"{inside}retirement/", {"retired": "yes", **version}, strict=False),
        "categories:delete_category": Page(f"{inside}deletion/", version, strict=False),
    }


def _of_record(customer: Customer) -> dict[str, Page]:
    one = f"/customers/{customer.code}/"
    return {
        **_of_notes(customer),
        "customers:field": Page(
            f"{one}fields/short_name/",
            {"short_name": "简称", "initial-short_name": "", "base_version": str(customer.version)},
        ),
        "customers:new_verification": Page(
            f"{one}verifications/new/",
            {"facts": "name", "way": "licence", "remark": "看过原件"},
            choices=("facts", "way"),
        ),
        "bulk:new": Page(
            "/bulk-changes/new/",
            {"act": "status", "code": customer.code, "plan": "1", "to": "frozen", "reason": "逾期"},
        ),
    }


def _of_notes(customer: Customer) -> dict[str, Page]:
    boss, typed = User.objects.get(username="boss"), {"kind": "visit", "day": "2026-01-05", "text": "要月结"}
    made = writing.add(customer=customer, words=writing.read(typed), actor=boss, channel="web")
    address = f"/customers/{customer.code}/notes/"
    return {"customers:notes": Page(address, typed), "customers:note": Page(f"{address}{made.pk}/", typed)}


def _of_exports() -> dict[str, Page]:
    return {
        "customers:export": Page(
            "/customers/export/",
            {"columns": "code", "format": "csv", "heads": "words", "unmasked": "on", "reason_text": "核对"},
            choices=("columns", "format", "heads"),
        ),
        "exports:column_set": Page(
            f"/exports/column-sets/{_column_set()}/",
            {"name": "月度对账", "shared": "on", "columns": "code"},
            choices=("columns",),
        ),
        "exports:delete_column_set": Page(f"/exports/column-sets/{_column_set()}/deletion/", {}, strict=False),
    }


def _column_set() -> int:
    """The key of a set whose owner is who tries the pages."""
    boss = User.objects.get(username="boss")
    count = ColumnSet.objects.count()
    made = column_sets.create(name=f"方案{count}", columns=["name"], shared=False, actor=boss, channel="web")
    return made.pk


def _customer() -> dict[str, Any]:
    plain = ("name", "kind", "portfolio", "code", "short_name", "mnemonic", "tax_id", "terms", "external_id", "remarks")
    typed = {name: CUSTOMER[name] for name in plain} | {"category_region": "杭州", "category_industry": "制造业"}
    for name in LISTS:
        typed |= {f"{name}-TOTAL_FORMS": "1", f"{name}-INITIAL_FORMS": "0"}
        typed |= {f"{name}-0-{part}": _typed(value) for part, value in CUSTOMER[name][0].items()}
    return typed


def _typed(value: Any) -> str:
    return ("on" if value else "") if isinstance(value, bool) else str(value)


def _pair(customer: Customer) -> str:
    """Where it is said whether ``customer`` and another are the same."""
    other = Customer.objects.get(code="KH-000003")
    noting.note([(noting.pair_of(customer.pk, other.pk), noting.MOBILE)])
    return f"/customers/duplicates/{LookAlike.objects.get().pk}/"


def _said_of(customer: Customer) -> dict[str, Any]:
    """The word that a new one is another than ``customer``."""
    return {"not_duplicate_of": customer.code, "reason": "注册地不同"}


def _edited(customer: Customer) -> dict[str, Any]:
    """A new contact besides the stored one, and new words in each plain field."""
    typed = {name: value for name, value in _customer().items() if not name.startswith(("code", *LISTS[1:]))}
    typed |= {name.replace("-0-", "-1-"): value for name, value in typed.items() if "-0-" in name}
    typed |= {f"initial-{name}": "" for name in typed if not name.endswith("_FORMS")}
    typed |= {"contacts-TOTAL_FORMS": "2", "contacts-INITIAL_FORMS": "1", "contacts-1-is_primary": ""}
    typed |= {
        "contacts-0-id": str(customer.contacts.get().pk),
        "name": "平安银行甲",
        "base_version": str(customer.version),
    }
    for name in LISTS[1:]:
        typed |= {f"{name}-TOTAL_FORMS": "0", f"{name}-INITIAL_FORMS": "0"}
    return typed


def _of_pairs_and_bills(customer: Customer, number: str) -> dict[str, Page]:
    word, cheque = {"date": "2026-01-10"}, Entry.objects.get(instrument__kind="cheque")
    pair = f"/receivables/customers/{customer.code}/pairs/new/?kind=transfer"
    return {
        "accounts:new_pair": Page(pair, _transfer(number), choices=("other_customer",)),
        "accounts:period_reopening": Page(
            "/receivables/periods/payable/reopening/new/", {"month": "2025-11", "reason": "漏记一笔"}
        ),
        "accounts:new_clearing": Page(f"/receivables/entries/{cheque}/clearing/new/", word),
        "accounts:new_dishonour": Page(f"/receivables/entries/{cheque}/dishonour/new/", word | {"reason": "退票"}),
    }


def _transfer(number: str) -> dict[str, Any]:
    """A transfer of part of an invoice to another customer."""
    plain = {name: value for name, value in _entry(number).items() if name not in ("kind", "tax_amount", *BILL)}
    return plain | {"due_date": "2026-02-10", "other_customer": "KH-000003"}


def _entry(number: str) -> dict[str, Any]:
    return {
        "kind": "receipt",
        "amount": "50.00",
        "currency": "CNY",
        "posting_date": "2026-01-10",
        "document_date": "2026-01-09",
        "due_date": "",
        "reference": "F-2",
        "tax_amount": "6.00",
        "memo": "一月货款",
        **BILL,
        "applies_to": number,
        "allocate": "on",
    }
