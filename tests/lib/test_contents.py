"""What a file is by its first bytes, whatever it says of itself; and whether its name lies. Expected by hand."""

import io
import zipfile

import pytest

from opora.lib.contents import picture, pretends, type_of


def archive(*names: str) -> bytes:
    """A zip with these files in it."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as inside:
        for name in names:
            inside.writestr(name, "x" * 50)
    return made.getvalue()


OFFICE = "application/vnd.openxmlformats-officedocument."
PROGRAM = "application/vnd.microsoft.portable-executable"
TYPES = [
    (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "image/png"),
    (b"\xff\xd8\xff\xe0\0\x10JFIF", "image/jpeg"),
    (b"GIF89a\1\0\1\0", "image/gif"),
    (b"GIF87a\1\0\1\0", "image/gif"),
    (b"RIFF\x24\0\0\0WEBPVP8 ", "image/webp"),
    (b"RIFF\x24\0\0\0WAVEfmt ", "application/octet-stream"),
    (b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0", "image/bmp"),
    (b"II*\0\x08\0\0\0", "image/tiff"),
    (b"MM\0*\0\0\0\x08", "image/tiff"),
    (b"%PDF-1.7\n", "application/pdf"),
    # Readers of PDF take one that begins within its first kilobyte.
    (b"\n\n%PDF-1.4\n", "application/pdf"),
    (archive("a.txt"), "application/zip"),
    (archive("[Content_Types].xml", "word/document.xml"), OFFICE + "wordprocessingml.document"),
    (archive("[Content_Types].xml", "xl/workbook.xml"), OFFICE + "spreadsheetml.sheet"),
    (archive("[Content_Types].xml", "ppt/presentation.xml"), OFFICE + "presentationml.presentation"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"Rar!\x1a\x07\x01\0", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b\x08\0", "application/gzip"),
    (b"{\\rtf1\\ansi", "application/rtf"),
    # A drawing of AutoCAD 2018.
    (b"AC1032\0\0\0\0", "image/vnd.dwg"),
    (b"MZ\x90\0\x03\0\0\0", PROGRAM),
    (b"\x7fELF\2\1\1\0", "application/x-executable"),
    (b"\xcf\xfa\xed\xfe\x07\0\0\1", "application/x-executable"),
    (b"L\0\0\0\1\x14\2\0\0\0\0\0\xc0\0\0\0\0\0\0F", "application/x-ms-shortcut"),
    (b"#!/bin/sh\nrm -r x\n", "text/x-script"),
    (b"<!DOCTYPE html><p>x", "text/html"),
    (b"\xef\xbb\xbf\n <HTML><body>", "text/html"),
    (b"<script>alert(1)</script>", "text/html"),
    (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml"),
    (b"<svg onload='alert(1)'>", "image/svg+xml"),
    (b'<?xml version="1.0"?><order/>', "application/xml"),
    ("Журнал ошибок: 17\n".encode(), "text/plain"),
    ("Журнал ошибок: 17\n".encode("windows-1251"), "application/octet-stream"),
    (b"MZ is how programs begin; a text is a text.", "text/plain"),
    (b"BM is no picture by its two letters.", "text/plain"),
    (b"one\0two", "application/octet-stream"),
    (b"", "text/plain"),
]


@pytest.mark.parametrize(("content", "expected"), TYPES)
def test_the_type_is_what_the_bytes_say(content: bytes, expected: str) -> None:
    assert type_of(content) == expected


def test_a_letter_that_is_cut_by_the_end_of_what_is_read_is_a_text_all_the_same() -> None:
    """Four kilobytes are read; «ё» of two bytes stands across that end."""
    assert type_of(("x" * 4095 + "ёлка").encode()) == "text/plain"
    assert type_of(b"x" * 5000 + b"\0") == "text/plain"


@pytest.mark.parametrize("kind", ["image/png", "image/jpeg", "image/gif", "image/webp"])
def test_pictures_are_what_browsers_only_draw(kind: str) -> None:
    assert picture(kind)


@pytest.mark.parametrize("kind", ["image/svg+xml", "text/html", "application/pdf", "image/tiff", ""])
def test_what_may_act_is_no_picture(kind: str) -> None:
    assert not picture(kind)


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("Договор.pdf", PROGRAM, "program"),
        ("Договор.pdf", "application/pdf", ""),
        ("setup.exe", PROGRAM, ""),
        ("SETUP.EXE", PROGRAM, ""),
        ("report.docx", "application/x-ms-shortcut", "program"),
        ("without-ending", "application/x-executable", "program"),
        ("start.sh", "text/x-script", ""),
        ("start.jpg", "text/x-script", "program"),
        ("scan.png", "text/html", "page"),
        ("scan.pdf", "image/svg+xml", "page"),
        ("page.html", "text/html", ""),
        ("icon.svg", "image/svg+xml", ""),
        # Many programs write tables as HTML under this ending.
        ("table.xls", "text/html", ""),
        ("photo.jpg", "image/png", ""),
        ("Чертёж.cdw", "application/octet-stream", ""),
    ],
)
def test_a_name_that_lies_is_told(name: str, kind: str, expected: str) -> None:
    assert pretends(name, kind) == expected
