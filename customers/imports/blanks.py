"""Templates to fill in: blank, or with the customers there are, every cell a text."""

import io
from collections.abc import Iterator, Sequence
from itertools import islice

from xlsxwriter import Workbook

from access.models import User
from access.permissions import rights_of
from categories.models import Dimension
from customers import classification
from customers.imports.guessing import LABELS
from customers.models import Customer, CustomerKind
from exchange.files import csv_lines
from exchange.files.writing import looks_like_formula, plain_cell, safe_cell

EXPORT = "customers.export_customer"
MAX_FILLED = 5_000  # rows; who needs more exports them
FETCHED = 500
MASKED = frozenset(  # what the template with customers leaves out: an export has it
    {"contact_name", "contact_role", "phone", "mobile", "email", "country", "province", "city", "address", "remarks"}
    | {"identifiers", "former_names", "external_codes"}
)
WIDTH = 20  # characters


def fields_of(dimensions: Sequence[Dimension], *, filled: bool) -> list[str]:
    """The fields of a template; one with customers has none that is masked on their pages."""
    own = [name for name in LABELS if not (filled and name in MASKED)]
    return [*own, *(f"category:{one.code}" for one in dimensions)]


def heads_of(fields: Sequence[str], dimensions: Sequence[Dimension]) -> list[str]:
    """What stands above the columns, in the language now active; the field's own name where two are called alike."""
    called = {f"category:{one.code}": str(one) for one in dimensions} | {
        name: str(text) for name, text in LABELS.items()
    }
    heads: list[str] = []
    for field in fields:
        heads.append(field if called[field] in heads else called[field])
    return heads


def rows_of(user: User, dimensions: Sequence[Dimension]) -> Iterator[list[str]]:
    """The first MAX_FILLED customers that ``user`` may export, by code."""
    if EXPORT not in rights_of(user).may:
        return
    codes = Customer.objects.visible_to(user).exclude_deleted().order_by("code").values_list("code", flat=True)
    left = iter(list(codes[:MAX_FILLED]))
    while batch := list(islice(left, FETCHED)):
        customers = list(Customer.objects.filter(code__in=batch).select_related("portfolio").order_by("code"))
        classification.fetch_present(customers)
        yield from (_cells(customer, dimensions) for customer in customers)


def _cells(customer: Customer, dimensions: Sequence[Dimension]) -> list[str]:
    own = {
        "code": customer.code,
        "name": customer.name,
        "short_name": customer.short_name,
        "mnemonic": customer.mnemonic,
        "kind": customer.kind,
        "tax_id": "" if customer.kind == CustomerKind.INDIVIDUAL else customer.tax_id,
        "portfolio": customer.portfolio.code,
        "terms": customer.terms,
        "external_id": customer.external_id,
    }
    present = classification.present(customer, dimensions)
    classes = [";".join(category.code for category in present[dimension]) for dimension in dimensions]
    return [*(own[name] for name in LABELS if name not in MASKED), *classes]


def as_csv(heads: Sequence[str], rows: Iterator[list[str]]) -> Iterator[bytes]:
    """The template as CSV, which spreadsheets know to be UTF-8."""
    return csv_lines(heads, rows)


def as_workbook(heads: Sequence[str], rows: Iterator[list[str]]) -> bytes:
    """The template as XLSX: columns are formatted as text, so that what is typed keeps its digits."""
    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        text, bold = workbook.add_format({"num_format": "@"}), workbook.add_format({"num_format": "@", "bold": True})
        sheet = workbook.add_worksheet()
        sheet.set_column(0, max(len(heads) - 1, 0), WIDTH, text)
        sheet.freeze_panes(1, 0)
        for column, head in enumerate(heads):
            sheet.write_string(0, column, head, bold)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, _inert(cell), text)
    return buffer.getvalue()


def _inert(text: str) -> str:
    return safe_cell(text) if looks_like_formula(text) or plain_cell(text) != text else text
