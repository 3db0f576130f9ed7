"""What the settings of customer records do (E5, S29)."""

import pytest
from django.core.exceptions import ValidationError

from access.models import Portfolio
from access.settings.registry import REGISTRY
from audit.history import acting
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
