"""What the journal keeps of an export, and how the auditor reads it (E13, S65)."""

import hashlib

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from audit.models import Action
from customers.exports import exporting as exports
from tests import factories
from tests.customers import exporting, pages

pytestmark = pytest.mark.django_db


def kept(kind="customers.export"):
    return Action.objects.get(kind=kind)


def test_an_export_is_in_the_journal_with_filter_columns_rows_format_and_hash(clerk, east):
    factories.customer(east, code="A1")
    content = exporting.content(clerk, "code", "mobile", query="status=active&portfolio=EAST&ordering=name")

    begun, act = kept("customers.export_begun"), kept()
    assert (act.actor, act.channel) == (clerk, "web")
    assert act.details == {
        "filter": {"status": ["active"], "portfolio": ["EAST"]},
        "columns": ["code", "mobile_masked"],
        "format": "csv",
        "unmasked": False,
        "begun": begun.pk,
        "rows": 1,
        "sha256": hashlib.sha256(content).hexdigest(),
        "complete": True,
    }


def test_the_entry_is_there_before_the_first_byte(clerk):
    exports.Export(exporting.wanted(), clerk, "web").begin()

    assert kept("customers.export_begun").details["columns"] == ["code", "name"]
    assert not Action.objects.filter(kind="customers.export").exists()


def test_who_leaves_halfway_is_in_the_journal_with_what_they_have(clerk, east):
    factories.customer(east, code="A1")
    parts = exports.Export(exporting.wanted(), clerk, "web").begin().parts()
    first = next(parts)
    parts.close()

    assert (kept().details["complete"], kept().details["sha256"]) == (False, hashlib.sha256(first).hexdigest())


def test_the_entry_of_a_stream_knows_where_it_came_from(client, clerk, east):
    factories.customer(east, code="A1")
    client.force_login(clerk)
    response = client.post("/customers/export/", {"columns": ["code"], "format": "csv", "heads": "words"})
    b"".join(response.streaming_content)

    assert str(kept().request_id) == response["X-Request-ID"]
    assert kept().address == "127.0.0.1"


@pytest.mark.parametrize(("term", "shown"), [("13812345678", "••••"), ("5678", "••••"), ("王小明", "王*")])
def test_what_was_searched_for_is_not_kept_as_it_was_typed(clerk, term, shown):
    exporting.content(clerk, query=f"q={term}")

    assert kept().details["filter"] == {"q": [shown]}


def test_picked_customers_are_named_by_code(clerk, east):
    factories.customer(east, code="A1")
    exporting.content(clerk, codes=["A1"])

    assert kept().details["filter"] == {"codes": ["A1"]}


def test_a_reason_that_holds_personal_data_is_refused(supervisor):
    with pytest.raises(ValidationError, match="电话"):
        exporting.content(supervisor, "code", unmasked=True, reason="王先生 13812345678 要的")


def test_the_auditor_reads_it_in_words(client, supervisor, east):
    pages.saved(east, code="A1")
    content = exporting.content(supervisor, "code", "mobile", query="status=active", unmasked=True, reason="collection")
    client.force_login(factories.person("auditor", "审计"))

    journal = pages.text_of(client.get("/audit/"))
    assert "导出客户: 1 行、CSV、未脱敏" in journal
    assert "催收" in journal
    entry = pages.text_of(client.get(reverse("audit:action", args=[kept().pk])))
    for words in ("状态 = 启用", "编码、联系人手机", "完整显示", hashlib.sha256(content).hexdigest()):
        assert words in entry


def test_an_export_of_everybody_is_called_so(client, clerk):
    exporting.content(clerk)
    client.force_login(factories.person("auditor", "审计"))

    entry = pages.text_of(client.get(reverse("audit:action", args=[kept().pk])))
    assert "无：该人员可见的全部客户" in entry
