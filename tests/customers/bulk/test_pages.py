"""The pages of an act on many customers: chosen in the list, looked at, carried out, undone."""

import re

import pytest
from django.urls import reverse

from customers.bulk import planning
from customers.bulk.models import BulkChange
from customers.models import Customer, Status
from exchange.models import Run
from tests import factories
from tests.customers.bulk.doing import CLASSIFY, MOVE, STATUS, as_category, done, outcomes, planned, some, to_portfolio
from tests.customers.making import change, dimension
from tests.customers.pages import text_of

pytestmark = pytest.mark.django_db
NEW = reverse("bulk:new")


@pytest.fixture
def industry():
    return dimension("industry", "制造业", "零售业")


def english(client):
    client.cookies["kehu-language"] = "en"


def chosen(client, act, *codes, query="", **typed):
    return client.post(f"{NEW}?{query}", {"act": act, "code": codes, **typed})


def test_from_the_list_over_the_preview_to_the_results_and_back(client, clerk, east, industry):
    english(client)
    client.force_login(clerk)
    customers = some(east)
    change(clerk, customers[0], categories={"industry": ["制造业"]})

    asked = chosen(client, CLASSIFY, "KH-1", "KH-2", "KH-3", "NOBODY")
    typed = {"plan": "1", "dimension": "industry", "category": "制造业", "mode": "set", "reason": "new plan"}
    preview = client.get(chosen(client, CLASSIFY, "KH-1", "KH-2", "KH-3", "NOBODY", **typed).url)

    assert "4 customers are chosen" in text_of(asked)
    for words in ("Preview: nothing is changed yet", "Carry out for 2 customers", "There is no such customer for you."):
        assert words in text_of(preview)
    done_ = client.post(preview.request["PATH_INFO"], follow=True)
    assert [tile["value"] for tile in done_.context["counts"]] == ["2", "0", "1", "1"]
    assert "data-undo" in text_of(done_)

    back = client.post(reverse("bulk:undo", args=[done_.context["change"].pk]), follow=True)
    assert [tile["value"] for tile in back.context["counts"]] == ["2", "0", "0", "0"]
    assert "Undo of:" in text_of(back)
    assert "This was undone." in text_of(client.get(preview.request["PATH_INFO"]))


def test_leaving_the_preview_goes_back_to_the_list_as_it_was_filtered(client, clerk, east):
    client.force_login(clerk)
    some(east)
    query = "status=active&ordering=name"

    preview = client.get(chosen(client, STATUS, "KH-1", query=query, plan="1", to="frozen", reason="x").url)

    assert preview.context["list_url"] == f"{reverse('customers:list')}?{query}"
    assert f'href="{reverse("customers:list")}?{query.replace("&", "&amp;")}"' in text_of(preview)
    assert client.get(preview.request["PATH_INFO"]).context["list_url"] == reverse("customers:list")


def test_the_list_offers_what_one_may_do(client, clerk, reception, east):
    some(east)
    auditor = factories.person("auditor", "审计")

    for person, acts in (
        (clerk, ["classification", "portfolio", "status", "export"]),
        (auditor, ["export"]),
        (reception, []),
    ):
        client.force_login(person)
        page = client.get(reverse("customers:list"))
        assert [act["name"] for act in page.context["bulk_acts"]] == acts
        assert ("pick-box" in text_of(page)) == bool(acts)


def test_the_list_s_boxes_name_customers_as_the_act_takes_them(client, clerk, east):
    client.force_login(clerk)
    some(east, 2, mnemonic="PAYH")

    page = text_of(client.get(reverse("customers:list")))

    codes = re.findall(r'class="form-check-input pick-box" type="checkbox" name="code" value="([^"]*)"', page)
    assert codes == ["KH-1", "KH-2"]
    assert chosen(client, STATUS, *codes).status_code == 200


def test_all_that_match_is_offered_where_they_are_more_than_the_page(client, clerk, east):
    english(client)
    client.force_login(clerk)
    some(east, 30)

    whole = client.get(reverse("customers:list"))
    page = client.get(reverse("customers:list"), {"page_size": "25"})

    assert "pick-matching" not in text_of(whole)
    assert "All 30 that match" in text_of(page)


def test_all_that_match_are_meant_by_the_filter_of_the_list(client, clerk, east):
    client.force_login(clerk)
    some(east)
    factories.customer(east, code="KH-9", status=Status.INACTIVE)

    asked = client.post(f"{NEW}?status=inactive", {"act": STATUS, "all": "1"})
    typed = {"act": STATUS, "all": "1", "plan": "1", "to": "closing", "reason": "moved away"}
    client.post(f"{NEW}?status=inactive", typed)

    assert (asked.context["count"], asked.context["codes"]) == (1, ())
    assert outcomes(BulkChange.objects.get()) == {"KH-9": ("updated", "")}


def test_the_export_of_the_selection_is_the_page_of_exports(client, clerk, east):
    client.force_login(clerk)
    some(east)

    some_of_them = chosen(client, "export", "KH-1", "KH-3")
    all_of_them = client.post(f"{NEW}?status=active", {"act": "export", "all": "1"})

    assert client.get(some_of_them.url).context["count"] == 2
    assert all_of_them.url == f"{reverse('customers:export')}?status=active"


@pytest.mark.parametrize(("act", "code"), [("nothing", "KH-1"), ("\0", "KH-1"), (STATUS, "KH-\0"), (STATUS, "§")])
def test_an_act_or_a_code_that_is_none_is_refused(client, clerk, act, code):
    client.force_login(clerk)

    assert chosen(client, act, code).status_code == 400


def test_a_choice_of_nobody_leads_back_to_the_list_as_it_was(client, clerk):
    client.force_login(clerk)

    answer = chosen(client, STATUS, query="status=frozen")

    assert answer.status_code == 422
    assert f"{reverse('customers:list')}?status=frozen" in text_of(answer)


@pytest.mark.parametrize(
    ("act", "typed"),
    [
        (STATUS, {"to": "deleted", "reason": "x"}),
        (STATUS, {"to": "frozen", "reason": ""}),
        (STATUS, {"to": "frozen", "reason": "call 13812345678"}),
        (MOVE, {"portfolio": "SOUTH"}),
        (MOVE, {"portfolio": "EAST", "colour": "red"}),
        (CLASSIFY, {"dimension": "industry", "category": "没有", "mode": "set"}),
        (CLASSIFY, {"dimension": "industry", "category": "制造业", "mode": "add"}),
        (CLASSIFY, {"dimension": "nothing", "category": "制造业", "mode": "set"}),
    ],
)
def test_what_is_none_is_refused_beside_its_field_and_nothing_is_planned(
    client, clerk, east, south, industry, act, typed
):
    client.force_login(clerk)
    some(east)

    answer = chosen(client, act, "KH-1", plan="1", **typed)

    assert answer.status_code == 422
    assert answer.context["codes"] == ("KH-1",)
    assert not BulkChange.objects.exists()


def test_who_may_not_change_customers_is_forbidden_whatever_is_posted(client, reception, east, industry):
    client.force_login(reception)
    some(east)

    for act, typed in ((STATUS, {"to": "frozen"}), (MOVE, {"portfolio": "EAST"}), (CLASSIFY, {"category": "制造业"})):
        assert chosen(client, act, "KH-1", plan="1", reason="x", **typed).status_code == 403
    assert not BulkChange.objects.exists()


def test_a_foreign_customer_s_name_is_nowhere_on_the_pages(client, clerk, south):
    client.force_login(clerk)
    factories.customer(south, code="FOREIGN", name="广州酒业")

    asked = chosen(client, STATUS, "FOREIGN")
    answer = chosen(client, STATUS, "FOREIGN", plan="1", to="frozen", reason="x")

    for page in (asked, client.get(answer.url), client.post(answer.url, follow=True)):
        assert "广州酒业" not in text_of(page)
    assert Customer.objects.get(code="FOREIGN").status == Status.ACTIVE


def test_a_name_that_is_out_of_sight_by_now_is_not_shown(client, clerk, east, south):
    client.force_login(clerk)
    factories.customer(east, code="KH-1", name="苏州茶业")
    mover = factories.person("mover", "财务文员", manages=[east, south])
    plan = planned(clerk, STATUS, {"to": Status.FROZEN}, "KH-1")
    assert "苏州茶业" in text_of(client.get(plan.get_absolute_url()))

    done(mover, MOVE, to_portfolio(south), "KH-1")

    assert "苏州茶业" not in text_of(client.get(plan.get_absolute_url()))


@pytest.mark.parametrize("role", ["财务主管", "审计"])
def test_another_person_finds_no_act_of_the_clerk_s(client, clerk, east, role):
    some(east)
    plan = planned(clerk, STATUS, {"to": Status.FROZEN}, "KH-1")
    client.force_login(factories.person("other", role, manages=[east]))

    for name, method in (("detail", "get"), ("detail", "post"), ("undo", "post")):
        assert getattr(client, method)(reverse(f"bulk:{name}", args=[plan.pk])).status_code == 404
    assert Customer.objects.get(code="KH-1").status == Status.ACTIVE


def test_requests_are_announced_before_and_an_undo_that_asks_says_so(client, clerk, east):
    english(client)
    client.force_login(clerk)
    factories.customer(east, code="KH-1", status=Status.FROZEN)
    factories.customer(east, code="KH-2")

    loosening = planned(clerk, STATUS, {"to": Status.ACTIVE}, "KH-1")
    protective = done(clerk, STATUS, {"to": Status.FROZEN}, "KH-2")

    assert "1 change needs another person" in text_of(client.get(loosening.get_absolute_url()))
    assert "Ask to undo" in text_of(client.get(protective.get_absolute_url()))


def test_many_customers_go_to_the_worker(client, clerk, east, industry, monkeypatch):
    monkeypatch.setattr("customers.bulk.running.BATCH", 2)
    client.force_login(clerk)
    some(east)
    plan = planned(clerk, CLASSIFY, as_category("制造业"), "KH-1", "KH-2", "KH-3")

    answer = client.post(plan.get_absolute_url())

    assert answer.url == Run.objects.get().get_absolute_url()
    for page in (client.get(answer.url), client.get(plan.get_absolute_url())):
        assert page.status_code == 200
    assert plan.get_absolute_url() in text_of(client.get(answer.url))


def test_a_choice_of_more_than_one_act_takes_is_refused_in_words(client, clerk, east, monkeypatch):
    english(client)
    monkeypatch.setattr(planning, "MOST", 2)
    client.force_login(clerk)
    some(east)

    answer = client.post(NEW, {"act": STATUS, "all": "1"}, follow=True)

    assert "at most 2 customers" in text_of(answer)
