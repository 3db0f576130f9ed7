"""A statement on paper: both parties, lines, what is open, the balance in capitals, and a slip to answer on (E8)."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from access.settings import setting
from access.settings.company import ACCOUNTS
from accounts.books.subledger import Line, MonthEnd
from accounts.models import EntryKind, Statement
from accounts.open_items.listing import Item
from accounts.rows import direction_of
from accounts.statements.capitals import in_capitals
from accounts.statements.figures import Figures
from exchange.printing.sheets import SIDE, SMALL, WIDTH, Column, Sheet

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
    _open_items(sheet, figures)
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
        Column(_("Due date"), 52),
        Column(_("Debit"), 60, numeric=True),
        Column(_("Credit"), 60, numeric=True),
        Column(_("Balance"), 62, numeric=True),
        Column(_("Dr/Cr"), 23),
    ]


def _rows(figures: Figures) -> tuple[list[list[str]], frozenset[int]]:
    """The rows of the table, and the places of those that are sums."""
    side, turnover = figures.account.side, figures.turnover
    rows = [["", _("Opening balance"), "", "", "", "", "", money(figures.opening), direction_of(figures.opening, side)]]
    sums = {0}
    for line in figures.book.lines:
        rows.append(_row(line, side))
        if end := figures.book.ends.get(line.entry.pk):
            sums |= {len(rows), len(rows) + 1}
            rows += _ends(end)
    sums.add(len(rows))
    rows.append(
        ["", _("Closing balance"), "", "", "", money(turnover.debit), money(turnover.credit), money(figures.closing),
         direction_of(figures.closing, side)]
    )  # fmt: skip
    return rows, frozenset(sums)


def _row(line: Line, side: str) -> list[str]:
    entry, due = line.entry, line.due_date
    return [
        entry.posting_date.isoformat(), f"{entry.reference} #{entry.number}".strip(), str(entry.get_kind_display()),
        entry.memo, due.isoformat() if due else "", money(line.debit), money(line.credit), money(line.balance),
        direction_of(line.balance, side),
    ]  # fmt: skip


def _ends(end: MonthEnd) -> Iterator[list[str]]:
    month, year = end.turnover, end.year
    named = f"{end.month:%Y-%m}"
    yield [named, _("Total of the month"), "", "", "", money(month.debit), money(month.credit), "", ""]
    yield ["", _("Total of the year"), "", "", "", money(year.debit), money(year.credit), "", ""]


def _closing(sheet: Sheet, figures: Figures) -> None:
    """The balance in words: in capitals in Chinese; an advance is named and printed without its sign."""
    sheet.gap()
    closing, currency = figures.closing, figures.account.currency
    label = _("Closing balance") if closing >= 0 else _("Balance in advance")
    words = in_capitals(abs(closing), currency) if get_language() == "zh-hans" else ""
    sheet.line(f"{label}: {currency} {money(abs(closing))} {words}".rstrip(), size=10, bold=True)
    sheet.gap()


def _open_items(sheet: Sheet, figures: Figures) -> None:
    """What is open, and how old the debits are (E3)."""
    sheet.keep(50)
    sheet.line(_("Open items"), size=10, bold=True)
    sheet.gap(3)
    if not figures.open_items:
        sheet.line(_("Nothing is open."))
        return
    columns = [
        Column(_("Document"), 205),
        Column(_("Kind"), 70),
        Column(_("Due date"), 70),
        Column(_("Days overdue"), 90, numeric=True),
        Column(_("Open"), 100, numeric=True),
    ]
    sheet.table(columns, (_open_row(item, figures) for item in figures.open_items))
    sheet.gap()
    aged = [
        *((column.label, open_) for column, open_ in figures.ageing()),
        (_("Unapplied credits"), figures.sums.credits),
    ]
    width = (WIDTH - 2 * SIDE) / len(aged)
    sheet.table(
        [Column(label, width, numeric=True) for label, _sum in aged], [[money(open_) for _label, open_ in aged]]
    )


def _open_row(item: Item, figures: Figures) -> list[str]:
    days = item.days_overdue(figures.last)
    kind = str(EntryKind(item.kind).label)
    return [
        f"{item.reference} #{item.number}".strip(),
        kind,
        item.due_date.isoformat(),
        str(days or ""),
        money(item.open),
    ]


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


def money(amount: Decimal | None) -> str:
    """An amount as printed, "" for none."""
    return "" if amount is None else f"{amount:,.2f}"
