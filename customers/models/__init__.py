"""Customers and what belongs to them."""

from customers.attachments.kinds import AttachmentKind
from customers.bulk.models import BulkChange, BulkRow
from customers.models.attachments import Attachment, AttachmentChunk, AttachmentStatus, MediaType
from customers.models.beside import (
    CustomerGroupGrant,
    CustomerSearch,
    CustomerUserGrant,
    NotDuplicate,
    Tombstone,
)
from customers.models.column_sets import ColumnSet
from customers.models.customer import Customer, CustomerKind, Status
from customers.models.dossier import ExternalCode, FormerName, Identifier, IdentifierType
from customers.models.look_alikes import LookAlike, NameCore, RadarSweep, Verdict
from customers.models.notes import Fact, Note, NoteKind, Verification, VerificationWay
from customers.models.parts import (
    Address,
    AddressKind,
    BankAccount,
    Classification,
    Contact,
    ContactRole,
    CustomerPart,
)
from customers.saved_views.models import RoleView, SavedView

__all__ = [
    "Address",
    "AddressKind",
    "Attachment",
    "AttachmentChunk",
    "AttachmentKind",
    "AttachmentStatus",
    "BankAccount",
    "BulkChange",
    "BulkRow",
    "Classification",
    "ColumnSet",
    "Contact",
    "ContactRole",
    "Customer",
    "CustomerGroupGrant",
    "CustomerKind",
    "CustomerPart",
    "CustomerSearch",
    "CustomerUserGrant",
    "ExternalCode",
    "Fact",
    "FormerName",
    "Identifier",
    "IdentifierType",
    "LookAlike",
    "MediaType",
    "NameCore",
    "NotDuplicate",
    "Note",
    "NoteKind",
    "RadarSweep",
    "RoleView",
    "SavedView",
    "Status",
    "Tombstone",
    "Verdict",
    "Verification",
    "VerificationWay",
]
