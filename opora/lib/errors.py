"""Errors that a face shows as they are."""

from typing import Any


class Refused(Exception):
    """What was asked can't be done now; the sentence (a lazily translated string will do) says why and what to do."""

    def __init__(self, sentence: Any) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)
