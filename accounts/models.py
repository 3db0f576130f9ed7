"""The ledger: accounts, entries that never change, what of them is open, and what settles what (E1, E2).

Amounts are in the account's currency, major units, two decimals. An entry's ``effect`` is signed: it is what the
entry adds to the balance. On the receivable side a positive balance is owed to us, on the payable side by us.
"""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from access.fields import MONEY
from accounts.choices import EntryKind as EntryKind
from accounts.choices import Side as Side
from accounts.credit.modes import CreditMode
from accounts.querysets import AccountQuerySet, AllocationQuerySet, EntryQuerySet, OpenItemQuerySet
from audit.history import Recorded
from audit.models import AppendOnly
from customers.models import Customer


class Account(models.Model):
    """What one customer owes, or is owed, in one currency."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="accounts", verbose_name=_("customer"))
    side = models.CharField(_("side"), max_length=10, choices=Side, default=Side.RECEIVABLE)
    currency = models.CharField(_("currency"), max_length=3)
    opened_at = models.DateTimeField(_("opened at"), auto_now_add=True)
    credit_mode = models.CharField(_("credit mode"), max_length=9, choices=CreditMode, default=CreditMode.UNSET)
    credit_limit = models.DecimalField(_("credit limit"), max_digits=18, decimal_places=2, null=True)
    history = Recorded(within="customer")
    objects = AccountQuerySet.as_manager()

    field_classes = dict.fromkeys(("side", "currency", "opened_at", "credit_mode", "credit_limit"), MONEY)

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        default_permissions = ()
        permissions = [
            ("view_money", _("see balances, entries and credit")),
            ("post_receipt", _("post receipts and credit notes")),
            ("post_invoice", _("post invoices and openings")),
            ("post_adjustment", _("post adjustments")),
            ("allocate", _("allocate")),
            ("reverse_entry", _("reverse entries")),
            ("approve_credit", _("approve credit")),
            ("approve_second_level", _("approve at the second level")),
            ("close_period", _("close periods")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["customer", "side", "currency"], name="account_once"),
            models.CheckConstraint(
                name="account_has_a_limit_where_limited",
                condition=Q(credit_mode="limited", credit_limit__gte=0)
                | (~Q(credit_mode="limited") & Q(credit_limit=None)),
            ),
            models.CheckConstraint(
                name="account_payable_has_no_credit", condition=Q(side="receivable") | Q(credit_mode="unset")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_side_display()} {self.currency}"

    def guarded_by(self) -> Customer:
        return self.customer

    @property
    def is_receivable(self) -> bool:
        return self.side == Side.RECEIVABLE

    @property
    def prefix(self) -> str:
        """What this account's entry numbers start with: ``<code>-AR-CNY``."""
        return f"{self.customer.code}-{'AR' if self.is_receivable else 'AP'}-{self.currency}"


class Balance(models.Model):
    """The account's present balance and last number; moved only by the posting statement (accounts/statement.py).

    ``capped``: a debit needs room under a ceiling. Derived from the account's credit, and kept here because the
    posting statement looks at this row's latest version whatever it waited for.
    """

    account = models.OneToOneField(Account, models.PROTECT, primary_key=True, related_name="standing")
    balance = models.DecimalField(max_digits=18, decimal_places=2, default=Decimal("0.00"))
    last_number = models.BigIntegerField(default=0)
    capped = models.BooleanField(default=False)

    field_classes = {"balance": MONEY, "last_number": MONEY, "capped": MONEY}

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.balance)


class Entry(AppendOnly):
    """One posting. ``number`` is gapless within the account; ``raises`` is the side of the books it is shown on.

    A reversal stands on its original's side with the opposite effect, so it shows red and turnover is not inflated.
    """

    account = models.ForeignKey(
        Account, models.PROTECT, related_name="entries", db_index=False, verbose_name=_("account")
    )
    number = models.BigIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=20, choices=EntryKind)
    effect = models.DecimalField(_("amount"), max_digits=18, decimal_places=2)
    raises = models.BooleanField()
    balance_after = models.DecimalField(_("balance after it"), max_digits=18, decimal_places=2)
    document_date = models.DateField(_("document date"))
    posting_date = models.DateField(_("posting date"))
    reference = models.CharField(_("reference"), max_length=64, blank=True)
    tax_amount = models.DecimalField(_("tax"), max_digits=18, decimal_places=2, null=True)
    memo = models.CharField(_("memo"), max_length=200, blank=True)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="reversed_by", verbose_name=_("reverses")
    )
    action_id = models.BigIntegerField(db_index=True)
    posted_at = models.DateTimeField(_("posted at"))
    objects = EntryQuerySet.as_manager()

    field_classes = dict.fromkeys(
        ("number", "kind", "effect", "raises", "balance_after", "document_date", "posting_date", "reference",
         "tax_amount", "memo", "reverses", "posted_at"),
        MONEY,
    )  # fmt: skip

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["account", "number"], name="entry_number_once"),
            models.CheckConstraint(name="entry_has_effect", condition=~Q(effect=0)),
            models.CheckConstraint(
                name="entry_document_before_posting", condition=Q(document_date__lte=F("posting_date"))
            ),
            models.CheckConstraint(
                name="entry_effect_follows_its_side",
                condition=Q(kind="reversal") | Q(raises=True, effect__gt=0) | Q(raises=False, effect__lt=0),
            ),
            models.CheckConstraint(
                name="only_reversals_reverse",
                condition=Q(kind="reversal", reverses__isnull=False) | (~Q(kind="reversal") & Q(reverses=None)),
            ),
        ]
        indexes = [
            models.Index(fields=["account", "posting_date", "number"], name="entry_by_day"),
            models.Index(fields=["posting_date"], name="entry_by_date"),  # what was posted after a day
        ]

    def __str__(self) -> str:
        return f"{self.account.prefix}-{self.number}"

    def guarded_by(self) -> Customer:
        return self.account.customer

    @property
    def increase(self) -> Decimal | None:
        """What it shows in the column of raising entries (debit of a receivable); negative for a red reversal."""
        return self.effect if self.raises else None

    @property
    def decrease(self) -> Decimal | None:
        """What it shows in the column of lowering entries (credit of a receivable); negative for a red reversal."""
        return None if self.raises else -self.effect


class OpenItem(models.Model):
    """What of an entry, or of one instalment of it, is not settled yet: derived, moved with allocations.

    ``amount`` and ``open`` are positive; ``is_debit`` tells whether it raises the balance.
    """

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="items")
    account = models.ForeignKey(Account, models.PROTECT, related_name="items")
    is_debit = models.BooleanField()
    due_date = models.DateField()
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    open = models.DecimalField(max_digits=18, decimal_places=2)
    objects = OpenItemQuerySet.as_manager()

    field_classes = dict.fromkeys(("is_debit", "due_date", "amount", "open"), MONEY)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="open_within_amount", condition=Q(open__gte=0, open__lte=F("amount"))),
        ]
        indexes = [
            models.Index(
                fields=["account", "is_debit", "due_date", "entry"],
                include=["open"],  # the ageing of today reads nothing else
                name="item_open",
                condition=~Q(open=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.open}"

    def guarded_by(self) -> Customer:
        return self.entry.guarded_by()


class DocumentReference(models.Model):
    """A document number in use: once per customer, side and kind among unreversed entries (E1); gone when reversed."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", db_index=False)
    side = models.CharField(max_length=10, choices=Side)
    kind = models.CharField(max_length=20)
    reference = models.CharField(max_length=64)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["customer", "side", "kind", "reference"], name="document_reference_once")
        ]

    def __str__(self) -> str:
        return self.reference


class Allocation(AppendOnly):
    """``amount`` of a credit settles a debit from ``effective_date`` on (E2); never changes a balance.

    An undo is a row of its own with ``undoes``, the same items and amount, from its own date on.
    """

    credit = models.ForeignKey(OpenItem, models.PROTECT, related_name="credit_allocations")
    debit = models.ForeignKey(OpenItem, models.PROTECT, related_name="debit_allocations")
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    effective_date = models.DateField()
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")
    action_id = models.BigIntegerField()
    objects = AllocationQuerySet.as_manager()

    field_classes = dict.fromkeys(("amount", "effective_date"), MONEY)

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(name="allocation_positive", condition=Q(amount__gt=0))]
        indexes = [models.Index(fields=["effective_date"], name="allocation_by_day")]  # what came after a day

    def __str__(self) -> str:
        return f"{self.credit_id} {self.debit_id} {self.amount}"


from accounts.asking.models import PendingEntry as PendingEntry  # noqa: E402  # a model of this room; it needs no other
from accounts.credit.commitment_models import Commitment as Commitment  # noqa: E402
from accounts.credit.commitment_models import CommitmentRelease as CommitmentRelease  # noqa: E402
from accounts.credit.commitment_models import CommitmentUse as CommitmentUse  # noqa: E402
from accounts.credit.models import TemporaryLimit as TemporaryLimit  # noqa: E402
from accounts.credit.override_models import Override as Override  # noqa: E402
from accounts.credit.override_models import OverrideUse as OverrideUse  # noqa: E402
from accounts.instruments.models import Clearing as Clearing  # noqa: E402
from accounts.instruments.models import Dishonour as Dishonour  # noqa: E402
from accounts.instruments.models import Instrument as Instrument  # noqa: E402
from accounts.pairs.models import PairedEntry as PairedEntry  # noqa: E402
from accounts.periods.models import Books as Books  # noqa: E402
from accounts.periods.models import Closing as Closing  # noqa: E402
from accounts.periods.models import YearBalance as YearBalance  # noqa: E402
from accounts.reconciling.models import Reconciliation as Reconciliation  # noqa: E402
from accounts.reconciling.models import ReconciliationLine as ReconciliationLine  # noqa: E402
from accounts.setup.models import ControlTotal as ControlTotal  # noqa: E402
from accounts.setup.models import OpeningItem as OpeningItem  # noqa: E402
from accounts.statements.answers.models import StatementAnswer as StatementAnswer  # noqa: E402
from accounts.statements.comparing.models import LedgerComparison as LedgerComparison  # noqa: E402
from accounts.statements.models import Statement, StatementPrint  # noqa: E402,F401 - models of this app, which need those above
from accounts.verifying.models import Verification as Verification  # noqa: E402
from accounts.vouchers.models import VoucherExport as VoucherExport  # noqa: E402
