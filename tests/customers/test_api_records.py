"""One customer over the API: made, read and changed, cut to what each person may see."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access.approvals import decide
from access.models import Request, Verdict
from customers.api_schema import Changes, Made, NewCustomer, Record
from customers.intake import MEMBERS
from customers.models import Customer
from tests import factories
from tests.customers.api import AUDITOR, CLERK, FULL, RECEPTION, ROOT, SUPERVISOR, client, get, patch, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def east():
    return factories.portfolio("EAST")


@pytest.fixture
def clerk(east):
    return factories.person("clerk", CLERK, manages=[east])


@pytest.fixture
def reception(east):
    return factories.person("reception", RECEPTION, sees=[east])


@pytest.fixture
def stranger():
    return factories.person("stranger", CLERK, manages=[factories.portfolio("SOUTH")])


@pytest.fixture
def made(clerk):
    answer = post(clerk, **FULL)
    assert answer.status_code == 201, answer.data
    return answer


def test_a_new_customer_is_answered_as_it_is_read(clerk, made):
    read = get(clerk, "KH-000042/")

    assert made.data == read.data
    assert made["Location"] == f"http://testserver{ROOT}KH-000042/"
    assert made["ETag"] == read["ETag"] == '"1"'
    assert read["Cache-Control"] == "no-store"


def test_the_record_shows_personal_data_masked(made):
    shown = made.data

    assert shown["name"] == "杭州西湖电子有限公司"
    assert shown["tax_id"] == "91350100M000100Y43"
    assert (shown["portfolio"], shown["status"], shown["terms"]) == ("EAST", "active", "net 30")
    contact = shown["contacts"][0]
    assert contact.pop("id")
    assert contact == {
        "name_masked": "王*",
        "phone_masked": "",
        "mobile_masked": "138****5678",
        "email_masked": "w***@example.com",
        "role": "",
        "is_primary": True,
    }
    assert shown["addresses"][0]["line_masked"] == "****"
    assert shown["remarks_masked"] == "••••"
    text = str(shown)
    assert not [value for value in ("13812345678", "王小明", "文三路", "月底前", "wang@") if value in text]


def test_reception_reads_no_bank_account_and_no_credit_grade(clerk, reception, made):
    shown = get(reception, "KH-000042/").data

    assert "contacts" in shown
    assert "bank_accounts" not in shown
    assert "bank_accounts" in made.data


def test_who_may_not_see_contacts_is_not_even_told_that_there_are(east, made):
    visitor = factories.person("visitor", sees=[east])

    shown = get(visitor, "KH-000042/").data

    assert {"contacts", "remarks_masked", "bank_accounts"}.isdisjoint(shown)
    assert [set(address) for address in shown["addresses"]] == [{"id", "kind", "country", "province", "city"}]


def test_an_individuals_number_is_masked_or_absent(east, clerk):
    visitor = factories.person("visitor", sees=[east])
    post(clerk, name="李四", kind="individual", portfolio="EAST", code="LI", tax_id="11010519491231002X")

    assert get(clerk, "LI/").data["tax_id_masked"] == "1101**********002X"
    assert {"tax_id", "tax_id_masked"}.isdisjoint(get(visitor, "LI/").data)


def test_unknown_and_invisible_are_the_same_answer(clerk, stranger, made):
    answers = [get(stranger, f"{code}/") for code in ("KH-000042", "NOBODY", "没有", "a\0b", "x" * 300, "%20")]
    answers.append(patch(stranger, "KH-000042", name="x"))
    answers += [post(stranger, f"KH-000042/{act}/") for act in ("reveals", "transitions", "deletion-requests")]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


def test_the_code_of_an_address_is_read_in_either_case(clerk, made):
    assert get(clerk, "kh-000042/").status_code == 200


def test_a_customer_without_code_is_numbered_and_with_a_draft_stays_one(clerk):
    made = post(clerk, name="甲公司", portfolio="EAST", draft=True)

    assert made.status_code == 201
    assert made.data["code"].startswith("KH-")
    assert made.data["status"] == "draft"


def test_what_needs_a_second_person_is_asked_for_and_named(clerk, east):
    bank = [{"bank": "工商银行", "number": "6222020200112233445"}]

    made = post(clerk, key="k", name="甲公司", portfolio="EAST", bank_accounts=bank)
    again = post(clerk, key="k", name="甲公司", portfolio="EAST", bank_accounts=bank)

    assert made.status_code == 201
    assert made.data["bank_accounts"] == []
    asked = Request.objects.get()
    assert made.data["request"] == {"id": str(asked.pk), "kind": "customers.change", "fields": ["bank_accounts"]}
    assert again.data == made.data
    assert again["Idempotent-Replayed"] == "true"
    assert Customer.objects.count() == 1


def test_a_second_tax_id_is_a_conflict_and_a_similar_name_wants_a_word(clerk, made):
    taken = post(clerk, name="别的公司", portfolio="EAST", tax_id="91350100M000100Y43")
    similar = post(clerk, name="杭州西湖电子 有限公司", portfolio="EAST")
    said = post(clerk, name="杭州西湖电子 有限公司", portfolio="EAST", not_duplicate_of=["KH-000042"])

    assert (taken.status_code, taken.data["code"]) == (409, "duplicate")
    assert (similar.status_code, similar.data["code"]) == (422, "possible_duplicate")
    assert [match["code"] for match in similar.data["matches"]] == ["KH-000042"]
    assert said.status_code == 201


def test_who_may_add_nobody_is_forbidden(reception, east):
    refused = post(reception, name="甲公司", portfolio="EAST")

    assert (refused.status_code, refused.data["code"]) == (403, "permission_denied")
    assert not Customer.objects.exists()


def test_another_portfolio_is_as_unknown_as_none(stranger, east):
    answers = [post(stranger, name="甲公司", portfolio=code) for code in ("EAST", "NONE")]

    assert [answer.status_code for answer in answers] == [400, 400]
    texts = [
        answer.data["errors"]["portfolio"][0].replace(code, "")
        for answer, code in zip(answers, ("EAST", "NONE"), strict=True)
    ]
    assert texts[0] == texts[1]


@pytest.mark.parametrize(
    ("body", "member"),
    [
        ({"nmae": "x"}, "nmae"),
        ({"contacts": [{"name": "王", "mobil": "1"}]}, "contacts.0.mobil"),
        ({"contacts": [{"mobile": "138****5678"}]}, "contacts.0.mobile"),
        ({"name": 7}, "name"),
        ({"draft": "true"}, "draft"),
        ({"not_duplicate_of": "KH-1"}, "not_duplicate_of"),
        ({"not_duplicate_of": [7]}, "not_duplicate_of"),
        ({"categories": {"nothing": ["x"]}}, "categories.nothing"),
    ],
)
def test_a_member_that_is_not_valid_is_refused_by_name(clerk, body, member):
    refused = post(clerk, **{"name": "甲公司", "portfolio": "EAST"} | body)

    assert (refused.status_code, refused.data["code"]) == (400, "invalid")
    assert list(refused.data["errors"]) == [member]
    assert not Customer.objects.exists()


def test_ordinary_changes_are_made_at_once(clerk, made):
    changed = patch(
        clerk, short_name="西湖", contacts=[{"id": made.data["contacts"][0]["id"], "email": "li@example.com"}]
    )

    assert changed.status_code == 200
    assert changed["ETag"] == '"2"'
    assert changed.data["short_name"] == "西湖"
    assert changed.data["contacts"][0]["email_masked"] == "l***@example.com"
    assert changed.data["contacts"][0]["mobile_masked"] == "138****5678"


def test_a_sensitive_change_waits_and_the_rest_of_the_save_does_not(clerk, made):
    changed = patch(clerk, name="杭州西湖电子股份有限公司", short_name="西湖")

    asked = Request.objects.get()
    assert changed.status_code == 202
    assert changed.data == {
        "applied": ["short_name"],
        "request": {"id": str(asked.pk), "kind": "customers.change", "fields": ["name"]},
    }
    assert changed["Location"] == f"http://testserver/api/v1/requests/{asked.pk}/"
    assert changed["ETag"] == '"2"'
    assert get(clerk, "KH-000042/").data["name"] == FULL["name"]


def test_a_field_in_an_open_request_is_a_conflict(clerk, made):
    patch(clerk, name="一")

    refused = patch(clerk, name="二")

    assert (refused.status_code, refused.data["code"]) == (409, "request_open")


def test_an_approved_change_is_there_for_everybody(clerk, east, made):
    patch(clerk, name="杭州西湖电子股份有限公司")
    supervisor = factories.person("supervisor", SUPERVISOR, manages=[east])

    decide(asked=Request.objects.get(), actor=supervisor, verdict=Verdict.APPROVED, channel="web")

    assert get(clerk, "KH-000042/").data["name"] == "杭州西湖电子股份有限公司"


@pytest.mark.parametrize(
    ("tag", "status", "code"),
    [(None, 428, "version_missing"), ("*", 428, "version_missing"), ('"7"', 412, "version_stale")],
)
def test_a_change_names_the_version_it_was_made_on(clerk, made, tag, status, code):
    refused = patch(clerk, tag=tag, short_name="x")

    assert (refused.status_code, refused.data["code"]) == (status, code)
    assert get(clerk, "KH-000042/").data["short_name"] == "西湖电子"


def test_who_only_reads_may_not_change(reception, made):
    refused = patch(reception, short_name="x")

    assert refused.status_code == 403


@pytest.mark.parametrize("member", ["status", "version", "draft", "updated_at", "contact", "name_masked"])
def test_members_that_are_only_shown_are_refused_in_a_change(clerk, made, member):
    refused = patch(clerk, **{member: "x"})

    assert (refused.status_code, list(refused.data["errors"])) == (400, [member])


def test_the_problem_speaks_the_callers_language(clerk):
    sentences = [
        client(clerk).get(f"{ROOT}NOBODY/", headers={"Accept-Language": language}).data["title"]
        for language in ("en", "zh-CN")
    ]

    assert sentences[0] == "Not found"
    assert sentences[0] != sentences[1]


def test_a_deleted_customer_is_there_for_the_auditor_only(clerk, east, made):
    auditor = factories.person("auditor", AUDITOR)
    supervisor = factories.person("supervisor", SUPERVISOR, manages=[east])
    post(clerk, "KH-000042/deletion-requests/", reason="entered_by_mistake")
    decide(asked=Request.objects.get(), actor=supervisor, verdict=Verdict.APPROVED, channel="web")

    assert get(clerk, "KH-000042/").status_code == 404
    assert get(auditor, "KH-000042/").data["status"] == "deleted"


def test_a_record_costs_the_same_however_many_parts_it_has(clerk, made):
    patch(clerk, contacts=[{"name": f"人{number}"} for number in range(20)])
    signed_in = client(clerk)
    signed_in.get(f"{ROOT}KH-000042/")

    with CaptureQueriesContext(connection) as queries:
        signed_in.get(f"{ROOT}KH-000042/")

    assert len(queries) <= 9


def test_the_schema_names_the_members_that_are_read():
    typed = set(NewCustomer().get_fields())

    assert typed - {"draft", "not_duplicate_of", "reason"} == MEMBERS
    assert set(Changes().get_fields()) - {"not_duplicate_of", "reason"} == MEMBERS


def test_the_schema_names_the_members_that_are_shown(made):
    known = Record().get_fields()

    assert set(made.data) <= set(known)
    assert {name for name, field in known.items() if field.required} <= set(made.data)
    assert set(Made().get_fields()) == {*known, "request"}
