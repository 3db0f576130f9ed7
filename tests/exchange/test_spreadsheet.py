"""Workbooks written row by row: what stands in a cell is what was meant, and nothing in it runs."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from exchange.files import Form, Head, open_table, write_workbook

PLACES = 5
AMOUNTS = st.decimals("-9999999999999.99", "9999999999999.99", places=2)
HEADS = [Head("代码"), Head("余额", Form.AMOUNT), Head("日期", Form.DAY)]
# What could be taken for something else: formulas, numbers, escapes and mark-up of the format, apostrophes.
TRICKS = "=1+1|@A1|+49 30 123456|-12.50|'=x|''-1|'|007|1e5|_x0041_|_x005F_x0041_|<r>x</r>|<r></r>|&lt;|TRUE|2026-01-01"
LETTERS = st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t")


def written(folder, rows, heads=HEADS):
    path = folder / "file.xlsx"
    assert write_workbook(path, title="客户", heads=heads, rows=rows) == len(rows)
    return path


def values(path):
    with CalamineWorkbook.from_path(str(path)) as book:
        return book.get_sheet_by_index(0).to_python()


def test_identifiers_are_texts_amounts_numbers_and_days_days(tmp_path):
    row = ("0622202020011223344", Decimal("-1234567.80"), date(2026, 2, 28))

    assert values(written(tmp_path, [row])) == [
        ["代码", "余额", "日期"],
        ["0622202020011223344", -1234567.8, date(2026, 2, 28)],
    ]


def test_a_day_no_spreadsheet_counts_stays_readable(tmp_path):
    assert values(written(tmp_path, [("A", None, date(1899, 12, 30))]))[1] == ["A", "", "1899-12-30"]


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "-cmd|calc", "＝1+1", "'=1+1"])
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(tmp_path, text):
    assert values(written(tmp_path, [(text, None, None)]))[1][0] == f"'{text}"


def test_no_file_of_the_library_s_own_is_left_beside_the_workbook(tmp_path):
    path = written(tmp_path, [("A", Decimal(1), date(2026, 1, 1))] * 500)

    assert list(tmp_path.iterdir()) == [path]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.text(LETTERS, max_size=60) | st.sampled_from(TRICKS.split("|")), AMOUNTS), max_size=20))
def test_texts_and_amounts_come_back_as_they_were(tmp_path_factory, rows):
    """The last column keeps rows of blanks from being passed over."""
    path = written(tmp_path_factory.mktemp("sheet"), [(text, amount, date(2026, 1, 1)) for text, amount in rows])

    with open_table(path) as table:
        read = [(cells[0].replace("\r\n", "\n"), Decimal(cells[1] or "0")) for _number, cells in table.rows()]
    assert read == [(text, amount) for text, amount in rows]
