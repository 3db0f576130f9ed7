"""Whether a file may become a paper: name, size, type, inside, virus scan, in this order."""

import hashlib
from dataclasses import dataclass, field

from django.conf import settings
from django.core.exceptions import ValidationError

from audit.refusals import Refused
from customers.attachments import archives, inspection, types
from customers.attachments.refusals import DECLARED, EMPTY, ENDING, LIES, NAMELESS, TOO_LARGE, UNKNOWN
from customers.attachments.scanning import scan
from customers.attachments.types import BY_ENDING, FileType
from exchange.text import clean_text

MAX_NAME = 200  # characters


@dataclass(frozen=True)
class Upload:
    """A file as it arrived: its name, what the browser calls its type, its bytes."""

    name: str
    declared: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Accepted:
    """A file that may be kept."""

    name: str
    kind: FileType
    content: bytes = field(repr=False)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def limit_bytes() -> int:
    """How large a file may be."""
    return int(settings.KEHU_ATTACHMENT_MB) << 20


def accept(upload: Upload) -> Accepted:
    """The file, cleaned and checked. Raises ValidationError for a character of its name, else Refused."""
    name, ending = clean_name(upload.name)
    kind = BY_ENDING.get(ending)
    if kind is None:
        raise Refused(ENDING, "file", ending=ending, endings=" ".join(BY_ENDING))
    if not upload.content:
        raise Refused(EMPTY, "file")
    if len(upload.content) > limit_bytes():
        raise Refused(TOO_LARGE, "file", limit_mb=settings.KEHU_ATTACHMENT_MB)
    _check_type(upload, kind, ending)
    inspection.inspect(upload.content, kind)
    scan(upload.content)
    return Accepted(name, kind, upload.content)


def clean_name(name: str) -> tuple[str, str]:
    """The name without folders, and its ending in lower case. A hidden or turning character is refused by name."""
    try:
        text = clean_text(name.replace("\\", "/").rpartition("/")[2])
    except ValidationError as error:
        raise ValidationError({"file": [error]}) from None
    stem, dot, ending = text.rpartition(".")
    if not (stem.strip(". ") and dot and ending) or len(text) > MAX_NAME:
        raise Refused(NAMELESS, "file")
    return text, f".{ending.lower()}"


def _check_type(upload: Upload, kind: FileType, ending: str) -> None:
    found = types.sniff(upload.content)
    if found is None and kind.zipped and upload.content.startswith(b"PK"):
        archives.inspect(upload.content)  # says what is wrong with a zip that could not be looked into
    if found is not kind:
        what = found.code.upper() if found else types.foreign(upload.content)
        raise Refused(LIES, "file", ending=ending, found=what) if what else Refused(UNKNOWN, "file", ending=ending)
    if not kind.admits(upload.declared):
        raise Refused(DECLARED, "file", declared=upload.declared[:80], found=kind.code.upper())
