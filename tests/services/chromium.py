"""Debian's Chromium, driven by Playwright, without a word to the network beyond loopback."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

PROGRAM = Path("/usr/bin/chromium")
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--disable-gpu",
    "--no-first-run",
    # Whatever is not on this machine does not resolve.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser. While it lives, Playwright's event loop runs in this thread and Django would refuse its database
    for that alone, so Django is told that we know."""
    if not PROGRAM.exists():
        raise FileNotFoundError("Chromium is not installed: Debian's package chromium")
    flags = [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=PROGRAM, args=flags)
            yield browser
            browser.close()
    finally:
        os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")
        if before is not None:
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@contextmanager
def fresh_page(browser: Browser, *, width: int = 1440, height: int = 900, locale: str = "ru-RU") -> Iterator[Page]:
    """A page of a visitor without cookies. Afterwards nothing may have gone wrong in it: no uncaught error of a
    script, nothing that the content security policy had to stop."""
    wrong: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            wrong.append(message.text)

    with browser.new_context(viewport={"width": width, "height": height}, locale=locale) as context:
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", heard)
        yield page
    assert not wrong, wrong
