"""What a statement says (E8): the detail ledger of the period, and what is open on its last day with its ageing."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.ageing.cutoffs import Basis, Column, columns
from accounts.books.subledger import Subledger, SubledgerPage, Turnover
from accounts.models import Account
from accounts.open_items.listing import Item, OpenItems, Sums

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Figures:
    """A statement of ``account`` from ``first`` to ``last``, both inclusive; amounts are in the account's currency.

    ``closing`` is opening + debits − credits of a receivable, and Balance(last); what is open adds up to it.
    """

    account: Account
    first: date
    last: date
    opening: Decimal
    book: SubledgerPage
    turnover: Turnover
    closing: Decimal
    open_items: tuple[Item, ...]
    sums: Sums

    def ageing(self) -> list[tuple[Column, Decimal]]:
        """Open debits by column of days past due (E3)."""
        debits = [item for item in self.open_items if not item.credit]
        return [
            (column, sum((item.open for item in debits if _within(item.due_date, column)), ZERO))
            for column in columns(Basis.DUE, self.last)
        ]


def statement_of(account: Account, first: date, last: date) -> Figures:
    """Return the figures of ``account``, which comes with its customer, for the days ``first`` to ``last``."""
    book = Subledger(account, first, last)
    items, sums = OpenItems([account.pk], last).all()
    return Figures(
        account, first, last, book.opening(), book.all(), book.turnover(), book.closing(), tuple(items), sums
    )


def _within(due: date, column: Column) -> bool:
    return (column.begins is None or column.begins <= due) and (column.ends is None or due <= column.ends)
