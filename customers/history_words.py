"""What kinds of Action, coded reasons and fields are called. Other rooms add theirs in AppConfig.ready()."""

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.approvals import KINDS as REQUEST_KINDS
from access.fields import BANK, BUSINESS, CONTACT, IDENTITY, MONEY, FieldClass, may_see
from access.models import Request
from audit.models import Action
from categories.models import Dimension

Words = str | Promise

KINDS: dict[str, Words] = {
    "customers.create": gettext_lazy("added the customer"),
    "customers.change": gettext_lazy("changed the customer"),
    "customers.correct": gettext_lazy("corrected what was mistyped"),
    "customers.ask_change": gettext_lazy("asked for a change"),
    "customers.change_status": gettext_lazy("changed the status"),
    "customers.ask_status": gettext_lazy("asked for another status"),
    "customers.ask_deletion": gettext_lazy("asked for deletion"),
    "customers.delete": gettext_lazy("deleted the customer"),
    "customers.restore": gettext_lazy("restored the customer"),
    "customers.reveal": gettext_lazy("looked at what is masked"),
    "customers.import": gettext_lazy("imported customers"),
    "customers.possible_duplicate": gettext_lazy("found it similar to others"),
    "customers.verify": gettext_lazy("verified the customer"),
    "customers.bulk_classify": gettext_lazy("classified many customers"),
    "customers.bulk_move": gettext_lazy("moved many customers to another portfolio"),
    "customers.bulk_status": gettext_lazy("changed the status of many customers"),
    "customers.bulk_undo": gettext_lazy("put back a change of many customers"),
    "customers.save_view": gettext_lazy("saved a view"),
    "customers.change_view": gettext_lazy("changed a view"),
    "customers.delete_view": gettext_lazy("deleted a view"),
    "customers.set_role_view": gettext_lazy("set the view of a role"),
    "customers.not_duplicate": gettext_lazy("said it is no duplicate of another customer"),
    "customers.same_customer": gettext_lazy("said it is the same as another customer"),
    "access.approved": gettext_lazy("approved"),
    "access.rejected": gettext_lazy("rejected"),
    "access.withdraw": gettext_lazy("withdrew"),
    "access.approved_batch": gettext_lazy("approved a batch of requests"),
    "access.rejected_batch": gettext_lazy("rejected a batch of requests"),
    "access.withdrawn_batch": gettext_lazy("withdrew a batch of requests"),
    "access.stale": gettext_lazy("found out of date"),
}
REASONS: dict[str, Words] = {
    "collection": gettext_lazy("collection"),
    "reconciliation": gettext_lazy("reconciliation"),
    "invoicing": gettext_lazy("invoicing"),
    "verification": gettext_lazy("verification"),
    "own_portfolio": gettext_lazy("looks after the portfolio"),
    "deregistered": gettext_lazy("the customer was deregistered"),
    "debts_settled": gettext_lazy("all debts are settled"),
    "entered_by_mistake": gettext_lazy("entered by mistake"),
}
FIELDS: dict[str, Words] = {
    "code": gettext_lazy("Code"),
    "kind": gettext_lazy("Kind"),
    "name": gettext_lazy("Name"),
    "short_name": gettext_lazy("Short name"),
    "mnemonic": gettext_lazy("Mnemonic"),
    "tax_id": gettext_lazy("Tax id"),
    "id_number": gettext_lazy("Id number"),
    "portfolio": gettext_lazy("Portfolio"),
    "status": gettext_lazy("Status"),
    "terms": gettext_lazy("Terms of payment"),
    "remarks": gettext_lazy("Remarks"),
    "external_id": gettext_lazy("External id"),
    "contacts": gettext_lazy("Contacts"),
    "contacts.name": gettext_lazy("Contact"),
    "contacts.phone": gettext_lazy("Contact's phone"),
    "contacts.mobile": gettext_lazy("Contact's mobile"),
    "contacts.email": gettext_lazy("Contact's e-mail"),
    "contacts.role": gettext_lazy("Responsible for"),
    "contacts.is_primary": gettext_lazy("Primary contact"),
    "addresses": gettext_lazy("Addresses"),
    "addresses.kind": gettext_lazy("Kind of address"),
    "addresses.country": gettext_lazy("Country"),
    "addresses.province": gettext_lazy("Province"),
    "addresses.city": gettext_lazy("City"),
    "addresses.line": gettext_lazy("Address"),
    "bank_accounts": gettext_lazy("Bank accounts"),
    "bank_accounts.bank": gettext_lazy("Bank"),
    "bank_accounts.holder": gettext_lazy("Account holder"),
    "bank_accounts.number": gettext_lazy("Account number"),
    "bank_accounts.currency": gettext_lazy("Currency of the bank account"),
    "identifiers": gettext_lazy("Further numbers"),
    "identifiers.type": gettext_lazy("Kind of number"),
    "identifiers.country": gettext_lazy("Country of the number"),
    "identifiers.number": gettext_lazy("Document number"),
    "identifiers.valid_from": gettext_lazy("Number valid from"),
    "identifiers.valid_to": gettext_lazy("Number valid to"),
    "former_names": gettext_lazy("Former names"),
    "former_names.name": gettext_lazy("Former name"),
    "former_names.valid_from": gettext_lazy("Former name since"),
    "former_names.valid_to": gettext_lazy("Former name until"),
    "external_codes": gettext_lazy("External codes"),
    "external_codes.system": gettext_lazy("System"),
    "external_codes.code": gettext_lazy("Code there"),
    "categories": gettext_lazy("Categories"),
}
CLASSES = {"bank_accounts": BANK, "contacts": CONTACT, "addresses": CONTACT, "remarks": CONTACT, "id_number": IDENTITY}
CLASSES_OF_KINDS: dict[str, tuple[FieldClass, ...]] = {}  # of Actions that are about something classed
MONEY_KINDS = ("accounts.",)  # kinds of Action that exist only for who may see money


def is_shown(kind: str, user: Any) -> bool:
    """Whether a kind of Action exists for ``user``: who may not see a class does not read of it."""
    classes = CLASSES_OF_KINDS.get(kind, (MONEY if kind.startswith(MONEY_KINDS) else BUSINESS,))
    return all(may_see(user, one) for one in classes)


def tells(action: Action, user: Any) -> bool:
    """Whether ``action`` exists for ``user``: by its kind, and by what it names, if all of that is hidden from them."""
    named = action.details.get("fields", ())
    seen = not named or any(may_see(user, field_class(path)) for path in named)
    return seen and is_shown(action.kind, user)


def hidden_kinds(user: Any) -> list[str]:
    """The kinds of Action named in CLASSES_OF_KINDS that do not exist for ``user``."""
    return [kind for kind in CLASSES_OF_KINDS if not is_shown(kind, user)]


def field_class(path: str) -> FieldClass:
    """The class of a member path such as ``contacts.mobile``."""
    return CLASSES.get(path.partition(".")[0], BUSINESS)


def field_words(fields: Iterable[str], user: Any) -> str:
    """Member paths as words, without those ``user`` may not see."""
    dimensions = {path.partition(".")[2] for path in fields if path.startswith("categories.")}
    known = Dimension.objects.visible_to(user).filter(code__in=dimensions) if dimensions else ()
    names = {f"categories.{dimension.code}": str(dimension) for dimension in known}
    shown = [
        names.get(path, "") if path.startswith("categories.") else str(FIELDS.get(path, path))
        for path in fields
        if may_see(user, field_class(path))
    ]
    return _(", ").join(filter(None, shown))


def request_words(asked: Request) -> str:
    """What kind of request it is."""
    kind = REQUEST_KINDS.get(asked.kind)
    return str(kind.label) if kind else asked.kind
