"""Letters whose trouble is the charset."""

from tests.channels.parse.wanted import Wanted

RU = "Здравствуйте!\nНе открывается сборка после обновления.\nЁлка, съезд, объём, щука.\n"
CAPITALS = "СРОЧНО\nНЕ ОТКРЫВАЕТСЯ СБОРКА ПОСЛЕ ОБНОВЛЕНИЯ\n"

LETTERS: dict[str, Wanted] = {
    "charset-koi8-r.eml": {"body": RU, "language": "ru"},
    "charset-windows-1251.eml": {"body": RU},
    "charset-utf-8-base64.eml": {"body": RU},
    "charset-windows-1251-quoted-printable.eml": {"body": RU},
    "charset-alias-win-1251.eml": {"body": RU},
    "charset-alias-koi8r.eml": {"body": RU},
    "charset-cp866.eml": {"body": RU},
    "charset-undeclared-utf-8.eml": {"body": RU, "troubles": ["no-charset"]},
    "charset-undeclared-windows-1251.eml": {"body": RU, "troubles": ["no-charset"]},
    "charset-undeclared-koi8-r.eml": {"body": RU, "troubles": ["no-charset"]},
    "charset-undeclared-capitals-windows-1251.eml": {"body": CAPITALS, "troubles": ["no-charset"]},
    "charset-undeclared-capitals-koi8-r.eml": {"body": CAPITALS, "troubles": ["no-charset"]},
    # A positive control: letters with diaeresis among Latin ones are not Russian.
    "charset-undeclared-german.eml": {
        "body": "Schöne Grüße aus Köln, die Größe stimmt nicht überein.\n",
        "language": "en",
        "troubles": ["no-charset"],
    },
    "charset-latin-1-german.eml": {"body": "Schöne Grüße aus Köln.\n"},
    "charset-says-us-ascii-is-windows-1251.eml": {"body": RU, "troubles": ["wrong-charset"]},
    "charset-says-latin-1-is-koi8-r.eml": {"body": RU, "troubles": ["wrong-charset"]},
    "charset-says-utf-8-is-windows-1251.eml": {"body": RU, "troubles": ["wrong-charset"]},
    "charset-says-utf-8-is-koi8-r.eml": {"body": RU, "troubles": ["wrong-charset"]},
    "charset-says-koi8-r-is-windows-1251.eml": {"body": RU, "troubles": ["wrong-charset"]},
    "charset-says-windows-1251-is-koi8-r.eml": {"body": RU, "troubles": ["wrong-charset"]},
    "charset-says-windows-1251-is-utf-8.eml": {"body": RU, "troubles": ["wrong-charset"]},
    "charset-unknown-is-windows-1251.eml": {"body": RU, "troubles": ["unknown-charset"]},
    "charset-unknown-is-koi8-r.eml": {"body": RU, "troubles": ["unknown-charset"]},
    "charset-not-a-text-encoding.eml": {"body": RU, "troubles": ["unknown-charset"]},
    "charset-iso-2022-jp.eml": {"body": "こんにちは。図面が開きません。\n"},
    "charset-gb2312-says-less-than-gb18030.eml": {"body": "您好,图纸打不开。镕\n"},
    # The byte after the comma and the space is the first half of a letter: one letter is lost, no other.
    "charset-utf-8-one-bad-byte.eml": {
        "body": "Сборка не открывается, \N{REPLACEMENT CHARACTER} шибка 5.\n",
        "troubles": ["lost-letters"],
    },
    "charset-html-meta-koi8-r.eml": {"lines": ["Не печатает."], "html": "<p>Не печатает.</p>"},
    "charset-gb18030-four-bytes.eml": {"body": "您好,图纸打不开。𠮷\n"},
    "charset-koi8-u.eml": {"body": "Ґрунт, їжак, єдність.\n"},
    "charset-iso-8859-5.eml": {"body": RU},
    "charset-mac-cyrillic.eml": {"body": RU},
    # Japanese of seven bits: nothing but its escapes tells it from ASCII.
    "charset-undeclared-iso-2022-jp.eml": {"body": "こんにちは。図面が開きません。\n", "troubles": ["no-charset"]},
    "charset-says-us-ascii-is-iso-2022-jp.eml": {
        "body": "こんにちは。図面が開きません。\n",
        "troubles": ["wrong-charset"],
    },
    # The mark that says in which order the bytes stand is no letter.
    "charset-utf-16-with-mark.eml": {"body": RU},
    "charset-utf-8-with-mark.eml": {"body": RU},
    "charset-utf-7.eml": {"body": RU},
    "charset-two-in-one-letter.eml": {"body": "Сверху по-старому.\nСнизу по-новому.\n"},
}
