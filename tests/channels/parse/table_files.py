"""Letters whose trouble is a file: its name, its type, its place."""

from tests.channels.parse.wanted import Wanted

REPORT = ("Отчёт о проверке.pdf", "application/pdf", 7, "", False)


def one(name: str, kind: str = "application/octet-stream") -> Wanted:
    """A letter that says «Файл.» and brings one file of seven bytes."""
    return {"body": "Файл.\n", "files": [(name, kind, 7, "", False)]}


LETTERS: dict[str, Wanted] = {
    "file-name-rfc2231.eml": {"body": "Файл.\n", "files": [REPORT]},
    "file-name-rfc2231-in-pieces.eml": {"files": [REPORT]},
    "file-name-rfc2231-koi8-r.eml": {"files": [REPORT]},
    "file-name-rfc2231-without-charset.eml": {"files": [REPORT]},
    "file-name-rfc2231-pieces-from-one.eml": {"files": [REPORT]},
    # «Отчёт», then piece 2 with «.pdf»: what is there is joined.
    "file-name-rfc2231-piece-missing.eml": one("Отчёт.pdf", "application/pdf"),
    "file-name-rfc2231-piece-twice.eml": {"files": [REPORT]},
    "file-name-rfc2231-in-quotes.eml": {"files": [REPORT]},
    "file-name-rfc2231-encoded-word-in-pieces.eml": {"files": [REPORT]},
    "file-name-rfc2231-unknown-charset.eml": {"files": [REPORT]},
    "file-name-rfc2231-wrong-charset.eml": {"files": [REPORT]},
    "file-name-rfc2231-beside-plain.eml": {"files": [REPORT]},
    "file-name-only-in-type-rfc2231.eml": {"files": [REPORT]},
    "file-name-raw-koi8-r.eml": {"files": [REPORT]},
    "file-name-iso-2022-jp.eml": one("図面.pdf", "application/pdf"),
    "file-name-gb18030.eml": one("图纸.pdf", "application/pdf"),
    "file-name-quote-not-closed.eml": one("report.pdf", "application/pdf"),
    "file-name-encoded-word.eml": {"files": [REPORT]},
    "file-name-encoded-words-folded.eml": {"files": [REPORT]},
    "file-name-encoded-word-unquoted.eml": {"files": [REPORT]},
    "file-name-raw-windows-1251.eml": {"files": [REPORT]},
    "file-name-raw-utf-8.eml": {"files": [REPORT]},
    "file-name-percent-in-plain.eml": {"files": [REPORT]},
    "file-name-spaces-unquoted.eml": one("Assembly 12 final.cdw"),
    "file-name-with-path.eml": one("log.txt", "text/plain"),
    "file-name-climbs-up.eml": one("passwd"),
    "file-name-of-dots.eml": one("attachment-1.bin"),
    "file-name-with-semicolon.eml": one('a;b="c".txt'),
    # The control letters and the override that writes from right to left are gone.
    "file-name-with-controls.eml": one("afdp.exe"),
    # 120 letters at most, so that a Cyrillic name fits into 255 bytes of a file system: 116 and «.pdf».
    "file-name-endless.eml": one("я" * 116 + ".pdf"),
    "file-names-missing.eml": {
        "files": [
            ("attachment-1.bin", "application/octet-stream", 1, "", False),
            ("attachment-2.jpg", "image/jpeg", 2, "", False),
            ("attachment-3.bin", "application/x-strange", 3, "", False),
            ("attachment-4.csv", "text/csv", 3, "", False),
        ],
    },
    "file-names-same-twice.eml": {
        "files": [("log.pdf", "application/pdf", 17, "", False), ("log.pdf", "application/pdf", 17, "", False)],
    },
    "file-empty.eml": {"files": [("empty.pdf", "application/pdf", 0, "", False)]},
    "picture-inline-without-name.eml": {
        "lines": ["Рисунок:"],
        "files": [("attachment-1.gif", "image/gif", 6, "p@1", True)],
    },
    "picture-cid-not-shown.eml": {"files": [("a.gif", "image/gif", 6, "p@1", False)]},
}
