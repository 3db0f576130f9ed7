"""Addresses of customers."""

from django.urls import path

from customers import views, views_edit, views_history, views_lifecycle, views_reveal
from customers.attachments import views as papers
from customers.attachments import views_expiring as expiring
from customers.duplicates import asking
from customers.duplicates import views as look_alikes
from customers.exports import pages as export_pages
from customers.imports import views as import_views
from customers.inline import views as inline_pages
from customers.lists import page
from customers.notes import views as note_pages
from customers.tabs import views as tab_pages
from customers.verification import views as verification_pages

app_name = "customers"
urlpatterns = [
    path("", page.customer_list, name="list"),
    path("new/", views_edit.new_customer, name="new"),
    path("attachments/expiring/", expiring.expiring_attachments, name="expiring_attachments"),
    path("duplicates/", look_alikes.duplicates, name="duplicates"),
    path("duplicates/similar/", asking.similar, name="similar"),
    path("duplicates/<int:key>/", look_alikes.duplicate, name="duplicate"),
    path("import/", import_views.new_import, name="import"),
    path("import/template/", import_views.template, name="import_template"),
    path("export/", export_pages.export, name="export"),
    path("<str:code>/", views.customer_detail, name="detail"),
    path("<str:code>/edit/", views_edit.edit_customer, name="edit"),
    path("<str:code>/ledger/", tab_pages.ledger, name="ledger"),
    path("<str:code>/contacts/", tab_pages.contacts, name="contacts"),
    path("<str:code>/notes/", note_pages.notes, name="notes"),
    path("<str:code>/notes/latest/", note_pages.latest_notes, name="latest_notes"),
    path("<str:code>/notes/<uuid:key>/", note_pages.note, name="note"),
    path("<str:code>/notes/<uuid:key>/strike/", note_pages.note_strike, name="note_strike"),
    path("<str:code>/verifications/new/", verification_pages.new_verification, name="new_verification"),
    path("<str:code>/categories/", tab_pages.categories, name="categories"),
    path("<str:code>/approvals/", tab_pages.approvals, name="approvals"),
    path("<str:code>/fields/<str:name>/", inline_pages.field, name="field"),
    path("<str:code>/history/", views_history.customer_history, name="history"),
    path("<str:code>/reveals/", views_reveal.new_reveal, name="reveal"),
    path("<str:code>/transitions/new/", views_lifecycle.new_transition, name="new_transition"),
    path("<str:code>/deletion-requests/new/", views_lifecycle.new_deletion_request, name="new_deletion_request"),
    path("<str:code>/attachments/", papers.attachments, name="attachments"),
    path("<str:code>/attachments/<uuid:key>/", papers.attachment, name="attachment"),
    path("<str:code>/attachments/<uuid:key>/content/", papers.attachment_content, name="attachment_content"),
    path("<str:code>/attachments/<uuid:key>/versions/", papers.new_attachment_version, name="new_attachment_version"),
    path("<str:code>/attachments/<uuid:key>/withdrawal/", papers.attachment_withdrawal, name="attachment_withdrawal"),
    path("<str:code>/viewers/", views.customer_viewers, name="viewers"),
]
