"""The posting statement: it moves the balance, numbers the entry and writes its open items, or does nothing (E1).

Guards stand in WHERE; where no row comes back, ``write`` finds the reason. ``tests/accounts/test_posting.py`` ties
each guard to its reason, and ``tests/accounts/twin.py`` does the same by ORM, as the statement's oracle.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NoReturn

from django.db import IntegrityError, connection, transaction

from access.models import Request
from accounts import allocation, refusals
from accounts.credit import ceiling
from accounts.credit.ceiling import Passing, Wanted
from accounts.credit.grounds import NONE, Grounds
from accounts.drafts import Due, EntryDraft
from accounts.instruments.drafts import InstrumentDraft
from accounts.kinds import RULES, is_halted
from accounts.models import Account, Allocation, Balance, Entry, EntryKind, Instrument, OpenItem
from accounts.opening import OPENS_FOR, opened_account
from accounts.periods.guard import require_open
from audit.refusals import Refused
from customers.models import Customer, Status

TAKES_DEBITS = frozenset({Status.ACTIVE})
TAKES_CREDITS = OPENS_FOR  # facts are never refused (E1)
MOST = Decimal("9999999999999999.99")

# Who closes a month holds accounts_balance (accounts/periods/guard.py): the statement takes that table before it looks,
# so that it sees the month closed. The customer is locked in share mode before the balance row, so that nobody freezes
# or deletes it meanwhile. A debit that needs credit passes without a ceiling only where none is needed, as the latest
# version of the row says.
STATEMENT = """
WITH customer AS (
  SELECT c.id, a.id AS account, a.side FROM customers_customer c JOIN accounts_account a ON a.customer_id = c.id
   WHERE c.id = %(customer)s AND a.side = %(side)s AND a.currency = %(currency)s AND c.status = ANY(%(statuses)s)
     AND NOT EXISTS (SELECT FROM accounts_books k WHERE k.side = a.side AND k.closed_through >= %(posting_date)s)
     FOR SHARE OF c
), moved AS (
  UPDATE accounts_balance b SET balance = b.balance + %(effect)s, last_number = b.last_number + 1
    FROM customer WHERE b.account_id = customer.account AND abs(b.balance + %(effect)s) <= %(most)s
     AND CASE WHEN NOT %(on_credit)s THEN true WHEN %(ceiling)s::numeric IS NULL THEN NOT b.capped
              ELSE b.balance + %(effect)s <= %(ceiling)s END
  RETURNING b.account_id, b.balance, b.last_number
), posted AS (
  INSERT INTO accounts_entry (account_id, number, kind, effect, raises, balance_after, document_date, posting_date,
                              reference, tax_amount, memo, reverses_id, action_id, posted_at)
  SELECT account_id, last_number, %(kind)s, %(effect)s, %(raises)s, balance, %(document_date)s, %(posting_date)s,
         %(reference)s, %(tax_amount)s, %(memo)s, %(reverses)s, %(action)s, clock_timestamp() FROM moved
  RETURNING id, account_id, number, balance_after, posted_at
), items AS (
  INSERT INTO accounts_openitem (entry_id, account_id, is_debit, due_date, amount, open)
  SELECT posted.id, posted.account_id, %(effect)s > 0, due.day, due.amount, due.amount
    FROM posted, unnest(%(days)s::date[], %(amounts)s::numeric[]) WITH ORDINALITY AS due (day, amount, place)
   ORDER BY due.place
  RETURNING id
), named AS (
  INSERT INTO accounts_documentreference (customer_id, side, kind, reference, entry_id)
  SELECT customer.id, customer.side, %(kind)s, %(reference)s, posted.id FROM posted, customer
   WHERE %(reference)s <> '' AND %(reverses)s::bigint IS NULL
)
SELECT posted.*, ARRAY(SELECT id FROM items ORDER BY id) FROM posted"""


@dataclass(frozen=True)
class Posted:
    """What a posting led to: the entry with what it settled, or the request that a second person decides (E7)."""

    entry: Entry | None
    allocations: tuple[Allocation, ...] = ()
    request: Request | None = None


@dataclass(frozen=True)
class Line:
    """The row an entry becomes: a draft's, or a reversal's mirror of its original.

    ``halted``: a customer that is frozen, inactive or closing refuses it, and it needs credit (E4).
    """

    kind: EntryKind
    effect: Decimal
    raises: bool
    document_date: date
    posting_date: date
    dues: tuple[Due, ...]
    reference: str = ""
    tax_amount: Decimal | None = None
    memo: str = ""
    reverses: int | None = None
    halted: bool = False
    grounds: Grounds = NONE


def write_draft(*, customer: Customer, draft: EntryDraft, action: int) -> Posted:
    """Write the entry and its allocations, inside the caller's ``acting`` and after its checks."""
    line = Line(
        draft.kind, draft.effect, draft.raises, draft.document_date, draft.posting_date, draft.dues,
        draft.reference, draft.tax_amount, draft.memo, halted=is_halted(draft.side, draft.kind),
        grounds=draft.grounds,
    )  # fmt: skip
    key = (customer, draft.side, draft.currency)
    entry, items = write(key, line, action)
    if draft.instrument:
        keep_instrument(entry, draft.instrument)
    made = allocation.settle(entry=entry, items=items, claims=draft.applies_to, rest=draft.allocate, action=action)
    if RULES[draft.side, draft.kind].whole:
        _require_whole(draft, items)
    return Posted(entry, tuple(made))


def keep_instrument(entry: Entry, instrument: InstrumentDraft) -> None:
    """Write what ``entry`` was made with."""
    Instrument.objects.create(
        entry=entry, customer=entry.account.customer, kind=instrument.kind, number=instrument.number,
        drawer=instrument.drawer, acceptor=instrument.acceptor, maturity=instrument.maturity,
        payable_on=instrument.maturity or entry.posting_date,
    )  # fmt: skip


def _require_whole(draft: EntryDraft, items: list[OpenItem]) -> None:
    """Raise Refused where something of a refund or write-off found nothing to settle (E1)."""
    left = sum((item.open for item in items), Decimal("0.00"))
    if left:
        raise Refused(refusals.NOT_WHOLLY_APPLIED, field="amount", applied=draft.amount - left, amount=draft.amount)


def write(key: tuple[Customer, Any, str], line: Line, action: int) -> tuple[Entry, list[OpenItem]]:
    """Execute the statement; the account of ``key`` (customer, side, currency) is opened if it is missing.

    Returns the entry and its open items, under the lock of the balance row. Raises Refused.
    """
    row = _at_once(key, line, action) or _carefully(key, line, action)
    return _made(key, line, action, row)


def _at_once(key: tuple[Customer, Any, str], line: Line, action: int) -> tuple[Any, ...] | None:
    """The row where nothing but the statement is needed. What a debit locked in vain is let go: it locks anew below."""
    if not line.halted:
        return _execute(key, line, action)
    if ceiling.is_always_asked() or line.grounds:
        return None
    with transaction.atomic():
        row = _execute(key, line, action)
        if row is None:
            transaction.set_rollback(True)
    return row


def _carefully(key: tuple[Customer, Any, str], line: Line, action: int) -> tuple[Any, ...]:
    """Lock the customer, ask for an open day, open the account, find the ceiling; write, or raise what refuses."""
    customer, side, currency = key
    _require_status(customer, line)
    require_open(side, day=line.posting_date, field="posting_date")
    opened_account(customer=customer, side=side, currency=currency)
    passes = _passing(key, line, action) if line.halted else None
    row = _execute(key, line, action, passes.ceiling if passes else None)
    if row is None and passes and passes.judged.rule:
        raise passes.judged.refusal()
    if row is None:
        _refuse_balance(key, line)
    if passes:
        passes.keep(entry=row[0])
    return row


def _passing(key: tuple[Customer, Any, str], line: Line, action: int) -> Passing:
    """How high the balance may go with the line, and on which grounds; under the customer's lock."""
    customer, _side, currency = key
    wanted = Wanted(customer, line.reference, action)
    return ceiling.passing(wanted, currency=currency, amount=line.effect, grounds=line.grounds)


def _execute(
    key: tuple[Customer, Any, str], line: Line, action: int, most: Decimal | None = None
) -> tuple[Any, ...] | None:
    try:
        with connection.cursor() as cursor:
            cursor.execute(STATEMENT, _parameters(key, line, action) | {"ceiling": most})
            return cursor.fetchone()
    except IntegrityError as error:
        _explain(error, line)


def _parameters(key: tuple[Customer, Any, str], line: Line, action: int) -> dict[str, Any]:
    customer, side, currency = key
    return {
        "customer": customer.pk,
        "side": str(side),
        "currency": currency,
        "statuses": sorted(_statuses(line)),
        "most": MOST,
        "on_credit": line.halted,
        "action": action,
        "kind": str(line.kind),
        "effect": line.effect,
        "raises": line.raises,
        "document_date": line.document_date,
        "posting_date": line.posting_date,
        "reference": line.reference,
        "tax_amount": line.tax_amount,
        "memo": line.memo,
        "reverses": line.reverses,
        "days": [due.due_date for due in line.dues],
        "amounts": [due.amount for due in line.dues],
    }


def _statuses(line: Line) -> frozenset[Status]:
    """Which customers take it: those that are active take all, others what is not halted."""
    return TAKES_DEBITS if line.halted else TAKES_CREDITS


def _made(
    key: tuple[Customer, Any, str], line: Line, action: int, row: tuple[Any, ...]
) -> tuple[Entry, list[OpenItem]]:
    pk, account, number, balance, posted_at, item_keys = row
    customer, side, currency = key
    entry = Entry(
        id=pk, account=Account(id=account, customer=customer, side=side, currency=currency), number=number,
        kind=line.kind, effect=line.effect, raises=line.raises, balance_after=balance,
        document_date=line.document_date, posting_date=line.posting_date, reference=line.reference,
        tax_amount=line.tax_amount, memo=line.memo, reverses_id=line.reverses, action_id=action, posted_at=posted_at,
    )  # fmt: skip
    items = [
        OpenItem(
            id=item, entry=entry, account_id=account, is_debit=line.effect > 0, due_date=due.due_date,
            amount=due.amount, open=due.amount,
        )
        for item, due in zip(item_keys, line.dues, strict=True)
    ]  # fmt: skip
    return entry, items


def _require_status(customer: Customer, line: Line) -> None:
    """Raise Refused where the customer's status refuses the entry, read under its lock."""
    status = Customer.objects.select_for_update(no_key=True).values_list("status", flat=True).get(pk=customer.pk)
    if status not in TAKES_CREDITS:
        raise Refused(refusals.CUSTOMER_TAKES_NO_ENTRY, status=Status(status).label)
    if status not in _statuses(line):
        raise Refused(refusals.CUSTOMER_FROZEN, status=Status(status).label)


def _refuse_balance(key: tuple[Customer, Any, str], line: Line) -> NoReturn:
    """Raise the one guard that is left, with the balance read under its lock."""
    customer, side, currency = key
    standing = Balance.objects.select_for_update().get(
        account__customer=customer, account__side=side, account__currency=currency
    )
    raise Refused(refusals.BALANCE_OUT_OF_RANGE, field="amount", balance=standing.balance + line.effect)


def _explain(error: IntegrityError, line: Line) -> NoReturn:
    """Raise the refusal behind a unique constraint; the transaction is rolled back by the caller's ``acting``."""
    constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""
    if constraint == "document_reference_once":
        raise Refused(refusals.REFERENCE_USED, field="reference", reference=line.reference) from error
    if constraint.startswith("accounts_entry_reverses"):
        raise Refused(refusals.ALREADY_REVERSED) from error
    raise error
