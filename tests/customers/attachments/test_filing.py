"""Papers filed, replaced, withdrawn: by whom, once, and what the history says."""

import hashlib
from datetime import date

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from access import data_keys
from access.encryption import Unreadable
from access.models import Membership
from access.roles import CLERK
from audit.history import acting
from audit.models import Action
from audit.refusals import Refused
from customers import history
from customers.attachments import filing, kinds
from customers.attachments.acceptance import Upload
from customers.attachments.opening import open_paper
from customers.models import Attachment, AttachmentChunk, Customer
from tests import factories
from tests.customers.attachments.files import PDF, png
from tests.test_planted import found

pytestmark = pytest.mark.django_db
SECRET = "绝密账号6222020200998877"
LETTER = PDF.replace(b"1 0 obj", f"% {SECRET}\n1 0 obj".encode())


def read(paper, actor, reason="verification"):
    return open_paper(attachment=paper, reason=reason, actor=actor, channel="web")


def test_what_was_filed_is_read_again(file, clerk):
    paper = file("执照.pdf", PDF, expires_on=date(2030, 1, 31))

    opened = read(paper, clerk)

    assert (opened.name, opened.media_type, opened.content) == ("执照.pdf", "application/pdf", PDF)
    assert (paper.size, paper.sha256) == (len(PDF), hashlib.sha256(PDF).hexdigest())
    assert (paper.version, paper.status, paper.expires_on) == (1, "current", date(2030, 1, 31))


def test_a_file_of_several_pieces_is_put_together_again(file, clerk):
    content = PDF + bytes(range(256)) * (5 * 4096) + b"\n%%EOF"

    paper = file(content=content)

    assert paper.chunks.count() == 6
    assert read(paper, clerk).content == content


def test_no_plain_text_is_in_any_table(file, supervisor, clerk):
    paper = file(f"{SECRET}.pdf", LETTER, kind="bank_letter")
    read(paper, supervisor)
    filing.replace(attachment=paper, upload=Upload("新.pdf", "", LETTER), expires_on=None, actor=clerk, channel="web")

    assert found({SECRET}) == []
    with connection.cursor() as cursor:  # the search does look into these columns
        cursor.execute("SELECT count(*) FROM customers_attachmentchunk WHERE length(content) > 0")
        assert cursor.fetchone() == (2,)


def test_pieces_do_not_open_in_another_place(file, clerk):
    paper = file(content=PDF + bytes(2 << 20) + b"%%EOF")
    first, second = paper.chunks.order_by("number")[:2]
    AttachmentChunk.objects.filter(pk=first.pk).update(content=second.content)

    with pytest.raises(Unreadable):
        read(paper, clerk)


def test_a_piece_that_is_missing_is_noticed(file, clerk):
    paper = file(content=PDF + bytes(2 << 20) + b"%%EOF")
    paper.chunks.order_by("number").last().delete()

    with pytest.raises(Refused, match="attachment_altered"):
        read(paper, clerk)


def test_destroying_the_key_shreds_the_paper(file, clerk):
    paper = file()
    data_keys.destroy(paper.customer_id)

    with pytest.raises(Refused, match="attachment_erased"):
        read(Attachment.objects.get(pk=paper.pk), clerk)


def test_a_new_version_takes_the_place_of_the_old_one(file, clerk):
    old = file()

    new = filing.replace(
        attachment=old, upload=Upload("新.png", "image/png", png()), expires_on=None, actor=clerk, channel="web"
    )

    old.refresh_from_db()
    assert (old.status, new.status, new.version, new.replaces) == ("replaced", "current", 2, old)
    assert read(old, clerk).content == PDF
    with pytest.raises(Refused, match="attachment_not_current"):
        filing.replace(attachment=old, upload=Upload("新.pdf", "", PDF), expires_on=None, actor=clerk, channel="web")


def test_a_withdrawn_paper_stays_readable(file, clerk):
    paper = file()

    filing.withdraw(attachment=paper, reason="已被新合同取代", actor=clerk, channel="web")

    paper.refresh_from_db()
    assert paper.status == "withdrawn"
    assert read(paper, clerk).content == PDF
    with pytest.raises(Refused, match="attachment_not_current"):
        filing.withdraw(attachment=paper, reason="再一次", actor=clerk, channel="web")


@pytest.mark.parametrize("reason", ["", "  ", "打 13812345678"])
def test_a_withdrawal_says_why_without_personal_data(file, clerk, reason):
    with pytest.raises(ValidationError):
        filing.withdraw(attachment=file(), reason=reason, actor=clerk, channel="web")


def test_nothing_is_filed_for_a_deleted_customer(file, customer):
    auditor = factories.person("", "审计", "财务经理")
    customer.status = "deleted"
    with acting(actor=None, kind="tests.delete", channel="command"):
        Customer.objects.filter(pk=customer.pk).update(status="deleted")

    with pytest.raises(Refused, match="customer_deleted"):
        file(actor=auditor)


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(3000, 1, 1)])
def test_an_impossible_day_is_refused(file, day):
    with pytest.raises(ValidationError, match="1990"):
        file(expires_on=day)


def test_an_unknown_kind_is_refused(file):
    with pytest.raises(ValidationError):
        file(kind="secret")


def test_a_file_has_a_limit_of_papers(file, clerk):
    paper = file()
    with acting(actor=clerk, kind="tests.papers", channel="command"):
        Attachment.objects.bulk_create(copy_of(paper) for _one in range(filing.MOST - 1))

    with pytest.raises(Refused, match="attachments_too_many"):
        file()


def copy_of(paper):
    known = {name: getattr(paper, name) for name in ("customer", "kind", "name", "media", "size", "sha256", "filed_by")}
    return Attachment(**known)


@pytest.mark.parametrize("who", ["stranger", "reception", "auditor"])
def test_only_who_changes_the_customer_files(who, file, request):
    with pytest.raises(PermissionDenied):
        file(actor=request.getfixturevalue(who))

    assert not Attachment.objects.exists()


def test_a_right_revoked_meanwhile_files_nothing(file, settings):
    settings.KEHU_VIRUS_SCAN = "tests.customers.attachments.scanners:revoking"

    with pytest.raises(PermissionDenied):
        file()

    assert not Attachment.objects.exists()


def person_without(east, *permissions):
    """A clerk whose role lacks ``permissions``."""
    made = factories.person("", manages=[east])
    group = Group.objects.create(name=f"少{len(permissions)}")
    for name in set(CLERK) - set(permissions):
        app, codename = name.split(".")
        group.permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    with acting(actor=None, kind="tests.role", channel="command"):
        Membership.objects.create(user=made, group=group)
    return made


def test_a_bank_letter_does_not_exist_for_who_may_not_see_banks(east, customer, file):
    letter, licence = file(kind="bank_letter"), file()
    blind = person_without(east, "customers.view_bank")

    assert list(Attachment.objects.visible_to(blind)) == [licence]
    with pytest.raises(PermissionDenied):
        file(kind="bank_letter", actor=blind)
    with pytest.raises(PermissionDenied):
        filing.withdraw(attachment=letter, reason="不再需要", actor=blind, channel="web")
    assert "bank_letter" not in kinds.seen_by(blind, customer)


def test_the_history_does_not_tell_of_a_letter_either(east, customer, file, clerk):
    file(kind="bank_letter")
    blind = person_without(east, "customers.view_bank")

    seen, hidden = (history.timeline(customer, person).happenings for person in (clerk, blind))

    assert [one.action for one in seen if "attachments" in one.action] == ["customers.attachments.file.bank_letter"]
    assert [one.action for one in hidden if "attachments" in one.action] == []


def test_a_contract_does_not_exist_for_reception(file, reception, auditor):
    contract, licence, other = file(kind="contract"), file(), file(kind="other")

    assert list(Attachment.objects.visible_to(reception)) == [licence]
    assert set(Attachment.objects.visible_to(auditor)) == {contract, licence, other}


def test_a_bank_letter_is_opened_by_who_may_reveal_banks_with_a_reason(file, clerk, supervisor):
    letter = file(kind="bank_letter")

    with pytest.raises(PermissionDenied):
        read(letter, clerk)
    with pytest.raises(ValidationError):
        read(letter, supervisor, reason="")
    assert read(letter, supervisor).content == PDF


def test_every_reading_is_in_the_journal(file, clerk, stranger):
    paper = file(kind="contract")

    read(paper, clerk)
    with pytest.raises(PermissionDenied):
        read(paper, stranger)

    acts = Action.objects.filter(kind="customers.attachments.open.contract").order_by("id")
    assert [(one.actor, one.details.get("refused")) for one in acts] == [(clerk, None), (stranger, "forbidden")]


def test_the_history_says_name_size_digest_and_end(file, customer, clerk, reception):
    paper = file(expires_on=date(2030, 1, 31))
    filing.withdraw(attachment=paper, reason="重复归档", actor=clerk, channel="web")

    withdrawn, filed = history.timeline(customer, clerk).happenings[:2]

    changes = {change.field: change.after for change in filed.changes}
    assert changes["attachments.name"] == "执照.pdf"
    assert changes["attachments.sha256"] == hashlib.sha256(PDF).hexdigest()
    assert changes["attachments.expires_on"] == "2030-01-31"
    assert [change.field for change in withdrawn.changes] == ["attachments.status"]
    assert withdrawn.reason == "重复归档"


def test_a_name_is_dots_for_who_may_not_open_the_paper(file, customer, clerk):
    file("某某账户.pdf", kind="bank_letter")

    (filed, *_rest) = history.timeline(customer, clerk).happenings

    assert {change.after for change in filed.changes if change.field == "attachments.name"} == {"••••"}


def test_a_paper_is_never_deleted(file):
    paper = file()

    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        Attachment.objects.filter(pk=paper.pk)._raw_delete("default")
    with pytest.raises(IntegrityError), transaction.atomic():
        Attachment.objects.filter(pk=paper.pk).update(size=1)


def test_the_digest_is_for_who_may_open_the_paper(client, file, customer, clerk, supervisor):
    paper = file(kind="bank_letter")
    shown = {}
    for person in (clerk, supervisor):
        client.force_login(person)
        filed = history.timeline(customer, person).happenings[0]
        page = client.get(f"/customers/KH-1/attachments/{paper.pk}/").content.decode()
        shown[person.username] = "attachments.sha256" in [one.field for one in filed.changes], paper.sha256 in page

    assert shown == {"clerk": (False, False), "supervisor": (True, True)}
