"""What the settings of customer records do (E5, S29)."""

import pytest
from django.core.exceptions import ValidationError

from access.models import Portfolio
from access.settings.registry import REGISTRY
from audit.history import acting
from audit.models import Action
from customers import intake, records
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return factories.person("clerk", "财务文员", manages=[factories.portfolio("EAST")])


def added(clerk, **given):
    typed = intake.read({"name": "重庆啤酒", "portfolio": "EAST"} | given, actor=clerk)
    return records.create(intake=typed, actor=clerk, channel="web").customer


def test_codes_are_numbered_as_the_settings_say(clerk):
    factories.setting("customer_code_prefix", "C")
    factories.setting("customer_code_width", 4)

    code = added(clerk).code

    assert code[0] == "C"
    assert code[1:].isdecimal()
    assert len(code) == 5


def test_new_customers_are_active_unless_the_setting_lets_them_wait(clerk):
    assert added(clerk).status == "active"
    factories.setting("new_customers_pending", True)
    assert added(clerk, name="青岛啤酒").status == "pending"


@pytest.mark.parametrize("typed", ["客户", "-A", "A B", "Ａ"])
def test_a_prefix_that_no_code_can_have_is_refused(typed):
    with pytest.raises(ValidationError):
        REGISTRY["customer_code_prefix"].kind.clean(typed)


def test_a_retired_portfolio_takes_no_new_customer(clerk):
    with acting(actor=None, kind="tests.retire", channel="command"):
        Portfolio.objects.update(retired_on="2026-01-01")

    with pytest.raises(ValidationError):
        added(clerk)


def page_of(client, person, customer):
    client.force_login(person)
    return client.get(customer.get_absolute_url())


def views(customer):
    return Action.objects.filter(kind="customers.reveal", about_id=str(customer.pk), reason="own_portfolio")


@pytest.fixture
def reached(clerk):
    return added(clerk, contacts=[{"name": "王小明", "mobile": "13812345678"}])


def test_who_looks_after_a_portfolio_reads_contacts_in_full_where_the_setting_says_so(client, clerk, reached):
    assert "13812345678" not in page_of(client, clerk, reached).content.decode().replace(" ", "")
    assert not views(reached).exists()
    factories.setting("contacts_in_full", [str(reached.portfolio_id)])

    page = page_of(client, clerk, reached)

    assert "13812345678" in page.content.decode().replace(" ", "")
    assert "no-store" in page["Cache-Control"]
    client.get(reached.get_absolute_url())
    assert views(reached).count() == 2
    assert views(reached).first().actor == clerk


@pytest.mark.parametrize(("role", "level"), [("前台", "manages"), ("财务文员", "sees"), ("财务经理", ""), ("审计", "")])
def test_nobody_else_reads_contacts_in_full_by_the_setting(client, reached, role, level):
    factories.setting("contacts_in_full", [str(reached.portfolio_id)])
    person = factories.person("another", role, **({level: [reached.portfolio]} if level else {}))

    page = page_of(client, person, reached)

    assert page.status_code == 200
    assert "13812345678" not in page.content.decode().replace(" ", "")
    assert not views(reached).exists()


def test_the_setting_of_one_portfolio_opens_no_other(client, clerk, reached):
    factories.setting("contacts_in_full", [str(factories.portfolio("SOUTH").pk)])

    assert "13812345678" not in page_of(client, clerk, reached).content.decode().replace(" ", "")
