"""What a file is, by its content: its first bytes decide, never its name or what the browser says.

Nothing here raises on any bytes whatever; what is wrong inside a file of a known type is in ``inspection``.
"""

import zipfile
from dataclasses import dataclass
from io import BytesIO

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from customers.attachments.archives import BROKEN, names_in
from customers.models.attachments import MediaType

UNSAID = frozenset({"", "application/octet-stream"})  # a browser that does not know says one of these
ZIPPED = frozenset({"application/zip", "application/x-zip-compressed"})
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class FileType:
    """A type that is kept: the endings it may have, and the names browsers send for it, the first one being ours."""

    code: str
    endings: tuple[str, ...]
    declared: tuple[str, ...]
    zipped: bool = False

    @property
    def media_type(self) -> str:
        return self.declared[0]

    def admits(self, declared: str) -> bool:
        """Whether a browser may call it ``declared``."""
        said = declared.partition(";")[0].strip().lower()
        return said in UNSAID or said in self.declared or (self.zipped and said in ZIPPED)


TYPES: dict[str, FileType] = {
    kind.code: kind
    for kind in (
        FileType(MediaType.PDF, (".pdf",), ("application/pdf", "application/x-pdf")),
        FileType(MediaType.PNG, (".png",), ("image/png", "image/x-png")),
        FileType(MediaType.JPEG, (".jpg", ".jpeg"), ("image/jpeg", "image/jpg", "image/pjpeg")),
        FileType(MediaType.WEBP, (".webp",), ("image/webp",)),
        FileType(MediaType.TIFF, (".tif", ".tiff"), ("image/tiff", "image/tif", "image/x-tiff")),
        FileType(MediaType.OFD, (".ofd",), ("application/ofd", "application/vnd.ofd"), zipped=True),
        FileType(MediaType.DOCX, (".docx",), (WORD,), zipped=True),
        FileType(MediaType.XLSX, (".xlsx",), (SHEET,), zipped=True),
        FileType(MediaType.TXT, (".txt",), ("text/plain",)),
    )
}
BY_ENDING = {ending: kind for kind in TYPES.values() for ending in kind.endings}
MARKS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", MediaType.PDF),
    (b"\x89PNG\r\n\x1a\n", MediaType.PNG),
    (b"\xff\xd8\xff", MediaType.JPEG),
    (b"II*\x00", MediaType.TIFF),
    (b"MM\x00*", MediaType.TIFF),
)
# Inside a zip, the part that makes it what it is.
PARTS = {"OFD.xml": MediaType.OFD, "word/document.xml": MediaType.DOCX, "xl/workbook.xml": MediaType.XLSX}
# What people try to file under another name, so that the refusal can say what it is.
FOREIGN: tuple[tuple[bytes, str | Promise], ...] = (
    (b"MZ", _("a Windows program")),
    (b"\x7fELF", _("a Linux program")),
    (b"\xca\xfe\xba\xbe", _("a program")),
    (b"\xcf\xfa\xed\xfe", _("a program")),
    (b"#!", _("a script")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _("an old Office document (.doc, .xls)")),
    (b"PK", _("a zip archive")),
    (b"Rar!\x1a\x07", _("a RAR archive")),
    (b"7z\xbc\xaf\x27\x1c", _("a 7-Zip archive")),
    (b"\x1f\x8b", _("a gzip archive")),
    (b"BZh", _("a bzip2 archive")),
    (b"\xfd7zXZ\x00", _("an xz archive")),
    (b"GIF8", _("a GIF picture")),
    (b"BM", _("a BMP picture")),
    (b"{\\rtf", _("a rich text document")),
    (b"%!PS", _("a PostScript document")),
    (b"SQLite format 3\x00", _("a database")),
)
MARKUP = (
    b"<!doctype",
    b"<html",
    b"<head",
    b"<body",
    b"<script",
    b"<svg",
    b"<?xml",
    b"<?php",
    b"<iframe",
    b"<!--",
    b"<%",
)
BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
TEXT_CONTROLS = frozenset("\t\n\r\f")


def sniff(content: bytes) -> FileType | None:
    """The type of ``content`` among those that are kept; None for anything else."""
    for mark, code in MARKS:
        if content.startswith(mark):
            return TYPES[code]
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return TYPES[MediaType.WEBP]
    if content.startswith(b"PK\x03\x04"):
        return _zipped(content)
    return TYPES[MediaType.TXT] if is_text(content) else None


def _zipped(content: bytes) -> FileType | None:
    """Which document the zip is; None where it is none, or two at once."""
    names = names_in(content)
    found = [code for part, code in PARTS.items() if part in names]
    return TYPES[found[0]] if len(found) == 1 else None


def is_text(content: bytes) -> bool:
    """Whether this is text that a person wrote: UTF-8 or GB18030, without controls, neither markup nor a program."""
    if not content or foreign(content) is not None:
        return False
    return any(_reads_as(content, encoding) for encoding in ("utf-8-sig", "gb18030"))


def _reads_as(content: bytes, encoding: str) -> bool:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return not any(ord(one) < 32 and one not in TEXT_CONTROLS for one in set(text)) and "\x7f" not in text


def foreign(content: bytes) -> str | Promise | None:
    """What ``content`` is by its first bytes, where that is nothing to be kept."""
    for mark, words in FOREIGN:
        if content.startswith(mark):
            return words
    if content[4:8] == b"ftyp":
        return _("a HEIC picture") if content[8:11] in (b"hei", b"mif", b"hev") else _("a video")
    head = content[:512]
    for bom in BOMS:
        head = head.removeprefix(bom)
    if head.lstrip().lower().startswith(MARKUP):
        return _("a web page or markup")
    return None


def carries_archive(content: bytes) -> bool:
    """Whether a zip can be read out of ``content`` although it is something else: two files in one."""
    try:
        return zipfile.is_zipfile(BytesIO(content))
    except BROKEN:
        return False
