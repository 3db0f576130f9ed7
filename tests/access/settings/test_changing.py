"""Settings: two people change them, set-up apart, and whoever may not is refused (E7, S29, S31)."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from access import approvals
from access.models import Request, Setting, Verdict
from access.settings import Definition, declare, operations, setting
from access.settings.kinds import Flag, Whole
from access.settings.registry import REGISTRY
from audit.models import Action
from audit.refusals import Refused
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager():
    return factories.person("manager", "财务经理")


@pytest.fixture
def sysadmin():
    return factories.person("sysadmin", "系统管理员")


def change(actor, reason="", **values):
    return operations.change(values=values, reason=reason, actor=actor, channel="web")


def decide(asked, actor, verdict=Verdict.APPROVED, comment=""):
    return approvals.decide(asked=asked, actor=actor, verdict=verdict, channel="web", comment=comment)


def test_a_setting_has_its_default_until_it_is_changed():
    assert setting("idle_minutes") == 60


def test_a_change_waits_for_a_second_person_and_then_holds(manager, sysadmin):
    changed = change(manager, idle_minutes=30, reason="shared desks")

    assert changed.applied == ()
    assert setting("idle_minutes") == 60
    decide(changed.requests[0], sysadmin)
    assert setting("idle_minutes") == 30
    row = Setting.objects.get(name="idle_minutes")
    assert list(row.history.order_by("history_id").values_list("value", flat=True)) == [None, 30]
    act = Action.objects.get(kind="access.change_setting")
    assert (act.actor, act.reason, act.about_id, act.approval) == (
        sysadmin, "shared desks", str(row.pk), changed.requests[0].pk,
    )  # fmt: skip


def test_nobody_agrees_to_their_own_change(manager):
    asked = change(manager, idle_minutes=30).requests[0]

    with pytest.raises(Refused, match="own_request"):
        decide(asked, manager)
    assert setting("idle_minutes") == 60


def test_a_rejected_change_leaves_the_setting(manager, sysadmin):
    asked = change(manager, idle_minutes=30).requests[0]

    decide(asked, sysadmin, Verdict.REJECTED, "too short")

    assert setting("idle_minutes") == 60


@pytest.mark.parametrize("role", ["财务文员", "财务主管", "审计", "前台"])
def test_who_does_not_manage_settings_changes_none_and_the_journal_says_so(role, manager):
    stranger = factories.person("stranger", role)

    with pytest.raises(PermissionDenied):
        change(stranger, idle_minutes=30)
    asked = change(manager, idle_minutes=30).requests[0]
    with pytest.raises(PermissionDenied):
        decide(asked, stranger)
    assert setting("idle_minutes") == 60


def test_a_harmless_setting_holds_at_once(manager):
    changed = change(manager, company_letterhead="电话 021-88886666")

    assert (changed.applied, changed.requests) == (("company_letterhead",), ())
    assert setting("company_letterhead") == "电话 021-88886666"


def test_what_is_not_changed_is_neither_asked_for_nor_written(manager):
    changed = change(manager, idle_minutes=60, company_letterhead="")

    assert (changed.applied, changed.requests) == ((), ())
    assert not Action.objects.filter(kind__in=(operations.CHANGE, operations.ASK)).exists()


def test_one_change_waits_for_a_setting_at_a_time_and_nothing_else_is_saved_with_the_second(manager, sysadmin):
    change(manager, idle_minutes=30)

    with pytest.raises(Refused, match="request_open"):
        change(sysadmin, idle_minutes=15, company_letterhead="x")
    assert setting("company_letterhead") == ""


def test_a_change_asked_for_on_another_value_is_stale(manager, sysadmin):
    asked = change(manager, idle_minutes=30).requests[0]
    factories.setting("idle_minutes", 20)

    with pytest.raises(Refused, match="stale"):
        decide(asked, sysadmin)
    assert setting("idle_minutes") == 20


def test_during_set_up_one_person_suffices_but_to_end_it(manager, sysadmin):
    operations.begin_setup(actor=sysadmin)

    assert change(manager, idle_minutes=30).applied == ("idle_minutes",)
    asked = operations.end_setup(actor=manager, channel="web")
    assert setting("setup")
    decide(asked, sysadmin)
    assert not setting("setup")
    assert change(manager, idle_minutes=45).requests
    with pytest.raises(Refused, match="no_setup"):
        operations.end_setup(actor=manager, channel="web")


def test_set_up_does_not_begin_again(manager, sysadmin):
    operations.begin_setup(actor=sysadmin)
    decide(operations.end_setup(actor=manager, channel="web"), sysadmin)

    operations.begin_setup(actor=sysadmin)
    assert not setting("setup")
    with pytest.raises(Refused, match="setup_begins_once"):
        change(manager, setup=True)


def test_the_companys_bank_accounts_are_encrypted_everywhere_and_shown_in_full_to_who_agrees(manager, sysadmin):
    account = {"bank": "中国银行", "holder": "杭州某公司", "number": "620212345678901", "currency": "CNY"}

    asked = change(manager, company_accounts=[account]).requests[0]
    assert [line.after for line in approvals.lines_of(asked)] == ["中国银行 · 杭州某公司 · 620212345678901 · CNY"]
    decide(asked, sysadmin)

    assert setting("company_accounts") == [account]
    row = Setting.objects.get(name="company_accounts")
    stored = [row.value, *row.history.values_list("value", flat=True), bytes(row.secret.ciphertext)]
    assert "620212345678901" not in str(stored) + str(list(Request.objects.values())) + str(
        list(Action.objects.values())
    )


def test_a_setting_is_declared_once_and_in_a_group_there_is():
    with pytest.raises(ValueError, match="declared twice"):
        declare(Definition("idle_minutes", "sign_in", Whole(1, 2), 1, "x"))
    with pytest.raises(ValueError, match="in no group"):
        declare(Definition("another", "nowhere", Flag(), False, "x"))
    assert "another" not in REGISTRY


@pytest.mark.parametrize("typed", ["", "4", "481", "-5", "６０", "6e1", "60.0", "x" * 40])
def test_a_number_outside_its_bounds_is_refused(typed):
    with pytest.raises(ValidationError, match="5"):
        REGISTRY["idle_minutes"].kind.clean(typed)


@pytest.mark.parametrize("typed", ["91350100M000100Y44", "91350100M000100Y4", "统一社会信用代码", "9135010OM000100Y43"])
def test_a_false_credit_code_is_refused(typed):
    with pytest.raises(ValidationError):
        REGISTRY["company_uscc"].kind.clean(typed)


def test_a_true_credit_code_is_kept_in_capitals():
    assert REGISTRY["company_uscc"].kind.clean("91350100m000100y43") == "91350100M000100Y43"


@pytest.mark.parametrize("typed", ["", "CNY 10", "* ten", "* -1", "* 1\nXXX 2", "* 1\n* 2", "* 1\nJPY 1.50", "* 1e5"])
def test_amounts_that_nobody_can_read_are_refused(typed):
    with pytest.raises(ValidationError):
        REGISTRY["direct_clerk"].kind.clean(typed)
