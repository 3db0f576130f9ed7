"""Ledger entries from a file, posted by the statement that posts a form's, and known again by their reference (E1)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from access.batches.gathering import asking_for_row
from access.models import User
from access.permissions import Rights, read_rights
from accounts import refusals
from accounts.asking import entries as asking
from accounts.drafts import EntryDraft, ledger_today, read
from accounts.import_rows import SETTLED, field_of, raw_of, receipt_of
from accounts.models import DocumentReference, Entry
from accounts.statement import write_draft
from audit.history import acting
from audit.models import Channel
from audit.refusals import Refused
from customers.models import Customer
from exchange.importing import REFUSALS, Course, Row, values_of

IMPORT = "accounts.import"  # the kind of Action
BATCH = 200  # rows posted in one transaction, for whose customers others wait

Key = tuple[Any, str, str, str]  # customer, side, kind, reference


def import_entries(course: Course, *, actor: User, channel: Channel) -> None:
    """Post the rows of ``course`` as ``actor``, who needs the rights they need in a form.

    A row whose customer, side, kind and reference were posted already posts nothing; if it says other figures it is
    refused, since an entry never changes. ``settled_on`` adds a receipt of the full amount on that day, applied to the
    entry, unless the entry is settled already. What a second person decides becomes a request (E7).
    """
    course.walk(BATCH, lambda rows: _Batch(course, actor, channel, ledger_today()).run(rows))


@dataclass
class _Posting:
    """A row that can be read: what it would post, and the entry it was posted as already."""

    row: Row
    values: Mapping[str, str]
    customer: Customer
    draft: EntryDraft
    entry: Entry | None = None

    @property
    def key(self) -> Key:
        return (self.customer.pk, str(self.draft.side), str(self.draft.kind), self.draft.reference)

    @property
    def done(self) -> bool:
        """Whether there is nothing left to post: the entry is there and, if it was settled, has nothing open."""
        return self.entry is not None and (SETTLED not in self.values or not _open_of(self.entry))


@dataclass
class _Batch:
    """Rows posted in one transaction, each in a savepoint of its own, so that a refused one spoils no other."""

    course: Course
    actor: User
    channel: Channel
    today: date
    customers: dict[str, Customer] = field(default_factory=dict)
    entries: dict[Key, Entry] = field(default_factory=dict)

    def run(self, rows: Sequence[Row]) -> None:
        self._look_up(rows)
        rights = read_rights(self.actor)
        found = [(row, self._attempt(lambda row=row: self._read(row, rights))) for row in rows]
        if any(isinstance(one, _Posting) and not one.done for _row, one in found):
            found = self._post_all(found)
        for row, result in found:
            if isinstance(result, _Posting):
                self.course.tell(row, "unchanged", code=result.customer.code)
            elif isinstance(result, str):
                self.course.tell(row, result, code=row.values.get("customer", "").upper())
            else:
                self.course.refuse(row, result, field_of)

    def _look_up(self, rows: Iterable[Row]) -> None:
        """Find customers and posted entries of a whole batch."""
        codes = {values.get("customer", "").upper() for _number, _cells, values in rows}
        visible = Customer.objects.visible_to(self.actor).filter(code__in=codes).select_related("portfolio")
        self.customers = {customer.code: customer for customer in visible}
        references = {values.get("reference", "") for _number, _cells, values in rows}
        owners = [customer.pk for customer in self.customers.values()]
        names = DocumentReference.objects.filter(customer__in=owners, reference__in=references)
        for name in names.select_related("entry__account").prefetch_related("entry__items"):
            self.entries[name.customer_id, name.side, name.kind, name.reference] = name.entry

    @staticmethod
    def _attempt(step: Any) -> Any:
        """What ``step`` returns, or why it refuses; then what it wrote is taken back."""
        try:
            with transaction.atomic():
                return step()
        except REFUSALS as error:
            return error

    def _read(self, row: Row, rights: Rights) -> _Posting:
        values = values_of(row.values)
        code = values.get("customer", "").upper()
        customer = self.customers.get(code)
        if customer is None:
            raise ValidationError({"customer": [_("There is no customer “%(code)s”.") % {"code": code[:40]}]})
        if "reference" not in values:
            raise ValidationError({"reference": [_("This is required: by it the same row is not posted twice.")]})
        draft = read(raw_of(values), customer=customer, today=self.today)
        if not rights.allow(draft.rule.permission, customer):
            raise PermissionDenied(draft.rule.permission)
        posting = _Posting(row, values, customer, draft)
        _check_settled(posting, rights, self.today)
        return self._with_entry(posting)

    def _with_entry(self, posting: _Posting) -> _Posting:
        """Join the row to the entry it was posted as. Raises Refused where it says something else."""
        posting.entry = self.entries.get(posting.key)
        if posting.entry and _differs(posting.draft, posting.entry):
            raise Refused(refusals.POSTED_OTHERWISE, "reference", number=str(posting.entry))
        return posting

    def _post_all(self, found: list[tuple[Row, Any]]) -> list[tuple[Row, Any]]:
        """Post what is left of ``found`` in one transaction; customers are locked in order, lest two imports tie."""
        owners = {one.customer.pk for _row, one in found if isinstance(one, _Posting)}
        with transaction.atomic():
            list(Customer.objects.select_for_update(no_key=True).filter(pk__in=owners).order_by("pk").values("pk"))
            rights = read_rights(self.actor)  # as they are after waiting
            return [(row, self._posted(one, rights)) for row, one in found]

    def _posted(self, result: Any, rights: Rights) -> Any:
        if not isinstance(result, _Posting):
            return result
        return self._attempt(lambda: self._post(self._with_entry(result), rights))

    def _post(self, posting: _Posting, rights: Rights) -> _Posting | str:
        """Post entry and receipt, as far as they are not there, as one act about the customer; returns the outcome."""
        if posting.done:
            return posting
        permission = posting.draft.rule.permission
        if not rights.allow(permission, posting.customer):
            raise PermissionDenied(permission)
        details = {"entry": posting.draft.kind, "row": posting.row.number}
        with acting(
            actor=self.actor, kind=IMPORT, channel=self.channel, about=posting.customer, details=details
        ) as action:
            return self._write(posting, action)

    def _write(self, posting: _Posting, action: int) -> str:
        customer, draft, outcome = posting.customer, posting.draft, "updated"
        if posting.entry is None:
            if asking.needs_request(customer=customer, draft=draft, actor=self.actor):
                with asking_for_row(self.course.source, posting.row.number):
                    asking.ask(customer=customer, draft=draft, maker=self.actor, action=action)
                return "proposed"
            posting.entry = write_draft(customer=customer, draft=draft, action=action).entry
            outcome = "created"
        if SETTLED in posting.values:
            receipt = _receipt(posting, str(posting.entry), self.today)
            write_draft(customer=customer, draft=receipt, action=action)
        if posting.entry:
            self.entries[posting.key] = posting.entry
        return outcome


def _check_settled(posting: _Posting, rights: Rights, today: date) -> None:
    """Refuse a receipt that could not be posted, before its entry is."""
    if SETTLED not in posting.values:
        return
    if not posting.draft.raises:
        raise ValidationError({SETTLED: [_("Only what raises the balance is settled by a receipt.")]})
    receipt = _receipt(posting, "", today)
    if not rights.allow(receipt.rule.permission, posting.customer):
        raise PermissionDenied(receipt.rule.permission)
    if receipt.posting_date < posting.draft.document_date:
        raise ValidationError({SETTLED: [_("It cannot be settled before the day of its document.")]})


def _receipt(posting: _Posting, number: str, today: date) -> EntryDraft:
    """The receipt of a row; what is wrong with its day is said of the column it comes from."""
    try:
        return read(receipt_of(posting.values, number), customer=posting.customer, today=today)
    except ValidationError as error:
        problems = {SETTLED if path == "posting_date" else path: said for path, said in error.message_dict.items()}
        raise ValidationError(problems) from error
    except Refused as refusal:
        field_name = SETTLED if refusal.field == "posting_date" else refusal.field
        raise Refused(refusal.code, field_name, **refusal.figures) from refusal


def _open_of(entry: Entry) -> Decimal:
    return sum((item.open for item in entry.items.all()), Decimal("0.00"))


def _differs(draft: EntryDraft, entry: Entry) -> bool:
    """Whether a row says other figures or days than the entry it was posted as."""
    said = (draft.currency, draft.effect, draft.posting_date, draft.document_date)
    if said != (entry.account.currency, entry.effect, entry.posting_date, entry.document_date):
        return True
    if draft.tax_amount is not None and draft.tax_amount != entry.tax_amount:
        return True
    dues = sorted((item.due_date, item.amount) for item in entry.items.all())
    return draft.due_given and sorted((due.due_date, due.amount) for due in draft.dues) != dues
