"""A fact of a customer is verified by somebody, in some way; it lapses as soon as the fact changes (S47)."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from access.fields import BANK, BUSINESS, CONTACT, RULES, FieldClass, may_see
from access.models import User
from access.permissions import require
from access.reasons import clean_reason
from audit.history import acting
from audit.models import Channel
from audit.refusals import Refused
from customers import lifecycle
from customers.models import Customer, Fact, Verification, VerificationWay
from customers.refusals import CUSTOMER_DELETED

CHANGE = "customers.change_customer"
VERIFY = "customers.verify"  # the kind of Action
CLASSES: dict[str, FieldClass] = {Fact.NAME: BUSINESS, Fact.TAX_ID: CONTACT, Fact.BANK_ACCOUNTS: BANK}


def facts_for(user: Any, customer: Customer | None = None) -> list[str]:
    """The facts whose verification exists for ``user``, on ``customer`` or anywhere."""
    return [fact for fact in Fact.values if may_see(user, CLASSES[fact], customer)]


def verify(
    *, customer: Customer, facts: Iterable[str], way: str, remark: str = "", actor: User, channel: Channel
) -> list[Verification]:
    """Say that ``facts`` of ``customer`` are as recorded, seen in this ``way``.

    Raises PermissionDenied, ValidationError by member, Refused ``customer_deleted``.
    """
    wanted, said = sorted(set(facts)), clean_reason(remark, member="remark")
    _check(customer, wanted, way, said)
    _require(actor, customer, wanted)
    with acting(actor=actor, kind=VERIFY, channel=channel, about=customer, details={"fields": wanted}):
        present = lifecycle.locked(customer.pk)
        _require(actor, present, wanted)
        if present.is_deleted:
            raise Refused(CUSTOMER_DELETED)
        return [_verified(present, fact, way, said, actor) for fact in wanted]


def _check(customer: Customer, facts: list[str], way: str, remark: str) -> None:
    if not facts or not set(facts) <= set(Fact.values):
        raise ValidationError({"facts": _("Say what was verified.")})
    if way not in VerificationWay.values:
        raise ValidationError({"way": _("Say how it was verified.")})
    if way == VerificationWay.OTHER and not remark:
        raise ValidationError({"remark": _("Say in which other way.")})
    missing = [fact for fact in facts if not _is_recorded(customer, fact)]
    if missing:
        names = _(", ").join(str(Fact(fact).label) for fact in missing)
        raise ValidationError({"facts": _("Nothing is recorded yet of: %(facts)s.") % {"facts": names}})


def _is_recorded(customer: Customer, fact: str) -> bool:
    if fact == Fact.TAX_ID:
        return bool(customer.tax_id or customer.id_number)
    return fact == Fact.NAME or customer.bank_accounts.exists()


def _require(actor: User, customer: Customer, facts: Iterable[str]) -> None:
    """The right to change the customer, and to see each fact."""
    require(actor, CHANGE, customer)
    for kind in {CLASSES[fact] for fact in facts} - {BUSINESS}:
        require(actor, str(RULES[kind].shows), customer)


def _verified(customer: Customer, fact: str, way: str, remark: str, actor: User) -> Verification:
    row = Verification.objects.filter(customer=customer, fact=fact).first() or Verification(
        customer=customer, fact=fact
    )
    row.way, row.remark, row.verified_by = way, remark, actor
    row.verified_at, row.lapsed_at = timezone.now(), None
    row.save()
    return row
