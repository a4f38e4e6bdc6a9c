"""Letters to staff about how they sign in: short, and each says what to do when it wasn't they."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from opora.channels.letters.cleaning import one_line
from opora.channels.letters.words import Paragraph, Words, button
from opora.lib import moments
from opora.lib.moments import Language


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """To whom, when, in which zone it is told; ``link`` leads to where a password is chosen, until ``ends_at``."""

    language: Language
    name: str
    zone: str
    now: datetime
    desk: str
    link: str = ""
    ends_at: datetime | None = None

    @property
    def when(self) -> str:
        """«в пятницу, 8 мая, в 16:00»."""
        return moments.on_at(self.now, self.zone, self.language)

    @property
    def until(self) -> str:
        """«до понедельника, 11 мая, 16:00»."""
        return moments.until(self.ends_at or self.now, self.zone, self.language)


def reset(f: AccountFacts) -> Words:
    """Somebody asked for a new password for this address."""
    if f.language == "en":
        return _letter(
            f,
            "A new password for Opora",
            "Somebody, probably you, asked for a new password for Opora. The link below lets you choose one; "
            f"it works once, {f.until}.",
            "If it was not you, there is nothing to do: the password that you have still works. If such letters come "
            "again, tell the administrator.",
            label="Choose a password",
        )
    return _letter(
        f,
        "Новый пароль для входа в Опору",
        "Кто-то, вероятно вы, попросил сменить пароль для входа в Опору. Выбрать новый можно по ссылке ниже; "
        f"она сработает один раз и действует {f.until}.",
        "Если просили не вы, ничего делать не нужно: прежний пароль действует. Если такие письма повторяются, скажите "
        "об этом администратору.",
        label="Выбрать пароль",
    )


def password(f: AccountFacts) -> Words:
    """The password was set anew."""
    return _told(f, "Your password for Opora has changed", "Пароль для входа в Опору сменён",
                 "Your password for Opora was changed {when}.", "{When} сменён пароль для входа в Опору.")  # fmt: skip


def code_on(f: AccountFacts) -> Words:
    """A code from an application is wanted at sign-in from now on."""
    return _told(f, "Signing in to Opora now takes a code", "Вход в Опору теперь с кодом",
                 "Signing in to Opora was protected {when} by a code from an application.",
                 "{When} для входа в Опору включён код из приложения.")  # fmt: skip


def code_off(f: AccountFacts) -> Words:
    """The code is not wanted any more."""
    return _told(f, "Signing in to Opora takes no code any more", "Вход в Опору теперь без кода",
                 "The code at sign-in to Opora was switched off {when}; the password alone is enough now.",
                 "{When} код для входа в Опору отключён: теперь достаточно пароля.")  # fmt: skip


def spare_codes(f: AccountFacts) -> Words:
    """There are new spare codes, the old ones are void."""
    return _told(f, "New spare codes for Opora", "Новые запасные коды для входа в Опору",
                 "New spare codes for signing in to Opora were made {when}; the old ones are void.",
                 "{When} созданы новые запасные коды для входа в Опору; прежние больше не действуют.")  # fmt: skip


LETTERS: dict[str, Callable[[AccountFacts], Words]] = {
    "reset": reset,
    "password": password,
    "code_on": code_on,
    "code_off": code_off,
    "spare_codes": spare_codes,
}


def _told(f: AccountFacts, subject_en: str, subject_ru: str, said_en: str, said_ru: str) -> Words:
    """Something was done; whoever did not do it says so at once."""
    if f.language == "en":
        alarm = "If it was not you, ask for a new password on the sign-in page and tell the administrator at once."
        return _letter(f, subject_en, said_en.format(when=f.when), alarm)
    alarm = "Если это сделали не вы, запросите новый пароль на странице входа и сразу скажите администратору."
    when = f.when[:1].upper() + f.when[1:]
    return _letter(f, subject_ru, said_ru.format(When=when), alarm)


def _letter(f: AccountFacts, subject: str, said: str, *more: str, label: str = "") -> Words:
    hello = f"Hello, {f.name}." if f.language == "en" else f"Здравствуйте, {f.name}!"
    return Words(
        letter="account",
        language=f.language,
        subject=subject,
        paragraphs=tuple(Paragraph(text) for text in (f"{hello} {said}", *more)),
        signature=one_line(f.desk),
        button=button(label, f.link) if f.link else None,
    )
