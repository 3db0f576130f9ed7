"""What hostile files are made of."""

import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

MB = 1 << 20
Make = Callable[[Path], Path]


class Case(NamedTuple):
    """One file: the door it comes to, what is wrong with it, who makes it below a folder, and how it is answered.

    ``code`` and ``row`` are the refusal's; None where the file is read as it stands. ``slow`` ones wait for soak.
    """

    door: str
    name: str
    make: Make
    code: str | None = None
    row: int | None = None
    slow: bool = False


def holding(content: bytes, name: str = "a.csv") -> Make:
    """What writes a file of this content."""
    return lambda folder: written(folder, name, [content])


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


SMALL: dict[str, bytes] = {
    "[Content_Types].xml": TYPES.encode(),
    "_rels/.rels": ROOT.encode(),
    "xl/workbook.xml": WORKBOOK.encode(),
    "xl/_rels/workbook.xml.rels": RELATIONS.encode(),
    "xl/worksheets/sheet1.xml": b"".join(
        _sheet("", ['<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2"><v>7</v></c></row>'])
    ),
    "xl/sharedStrings.xml": b"".join(_strings(["code"])),
}


def packed(parts: Mapping[str, bytes | None], *, method: int = zipfile.ZIP_DEFLATED, comment: bytes = b"") -> bytes:
    """A small workbook with some parts put in place of its own, or left out."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in {**SMALL, **parts}.items():
            if content is not None:
                archive.writestr(name, content)
        archive.comment = comment
    return file.getvalue()


def book(**parts: bytes | None) -> Make:
    """What writes a small workbook with other ``workbook``, ``sheet``, ``strings``, ``rels``, ``types`` or ``root``."""
    names = {"types": "[Content_Types].xml", "root": "_rels/.rels", "workbook": "xl/workbook.xml"}
    names |= {"rels": "xl/_rels/workbook.xml.rels", "sheet": "xl/worksheets/sheet1.xml"}
    names |= {"strings": "xl/sharedStrings.xml"}
    return holding(packed({names[name]: content for name, content in parts.items()}), "book.xlsx")


def with_parts(parts: Mapping[str, bytes]) -> Make:
    """What writes a small workbook with further parts."""
    return holding(packed(parts), "book.xlsx")


def sheet_of(*rows: str, head: str = "", tail: str = "") -> bytes:
    """A sheet of these ``<row>`` elements."""
    whole = b"".join(_sheet(head, rows))
    return whole.replace(b"</worksheet>", f"{tail}</worksheet>".encode())
