"""The page that exports: what it offers, what it answers, and when it hands over to the worker."""

import csv
import io

import pytest
from django.urls import reverse

from audit.models import Action
from customers.exports import pages as export_pages
from customers.models import ColumnSet
from customers.saved_views import saving
from exchange.models import Run
from tests import factories
from tests.accounts import ledger
from tests.customers import making, pages

pytestmark = pytest.mark.django_db
ADDRESS = "/customers/export/"
PLAIN = {"columns": ["code", "name"], "format": "csv", "heads": "names"}


@pytest.fixture
def bank(east):
    return pages.saved(east, code="A1", name="平安银行")


def post(client, person, query="", **given):
    client.force_login(person)
    return client.post(f"{ADDRESS}?{query}", PLAIN | given)


def page(client, person, query=""):
    client.force_login(person)
    return client.get(f"{ADDRESS}?{query}")


def bytes_of(response):
    return b"".join(response.streaming_content)


def rows_of(response):
    return list(csv.DictReader(io.StringIO(bytes_of(response).decode("utf-8-sig"), newline="")))


def test_the_page_shows_how_many_whom_and_the_first_rows(client, clerk, bank, east):
    pages.saved(east, code="A2", name="万科企业")

    text = pages.text_of(page(client, clerk, "q=万科"))
    assert "共 1 个客户" in text
    assert "万科企业" in text
    assert "平安银行" not in text
    assert "138****5678" in text
    assert "13812345678" not in text


def test_the_form_as_it_stands_gives_a_file(client, clerk, bank):
    form = pages.posted(page(client, clerk))
    response = client.post(ADDRESS, form | {"columns": ["code", "mobile"], "format": "csv", "heads": "words"})

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "no-store" in response["Cache-Control"]
    assert response["Content-Disposition"].startswith(
        "attachment; filename*=utf-8''%E5%AE%A2%E6%88%B7%E6%A1%A3%E6%A1%88-"
    )
    assert bytes_of(response).decode("utf-8-sig") == "编码,联系人手机（脱敏）\r\nA1,138****5678\r\n"


def test_the_list_s_own_address_and_picked_codes_say_whom(client, clerk, bank, east):
    pages.saved(east, code="A2", name="万科企业")

    assert [row["code"] for row in rows_of(post(client, clerk, "q=万科&ordering=-name&columns=name"))] == ["A2"]
    assert [row["code"] for row in rows_of(post(client, clerk, "code=A1&code=a2"))] == ["A1", "A2"]


def test_a_picked_customer_who_is_not_seen_is_counted_and_not_named(client, clerk, bank, south):
    factories.customer(south, code="S1", name="茅台")

    text = pages.text_of(page(client, clerk, "code=A1&code=S1&code=NOBODY"))
    assert "有 2 个所选客户不存在或不可见" in text
    assert "茅台" not in text


def test_a_list_that_does_not_exist_is_refused_as_by_the_list(client, clerk):
    assert page(client, clerk, "colour=red").status_code == 400
    assert page(client, clerk, "code=%3Cscript%3E").status_code == 400


def test_reception_finds_no_page(client, reception, bank):
    assert page(client, reception).status_code == 403
    assert post(client, reception).status_code == 403


def test_columns_that_do_not_exist_are_refused_and_what_was_typed_stays(client, clerk, bank):
    response = post(client, clerk, columns=["code", "salary"], heads="words")

    assert response.status_code == 422
    text = pages.text_of(response)
    assert "没有“salary”这一列" in text
    assert pages.posted(response)["heads"] == "words"


def test_money_is_offered_to_who_may_see_it_and_to_nobody_else(client, clerk, bank, east):
    ledger.post(bank, clerk, amount="987654.32")

    assert "987,654.32" in pages.text_of(page(client, clerk))
    role = factories.role("财务文员")
    role.permissions.remove(role.permissions.get(codename="view_money"))
    blind = factories.person("blind", "财务文员", manages=[east])
    text = pages.text_of(page(client, blind))
    assert "987,654.32" not in text
    assert "receivable:" not in text
    assert post(client, blind, columns=["code", "receivable:CNY"]).status_code == 422


def test_values_in_full_are_offered_to_who_may_have_them_and_need_a_reason(client, clerk, supervisor, bank):
    assert "unmasked" not in pages.text_of(page(client, clerk))
    assert post(client, clerk, unmasked="on", columns=["mobile"], reason="collection").status_code == 422
    assert post(client, supervisor, unmasked="on", columns=["mobile"]).status_code == 422
    response = post(client, supervisor, unmasked="on", columns=["mobile"], reason="collection")
    assert rows_of(response) == [{"mobile": "13812345678"}]


def test_a_preview_writes_no_file_and_shows_nothing_in_full(client, supervisor, bank):
    response = post(client, supervisor, unmasked="on", columns=["code", "mobile"], act="preview", reason="collection")

    assert "138****5678" in pages.text_of(response)
    assert "13812345678" not in pages.text_of(response)
    assert not Action.objects.filter(kind__startswith="customers.export").exists()


def test_many_customers_have_to_be_meant(client, clerk, bank, monkeypatch):
    monkeypatch.setattr(export_pages, "CONFIRMED_FROM", 0)

    response = post(client, clerk)
    assert response.status_code == 422
    assert "请确认要导出全部 1 个客户" in pages.text_of(response)
    assert post(client, clerk, confirmed="2").status_code == 422
    assert rows_of(post(client, clerk, confirmed="1")) == [{"code": "A1", "name": "平安银行"}]


def test_a_large_file_is_the_worker_s(client, clerk, bank, monkeypatch):
    monkeypatch.setattr(export_pages, "DIRECT", {"csv": 0, "xlsx": 0})

    response = post(client, clerk, "status=active")
    run = Run.objects.get()
    assert response.url == reverse("runs:detail", args=[run.pk])
    assert (run.actor, run.total, run.kind) == (clerk, 1, "customers.export")


def test_columns_kept_under_a_name_are_there_again(client, clerk, bank):
    response = post(client, clerk, "status=active", columns=["name", "code"], act="keep", set_name="月度对账")

    assert response.url == "/customers/export/?status=active&column_set=%E6%9C%88%E5%BA%A6%E5%AF%B9%E8%B4%A6"
    assert ColumnSet.objects.get().columns == ["name", "code"]
    assert page(client, clerk, "column_set=月度对账").context["groups"][0]["options"][0]["checked"]
    assert post(client, clerk, act="keep", set_name="").status_code == 422
    assert page(client, clerk, "column_set=没有").status_code == 400


def test_a_saved_view_says_whom_as_on_the_list(client, clerk, bank, east):
    factories.customer(east, code="F1", status="frozen")
    content = saving.Content(filters={"status": ["frozen"]})
    view = saving.create(name="frozen", content=content, shared=False, actor=clerk, channel="web")

    for query in (f"view={view.slug}", f"filter={view.slug}"):
        assert [row["code"] for row in rows_of(post(client, clerk, query))] == ["F1"]
    assert page(client, clerk, "view=nobody-s").status_code == 400


def test_a_view_with_a_condition_that_is_gone_exports_nobody(client, clerk, supervisor, bank):
    making.dimension("tier", "A", from_money=True)
    content = saving.Content(filters={"status": ["active"], "category": ["tier:A"]})
    view = saving.create(name="tier", content=content, shared=True, actor=supervisor, channel="web")
    role = factories.role("财务文员")
    role.permissions.remove(role.permissions.get(codename="view_money"))

    assert post(client, clerk, f"view={view.slug}").status_code == 400
