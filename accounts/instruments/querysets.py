"""Instruments as people may see them, and which of them are uncleared on a day."""

import datetime
from decimal import Decimal
from typing import Self

from django.db.models import F, Q, Sum

from access.settings import setting
from accounts.instruments.kinds import UNCLEARED, InstrumentKind
from accounts.querysets import LedgerQuerySet

COUNTS = "uncleared_counts_"  # + kind: the setting


class InstrumentQuerySet(LedgerQuerySet):
    """Instruments of receipts and payments."""

    path = "customer__"

    def may_bounce(self) -> Self:
        """Bills and cheques, cleared or not."""
        return self.filter(kind__in=UNCLEARED)

    def uncleared(self) -> Self:
        """Bills and cheques neither cleared nor taken back."""
        return self.may_bounce().filter(clearing=None, entry__reversed_by=None)

    def uncleared_on(self, day: datetime.date) -> Self:
        """Those that were uncleared at the end of ``day``: received by then, not cleared and not taken back by then."""
        received = self.may_bounce().filter(entry__posting_date__lte=day)
        not_cleared = Q(clearing=None) | Q(clearing__date__gt=day)
        stands = Q(entry__reversed_by=None) | Q(entry__reversed_by__posting_date__gt=day)
        return received.filter(not_cleared, stands)

    def received(self) -> Self:
        """Those of receipts."""
        return self.filter(entry__account__side="receivable")

    def exposed(self) -> Self:
        """Those that count in H: receipts by instruments for which the settings say so (E4)."""
        kinds = [kind for kind in InstrumentKind if kind in UNCLEARED and setting(f"{COUNTS}{kind}")]
        return self.received().filter(kind__in=kinds)

    def amount(self) -> Decimal:
        """The sum of their receipts or payments, positive; of one currency, since currencies are never added."""
        found: Decimal | None = self.aggregate(sum=Sum(-F("entry__effect")))["sum"]
        return found or Decimal("0.00")
