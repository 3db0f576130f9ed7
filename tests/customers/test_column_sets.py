"""Columns kept under a name: whose they are, who uses them, and what they never show."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.refusals import Refused
from customers.exports import column_sets
from customers.models import ColumnSet
from tests import factories
from tests.customers import pages

pytestmark = pytest.mark.django_db
COLUMNS = ("code", "mobile", "receivable:CNY")


def kept(person, name="月度对账", columns=COLUMNS, **options):
    return column_sets.create(name=name, columns=columns, actor=person, channel="web", **{"shared": False} | options)


def test_a_set_is_kept_in_its_order_with_its_history(clerk):
    made = kept(clerk, columns=("name", "code", "name"))

    assert ColumnSet.objects.get().columns == ["name", "code"]
    assert ColumnSet.history.get().history_user_id == clerk.pk
    column_sets.remove(column_set=made, actor=clerk, channel="web")
    assert [row.history_type for row in ColumnSet.history.order_by("pk")] == ["+", "-"]


def test_others_find_a_set_by_its_name_only_when_it_is_shared(clerk, supervisor):
    made = kept(clerk)

    with pytest.raises(Refused, match="column_set_unknown"):
        column_sets.called("月度对账", supervisor)
    column_sets.change(column_set=made, name="月度对账", columns=COLUMNS, shared=True, actor=clerk, channel="web")
    assert column_sets.called("月度对账", supervisor) == made


def test_one_s_own_set_comes_before_a_shared_one_of_the_same_name(clerk, supervisor):
    kept(clerk, shared=True)
    own = kept(supervisor, columns=("name",))

    assert column_sets.called("月度对账", supervisor) == own


def test_a_name_is_given_once(clerk, supervisor):
    kept(clerk, shared=True)

    with pytest.raises(Refused, match="column_set_taken"):
        kept(clerk)
    with pytest.raises(Refused, match="column_set_taken"):
        kept(supervisor, shared=True)


@pytest.mark.parametrize("name", ["", " ", "长" * 61, "王先生 13812345678", "a\u202eb"])
def test_a_name_is_short_and_holds_no_personal_data(clerk, name):
    with pytest.raises(ValidationError):
        kept(clerk, name=name)


def test_a_shared_set_shows_nobody_a_column_they_may_not_see(clerk, supervisor):
    made = kept(clerk, shared=True)
    role = factories.role("财务主管")
    role.permissions.remove(role.permissions.get(codename="view_money"))

    assert column_sets.existing(made, supervisor) == ["code", "mobile"]


def test_who_cannot_see_a_column_of_a_set_does_not_drop_it(clerk):
    made = kept(clerk)
    role = factories.role("财务文员")
    role.permissions.remove(role.permissions.get(codename="view_money"))

    column_sets.change(column_set=made, name="对账", columns=["name"], shared=False, actor=clerk, channel="web")
    assert ColumnSet.objects.get().columns == ["name", "receivable:CNY"]


def test_only_its_owner_changes_a_set_and_who_looks_after_settings_a_shared_one(clerk, supervisor):
    manager, own, shared = factories.person("", "财务经理"), kept(clerk, name="自用"), kept(clerk, shared=True)
    change = {"name": "改名", "columns": ["code"], "shared": True, "channel": "web"}

    with pytest.raises(PermissionDenied):
        column_sets.change(column_set=shared, actor=supervisor, **change)
    with pytest.raises(PermissionDenied):
        column_sets.change(column_set=own, actor=manager, **change)
    with pytest.raises(PermissionDenied):
        column_sets.remove(column_set=own, actor=manager, channel="web")
    column_sets.change(column_set=shared, actor=manager, **change)
    assert (shared.owner, shared.name) == (clerk, "改名")


def test_reception_keeps_nothing(reception):
    with pytest.raises(PermissionDenied):
        kept(reception, columns=("code",))


def test_nobody_keeps_more_than_they_can_look_through(clerk, monkeypatch):
    monkeypatch.setattr(column_sets, "MAX_SETS", 1)
    kept(clerk)

    with pytest.raises(Refused, match="column_sets_too_many"):
        kept(clerk, name="另一个")


def test_the_pages_show_change_and_remove_a_set(client, clerk):
    made = kept(clerk)
    client.force_login(clerk)

    assert "月度对账" in pages.text_of(client.get("/exports/column-sets/"))
    address = f"/exports/column-sets/{made.pk}/"
    form = pages.posted(client.get(address), columns=["code", "name"], name="季度对账", shared="on")
    assert client.post(address, form).url == "/exports/column-sets/"
    made.refresh_from_db()
    assert (made.name, made.columns, made.shared) == ("季度对账", ["code", "name"], True)
    assert client.post(address, form | {"columns": []}).status_code == 422
    assert client.post(f"{address}deletion/").url == "/exports/column-sets/"
    assert not ColumnSet.objects.exists()


def test_another_s_set_is_not_there_and_a_shared_one_only_to_use(client, clerk, supervisor):
    own, shared = kept(clerk, name="自用"), kept(clerk, shared=True)
    client.force_login(supervisor)

    assert client.get(f"/exports/column-sets/{own.pk}/").status_code == 404
    assert client.get(f"/exports/column-sets/{shared.pk}/").status_code == 403
    assert client.post(f"/exports/column-sets/{shared.pk}/deletion/").status_code == 403
    text = pages.text_of(client.get("/exports/column-sets/"))
    assert "自用" not in text
    assert "月度对账" in text
