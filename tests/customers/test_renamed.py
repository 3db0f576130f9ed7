"""A new name that is like somebody else's takes a word and a reason, as for a new customer (E11)."""

import pytest

from access.models import Request
from audit.models import Action
from audit.refusals import Refused
from customers.duplicates import noting
from customers.models import Customer, LookAlike, NotDuplicate, Verdict
from tests.customers.api import patch
from tests.customers.making import change, create
from tests.customers.pages import posted, saved, text_of

pytestmark = pytest.mark.django_db
EDIT, NAME = "/customers/KH-1/edit/", "招商银行"


@pytest.fixture
def edited(client, clerk, east):
    """The clerk edits KH-1; KH-7 has the name that it is about to get."""
    client.force_login(clerk)
    saved(east, name=NAME, code="KH-7", contacts=[])
    return create(clerk, code="KH-1", name="平安银行").customer


def typed(client, **more):
    return posted(client.get(EDIT), **{"name": NAME, **more})


def second_look(client, **said):
    inputs = typed(client)
    token = client.post(EDIT, inputs).context["token"]
    return client.post(EDIT, {**inputs, "token": token, **said})


@pytest.mark.parametrize("said", [{}, {"reason": "注册地不同"}, {"not_duplicate_of": "KH-7"}])
def test_without_the_word_or_the_reason_nothing_is_asked_and_what_was_typed_stays(client, edited, said):
    page = second_look(client, **said)

    assert (page.status_code, Request.objects.count(), NotDuplicate.objects.count()) == (422, 0, 0)
    assert text_of(page).count('name="reason"') == 1
    assert ("checked" in text_of(page), "注册地不同" in text_of(page)) == ("not_duplicate_of" in said, "reason" in said)


def test_with_both_the_change_is_asked_for_and_both_customers_keep_the_word(client, edited, clerk):
    second_look(client, not_duplicate_of="KH-7", reason="注册地不同")

    assert (Request.objects.get().fields, Request.objects.get().reason) == (["name"], "注册地不同")
    said = Action.objects.filter(kind="customers.not_duplicate", reason="注册地不同")
    assert {act.details["other"] for act in said} == {"KH-1", "KH-7"}
    assert (NotDuplicate.objects.get().said_by, LookAlike.objects.get().verdict) == (clerk, Verdict.OTHER)


def test_a_pair_that_waits_in_the_queue_is_judged_by_the_word(client, edited):
    others = [saved(edited.portfolio, code="KH-8", contacts=[]), Customer.objects.get(code="KH-7")]
    noting.note([(noting.pair_of(edited.pk, one.pk), noting.MOBILE) for one in others])

    second_look(client, not_duplicate_of="KH-7", reason="注册地不同")

    assert sorted(LookAlike.objects.values_list("verdict", flat=True)) == sorted([Verdict.OPEN, Verdict.OTHER])


def test_what_was_said_once_is_not_asked_again(client, edited, clerk):
    second_look(client, not_duplicate_of="KH-7", reason="注册地不同")
    Request.objects.get().requested_fields.all().delete()

    assert change(clerk, edited, name=NAME).request is not None
    assert NotDuplicate.objects.count() == 1


def test_a_name_like_nobodys_and_an_edit_of_other_fields_ask_nothing_and_keep_the_free_reason(client, edited, clerk):
    page = client.post(EDIT, typed(client, name="重庆啤酒"))
    assert (page.context["similar"], text_of(page).count('name="reason"')) == ([], 1)

    others = typed(client, name="平安银行", short_name="平安")
    page = client.post(EDIT, others)
    client.post(EDIT, {**others, "token": page.context["token"], "reason": "常用简称"})
    edited.refresh_from_db()
    assert (page.context["similar"], edited.version) == ([], 2)
    assert Action.objects.get(kind="customers.change").reason == "常用简称"


def test_one_that_the_person_cannot_see_is_neither_named_nor_asked_about(clerk, client, east, south):
    client.force_login(clerk)
    saved(south, name=NAME, code="S-1")
    customer = create(clerk, code="KH-1", name="平安银行").customer

    assert client.post(EDIT, typed(client)).context["similar"] == []
    assert change(clerk, customer, name=NAME).request is not None


def test_by_the_operation_nothing_is_saved_without_the_word(edited, clerk):
    with pytest.raises(Refused, match="possible_duplicate") as refused:
        change(clerk, edited, name=NAME, short_name="招商")

    assert [one["code"] for one in refused.value.figures["matches"]] == ["KH-7"]
    edited.refresh_from_db()
    assert (edited.version, edited.short_name) == (1, "")


def test_over_the_api_the_word_is_said_as_for_a_new_one(edited, clerk):
    silent = patch(clerk, "KH-1", name=NAME)
    said = patch(clerk, "KH-1", name=NAME, not_duplicate_of=["KH-7"], reason="注册地不同")

    assert (silent.status_code, silent.data["code"]) == (422, "possible_duplicate")
    assert (said.status_code, said.data["request"]["fields"]) == (202, ["name"])
    assert Action.objects.filter(kind="customers.not_duplicate", reason="注册地不同").count() == 2
