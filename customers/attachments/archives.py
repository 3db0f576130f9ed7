"""Documents that are zips: looked into without ever believing what they say of their own sizes."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from audit.refusals import Refused
from customers.attachments.refusals import ACTIVE, BOMB, DAMAGED, PROTECTED

MAX_UNPACKED_MB = 100
MAX_MEMBERS = 2_000
MAX_DIRECTORY = 1 << 20  # bytes of the zip's list of its members
CHUNK = 1 << 16
ENCRYPTED = 0x1
END_OF_DIRECTORY, END_SIZE = b"PK\x05\x06", 22
PROGRAMS = (".exe", ".dll", ".scr", ".com", ".bat", ".cmd", ".ps1", ".vbs", ".js", ".jse", ".wsf", ".hta", ".msi",
            ".jar", ".lnk", ".sh", ".apk", ".zip", ".rar", ".7z", ".gz", ".iso", ".cab")  # fmt: skip
MACROS = "vbaproject.bin"
BROKEN = (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, UnicodeError, ValueError, OverflowError,
          OSError, struct.error, zlib.error)  # fmt: skip


def names_in(content: bytes) -> frozenset[str]:
    """The names of the members; none where it is no zip we would read."""
    try:
        with _opened(content) as archive:
            return frozenset(archive.namelist())
    except (Refused, *BROKEN):
        return frozenset()


def inspect(content: bytes) -> None:
    """Unpack every member into nothing. Raises Refused for what is damaged, too large, protected or a program."""
    try:
        with _opened(content) as archive:
            members = archive.infolist()
            for member in members:
                _look_at(member)
            if sum(member.file_size for member in members) > MAX_UNPACKED_MB << 20:
                raise _too_large()
            _unpack(archive, members)
    except BROKEN as error:
        raise Refused(DAMAGED, "file", part="zip") from error


def _opened(content: bytes) -> zipfile.ZipFile:
    """The archive, once its directory is known to be small and to end the file."""
    at = content.rfind(END_OF_DIRECTORY, max(0, len(content) - (1 << 16) - END_SIZE))
    if at < 0 or len(content) < at + END_SIZE:
        raise Refused(DAMAGED, "file", part="zip")
    members, size, _start, comment = struct.unpack_from("<HLLH", content, at + 10)
    if at + END_SIZE + comment != len(content):
        raise Refused(DAMAGED, "file", part="zip")
    if members > MAX_MEMBERS or size > MAX_DIRECTORY:
        raise _too_large()
    return zipfile.ZipFile(BytesIO(content))


def _look_at(member: zipfile.ZipInfo) -> None:
    name = member.filename.lower()
    if member.flag_bits & ENCRYPTED:
        raise Refused(PROTECTED, "file")
    if name.startswith("/") or "\\" in name or ".." in name.split("/") or ":" in name:
        raise Refused(DAMAGED, "file", part="zip")
    if name.endswith((MACROS, *PROGRAMS)):
        raise Refused(ACTIVE, "file", part=member.filename.rpartition("/")[2][:80])


def _unpack(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """Read all members, counting what really comes out."""
    if len({member.filename.lower() for member in members}) < len(members):
        raise Refused(DAMAGED, "file", part="zip")
    left = MAX_UNPACKED_MB << 20
    for member in members:
        for chunk in _chunks(archive, member):
            left -= len(chunk)
            if left < 0:
                raise _too_large()


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refused(DAMAGED, "file", part=member.filename[:80])
    with archive.open(member) as part:
        while chunk := part.read(CHUNK):
            yield chunk


def _too_large() -> Refused:
    return Refused(BOMB, "file", limit=f"{MAX_UNPACKED_MB} MB")
