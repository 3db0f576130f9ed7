"""The pages of papers: filing, reading, replacing, and the queue of those that end."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from customers.attachments.upload import CappedUploadHandler
from customers.models import Attachment
from tests import factories
from tests.customers.attachments.files import PDF, png
from tests.customers.attachments.test_filing import person_without
from tests.customers.pages import saved, text_of

pytestmark = pytest.mark.django_db
PAPERS = "/customers/KH-1/attachments/"


@pytest.fixture
def sign_in(client):
    def act(person):
        client.force_login(person)
        return client

    return act


def upload(content=PDF, name="执照.pdf", declared="application/pdf"):
    return SimpleUploadedFile(name, content, declared)


def address(paper, part=""):
    return f"{PAPERS}{paper.pk}/{part}"


def test_a_clerk_files_a_paper_and_downloads_it(sign_in, customer, clerk):
    client = sign_in(clerk)

    filed = client.post(PAPERS, {"kind": "licence", "file": upload(), "expires_on": "2030-01-31"})
    paper = Attachment.objects.get()
    answer = client.post(address(paper, "content/"))

    assert (filed.status_code, filed.url) == (302, address(paper))
    assert answer.content == PDF
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Content-Type"] == "application/pdf"


def test_the_customers_page_lists_the_papers_and_takes_new_ones(sign_in, file, clerk, reception):
    file(expires_on=localdate() - timedelta(days=1))

    page = text_of(sign_in(clerk).get("/customers/KH-1/"))
    seen = text_of(sign_in(reception).get("/customers/KH-1/"))

    assert f'action="{PAPERS}"' in page
    assert "执照.pdf" in page
    assert f'action="{PAPERS}"' not in seen
    assert "执照.pdf" in seen


@pytest.mark.parametrize(
    ("posted", "words"),
    [
        ({"kind": "licence"}, "file"),
        ({"kind": "licence", "file": ("b.png", b"MZ" + b"\0" * 50)}, "Windows"),
        ({"kind": "secret", "file": ("a.pdf", PDF)}, "secret"),
        ({"kind": "licence", "file": ("a.pdf", PDF), "expires_on": "31.31.2030"}, "expires_on"),
        ({"kind": "licence", "file": ("a.pdf", PDF), "expires_on": "1800-01-01"}, "1990"),
        ({"kind": "licence", "file": ("a.pdf", b"")}, "file"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(sign_in, customer, clerk, posted, words):
    if "file" in posted:
        name, content = posted["file"]
        posted = posted | {"file": SimpleUploadedFile(name, content, "application/octet-stream")}

    answer = sign_in(clerk).post(PAPERS, posted, headers={"accept-language": "en"})

    assert answer.status_code == 422
    assert words in text_of(answer)
    assert 'class="error-summary"' in text_of(answer)
    assert not Attachment.objects.exists()


def test_a_file_that_is_too_large_is_not_kept_in_memory(sign_in, customer, clerk, settings):
    settings.KEHU_ATTACHMENT_MB = 1
    big = PDF + bytes(3 << 20)

    answer = sign_in(clerk).post(PAPERS, {"kind": "licence", "file": upload(big)}, headers={"accept-language": "en"})

    assert answer.status_code == 422
    assert "larger than 1 MB" in text_of(answer)


def test_of_what_is_too_large_one_byte_more_than_allowed_is_kept(settings):
    settings.KEHU_ATTACHMENT_MB = 1
    handler = CappedUploadHandler()
    handler.new_file("file", "a.pdf", "application/pdf", 0)
    for _chunk in range(40):
        handler.receive_data_chunk(bytes(1 << 16), 0)

    assert handler.file_complete(40 << 16).size == (1 << 20) + 1


def test_a_paper_needs_the_forms_token(customer, clerk):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(clerk)

    answer = strict.post(PAPERS, {"kind": "licence", "file": upload()})
    page = text_of(strict.get(PAPERS))
    token = re.search('name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    with_token = strict.post(PAPERS, {"kind": "licence", "file": upload(), "csrfmiddlewaretoken": token})

    assert (answer.status_code, with_token.status_code) == (403, 302)


@pytest.mark.parametrize(("who", "status"), [("stranger", 404), ("reception", 403), ("auditor", 403)])
def test_others_file_nothing(sign_in, customer, who, status, request):
    answer = sign_in(request.getfixturevalue(who)).post(PAPERS, {"kind": "licence", "file": upload()})

    assert answer.status_code == status
    assert not Attachment.objects.exists()


def test_a_bank_letter_is_not_there_for_who_may_not_see_banks(sign_in, east, file, clerk, reception):
    letter = file("某某.pdf", kind="bank_letter")
    blind = person_without(east, "customers.view_bank")

    for person in (reception, blind):
        client = sign_in(person)
        page = text_of(client.get(PAPERS))
        assert str(letter.pk) not in page
        assert "银行函" not in page.replace('value="bank_letter"', "")
        assert client.get(address(letter)).status_code == 404
        assert client.post(address(letter, "content/"), {"reason": "collection"}).status_code == 404
    assert str(letter.pk) in text_of(sign_in(clerk).get(PAPERS))


def test_a_bank_letter_is_downloaded_with_a_reason_by_who_may_reveal_it(sign_in, file, clerk, supervisor):
    letter = file("某某.pdf", kind="bank_letter")

    refused = sign_in(clerk).post(address(letter, "content/"), {"reason": "verification"})
    silent = sign_in(supervisor).post(address(letter, "content/"))
    said = sign_in(supervisor).post(address(letter, "content/"), {"reason": "verification"})

    assert (refused.status_code, silent.status_code, said.status_code) == (403, 422, 200)
    assert said.content == PDF


def test_a_new_version_and_a_withdrawal(sign_in, file, clerk):
    client, old = sign_in(clerk), file()

    wrong = client.post(address(old, "versions/"), {"file": upload(png())})
    client.post(address(old, "versions/"), {"file": upload(png(), "新.png", "image/png")})
    new = Attachment.objects.get(status="current")
    unsaid = client.post(address(new, "withdrawal/"), {"reason": ""})
    client.post(address(new, "withdrawal/"), {"reason": "已作废"})
    late = client.post(address(new, "withdrawal/"), {"reason": "再一次"})

    assert (wrong.status_code, unsaid.status_code, late.status_code) == (422, 422, 422)
    assert [one.status for one in Attachment.objects.order_by("version")] == ["replaced", "withdrawn"]
    assert str(old.pk) in text_of(client.get(PAPERS))


@pytest.mark.parametrize("part", ["versions/", "withdrawal/"])
def test_who_only_looks_changes_no_paper(sign_in, file, reception, stranger, part):
    paper, given = file(), {"reason": "不再需要"}

    assert sign_in(reception).post(address(paper, part), given).status_code == 403
    assert sign_in(stranger).post(address(paper, part), given).status_code == 404


def test_a_paper_is_not_reached_through_another_customer(sign_in, east, file, clerk):
    paper, _other = file(), saved(east, code="KH-2", name="另一家")

    assert sign_in(clerk).get(f"/customers/KH-2/attachments/{paper.pk}/").status_code == 404


EXPIRING = "/customers/attachments/expiring/"


def test_the_queue_names_what_ended_or_ends_soon_oldest_first(sign_in, file, clerk, stranger):
    today = localdate()
    for days in (100, -3, 45, 10):
        file(f"{days}.pdf", expires_on=today + timedelta(days=days))
    file("ended.pdf", expires_on=today - timedelta(days=9))

    def days(page, **asked):
        rows = page.get(EXPIRING, asked).context["rows"]
        return [(row.paper.expires_on - today).days for row in rows]

    client = sign_in(clerk)
    assert days(client) == [-9, -3, 10, 45]
    assert days(client, within="0") == [-9, -3]
    assert days(client, within="90", portfolio="EAST") == [-9, -3, 10, 45]
    assert days(client, within="nonsense", portfolio="NOWHERE") == [-9, -3, 10, 45]
    assert days(sign_in(stranger)) == []


def test_the_queue_leaves_out_closed_customers_and_papers_not_seen(sign_in, east, file, clerk, reception):
    today = localdate()
    closed = factories.customer(east, status="closed")
    file(expires_on=today, of=closed)
    file(expires_on=today, kind="contract")

    assert len(sign_in(clerk).get(EXPIRING).context["rows"]) == 1
    assert len(sign_in(reception).get(EXPIRING).context["rows"]) == 0


def test_the_queue_pages_by_key(sign_in, file, clerk):
    for number in range(52):
        file(f"{number}.pdf", expires_on=localdate() + timedelta(days=number % 7))
    client = sign_in(clerk)

    first = client.get(EXPIRING).context["page"]
    second = client.get(EXPIRING, {"cursor": first.next}).context["page"]

    assert (len(first.rows), len(second.rows)) == (50, 2)
    assert not {row.pk for row in first.rows} & {row.pk for row in second.rows}
    assert client.get(EXPIRING, {"cursor": "broken"}).status_code == 302


def test_the_navigation_leads_to_the_queue_and_marks_one_place(sign_in, customer, clerk):
    page = text_of(sign_in(clerk).get(EXPIRING))

    side = page[: page.index("</nav>")]
    assert f'href="{EXPIRING}" aria-current="page"' in side
    assert side.count('aria-current="page"') == 1
    assert reverse("customers:list") in side
