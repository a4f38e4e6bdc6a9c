"""Letters with something wrapped in them: uuencode, winmail.dat, signatures, invitations; and text that flows."""

from tests.channels.parse.wanted import Wanted

REPORT = ("Отчёт о проверке.pdf", "application/pdf", 7, "", False)
LOG = ("журнал.txt", "application/octet-stream", 5, "", False)
LINES = ["-----BEGIN PGP SIGNATURE-----", "iHUEARYKAB0WIQT", "=Ab1c", "-----END PGP SIGNATURE-----"]
ARMOUR = ("signature", ["-----BEGIN PGP SIGNED MESSAGE-----", "Hash: SHA256"])
PETR = ("samotsvetov@zavod.test", "Самоцветов Пётр")
DESK = ("support@desk.test", "Поддержка")
ICS = ("attachment-1.ics", "text/calendar", -1, "", False)


def p7m(size: int, kind: str = "application/pkcs7-mime") -> tuple[str, str, int, str, bool]:
    """The envelope of S/MIME as a file."""
    return ("smime.p7m", kind, size, "", False)


LETTERS: dict[str, Wanted] = {
    # The lines of the block are a file; blank lines around it stay.
    "uuencode-inside-text.eml": {
        "body": "До вложения.\n\n\nПосле вложения.\n",
        "files": [("log.txt", "application/octet-stream", 3, "", False)],
    },
    "uuencode-two-files.eml": {
        "body": "Два файла.\n\n",
        "files": [
            ("a b.txt", "application/octet-stream", 3, "", False),
            ("c.bin", "application/octet-stream", 3, "", False),
        ],
    },
    "uuencode-only-sounds-so.eml": {
        "body": "begin 644 times and nothing happens\nThen press\nend\nto stop.\n",
        "files": [],
    },
    # Four lines of 45 bytes and twenty more; «end» never comes.
    "uuencode-cut-short.eml": {
        "body": "Файл.\n\n",
        "files": [("log.txt", "application/octet-stream", 200, "", False)],
        "troubles": ["cut-short"],
    },
    "uuencode-name-windows-1251.eml": {
        "body": "file:\n\n",
        "files": [("Отчёт.txt", "application/octet-stream", 3, "", False)],
    },
    # The text outside is the letter's; the one inside says the same.
    "winmail-two-files.eml": {"body": "Письмо из Outlook.\n", "files": [REPORT, LOG]},
    "winmail-named-octet-stream.eml": {"body": "Письмо из Outlook.\n", "files": [REPORT, LOG]},
    "winmail-alone.eml": {"body": "Текст внутри winmail.", "files": [REPORT, LOG]},
    "winmail-alone-old-body.eml": {"body": "Старый Outlook.\nДве строки.", "files": []},
    "winmail-alone-html.eml": {
        "lines": ["Печать"],
        "html": "<p>Печать",
        "files": [("p.gif", "image/gif", 6, "p1@z", True)],
    },
    # What could be read is there, and the whole beside it.
    "winmail-cut-short.eml": {
        "body": "Письмо из Outlook.\n",
        "files": [REPORT, ("winmail.dat", "application/ms-tnef", 331, "", False)],
        "troubles": ["bad-winmail"],
    },
    # 6 bytes of beginning, 15 of version, 19 of code page, 18 of subject.
    "winmail-letter-inside.eml": {
        "body": "Пересылаю.\n",
        "files": [("Внутри.dat", "application/ms-tnef", 58, "", False)],
    },
    # Four bytes: the beginning of a winmail.dat and nothing else.
    "file-winmail-dat.eml": {
        "body": "Письмо из Outlook.\n",
        "files": [("winmail.dat", "application/ms-tnef", 4, "", False)],
        "troubles": ["bad-winmail"],
    },
    "signed-smime-opaque.eml": {"body": "Подписано целиком.\n", "files": [p7m(1068)], "signed": "smime"},
    "signed-smime-opaque-with-file.eml": {
        "body": "Подписано с файлом.\n",
        "files": [("a.pdf", "application/pdf", 7, "", False), p7m(1250)],
        "signed": "smime",
    },
    # Lengths that are not told, content in pieces: as gates write it that don't hold a letter whole.
    "signed-smime-opaque-in-pieces.eml": {
        "body": "Подписано целиком.\n",
        "files": [p7m(1076, "application/x-pkcs7-mime")],
        "signed": "smime",
    },
    "signed-smime-opaque-damaged.eml": {"body": "", "files": [p7m(60)], "signed": "", "troubles": ["bad-envelope"]},
    "signed-smime-detached.eml": {
        "body": "Подписано целиком.\n",
        "files": [("smime.p7s", "application/pkcs7-signature", 953, "", False)],
        "signed": "smime",
    },
    # A signature of a document is none of the letter.
    "signed-document-beside-letter.eml": {
        "body": "Договор и подпись к нему.\n",
        "files": [
            ("d.pdf", "application/pdf", 7, "", False),
            ("d.pdf.p7s", "application/pkcs7-signature", 7, "", False),
        ],
        "signed": "",
    },
    "signed-pgp.eml": {
        "body": "Подписано.\n",
        "files": [("signature.asc", "application/pgp-signature", -1, "", False)],
        "signed": "pgp",
    },
    # The body stays whole; what the program wrote around the words is folded with the signature.
    "signed-pgp-inline.eml": {
        "cuts": [ARMOUR, ("text", ["Сборка не открывается.", "- -- так экранирован дефис"]), ("signature", LINES)],
        "signed": "pgp",
    },
    "signed-pgp-inline-reply.eml": {
        "cuts": [
            ("text", ["Вступление."]),
            ARMOUR,
            ("text", ["Помогло."]),
            ("quote", ["12.11.2026 10:15, Анна пишет:", "> Перезапустите службу."]),
            ("signature", ["С уважением,", "Пётр", *LINES]),
        ],
        "signed": "pgp",
    },
    "signed-pgp-inline-not-closed.eml": {
        "cuts": [("text", ["-----BEGIN PGP SIGNED MESSAGE-----", "Hash: SHA256", "Подпись потерялась."])],
        "signed": "",
    },
    "encrypted-smime.eml": {"body": "", "files": [p7m(526)], "signed": "", "troubles": ["encrypted"]},
    "encrypted-pgp.eml": {
        "body": "",
        "files": [
            ("attachment-1.bin", "application/pgp-encrypted", -1, "", False),
            ("encrypted.asc", "application/octet-stream", -1, "", False),
        ],
        "troubles": ["encrypted"],
    },
    "encrypted-pgp-inline.eml": {
        "lines": ["-----BEGIN PGP MESSAGE-----", "hF4DAAAA", "=Ab1c", "-----END PGP MESSAGE-----"],
        "troubles": ["encrypted"],
    },
    "flowed.eml": {
        "body": "Сборка не открывается после обновления до v22.\n\nСтрока без пробела\nстоит отдельно.\n",
    },
    # The space at the end goes with the line end: «откры» and «вается» are one word, two spaces were one.
    "flowed-delsp.eml": {"body": "Сборка не открывается после обновления.\n"},
    "flowed-quotes.eml": {
        "cuts": [("quote", ["> Какая у вас версия?", ">> Была старая", "> Уточните."]), ("text", ["Двадцать вторая."])],
    },
    "flowed-signature.eml": {"cuts": [("text", ["Помогло."]), ("signature", ["--", "Пётр Самоцветов"])]},
    "flowed-stuffed.eml": {"body": "From здесь строка начинается.\n два пробела было, остался один.\n"},
    "flowed-fixed-is-not.eml": {"body": "Сборка не открывается \nпосле обновления.\n"},
    # It says REQUEST and holds no event.
    "calendar-invite.eml": {
        "body": "Встреча во вторник.\n",
        "files": [ICS],
        "invite": None,
        "troubles": ["bad-invite"],
    },
    "invite-outlook-zone.eml": {
        "body": "Встреча во вторник.\n",
        "files": [ICS],
        "invite": (
            "request", "Осмотр станка, цех 2", "2026-11-17T10:00:00+03:00", "2026-11-17T11:30:00+03:00",
            "Переговорная 4", PETR, [DESK, ("biryuzov@zavod.test", "")], False, "",
        ),
    },
    # A zone that the letter itself describes: five hours from UTC; three quarters of an hour long.
    "invite-own-zone.eml": {
        "invite": (
            "request", "Осмотр", "2026-11-17T10:00:00+05:00", "2026-11-17T10:45:00+05:00", "", PETR,
            [DESK, ("biryuzov@zavod.test", "")], False, "",
        ),
    },
    # Summer ends on the last Sunday of October, the 25th in 2026: a day before and a day after.
    "invite-own-zone-with-summer.eml": {
        "invite": (
            "request", "Осмотр", "2026-10-24T10:00:00+03:00", "2026-10-26T10:00:00+02:00", "", PETR, [], False, "",
        ),
    },
    # The name of the zone before last, another offset, and a rule of which nobody can count to the end.
    "invite-own-zone-endless-rule.eml": {
        "invite": (
            "request", "Осмотр", "2026-11-17T10:00:00+03:00", "2026-11-17T11:00:00+03:00", "", PETR, [], False, "",
        ),
    },
    "invite-cancelled.eml": {
        "body": "Отмена.\n",
        "invite": (
            "cancel", "Осмотр", "2026-11-17T07:00:00+00:00", "2026-11-17T08:00:00+00:00", "", PETR, [], False, "",
        ),
    },
    "invite-answered.eml": {
        "invite": (
            "reply", "Осмотр", "2026-11-17T07:00:00+00:00", "2026-11-17T08:00:00+00:00", "", ("support@desk.test", ""),
            [("samotsvetov@zavod.test", "Пётр")], False, "accepted",
        ),
    },
    # In the file the end is the day after the last one.
    "invite-whole-days.eml": {
        "invite": ("request", "Остановка цеха", "2026-11-17", "2026-11-18", "", PETR, [], True, ""),
    },
    "invite-alone.eml": {
        "body": "Приезжайте, пожалуйста.\nПропуск заказан.",
        "files": [ICS],
        "invite": (
            "request", "Осмотр", "2026-11-17T07:00:00+00:00", "2026-11-17T08:00:00+00:00", "", PETR, [], False, "",
        ),
    },
    "invite-broken.eml": {"body": "Встреча во вторник.\n", "files": [ICS], "invite": None, "troubles": ["bad-invite"]},
    "invite-twice.eml": {
        "files": [ICS, ("invite.ics", "application/ics", -1, "", False)],
        "invite": (
            "request", "Осмотр", "2026-11-17T07:00:00+00:00", "2026-11-17T08:00:00+00:00", "", PETR, [], False, "",
        ),
    },
    # 999 times 32 bytes of head, and 77 of the innermost letter.
    "nested-letter-thousand-deep.eml": {
        "body": "",
        "files": [("attachment-1.eml", "message/rfc822", 32_045, "", False)],
    },
}  # fmt: skip
