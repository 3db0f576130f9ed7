"""What each address is about in a world: keys of the hidden customer's things, the same ones in both worlds."""

from contextlib import suppress
from uuid import UUID

from django.urls import NoReverseMatch, reverse

from access.batches.models import Batch
from access.models import Portfolio, Request, User
from accounts.models import Account, Allocation, Commitment, Statement
from audit.models import Action
from categories.models import Category
from customers.models import Attachment, BulkChange, ColumnSet, Customer, LookAlike, Note
from exchange.models import Run, RunFile
from tests.oracle.values import CODES

NOBODY = UUID(int=1)


def places(name):
    """What the address is about: its arguments, one list for each thing of the hidden customer's."""
    if name in OBJECTS:
        return [[key] if not isinstance(key, tuple) else [*key] for key in OBJECTS[name]()]
    for wanted in (
        [[]],
        [[code] for code in (*CODES, "GR-1")],
        [[NOBODY]],
        [[1]],
        [[NOBODY, NOBODY]],
        [[CODES[0], NOBODY]],
    ):
        with suppress(NoReverseMatch):
            reverse(name, args=wanted[0])
            return wanted
    raise AssertionError(f"Say in OBJECTS what {name} is about.")


def firm():
    """The customer of which everything is known to the world's maker."""
    return Customer.objects.get(code__in=CODES)


def _papers():
    found = Attachment.objects.filter(customer=firm()).order_by("-chunks__pk")
    keys = sorted({paper.kind: paper.pk for paper in found}.values())
    return [(code, key) for code in CODES for key in keys]


def _notes():
    key = Note.history.order_by("history_id")[0].id  # the first one: others are in one world only
    return [(code, key) for code in CODES]


def _keys(model, *order, **conditions):
    return lambda: list(model.objects.filter(**conditions).order_by(*(order or ("pk",))).values_list("pk", flat=True))


def _actions():
    """One of each kind that says something of the hidden customer."""
    told = (
        "customers.create",
        "customers.change",
        "customers.reveal",
        "customers.export",
        "accounts.post",
        "access.approved",
    )
    return [Action.objects.filter(kind=kind).order_by("pk").first().pk for kind in told]


def _entries():
    return [f"{code}-AR-CNY-1" for code in (*CODES, "KH-000001")]


def _run_files():
    return [(file.run_id, file.pk) for file in RunFile.objects.order_by("pk")] + [(NOBODY, NOBODY)]


def _category():
    return [Category.objects.get(dimension__code="credit_grade", code="prime").pk]


_RUNS = (
    "accounts:statement_run_prints",
    "api:statement_run",
    "api:statement_run_prints",
    "imports:detail",
    "imports:mapping",
    "imports:again",
    "runs:detail",
    "runs:stop",
    "api:export",
    "api:export_file",
    "api:import",
    "api:import_failed_rows",
)
_BATCHES = ("detail", "new_decision", "new_strike", "withdrawal")
_PAPERS = ("attachment", "attachment_content", "new_attachment_version", "attachment_withdrawal")
_REQUESTS = ("approvals:detail", "approvals:new_decision", "approvals:withdrawal")
_API_REQUESTS = ("api:request", "api:request_approval", "api:request_rejection", "api:request_withdrawal")
_CATEGORIES = ("edit_category", "move_category", "retire_category", "delete_category")
OBJECTS = {
    **dict.fromkeys((f"customers:{name}" for name in _PAPERS), _papers),
    **dict.fromkeys((*_REQUESTS, *_API_REQUESTS), _keys(Request, "created_at")),
    **dict.fromkeys(_RUNS, _keys(Run, "created_at")),
    **dict.fromkeys((*(f"categories:{name}" for name in _CATEGORIES), "api:category"), _category),
    **dict.fromkeys(
        ("categories:edit_dimension", "categories:new_category", "api:categories"), lambda: ["credit_grade"]
    ),
    **dict.fromkeys(("exports:column_set", "exports:delete_column_set"), _keys(ColumnSet)),
    **dict.fromkeys(("saved_views:edit", "saved_views:delete", "saved_views:opening"), lambda: ["graded", "owing"]),
    **dict.fromkeys((f"accounts:new_{act}" for act in ("reversal", "clearing", "dishonour")), _entries),
    **dict.fromkeys((f"api:{part}" for part in ("entry", "reversal", "clearing", "dishonour")), _entries),
    **dict.fromkeys(("accounts:undo_allocation", "api:allocation_reversal"), _keys(Allocation)),
    **dict.fromkeys(("accounts:period_closing", "accounts:period_reopening"), lambda: ["receivable", "payable"]),
    "accounts:new_pair": lambda: [*CODES, "NF-1"],
    "api:commitment": _keys(Commitment),
    **dict.fromkeys(("accounts:new_credit_request", "accounts:new_override"), lambda: [*CODES, "NF-1"]),
    **dict.fromkeys(
        (f"settings:{name}" for name in ("person", "rights", "activation", "password_link")),
        lambda: [User.objects.get(username="clerk").pk],
    ),
    **dict.fromkeys(("settings:portfolio", "settings:retirement"), lambda: [Portfolio.objects.get(code="EAST").pk]),
    **dict.fromkeys(("customers:note", "customers:note_strike"), _notes),
    "customers:field": lambda: [(code, name) for code in CODES for name in ("short_name", "remarks")],
    "settings:group": lambda: ["numbering", "customers"],
    **dict.fromkeys(
        (
            "accounts:account",
            "accounts:open_items",
            "accounts:subledger",
            "accounts:open_items_file",
            "accounts:new_comparison",
            "accounts:subledger_file",
            "accounts:new_statement",
            "accounts:statement_draft",
            "accounts:allocation",
            "accounts:auto_allocation",
        ),
        _keys(Account),
    ),
    **dict.fromkeys(("accounts:new_answer", "api:statement_answers"), _keys(Statement)),
    **dict.fromkeys(("accounts:comparison", "accounts:comparison_file"), lambda: [1]),
    **dict.fromkeys(("accounts:statement", "accounts:statement_file", "api:statement"), _keys(Statement)),
    **dict.fromkeys(("bulk:detail", "bulk:undo"), _keys(BulkChange)),
    "account_new_password": lambda: [(User.objects.get(username="clerk").pk, "none")],
    "audit:action": _actions,
    "customers:duplicate": _keys(LookAlike),
    **dict.fromkeys((f"batches:{name}" for name in _BATCHES), _keys(Batch)),
    "runs:file": _run_files,
    "help:chapter": lambda: ["find"],
    "help:picture": lambda: ["nothing"],
}
