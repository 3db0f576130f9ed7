"""The queue of look-alikes: who sees a pair, who says what it is, and where that is kept."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import Action
from audit.refusals import Refused
from customers.duplicates import radar, review
from customers.models import LookAlike, NotDuplicate
from tests import factories
from tests.customers.pages import text_of

pytestmark = pytest.mark.django_db
QUEUE = "/customers/duplicates/"


@pytest.fixture
def pair(east):
    factories.customer(east, name="海王生物工程", code="KH-1")
    factories.customer(east, name="海旺生物工程", code="KH-2")
    radar.look()
    return LookAlike.objects.get()


@pytest.fixture
def split(east, south):
    """A pair of which EAST and SOUTH have one each."""
    factories.customer(east, name="海王生物工程", code="KH-1")
    factories.customer(south, name="海旺生物工程", code="KH-9")
    radar.look()
    return LookAlike.objects.get()


def say(pair, actor, verdict="other", reason="注册地不同"):
    return review.say(pair=pair, verdict=verdict, reason=reason, actor=actor, channel="web")


def test_a_word_is_kept_with_both_customers(pair, clerk):
    say(pair, clerk)

    word = NotDuplicate.objects.get()
    acts = Action.objects.filter(kind="customers.not_duplicate")
    assert LookAlike.objects.get().verdict == "other"
    assert {word.customer, word.other} == {pair.one, pair.other}
    assert {act.about_id for act in acts} == {str(pair.one_id), str(pair.other_id)}
    assert {act.reason for act in acts} == {"注册地不同"}


def test_the_same_customer_is_marked_for_merging(pair, clerk):
    say(pair, clerk, "same", "同一营业执照")

    assert LookAlike.objects.get().verdict == "same"
    assert not NotDuplicate.objects.exists()


def test_a_word_may_be_changed_but_not_repeated(pair, clerk, supervisor):
    say(pair, clerk, "same")

    with pytest.raises(Refused, match="already_said"):
        say(pair, supervisor, "same")
    say(pair, supervisor, "other")

    assert LookAlike.objects.get().verdict == "other"


@pytest.mark.parametrize(("verdict", "reason"), [("other", ""), ("other", "电话 13812345678"), ("maybe", "不确定")])
def test_a_word_needs_a_verdict_and_a_reason_without_personal_data(pair, clerk, verdict, reason):
    with pytest.raises(ValidationError):
        say(pair, clerk, verdict, reason)


@pytest.mark.parametrize("who", ["stranger", "reception"])
def test_who_looks_after_neither_says_nothing(pair, who, request):
    with pytest.raises(PermissionDenied):
        say(pair, request.getfixturevalue(who))


def test_a_pair_with_an_invisible_customer_does_not_exist(client, split, clerk, stranger):
    for person in (clerk, stranger):
        client.force_login(person)
        assert list(LookAlike.objects.visible_to(person)) == []
        assert "KH-" not in text_of(client.get(QUEUE)).split('id="content"')[1]
        assert client.get(f"{QUEUE}{split.pk}/").status_code == 404
        with pytest.raises(PermissionDenied):
            say(split, person)


def test_who_sees_both_and_changes_one_may_say(split, east, south):
    both = factories.person("", "财务文员", manages=[east], sees=[south])

    say(split, both)

    assert LookAlike.objects.get().said_by == both


def test_the_page_shows_both_and_records_the_word(client, pair, clerk):
    client.force_login(clerk)
    address = f"{QUEUE}{pair.pk}/"

    listed, page = text_of(client.get(QUEUE)), text_of(client.get(address))
    unsaid = client.post(address, {"verdict": "other", "reason": ""})
    said = client.post(address, {"verdict": "other", "reason": "注册地不同"})

    assert f'href="{address}"' in listed
    assert "海王生物工程" in page
    assert "海旺生物工程" in page
    assert (unsaid.status_code, said.status_code) == (422, 302)
    assert address not in text_of(client.get(QUEUE))
    assert address in text_of(client.get(QUEUE, {"verdict": "other"}))


def test_who_only_looks_sees_the_pair_without_the_form(client, pair, reception):
    client.force_login(reception)
    address = f"{QUEUE}{pair.pk}/"

    assert 'name="verdict"' not in text_of(client.get(address))
    assert client.post(address, {"verdict": "other", "reason": "注册地不同"}).status_code == 403


def test_the_queue_pages_by_key_the_most_alike_first(client, east, clerk):
    for number in range(60):
        factories.customer(east, name=f"连锁门店{'甲乙丙丁'[number % 4]}公司", code=f"S{number}")
    while radar.look():
        pass
    client.force_login(clerk)

    first = client.get(QUEUE).context["page"]
    second = client.get(QUEUE, {"cursor": first.next}).context["page"]

    assert len(first.rows) == 50
    assert not {row.pk for row in first.rows} & {row.pk for row in second.rows}
    assert client.get(QUEUE, {"cursor": "broken"}).status_code == 302
