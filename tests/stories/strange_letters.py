"""Letters that nobody should write and somebody does, by what is strange about them."""

ANNA = b"From: Anna <anna@gear.example.org>\r\nTo: support@vendor.test\r\n"
CYRILLIC = "Чертёж-3D v22 не открывает сборку."


def by(sender: str, *head: str, body: str = "text") -> bytes:
    """A letter in UTF-8 with these header lines."""
    return "\r\n".join([f"From: {sender}", *head, "", body]).encode()


def long_address(length: int) -> str:
    """An address of exactly this many characters."""
    domain = "@long.example.org"
    return "a" * (length - len(domain)) + domain


def mixed(head: bytes, *parts: bytes) -> bytes:
    """A letter of several parts."""
    return head + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"".join(b"--b\r\n" + one for one in parts)


HANZI = "".join(chr(0x4E00 + n) for n in range(5000))
# «Анна», a bell, a line end, and what would be a header of its own.
NAME_WITH_CONTROLS = "=?utf-8?B?0JDQvdC90LAHDQpCY2M6IGV2aWxAeC5vcmc=?="

STRANGE: dict[str, bytes] = {
    "a part that never ends": mixed(ANNA, b"Content-Type: text/plain\r\n\r\nThe part never ends"),
    "a boundary that never comes": ANNA + b"Content-Type: multipart/mixed; boundary=z\r\n\r\nNothing of it",
    "rubbish in base64": ANNA + b"Content-Transfer-Encoding: base64\r\n\r\n\xff\xfe!!\x00==",
    "no From": b"Subject: Who am I\r\nMessage-ID: <s2@x.org>\r\n\r\nI have no sender.",
    "no header at all": b"Just some bytes without a head",
    "a head alone": ANNA + b"Subject: head",
    "an unknown charset": ANNA + b"Content-Type: text/plain; charset=klingon-8\r\n\r\n" + CYRILLIC.encode("koi8-r"),
    "null bytes": b"From: A\x00nna <an\x00na@gear.example.org>\r\nSubject: nu\x00ll\r\nMessage-ID: <n\x00@x.org>\r\n"
    b"References: <r\x00@x.org>\r\nContent-Type: text/html\r\n\r\n<p>nu\x00ll</p>\x00",
    "a null encoded": by("n@x.org", "Subject: =?utf-8?B?AEEAQg==?=", "Content-Type: text/plain; name==?utf-8?Q?=00?="),
    "half a pair of surrogates": ANNA + b"Subject: =?utf-16?B?2D0=?= \xed\xa0\xbd\r\n\r\n\xed\xa0\xbd half",
    "a name with control characters": by(f"{NAME_WITH_CONTROLS} <c1@x.org>"),
    "emoji everywhere": by("🦊 <fox@x.org>", "Subject: 🔥🔥", body="🚀"),
    "a subject of 5000": by("s@x.org", "Message-ID: <s3@x.org>", "Subject: " + "Ы" * 5000),
    "an address of 400": by(f"<{long_address(400)}>"),
    "an address of 300": by(f"<{long_address(300)}>", "Message-ID: <s4@x.org>"),
    "an address of 300 again": by(f"<{long_address(300)}>", "Message-ID: <s5@x.org>"),
    "a name of 3000": by("Ж" * 3000 + " <long.name@x.org>"),
    "a Message-ID of 5000": by("i@x.org", f"Message-ID: <{HANZI}@x.org>"),
    "references without end": by(
        "r@x.org", "References: " + " ".join(f"<{n}@x.org>" for n in range(5000)), f"In-Reply-To: <{HANZI}@x.org>"
    ),
    "10000 recipients": by("to.all@x.org", "To: " + ",\r\n ".join(f"a{n}@x.org" for n in range(10000))),
    "the year 1": by("y1@x.org", "Date: Mon, 01 Jan 0001 00:00:00 +0000"),
    "the year 9999": by("y9@x.org", "Date: Fri, 31 Dec 9999 23:59:59 -1200"),
    "an offset of 99:99": by("o1@x.org", "Date: Wed, 06 May 2026 10:00:00 +9999"),
    "an offset of 23:59": by("o2@x.org", "Date: Wed, 06 May 2026 10:00:00 +2359"),
    "a forged number": by("f@x.org", "Subject: Re: [SD-" + "9" * 40 + "] SD-1000002 SD-١٢٣٤٥٦٧"),
    "a file with a strange name": mixed(
        ANNA,
        b"\r\nx\r\n",
        b"Content-Type: a/" + b"b" * 400 + b'\r\nContent-Disposition: attachment; filename="../../' + b"e" * 400
        + b'"\r\nContent-ID: <' + b"c" * 400 + b">\r\n\r\nfile\r\n--b--\r\n",
    ),
}  # fmt: skip
