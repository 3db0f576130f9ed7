"""Issuing a statement: counted under the account's lock, printed, and kept as printed (E8)."""

import hashlib
import secrets
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import translation

from access.data_keys import conceal, open_rows
from access.models import User
from access.permissions import SEE, require
from accounts.books.subledger import Subledger
from accounts.drafts import ledger_today
from accounts.models import Account, Balance, Entry, Statement, StatementPrint
from accounts.statements import refusals
from accounts.statements.figures import Figures, statement_of
from accounts.statements.kept import Said, packed, plain, unpacked
from accounts.statements.printing import printed
from audit.history import acting, note
from audit.models import Channel
from audit.refusals import Refused

ISSUE = "accounts.post_receipt"
READ = "accounts.view_money"
MOST_LINES = 5_000
CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def preview(*, account: Account, first: date, last: date, actor: User) -> Figures:
    """Return what a statement would say. Raises PermissionDenied, Refused ``statement_…``; writes nothing."""
    require(actor, READ, account.customer)
    check(account, first, last)
    return statement_of(account, first, last)


def draft(*, account: Account, first: date, last: date, actor: User, channel: Channel) -> bytes:
    """Return the print of what ``preview`` says, marked as a draft; the journal says who took it, nothing is kept."""
    figures = preview(account=account, first=first, last=last, actor=actor)
    content = printed(figures)
    details = {"from": str(first), "to": str(last)}
    note(actor=actor, kind="accounts.draft_statement", channel=channel, about=account.customer, details=details)
    return content


def check(account: Account, first: date, last: date) -> None:
    """Raise Refused where no statement can be made of these days."""
    check_days(first, last, ledger_today())
    lines = Entry.objects.filter(account=account, posting_date__range=(first, last))[: MOST_LINES + 1].count()
    if lines > MOST_LINES:
        raise Refused(refusals.TOO_LONG, field="from", lines=lines, most=MOST_LINES)


def check_days(first: date, last: date, today: date) -> None:
    """Raise Refused for days in the wrong order or to come."""
    if first > last:
        raise Refused(refusals.NOT_IN_ORDER, field="from")
    if last > today:
        raise Refused(refusals.IN_FUTURE, field="to", today=today)


def opening_of(account: Account, first: date) -> Decimal:
    """Balance(first − 1)."""
    return Subledger(account, first, first).opening()


def issue_once(
    *, account: Account, first: date, last: date, language: str, actor: User, channel: Channel
) -> tuple[Statement, bool]:
    """Return the statement of exactly these days and whether it is new.

    One that was issued before stands, as long as nothing was posted into its days since. Raises as ``issue`` does.
    """
    for permission in (ISSUE, READ):
        require(actor, permission, account.customer)
    with transaction.atomic():
        Balance.objects.select_for_update().get(account=account)
        if (standing := _standing(account, first, last)) is not None:
            return standing, False
        made = issue(account=account, first=first, last=last, language=language, actor=actor, channel=channel)
        return made, True


def _standing(account: Account, first: date, last: date) -> Statement | None:
    """The last statement of exactly these days, if nothing came into them since."""
    found = Statement.objects.filter(account=account, first_day=first, last_day=last).order_by("-number").first()
    if found is None or added_since(found):
        return None
    found.account = account
    return found


def issue(*, account: Account, first: date, last: date, language: str, actor: User, channel: Channel) -> Statement:
    """Print the statement in ``language`` and keep it. Raises PermissionDenied, Refused ``statement_…``."""
    customer = account.customer
    for permission in (ISSUE, READ):
        require(actor, permission, customer)
    with acting(actor=actor, kind="accounts.issue_statement", channel=channel, about=customer) as action:
        standing = Balance.objects.select_for_update().get(account=account)
        require(actor, ISSUE, customer)  # again: it may have waited for a lock
        check(account, first, last)
        with translation.override(language):
            figures = statement_of(account, first, last)
        made = Statement(
            account=account, number=_next_number(account), first_day=first, last_day=last, opening=figures.opening,
            closing=figures.closing, last_entry=standing.last_number, code=_code(), action_id=action,
        )  # fmt: skip
        with translation.override(language):
            content = printed(figures, number=str(made), code=made.code, after=_added_since_the_last(account))
            said = packed(plain(figures))
        made.sha256, made.figures_sha256 = (hashlib.sha256(one).hexdigest() for one in (content, said))
        made.save(force_insert=True)
        kept = StatementPrint(statement=made, customer=customer)
        conceal(kept, content=content, figures=said)
        kept.save(force_insert=True)
        return made


def reprint(*, statement: Statement, actor: User, channel: Channel) -> bytes:
    """Return the bytes as they were issued; the journal says who read them. Raises Refused ``statement_altered``."""
    customer = statement.account.customer
    details = {"number": statement.number}
    with acting(actor=actor, kind="accounts.print_statement", channel=channel, about=customer, details=details):
        for permission in (SEE, READ):
            require(actor, permission, customer)
        return _opened(statement, "content", statement.sha256)


def kept_figures(*, statement: Statement, actor: User) -> Said:
    """Return what the statement said when it was issued. Raises PermissionDenied, Refused ``statement_…``."""
    for permission in (SEE, READ):
        require(actor, permission, statement.account.customer)
    if not statement.figures_sha256:
        raise Refused(refusals.NO_FIGURES)
    return unpacked(_opened(statement, "figures", statement.figures_sha256))


def _opened(statement: Statement, name: str, digest: str) -> bytes:
    """The kept bytes of that name. Raises Refused where they were erased or are not what was issued."""
    [kept] = open_rows([statement.printed])
    content = getattr(kept, name)
    if not content.is_open:
        raise Refused(refusals.ERASED)
    if hashlib.sha256(content.data).hexdigest() != digest:
        raise Refused(refusals.ALTERED)
    data: bytes = content.data
    return data


def added_since(statement: Statement) -> int:
    """How many entries were posted into the period after the statement was issued 对账后补记."""
    later = Entry.objects.filter(account=statement.account_id, number__gt=statement.last_entry)
    return later.filter(posting_date__lte=statement.last_day).count()


def _added_since_the_last(account: Account) -> tuple[Statement, int] | None:
    """The last statement of the account with the number of entries posted into its period since; None without any."""
    last = Statement.objects.filter(account=account).order_by("-number").first()
    if last is None:
        return None
    last.account = account
    added = added_since(last)
    return (last, added) if added else None


def _next_number(account: Account) -> int:
    """The next number, under the lock of the account's balance row."""
    last = Statement.objects.filter(account=account).order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


def _code() -> str:
    """A code that nobody guesses, in three groups that can be read over the telephone."""
    letters = [secrets.choice(CODE_ALPHABET) for _place in range(12)]
    return "-".join("".join(letters[start : start + 4]) for start in (0, 4, 8))
