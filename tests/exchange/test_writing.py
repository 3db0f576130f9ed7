"""A CSV written here opens in a spreadsheet and runs nothing."""

import csv
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.files import (
    ENCODINGS,
    ErrorFile,
    Fields,
    FileRefused,
    Mapping,
    csv_lines,
    looks_like_formula,
    open_table,
    safe_cell,
)
from exchange.files.writing import plain_cell


@pytest.mark.parametrize("text", ["=1", "+1", "@x", "-x", "\t=x", "\rx", "\nx", "  =x", "'=x", "＝x", "－x", "-1+1"])
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text):
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize("text", ["", "A=B", "-12.50", "-0", "12", "'x", "2026-01-02", "客户"])
def test_harmless_cells_stay_as_they_are(text):
    assert safe_cell(text) == text


@given(st.text())
def test_the_apostrophe_comes_off_again(text):
    assert plain_cell(safe_cell(text)) == text


@given(st.text(st.sampled_from("=+-@'\t\r\n ＝＋－＠a1.")))
def test_no_cell_starts_a_formula_however_it_is_built(text):
    cell = safe_cell(text)

    harmless = cell.startswith("'") or not cell.lstrip().startswith(tuple("=+-@＝＋－＠"))
    assert harmless or re.fullmatch("-[0-9]+([.][0-9]+)?", cell)


@pytest.mark.parametrize("text", ["+86 138 0013 8000", "-12.50", "+5", "", "A-B", "* note"])
def test_numbers_and_telephone_numbers_are_no_formulas(text):
    assert not looks_like_formula(text)


def test_lines_begin_with_the_mark_and_the_header_at_once():
    def rows():
        yield ["C1", "=x"]
        raise AssertionError("The header did not wait for the rows.")

    lines = csv_lines(["code", "name"], rows())

    assert next(lines) == "\N{ZERO WIDTH NO-BREAK SPACE}code,name\r\n".encode()


def test_many_rows_come_in_batches():
    lines = list(csv_lines(["n"], ([str(number)] for number in range(450))))

    assert len(lines) == 4
    assert b"".join(lines).decode("utf-8-sig").split() == ["n", *map(str, range(450))]


def test_refused_rows_go_into_a_file_that_can_be_imported_again(tmp_path):
    path = tmp_path / "customers.xlsx"
    with ErrorFile(path, ["code", "name"]) as errors:
        errors.add(7, ["C1", "=x"], reason="The text starts like a formula.", column="name")
        errors.add(9, ["C2"], reason="The row is short.")

    with open_table(tmp_path / "customers.xlsx.errors.csv") as table:
        rows = list(table.rows())

    assert errors.count == 2
    assert table.header == ["code", "name", "errors.row", "errors.column", "errors.reason"]
    assert rows == [
        (2, ["C1", "=x", "7", "name", "The text starts like a formula."]),
        (3, ["C2", "", "9", "", "The row is short."]),
    ]
    with ErrorFile(errors.path, table.header) as again:
        again.add(2, rows[0][1], reason="still")
    with again.path.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file))[1] == ["C1", "'=x", "2", "", "still"]


def test_without_a_refused_row_there_is_no_file_and_an_old_one_goes(tmp_path):
    old = tmp_path / "a.csv.errors.csv"
    old.write_text("old")

    with ErrorFile(tmp_path / "a.csv", ["code"]) as errors:
        pass

    assert errors.count == 0
    assert not old.exists()


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_each_encoding_is_read_back_as_it_was_written(tmp_path, encoding):
    file = tmp_path / "file.csv"
    file.write_bytes(b"".join(csv_lines(["代码", "名称"], [["KH-1", "𠮷野家（中国）é"]], encoding=encoding)))

    with open_table(file) as table:
        assert (table.header, [cells for _number, cells in table.rows()]) == (
            ["代码", "名称"],
            [["KH-1", "𠮷野家（中国）é"]],
        )
    assert file.read_bytes().startswith(b"\xef\xbb\xbf") is (encoding == "utf-8-sig")


def test_an_apostrophe_says_that_a_text_is_no_formula(tmp_path):
    """The mapping refuses what looks like a formula, unless an export marked it as a text."""
    fields = Fields(names=frozenset({"code", "remarks"}), texts=frozenset({"remarks"}))
    bound = Mapping(fields).bind(["code", "remarks"])

    assert bound.apply(["A1", plain_cell("'=1+1")]) == {"code": "A1", "remarks": "=1+1"}
    with pytest.raises(FileRefused, match="file_formula"):
        bound.apply(["A1", plain_cell("=1+1")])
