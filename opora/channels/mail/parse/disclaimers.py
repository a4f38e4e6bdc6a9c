"""What firms and programs add below a letter: disclaimers, trees, scanners. It stands at the beginning of a paragraph.

«Confidential drawings got into the shared vault» begins so as well: only the phrases of disclaimers count, not words.
"""

import re

# A disclaimer says what it is soon.
_SOON = 260
_THIS = r"(?:эт[ои]\w*|данн\w+|настоящ\w+|this|the|any)"
_LETTER = (
    r"(?:сообщени\w+|письм\w+|электронн\w+\s+(?:письм|сообщени)\w+|e-?mail|message|communication|transmission|информаци\w+"
    r"|information)"
)
_DISCLAIMER = re.compile(
    r"(?:уведомление о )?конфиденциальност[ьи]\s*[:.]|уведомление о конфиденциальности|confidentiality (?:notice|note)"
    r"|disclaimer\s*[:.]|legal (?:notice|disclaimer)\s*[:.]"
    rf"|\b{_THIS}\s+(?:\w+\s+){{0,2}}?{_LETTER}\b[^?]{{0,160}}(?:конфиденциальн|предназначен|адресат|confidential"
    r"|intended|privileged)"
    rf"|{_LETTER}\b[^?]{{0,120}}(?:предназначен\w*|адресован\w*)\s+(?:исключительно|только)"
    r"|(?:содерж|носит|явля)\w*\s+[^?]{0,40}конфиденциальн"
    r"|если вы (?:не являетесь|получили (?:это|данное|настоящее))[^?]{0,80}(?:ошибк|ошибоч|адресат|получател)"
    rf"|содержание {_THIS}\s+(?:\w+\s+)?(?:письма|сообщения)|не является офертой"
    r"|if you (?:are not the (?:intended|named)|have received this)|intended (?:solely|only|recipient)"
    r"|подумайте[^?]{0,60}(?:окружающ|природ|деревь|лес)|берегите (?:природу|лес)"
    r"|(?:consider the environment|think)\s+before\s+(?:you\s+)?print"
    rf"|\b{_THIS}\s+{_LETTER}\s+(?:было\s+)?проверен\w\s[^?]{{0,40}}вирус"
    rf"|\b{_THIS}\s+{_LETTER}\s+(?:has been|was|is)\s+(?:checked|scanned)[^?]{{0,40}}virus|virus[- ]free\b",
    re.IGNORECASE,
)


def disclaims(paragraph: str) -> bool:
    """Whether a paragraph that begins like this is a disclaimer."""
    return len(paragraph) > 15 and _DISCLAIMER.search(paragraph[:_SOON]) is not None
