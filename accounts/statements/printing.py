"""A statement on paper: both parties, lines, what is open, the balance in capitals, and a slip to answer on (E8)."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from access.settings import setting
from access.settings.company import ACCOUNTS
from accounts.models import Statement
from accounts.rows import direction_of
from accounts.statements.capitals import in_capitals
from accounts.statements.figures import Figures, Line, Month, OpenDocument
from exchange.printing.sheets import SMALL, Column, Sheet

SLIP = 110.0  # points that the slip needs


def printed(figures: Figures, *, number: str = "", code: str = "", after: tuple[Statement, int] | None = None) -> bytes:
    """Return the PDF of ``figures`` in the active language; without ``number`` it says that it is a draft.

    ``after`` is the statement before it with how many entries came into its period since. Raises Refused
    ``cannot_print`` where a character has no glyph.
    """
    sheet = Sheet(title=number or _("Draft statement"), foot=" · ".join(filter(None, (number or _("Draft"), code))))
    _head(sheet, figures, number, code)
    rows, sums = _rows(figures)
    sheet.table(_columns(), rows, strong=sums)
    _closing(sheet, figures)
    if after:
        sheet.line(
            _("Since statement %(number)s, %(count)d entries were posted into its period, and are counted in here.")
            % {"number": after[0], "count": after[1]}
        )
    _open_documents(sheet, figures.open_documents)
    _slip(sheet, figures, number)
    return sheet.close()


def _head(sheet: Sheet, figures: Figures, number: str, code: str) -> None:
    customer, currency = figures.account.customer, figures.account.currency
    sheet.line(setting("company_name") or _("Our company is not named yet"), size=11, bold=True, centred=True)
    sheet.line(_("Statement of account"), size=16, bold=True, centred=True)
    sheet.gap()
    sheet.facts(
        [
            (_("Customer"), customer.name),
            (_("From"), setting("company_name")),
            (_("USCC"), customer.tax_id or "—"),
            (_("USCC"), setting("company_uscc") or "—"),
            (_("Customer code"), customer.code),
            (_("Our bank account"), _bank_account(currency)),
            (_("Period"), f"{figures.first} – {figures.last}"),
            (_("Currency"), currency),
            (_("Number"), number or _("Draft")),
            (_("Verification code"), code or "—"),
            (_("Basis"), _("by posting date")),
            (_("Account"), str(figures.account)),
        ]
    )
    sheet.gap()


def _bank_account(currency: str) -> str:
    """Ours in that currency, else the first; in full: it is what the customer pays to."""
    accounts = setting(ACCOUNTS)
    fitting = [account for account in accounts if account["currency"] == currency] or accounts
    return " ".join(filter(None, (fitting[0]["bank"], fitting[0]["number"]))) if fitting else "—"


def _columns() -> list[Column]:
    return [
        Column(_("Date"), 52),
        Column(_("Document"), 112),
        Column(_("Kind"), 42),
        Column(_("Memo"), 72),
        Column(_("Due"), 52),
        Column(_("Debit"), 60, numeric=True),
        Column(_("Credit"), 60, numeric=True),
        Column(_("Balance"), 62, numeric=True),
        Column(_("Dr/Cr"), 23),
    ]


def _rows(figures: Figures) -> tuple[list[list[str]], frozenset[int]]:
    """The rows of the table, and the places of those that are sums."""
    side = figures.account.side
    rows = [["", _("Opening balance"), "", "", "", "", "", money(figures.opening), direction_of(figures.opening, side)]]
    strong = {0}
    for month in figures.months:
        rows += [_row(line) for line in month.lines]
        strong |= {len(rows), len(rows) + 1}
        rows += _sums(month)
    strong.add(len(rows))
    rows.append(
        ["", _("Closing balance"), "", "", "", money(figures.total_debit), money(figures.total_credit),
         money(figures.closing), direction_of(figures.closing, side)]
    )  # fmt: skip
    return rows, frozenset(strong)


def _row(line: Line) -> list[str]:
    document = f"{line.reference} {_short(line.number)}".strip()
    return [
        line.day.isoformat(), document, line.kind, line.memo, line.due_date.isoformat() if line.due_date else "",
        money(line.debit), money(line.credit), money(line.balance), line.direction,
    ]  # fmt: skip


def _sums(month: Month) -> Iterator[list[str]]:
    named = f"{month.first:%Y-%m}"
    yield [named, _("Total of the month"), "", "", "", money(month.debit), money(month.credit), "", ""]
    yield ["", _("Total of the year"), "", "", "", money(month.year_debit), money(month.year_credit), "", ""]


def _closing(sheet: Sheet, figures: Figures) -> None:
    """The balance in words: in capitals in Chinese; an advance is named and printed without its sign."""
    sheet.gap()
    closing, currency = figures.closing, figures.account.currency
    label = _("Closing balance") if closing >= 0 else _("Balance in advance")
    words = in_capitals(abs(closing), currency) if get_language() == "zh-hans" else ""
    sheet.line(f"{label}: {currency} {money(abs(closing))} {words}".rstrip(), size=10, bold=True)
    sheet.gap()


def _open_documents(sheet: Sheet, documents: tuple[OpenDocument, ...]) -> None:
    sheet.keep(50)
    sheet.line(_("Open documents"), size=10, bold=True)
    sheet.gap(3)
    if not documents:
        sheet.line(_("Nothing is open."))
        return
    columns = [
        Column(_("Document"), 205),
        Column(_("Kind"), 70),
        Column(_("Due"), 70),
        Column(_("Days overdue"), 90, numeric=True),
        Column(_("Open"), 100, numeric=True),
    ]
    sheet.table(columns, (_open_row(document) for document in documents))


def _open_row(document: OpenDocument) -> list[str]:
    named = f"{document.reference} {_short(document.number)}".strip()
    days = str(document.days) if document.days else ""
    return [named, document.kind, document.due_date.isoformat(), days, money(document.open)]


def _slip(sheet: Sheet, figures: Figures, number: str) -> None:
    """What the customer sends back."""
    sheet.keep(SLIP)
    sheet.gap(14)
    sheet.rule_dashed()
    sheet.line(_("Reply slip: %(number)s") % {"number": number or _("Draft")}, size=10, bold=True)
    sheet.line("□ " + _("We agree with the balance of %(day)s.") % {"day": figures.last})
    sheet.line("□ " + _("We do not agree; by our books it is ________________, because:"))
    sheet.gap(18)
    sheet.line(_("Company seal") + " ____________________    " + _("Date") + " ____________________")
    sheet.line(
        _("Please answer within ten days. This statement asks to compare the books and is no demand for payment."),
        size=SMALL,
    )


def _short(number: str) -> str:
    """The entry's number within the account, which the head names."""
    return "#" + number.rpartition("-")[2]


def money(amount: Decimal | None) -> str:
    """An amount as printed, "" for none."""
    return "" if amount is None else f"{amount:,.2f}"
