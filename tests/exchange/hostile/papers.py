"""Attachments that lie about what they are, or carry what nobody should open."""

import json
import struct

from tests.customers.attachments import files
from tests.exchange.hostile.building import MB, Case, Make, holding

HTML = b"<!DOCTYPE html><script>alert(document.cookie)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
LIES, DAMAGED, TWO, ACTIVE, BOMB = (
    f"attachment_{code}" for code in ("lies", "damaged", "two_in_one", "active", "bomb")
)
UNKNOWN, ENDING, NAMELESS = "attachment_unknown", "attachment_ending", "attachment_nameless"


def sent(name: str, content: bytes, declared: str = "") -> Make:
    """What writes an upload: what the browser says of it, then its bytes."""
    return holding(json.dumps({"name": name, "type": declared}).encode() + b"\n" + content, "upload")


def understated(content: bytes) -> bytes:
    """The zip with its members said to be of one byte each."""
    changed = bytearray(content)
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = -1
        while (place := changed.find(mark, place + 1)) >= 0:
            changed[place + at : place + at + 4] = b"\x01\0\0\0"
    return bytes(changed)


def flagged(content: bytes) -> bytes:
    """The zip with its members said to be encrypted."""
    changed = bytearray(content)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = -1
        while (place := changed.find(mark, place + 1)) >= 0:
            changed[place + at] |= 1
    return bytes(changed)


UPLOADS: dict[str, tuple[Make, str | None]] = {
    "a web page as PDF": (sent("a.pdf", HTML, "application/pdf"), LIES),
    "a picture with a script as PNG": (sent("a.png", SVG, "image/png"), LIES),
    "a picture with a script": (sent("a.svg", SVG, "image/svg+xml"), ENDING),
    "a picture with a script as text": (sent("a.txt", SVG), LIES),
    "a script behind spaces as text": (sent("a.txt", b" \n\t" + HTML), LIES),
    "a script behind a BOM as text": (sent("a.txt", b"\xef\xbb\xbf" + HTML), LIES),
    "a program as PDF": (sent("a.pdf", b"MZ\x90\0" + bytes(60)), LIES),
    "a program of two endings": (sent("a.pdf.exe", b"MZ\x90\0"), ENDING),
    "a program of other two endings": (sent("a.exe.pdf", b"MZ\x90\0" + bytes(60)), LIES),
    "a script of the shell as text": (sent("a.txt", b"#!/bin/sh\nrm -rf /\n"), LIES),
    "PHP as text": (sent("a.txt", b"<?php system('id'); ?>"), LIES),
    "an old document as DOCX": (sent("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)), LIES),
    "a RAR as OFD": (sent("a.ofd", b"Rar!\x1a\x07\0" + bytes(40)), LIES),
    "a GIF as PNG": (sent("a.png", b"GIF89a" + bytes(20)), LIES),
    "a film as JPEG": (sent("a.jpg", b"\0\0\0\x18ftypmp42" + bytes(20)), LIES),
    "a PNG as JPEG": (sent("a.jpg", files.png()), LIES),
    "a PDF sent as web page": (sent("a.pdf", files.PDF, "text/html"), "attachment_declared"),
    "a DOCX as XLSX": (sent("a.xlsx", files.docx()), LIES),
    "a document that is two": (sent("a.docx", files.docx(("xl/workbook.xml", b"<a/>"))), LIES),
    "a zip as OFD": (sent("a.ofd", files.zipped(("a.txt", b"a"))), LIES),
    "bytes by chance as PDF": (sent("a.pdf", bytes(range(1, 256)) * 9), UNKNOWN),
    "a PDF with a zip behind": (sent("a.pdf", files.PDF + files.zipped(("a.exe", b"MZ"))), TWO),
    "a JPEG with a zip behind": (sent("a.jpg", files.JPEG + files.zipped(("a.exe", b"MZ"))), TWO),
    "a PNG with a page behind": (sent("a.png", files.png(after=HTML)), TWO),
    "a WebP with a page behind": (sent("a.webp", files.webp(after=HTML)), TWO),
    "a page in front of a PDF": (sent("a.pdf", HTML + files.PDF), LIES),
    "a PDF without end": (sent("a.pdf", files.PDF[:30]), DAMAGED),
    "a JPEG without end": (sent("a.jpg", files.JPEG[:-2]), DAMAGED),
    "a PNG without end": (sent("a.png", files.png()[:40]), DAMAGED),
    "a TIFF that points behind its end": (sent("a.tif", b"II*\0\xff\xff\xff\x7f"), DAMAGED),
    "a WebP of another size": (sent("a.webp", b"RIFF\xff\xff\xff\x7fWEBPVP8L" + bytes(9)), DAMAGED),
    "a PNG of 10^18 pixels": (sent("a.png", files.png(1_000_000_000, 1_000_000_000)), BOMB),
    "a PNG of no pixels": (sent("a.png", files.png(0, 0)), DAMAGED),
    "a PNG whose chunk has no end": (sent("a.png", files.png()[:33] + struct.pack(">L", 2**31) + b"IDAT"), DAMAGED),
    "a DOCX of 120 MB": (sent("a.docx", files.docx(("word/media/a.xml", bytes(120 * MB)))), BOMB),
    "a DOCX that hides its size": (sent("a.docx", understated(files.docx(("word/a.xml", bytes(120 * MB))))), DAMAGED),
    "a DOCX of 3,000 members": (
        sent("a.docx", files.docx(*((f"m{n}.xml", b"") for n in range(3_000)))),
        BOMB,
    ),
    "a DOCX with macros": (sent("a.docx", files.docx(("word/vbaProject.bin", b"\xd0\xcf"))), ACTIVE),
    "a DOCX with a program": (sent("a.docx", files.docx(("word/embeddings/a.exe", b"MZ"))), ACTIVE),
    "a DOCX with a zip": (sent("a.docx", files.docx(("word/embeddings/a.zip", files.docx()))), ACTIVE),
    "a DOCX that leads outside": (sent("a.docx", files.docx(("../../etc/cron.d/a", b"x"))), DAMAGED),
    "a DOCX with a password": (sent("a.docx", flagged(files.docx())), "attachment_protected"),
    "a DOCX cut": (sent("a.docx", files.docx()[:-30]), DAMAGED),
    "an OFD with a wrong checksum": (sent("a.ofd", files.ofd().replace(b"<ofd:OFD", b"<ofd:OFX")), None),
    "the test virus": (sent("a.txt", EICAR), "attachment_infected"),
    "the test virus in a PDF": (
        sent("a.pdf", files.PDF.replace(b"endobj", b"endobj %" + EICAR)),
        "attachment_infected",
    ),
    "a scan that breaks": (sent("a.txt", b"SCAN-BREAKS"), "attachment_not_scanned"),
    "nothing": (sent("a.pdf", b""), "attachment_empty"),
    "100 MB": (sent("a.pdf", files.PDF + bytes(100 * MB)), "attachment_too_large"),
    "a name that turns": (sent("a\u202efdp.exe.pdf", files.PDF), "invalid"),
    "a name with a NUL": (sent("a.pdf\0.exe", files.PDF), "invalid"),
    "a name that leads outside": (sent("../../../etc/passwd", files.PDF), NAMELESS),
    "a name of dots": (sent("...", files.PDF), NAMELESS),
    "a name of 5,000 characters": (sent("a" * 5_000 + ".pdf", files.PDF), NAMELESS),
    "text with a NUL": (sent("a.txt", b"a\0b"), UNKNOWN),
    "text with an escape": (sent("a.txt", b"\x1b]2;a\x07"), UNKNOWN),
    "text in UTF-16": (sent("a.txt", "营业执照".encode("utf-16")), UNKNOWN),
}
SLOW = {"100 MB", "a DOCX of 120 MB", "a DOCX that hides its size"}
CASES = [Case("paper", what, make, code, slow=what in SLOW) for what, (make, code) in UPLOADS.items()]
