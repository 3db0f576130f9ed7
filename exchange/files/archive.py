"""The outside of a workbook: a zip whose every size is measured before anything is believed.

The parts that were measured are written, unpacked, into a new zip, and only that one is read further: two readers of
the same bytes may disagree about which directory of a zip counts.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from exchange.files.refusals import FileRefused

MAX_UNPACKED_MB = 80
MAX_DIRECTORY = 1 << 20  # bytes of the zip's list of its members
MAX_MEMBERS = 1_000
CHUNK = 1 << 16
END_OF_DIRECTORY, END_SIZE = b"PK\x05\x06", 22
ZIP64_LOCATOR, LOCATOR_SIZE = b"PK\x06\x07", 20
ENCRYPTED = 0x1
ARCHIVES = (".zip", ".xlsx", ".xlsm", ".xls", ".docx", ".gz", ".bz2", ".xz", ".7z", ".rar", ".tar")
OUTSIDE = re.compile(r"^/|:|(^|[/\\])\.\.([/\\]|$)")  # of a name: nothing is unpacked, but nobody honest writes it
READ = (".xml", ".rels")
STRINGS = "xl/sharedstrings.xml"

Inspect = Callable[[str], Callable[[bytes], None]]


def repack(path: Path, target: IO[bytes], inspect: Inspect) -> None:
    """Write the workbook's XML parts into ``target`` as an uncompressed zip, each passing through ``inspect(name)``.

    The shared strings come first, so that whoever inspects the cells knows how long their texts are.
    Raises FileRefused.
    """
    _check_directory(path)
    try:
        with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as copy:
            left = MAX_UNPACKED_MB << 20
            for member in _members(source):
                left -= _copy(source, member, copy, inspect(member.filename), left)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, UnicodeError, struct.error, zlib.error) as error:
        raise FileRefused("file_workbook_damaged", part="zip") from error


def _check_directory(path: Path) -> None:
    """Refuse a directory whose mere reading would fill the memory, and the 64-bit form no workbook of ours needs."""
    with path.open("rb") as file:
        file.seek(0, 2)
        file.seek(max(0, file.tell() - (1 << 16) - END_SIZE - LOCATOR_SIZE))
        tail = file.read()
    at = tail.rfind(END_OF_DIRECTORY)
    if at < 0 or len(tail) < at + END_SIZE or ZIP64_LOCATOR in tail[max(0, at - LOCATOR_SIZE) : at]:
        raise FileRefused("file_workbook_damaged", part="zip")
    members, size = struct.unpack_from("<HL", tail, at + 10)
    if members > MAX_MEMBERS or size > MAX_DIRECTORY:
        raise FileRefused("file_workbook_too_large", limit_mb=MAX_UNPACKED_MB)


def _members(source: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return the parts worth reading, the shared strings first. Raises FileRefused on what no workbook contains."""
    members = source.infolist()
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED_MB << 20:
        raise FileRefused("file_workbook_too_large", limit_mb=MAX_UNPACKED_MB)
    if len({member.filename.lower() for member in members}) < len(members):
        raise FileRefused("file_workbook_damaged", part="zip")
    for member in members:
        if member.flag_bits & ENCRYPTED:
            raise FileRefused("file_workbook_encrypted")
        if OUTSIDE.search(member.filename):
            raise FileRefused("file_workbook_damaged", part="zip")
        if member.filename.lower().endswith(ARCHIVES):
            raise FileRefused("file_workbook_nested", part=member.filename)
    if not any(member.filename.lower() == "xl/workbook.xml" for member in members):
        raise FileRefused("file_format")
    wanted = [member for member in members if member.filename.lower().endswith(READ)]
    return sorted(wanted, key=lambda member: member.filename.lower() != STRINGS)


def _copy(
    source: zipfile.ZipFile, member: zipfile.ZipInfo, copy: zipfile.ZipFile, look: Callable[[bytes], None], left: int
) -> int:
    """Copy one part, at most ``left`` bytes whatever size it declares, and return how many there were."""
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise FileRefused("file_workbook_damaged", part=member.filename)
    size = 0
    with source.open(member) as part, copy.open(member.filename, "w") as written:
        for chunk in _chunks(part):
            size += len(chunk)
            if size > left:
                raise FileRefused("file_workbook_too_large", limit_mb=MAX_UNPACKED_MB)
            look(chunk)
            written.write(chunk)
    look(b"")
    return size


def _chunks(part: IO[bytes]) -> Iterator[bytes]:
    while chunk := part.read(CHUNK):
        yield chunk
