"""Texts that are no CSV, or a CSV that nobody should believe."""

import gzip
import json
from pathlib import Path

from tests.exchange.hostile.building import MB, Case, holding, written

ROWS = "code,name\nC1,平安银行\nC2,万科企业\n"
LATIN = "code,name\nC1,Müller Straße Élysée\n"


def spilled(*parts: bytes, times: int = 1, head: bytes = b"code,name\n"):
    """What writes ``parts`` over and over."""
    return lambda folder: written(folder, "a.csv", [head, *(part for _ in range(times) for part in parts)])


def encoded(text: str, encoding: str, mark: bytes = b""):
    return holding(mark + text.encode(encoding))


def random_bytes(folder: Path) -> Path:
    state, found = 1, bytearray()
    while len(found) < MB:
        state = state * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407 & (1 << 64) - 1
        found += (state >> 16 | 1).to_bytes(8, "little")
    return written(folder, "a.csv", [bytes(found)])


ENCODINGS = [
    Case("table", "UTF-8 with BOM", encoded(ROWS, "utf-8", b"\xef\xbb\xbf")),
    Case("customers", "two BOMs", encoded(ROWS, "utf-8", b"\xef\xbb\xbf" * 2), "file_field_unknown"),
    Case("table", "UTF-16 LE with BOM", encoded(ROWS, "utf-16-le", b"\xff\xfe"), "file_encoding", 1),
    Case("table", "UTF-16 BE with BOM", encoded(ROWS, "utf-16-be", b"\xfe\xff"), "file_encoding", 1),
    Case("table", "UTF-32 LE with BOM", encoded(ROWS, "utf-32-le", b"\xff\xfe\0\0"), "file_encoding", 1),
    Case("table", "UTF-32 BE with BOM", encoded(ROWS, "utf-32-be", b"\0\0\xfe\xff"), "file_encoding", 1),
    Case("table", "UTF-16 LE without BOM", encoded(ROWS, "utf-16-le"), "file_nul", 1),
    Case("table", "UTF-16 BE without BOM", encoded(ROWS, "utf-16-be"), "file_nul", 1),
    Case("table", "UTF-32 without BOM", encoded(ROWS, "utf-32-le"), "file_nul", 1),
    Case("table", "GB18030", encoded("code,name\n" + "C1,平安\n" * 9, "gb18030")),
    Case("table", "GB18030 of four bytes", encoded("code,name\nC1,平安银行㐀㐁\n", "gb18030")),
    Case("table", "Big5", encoded("code,name\nC1,臺灣銀行股份有限公司\n", "big5"), "file_encoding", 2),
    Case("table", "Shift-JIS", encoded("code,name\nC1,トヨタ自動車\n", "shift-jis"), "file_encoding", 2),
    Case("table", "Latin-1", encoded(LATIN, "latin-1"), "file_encoding", 2),
    Case("table", "Windows-1251", encoded("code,name\nC1,Газпром\n", "cp1251"), "file_encoding", 2),
    Case("table", "EBCDIC", encoded("code,name\n", "cp037"), "file_encoding", 1),
    Case("table", "UTF-8 cut in a character", holding(ROWS.encode()[:-2]), "file_encoding", 3),
    Case("table", "overlong UTF-8", holding(b"code,name\nC1,\xc0\x80\n"), "file_encoding", 2),
    Case("table", "lone surrogates in UTF-8", holding(b"code,name\nC1,\xed\xa0\x80\xed\xb0\x80\n"), "file_encoding", 2),
    Case("table", "UTF-8 beyond Unicode", holding(b"code,name\nC1,\xf4\x90\x80\x80\n"), "file_encoding", 2),
    Case("table", "UTF-8 and GB18030 mixed", holding(ROWS.encode() + "C3,中国".encode("gb18030")), "file_encoding", 4),
    Case("table", "NUL at the beginning", holding(b"\0code,name\n"), "file_nul", 1),
    Case("table", "NUL within quotation marks", holding(b'code,name\nC1,"a\0b"\n'), "file_nul", 2),
    Case("table", "nothing but NUL", holding(bytes(MB)), "file_nul", 1),
    Case("table", "bytes by chance", random_bytes, "file_nul", 1),
]
SHAPES = [
    Case("table", "an empty file", holding(b""), "file_empty"),
    Case("table", "nothing but a BOM", holding(b"\xef\xbb\xbf"), "file_header_missing", 1),
    Case("table", "nothing but line ends", spilled(b"\n" * MB, head=b""), "file_header_missing", 1),
    Case("table", "nothing but commas", holding(b",,,,\n"), "file_header_missing", 1),
    Case("table", "a header twice", holding(b"code,name,code\nC1,a,b\n"), "file_header_duplicate", 1),
    Case("table", "a header twice but for spaces", holding(b"code,name, code \n"), "file_header_duplicate", 1),
    Case("table", "a nameless column", holding(b"code,,name\n"), "file_header_blank", 1),
    Case(
        "table", "1,001 columns", holding(",".join(f"c{n}" for n in range(1_001)).encode()), "file_columns_too_many", 1
    ),
    Case("table", "a million columns by tabs", holding(b"a\t" * 1_000_000), "file_line_too_long", 1),
    Case("table", "a million empty rows", spilled(b"\n" * 1_000_000)),
    Case("table", "a million rows of commas", spilled(b",\n" * 1_000_000), slow=True),
    Case("table", "a row too long", holding(b"code,name\nC1,a,b\n"), "file_row_long", 2),
    Case("table", "a million rows too short", spilled(b"C1\n" * 1_000_000), "file_row_short", 2),
    Case("table", "a cell without a column", holding(b"code,name,\nC1,a,b\n"), "file_cell_without_header", 2),
    Case("table", "a quotation mark never closed", holding(b'code,name\nC1,"a\nC2,b\n'), "file_quotes", 2),
    Case("table", "a quotation mark in the header", holding(b'"code,name\nC1,a\n'), "file_quotes", 1),
    Case("table", "text behind a closed quotation mark", holding(b'code,name\nC1,"a"b\n'), "file_quotes", 2),
    Case("table", "ten megabytes of quotation marks", spilled(b'"' * (10 * MB)), "file_line_too_long", 2),
    Case("table", "a cell of 100 MB", spilled(b"x" * MB, times=100), "file_too_large", slow=True),
    Case("table", "a cell of 32,768 characters", holding(b"code,name\nC1," + b"x" * 32_768), "file_cell_too_long", 2),
    Case("table", "a cell of 32,767 characters", holding(b"code,name\nC1," + b"x" * 32_767)),
    Case("table", "a name of 40,000 characters", holding(b"x" * 40_000 + b",name\n"), "file_cell_too_long", 1),
    Case(
        "table",
        "50 MB of short rows",
        spilled(b"C1,abc\n" * (MB // 7), times=50),
        "file_rows_too_many",
        1_048_577,
        slow=True,
    ),
    Case("table", "lines ended by CR alone", holding(b"code,name\rC1,a\rC2,b\r")),
    Case("table", "lines ended in every way", holding(b"code,name\nC1,a\r\nC2,b\rC3,c\n")),
    Case("table", "line separators within cells", holding("code,name\nC1,a\u2028b\x85c\x0bd\x0ce\n".encode())),
]
OTHERS = {
    "a web page": (b"<html><body><table><tr><td>code</td></tr></table></body></html>\n" * 3, None),
    "a PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<<>>endobj\n", None),
    "a PNG": (b"\x89PNG\r\n\x1a\nIHDR", "file_encoding"),
    "a program": (b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff" + bytes(50), "file_nul"),
    "a gzip": (gzip.compress(ROWS.encode(), mtime=0), "file_nul"),
    "a RAR": (b"Rar!\x1a\x07\x01\0" + bytes(40), "file_nul"),
    "a 7-Zip": (b"7z\xbc\xaf\x27\x1c\0\x04" + bytes(40), "file_nul"),
    "a tar": (b"code.csv" + bytes(504), "file_nul"),
    "a database": (b"SQLite format 3\0" + bytes(84), "file_nul"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504), "file_format"),
    "a workbook with a password": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(80),
        "file_workbook_encrypted",
    ),
    "the lock file of a workbook": (b"\x05owner" + b" " * 49 + "客户".encode("utf-16-le") + bytes(60), "file_nul"),
    "a text that calls itself a zip": (b"PK is my name,name\nC1,a\n", "file_workbook_damaged"),
}
FOREIGN = [
    Case(
        "customers",
        f"{what} called CSV",
        holding(content),
        code or "file_field_unknown",
        1 if code and code not in ("file_format", "file_workbook_encrypted", "file_workbook_damaged") else None,
    )
    for what, (content, code) in OTHERS.items()
]
FORMULAS = [
    Case(
        "customers",
        f"a formula by {sign!r}",
        holding(f"code,name\nC1,\"{sign}cmd|' /C calc'!A0\"\n".encode()),
        "file_formula",
        2,
    )
    for sign in ("=", "+", "-", "@", "＝", "\t=", "\r=")
]
HEADS = [
    Case("customers", "a field that is not there", holding(b"code,name,password\n"), "file_field_unknown"),
    Case("customers", "a dimension named like a query", holding(b"code,category:x' OR 1=1\n"), "file_field_unknown"),
    Case("customers", "markup as head", holding(b"code,<script>alert(1)</script>\n"), "file_field_unknown"),
    Case(
        "customers",
        "JSON instead of rows",
        holding(json.dumps([{"code": "C1"}] * 9).encode()),
        "file_header_duplicate",
        1,
    ),
]
PEOPLE = [
    Case("people", "no column of sign-ins", holding(b"name,e-mail\na,b\n"), "people_file_columns"),
    Case("people", "501 people", spilled(b"u%d,a\n" * 501, head=b"username,last_name\n"), "people_file_rows"),
    Case("people", "two BOMs", holding(b"\xef\xbb\xbf\xef\xbb\xbfusername\na\n"), "people_file_columns"),
    Case("people", "a formula in place of a name", holding(b"username,last_name\na,=1+1\n")),
    Case("people", "a column of passwords", holding(b"username,password\na,b\n")),
    Case("people", "UTF-16", encoded("username\na\n", "utf-16"), "file_encoding", 1),
    Case("people", "a NUL", holding(b"username\na\0\n"), "file_nul", 2),
    Case("people", "an endless line", spilled(b"x" * MB, times=3, head=b"username\n"), "file_line_too_long", 2),
    Case("people", "a program called CSV", holding(b"MZ\x90\0" + bytes(60)), "file_nul", 1),
    Case("people", "a quotation mark never closed", holding(b'username\n"a\nb\n'), "file_quotes", 2),
]
CASES = [*ENCODINGS, *SHAPES, *FOREIGN, *FORMULAS, *HEADS, *PEOPLE]
