"""What is sent to each address that takes something, so that what it answers can tell of what is hidden.

An address that takes something and is not here is in ``UNASKED``, with the reason.
"""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.oracle import ledger_posts
from tests.oracle.values import CODES, some

PEOPLE = "it is about people, passwords and settings, and says nothing of customers"
GRID = {
    "currency": "CNY", "posting_date": "2026-01-14", "mode": "sound", "act": "check",
    "row-TOTAL_FORMS": "1", "row-INITIAL_FORMS": "0",
}  # fmt: skip
BOOKS = {"side": "receivable", "currency": "CNY"}
UNASKED = {
    **dict.fromkeys(("account_login", "account_logout", "account_change_password", "set_language"), PEOPLE),
    "api:nothing": "there is nothing",
    **dict.fromkeys(("account_set_password", "account_new_password", "account_inactive"), PEOPLE),
}


def form(**data):
    """A form as it stands."""
    return lambda place, words: [("", "post", data)]


def body(method="post", **data):
    """A body of JSON as it stands."""
    return lambda place, words: [("", f"json-{method}", data)]


def _customer_form(**typed):
    lists = ("contacts", "addresses", "bank_accounts", "identifiers", "former_names", "external_codes")
    counts = {f"{name}-{count}_FORMS": "0" for name in lists for count in ("TOTAL", "INITIAL")}
    return {"kind": "organisation", "name": "新来的", "portfolio": "SOUTH", **counts, **typed}


def _contact(mobile):
    return {"contacts-TOTAL_FORMS": "1", "contacts-0-name": "张", "contacts-0-mobile": mobile}


def _new(place, words):
    """New customers that are like the hidden one in one thing each."""
    for word in some(words, 5):
        yield "", "post", _customer_form(name=word)
        if len(word) == 11 and word.isdigit():
            yield "", "post", _customer_form(**_contact(word))


def _new_by_api(place, words):
    for word in some(words, 5):
        yield "", "json-post", {"name": word, "portfolio": "SOUTH"}
        if len(word) == 11 and word.isdigit():
            yield (
                "",
                "json-post",
                {"name": "新来的", "portfolio": "SOUTH", "contacts": [{"name": "张", "mobile": word}]},
            )


def _likened(place, words):
    """What is typed so far."""
    for word in words:
        typed = {"kind": "organisation", "name": word}
        number = {"tax_id": word, "mobile": word} if word.isalnum() and word.isascii() else {}
        yield "", "post", typed | number


def _edited(place, words):
    yield "", "post", _customer_form(name="改名", base_version="1")
    yield "", "post", _customer_form(name="改名", base_version="2")


def _patched(place, words):
    for version in ("1", "2", "3"):
        yield "", f"json-patch-{version}", {"short_name": "简称", "bank_accounts": [], "terms": "net 10"}


def _file(place, words):
    """Rows that are like the hidden one, as a check."""
    lines = "\n".join(
        ["name,mobile", *(f"{word},{word if word.isdigit() and len(word) == 11 else ''}" for word in words)]
    )
    for portfolio in ("SOUTH", "EAST"):
        file = SimpleUploadedFile("rows.csv", lines.encode())
        yield "", "post", {"file": file, "kind": "upsert", "portfolio": portfolio}


def _file_by_api(place, words):
    for _path, method, typed in _file(place, words):
        yield "", method, typed | {"mode": "dry_run"}


def _list(**typed):
    """A list of the general ledger that names the hidden customer by the code of either world."""
    rows = "".join(f"{code},1.00\n" for code in CODES)
    return lambda place, words: [
        ("", "post", typed | {"file": SimpleUploadedFile("list.csv", f"code,balance\n{rows}".encode())})
    ]


def _exported(place, words):
    columns = ("code", "receivable:CNY", "category:credit_grade", "bank_number", "mobile", "mobile_masked", "id_number")
    others = ("id_number_masked", "bank_number_masked", "remarks", "payable:CNY", "external_id", "terms", "updated_on")
    for form in ("csv", "xlsx"):
        for column in (*columns, *some(others, 2)):
            yield "?q=", "post", {"columns": column, "format": form, "heads": "names"}
    for code in CODES:
        yield f"?code={code}", "post", {"columns": "code", "format": "csv", "heads": "names", "act": "preview"}
    kept = {"columns": columns, "act": "keep", "set_name": "neu", "format": "csv", "heads": "names"}
    yield "", "post", kept


def _exported_by_api(place, words):
    for column in ("receivable:CNY", "category:credit_grade", "bank_number", "mobile"):
        yield "", "json-post", {"format": "csv", "columns": ["code", column]}
    for code in CODES:
        yield "", "json-post", {"format": "csv", "codes": [code]}
    yield "", "json-post", {"format": "csv", "column_set": "hidden", "filter": {"category": ["credit_grade:prime"]}}


def _reveals(place, words):
    for fields in some(("contacts", "bank_accounts", "tax_id", "remarks", "identifiers", "addresses"), 3):
        yield "", "post", {"fields": fields, "reason": "collection"}


def _reveals_by_api(place, words):
    for fields in some(("contacts", "bank_accounts", "tax_id", "remarks", "identifiers", "addresses"), 3):
        yield "", "json-post", {"fields": [fields], "reason": "collection"}


def _views(place, words):
    typed = {"name": "我的", "whole": "on"}
    for query in ("category=credit_grade%3Aprime", "columns=receivable", "ordering=receivable", "status=frozen", "q=x"):
        yield f"?{query}", "post", typed


def _paper(place, words):
    yield "", "post", {"kind": "bank_letter", "file": SimpleUploadedFile("x.pdf", b"%PDF-1.7\n%%EOF"), "expires_on": ""}


DECISION = [form(verdict="approved", comment="同意")]
COMMENT = [form(comment="同意")]
WORDS = {"name_zh": "新", "name_en": "New"}
RUN = [form()]
POSTS = {
    "customers:new": [_new],
    "customers:similar": [_likened],
    "customers:edit": [_edited],
    "customers:import": [_file],
    "customers:export": [_exported],
    "customers:reveal": [_reveals],
    "customers:new_transition": [form(to="frozen", reason="逾期")],
    "customers:new_deletion_request": [form(reason="debts_settled", note="已结清", close="on")],
    "customers:attachments": [_paper],
    "customers:attachment_content": [form(reason="collection"), form()],
    "customers:new_attachment_version": [_paper],
    "customers:attachment_withdrawal": [form(reason="过期")],
    "customers:notes": [form(kind="call", day="2026-01-14", text="约好月底")],
    "customers:note": [form(kind="call", day="2026-01-14", text="改约下月")],
    "customers:note_strike": [form()],
    "customers:new_verification": [form(facts="name", way="licence", remark="")],
    "customers:duplicate": [form(verdict="other", note="")],
    "customer_lists:columns": [form(column=["receivable", "category:credit_grade", "code"]), form(reset="1")],
    "saved_views:new": [_views],
    "saved_views:edit": [form(name="改名", whole="on")],
    "saved_views:delete": [form()],
    "saved_views:opening": [form(on="1"), form()],
    "exports:column_set": [form(name="改", columns="receivable:CNY")],
    "exports:delete_column_set": [form()],
    "finding:pin": [form(), form(off="1")],
    "finding:visit": [form()],
    "finding:switch": [form(name="open_single", to="on")],
    "imports:mapping": RUN,
    "imports:again": RUN,
    "runs:stop": RUN,
    "approvals:new_decision": DECISION,
    "approvals:withdrawal": COMMENT,
    "batches:new_decision": DECISION,
    "batches:new_strike": [form(row="2")],
    "batches:withdrawal": COMMENT,
    "bulk:new": [form(act="status", code=list(CODES)), form(act="status", code=list(CODES), plan="1", to="frozen")],
    "bulk:detail": [form()],
    "bulk:undo": [form()],
    "drafts:discard": [form(place="customers:new")],
    "drafts:keep": [form(place="customers:new", name="新来的")],
    "accounts:new_statement": [form(first="2026-01-01", last="2026-01-14", language="zh-hans")],
    "accounts:new_comparison": [ledger_posts.compared],
    "accounts:comparison_file": [form(format="csv")],
    "accounts:new_answer": [form(agreed="true", answered_on="2026-01-15", answered_by="李会计")],
    "api:statement_answers": [body(agreed=True, answered_on="2026-01-15", answered_by="李会计")],
    "accounts:new_statement_run": [
        form(portfolio="EAST", side="receivable", currency="CNY", first="2026-01-01", last="2026-01-14")
    ],
    "accounts:statement_run_prints": [form()],
    "api:statement_runs": [
        body(portfolio="EAST", side="receivable", currency="CNY", **{"from": "2026-01-01", "to": "2026-01-14"})
    ],
    "accounts:statement_file": [form(), form(format="csv")],
    **{f"accounts:{name}_file": [form(format="csv")] for name in ("open_items", "subledger")},
    "accounts:ageing_file": [form()],
    "accounts:balances_file": [form()],
    "customers:field": [form(value="新", version="2")],
    "accounts:new_entry": [ledger_posts.entry],
    "accounts:new_pair": [ledger_posts.pair],
    "accounts:new_override": [form(currency="CNY", reference="F-9", amount="1.00", reason="急")],
    "accounts:new_credit_request": [form(currency="CNY", mode="cash_only", reason="逾期")],
    "accounts:entry_grid": [
        form(**GRID, **{"row-0-customer": code, "row-0-amount": "12.00", "row-0-memo": "NF-1"}) for code in CODES
    ],
    "accounts:allocation": [form(date="2026-01-14")],
    "accounts:auto_allocation": [form(date="2026-01-14")],
    "accounts:undo_allocation": [form(date="2026-01-14")],
    "api:allocations": [ledger_posts.allocated_by_api],
    "api:allocation_reversal": [body(date="2026-01-14")],
    "api:customer_auto_allocation": [body(side="receivable", currency="CNY", date="2026-01-14")],
    **{key: [form(date="2026-01-14")] for key in ("accounts:new_clearing", "accounts:new_dishonour")},
    **{key: [body(date="2026-01-14")] for key in ("api:clearing", "api:dishonour")},
    "accounts:new_control_total": [form(**BOOKS, day="2025-12-31", documents="1.00", advances="0.00")],
    "accounts:new_opening_item": [
        form(**BOOKS, customer=code, amount="1.00", document_date="2025-12-31") for code in CODES
    ],
    "accounts:opening_file": [form(**BOOKS)],
    "accounts:openings_posting": [form(**BOOKS)],
    "accounts:opening_strike": [form()],
    "accounts:verification": [form()],
    "accounts:reconciliations": [_list(side="receivable", day="2026-01-14")],
    "accounts:reconciliation_file": [form()],
    "accounts:vouchers": [form(month="2026-01", format="csv")],
    "api:reconciliations": [_list(side="receivable", as_of="2026-01-14")],
    "accounts:period_closing": [form(month="2026-01")],
    "accounts:period_reopening": [form(month="2026-01", reason="漏记")],
    "api:periods": [body(side="payable", month="2026-01", action="reopen", reason="漏记")],
    "accounts:new_reversal": [form(posting_date="2026-01-10", reason="录错")],
    "categories:new_dimension": [form(code="neu", **WORDS)],
    "categories:edit_dimension": [form(**WORDS)],
    "categories:new_category": [form(code="neu", **WORDS)],
    "categories:edit_category": [form(**WORDS, version="1")],
    "categories:move_category": [form(parent="", version="1")],
    "categories:retire_category": [form(retired="yes", version="1")],
    "categories:delete_category": [form(version="1")],
    "settings:end_setup": [form()],
    "settings:group": [form(customer_code_prefix="KH-", customer_code_width="6", reason="x")],
    "settings:accounts": [form()],
    "settings:new_person": [form(username="neu", last_name="新")],
    "settings:people_file": [form()],
    "settings:person": [form(last_name="新")],
    "settings:rights": [form()],
    "settings:activation": [form(active="")],
    "settings:password_link": [form()],
    "settings:new_portfolio": [form(code="NORTH", name="北")],
    "settings:portfolio": [form(name="东")],
    "settings:retirement": [form()],
    "api:customers": [_new_by_api],
    "api:customer": [_patched],
    "api:reveals": [_reveals_by_api],
    "api:transitions": [body(to="frozen", reason="逾期")],
    "api:deletion_requests": [body(reason="debts_settled", note="已结清", close=True)],
    "api:customer_accounts": [body(side="payable", currency="USD")],
    "api:imports": [_file_by_api],
    "api:exports": [_exported_by_api],
    "api:portfolios": [body(code="NORTH", name="北")],
    "api:dimensions": [body(code="neu", **WORDS)],
    "api:categories": [body(code="neu", **WORDS)],
    "api:category": [body("patch-1", **WORDS), body("delete-1")],
    "api:entries": [ledger_posts.entry_by_api],
    "api:statements": [ledger_posts.statement_by_api],
    "api:credit_checks": [
        body(customer=code, currency="CNY", amount="1.00") for code in ("KH-5X", "KH-2X", "KH-000001")
    ],
    "api:commitment": [body("delete-1")],
    "api:commitments": [
        body(customer=code, currency="CNY", amount="1.00", external_id="SO-9", expires_on="2999-12-31")
        for code in ("KH-5X", "KH-2X", "KH-000001")
    ],
    "api:credit_overrides": [
        body(customer=code, currency="CNY", reference="F-9", amount="1.00", reason="急")
        for code in ("KH-5X", "KH-2X", "KH-000001")
    ],
    "api:credit_limit_requests": [
        body(customer=code, currency="CNY", mode="cash_only", reason="逾期") for code in ("KH-5X", "KH-2X", "KH-000001")
    ],
    "api:reversal": [body(posting_date=str(date(2026, 1, 10)), reason="录错")],
    **{f"api:request_{act}": [body(comment="同意")] for act in ("approval", "rejection", "withdrawal")},
}
