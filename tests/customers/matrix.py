"""What the pages of papers, look-alikes, exports, saved views and search answer: part of tests/test_matrix.py."""

from django.utils.timezone import localdate

from customers.attachments import filing
from customers.attachments.acceptance import Upload
from customers.duplicates import noting
from customers.exports import column_sets
from customers.models import Attachment, BulkChange, ColumnSet, LookAlike, Note
from customers.notes import writing
from customers.saved_views import saving
from tests import factories
from tests.customers.bulk.doing import STATUS, planned

FREE = (200, 200, 200, 200, 200, 200)
OWN = (200, 404, 200, 200, 404, 302)  # a customer's page: for who sees it
POSTED = (405, 405, 405, 405, 405, 302)  # only posted to
PAGES = {
    "customers:field": (200, 404, 403, 403, 404, 302),
    "customers:notes": (200, 404, 403, 200, 404, 302),
    "customers:latest_notes": (200, 404, 403, 200, 404, 302),
    "customers:note": (200, 404, 403, 403, 404, 302),
    "customers:note_strike": POSTED,
    "customers:new_verification": (200, 404, 403, 403, 404, 302),
    "customers:ledger": (200, 404, 403, 200, 404, 302),
    "customers:contacts": (200, 404, 200, 200, 404, 302),
    "customers:categories": OWN,
    "customers:approvals": OWN,
    "customers:attachments": OWN,
    "customers:attachment": OWN,
    "customers:attachment_content": POSTED,
    "customers:new_attachment_version": POSTED,
    "customers:attachment_withdrawal": POSTED,
    "customers:similar": POSTED,
    "customers:duplicates": (200, 200, 200, 200, 200, 302),
    "customers:duplicate": OWN,
    "customers:expiring_attachments": (200, 200, 200, 200, 200, 302),
    "customers:export": (200, 200, 403, 200, 403, 302),
    "exports:column_sets": (200, 200, 403, 200, 403, 302),
    "exports:column_set": (200, 404, 403, 404, 403, 302),
    "exports:delete_column_set": POSTED,
    "customer_lists:columns": (*FREE[:5], 302),
    "bulk:new": (302, 302, 302, 302, 302, 302),  # to the list, where customers are chosen
    "bulk:detail": (200, 404, 404, 404, 404, 302),
    "bulk:undo": POSTED,
    "saved_views:list": (*FREE[:5], 302),
    "saved_views:new": (*FREE[:5], 302),
    "saved_views:edit": (200, 404, 404, 404, 404, 302),
    "saved_views:delete": POSTED,
    "saved_views:opening": POSTED,
    "finding:search": (302, 302, 302, 302, 302, 302),
    "finding:switch": POSTED,
    "finding:pin": POSTED,
    "finding:visit": POSTED,
}
PAPERS = (
    "customers:attachment",
    "customers:attachment_content",
    "customers:new_attachment_version",
    "customers:attachment_withdrawal",
)
ARGUMENTS = {
    "customers:field": lambda: ["KH-1", "short_name"],
    **dict.fromkeys(("customers:note", "customers:note_strike"), lambda: ["KH-1", Note.objects.get().pk]),
    "customers:expiring_attachments": list,
    "customers:duplicates": list,
    "customers:similar": list,
    "customers:duplicate": lambda: [LookAlike.objects.get().pk],
    "customers:export": list,
    **dict.fromkeys(("exports:column_set", "exports:delete_column_set"), lambda: [ColumnSet.objects.get().pk]),
    **dict.fromkeys(("bulk:detail", "bulk:undo"), lambda: [BulkChange.objects.get().pk]),
    **dict.fromkeys(PAPERS, lambda: ["KH-1", Attachment.objects.get(kind="licence").pk]),
    **dict.fromkeys(("saved_views:edit", "saved_views:delete", "saved_views:opening"), lambda: ["mine"]),
}


def furnished(customer, clerk):
    """Give the customer papers and a look-alike, and the clerk a saved view, a column set and a plan."""
    filed(customer, clerk)
    alike(customer)
    words = writing.read({"kind": "call", "text": "应收 987,654.32 已对账"})
    writing.add(customer=customer, words=words, actor=clerk, channel="web")
    saving.create(name="mine", content=saving.Content(), shared=False, actor=clerk, channel="web")
    planned(clerk, STATUS, {"to": "frozen"}, customer.code)
    column_sets.create(name="东区", columns=["code"], shared=False, actor=clerk, channel="web")


def filed(customer, clerk):
    """A licence, which everybody may see, and a bank letter, which not everybody may."""
    content = b"%PDF-1.7\nstartxref\n9\n%%EOF"
    for kind in ("licence", "bank_letter"):
        paper = filing.Paper(Upload(f"{kind}.pdf", "", content), kind, localdate())
        filing.file(customer=customer, paper=paper, actor=clerk, channel="web")


def alike(customer):
    """Another customer of the EAST that may be the same."""
    other = factories.customer(customer.portfolio, name="重庆啤酒厂", code="ZZ-7")
    noting.note([(noting.pair_of(customer.pk, other.pk), noting.MOBILE)])
