"""What may become a paper: by content, never by name; files that lie are refused by name."""

import zipfile
from contextlib import suppress
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.refusals import Refused
from customers.attachments import inspection, types
from customers.attachments.acceptance import Upload, accept, clean_name
from customers.attachments.types import TYPES
from tests.customers.attachments.files import (
    HONEST,
    JPEG,
    PDF,
    TIFF,
    TXT,
    docx,
    ofd,
    png,
    webp,
    xlsx,
    zipped,
)

EXE = b"MZ\x90\x00\x03\x00\x00\x00" + b"\0" * 60
HTML = b"<!DOCTYPE html><script>alert(1)</script>"


def bomb(megabytes):
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("OFD.xml", "<ofd/>")
        with archive.open("Doc_0/page.xml", "w") as part:
            for _step in range(megabytes):
                part.write(bytes(1 << 20))
    return file.getvalue()


def understated(content):
    """The zip with its members said to be of one byte each, in both places where that stands."""
    changed = bytearray(content)
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = -1
        while (place := changed.find(mark, place + 1)) >= 0:
            changed[place + at : place + at + 4] = b"\x01\0\0\0"
    return bytes(changed)


def many(count):
    return ofd(*((f"Doc_0/{number}.xml", "x") for number in range(count)))


def locked():
    """A zip whose members say that they are encrypted."""
    changed = bytearray(docx())
    place = -1
    while (place := changed.find(b"PK\x01\x02", place + 1)) >= 0:
        changed[place + 8] |= 1
    return bytes(changed)


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_file_is_taken_in(name):
    declared, content = HONEST[name]

    accepted = accept(Upload(name, declared, content))

    assert accepted.name == name
    assert accepted.kind is types.BY_ENDING[f".{name.rpartition('.')[2].lower()}"]
    assert accepted.content == content


HOSTILE = {
    "a program called a licence": ("执照.pdf", "application/pdf", EXE, "attachment_lies"),
    "a program called a picture": ("执照.png", "image/png", b"\x7fELF\x02\x01\x01" + b"\0" * 60, "attachment_lies"),
    "a script called text": ("说明.txt", "text/plain", b"#!/bin/sh\nrm -rf /\n", "attachment_lies"),
    "a web page called text": ("说明.txt", "text/plain", HTML, "attachment_lies"),
    "a web page behind a mark": ("说明.txt", "text/plain", b"\xef\xbb\xbf \n<html>", "attachment_lies"),
    "a picture that is a page": ("图.png", "image/png", b"<svg onload=alert(1)>", "attachment_lies"),
    "a web page called PDF": ("执照.pdf", "application/pdf", HTML, "attachment_lies"),
    "a PDF called a picture": ("执照.jpg", "image/jpeg", PDF, "attachment_lies"),
    "a PNG called JPEG": ("执照.jpg", "image/jpeg", png(), "attachment_lies"),
    "a JPEG called WebP": ("执照.webp", "image/webp", JPEG, "attachment_lies"),
    "a zip called a document": ("合同.docx", "", zipped(("readme.md", "hello")), "attachment_lies"),
    "a workbook called a document": ("合同.docx", "", xlsx(), "attachment_lies"),
    "a document called an invoice": ("发票.ofd", "", docx(), "attachment_lies"),
    "document and workbook at once": ("合同.docx", "", docx(("xl/workbook.xml", "<w/>")), "attachment_lies"),
    "an old document called a new one": (
        "合同.docx",
        "",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99,
        "attachment_lies",
    ),
    "a photograph of a telephone": ("执照.jpg", "image/jpeg", b"\0\0\0\x18ftypheic" + b"\0" * 20, "attachment_lies"),
    "an archive called PDF": ("执照.pdf", "", b"Rar!\x1a\x07\x01\0", "attachment_lies"),
    "bytes called text": ("说明.txt", "text/plain", b"\x00\x01\x02\x80\xff", "attachment_unknown"),
    "text with a bell": ("说明.txt", "text/plain", b"ring\x07", "attachment_unknown"),
    "text in UTF-16": ("说明.txt", "text/plain", "执照".encode("utf-16"), "attachment_unknown"),
    "noise called PDF": ("执照.pdf", "application/pdf", b"\x91\x00\x81" * 50, "attachment_unknown"),
    "a picture sent as a page": ("图.png", "text/html", png(), "attachment_declared"),
    "a PDF sent as a program": ("执照.pdf", "application/x-msdownload", PDF, "attachment_declared"),
    "half a PDF": ("执照.pdf", "application/pdf", PDF[:30], "attachment_damaged"),
    "half a picture": ("图.png", "image/png", png()[:-6], "attachment_damaged"),
    "half a photograph": ("图.jpg", "image/jpeg", JPEG[:-2], "attachment_damaged"),
    "half a WebP": ("图.webp", "image/webp", webp()[:-3], "attachment_damaged"),
    "a TIFF that leads outside": ("图.tif", "image/tiff", b"II*\x00\xff\xff\xff\x7f", "attachment_damaged"),
    "a picture without size": ("图.png", "image/png", png(0, 5), "attachment_damaged"),
    "a picture of a billion points": ("图.png", "image/png", png(60_000, 60_000), "attachment_bomb"),
    "a PDF that is a zip as well": ("执照.pdf", "application/pdf", PDF + zipped(("a", "b")), "attachment_two_in_one"),
    "a picture with a tail": ("图.png", "image/png", png(after=EXE), "attachment_two_in_one"),
    "a WebP with a tail": ("图.webp", "image/webp", webp(after=HTML), "attachment_two_in_one"),
    "a zip that unpacks to 120 MB": ("发票.ofd", "", bomb(120), "attachment_bomb"),
    "a zip that hides its size": ("发票.ofd", "", understated(bomb(2)), "attachment_damaged"),
    "a zip of many parts": ("发票.ofd", "", many(2_500), "attachment_bomb"),
    "a zip with a way out": ("合同.docx", "", docx(("../../etc/passwd", "x")), "attachment_damaged"),
    "a zip with a part twice": ("合同.docx", "", docx(("WORD/document.xml", "x")), "attachment_damaged"),
    "a zip with a tail": ("合同.docx", "", docx() + b"tail", "attachment_damaged"),
    "a document with macros": ("合同.docx", "", docx(("word/vbaProject.bin", "x")), "attachment_active"),
    "a document with a program": ("合同.docx", "", docx(("word/embeddings/pay.exe", "x")), "attachment_active"),
    "a zip in a zip": ("发票.ofd", "", ofd(("Doc_0/more.zip", zipped(("a", "b")))), "attachment_active"),
    "a document with a password": ("合同.docx", "", locked(), "attachment_protected"),
    "nothing": ("执照.pdf", "application/pdf", b"", "attachment_empty"),
    "an ending nobody keeps": ("付款.exe", "", EXE, "attachment_ending"),
    "two endings": ("执照.pdf.exe", "application/pdf", PDF, "attachment_ending"),
    "a document with macros by name": ("合同.docm", "", docx(), "attachment_ending"),
    "no ending": ("执照", "application/pdf", PDF, "attachment_nameless"),
    "only an ending": (".pdf", "application/pdf", PDF, "attachment_nameless"),
    "a name of 300 characters": ("执" * 300 + ".pdf", "application/pdf", PDF, "attachment_nameless"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_by_name(name):
    filename, declared, content, code = HOSTILE[name]

    with pytest.raises(Refused) as caught:
        accept(Upload(filename, declared, content))

    assert (caught.value.code, caught.value.field) == (code, "file")
    assert caught.value.message


def test_a_file_that_lies_is_told_what_it_is():
    with pytest.raises(Refused) as caught:
        accept(Upload("执照.pdf", "", EXE))

    assert str(caught.value.figures["found"]) in caught.value.message
    assert ".pdf" in caught.value.message


def test_the_size_is_a_setting(settings):
    settings.KEHU_ATTACHMENT_MB = 1
    fits = PDF + b" " * ((1 << 20) - len(PDF))

    assert accept(Upload("执照.pdf", "", fits)).content == fits
    with pytest.raises(Refused, match="attachment_too_large"):
        accept(Upload("执照.pdf", "", fits + b" "))


@pytest.mark.parametrize("character", ["\u202e", "\x00", "\u200b"])
def test_a_name_with_a_hidden_character_is_refused_by_that_character(character):
    with pytest.raises(ValidationError) as caught:
        clean_name(f"fdp{character}.pdf")

    assert f"U+{ord(character):04X}" in " ".join(caught.value.messages)


@pytest.mark.parametrize("path", ["C:\\文件\\执照.pdf", "/etc/执照.pdf", "../../执照.pdf", " 执照.pdf "])
def test_of_a_path_only_the_name_stays(path):
    assert clean_name(path) == ("执照.pdf", ".pdf")


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_upset_the_recognition(content):
    found = types.sniff(content)

    assert found is None or found in TYPES.values()
    types.foreign(content)


MUTATED = [PDF, JPEG, TIFF, TXT, png(), webp(), docx(), ofd(), xlsx()]


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(MUTATED), st.integers(0, 600), st.binary(max_size=12), st.integers(0, 600))
def test_no_damage_upsets_the_inspection(content, at, put, cut):
    """Whatever is put in and cut off, a type is found or not, and what is inside is sound or refused."""
    broken = content[:at] + put + content[at + len(put) :]
    broken = broken[: len(broken) - cut] if cut < len(broken) else broken
    kind = types.sniff(broken)
    if kind is not None:
        with suppress(Refused):
            inspection.inspect(broken, kind)
