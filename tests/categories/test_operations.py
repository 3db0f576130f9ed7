"""Dimensions and categories are changed by who looks after them, and stay unambiguous trees."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.history import acting
from audit.models import Action, Channel
from audit.refusals import Refused
from categories.models import Category, Dimension
from categories.operations import (
    CategoryState,
    NewCategory,
    NewDimension,
    Wording,
    add_category,
    add_dimension,
    change_category,
    change_dimension,
    delete_category,
    file_category,
)
from customers.models import Classification
from tests import factories
from tests.categories.conftest import add

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 24)


def category(code):
    return Category.objects.select_related("parent", "dimension").get(code=code)


def change(row, actor, **changes):
    to = replace(CategoryState.of(row), **changes)
    return change_category(category=row, to=to, base_version=row.version, actor=actor, channel=Channel.WEB)


def classify(row, *, portfolio, customer=None):
    customer = customer or factories.customer(portfolio)
    with acting(actor=None, kind="tests.classify", channel="command"):
        Classification.objects.create(customer=customer, dimension=row.dimension, category=row)
    return customer


def test_a_supervisor_adds_a_dimension_and_the_journal_says_so(supervisor):
    new = NewDimension("Colour", "颜色", "Colour", required=True)

    add_dimension(new=new, actor=supervisor, channel=Channel.WEB)

    made = Dimension.objects.get(code="Colour")
    assert (made.name_zh, made.single, made.required, made.open, made.builtin) == ("颜色", True, True, False, False)
    assert made.history.get().history_user == supervisor
    assert Action.objects.get(kind="categories.add_dimension").actor == supervisor


def test_a_clerk_may_do_none_of_it(clerk, sector):
    trade = category("trade")
    new, wording = NewCategory("x", "某", "X"), Wording("板块", "Sector", required=False, open=True)
    attempts = [
        lambda: add_dimension(new=NewDimension("x", "某", "X"), actor=clerk, channel=Channel.WEB),
        lambda: change_dimension(dimension=sector, wording=wording, actor=clerk, channel=Channel.WEB),
        lambda: add_category(dimension=sector, new=new, actor=clerk, channel=Channel.WEB),
        lambda: change(trade, clerk, name_zh="贸易"),
        lambda: change(trade, clerk, parent=category("industry")),
        lambda: change(trade, clerk, retired_on=DAY),
        lambda: delete_category(category=trade, actor=clerk, channel=Channel.WEB),
    ]

    for attempt in attempts:
        with pytest.raises(PermissionDenied):
            attempt()

    assert Dimension.objects.count() == 1
    assert sorted(sector.categories.values_list("code", "version")) == [("electric", 1), ("industry", 1), ("trade", 1)]


@pytest.mark.parametrize("code", ["", " ", "a b", "-a", "a:b", "a\u200bb", "a\x00", "x" * 33])
def test_a_malformed_code_is_refused_by_field(supervisor, code):
    with pytest.raises(ValidationError) as refused:
        add_dimension(new=NewDimension(code, "某", "X"), actor=supervisor, channel=Channel.WEB)

    assert set(refused.value.message_dict) == {"code"}
    assert not Dimension.objects.exists()


@pytest.mark.parametrize("name", ["", " ", "颜\u202e色", "颜" * 101])
def test_a_malformed_name_is_refused_by_field(supervisor, sector, name):
    with pytest.raises(ValidationError) as refused:
        change(category("trade"), supervisor, name_zh=name)

    assert set(refused.value.message_dict) == {"name_zh"}


def test_codes_of_dimensions_differ_in_more_than_case(supervisor, sector):
    with pytest.raises(Refused, match="code_taken"):
        add_dimension(new=NewDimension("SECTOR", "某", "X"), actor=supervisor, channel=Channel.WEB)


def test_a_dimension_is_renamed_and_made_strict(supervisor, sector):
    wording = Wording("行业板块", "Sectors", required=True, open=False)

    change_dimension(dimension=sector, wording=wording, actor=supervisor, channel=Channel.WEB)

    sector.refresh_from_db()
    assert (sector.name_zh, sector.name_en, sector.required, sector.open) == ("行业板块", "Sectors", True, False)
    assert sector.history.count() == 2


@pytest.mark.parametrize(
    "new",
    [
        NewCategory("Trade", "某", "X"),
        NewCategory("x", "商业", "X"),
        NewCategory("x", "某", "electrical  EQUIPMENT"),
        NewCategory("x", "某", "X", aliases=("ＴＲＡＤＥ",)),
        NewCategory("电气", "某", "X"),
    ],
)
def test_no_code_name_or_alias_means_two_categories(supervisor, sector, new):
    with pytest.raises(Refused, match=r"code_taken|category_name_taken") as refused:
        add_category(dimension=sector, new=new, actor=supervisor, channel=Channel.WEB)

    assert refused.value.status == 409
    assert sector.categories.count() == 3


def test_the_same_name_serves_in_another_dimension(supervisor, sector, grade):
    assert add(grade, supervisor, "trade", "商业", "Trade").dimension == grade


def test_a_category_is_renamed_with_new_aliases(supervisor, sector):
    changed = change(category("electric"), supervisor, name_zh="电工", aliases=("电气设备", "电气设备 ", "电气"))

    assert (changed.name_zh, changed.aliases, changed.version) == ("电工", ["电气设备", "电气"], 2)
    assert Action.objects.filter(kind="categories.rename_category").count() == 1


def test_a_change_on_an_old_version_is_refused_and_changes_nothing(supervisor, sector):
    old = category("trade")
    change(category("trade"), supervisor, name_zh="贸易")

    with pytest.raises(Refused, match="version_stale"):
        change(old, supervisor, name_zh="流通")

    assert category("trade").name_zh == "贸易"


def test_the_same_state_again_makes_no_version(supervisor, sector):
    assert change(category("trade"), supervisor).version == 1
    assert category("trade").history.count() == 1


def test_a_category_moves_and_moves_back(supervisor, sector):
    moved = change(category("trade"), supervisor, parent=category("industry"))
    assert category("trade").parent == category("industry")

    change(moved, supervisor, parent=None)

    assert category("trade").parent is None
    assert Action.objects.filter(kind="categories.move_category").count() == 2


@pytest.mark.parametrize("below", ["industry", "electric"])
def test_a_category_is_never_moved_below_itself(supervisor, sector, below):
    with pytest.raises(Refused, match="category_cycle"):
        change(category("industry"), supervisor, parent=category(below))


def test_a_parent_is_of_the_same_dimension(supervisor, sector, grade):
    with pytest.raises(Refused, match="category_elsewhere"):
        change(category("trade"), supervisor, parent=category("prime"))


def test_a_retired_category_has_no_living_child_and_gets_none(supervisor, sector):
    with pytest.raises(Refused, match="category_has_children"):
        change(category("industry"), supervisor, retired_on=DAY)

    change(category("electric"), supervisor, retired_on=DAY)
    change(category("industry"), supervisor, retired_on=DAY)

    for attempt in (
        lambda: change(category("trade"), supervisor, parent=category("industry")),
        lambda: change(category("electric"), supervisor, retired_on=None),
        lambda: add(sector, supervisor, "x", "某", "X", parent=category("industry")),
    ):
        with pytest.raises(Refused, match="parent_retired"):
            attempt()


def test_a_retired_category_is_reinstated(supervisor, sector):
    change(category("trade"), supervisor, retired_on=DAY)
    change(category("trade"), supervisor, retired_on=None)

    assert category("trade").retired_on is None
    assert Action.objects.filter(kind="categories.reinstate_category").count() == 1


def test_what_nothing_used_is_deleted_and_stays_in_history(supervisor, sector):
    delete_category(category=category("trade"), actor=supervisor, channel=Channel.WEB)

    assert not sector.categories.filter(code="trade").exists()
    assert Category.history.filter(code="trade", history_type="-").count() == 1


def test_a_used_category_is_not_deleted_and_the_counts_are_what_the_person_sees(supervisor, sector, east):
    classify(category("trade"), portfolio=east)
    classify(category("trade"), portfolio=factories.portfolio("SOUTH"))

    with pytest.raises(Refused, match="category_in_use") as refused:
        delete_category(category=category("trade"), actor=supervisor, channel=Channel.WEB)

    assert refused.value.status == 409
    assert refused.value.figures["counts"] == {"children": 0, "customers": 1}


def test_what_only_others_use_is_not_deleted_either(supervisor, sector):
    classify(category("trade"), portfolio=factories.portfolio("SOUTH"))

    with pytest.raises(Refused, match="category_in_use") as refused:
        delete_category(category=category("trade"), actor=supervisor, channel=Channel.WEB)

    assert refused.value.figures["counts"] == {"children": 0, "customers": 0}


def test_a_category_with_subcategories_is_not_deleted(supervisor, sector):
    with pytest.raises(Refused, match="category_in_use") as refused:
        delete_category(category=category("industry"), actor=supervisor, channel=Channel.WEB)

    assert refused.value.figures["counts"]["children"] == 1


def test_a_clerk_files_a_new_category_in_an_open_dimension(clerk, sector):
    made = file_category(dimension=sector, name="医药 生物", actor=clerk, channel=Channel.IMPORT)
    again = file_category(dimension=sector, name="医药 生物", actor=clerk, channel=Channel.IMPORT)

    assert (made.code, made.name_zh, made.name_en) == ("医药 生物", "医药 生物", "医药 生物")
    assert again == made


def test_nobody_files_one_in_a_closed_dimension_nor_reception_in_any(clerk, reception, sector, grade):
    with pytest.raises(Refused, match="dimension_closed"):
        file_category(dimension=grade, name="某", actor=clerk, channel=Channel.IMPORT)
    with pytest.raises(PermissionDenied):
        file_category(dimension=sector, name="某", actor=reception, channel=Channel.IMPORT)

    assert not Category.objects.filter(name_zh="某").exists()
