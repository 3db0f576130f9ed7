"""Whether a debit passes, and what would pass instead (E4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import lazystr
from django.utils.translation import gettext as _

from access.settings import setting
from accounts import refusals
from accounts.credit.figures import ZERO, Standing
from accounts.credit.modes import CreditMode, CreditRule
from accounts.credit.settings import UNSET_ALLOWED
from audit.refusals import Refused


@dataclass(frozen=True)
class Check:
    """What one rule leaves: a debit of up to ``room`` passes. ``cure``: the receipt without which none does.

    ``room`` is negative where the exposure is over already; None with a rule that refuses every debit.
    """

    rule: CreditRule
    room: Decimal | None
    cure: Decimal | None = None

    def passes(self, amount: Decimal) -> bool:
        return self.room is not None and amount <= self.room

    def shortfall(self, amount: Decimal) -> Decimal | None:
        """The receipt after which ``amount`` passes this rule; None where money does not help."""
        return self.cure if self.room is None else amount - self.room


@dataclass(frozen=True)
class Judgement:
    """A debit of ``amount`` against a standing: the checks it has to pass, and whether it does."""

    standing: Standing
    amount: Decimal
    checks: tuple[Check, ...]

    @property
    def failed(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if not check.passes(self.amount))

    @property
    def rule(self) -> CreditRule | None:
        """The first rule that refuses it."""
        return self.failed[0].rule if self.failed else None

    @property
    def room(self) -> Decimal | None:
        """The largest debit that passes now, 0.00 where none does; None where nothing limits."""
        if any(check.room is None for check in self.checks):
            return ZERO
        rooms = [check.room for check in self.checks if check.room is not None]
        return max(ZERO, min(rooms)) if rooms else None

    @property
    def shortfall(self) -> Decimal | None:
        """The receipt after which it passes every rule; 0.00 where it passes, None where money does not help."""
        lacks = [check.shortfall(self.amount) for check in self.failed]
        return None if None in lacks else max((lack for lack in lacks if lack is not None), default=ZERO)

    @property
    def ceiling(self) -> Decimal | None:
        """What the balance row may hold at most after the debit; None where no rule has anything against one."""
        if self.room is None:
            return None
        return self.standing.stored + self.room

    def figures(self) -> dict[str, Any]:
        """What the refusal and the API say, amounts in the currency."""
        standing = self.standing
        return {
            "rule": self.rule,
            "amount": self.amount,
            "currency": standing.currency,
            "mode": standing.mode,
            "limit": standing.limit,
            "temporary": standing.temporary,
            "effective_limit": standing.effective_limit,
            "balance": standing.balance,
            "pending": standing.pending,
            "commitments": standing.commitments,
            "uncleared": standing.uncleared,
            "exposure": standing.exposure,
            "available": self.room,
            "shortfall": self.shortfall,
        }

    def refusal(self) -> Refused:
        """The refusal of a debit that does not pass, with E4's figures."""
        says = lazystr(_Sentence(self))
        return Refused(refusals.CREDIT_REFUSED, field="amount", says=says, **self.figures())


def judge(standing: Standing, amount: Decimal) -> Judgement:
    """Judge a debit of ``amount`` (0.00: that the customer is within its credit), under the caller's locks."""
    return Judgement(standing, amount, tuple(_checks(standing)))


def _checks(standing: Standing) -> Iterable[Check]:
    if standing.mode == CreditMode.UNSET and not setting(UNSET_ALLOWED):
        yield Check(CreditRule.UNSET, None)
    if standing.available is not None:
        yield Check(CreditRule.LIMIT, standing.available)


class _Sentence:
    """The words of a refusal, in the language in which they are read."""

    def __init__(self, judgement: Judgement):
        self.judgement = judgement

    def __str__(self) -> str:
        return f"{self._why()} {self._passes()}"

    def _why(self) -> str:
        judged, standing = self.judgement, self.judgement.standing
        if judged.rule == CreditRule.UNSET:
            return _("No credit is set for this customer in %(currency)s.") % {"currency": standing.currency}
        return _("The exposure of %(exposure)s with %(amount)s more is above the limit of %(limit)s %(currency)s.") % {
            "exposure": f"{standing.exposure:,.2f}",
            "amount": f"{judged.amount:,.2f}",
            "limit": f"{standing.effective_limit or ZERO:,.2f}",
            "currency": standing.currency,
        }

    def _passes(self) -> str:
        judged = self.judgement
        if judged.shortfall is None:
            return _("Ask for a credit limit first.")
        words = {"room": f"{judged.room:,.2f}", "receipt": f"{judged.shortfall:,.2f}"}
        if judged.room:
            return _("What would pass: today up to %(room)s; or all of it after a receipt of %(receipt)s.") % words
        return _("Today no amount passes; this one would after a receipt of %(receipt)s.") % words
