"""Drafts of forms: kept encrypted for their owner, offered and never applied, gone in time."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access.drafts import keeping
from access.models import DataKey, Draft
from access.settings.own import IDLE
from audit.refusals import Refused
from customers.models import Customer
from tests import factories
from tests.customers.pages import posted, saved, text_of

pytestmark = pytest.mark.django_db
NEW = "/customers/new/"
MOBILE = "13812345678"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def east():
    return factories.portfolio("EAST")


@pytest.fixture
def clerk(east):
    return factories.person("clerk", "财务文员", manages=[east])


@pytest.fixture
def colleague(east):
    return factories.person("colleague", "财务文员", manages=[east])


def typed(**inputs):
    query = QueryDict(mutable=True)
    query.update({"name": "半截公司", "portfolio": "EAST"} | inputs)
    return query


def keep(client, form=NEW, **inputs):
    return client.post(f"{reverse('drafts:keep')}?form={form}", typed(**inputs).urlencode(), content_type=FORM)


def as_typed(client):
    """The form of a new customer, half filled, as a browser would send it."""
    return posted(
        client.get(NEW), name="半截公司", portfolio="EAST", **{"contacts-0-name": "王敏", "contacts-0-mobile": MOBILE}
    )


def test_a_draft_is_offered_to_its_owner_and_shown_only_on_request(client, clerk):
    client.force_login(clerk)
    client.post(f"{reverse('drafts:keep')}?form={NEW}", as_typed(client))

    offer = client.get(NEW)
    again = client.get(NEW, {"draft": "continue"})

    assert "继续编辑草稿" in text_of(offer)
    assert "半截公司" not in text_of(offer)
    assert posted(again)["name"] == "半截公司"
    assert posted(again)["contacts-0-mobile"] == MOBILE
    assert again.status_code == 200
    assert "错误" not in text_of(again)


def test_nobody_else_is_offered_it(client, clerk, colleague):
    client.force_login(clerk)
    keep(client)
    client.force_login(colleague)

    assert "继续编辑草稿" not in text_of(client.get(NEW))
    assert "半截公司" not in text_of(client.get(NEW, {"draft": "continue"}))
    client.post(f"{reverse('drafts:discard')}?form={NEW}")
    assert Draft.objects.get().owner == clerk


def test_it_is_stored_encrypted_without_tokens(clerk):
    keeping.keep(owner=clerk, form=NEW, inputs=typed(**{"contacts-0-mobile": MOBILE, "csrfmiddlewaretoken": "t"}))

    draft = Draft.objects.get()
    assert MOBILE.encode() not in draft.content.ciphertext
    assert keeping.content_of(draft).dict() == {"name": "半截公司", "portfolio": "EAST", "contacts-0-mobile": MOBILE}


def test_a_later_draft_takes_the_place_of_the_earlier(clerk):
    keeping.keep(owner=clerk, form=NEW, inputs=typed())
    keeping.keep(owner=clerk, form=NEW, inputs=typed(name="另一家"))

    assert keeping.content_of(Draft.objects.get())["name"] == "另一家"


@pytest.mark.parametrize("form", ["/customers/", "/login/", "//evil.example/", "/no/such/", "", "/customers/new/" * 30])
def test_only_forms_that_keep_drafts_do(client, clerk, form):
    client.force_login(clerk)

    assert keep(client, form).status_code == 400
    assert client.post(f"{reverse('drafts:discard')}?form={form}").status_code == 400
    assert not Draft.objects.exists()


def test_too_much_is_refused(clerk):
    with pytest.raises(Refused, match="draft_too_large"):
        keeping.keep(owner=clerk, form=NEW, inputs=typed(remarks="x" * keeping.MOST_BYTES))


def test_a_saved_form_leaves_no_draft(client, clerk):
    client.force_login(clerk)
    client.post(f"{reverse('drafts:keep')}?form={NEW}", as_typed(client))
    confirm = client.post(NEW, posted(client.get(NEW, {"draft": "continue"})))

    client.post(NEW, posted(confirm))

    assert confirm.status_code == 200, confirm.context["form"].errors
    assert Customer.objects.get().name == "半截公司"
    assert not Draft.objects.exists()


def test_a_discarded_draft_is_gone_with_its_key(client, clerk):
    client.force_login(clerk)
    keep(client)
    key = Draft.objects.get().pk

    answer = client.post(f"{reverse('drafts:discard')}?form={NEW}")

    assert answer["Location"] == NEW
    assert not Draft.objects.exists()
    assert DataKey.objects.get(owner=key).wrapped is None


def test_after_seven_days_it_is_neither_offered_nor_kept(clerk):
    keeping.keep(owner=clerk, form=NEW, inputs=typed())
    Draft.objects.update(saved_at=timezone.now() - timedelta(days=8))

    assert keeping.of(clerk, NEW) is None
    assert [keeping.expire_drafts(), keeping.expire_drafts()] == [1, 0]


def idle(client):
    """Let the sitting end by idleness."""
    session = client.session
    session["seen"] = 1
    session.save()


def test_what_is_posted_after_an_idle_sitting_is_offered_after_signing_in(client, clerk):
    assert IDLE
    client.force_login(clerk)
    form = as_typed(client)
    idle(client)

    turned_away = client.post(NEW, urlencode(form), content_type=FORM)
    client.force_login(clerk)

    assert turned_away["Location"].startswith(reverse("account_login"))
    assert "继续编辑草稿" in text_of(client.get(NEW))
    assert posted(client.get(NEW, {"draft": "continue"}))["contacts-0-mobile"] == MOBILE


def test_what_another_site_posts_into_an_idle_sitting_is_not_kept(clerk):
    client = Client(enforce_csrf_checks=True)
    client.force_login(clerk)
    idle(client)

    assert client.post(NEW, {"name": "塞进来的"}).status_code == 403
    assert not Draft.objects.exists()


def test_an_edit_goes_on_from_the_version_it_was_typed_on(client, clerk, colleague, east):
    customer = saved(east, code="KH-1")
    client.force_login(clerk)
    address = reverse("customers:edit", args=["KH-1"])
    page = posted(client.get(address), short_name="重啤")
    client.post(f"{reverse('drafts:keep')}?form={address}", page)
    client.force_login(colleague)
    client.post(address, posted(client.post(address, posted(client.get(address), external_id="X-1"))))
    client.force_login(clerk)

    again = posted(client.get(address, {"draft": "continue"}))

    assert again["short_name"] == "重啤"
    assert again["base_version"] == str(customer.version)
    assert client.post(address, again).status_code == 409
