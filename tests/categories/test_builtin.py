"""The dimensions and categories every installation starts with."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from categories.builtin import Category, categories, dimensions
from categories.labels import label_key

LISTED = Path(__file__).resolve().parents[3] / "shared" / "data" / "listed-companies.csv"
SHIPPED = "industry size region purchasing_power tier credit_grade source channel activity"
CODES = [dimension.code for dimension in dimensions()]


def labels(category: Category) -> set[str]:
    return {label_key(text) for text in (category.code, category.name_zh, category.name_en, *category.aliases)}


@pytest.fixture(scope="module")
def regions():
    return list(categories("region"))


def resolve(text, rows):
    found = [row for row in rows if label_key(text) in labels(row)]
    assert len(found) == 1, (text, found)
    return found[0]


def test_the_dimensions_of_the_contract_are_there_and_only_industry_is_open():
    assert " ".join(CODES) == SHIPPED
    assert [dimension.code for dimension in dimensions() if dimension.open] == ["industry"]
    assert not any(dimension.required for dimension in dimensions())


def test_dimensions_computed_from_money_are_marked_so():
    assert {dimension.code for dimension in dimensions() if dimension.money} == {
        "purchasing_power",
        "tier",
        "activity",
        "credit_grade",
    }


@pytest.mark.parametrize("dimension", CODES)
def test_every_way_of_writing_a_category_means_one(dimension):
    meanings = Counter(label for row in categories(dimension) for label in labels(row))

    assert [label for label, count in meanings.items() if count > 1] == []
    assert "" not in meanings


@pytest.mark.parametrize("dimension", CODES)
def test_parents_come_before_their_children(dimension):
    seen = set()
    for row in categories(dimension):
        assert row.parent is None or row.parent in seen
        seen.add(row.code)
    assert seen


@pytest.mark.parametrize("dimension", dimensions(), ids=CODES)
def test_only_trees_have_branches(dimension):
    assert any(row.parent for row in categories(dimension.code)) == dimension.tree


def test_an_unknown_dimension_is_an_error():
    with pytest.raises(KeyError):
        list(categories("colour"))


@pytest.mark.parametrize(
    ("dimension", "asked"),
    {
        "industry": "制造业 服务业 零售业 金融业 医疗 零售 金融 银行",
        "size": "大型企业 中小型企业 个体户",
        "tier": "大客户 中型客户 小客户",
        "credit_grade": "优质客户 一般客户 高风险客户",
        "source": "广告 营销 合作伙伴",
        "channel": "线上 线下 线上客户 线下客户",
        "activity": "高活跃 低活跃",
        "region": "浙江 浙江省 内蒙 内蒙古 新疆 广西 宁夏 西藏 香港 澳门 台湾 深圳 深圳市 延边 喀什 440300 zhejiang",
    }.items(),
)
def test_the_values_people_ask_for_are_found(dimension, asked):
    rows = list(categories(dimension))

    for text in asked.split():
        resolve(text, rows)


def test_there_are_34_provinces_and_their_cities_under_them(regions):
    provinces = {row.code for row in regions if row.parent is None}

    assert len(provinces) == 34
    assert len(regions) > 370
    assert all(row.code.isdigit() and len(row.code) == 6 for row in regions)
    assert all(row.parent[:2] == row.code[:2] for row in regions if row.parent)


@pytest.mark.parametrize(
    ("text", "code"),
    [("吉林", "220000"), ("吉林市", "220200"), ("海南", "460000"), ("海南藏族自治州", "632500"), ("深圳", "440300")],
)
def test_a_short_name_shared_with_a_province_means_the_province(regions, text, code):
    assert resolve(text, regions).code == code


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("西安", "Xi'an"),
        ("重庆", "Chongqing"),
        ("长治", "Changzhi"),
        ("六安", "Lu'an"),
        ("台州", "Taizhou (Zhejiang)"),
        ("苏州", "Suzhou (Jiangsu)"),
        ("吉林市", "Jilin (Jilin)"),
        ("呼和浩特", "Hohhot"),
        ("厦门", "Xiamen"),
        ("蚌埠", "Bengbu"),
        ("吕梁", "Lüliang"),
        ("漯河", "Luohe"),
        ("朝阳", "Chaoyang"),
    ],
)
def test_places_have_the_english_names_people_know(regions, text, english):
    assert resolve(text, regions).name_en == english


def test_the_regions_of_the_listed_companies_are_found_and_counted(regions):
    if not LISTED.exists():
        pytest.skip("the list of listed companies is not beside the project")
    with LISTED.open(encoding="utf-8") as file:
        written = Counter(row["region"] for row in csv.DictReader(file) if row["region"])

    counts = Counter()
    for text, count in written.items():
        region = resolve(text, regions)
        counts[region.code] += count
        if region.parent:
            counts[region.parent] += count

    assert len(written) == 32
    assert counts[resolve("广东", regions).code] == 895
    assert counts[resolve("浙江", regions).code] == 743
