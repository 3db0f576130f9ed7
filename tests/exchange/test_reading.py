"""Tables are read from CSV and XLSX alike; what does not fit is refused by row and column."""

from datetime import date

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from exchange.files import FileRefused, csv_lines, open_table
from exchange.files.records import column_index, column_letter
from exchange.files.refusals import MESSAGES
from tests.exchange.hostile.building import workbook, written
from tests.exchange.hostile.sizes import CASES


def read(path):
    with open_table(path) as table:
        return table.header, list(table.rows())


def sheet(folder, fill):
    path = folder / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        fill(book, book.add_worksheet())
    return path


@pytest.mark.parametrize(
    ("encoding", "mark"), [("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("gb18030", b""), ("gbk", b"")]
)
def test_utf8_and_gb18030_are_told_apart(tmp_path, encoding, mark):
    path = written(tmp_path, "a.csv", [mark, "编码,名称\nC1,朱镕基企业\n".encode(encoding)])

    assert read(path) == (["编码", "名称"], [(2, ["C1", "朱镕基企业"])])


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Müller", "latin-1"),
        ("株式会社アサヒ", "shift-jis"),
        ("客户", "utf-16"),
        ("客户", "utf-32"),
        ("Ünal", "cp1254"),
    ],
)
def test_any_other_encoding_is_refused_with_row_and_byte(tmp_path, text, encoding):
    path = written(tmp_path, "a.csv", [f"code,name\nC1,{text}\n".encode(encoding)])

    with pytest.raises(FileRefused, match="file_encoding") as refused:
        read(path)

    assert refused.value.row == (1 if encoding.startswith("utf") else 2)
    assert refused.value.figures["offset"] == (
        0 if encoding.startswith("utf") else next(at for at, byte in enumerate(path.read_bytes()) if byte > 127)
    )


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends_are_found(tmp_path, delimiter, line_end):
    rows = [["code", "name"], ["C1", '"A, B; C\tD"'], ["", ""], ["C2", ""]]
    path = written(tmp_path, "a.csv", [line_end.join(delimiter.join(row) for row in rows).encode()])

    assert read(path) == (["code", "name"], [(2, ["C1", "A, B; C\tD"]), (4, ["C2", ""])])


@pytest.mark.parametrize(
    ("text", "code", "row", "column"),
    [
        ("", "file_empty", None, None),
        ("\n\n", "file_header_missing", 1, None),
        (" , \nC1,A\n", "file_header_missing", 1, None),
        ("code,,name\n", "file_header_blank", 1, "B"),
        ("code,name, code\n", "file_header_duplicate", 1, "code"),
        ("code,name\nC1,A,B\n", "file_row_long", 2, None),
        ("code,name\nC1,A\n\nC2\n", "file_row_short", 4, None),
        ("code,name,\nC1,A,B\n", "file_cell_without_header", 2, "C"),
        ('code,name\nC1,"A\n', "file_quotes", 2, None),
        ('code,name\nC1,"A"B\n', "file_quotes", 2, None),
        ("code,name\nC1,\0\n", "file_nul", 2, None),
        ("code,name\nC1," + "x" * 40_000, "file_cell_too_long", 2, None),
    ],
)
def test_what_does_not_fit_is_refused_by_row_and_column(tmp_path, text, code, row, column):
    path = written(tmp_path, "a.csv", [text.encode()])

    with pytest.raises(FileRefused, match=f"^{code}:") as refused:
        read(path)

    assert (refused.value.row, refused.value.column) == (row, column)


def test_columns_without_name_at_the_end_are_left_out_while_empty(tmp_path):
    path = written(tmp_path, "a.csv", [b"code,name,,\nC1,A,,\n,,,\n"])

    assert read(path) == (["code", "name"], [(2, ["C1", "A"])])


def test_a_ragged_row_is_handed_over_and_the_others_are_read(tmp_path):
    path = written(tmp_path, "a.csv", [b"code,name\nC1,A\nC2\nC3,C\n"])
    refused = []

    with open_table(path) as table:
        rows = list(table.rows(lambda number, cells, refusal: refused.append((number, cells, refusal.code))))

    assert rows == [(2, ["C1", "A"]), (4, ["C3", "C"])]
    assert refused == [(3, ["C2"], "file_row_short")]


@pytest.mark.parametrize("start", [b"\xd0\xcf\x11\xe0 old workbook", b"PK\x03\x04 no directory"])
def test_what_is_neither_csv_nor_xlsx_is_refused(tmp_path, start):
    path = written(tmp_path, "a.csv", [start])

    with pytest.raises(FileRefused, match=r"^file_(format|workbook_damaged):"):
        read(path)


def test_cells_of_a_workbook_are_read_as_a_clerk_sees_them(tmp_path):
    def fill(book, page):
        for column, name in enumerate(["text", "number", "amount", "small", "day", "moment", "yes", "sum"]):
            page.write(0, column, name)
        page.write(1, 0, "00123")
        page.write(1, 1, 13800138000)
        page.write(1, 2, 0.1 + 0.2)
        page.write(1, 3, 0.00001)
        page.write_datetime(1, 4, date(2026, 1, 2), book.add_format({"num_format": 'yyyy"年"m"月"d"日"'}))
        page.write_number(1, 5, 46024.125, book.add_format({"num_format": "yyyy-mm-dd hh:mm"}))
        page.write(1, 6, True)
        page.write_formula(1, 7, "=1+1", None, 2)

    header, rows = read(sheet(tmp_path, fill))

    assert header == ["text", "number", "amount", "small", "day", "moment", "yes", "sum"]
    cells = ["00123", "13800138000", "0.3", "0.00001", "2026-01-02", "2026-01-02 03:00:00", "TRUE", "2"]
    assert rows == [(2, cells)]


def test_dates_from_the_year_1904_system_are_read(tmp_path):
    path = tmp_path / "mac.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": True}) as book:
        page = book.add_worksheet()
        page.write(0, 0, "day")
        page.write_datetime(1, 0, date(2026, 1, 2), book.add_format({"num_format": "yyyy/m/d"}))

    assert read(path)[1] == [(2, ["2026-01-02"])]


@pytest.mark.parametrize(
    ("write", "code"),
    [
        (lambda page: page.write(2, 1, 123456789012345678), "file_digits_lost"),
        (lambda page: page.write(2, 1, -1e15), "file_digits_lost"),
        (lambda page: page.write_formula(2, 1, "=1/0", None, "#DIV/0!"), "file_formula_error"),
    ],
)
def test_a_cell_the_spreadsheet_spoiled_is_refused_and_the_others_are_read(tmp_path, write, code):
    def fill(book, page):
        page.write_row(0, 0, ["name", "tax id"])
        page.write_row(1, 0, ["A", "123456789012345678"])
        page.write(2, 0, "B")
        write(page)

    refused = []
    with open_table(sheet(tmp_path, fill)) as table:
        rows = list(table.rows(lambda number, cells, refusal: refused.append(refusal)))

    assert rows == [(2, ["A", "123456789012345678"])]
    assert [(refusal.code, refusal.row, refusal.column) for refusal in refused] == [(code, 3, "tax id")]


def test_a_formula_never_calculated_is_refused(tmp_path):
    rows = [
        '<row r="1"><c r="A1" t="inlineStr"><is><t>sum</t></is></c></row>',
        '<row r="2"><c r="A2"><f>1+1</f></c></row>',
    ]

    with pytest.raises(FileRefused, match="file_formula_error") as refused:
        read(workbook(tmp_path, rows))

    assert (refused.value.row, refused.value.column) == (2, "sum")


def test_a_number_that_is_no_time_though_formatted_as_one_is_refused(tmp_path):
    def fill(book, page):
        page.write(0, 0, "hours")
        page.write(1, 0, 1e300, book.add_format({"num_format": "[h]:mm"}))

    with pytest.raises(FileRefused, match="file_date_impossible") as refused:
        read(sheet(tmp_path, fill))

    assert refused.value.row == 2


def test_a_fault_of_the_reader_of_the_rows_is_not_blamed_on_the_file(tmp_path):
    path = sheet(tmp_path, lambda book, page: page.write(0, 0, "code"))

    with pytest.raises(IndexError), open_table(path) as table:
        table.header[1]


def test_leading_empty_columns_and_rows_keep_the_places_of_the_others(tmp_path):
    def fill(book, page):
        page.write(0, 2, "code")
        page.write(4, 2, "C1")

    with pytest.raises(FileRefused, match="file_header_blank") as refused:
        read(sheet(tmp_path, fill))

    assert (refused.value.row, refused.value.column) == (1, "A")


def test_a_large_dimension_alone_does_no_harm(tmp_path):
    rows = ['<row r="1"><c r="A1" t="inlineStr"><is><t>code</t></is></c></row>', '<row r="2"><c r="A2" s="0"/></row>']

    assert read(workbook(tmp_path, rows, head='<dimension ref="A1:XFD1048576"/>')) == (["code"], [])


@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30), min_size=2, max_size=2
    ).filter(lambda cells: any(cell.strip() for cell in cells))
)
def test_what_is_written_reads_back_the_same(tmp_path_factory, cells):
    path = written(tmp_path_factory.getbasetemp(), "round.csv", csv_lines(["code", "name"], [cells]))

    assert read(path)[1] == [(2, cells)]


@given(st.integers(0, 16_383))
def test_column_letters_and_numbers_are_the_same_thing(index):
    assert column_index(column_letter(index)) == index


def test_every_refusal_of_a_hostile_file_has_its_sentence():
    assert {case.code for case in CASES} <= MESSAGES.keys()
