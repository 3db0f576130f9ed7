"""Pages of settings, people, saved views, papers and imports with a form that each takes (see pages.py)."""

from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile

from access.models import Portfolio, User
from accounts.drafts import ledger_today
from accounts.models import Statement
from audit.models import Channel
from customers.attachments import filing
from customers.attachments.acceptance import Upload
from customers.models import Attachment, Customer
from exchange.imports import bringing
from exchange.models import Run

PDF = b"%PDF-1.7\nstartxref\n9\n%%EOF"
ROWS = "客户编码,客户名称\nA1,平安银行\n".encode()
DETAILS = {"last_name": "王", "first_name": "芳", "email": "w@example.com", "language": "en"}


def settings(page):
    """Settings, people, portfolios; ``page`` makes a Page."""
    clerk, east = User.objects.get(username="clerk"), Portfolio.objects.get(code="EAST")
    group = {"customer_code_prefix": "K-", "customer_code_width": "7", "reason": "换号"}
    account = {"bank": "工商银行", "holder": "本公司", "number": "6222020200112233445", "currency": "CNY"}
    accounts = {f"accounts-0-{name}": value for name, value in account.items()}
    counts = {"accounts-TOTAL_FORMS": "1", "accounts-INITIAL_FORMS": "0"}
    chosen = ("roles", "language", f"grant_{east.pk}")
    return {
        "settings:group": page("/settings/groups/numbering/", group, choices=tuple(group)[:2]),
        "settings:accounts": page("/settings/company/accounts/", counts | accounts | {"reason": "开户"}),
        "settings:new_person": page(
            "/settings/people/new/", DETAILS | {"username": "wang.fang", "roles": "审计"}, choices=chosen
        ),
        "settings:person": page(f"/settings/people/{clerk.pk}/", DETAILS, choices=chosen),
        "settings:rights": page(
            f"/settings/people/{clerk.pk}/rights/", {"roles": "审计", f"grant_{east.pk}": "view"}, choices=chosen
        ),
        "settings:new_portfolio": page("/settings/portfolios/new/", {"code": "NORTH", "name": "华北"}),
        "settings:portfolio": page(f"/settings/portfolios/{east.pk}/", {"name": "华东"}),
    }


def views(page):
    """Saved views and the switches of the search."""
    role = str(Group.objects.get(name="财务文员").pk)
    typed = {"name": "月末", "whole": "on", "opening": "on", "shared": "on", "roles": role}
    return {
        "saved_views:new": page("/customer-views/new/?status=active", typed, choices=("roles",), strict=False),
        "saved_views:edit": page("/customer-views/all/edit/", typed, choices=("roles",), strict=False),
        "finding:switch": page(
            "/search/switches/", {"name": "open_single", "to": "off"}, choices=("name", "to"), strict=False
        ),
    }


def papers(page, customer: Customer):
    """Papers: filed, replaced, opened, taken out of force; and a file to import."""
    boss = User.objects.get(username="boss")
    day = {"expires_on": "2030-01-31"}
    one = _filed(customer, boss)
    address = f"/customers/{customer.code}/attachments/"
    file = ("licence.pdf", PDF)
    run = _brought(boss)
    return {
        "customers:attachments": page(address, {"kind": "licence", **day}, file=file),
        "customers:new_attachment_version": page(f"{address}{one.pk}/versions/", day, file=file),
        "customers:attachment_withdrawal": page(f"{address}{one.pk}/withdrawal/", {"reason": "过期"}),
        "customers:import": page("/customers/import/", {"kind": "upsert", "portfolio": "EAST"}, file=("a.csv", ROWS)),
        "imports:mapping": page(
            f"/imports/{run.pk}/mapping/",
            {"mode": "valid_rows", "column_0": "code", "column_1": "name"},
            choices=("mode", "column_0", "column_1"),
            beside={"act": "start"},
        ),
    }


def _filed(customer: Customer, boss: User) -> Attachment:
    paper = filing.Paper(Upload("contract.pdf", "", PDF), "contract", None)
    return filing.file(customer=customer, paper=paper, actor=boss, channel=Channel.WEB)


def _brought(boss: User) -> Run:
    way = {"kind": "upsert", "portfolio": "EAST"}
    file = SimpleUploadedFile("b.csv", ROWS)
    return bringing.bring(file, kind="customers.import", actor=boss, channel=Channel.WEB, parameters=way)


def statements(page):
    """Statements of a portfolio, and an answer to one."""
    typed = {"portfolio": "EAST", "side": "receivable", "currency": "CNY", "first": "2026-01-01", "last": "2026-01-31"}
    answer = {
        "agreed": "false",
        "answered_on": str(ledger_today()),
        "answered_by": "李会计",
        "balance": "1.00",
        "lines": "F-1 50.00 少开",
        "remark": "待查",
    }
    return {
        "accounts:new_statement_run": page(
            "/receivables/statements/runs/new/", typed, choices=("portfolio", "side", "currency")
        ),
        "accounts:new_comparison": page(
            f"/receivables/accounts/{Statement.objects.get().account_id}/comparisons/new/",
            {"first": "2026-01-01", "last": "2026-01-31"},
            file=("a.csv", "日期,单据号,贷方\n2026-01-10,F-1,100.00\n".encode()),
        ),
        "accounts:new_answer": page(
            f"/receivables/statements/{Statement.objects.get().pk}/answers/new/", answer, choices=("agreed",)
        ),
    }


def grid(page, code: str):
    """The grid with one row, a receipt."""
    row = {
        "customer": code,
        "amount": "50.00",
        "document_date": "2026-01-09",
        "settles": "",
        "reference": "F-3",
        "memo": "一月货款",
    }
    head = {"currency": "CNY", "posting_date": "2026-01-10", "control_total": "50.00", "mode": "all", "allocate": "on"}
    rows = {"row-TOTAL_FORMS": "1", "row-INITIAL_FORMS": "0"}
    typed = head | rows | {f"row-0-{name}": value for name, value in row.items()}
    return {"accounts:entry_grid": page("/receivables/entries/grid/?kind=receipt", typed, choices=("mode",))}
