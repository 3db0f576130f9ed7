"""The customers' part of the personal data register (access/register.py)."""

from access.fields import BANK, BUSINESS, CONTACT, IDENTITY
from access.register import Erased, Personal, declare

WITH_KEY = {
    "Customer.name_encrypted": BUSINESS,
    "Customer.short_name_encrypted": BUSINESS,
    "Customer.id_number": IDENTITY,
    "Customer.remarks": CONTACT,
    "Contact.name": CONTACT,
    "Contact.phone": CONTACT,
    "Contact.mobile": CONTACT,
    "Contact.email": CONTACT,
    "Address.line": CONTACT,
    "Identifier.number": IDENTITY,
    "FormerName.name": BUSINESS,
    "BankAccount.holder": BANK,
    "BankAccount.number": BANK,
    "Attachment.name": CONTACT,
    "Note.text": CONTACT,
}
CONTENTS = ("AttachmentChunk.content",)  # never in history; the image in a tombstone has no content either
LIVE = ("Customer.name", "Customer.short_name", "Customer.mnemonic")
INDEX = (
    "CustomerSearch.tokens",
    "CustomerSearch.normal",
    "CustomerSearch.fuzzy",
    "CustomerSearch.former",
    "NameCore.name",
    "NameCore.keys",
)
PLAIN = (
    "Customer.code",
    "Customer.tax_id",  # a firm's, and public (E10); a person's is in id_number
    "Customer.terms",
    "Customer.external_id",
    "RadarSweep.code",
    "Attachment.sha256",
    "Address.country",
    "Address.province",
    "Address.city",
    "Identifier.country",
    "ExternalCode.system",
    "ExternalCode.code",
    "BankAccount.bank",
    "BankAccount.currency",
    "BulkChange.options",  # ids
    "BulkRow.before",  # ids
    "BulkRow.code",
    "BulkRow.cause",
    "BulkRow.words",  # of a refusal: statuses and names of fields
    # What looks personal is refused when a view is saved (customers/saved_views/saving.py).
    "SavedView.slug",
    "SavedView.name",
    "SavedView.filters",
    "SavedView.columns",
    "SavedView.ordering",
    "ColumnSet.name",  # input that looks personal is refused
    "ColumnSet.columns",
    "Tombstone.code",
    "Tombstone.reason",  # a code
)


def fill() -> None:
    """Add this room's columns to the personal data register."""
    tombstone = "customers.Tombstone.image"
    request = "access.Request.payload"
    personal = {
        f"customers.{name}": Personal(kind, Erased.WITH_KEY, ("history", tombstone, request))
        for name, kind in WITH_KEY.items()
    }
    personal |= {f"customers.{name}": Personal(BUSINESS, Erased.IN_PLACE, INDEX) for name in LIVE}
    personal |= {f"customers.{name}": Personal(BUSINESS, Erased.IN_PLACE) for name in INDEX}
    personal |= {f"customers.{name}": Personal(CONTACT, Erased.WITH_KEY) for name in CONTENTS}
    remark = "customers.Verification.remark"  # input that looks personal is refused
    personal[remark] = Personal(CONTACT, Erased.NEVER, ("history", tombstone))
    personal["customers.BulkChange.reason"] = Personal(CONTACT, Erased.NEVER, ("audit.Action.reason",))
    personal[tombstone] = Personal(CONTACT, Erased.WITH_KEY)
    declare(personal, plain={f"customers.{name}" for name in PLAIN})
