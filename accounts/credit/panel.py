"""The credit of one customer on its page: what waits, what was agreed, by whom, from when and until when, and why."""

import datetime
from collections.abc import Iterable, Iterator
from decimal import Decimal
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from access.approvals import payload_of
from access.data_keys import open_rows
from access.models import Decision, Request, Verdict
from access.permissions import allows
from accounts.credit import asking, override_asking
from accounts.credit.modes import CreditMode, in_words
from accounts.models import Account, Override, Side, TemporaryLimit
from accounts.opening import OPENS_FOR
from audit.models import Action
from customers.models import Customer

MOST = 50  # changes of one customer's credit that its page shows, the newest


def panel(customer: Customer, user: Any) -> dict[str, Any]:
    """What templates/accounts/credit/panel.html takes; empty for who may not see money."""
    if not allows(user, "accounts.view_money", customer):
        return {}
    return {
        "sees_money": True,
        "waiting": waiting_rows(customer, user),
        "agreed": agreed_rows(customer, user),
        "ask_url": ask_url(customer, user),
        "override_url": override_url(customer, user),
    }


def ask_url(customer: Customer, user: Any) -> str:
    """Where other credit is asked for; empty where ``user`` may not, or none can be agreed."""
    may = all(allows(user, permission, customer) for permission in asking.ASKS)
    return reverse("accounts:new_credit_request", args=[customer.code]) if may and customer.status in OPENS_FOR else ""


def override_url(customer: Customer, user: Any) -> str:
    """Where an override is asked for; empty where ``user`` may not, or nothing is posted."""
    may = all(allows(user, permission, customer) for permission in override_asking.ASKS)
    return reverse("accounts:new_override", args=[customer.code]) if may and customer.status in OPENS_FOR else ""


def waiting_rows(customer: Customer, user: Any) -> list[dict[str, Any]]:
    """What was asked for and is undecided, oldest first, as far as ``user`` may know of it."""
    kinds = (asking.KIND, override_asking.KIND)
    found = Request.objects.visible_to(user).filter(
        kind__in=kinds, target_id=customer.pk, status="pending", expires_at__gt=timezone.now()
    )
    rows = list(found.select_related("maker").order_by("created_at", "pk")[:MOST])
    open_rows(rows)
    return [
        {"what": asked_words(payload_of(asked)), "maker": asked.maker.username, "since": asked.created_at,
         "why": asked.reason, "url": asked.get_absolute_url()}
        for asked in rows if not asked.payload.erased
    ]  # fmt: skip


def asked_words(payload: dict[str, Any]) -> str:
    """What a request asks for, in one line."""
    currency = payload["currency"]
    if "reference" in payload:
        return _override_words(payload["reference"], payload["amount"], currency)
    words = in_words(CreditMode(payload["mode"]), payload.get("limit"), currency)
    if made := payload.get("temporary"):
        words += _("; temporarily %(amount)s more, %(first)s to %(last)s") % {
            "amount": in_words(CreditMode.LIMITED, made["amount"], currency, bare=True),
            "first": made["from"],
            "last": made["to"],
        }
    return words


def _override_words(reference: str, amount: Decimal | str, currency: str) -> str:
    return _("override for %(reference)s, at most %(amount)s") % {
        "reference": reference,
        "amount": in_words(CreditMode.LIMITED, amount, currency, bare=True),
    }


def agreed_rows(customer: Customer, user: Any) -> list[dict[str, Any]]:
    """Modes, limits, temporary limits and overrides that ``user`` sees, the newest first, at most MOST."""
    accounts = Account.objects.visible_to(user).filter(customer=customer, side=Side.RECEIVABLE)
    rows = [*_modes(accounts), *_temporary(accounts), *_overrides(customer, user)]
    newest = sorted(rows, key=itemgetter("at", "action"), reverse=True)[:MOST]
    return _with_people(newest)


def _modes(accounts: QuerySet[Account]) -> Iterator[dict[str, Any]]:
    """What each account's credit was from one change to the next."""
    for account in accounts:
        past: Any = Account.history
        states = past.filter(id=account.pk).order_by("history_id")
        before, row = (CreditMode.UNSET, None), None
        for state in states.values("credit_mode", "credit_limit", "history_date", "action_id"):
            now, day = (state["credit_mode"], state["credit_limit"]), _day(state["history_date"])
            if now == before:
                continue
            if row:
                yield row | {"until": day}
            before, row = now, _row(state["history_date"], state["action_id"], in_words(*now, account.currency), day)
        if row:
            yield row


def _temporary(accounts: QuerySet[Account]) -> Iterator[dict[str, Any]]:
    found = TemporaryLimit.objects.filter(account__in=accounts).order_by("-pk")
    times = dict(Action.objects.filter(pk__in=found.values("action_id")).values_list("pk", "at"))
    for made in found.select_related("account"):
        words = _("temporarily %(amount)s more") % {
            "amount": in_words(CreditMode.LIMITED, made.amount, made.account.currency, bare=True)
        }
        yield _row(times[made.action_id], made.action_id, words, made.first_day) | {"until": made.last_day}


def _overrides(customer: Customer, user: Any) -> Iterator[dict[str, Any]]:
    found = Override.objects.visible_to(user).filter(customer=customer).order_by("-pk")
    times = dict(Action.objects.filter(pk__in=found.values("action_id")).values_list("pk", "at"))
    for made in found.select_related("use__entry__account__customer"):
        at = times[made.action_id]
        words = _override_words(made.reference, made.most, made.currency)
        if used := getattr(made, "use", None):
            words += _("; used by %(number)s") % {"number": used.entry}
        yield _row(at, made.action_id, words, _day(at)) | {"until": made.last_day}


def _row(at: datetime.datetime, action: int, what: str, first: datetime.date) -> dict[str, Any]:
    return {"at": at, "action": action, "what": what, "from": first, "until": None}


def _day(moment: datetime.datetime) -> datetime.date:
    return timezone.localdate(moment, timezone=timezone.get_default_timezone())


def _with_people(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each row with who asked, who agreed and why; by three queries for all."""
    actions = Action.objects.in_bulk([row["action"] for row in rows])
    keys = [action.approval for action in actions.values() if action.approval]
    asked = Request.objects.select_related("maker").defer("payload").in_bulk(keys)
    agreed = _agreed_by(keys)
    return [row | _people(actions[row["action"]], asked, agreed) for row in rows]


def _agreed_by(keys: Iterable[UUID]) -> dict[UUID, list[str]]:
    people: dict[UUID, list[str]] = {}
    given = Decision.objects.filter(request__in=list(keys), verdict=Verdict.APPROVED).order_by("at", "pk")
    for key, name in given.values_list("request_id", "decided_by__username"):
        people.setdefault(key, []).append(name)
    return people


def _people(action: Action, asked: dict[UUID, Request], agreed: dict[UUID, list[str]]) -> dict[str, Any]:
    request = asked.get(action.approval) if action.approval else None
    return {
        "maker": request.maker.username if request else "",
        "agreed": ", ".join(agreed.get(request.pk, [])) if request else "",
        "why": action.reason,
        "url": request.get_absolute_url() if request else "",
    }
