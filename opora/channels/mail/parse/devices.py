"""«Отправлено с iPhone»: the line that a telephone or a mail program writes below a letter."""

import re

_LEAD = re.compile(
    r"(?:отправлено|послано|написано|sent)\s+(?:с|со|из|от|через|при помощи|from|via|with|using)\s"
    r"|(?:получить|получите|скачать|загрузить|get)\s+(?=\S*(?:outlook|mail|почт))",
    re.IGNORECASE,
)
_DEVICE = re.compile(
    r"iphone|ipad|android|samsung|galaxy|huawei|honor|xiaomi|redmi|poco\b|realme|tecno|mail|почт|яндекс|yandex|outlook"
    r"|windows|blackberry|смартфон|телефон|планшет|мобил|phone|tablet|mobile|ios\b|nokia|устройств|device|spark|rambler"
    r"|рамблер|proton|gmail",
    re.IGNORECASE,
)
# Besides names and numbers, no other words stand there: «Отправлено с iPhone фото не открывается» is a sentence.
_AROUND = re.compile(
    r"(?:мо\w{1,3}|сво\w{1,4}|для|на|с|со|из|под|и|for|on|with|my|a|the|and|via|from|using|by|secure|email|app|application"
    r"|version|smartphone|handheld|wireless|приложени\w+|верси\w+|программ\w+|клиент\w*|бесплатн\w+|официальн\w+"
    r"|please|excuse|any|typos?|brevity|errors?|mistakes?|извините|простите|прошу|прощения|за|возможные|опечатк\w"
    r"|краткость|ошибк\w|get|it|here)",
    re.IGNORECASE,
)
_NAME = re.compile(r"[A-Z0-9][\w+'’-]*|\S*(?:://|@|www\.)\S*")
_WORD = re.compile(r"[^\s,;:()<>\[\]/|!«»\"]+")
_LONGEST = 160


def by_device(line: str) -> bool:
    """Whether a program wrote this (stripped) line."""
    lead = _LEAD.match(line) if len(line) <= _LONGEST else None
    if lead is None:
        return False
    rest = re.sub(r"<?https?://\S+", "", line[lead.end() :])
    if _DEVICE.search(rest) is None:
        return False
    return all(_is_said_there(word.rstrip(".-–—")) for word in _WORD.findall(rest))


def _is_said_there(word: str) -> bool:
    return not word or any(one.fullmatch(word) for one in (_AROUND, _NAME)) or _DEVICE.match(word) is not None
