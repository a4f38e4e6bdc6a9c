"""What the desk writes: pure makers of letters, facts in, words out (domain.md 11).

`facts` is what a letter is told from, `customer` and `staff` are the letters, `russian` and `english` the sentences,
`words` the two forms of a letter. Nothing here asks a database or the time.
"""

from opora.channels.letters.code import sign_in_code
from opora.channels.letters.customer import (
    Foretold,
    acknowledgement,
    answered,
    asked,
    awaiting_release,
    climbed,
    closed_after_answer,
    closed_after_thanks,
    closed_after_wait,
    confession,
    continued,
    corrected,
    foretold,
    merged,
    nudge,
    recounted,
    reminded,
    told,
)
from opora.channels.letters.facts import Closed, LargeFile, LetterFacts, MissedMoment, OfficeWords
from opora.channels.letters.words import Button, Paragraph, Words

__all__ = [
    "Button",
    "Closed",
    "Foretold",
    "LargeFile",
    "LetterFacts",
    "MissedMoment",
    "OfficeWords",
    "Paragraph",
    "Words",
    "acknowledgement",
    "answered",
    "asked",
    "awaiting_release",
    "climbed",
    "closed_after_answer",
    "closed_after_thanks",
    "closed_after_wait",
    "confession",
    "continued",
    "corrected",
    "foretold",
    "merged",
    "nudge",
    "recounted",
    "reminded",
    "sign_in_code",
    "told",
]
