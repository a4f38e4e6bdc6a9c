"""Letters whose trouble is how they are built: parts, nesting, transfer encodings, line ends; and HTML alone."""

from tests.channels.parse.wanted import PETR, Wanted

PDF = ("log.pdf", "application/pdf", 17, "", False)
PICTURE = ("image001.png", "image/png", 12, "pic1@zavod", True)

LETTERS: dict[str, Wanted] = {
    "alternative-plain-first.eml": {"body": "Обычный текст.\n", "html": "<b>HTML</b>", "files": []},
    "alternative-blank-plain.eml": {"lines": ["Только в HTML."], "html": "Только в HTML."},
    "alternative-with-pictures-and-pdf.eml": {
        "body": "Смотрите рисунок.\n",
        "html": "cid:pic1",
        "files": [PICTURE, PDF],
    },
    "alternative-html-inside-mixed.eml": {"body": "Одно.\n", "html": "<p>После.</p>", "files": [PDF]},
    "mixed-text-file-text.eml": {"body": "До вложения.\nПосле вложения.\n", "html": "", "files": [PDF]},
    "mixed-text-and-html-footer.eml": {"lines": ["Письмо.", "Проверено на вирусы."], "html": "Письмо."},
    "mixed-text-file-named.eml": {"body": "См. журнал.\n", "files": [("log.txt", "text/plain", 10, "", False)]},
    "mixed-only-named-text.eml": {"body": "Это и есть письмо.\n", "files": []},
    "html-only.eml": {
        "lines": ["Добрый день.", "Не печатает:", "пустой лист."],
        "cuts": [("text", ["Добрый день.", "Не печатает:", "пустой лист."])],
        "html": "Не печатает:<br>",
    },
    "html-only-scripts-and-remote-images.eml": {"lines": ["Видно."], "html": "<script>"},
    # Columns stand two spaces apart: «Вал» is three letters shorter than «Деталь».
    "html-only-table.eml": {"lines": ["Деталь  Масса", "Вал     12"]},
    # What stands behind a processing instruction of Word is text, and must not go with it.
    "html-only-word-namespace.eml": {"lines": ["Текст после."]},
    "html-only-broken.eml": {"lines": ["Одиндва", "три"]},
    "html-only-too-deep.eml": {"lines": ["На дне."], "troubles": ["deep-html"]},
    "html-only-empty.eml": {"body": "", "html": ""},
    "html-only-reply-gmail.eml": {
        "cuts": [
            ("text", ["Помогло."]),
            ("quote", ["чт, 12 нояб. 2026 г. в 10:15, Анна <support@desk.test>:", "Перезапустите службу."]),
        ],
    },
    "html-only-reply-outlook.eml": {
        "cuts": [
            ("text", ["Не помогло."]),
            (
                "quote",
                [
                    "От: Анна Верещагина <support@desk.test>",
                    "Отправлено: 12 ноября 2026 г. 10:15",
                    "Кому: Самоцветов Пётр",
                    "Тема: Не открывается",
                    "Обновите драйвер.",
                ],
            ),
        ],
    },
    "html-only-inline-answers.eml": {
        "cuts": [
            ("quote", ["12.11.2026 10:15, Анна пишет:", "Какая версия?"]),
            ("text", ["Двадцать вторая."]),
            ("quote", ["А сборка?"]),
            ("text", ["1417."]),
        ],
    },
    "html-only-indent-is-no-quote.eml": {"cuts": [("text", ["Порядок такой:", "открыть, повернуть, сохранить"])]},
    "nested-letter.eml": {"body": "Пересылаю.\n", "files": [("attachment-1.eml", "message/rfc822", -1, "", False)]},
    "nested-letter-named.eml": {"body": "Пересылаю.\n", "files": [("Печать.eml", "message/rfc822", -1, "", False)]},
    "nested-letter-base64.eml": {
        "body": "Пересылаю.\n",
        "files": [("attachment-1.eml", "message/rfc822", -1, "", False)],
    },
    "digest-of-two.eml": {
        "body": "",
        "files": [
            ("attachment-1.eml", "message/rfc822", -1, "", False),
            ("attachment-2.eml", "message/rfc822", -1, "", False),
        ],
    },
    # Twelve letters of base64 are nine bytes.
    "multipart-cut-short.eml": {
        "body": "Начало.\n",
        "files": [("log.pdf", "application/pdf", 9, "", False)],
        "troubles": ["cut-short"],
    },
    "multipart-cut-in-headers.eml": {"body": "Начало.\n", "files": [], "troubles": ["cut-short"]},
    # The line end before a boundary belongs to the boundary.
    "multipart-boundary-not-named.eml": {"body": "Текст есть.", "files": [], "troubles": ["no-boundary"]},
    "multipart-boundary-never-comes.eml": {"body": "Просто текст.\n", "troubles": ["no-boundary", "no-charset"]},
    "multipart-same-boundary-inside.eml": {"body": "Один.\n", "html": "<p>Один.</p>", "troubles": ["same-boundary"]},
    "multipart-text-after-end.eml": {"body": "Письмо.\n", "troubles": ["after-end"]},
    "multipart-without-parts.eml": {"body": "", "troubles": ["no-parts"]},
    "multipart-twenty-deep.eml": {"body": "На дне.\n", "files": []},
    "multipart-thousand-deep.eml": {
        "body": "",
        "files": [("attachment-1.eml", "multipart/mixed", -1, "", False)],
        "troubles": ["too-deep"],
    },
    "base64-rubbish.eml": {"body": "Текст в base64.\n", "troubles": ["bad-base64"]},
    "base64-said-but-plain.eml": {
        "body": "Это обычный текст, а не base64: шлюз ошибся.\n",
        "troubles": ["not-base64"],
    },
    "base64-in-several-blocks.eml": {"body": "раз\nдва и\n", "troubles": ["bad-base64"]},
    "quoted-printable-broken.eml": {"body": "Текст =ZZ 100=%\nконец"},
    "encoding-unknown.eml": {"body": "Как есть.\n", "troubles": ["unknown-encoding"]},
    "encoding-uuencode.eml": {"body": "Cat"},
    # PostgreSQL stores no NUL: they are dropped from the body, and staff are told.
    "nul-bytes.eml": {"body": "До и после.\n", "troubles": ["nul"]},
    "nothing-at-all.eml": {"body": "", "sender": ("", ""), "date": None, "troubles": ["empty"]},
    "headers-alone.eml": {"body": "", "sender": PETR, "subject": "Не открывается сборка"},
    "no-headers.eml": {
        "body": "Просто текст без заголовков.\n",
        "sender": ("", ""),
        "troubles": ["no-headers", "no-charset"],
    },
    "bytes-of-a-picture.eml": {"sender": ("", ""), "troubles": None},
    "body-empty.eml": {"body": ""},
    "body-without-last-line-feed.eml": {"body": "без конца"},
    # Only CRLF is made LF: every other sign stays what it was.
    "body-strange-line-ends.eml": {
        "body": "раз\nдва\rтри\nчетыре\N{LINE SEPARATOR}пять\N{FORM FEED}шесть\N{NEXT LINE}семь\n"
    },
    "content-type-rubbish.eml": {"body": "Текст.\n", "troubles": ["no-charset"]},
    "content-type-binary-root.eml": {"body": "", "files": [("scan.pdf", "application/pdf", 17, "", False)]},
}
