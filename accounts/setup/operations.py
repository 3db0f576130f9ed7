"""Control totals typed, opening items listed and struck out, all posted at once when equal to the cent (E15)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext as _

from access.models import User
from access.permissions import require
from access.settings import setting
from access.settings.own import SETUP
from accounts import refusals as ledger_refusals
from accounts.choices import EntryKind, Side
from accounts.drafts import EntryDraft, check_days, ledger_today, read
from accounts.kinds import INVOICES
from accounts.locks import lock_customers
from accounts.models import ControlTotal, OpeningItem
from accounts.periods.operations import CLOSE
from accounts.setup import refusals
from accounts.setup.standing import Standing, standings
from accounts.statement import write_draft
from audit.history import acting
from audit.models import Channel
from audit.refusals import Refused
from customers.models import Customer
from exchange.money import format_money


@dataclass(frozen=True)
class Item:
    """An open document as it was typed. ``amount`` is signed; ``due_date`` None: by the customer's terms."""

    customer: Customer
    amount: Decimal
    document_date: date
    due_date: date | None = None
    reference: str = ""
    memo: str = ""


def set_total(
    *, side: Side, currency: str, day: date, documents: Decimal, advances: Decimal, actor: User, channel: Channel
) -> ControlTotal:
    """Type, or correct, what the old books show at the end of ``day``; both amounts are positive or 0.00.

    Raises PermissionDenied, Refused ``set_up_ended``, ``posting_date_in_future``, or ``control_total_posted`` where
    another day is named after openings were posted.
    """
    require(actor, CLOSE, None)
    with acting(actor=actor, kind="accounts.set_control_total", channel=channel, details={"side": str(side)}):
        _require_set_up()
        check_days(posting_date=day, document_date=day, today=ledger_today())
        values = {"day": day, "documents": documents, "advances": advances}
        total, made = ControlTotal.objects.get_or_create(side=side, currency=currency, defaults=values)
        if not made:
            total = ControlTotal.objects.select_for_update().get(pk=total.pk)
            if total.day != day and Standing(side, currency, total).posted:
                raise Refused(refusals.CONTROL_TOTAL_POSTED, field="day", **_names(total), day=total.day)
            total.day, total.documents, total.advances = day, documents, advances
            total.save()
        return total


def list_items(*, side: Side, currency: str, items: Sequence[Item], actor: User, channel: Channel) -> list[OpeningItem]:
    """List open documents, all of them or none. Raises PermissionDenied, ValidationError by member, or Refused
    ``set_up_ended``, ``control_total_missing``, ``reference_used`` and whatever the entry itself would be refused for.
    """
    for customer in {item.customer.pk: item.customer for item in items}.values():
        require(actor, INVOICES, customer)
    with acting(actor=actor, kind="accounts.list_openings", channel=channel, details={"rows": len(items)}):
        _require_set_up()
        total = _locked(side, currency)
        return [_listed(total, item) for item in items]


def _listed(total: ControlTotal, item: Item) -> OpeningItem:
    values = {name: getattr(item, name) for name in ("customer", "amount", "document_date", "due_date", "memo")}
    made = OpeningItem(total=total, reference=item.reference, **values)
    draft_of(made)  # what the entry itself would be refused for
    try:
        made.save(force_insert=True)
    except IntegrityError as error:
        if "opening_item_once" not in str(error):
            raise
        raise Refused(ledger_refusals.REFERENCE_USED, field="reference", reference=item.reference) from error
    return made


def draft_of(item: OpeningItem) -> EntryDraft:
    """The opening entry of a listed item. Raises ValidationError by member, Refused."""
    total = item.total
    raw: dict[str, Any] = {
        "side": str(total.side),
        "currency": total.currency,
        "kind": str(EntryKind.OPENING if item.amount > 0 else EntryKind.OPENING_CREDIT),
        "amount": format_money(abs(item.amount)),
        "posting_date": total.day,
        "document_date": item.document_date,
        "due_date": item.due_date,
        "reference": item.reference,
        "memo": item.memo,
        "allocate": "none",
    }
    return read(raw, customer=item.customer, today=ledger_today())


def strike_item(*, item: OpeningItem, actor: User, channel: Channel) -> None:
    """Take an item off the list. Raises PermissionDenied, Refused ``set_up_ended``."""
    require(actor, INVOICES, item.customer)
    with acting(actor=actor, kind="accounts.strike_opening", channel=channel, about=item.customer):
        _require_set_up()
        ControlTotal.objects.select_for_update().get(pk=item.total_id)
        OpeningItem.objects.filter(pk=item.pk).delete()


def post_items(*, side: Side, currency: str, actor: User, channel: Channel) -> int:
    """Post every listed item of a side and currency, and return how many: equal to the cent, or nothing is posted.

    Raises PermissionDenied, Refused ``set_up_ended``, ``control_total_missing``, ``nothing_listed``,
    ``control_total_differs`` or what refuses one of the entries.
    """
    require(actor, CLOSE, None)
    with acting(actor=actor, kind="accounts.post_openings", channel=channel, details={"side": str(side)}) as action:
        _require_set_up()
        total = _locked(side, currency)
        _require_equal(Standing(side, currency, total))
        items = list(total.items.select_related("customer", "total").order_by("document_date", "pk"))
        if not items:
            raise Refused(refusals.NOTHING_LISTED)
        for customer in lock_customers(item.customer_id for item in items):
            require(actor, INVOICES, customer)
        for item in items:
            write_draft(customer=item.customer, draft=draft_of(item), action=action)
        OpeningItem.objects.filter(pk__in=[item.pk for item in items]).delete()
        return len(items)


def require_equal_books() -> None:
    """Raise Refused unless all openings are posted and equal to their control totals: asked before set-up ends."""
    for standing in standings():
        _require_equal(standing)
        if standing.count:
            names = _names(standing)
            raise Refused(refusals.ITEMS_NOT_POSTED, count=standing.count, **names)


def _require_equal(standing: Standing) -> None:
    if standing.is_equal:
        return
    if standing.total is None:
        raise Refused(refusals.CONTROL_TOTAL_MISSING, **_names(standing))
    come, wanted = standing.listed + standing.posted, standing.wanted
    raise Refused(
        refusals.CONTROL_TOTAL_DIFFERS, **_names(standing), documents=come.documents, advances=come.advances,
        wanted_documents=wanted.documents, wanted_advances=wanted.advances,
    )  # fmt: skip


def _names(one: Any) -> dict[str, Any]:
    return {"side": Side(one.side).label, "currency": one.currency}


def _require_set_up() -> None:
    if not setting(SETUP):
        raise Refused(refusals.SET_UP_ENDED)


def _locked(side: Side, currency: str) -> ControlTotal:
    """The total, held: nobody lists, corrects or posts meanwhile."""
    total = ControlTotal.objects.select_for_update().filter(side=side, currency=currency).first()
    if total is None:
        raise Refused(refusals.CONTROL_TOTAL_MISSING, field="currency", side=Side(side).label, currency=currency)
    return total


def words_of(count: int) -> str:
    """How many were posted, in words."""
    return _("%(count)d opening entries are posted.") % {"count": count}
