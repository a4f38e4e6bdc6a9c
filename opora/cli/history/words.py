"""What the people of the history write: matters and phrases from tables, put together by chance; pure."""

import json
from functools import cache
from random import Random
from typing import Any

from opora.cli.history.firms import FOLDER

Matter = dict[str, Any]

PRODUCTS = {
    "chertezh-3d": "Чертёж-3D",
    "prolet": "Пролёт",
    "reduktor": "Редуктор",
    "marshrut-plm": "Маршрут-PLM",
    "vedomost": "Ведомость",
}
EDITIONS = {"student": "Студенческая", "light": "Облегчённая", "department": "Кафедральная"}
"""Those that somebody would name; of the full one nobody speaks."""


@cache
def matters(language: str) -> list[Matter]:
    """What is asked about, in one language."""
    found: list[Matter] = json.loads((FOLDER / "history" / f"matters.{language}.json").read_text(encoding="utf-8"))
    return found


@cache
def _phrases() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / "history" / "phrases.json").read_text(encoding="utf-8"))
    return found


class Tongue:
    """One ticket's words: its matter, and slots that stay the same through the conversation."""

    def __init__(self, language: str, matter: Matter, product: str, version: str, random: Random) -> None:
        self.language, self.matter, self._random = language, matter, random
        slots = _phrases()["slots"]
        number = random.randint(2, 89)
        self._slots = {
            "n": number,
            "count": random.choice((6, 9, 12, 14, 18, 25, 32, 40, 64, 96, 120, 300)),
            "percent": random.choice((12, 35, 47, 60, 73, 88, 99)),
            "build": random.randint(1021, 4987),
            "sheet": random.randint(1, 9),
            "seats": random.choice((3, 5, 8, 12, 20)),
            "host": random.choice(slots["host"]),
            "part": random.choice(slots["part_en" if language == "en" else "part"]),
            "file": random.choice(slots["file"]).format(n=number),
            "product": PRODUCTS.get(product, product),
            "version": version or ("latest version" if language == "en" else "последней версии"),
        }
        self._named = bool(product)

    def piece(self, name: str) -> str:
        """A sentence of the matter by this name; empty when it has none."""
        return self._filled(self.matter.get(name) or [""])

    def phrase(self, name: str, **more: object) -> str:
        """A phrase that fits any matter."""
        return self._filled(_phrases()[self.language][name], **more)

    def opening(self, *, named: bool, edition: str) -> str:
        """The first letter without its signature."""
        about = [self.phrase("product")] if named else []
        about += [self.phrase("edition", edition=EDITIONS[edition])] if named and edition in EDITIONS else []
        body = [*about, self.piece("text")] if self._random.random() < 0.6 else [self.piece("text"), *about]
        parts = [self.phrase("greeting"), " ".join(body), self.phrase("pressing")]
        return "\n\n".join(part for part in parts if part)

    def farewell(self, name: str, firm: str) -> str:
        """The closing lines, most with a job and the firm."""
        role = [self.phrase("role")] if firm and self._random.random() < 0.7 else []
        return "\n".join([self.phrase("closing"), name, *role, *([firm] if firm else [])])

    def _filled(self, choices: list[str], **more: object) -> str:
        # Whoever names no product does not speak of its version either, where there is another way to say it.
        silent = [one for one in choices if "{version}" not in one and "{product}" not in one]
        return self._random.choice(choices if self._named else silent or choices).format(**{**self._slots, **more})
