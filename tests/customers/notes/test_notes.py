"""Notes on a customer: who writes, corrects, strikes out and reads them."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from access.data_keys import open_rows
from audit.refusals import Refused
from customers import history, images
from customers.models import Note
from customers.notes import writing
from tests import factories
from tests.customers.pages import posted, saved, text_of

pytestmark = pytest.mark.django_db
TEXT = "希望账期延长到 45 天"


@pytest.fixture
def customer(east):
    return saved(east, code="KH-1")


def write(actor, customer, text=TEXT, **typed):
    words = writing.read({"kind": "call", "day": "2026-01-05", "text": text} | typed)
    return writing.add(customer=customer, words=words, actor=actor, channel="web")


def address(name="notes", *more):
    return reverse(f"customers:{name}", args=["KH-1", *more])


def told(person, customer):
    return [(one.words, one.changes) for one in history.timeline(customer, person).happenings]


def test_a_clerk_writes_a_note_on_the_customers_page_and_reads_it(client, clerk, customer):
    client.force_login(clerk)
    page = client.get(reverse("customers:detail", args=["KH-1"]))

    done = client.post(address() + "?from=detail", {"kind": "need", "day": "", "text": TEXT})
    latest = text_of(client.get(address("latest_notes")))

    assert address() in text_of(page)
    assert done["Location"] == "/customers/KH-1/#notes"
    assert TEXT in latest
    assert Note.objects.get().day == localdate()


def test_the_text_is_stored_encrypted_and_in_the_tombstones_image(clerk, customer):
    note = write(clerk, customer)

    stored = Note.objects.get()
    assert str(stored.text) == "••••"
    assert TEXT.encode() not in stored.text.ciphertext
    assert open_rows([stored])[0].text.text == TEXT
    assert images.image_of(customer)["notes"][0]["id"] == note.pk


def test_what_looks_like_a_telephone_number_belongs_among_the_contacts(client, clerk, customer):
    client.force_login(clerk)

    answer = client.post(address(), {"kind": "call", "text": "手机 13812345678 打来"})

    assert answer.status_code == 422
    assert "一个手机号" in text_of(answer) or "电话" in text_of(answer)
    assert not Note.objects.exists()


@pytest.mark.parametrize(
    "typed", [{"kind": "gossip"}, {"text": ""}, {"day": "2999-01-01"}, {"day": "01/02/2026"}, {"text": "a\u202eb"}]
)
def test_bad_words_are_refused_by_member(clerk, customer, typed):
    with pytest.raises(ValidationError) as refused:
        write(clerk, customer, **typed)

    assert set(refused.value.error_dict) == set(typed)


def test_who_may_not_change_the_customer_writes_nothing(client, reception, stranger, customer):
    for person, status in ((reception, 403), (stranger, 404)):
        client.force_login(person)
        assert client.post(address(), {"kind": "call", "text": TEXT}).status_code == status
        with pytest.raises(PermissionDenied):
            write(person, customer)
    assert not Note.objects.exists()


def test_who_may_not_read_of_money_reads_no_note_and_nothing_of_it_in_the_history(client, clerk, reception, customer):
    write(clerk, customer)
    client.force_login(reception)

    assert client.get(address()).status_code == 403
    assert address() not in text_of(client.get(reverse("customers:detail", args=["KH-1"])))
    assert not any("沟通记录" in words for words, _changes in told(reception, customer))


def test_the_author_corrects_for_a_day_and_the_history_keeps_both(client, clerk, customer):
    note = write(clerk, customer)
    client.force_login(clerk)
    form = client.get(address("note", note.pk))

    client.post(address("note", note.pk), posted(form, text="希望账期延长到 60 天"))

    (changed,) = told(clerk, customer)[0][1]
    assert (changed.before, changed.after) == (TEXT, "希望账期延长到 60 天")


def test_after_a_day_or_by_another_a_note_is_not_corrected(clerk, supervisor, customer):
    note, words = write(clerk, customer), writing.read({"kind": "call", "text": "别的"})

    with pytest.raises(Refused, match="note_fixed"):
        writing.correct(note=note, words=words, actor=supervisor, channel="web")

    assert writing.is_correctable(note, clerk)
    assert not writing.is_correctable(note, clerk, now=timezone.now() + timedelta(hours=25))


def test_a_note_that_is_struck_out_stays_readable_and_is_not_touched_again(client, clerk, supervisor, customer):
    note = write(clerk, customer)
    client.force_login(supervisor)

    client.post(address("note_strike", note.pk))
    page = text_of(client.get(address()))

    assert f"<del>{TEXT}</del>" in page
    with pytest.raises(Refused, match="note_struck"):
        writing.strike(note=note, actor=clerk, channel="web")


def test_reception_strikes_nothing_out(client, clerk, reception, customer):
    note = write(clerk, customer)
    client.force_login(reception)

    assert client.post(address("note_strike", note.pk)).status_code == 403
    assert Note.objects.get().struck_at is None


def test_an_auditor_reads_notes_and_writes_none(client, clerk, customer):
    write(clerk, customer)
    auditor = factories.person("auditor", "审计")
    client.force_login(auditor)

    assert TEXT in text_of(client.get(address()))
    with pytest.raises(PermissionDenied):
        write(auditor, customer)
