"""Django's administration shows what a person may see, and decides by the same operation as the inbox."""

from html.parser import HTMLParser

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from access.guarded_admin import GuardedAdmin
from access.models import Decision, Request, RequestStatus
from audit.models import Action, Channel
from customers.models import Customer
from tests import factories
from tests.access.conftest import ask

pytestmark = pytest.mark.django_db
LISTS = sorted(model._meta.label_lower for model in admin.site._registry)


def listing(label):
    return reverse("admin:{}_{}_changelist".format(*label.split(".")))


def entered(client, person, address, **query):
    client.force_login(person)
    return client.get(address, query)


def rows(answer):
    return list(answer.context["cl"].result_list)


def said(answer):
    return [str(message) for message in answer.context["messages"]]


def decide(client, person, asked, verdict, comment=""):
    client.force_login(person)
    address = reverse("admin:access_request_decision", args=[asked.pk])
    return client.post(address, {"verdict": verdict, "comment": comment}, follow=True)


def test_a_supervisor_approves_from_list_over_object(people, customer, client):
    asked = ask(customer, people.clerk)
    listed = entered(client, people.supervisor, listing("access.request"))
    page = client.get(reverse("admin:access_request_change", args=[asked.pk]))

    decide(client, people.supervisor, asked, "approved")

    assert rows(listed) == [asked]
    assert page.context["lines"][0].after == "平安"
    assert Customer.objects.get(pk=customer.pk).short_name == "平安"
    act = Action.objects.get(pk=Decision.objects.get(request=asked).action_id)
    assert (act.actor, act.channel) == (people.supervisor, Channel.ADMIN)


def test_ones_own_request_is_refused_with_a_message(people, customer, client):
    asked = ask(customer, people.supervisor)

    answer = decide(client, people.supervisor, asked, "approved")

    assert answer.status_code == 200
    assert "自己" in said(answer)[0] or "own request" in said(answer)[0]
    assert Request.objects.get(pk=asked.pk).status == RequestStatus.PENDING


def test_a_rejection_without_a_comment_and_a_clerk_are_refused_with_a_message(people, customer, client):
    asked = ask(customer, people.supervisor)
    people.clerk.is_staff = True
    clerk = factories.person("clerk2", "财务文员", manages=[people.east], is_staff=True)

    for person, verdict in ((people.colleague, "rejected"), (clerk, "approved"), (people.colleague, "nonsense")):
        answer = decide(client, person, asked, verdict)
        assert (answer.status_code, len(said(answer))) == (200, 1)
    assert Request.objects.get(pk=asked.pk).status == RequestStatus.PENDING


def test_a_stranger_cannot_decide_what_they_cannot_see(people, customer, client):
    asked = ask(customer, people.clerk)

    assert decide(client, people.stranger, asked, "approved").status_code == 404
    assert rows(entered(client, people.stranger, listing("access.request"))) == []
    assert Request.objects.get(pk=asked.pk).status == RequestStatus.PENDING


def test_selected_requests_are_decided_one_by_one(people, customer, client):
    theirs = ask(customer, people.clerk)
    own = ask(factories.customer(people.east), people.supervisor)
    client.force_login(people.supervisor)
    chosen = {"action": "approve_selected", "_selected_action": [theirs.pk, own.pk]}

    answer = client.post(listing("access.request"), chosen, follow=True)

    assert len(said(answer)) == 2
    assert Request.objects.get(pk=theirs.pk).status == RequestStatus.APPROVED
    assert Request.objects.get(pk=own.pk).status == RequestStatus.PENDING


@pytest.mark.parametrize("label", LISTS)
def test_a_superuser_without_a_role_sees_no_list(label, client):
    founder = factories.person("founder", is_staff=True, is_superuser=True)

    assert entered(client, founder, listing(label)).status_code in (302, 403)
    assert client.get(reverse("admin:index"), follow=True).status_code == 403


@pytest.mark.parametrize("label", LISTS)
def test_somebody_inactive_or_not_staff_enters_no_list(label, people, client):
    assert entered(client, people.clerk, listing(label)).status_code == 302


def test_every_model_anybody_sees_is_a_guarded_one(people, client):
    for person in (people.supervisor, people.auditor, factories.person("root", "系统管理员", is_staff=True)):
        entered(client, person, reverse("admin:index"))
        seen = client.get(reverse("admin:index")).context["app_list"]
        models = [model["model"] for app in seen for model in app["models"]]
        assert models
        assert all(isinstance(admin.site.get_model_admin(model), GuardedAdmin) for model in models)


@pytest.mark.parametrize(
    ("who", "shown"),
    [
        ("stranger", []),
        ("supervisor", ["KH-1"]),
        ("auditor", ["KH-1"]),
    ],
)
def test_customers_are_listed_by_grant(who, shown, people, customer, client):
    answer = entered(client, vars(people)[who], listing("customers.customer"))

    assert [row.code for row in rows(answer)] == shown


def test_a_filter_offers_visible_portfolios_only(people, customer, client):
    factories.grant(people.supervisor, "view", factories.portfolio("WEST"))
    filters = entered(client, people.supervisor, listing("customers.customer")).context["cl"].filter_specs

    offered = [str(choice[1]) for one in filters for choice in getattr(one, "lookup_choices", [])]

    assert offered == ["EAST EAST", "WEST WEST"]


@pytest.mark.parametrize("page", ["change", "history", "delete"])
def test_an_invisible_object_and_an_absent_one_answer_the_same(page, people, customer, client):
    client.force_login(people.stranger)
    absent = "00000000-0000-4000-8000-000000000000"

    answers = [client.get(reverse(f"admin:customers_customer_{page}", args=[key])) for key in (customer.pk, absent)]

    assert len({answer.status_code for answer in answers}) == 1
    assert answers[0].status_code in (302, 403)
    assert answers[0].get("Location") == answers[1].get("Location")


def test_nothing_is_added_changed_or_deleted_here(people, customer, client):
    client.force_login(people.supervisor)
    change = reverse("admin:customers_customer_change", args=[customer.pk])

    assert client.get(change).status_code == 200
    assert client.post(change, {"name": "x"}).status_code == 403
    assert client.get(reverse("admin:customers_customer_add")).status_code == 403
    assert (
        client.post(reverse("admin:customers_customer_delete", args=[customer.pk]), {"post": "yes"}).status_code == 403
    )
    removal = {"action": "delete_selected", "_selected_action": [customer.pk], "post": "yes"}
    client.post(listing("customers.customer"), removal)
    assert Customer.objects.get(pk=customer.pk).status == "active"


@pytest.mark.parametrize(
    "condition", ["tax_id__startswith", "terms", "version__gt", "portfolio__code", "created_by", "status__lt"]
)
def test_a_condition_that_is_no_filter_of_the_page_is_refused(condition, people, customer, client):
    answer = entered(client, people.supervisor, listing("customers.customer"), **{condition: "9"})

    assert answer.status_code == 400 or (answer.status_code == 302 and answer["Location"].endswith("e=1"))


def test_reception_finds_no_money_in_the_administration(people, customer, client):
    reception = factories.person("reception", "前台", sees=[people.east], is_staff=True)

    assert entered(client, reception, listing("accounts.account")).status_code == 403
    assert entered(client, reception, listing("accounts.entry")).status_code == 403
    assert entered(client, reception, listing("customers.customer")).status_code == 200


def test_the_address_that_leads_to_any_object_is_closed(people, customer, client):
    kind = ContentType.objects.get_for_model(Customer)

    answer = entered(client, people.stranger, f"/admin/r/{kind.pk}/{customer.pk}/")

    assert answer.status_code == 404


def test_only_who_looks_after_people_sees_people(people, client):
    root = factories.person("root", "系统管理员", is_staff=True)

    for label in ("access.user", "auth.group", "access.portfolio"):
        assert entered(client, people.supervisor, listing(label)).status_code == 403
        assert entered(client, root, listing(label)).status_code == 200
    assert entered(client, root, listing("customers.customer")).status_code == 403
    assert client.get(reverse("admin:access_user_change", args=[people.clerk.pk])).status_code == 200


def test_only_the_auditor_reads_the_journal(people, client):
    assert entered(client, people.supervisor, listing("audit.action")).status_code == 403
    assert entered(client, people.auditor, listing("audit.action")).status_code == 200


def test_related_choices_start_from_what_is_visible(people, customer, rf):
    request = rf.get("/")
    request.user = people.stranger
    page = admin.site.get_model_admin(Customer)

    field = page.formfield_for_foreignkey(Customer._meta.get_field("portfolio"), request)

    assert list(field.queryset) == [people.south]


def test_a_page_links_only_to_pages_its_reader_may_open(people, customer, client):
    address = reverse("admin:customers_customer_change", args=[customer.pk])

    page = entered(client, people.supervisor, address).content.decode()

    assert "EAST EAST" in page
    assert "/admin/access/portfolio/" not in page
    assert "/admin/access/user/" not in page


class Inline(HTMLParser):
    """Collects what a strict Content-Security-Policy would block."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "style" or (tag == "script" and "src" not in given and given.get("type") != "application/json"):
            self.found.append(tag)
        self.found += [name for name in given if name == "style" or name.startswith("on")]
        self.found += [value for value in given.values() if (value or "").startswith("javascript:")]


def pages_of(people, customer, asked):
    yield from (reverse("admin:index"), reverse("admin:app_list", args=["customers"]))
    yield from map(listing, ("access.request", "customers.customer", "accounts.account", "accounts.entry"))
    for name, key in (("access_request", asked.pk), ("customers_customer", customer.pk)):
        yield reverse(f"admin:{name}_change", args=[key])
        yield reverse(f"admin:{name}_history", args=[key])
    yield listing("categories.category")
    yield listing("categories.dimension")


def test_no_page_needs_inline_script_or_style_and_each_forbids_them(people, customer, client):
    asked = ask(customer, people.clerk)
    client.force_login(people.supervisor)

    for address in pages_of(people, customer, asked):
        answer = client.get(address)
        inline = Inline()
        inline.feed(answer.content.decode())
        policy = answer.headers["Content-Security-Policy"]
        assert (address, answer.status_code, inline.found) == (address, 200, [])
        assert "unsafe" not in policy
        assert {"script-src 'self'", "style-src 'self'"} <= set(policy.split("; "))


def test_the_list_of_requests_asks_the_database_once_a_page(people, client, django_assert_max_num_queries):
    for _number in range(12):
        ask(factories.customer(people.east), people.clerk)
    client.force_login(people.supervisor)

    with django_assert_max_num_queries(14):
        assert len(rows(client.get(listing("access.request")))) == 12
