"""A mapping says which column fills which field; what it names must exist, once."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.files import Fields, FileRefused, Mapping

FIELDS = Fields(
    names=frozenset({"code", "name", "amount", "due_date", "settled_on"}),
    dates=frozenset({"due_date", "settled_on"}),
    texts=frozenset({"code", "name"}),
    categories=True,
)


def mapping(**members):
    return Mapping.from_json(json.dumps(members), FIELDS)


def test_columns_constants_and_dates_are_applied():
    found = mapping(
        columns={"customerID": ["code", "name"], "Due": "due_date", "area": "category:region"},
        constants={"amount": "1.00"},
        dates="%m/%d/%Y",
    )

    values = found.apply(["area", "customerID", "other", "Due"], [" 浙江 ", "C1", "x", "2/9/2013"])

    assert values == {
        "code": "C1",
        "name": "C1",
        "due_date": "2013-02-09",
        "category:region": "浙江",
        "amount": "1.00",
    }


def test_without_a_mapping_the_header_names_the_fields():
    found = Mapping(FIELDS).bind(["code", "category:size", "errors.row", "errors.column", "errors.reason"])

    assert found.apply(["C1", "大型", "2", "", "why"]) == {"code": "C1", "category:size": "大型"}


@pytest.mark.parametrize(
    ("text", "code", "name"),
    [
        ("{", "file_mapping_unreadable", None),
        ("[]", "file_mapping_unreadable", None),
        ("[" * 100_000, "file_mapping_unreadable", None),
        ('{"colums": {}}', "file_mapping_member", "colums"),
        ('{"columns": []}', "file_mapping_value", "columns"),
        ('{"columns": {"A": 1}}', "file_mapping_value", "A"),
        ('{"columns": {"A": []}}', "file_mapping_value", "A"),
        ('{"constants": {"code": 1}}', "file_mapping_value", "code"),
        ('{"columns": {"A": "code", "A": "name"}}', "file_mapping_twice", "A"),
        ('{"columns": {"A": "code", "B": "code"}}', "file_mapping_twice", "code"),
        ('{"columns": {"A": "code"}, "constants": {"code": "x"}}', "file_mapping_twice", "code"),
        ('{"columns": {"A": "balance"}}', "file_field_unknown", "balance"),
        ('{"columns": {"A": "category:"}}', "file_field_unknown", "category:"),
        ('{"constants": {"balance": "1"}}', "file_field_unknown", "balance"),
        ('{"dates": 1}', "file_mapping_value", "dates"),
    ],
)
def test_a_wrong_mapping_is_refused_by_name(text, code, name):
    with pytest.raises(FileRefused, match=f"^{code}:") as refused:
        Mapping.from_json(text, FIELDS)

    assert refused.value.figures.get("name") == name


@pytest.mark.parametrize("form", ["", "%Y", "%Y-%m-%d %H", "%Y-%d-%m", "%d%d%Y%m", "%x", "%", "%y-%m-%d"])
def test_a_date_format_must_name_year_month_and_day(form):
    with pytest.raises(FileRefused, match="file_mapping_dates"):
        mapping(dates=form)


def test_a_column_the_file_lacks_is_refused_by_name():
    with pytest.raises(FileRefused, match="file_column_absent") as refused:
        mapping(columns={"Code": "code"}).bind(["code"])

    assert refused.value.figures["name"] == "Code"


def test_a_column_that_is_no_field_is_refused_by_name_without_a_mapping():
    with pytest.raises(FileRefused, match="file_field_unknown") as refused:
        Mapping(FIELDS).bind(["code", "balance"])

    assert refused.value.figures["name"] == "balance"


@pytest.mark.parametrize("value", ["13/1/2013", "2/30/2013", "２/9/2013", "2/9/13", "1.2.2013", "2013-02-30", "x"])
def test_a_bad_date_is_refused_by_row_and_column(value):
    with pytest.raises(FileRefused, match="file_date") as refused:
        mapping(columns={"Due": "due_date"}, dates="%m/%d/%Y").apply(["Due"], [value], 7)

    assert (refused.value.row, refused.value.column) == (7, "Due")
    assert "7" in refused.value.message
    assert "Due" in refused.value.message


def test_a_workbooks_own_date_passes_beside_any_format():
    assert mapping(columns={"Due": "due_date"}, dates="%m/%d/%Y").apply(["Due"], ["2013-02-09"]) == {
        "due_date": "2013-02-09"
    }


@pytest.mark.parametrize("value", ["=1+1", "=cmd|' /C calc'!A0", "@SUM(A1)", "+x", "-x", " =x", "＝x", "-1+cmd|x"])
def test_a_formula_is_refused_as_a_text_by_row_and_column(value):
    with pytest.raises(FileRefused, match="file_formula:") as refused:
        mapping(columns={"Name": "name"}).apply(["Name"], [value], 3)

    assert (refused.value.row, refused.value.column) == (3, "Name")


def test_a_negative_amount_is_no_formula():
    assert mapping(columns={"Sum": "amount"}).apply(["Sum"], ["-12.50"]) == {"amount": "-12.50"}


@given(st.text() | st.recursive(st.none() | st.text(), lambda inner: st.dictionaries(st.text(), inner)).map(json.dumps))
def test_any_text_is_a_mapping_or_is_refused(text):
    with contextlib.suppress(FileRefused):
        assert not Mapping.from_json(text, FIELDS).columns
