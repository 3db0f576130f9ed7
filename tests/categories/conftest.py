"""A dimension with a small tree, and the people who may and may not look after it."""

import pytest

from audit.models import Channel
from categories.models import Category, Dimension
from categories.operations import NewCategory, NewDimension, add_category, add_dimension
from tests import factories


@pytest.fixture
def east():
    return factories.portfolio("EAST")


@pytest.fixture
def supervisor(east):
    return factories.person("supervisor", "财务主管", manages=[east])


@pytest.fixture
def clerk(east):
    return factories.person("clerk", "财务文员", manages=[east])


@pytest.fixture
def reception(east):
    return factories.person("reception", "前台", sees=[east])


@pytest.fixture
def sector(supervisor) -> Dimension:
    """Sector: 工业 with 电气设备 below it, and 商业."""
    new = NewDimension("sector", "板块", "Sector", open=True)
    dimension = add_dimension(new=new, actor=supervisor, channel=Channel.WEB)
    industry = add(dimension, supervisor, "industry", "工业", "Industry")
    add(dimension, supervisor, "electric", "电气设备", "Electrical equipment", parent=industry, aliases=("电气",))
    add(dimension, supervisor, "trade", "商业", "Trade")
    return dimension


@pytest.fixture
def grade(supervisor) -> Dimension:
    """A dimension that tells about money, with one category."""
    new = NewDimension("grade", "等级", "Grade", from_money=True)
    dimension = add_dimension(new=new, actor=supervisor, channel=Channel.WEB)
    add(dimension, supervisor, "prime", "优质", "Prime")
    return dimension


def add(dimension, actor, code, name_zh, name_en, **others) -> Category:
    new = NewCategory(code, name_zh, name_en, **others)
    return add_category(dimension=dimension, new=new, actor=actor, channel=Channel.WEB)
