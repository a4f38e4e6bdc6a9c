"""Pictures of every page in four forms, of a living demo: `./run pictures`, into docs/pictures.

1440 and 390 pixels wide, by day and by night. Nothing here is a test: somebody looks at them.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.processes import ROOT
from tests.services.chromium import chromium
from tests.services.ground import free_port, until

WIDTHS, SCHEMES = (1440, 390), ("light", "dark")
TALLEST = 2400
HISTORY = ("--history", "150")
MANAGER, ADMINISTRATOR, AUDITOR = "manager", "administrator", "auditor"


@dataclass(frozen=True)
class Demo:
    """A demo that runs: where, who may sign in by role, and the folder of its letters."""

    url: str
    people: dict[str, str]
    password: str
    letters: Path


def main(folder: Path) -> None:
    """All of them."""
    folder.mkdir(parents=True, exist_ok=True)
    with demo() as desk, chromium() as browser:
        for width in WIDTHS:
            for scheme in SCHEMES:
                _form(browser, desk, folder, width, scheme)


@contextmanager
def demo() -> Iterator[Demo]:
    """A demo with a small history, loaded to the end."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="opora-pictures-") as data:
        log = Path(data) / "said"
        with log.open("wb") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "opora.cli", "demo", "--port", str(port), "--data", f"{data}/desk", *HISTORY],
                cwd=ROOT, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
            )  # fmt: skip
        try:
            until(lambda: "150 of 150" in log.read_text(), f"the history is loaded, see {log}", seconds=600)
            yield _read(log.read_text(), f"http://127.0.0.1:{port}", Path(data) / "desk/letters-out")
        finally:
            process.terminate()
            process.wait(60)


def _read(said: str, url: str, letters: Path) -> Demo:
    people = dict(reversed(pair) for pair in re.findall(r"^  (\S+@\S+)\s+[^,]+, (\w+)", said, re.M))
    password = re.search(r"Password of everybody here: (\S+)", said)
    assert password is not None, said
    return Demo(url, people, password[1], letters)


def _form(browser: Browser, desk: Demo, folder: Path, width: int, scheme: str) -> None:
    def shoot(page: Page, name: str) -> None:
        height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
        clip = {"x": 0, "y": 0, "width": width, "height": height}
        page.screenshot(path=folder / f"{name}-{width}-{scheme}.png", full_page=True, clip=clip)  # type: ignore[arg-type]

    for sights in (_guest, _manager, _auditor, _administrator):
        with browser.new_context(
            viewport={"width": width, "height": 900},
            locale="ru-RU",
            color_scheme=scheme,  # type: ignore[arg-type]
        ) as context:
            sights(context.new_page(), desk, shoot)


Shoot = Callable[[Page, str], None]


def _guest(page: Page, desk: Demo, shoot: Shoot) -> None:
    page.goto(f"{desk.url}/sign-in/")
    shoot(page, "sign-in")
    page.goto(f"{desk.url}/password/")
    shoot(page, "password")
    page.goto(f"{desk.url}/help/")
    shoot(page, "portal-ask")
    page.get_by_label("В двух словах").fill("Не печатается рамка")
    page.get_by_label("Подробности").fill("Рамка чертежа есть на экране и пропадает на бумаге.")
    page.get_by_label("Адрес электронной почты").fill("sergey.vetrov@bridge.example.org")
    page.locator("input[name=consent]").check()
    page.get_by_role("button", name="Отправить").click()
    page.wait_for_load_state()
    shoot(page, "portal-refused")  # quicker than anybody fills it in, so it says no and keeps the text
    page.wait_for_timeout(4000)
    page.get_by_role("button", name="Отправить").click()
    page.wait_for_url("**/help/sent/**")
    shoot(page, "portal-sent")
    page.goto(f"{desk.url}/help/sign-in/")
    shoot(page, "portal-sign-in")
    page.goto(_link(desk))
    shoot(page, "portal-request")
    for word in ("Почему именно тогда", "Про меня забыли"):
        page.get_by_text(word).first.click()
    shoot(page, "portal-request-open")


def _link(desk: Demo) -> str:
    """The link of a customer's letter."""
    for path in sorted(desk.letters.glob("*.eml")):
        letter = message_from_bytes(path.read_bytes(), policy=default)
        body = letter.get_body(("plain",))
        found = re.search(r"http\S+/help/requests/\S+", body.get_content() if body else "")
        if found:
            return found[0]
    raise LookupError("no letter of the demo holds a link")


def _manager(page: Page, desk: Demo, shoot: Shoot) -> None:
    _sign_in(page, desk, MANAGER)
    shoot(page, "queue")
    page.locator(".row-subject").first.click()
    page.wait_for_load_state()
    shoot(page, "ticket")
    ticket = page.url
    for name in ("facts", "calls"):
        page.goto(f"{ticket}{name}/")
        shoot(page, name)
    for name in ("tray", "outbox", "calls/new", "customers", "style", "tour", "me", "me/password", "me/code"):
        page.goto(f"{desk.url}/{name}/")
        shoot(page, name.replace("/", "-"))
    _customer(page, desk, shoot)


def _customer(page: Page, desk: Demo, shoot: Shoot) -> None:
    page.goto(f"{desk.url}/customers/?find=%D0%94%D0%B5%D0%BC%D0%BE")
    page.locator("main a[href^='/customers/']").first.click()
    page.wait_for_load_state()
    shoot(page, "customer")


def _auditor(page: Page, desk: Demo, shoot: Shoot) -> None:
    _sign_in(page, desk, AUDITOR)
    page.goto(f"{desk.url}/readings/")
    shoot(page, "readings")


def _administrator(page: Page, desk: Demo, shoot: Shoot) -> None:
    _sign_in(page, desk, ADMINISTRATOR)
    for name in (
        "", "answering", "settings", "settings/first_response", "mailboxes", "mailboxes/new", "offices", "offices/new",
        "offices/yekaterinburg", "staff", "staff/new", "calendars", "calendars/yekaterinburg",
        "calendars/yekaterinburg/2026",
    ):  # fmt: skip
        page.goto(f"{desk.url}/setup/{name}{'/' if name else ''}")
        shoot(page, f"setup{'-' if name else ''}{name.replace('/', '-')}")


def _sign_in(page: Page, desk: Demo, role: str) -> None:
    page.goto(f"{desk.url}/sign-in/")
    page.locator("main input[type=email], main input[name=username]").first.fill(desk.people[role])
    page.locator("main input[type=password]").fill(desk.password)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()


if __name__ == "__main__":
    main(ROOT / "docs/pictures" if len(sys.argv) < 2 else Path(sys.argv[1]))
