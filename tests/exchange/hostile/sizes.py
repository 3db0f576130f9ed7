"""Files that are too much: too long, too wide, too deep, or far more than they seem."""

from pathlib import Path

from tests.exchange.hostile.building import MB, Case, cell, workbook, written


def endless_quote(folder: Path) -> Path:
    return written(folder, "a.csv", [b'code,name\nC1,"', *(b"x" * 63 + b"\n" for _ in range(50 * MB // 64))])


def endless_field(folder: Path) -> Path:
    return written(folder, "a.csv", [b'code,name\nC1,"', *(b"x" * MB for _ in range(50))])


def one_line_of_ten_megabytes(folder: Path) -> Path:
    return written(folder, "a.csv", [b"code,name\nC1,", *(b"ab," * (MB // 3) for _ in range(10))])


def hundred_thousand_columns(folder: Path) -> Path:
    return written(folder, "a.csv", [",".join(f"c{number}" for number in range(100_000)).encode(), b"\n"])


def million_columns(folder: Path) -> Path:
    return written(folder, "a.csv", [b"," * 1_000_000, b"\n"])


def late_nul(folder: Path) -> Path:
    return written(folder, "a.csv", [b"code,name\n", *(b"C1,name\n" * 100_000 for _ in range(50)), b"C2,\0\n"])


def seventy_megabytes(folder: Path) -> Path:
    return written(folder, "a.csv", [b"code,name\n", *(b"C1,name\n" * (MB // 8) for _ in range(70))])


def late_wrong_byte(folder: Path) -> Path:
    return written(
        folder, "a.csv", [b"code,name\n", *("C1,客户\n".encode() * 100_000 for _ in range(40)), b"C2,\xff\n"]
    )


def zip_bomb(folder: Path) -> Path:
    return workbook(folder, ("<row/>" * 100_000 for _ in range(2_000)))


def lying_zip_bomb(folder: Path) -> Path:
    """The directory declares a small size; the data unpacks to far more."""
    path = workbook(folder, (" " * MB for _ in range(300)))
    data = bytearray(path.read_bytes())
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"xl/worksheets/sheet1.xml"))
    data[at + 24 : at + 28] = (1_000).to_bytes(4, "little")
    path.write_bytes(data)
    return path


def nested_archive(folder: Path) -> Path:
    return workbook(folder, extra={"xl/embeddings/inner.zip": [b"PK\x03\x04"]})


def many_members(folder: Path) -> Path:
    return workbook(folder, extra={f"xl/m{number}.xml": [b"<a/>"] for number in range(5_000)})


def far_cell(folder: Path) -> Path:
    return workbook(folder, [cell("A1"), cell("XFD1048576")])


def far_row(folder: Path) -> Path:
    return workbook(folder, [cell("A1"), cell("Z1048576")])


def positional_columns(folder: Path) -> Path:
    return workbook(folder, ["<row>", "<c><v>1</v></c>" * 1_000_000, "</row>"])


def huge_reference(folder: Path) -> Path:
    return workbook(folder, [cell("A1"), cell("A" + "9" * 5_000)])


def multiplied_text(folder: Path) -> Path:
    """One long text, used by each of 100,000 cells."""
    cells = (f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 100_001))
    return workbook(folder, cells, texts=["x" * 30_000])


def absent_text(folder: Path) -> Path:
    return workbook(folder, ['<row r="1"><c r="A1" t="s"><v>7</v></c></row>'])


def deep_elements(folder: Path) -> Path:
    return workbook(folder, ("<a>" * 10_000 for _ in range(1_000)))


def endless_attribute(folder: Path) -> Path:
    return workbook(folder, ['<row r="', *("1" * MB for _ in range(60)), '"/>'])


def many_attributes(folder: Path) -> Path:
    return workbook(
        folder, ["<row ", *(" ".join(f'a{n}x{m}=""' for m in range(10_000)) + " " for n in range(500)), "/>"]
    )


def empty_elements(folder: Path) -> Path:
    return workbook(folder, ("<a/>" * 100_000 for _ in range(190)))


def entities(folder: Path) -> Path:
    doctype = b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><a>&b;</a>'
    return workbook(folder, extra={"xl/styles.xml": [doctype]})


CASES = [
    Case("table", "endless quote", endless_quote, "file_cell_too_long", 2, slow=True),
    Case("table", "endless field", endless_field, "file_line_too_long", 2, slow=True),
    Case("table", "one line of ten megabytes", one_line_of_ten_megabytes, "file_line_too_long", 2, slow=True),
    Case("table", "hundred thousand columns", hundred_thousand_columns, "file_columns_too_many", 1),
    Case("table", "million columns", million_columns, "file_line_too_long", 1),
    Case("table", "late nul", late_nul, "file_nul", 5_000_002, slow=True),
    Case("table", "seventy megabytes", seventy_megabytes, "file_too_large", slow=True),
    Case("table", "late wrong byte", late_wrong_byte, "file_encoding", 4_000_002, slow=True),
    Case("table", "zip bomb", zip_bomb, "file_workbook_too_large", slow=True),
    Case("table", "lying zip bomb", lying_zip_bomb, "file_workbook_damaged", slow=True),
    Case("table", "nested archive", nested_archive, "file_workbook_nested"),
    Case("table", "many members", many_members, "file_workbook_too_large"),
    Case("table", "far cell", far_cell, "file_columns_too_many", 1_048_576),
    Case("table", "far row", far_row, "file_cells_too_many", 1_048_576),
    Case("table", "positional columns", positional_columns, "file_columns_too_many", 1, slow=True),
    Case("table", "huge reference", huge_reference, "file_workbook_damaged"),
    Case("table", "multiplied text", multiplied_text, "file_text_too_long", 839, slow=True),
    Case("table", "absent text", absent_text, "file_workbook_damaged"),
    Case("table", "deep elements", deep_elements, "file_workbook_damaged", slow=True),
    Case("table", "endless attribute", endless_attribute, "file_workbook_damaged", slow=True),
    Case("table", "many attributes", many_attributes, "file_workbook_damaged", slow=True),
    Case("table", "empty elements", empty_elements, "file_cells_too_many", slow=True),
    Case("table", "entities", entities, "file_workbook_damaged"),
]
