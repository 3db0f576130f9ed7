"""Hostile files, made on the spot: each function writes one below a folder and returns its path."""

import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

MB = 1 << 20
NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
)
RELATIONS = (
    f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="r2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
)
WORKBOOK = (
    f'<workbook {NAMESPACE} xmlns:r="{OFFICE}"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>'
)
ROOT = (
    f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="r0" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)


def written(folder: Path, name: str, parts: Iterable[bytes]) -> Path:
    path = folder / name
    with path.open("wb") as file:
        file.writelines(parts)
    return path


def workbook(
    folder: Path,
    rows: Iterable[str] = (),
    *,
    texts: Iterable[str] = (),
    head: str = "",
    extra: dict[str, Iterable[bytes]] | None = None,
) -> Path:
    """A workbook of one sheet with these ``<row>`` elements and shared texts, and further members."""
    path = folder / "book.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in (
            ("[Content_Types].xml", TYPES),
            ("_rels/.rels", ROOT),
            ("xl/workbook.xml", WORKBOOK),
            ("xl/_rels/workbook.xml.rels", RELATIONS),
        ):
            archive.writestr(name, text)
        _member(archive, "xl/worksheets/sheet1.xml", _sheet(head, rows))
        _member(archive, "xl/sharedStrings.xml", _strings(texts))
        for name, parts in (extra or {}).items():
            _member(archive, name, parts)
    return path


def _member(archive: zipfile.ZipFile, name: str, parts: Iterable[bytes]) -> None:
    with archive.open(name, "w", force_zip64=False) as member:
        for part in parts:
            member.write(part)


def _sheet(head: str, rows: Iterable[str]) -> Iterator[bytes]:
    yield f"<worksheet {NAMESPACE}>{head}<sheetData>".encode()
    for row in rows:
        yield row.encode()
    yield b"</sheetData></worksheet>"


def _strings(texts: Iterable[str]) -> Iterator[bytes]:
    yield f"<sst {NAMESPACE}>".encode()
    for text in texts:
        yield f"<si><t>{text}</t></si>".encode()
    yield b"</sst>"


def cell(reference: str, value: object = 1) -> str:
    return f'<row><c r="{reference}"><v>{value}</v></c></row>'


def inline(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


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


HOSTILE = {
    endless_quote: ("file_cell_too_long", 2),
    endless_field: ("file_line_too_long", 2),
    one_line_of_ten_megabytes: ("file_line_too_long", 2),
    hundred_thousand_columns: ("file_columns_too_many", 1),
    million_columns: ("file_line_too_long", 1),
    late_nul: ("file_nul", 5_000_002),
    seventy_megabytes: ("file_too_large", None),
    late_wrong_byte: ("file_encoding", 4_000_002),
    zip_bomb: ("file_workbook_too_large", None),
    lying_zip_bomb: ("file_workbook_damaged", None),
    nested_archive: ("file_workbook_nested", None),
    many_members: ("file_workbook_too_large", None),
    far_cell: ("file_columns_too_many", 1_048_576),
    far_row: ("file_cells_too_many", 1_048_576),
    positional_columns: ("file_columns_too_many", 1),
    huge_reference: ("file_workbook_damaged", None),
    multiplied_text: ("file_text_too_long", 839),
    absent_text: ("file_workbook_damaged", None),
    deep_elements: ("file_workbook_damaged", None),
    endless_attribute: ("file_workbook_damaged", None),
    many_attributes: ("file_workbook_damaged", None),
    empty_elements: ("file_cells_too_many", None),
    entities: ("file_workbook_damaged", None),
}
