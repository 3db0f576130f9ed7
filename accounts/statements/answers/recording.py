"""Recording what a customer answered, and reading it (E8)."""

import json
from collections.abc import Sequence
from typing import Any

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from access.data_keys import conceal, open_rows
from access.models import User
from access.permissions import require
from accounts.models import Account, Statement, StatementAnswer
from accounts.statements.answers.draft import Draft
from accounts.statements.issuing import ISSUE, READ
from audit.history import acting
from audit.models import Channel


def record(*, statement: Statement, draft: Draft, actor: User, channel: Channel) -> StatementAnswer:
    """Keep an answer to ``statement``; it replaces what was answered before. Raises PermissionDenied."""
    customer = statement.account.customer
    for permission in (ISSUE, READ):
        require(actor, permission, customer)
    details = {"statement": str(statement), "agreed": draft.agreed}
    with acting(actor=actor, kind="accounts.record_answer", channel=channel, about=customer, details=details) as action:
        made = StatementAnswer(
            statement=statement, customer=customer, agreed=draft.agreed, answered_on=draft.answered_on,
            ours=draft.ours, theirs=draft.theirs, action_id=action,
        )  # fmt: skip
        conceal(made, said=json.dumps(draft.said(), ensure_ascii=False))
        made.save(force_insert=True)
        return made


def answers_of(statement: Statement, user: Any) -> list[tuple[StatementAnswer, dict[str, Any]]]:
    """The answers to a statement that ``user`` may see, newest first, each with what was said; {} where erased."""
    found = StatementAnswer.objects.visible_to(user).filter(statement=statement).order_by("-pk")
    return [(row, json.loads(row.said.text) if row.said.is_open else {}) for row in open_rows(found)]


def latest_of(statements: Sequence[Statement], user: Any) -> dict[int, StatementAnswer]:
    """The last answer to each of ``statements``, by the statement's key, in one query."""
    found = StatementAnswer.objects.visible_to(user).filter(statement__in=[one.pk for one in statements])
    return {row.statement_id: row for row in found.order_by("statement", "-pk").distinct("statement")}


def last_statements(accounts: Sequence[Account], user: Any) -> list[dict[str, Any]]:
    """The last statement of each of ``accounts``, with the words of its last answer, in one query."""
    if not accounts:
        return []
    answer = StatementAnswer.objects.filter(statement=OuterRef("pk")).order_by("-pk").values("agreed")[:1]
    found = Statement.objects.visible_to(user).filter(account__in=[one.pk for one in accounts])
    rows = found.annotate(agreed=Subquery(answer)).order_by("account", "-number").distinct("account")
    by_key = {account.pk: account for account in accounts}
    shown = []
    for row in rows:
        row.account = by_key[row.account_id]
        answered = "" if row.agreed is None else str(StatementAnswer(agreed=row.agreed))
        url = reverse("accounts:statement", args=[row.pk])
        period = f"{row.first_day} – {row.last_day}"
        shown.append({"number": str(row), "url": url, "period": period, "answer": answered})
    return shown
