"""A run of statements: every account of a portfolio is stated once for a period, or it is said why not (E8).

Repeated, it issues nothing twice: what was issued for the same days, with nothing posted into them since, stands.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from access.models import Portfolio, User
from access.permissions import require
from accounts.drafts import ledger_today
from accounts.models import Account, Entry, Side, Statement
from accounts.statements import issuing, refusals
from audit.models import Channel
from audit.refusals import Refused
from exchange.runs import kinds, starting
from exchange.runs.models import Run, RunRow
from exchange.runs.results import REFUSALS, Results
from exchange.runs.working import Work

KIND = "accounts.statement_run"
AT_ONCE = 5  # accounts in one transaction: each holds its balance row until the transaction ends
ISSUED, STANDS, NOTHING, REFUSED = "issued", "stands", "nothing", "refused"
OUTCOMES = {
    ISSUED: gettext_lazy("issued"),
    STANDS: gettext_lazy("issued before, unchanged"),
    NOTHING: gettext_lazy("skipped: nothing to state"),
    REFUSED: gettext_lazy("refused"),
}


@dataclass(frozen=True)
class Wanted:
    """Statements of the accounts of one portfolio, side and currency, from ``first`` to ``last``, both inclusive."""

    portfolio: Portfolio
    side: Side
    currency: str
    first: date
    last: date

    def parameters(self) -> dict[str, str]:
        return {
            "portfolio": str(self.portfolio.pk),
            "side": str(self.side),
            "currency": self.currency,
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
        }


def begin(*, wanted: Wanted, actor: User, channel: Channel) -> Run:
    """Have the worker issue the statements. Raises PermissionDenied, Refused ``statement_…``.

    Each account is judged by itself, with the rights of the moment.
    """
    require(actor, issuing.ISSUE, wanted.portfolio)
    issuing.check_days(wanted.first, wanted.last, ledger_today())
    return starting.start(KIND, actor=actor, channel=channel, parameters=wanted.parameters())


def accounts_of(parameters: dict[str, Any], user: Any) -> QuerySet[Account]:
    """The accounts of a run that ``user`` sees."""
    found = Account.objects.visible_to(user).filter(
        customer__portfolio=parameters["portfolio"], side=parameters["side"], currency=parameters["currency"]
    )
    return found.select_related("customer")


def work(work: Work) -> None:
    """Issue what is to be issued, a few accounts at a time."""
    accounts = accounts_of(work.parameters, work.actor)
    if not work.mark:
        work.expect(accounts.count())
    after = int(work.mark or 0)
    while batch := list(accounts.filter(pk__gt=after).order_by("pk")[:AT_ONCE]):
        after = batch[-1].pk
        number = work.done
        with work.batch() as results:
            results.mark = str(after)
            for place, account in enumerate(batch, start=number + 1):
                _state(place, account, work, results)


def _state(place: int, account: Account, work: Work, results: Results) -> None:
    first, last = (date.fromisoformat(work.parameters[name]) for name in ("from", "to"))
    try:
        with transaction.atomic():
            if not _has_something(account, first, last):
                results.add(place, NOTHING, code=account.customer.code, cause=NOTHING, reason=_nothing())
                return
            made, is_new = issuing.issue_once(
                account=account, first=first, last=last, language=get_language() or "zh-hans", actor=work.actor,
                channel=Channel.TASK,
            )  # fmt: skip
    except REFUSALS as error:
        results.refuse(place, error, code=account.customer.code)
    else:
        results.add(place, ISSUED if is_new else STANDS, code=str(made))


def _nothing() -> str:
    return _("No entry in the period, and no balance at its beginning: there is nothing to agree on.")


def _has_something(account: Account, first: date, last: date) -> bool:
    """Whether anything was posted in the period, or a balance was brought into it."""
    if Entry.objects.filter(account=account, posting_date__range=(first, last)).exists():
        return True
    return bool(issuing.opening_of(account, first))


def statements_of(run: Run, user: Any) -> list[Statement]:
    """What a run issued or found standing, as ``user`` may see it now, in the order of their numbers."""
    codes = RunRow.objects.filter(run=run, outcome__in=(ISSUED, STANDS)).values_list("code", flat=True)
    given, numbers = run.parameters, set(codes)
    found = Statement.objects.visible_to(user).filter(
        Q(first_day=given["from"], last_day=given["to"]),
        account__side=given["side"],
        account__currency=given["currency"],
    )
    rows = found.select_related("account__customer").order_by("account__customer__code", "number")
    return [statement for statement in rows if str(statement) in numbers]


def register() -> None:
    """Add the kind; called in AppConfig.ready()."""
    kinds.register(
        kinds.Kind(
            name=KIND,
            label=gettext_lazy("statements of a portfolio"),
            work=work,
            permission=issuing.ISSUE,
            outcomes=OUTCOMES,
            template="accounts/statements/after_run.html",
            also=also,
        )
    )


def also(run: Run, user: Any) -> dict[str, Any]:
    """What the run's page adds: what was asked for, and whether there are prints to fetch."""
    portfolio = Portfolio.objects.visible_to(user).filter(pk=run.parameters["portfolio"]).first()
    asked = {name: run.parameters[name] for name in ("currency", "to")} | {"first": run.parameters["from"]}
    made = sum(run.counts.get(name, 0) for name in (ISSUED, STANDS))
    return {"asked": asked, "portfolio": portfolio, "prints": made if run.is_over and not run.erased_at else 0}


def require_prints(run: Run, user: Any) -> list[Statement]:
    """The statements of a run for its download. Raises Refused ``statement_run_empty``."""
    found = statements_of(run, user)
    if not found:
        raise Refused(refusals.RUN_EMPTY)
    return found
