"""Workbooks whose zip lies: cut, patched, encrypted, nested, pointing outside."""

import struct
import zipfile
from io import BytesIO

from tests.exchange.hostile.building import MB, SMALL, Case, Make, holding, packed, with_parts

WHOLE = packed({})
DAMAGED, LARGE, NESTED, FORMAT = (
    f"file_{code}" for code in ("workbook_damaged", "workbook_too_large", "workbook_nested", "format")
)
LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"


def patched(*changes: tuple[bytes, int, bytes], whole: bytes = WHOLE) -> Make:
    """What writes the workbook with bytes put at an offset behind every occurrence of a mark."""
    data = bytearray(whole)
    for mark, offset, new in changes:
        at = -1
        while (at := data.find(mark, at + 1)) >= 0:
            data[at + offset : at + offset + len(new)] = new
    return holding(bytes(data), "book.xlsx")


def cut(share: float) -> Make:
    return holding(WHOLE[: int(len(WHOLE) * share)], "book.xlsx")


def streamed() -> bytes:
    """Written to where nobody can go back: sizes and sums follow each member's data (data descriptors)."""

    class Pipe(BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_args: int) -> int:
            raise OSError

        def tell(self) -> int:
            raise OSError

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in SMALL.items():
            archive.writestr(name, content)
    return pipe.getvalue()


def linked(name: str, target: bytes) -> Make:
    """A member that is a symbolic link."""
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, 0o120777 << 16
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for other, content in SMALL.items():
            if other != name:
                archive.writestr(other, content)
        archive.writestr(info, target)
    return holding(file.getvalue(), "book.xlsx")


def overlapping(count: int) -> Make:
    """Many members that are all the same megabytes of data: an archive of kilobytes that unpacks to gigabytes."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in SMALL.items():
            archive.writestr(name, content)
        archive.writestr("xl/kernel.xml", b" " * MB)
        kernel = archive.getinfo("xl/kernel.xml")
        for number in range(count):
            twin = zipfile.ZipInfo(f"xl/kerne{number:x}.xml"[:13])
            for field in ("compress_type", "CRC", "compress_size", "file_size", "header_offset"):
                setattr(twin, field, getattr(kernel, field))
            archive.filelist.append(twin)
    return holding(file.getvalue(), "book.xlsx")


def twice(name: str, again: str) -> Make:
    """Two members of one name, of which readers take either."""
    file = BytesIO(WHOLE)
    with zipfile.ZipFile(file, "a") as archive:
        info = zipfile.ZipInfo(again)
        info.filename = again
        archive.NameToInfo.pop(again, None)
        archive.writestr(info, SMALL[name])
    return holding(file.getvalue(), "book.xlsx")


def nested(name: str) -> Case:
    return Case("table", f"{name} inside", with_parts({f"xl/embeddings/{name}": WHOLE}), NESTED)


def deep(levels: int) -> Make:
    """A zip in a zip in a zip."""
    content = WHOLE
    for level in range(levels):
        content = packed({f"xl/{level}.zip": content})
    return holding(content, "book.xlsx")


def other_zip(*names: str) -> Make:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, b"<a/>")
    return holding(file.getvalue(), "book.xlsx")


CUT = [Case("table", f"cut after {share:.0%}", cut(share), DAMAGED) for share in (0.01, 0.1, 0.5, 0.9, 0.99)]
OUTSIDE = [
    Case("table", f"a member called {name!r}", with_parts({name: b"<a/>"}), DAMAGED)
    for name in (
        "../../etc/passwd",
        "xl/../../../x.xml",
        "/etc/cron.d/x.xml",
        "C:/Windows/x.xml",
        "..\\..\\x.xml",
        "..",
    )
]
METHODS = [
    Case(
        "table",
        f"packed by method {method}",
        patched((LOCAL, 8, struct.pack("<H", method)), (CENTRAL, 10, struct.pack("<H", method))),
        DAMAGED,
    )
    for method in (1, 6, 9, 12, 14, 93, 98, 99)
]
INSIDE = [nested(f"a.{ending}") for ending in ("zip", "xlsx", "xlsm", "docx", "gz", "7z", "rar", "tar", "bz2", "xz")]
LIES = [
    Case("table", "an empty zip", holding(END + bytes(18), "book.xlsx"), FORMAT),
    Case("table", "a zip of other things", other_zip("readme.xml"), FORMAT),
    Case("table", "a document called workbook", other_zip("word/document.xml"), FORMAT),
    Case("table", "a binary workbook", other_zip("xl/workbook.bin"), FORMAT),
    Case("table", "an OpenDocument sheet", other_zip("mimetype", "content.xml"), FORMAT),
    Case("table", "data behind each member", holding(streamed(), "book.xlsx")),
    Case("table", "wrong checksums", patched((LOCAL, 14, b"\1\2\3\4"), (CENTRAL, 16, b"\1\2\3\4")), DAMAGED),
    Case("table", "encrypted members", patched((LOCAL, 6, b"\1\0"), (CENTRAL, 8, b"\1\0")), "file_workbook_encrypted"),
    Case("table", "sizes of nothing", patched((CENTRAL, 24, bytes(4))), DAMAGED),
    Case("table", "sizes of four gigabytes", patched((CENTRAL, 24, b"\xfe\xff\xff\xff")), LARGE),
    Case("table", "offsets behind the end", patched((CENTRAL, 42, b"\xf0\xff\xff\x7f")), DAMAGED),
    Case("table", "a directory of 65,535 members", patched((END, 10, b"\xff\xff")), LARGE),
    Case("table", "a directory of two gigabytes", patched((END, 12, b"\xff\xff\xff\x7f")), LARGE),
    Case("table", "a directory somewhere else", patched((END, 16, b"\x01\0\0\0")), DAMAGED),
    Case("table", "a second disk", patched((END, 4, b"\1\0\1\0"))),
    Case(
        "table",
        "the form of 64 bits",
        holding(WHOLE[:-22] + b"PK\x06\x06" + bytes(52) + b"PK\x06\x07" + bytes(16) + WHOLE[-22:], "book.xlsx"),
        DAMAGED,
    ),
    Case("table", "a comment of 65,535 bytes", holding(packed({}, comment=b"x" * 65_535), "book.xlsx")),
    Case(
        "table", "a comment that is an end", holding(packed({}, comment=b"PK\x05\x06" + bytes(18)), "book.xlsx"), FORMAT
    ),
    Case("table", "a program in front", holding(b"PK" + bytes(100) + WHOLE, "book.xlsx")),
    Case("table", "rubbish behind", holding(WHOLE + b"x" * 70_000, "book.xlsx"), DAMAGED),
    Case("table", "a member twice", twice("xl/workbook.xml", "xl/workbook.xml"), DAMAGED),
    Case("table", "a member in two cases", twice("xl/workbook.xml", "xl/WORKBOOK.xml"), DAMAGED),
    Case("table", "a name of 60,000 characters", with_parts({"xl/" + "x" * 60_000 + ".xml": b"<a/>"})),
    Case(
        "table",
        "names that are no text",
        patched((b"docx.xml", 0, b"\xff\xfe\xfd\xfc\0\1\2\3"), whole=packed({"docx.xml": b"<a/>"})),
    ),
    Case("table", "the sheet as symbolic link", linked("xl/worksheets/sheet1.xml", b"/etc/passwd"), DAMAGED),
    Case("table", "a symbolic link beside", linked("xl/media/a.png", b"/etc/passwd")),
    Case("table", "900 members of one megabyte that overlap", overlapping(900), LARGE),
    Case("table", "a zip in a zip, twenty deep", deep(20), NESTED),
    Case("table", "a program inside", with_parts({"xl/embeddings/oleObject1.bin": b"MZ" + bytes(99)})),
    Case("table", "macros", with_parts({"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + bytes(999)})),
    Case(
        "people",
        "a zip bomb of people",
        holding(packed({"xl/styles.xml": b" " * (90 * MB)}), "book.xlsx"),
        LARGE,
        slow=True,
    ),
    Case(
        "customers",
        "a zip bomb of customers",
        holding(packed({"xl/styles.xml": b" " * (90 * MB)}), "book.xlsx"),
        LARGE,
        slow=True,
    ),
]
CASES = [*CUT, *OUTSIDE, *METHODS, *INSIDE, *LIES]
