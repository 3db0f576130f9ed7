"""Short ways to give credit in tests, past the decisions of two people."""

from datetime import date
from decimal import Decimal

from accounts.credit import committing, override_asking
from accounts.credit.figures import standings
from accounts.credit.modes import CreditMode
from accounts.credit.writing import locked_account, write_credit
from accounts.drafts import ledger_today
from accounts.models import Override, TemporaryLimit
from audit.history import acting
from tests.accounts.ledger import approve


def credit(customer, mode="limited", limit=None, currency="CNY"):
    """Agree a mode and a limit; returns the account."""
    amount = Decimal(limit) if limit is not None else (Decimal("0.00") if mode == "limited" else None)
    with acting(actor=None, kind="tests.credit", channel="command"):
        account = locked_account(customer, currency)
        write_credit(account, CreditMode(mode), amount)
    return account


def temporary(account, amount, first, last):
    """Grant a temporary limit."""
    with acting(actor=None, kind="tests.credit", channel="command") as action:
        return TemporaryLimit.objects.create(
            account=account, amount=Decimal(amount), first_day=first, last_day=last, action_id=action
        )


def override(customer, maker, checker, reference="F-1", amount="50.00", **members):
    """Ask for an override and let ``checker`` agree; returns its request."""
    raw = {"currency": "CNY", "reference": reference, "amount": amount, "reason": "客户紧急发货"} | members
    asked = override_asking.ask(customer=customer, asked=override_asking.read(raw), actor=maker, channel="web")
    return approve(asked, checker)


def agreed_override(customer, request, reference="F-1", most="50.00", last_day=None):
    """An override as if ``request`` had been asked for it and agreed to; returns its key."""
    with acting(actor=None, kind="tests.override", channel="command") as action:
        made = Override.objects.create(
            request_id=request, customer=customer, currency="CNY", rules=["limit"], reference=reference,
            most=Decimal(most), last_day=last_day or ledger_today(), action_id=action,
        )  # fmt: skip
    return str(made.pk)


def reserve(customer, actor, amount="50.00", **members):
    """Reserve credit; returns the commitment."""
    raw = {"currency": "CNY", "amount": amount, "external_id": "SO-1", "expires_on": "2999-12-31"} | members
    return committing.reserve(customer=customer, wanted=committing.read(raw), actor=actor, channel="api")


def standing(customer, currency="CNY", day=None):
    """The standing as of ``day``, today where none is given."""
    today = ledger_today()
    as_of = date.fromisoformat(day) if day else today
    return standings([customer.pk], currency, as_of, today=today)[customer.pk]
