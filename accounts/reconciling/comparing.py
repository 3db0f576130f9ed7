"""Comparing the general ledger's list with what its reader sees here, and keeping the comparison."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import OuterRef, Subquery, Sum
from django.utils.translation import gettext as _

from access.fields import MONEY, may_see
from access.models import User
from accounts.choices import Side
from accounts.drafts import check_days, ledger_today
from accounts.members import Members, text_of
from accounts.models import Account, Entry, Reconciliation, ReconciliationLine
from accounts.reports.uploads import Line, lines_of
from audit.history import acting
from audit.models import Channel
from customers.models import Customer
from exchange.money import clean_currency, parse_money

HEADS = {
    "code": ("code", "customer", "customercode", "编码", "客户", "客户编码", "客户编号", "往来单位编码"),
    "currency": ("currency", "币种", "币别"),
    "balance": ("balance", "amount", "余额", "期末余额", "金额"),
}
REQUIRED = ("code", "balance")
HOME = "CNY"  # of a list without a column for it
SHOWN = 20
ZERO = Decimal("0.00")
Key = tuple[str, str]  # code, currency


def compare(*, side: Side, day: date, file: UploadedFile, actor: User, channel: Channel) -> Reconciliation:
    """Compare ``file`` (code, currency, balance) with the balances at the end of ``day`` and keep every line.

    Several lines of a code and currency add up. A customer of ours that the list does not name, with a balance, is a
    line too. Raises PermissionDenied, ValidationError for the file, Refused ``posting_date_in_future``.
    """
    if not may_see(actor, MONEY):
        raise PermissionDenied("accounts.view_money")
    check_days(posting_date=day, document_date=day, today=ledger_today())
    theirs = read_list(lines_of(file, HEADS, required=REQUIRED))
    file.seek(0)
    digest = hashlib.sha256(file.read()).hexdigest()
    with acting(actor=actor, kind="accounts.reconcile", channel=channel, details={"rows": len(theirs)}):
        rows = _joined(theirs, balances(actor, side, day), _customers(actor, {code for code, _currency in theirs}))
        differing = sum(1 for row in rows if row.difference or row.ours is None)
        made = Reconciliation.objects.create(
            side=side, day=day, lines_count=len(rows), differing=differing, sha256=digest, actor=actor
        )
        for row in rows:
            row.reconciliation = made
        ReconciliationLine.objects.bulk_create(rows, batch_size=1_000)
        return made


def read_list(lines: Sequence[Line]) -> dict[Key, Decimal]:
    """The balances listed, by code and currency. Raises ValidationError under ``file``, naming rows at fault."""
    found: dict[Key, Decimal] = {}
    faults: list[str] = []
    for line in lines:
        given = Members(line.values, frozenset(HEADS))
        currency = given.take("currency", lambda text: clean_currency(text.upper()), default=HOME)
        code = given.take("code", text_of(64), required=True)
        balance = given.take("balance", partial(_amount, currency), required=True)
        for name, errors in given.errors.items():
            words = " ".join(str(message) for error in errors for message in error.messages)
            faults.append(_("Row %(number)d") % {"number": line.number} + f", {name}: {words}")
        if not given.errors:
            key = (code.upper(), currency)
            found[key] = found.get(key, ZERO) + balance
    if faults:
        raise ValidationError({"file": faults[:SHOWN] + ["…"] * (len(faults) > SHOWN)})
    return found


def _amount(currency: str, text: str) -> Decimal:
    """An amount as lists write it, with or without separators of thousands."""
    return parse_money(text.replace(",", ""), currency)


def balances(user: Any, side: Side, day: date) -> dict[Key, tuple[Any, Decimal]]:
    """Balance(day) of each account ``user`` sees on ``side``, with its customer's key: one statement, one moment."""
    later = Entry.objects.filter(account=OuterRef("pk"), posting_date__gt=day).order_by().values("account")
    rows = Account.objects.visible_to(user).filter(side=side).annotate(
        later=Subquery(later.annotate(sum=Sum("effect")).values("sum"))
    )  # fmt: skip
    values = rows.values_list("customer__code", "currency", "customer_id", "standing__balance", "later")
    return {(code, currency): (key, (now or ZERO) - (after or ZERO)) for code, currency, key, now, after in values}


def _customers(user: Any, codes: set[str]) -> dict[str, Any]:
    visible = Customer.objects.visible_to(user)
    return dict(visible.filter(code__in=codes).values_list("code", "pk"))


def _joined(
    theirs: Mapping[Key, Decimal], ours: Mapping[Key, tuple[Any, Decimal]], known: Mapping[str, Any]
) -> list[ReconciliationLine]:
    rows = []
    for code, currency in sorted({*theirs, *(key for key, (_customer, amount) in ours.items() if amount)}):
        listed = theirs.get((code, currency))
        customer, here = ours.get((code, currency), (known.get(code), ZERO))
        amount = here if customer else None
        rows.append(
            ReconciliationLine(
                customer_id=customer, code=code, currency=currency, theirs=listed, ours=amount,
                difference=(amount or ZERO) - (listed or ZERO),
            )
        )  # fmt: skip
    return rows


def latest(user: Any, count: int) -> list[Reconciliation]:
    """The last comparisons ``user`` may see."""
    return list(Reconciliation.objects.visible_to(user).select_related("actor").order_by("-pk")[:count])
