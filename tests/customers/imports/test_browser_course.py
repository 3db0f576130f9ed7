"""Customers from a file in the browser: brought, mapped, looked at, started, corrected, brought again."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from access.data_keys import open_rows
from audit.models import Action
from customers.imports import guessing
from customers.models import Customer
from exchange.files import open_table
from exchange.models import Run, RunRow
from exchange.runs import files, tasks
from exchange.runs.models import FileRole
from tests import factories
from tests.customers import making

pytestmark = pytest.mark.django_db
NEW = "/customers/import/"
TEXT = "客户编码,客户名称,手机\nA1,平安银行,13800138000\nA2,万科Ａ,1\nA3,贵州茅台,\n"


@pytest.fixture
def signed_in(client, clerk):
    client.force_login(clerk)
    return client


def brought(client, text=TEXT, *, kind="upsert", portfolio="EAST", name="客户.csv"):
    file = SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())
    return client.post(NEW, {"file": file, "kind": kind, "portfolio": portfolio})


def started(client, text=TEXT, mode="valid_rows", **others):
    answer = brought(client, text, **others)
    run = Run.objects.latest("created_at")
    assert answer.status_code == 302
    page = client.get(answer.url)
    typed = {name: page.context["form"].data.get(name, "") for name in page.context["form"].fields}
    assert client.post(answer.url, {**typed, "mode": mode, "act": "start"}).status_code == 302
    tasks.carry_out.call(str(run.pk))
    run.refresh_from_db()
    return run


def counts(run):
    return {name: count for name, count in run.counts.items() if count}


def test_a_file_is_brought_guessed_looked_at_and_changes_nothing_yet(signed_in):
    answer = brought(signed_in)
    page = signed_in.get(answer.url)

    assert [field.value() for field in page.context["form"].columns] == ["code", "name", "mobile"]
    assert [row["left_out"] for row in page.context["rows"]] == [False, True, False]
    assert Customer.objects.count() == 0
    assert Run.objects.get().state == "draft"


def test_the_valid_rows_are_taken_in_and_the_others_are_in_a_file_with_the_reason(signed_in, clerk):
    run = started(signed_in)

    assert (run.state, run.total, counts(run)) == ("done", 3, {"created": 2, "refused": 1})
    assert set(Customer.objects.values_list("code", flat=True)) == {"A1", "A3"}
    [refused] = open_rows(RunRow.objects.filter(outcome="refused"))
    assert (refused.number, refused.field) == (3, "手机")
    with files.as_path(files.of(run, FileRole.ERRORS)) as path, open_table(path) as table:
        assert table.header == ["客户编码", "客户名称", "手机", "errors.row", "errors.column", "errors.reason"]
        [(_number, cells)] = table.rows()
    assert cells[:5] == ["A2", "万科Ａ", "1", "3", "手机"]
    assert cells[5] == refused.reason.text


def test_the_file_of_errors_corrected_and_brought_again_needs_no_mapping(signed_in):
    run = started(signed_in)
    text = b"".join(files.read(files.of(run, FileRole.ERRORS))).decode("utf-8-sig").replace("万科Ａ,1,", "万科Ａ,,")

    again = started(signed_in, text)

    assert counts(again) == {"created": 1}
    assert Customer.objects.count() == 3


def test_a_check_says_what_would_come_of_the_whole_file_and_changes_nothing(signed_in):
    run = started(signed_in, mode="dry_run")

    assert (run.state, counts(run)) == ("done", {"created": 2, "refused": 1})
    assert Customer.objects.count() == 0
    assert not Action.objects.filter(kind="customers.import").exists()


def test_strict_takes_in_all_or_nothing(signed_in):
    refused = started(signed_in, mode="strict")
    assert (counts(refused), Customer.objects.count()) == ({"created": 2, "refused": 1}, 0)
    page = signed_in.get(reverse("imports:detail", args=[refused.pk]))
    assert page.context["taken_back"]

    whole = started(signed_in, TEXT.replace(",1\n", ",\n"), mode="strict")
    assert (counts(whole), Customer.objects.count()) == ({"created": 3}, 3)


def test_after_a_check_the_same_file_goes_on_without_being_brought_again(signed_in):
    run = started(signed_in, mode="dry_run")

    answer = signed_in.post(reverse("imports:again", args=[run.pk]))

    made = Run.objects.exclude(pk=run.pk).get()
    assert (answer.url, made.state) == (reverse("imports:mapping", args=[made.pk]), "draft")
    assert b"".join(files.read(files.of(made, FileRole.SOURCE))) == TEXT.encode()


@pytest.mark.parametrize(
    ("kind", "expected"), [("insert", {"created": 1, "refused": 1}), ("update", {"unchanged": 1, "refused": 1})]
)
def test_only_new_ones_or_only_existing_ones(signed_in, clerk, kind, expected):
    making.create(clerk, code="A1", name="平安银行")

    run = started(signed_in, "code,name\nA1,平安银行\nB1,宁德时代\n", kind=kind)

    assert counts(run) == expected


def test_a_mapping_is_remembered_by_person_and_header(signed_in, clerk):
    answer = brought(signed_in, "甲,乙\nA1,平安银行\n")
    typed = {"column_0": "code", "column_1": "name", "mode": "dry_run", "act": "start"}
    signed_in.post(answer.url, typed)

    page = signed_in.get(brought(signed_in, "甲,乙\nB1,万科\n").url)

    assert [field.value() for field in page.context["form"].columns] == ["code", "name"]


@pytest.mark.parametrize(
    "typed",
    [
        {"column_0": "code", "column_1": "code"},
        {"column_0": "", "column_1": ""},
        {"column_0": "code", "column_1": "balance"},
    ],
)
def test_a_mapping_that_cannot_be_is_refused_in_words(signed_in, typed):
    answer = brought(signed_in, "甲,乙\nA1,平安银行\n")

    page = signed_in.post(answer.url, {**typed, "mode": "dry_run", "act": "start"})

    assert page.status_code == 422
    assert Run.objects.get().state == "draft"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04nonsense", b"a,a\n1,2\n", b"a\0b\n", b"\xff\xfe\x00\x01"])
def test_a_file_that_cannot_be_read_is_refused_in_words(signed_in, content):
    page = brought(signed_in, content)

    assert page.status_code == 422
    assert page.context["form"].errors["file"]
    assert Run.objects.count() == 0


def test_a_portfolio_one_does_not_look_after_is_no_choice(signed_in):
    factories.portfolio("WEST")

    assert brought(signed_in, portfolio="WEST").status_code == 422


def test_who_may_not_change_customers_brings_no_file(client, east):
    client.force_login(factories.person("reception", "前台", sees=[east]))

    assert client.get(NEW).status_code == 403
    assert brought(client).status_code == 403
    assert client.get(f"{NEW}template/").status_code == 403


def test_nobody_else_looks_at_a_file_somebody_brought(signed_in, client, east):
    address = brought(signed_in).url
    run = Run.objects.get()
    client.force_login(factories.person("colleague", "财务文员", manages=[east]))

    assert client.get(address).status_code == 404
    assert client.post(reverse("imports:again", args=[run.pk])).status_code == 404
    assert client.get(reverse("imports:detail", args=[run.pk])).status_code == 404


def test_a_right_that_was_taken_away_meanwhile_refuses_the_rows(signed_in, clerk, east):
    stranger = factories.person("stranger", "财务文员", manages=[factories.portfolio("WEST")])
    run = started(signed_in)
    Run.objects.filter(pk=run.pk).update(state="waiting", actor=stranger, mark="", done=0, counts={})
    RunRow.objects.all().delete()

    tasks.carry_out.call(str(run.pk))

    run.refresh_from_db()
    assert counts(run) == {"refused": 3}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_template_s_own_columns_are_guessed(signed_in, clerk, language, form, tmp_path):
    answer = signed_in.get(f"{NEW}template/?format={form}", headers={"Accept-Language": language})

    path = tmp_path / "template"
    path.write_bytes(answer.content)
    with open_table(path) as table:
        assert guessing.guess(table.header, []) == [*guessing.LABELS]


def test_a_filled_template_brought_back_changes_nothing_and_its_making_is_recorded(signed_in, clerk):
    contacts = [{"name": "王芳", "mobile": "13800138000"}]
    making.create(clerk, code="A1", name="平安银行", short_name="平安", terms="net 30", contacts=contacts)
    making.create(clerk, code="A2", name="王五", kind="individual", tax_id="11010519491231002X")

    answer = signed_in.get(f"{NEW}template/?format=xlsx&filled=1")

    assert "王芳".encode() not in answer.content
    run = started(signed_in, answer.content, name="客户.xlsx")
    assert counts(run) == {"unchanged": 2}
    assert Action.objects.get(kind="customers.export").details["rows"] == 2


def test_a_filled_template_needs_the_right_to_export(client, east, monkeypatch):
    from customers.imports import blanks

    monkeypatch.setattr(blanks, "EXPORT", "access.manage_settings")
    client.force_login(factories.person("clerk2", "财务文员", manages=[east]))

    assert client.get(f"{NEW}template/?filled=1").status_code == 403
