"""Files as people have them, built by hand: the smallest that are what they say."""

import struct
import zipfile
import zlib
from io import BytesIO

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\nstartxref\n9\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
TIFF = b"II*\x00\x08\x00\x00\x00\x00\x00\x00\x00\x00\x00"
TIFF_BIG_END = b"MM\x00*\x00\x00\x00\x08\x00\x00\x00\x00\x00\x00"
TXT = "营业执照副本,有效期至 2030 年。\r\n".encode()
TXT_GB = "营业执照副本".encode("gb18030")


def png(width=1, height=1, *, after=b""):
    head = chunk(b"IHDR", struct.pack(">LLBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"") + after


def chunk(name, data):
    return struct.pack(">L4s", len(data), name) + data + struct.pack(">L", zlib.crc32(name + data))


def webp(after=b""):
    body = b"WEBPVP8L" + struct.pack("<L", 6) + b"\x2f\0\0\0\0\0"
    return b"RIFF" + struct.pack("<L", len(body)) + body + after


def zipped(*members, **more):
    """A zip of (name, content) pairs."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (*members, *more.items()):
            archive.writestr(name, content)
    return file.getvalue()


def docx(*members):
    return zipped(("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<w:document/>"), *members)


def xlsx(*members):
    return zipped(("[Content_Types].xml", "<Types/>"), ("xl/workbook.xml", "<workbook/>"), *members)


def ofd(*members):
    return zipped(("OFD.xml", "<ofd:OFD/>"), ("Doc_0/Document.xml", "<ofd:Document/>"), *members)


HONEST = {
    "执照.pdf": ("application/pdf", PDF),
    "执照.PDF": ("", PDF),
    "扫描.png": ("image/png", png()),
    "扫描.jpg": ("image/jpeg", JPEG),
    "扫描.jpeg": ("image/pjpeg", JPEG),
    "扫描.webp": ("image/webp", webp()),
    "扫描.tif": ("image/tiff", TIFF),
    "扫描.tiff": ("image/tiff", TIFF_BIG_END),
    "发票.ofd": ("application/octet-stream", ofd()),
    "合同.docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", docx()),
    "清单.xlsx": ("application/zip", xlsx()),
    "说明.txt": ("text/plain; charset=utf-8", TXT),
    "国标.txt": ("text/plain", TXT_GB),
}
