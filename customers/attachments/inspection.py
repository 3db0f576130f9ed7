"""What is wrong inside a file of a known type: cut short, two files in one, a picture that fills the memory."""

import struct
from collections.abc import Callable, Iterator

from audit.refusals import Refused
from customers.attachments import archives, types
from customers.attachments.refusals import BOMB, DAMAGED, TWO_IN_ONE
from customers.attachments.types import FileType
from customers.models.attachments import MediaType

MAX_PIXELS = 250_000_000  # an A0 sheet at 400 dpi
PNG_HEAD = 8


def inspect(content: bytes, kind: FileType) -> None:
    """Raise Refused ``attachment_damaged``, ``_two_in_one``, ``_bomb``, ``_protected`` or ``_active``."""
    if kind.zipped:
        archives.inspect(content)
        return
    if types.carries_archive(content):
        raise Refused(TWO_IN_ONE, "file")
    if look := LOOKS.get(kind.code):
        look(content)


def _pdf(content: bytes) -> None:
    if content.rfind(b"%%EOF") < 0 or content.rfind(b"startxref") < 0:
        raise Refused(DAMAGED, "file", part="PDF")


def _jpeg(content: bytes) -> None:
    if content.rfind(b"\xff\xd9") < 0:
        raise Refused(DAMAGED, "file", part="JPEG")


def _png(content: bytes) -> None:
    """Chunk by chunk to the end, where nothing may follow."""
    last, end = b"", PNG_HEAD
    for name, start, size in _chunks(content):
        if not last:
            _check_pixels(name, content[start : start + size])
        last, end = name, start + size + 4
        if name == b"IEND":
            break
    if last != b"IEND" or end > len(content):
        raise Refused(DAMAGED, "file", part="PNG")
    if end < len(content):
        raise Refused(TWO_IN_ONE, "file")


def _chunks(content: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Name, start and size of each chunk's data, four bytes of checksum after it."""
    at = PNG_HEAD
    while at + 8 <= len(content):
        size, name = struct.unpack_from(">L4s", content, at)
        yield name, at + 8, size
        at += 12 + size


def _check_pixels(name: bytes, head: bytes) -> None:
    if name != b"IHDR" or len(head) != 13:
        raise Refused(DAMAGED, "file", part="PNG")
    width, height = struct.unpack_from(">LL", head)
    if width * height > MAX_PIXELS:
        raise Refused(BOMB, "file", limit=f"{MAX_PIXELS // 1_000_000} MP")
    if not width * height:
        raise Refused(DAMAGED, "file", part="PNG")


def _webp(content: bytes) -> None:
    (size,) = struct.unpack_from("<L", content, 4)
    if content[12:15] != b"VP8" or size + 8 > len(content):
        raise Refused(DAMAGED, "file", part="WebP")
    if size + 8 + size % 2 < len(content):
        raise Refused(TWO_IN_ONE, "file")


def _tiff(content: bytes) -> None:
    (first,) = struct.unpack_from("<L" if content[:1] == b"I" else ">L", content.ljust(8, b"\0"), 4)
    if first < 8 or first + 2 > len(content):
        raise Refused(DAMAGED, "file", part="TIFF")


LOOKS: dict[str, Callable[[bytes], None]] = {
    MediaType.PDF: _pdf,
    MediaType.JPEG: _jpeg,
    MediaType.PNG: _png,
    MediaType.WEBP: _webp,
    MediaType.TIFF: _tiff,
}
