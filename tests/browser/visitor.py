"""Somebody in front of the screen, and what may never happen while they are there."""

import os
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Response, ViewportSize, expect

from tests.browser import pictures
from tests.browser.installation import ROOT, Installation

DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
PATIENCE_MS = 60_000
PICTURES = ROOT / "test-results"
expect.set_options(timeout=PATIENCE_MS)


class Visitor:
    """One person in a browser of their own, signed in or not; `faults` is everything the browser complained of."""

    def __init__(self, site: Installation, browser: Browser, state: Any = None) -> None:
        self.site = site
        self.context: BrowserContext = browser.new_context(
            base_url=site.url, viewport=DESK, storage_state=state, reduced_motion="reduce", color_scheme="light"
        )
        self.context.set_default_timeout(PATIENCE_MS)
        self.page: Page = self.context.new_page()
        self.faults: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("response", self._answered)

    def sign_in(self, username: str) -> "Visitor":
        """Through the sign-in page."""
        self.page.goto("/masuk/")
        self.page.get_by_label("Nama masuk").fill(username)
        self.page.get_by_label("Sandi").fill(self.site.password(username))
        self.page.get_by_role("button", name="Masuk").click()
        expect(self.heading).to_contain_text("Selamat datang")
        return self

    def open(self, path: str, status: int = 200) -> "Visitor":
        """Go to an address and expect its status."""
        answer = self.page.goto(path)
        assert answer is not None
        assert (path, answer.status) == (path, status)
        return self

    @property
    def heading(self) -> Locator:
        """The one heading of the page."""
        return self.page.locator("h1")

    @property
    def menu(self) -> list[str]:
        """The words of the side navigation."""
        return self.page.locator("#menu .nav-link > span:not(.badge)").all_inner_texts()

    def choose(self, name: str) -> None:
        """Follow an entry of the side navigation."""
        self.page.locator("#menu").get_by_role("link", name=name).click()
        expect(self.page.locator("#menu a[aria-current=page]")).to_contain_text(name)

    def search(self, text: str) -> "Visitor":
        """Look for somebody among the employees; the address does not tell whom."""
        self.open("/pegawai/")
        self.page.get_by_role("search", name="Cari dalam daftar").get_by_role("textbox").fill(text)
        self.press("Cari")
        expect(self.page.locator(".chip.sought")).to_contain_text(f"cari: {text}")
        assert self.page.url == f"{self.site.url}/pegawai/"
        return self

    def follow(self, link: Locator) -> None:
        """Press a link and arrive at another address."""
        here = self.page.url
        link.click()
        self.page.wait_for_url(lambda url: url != here)

    def press(self, name: str) -> None:
        """Press the one button of this name."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def card(self, title: str) -> Locator:
        """The framed part of the page under this title."""
        return self.page.locator("section.card").filter(has=self.page.get_by_role("heading", name=title))

    def row(self, text: str) -> Locator:
        """The row of a table that has this text."""
        return self.page.locator("main tbody tr", has_text=text)

    def check(self, name: str) -> Locator:
        """One requirement or condition, with its result, fact, limit and citation."""
        label = self.page.locator(".check-label", has_text=re.compile(rf"^\s*{re.escape(name)}"))
        return self.page.locator("main li.check").filter(has=label)

    def tiles(self) -> dict[str, str]:
        """Label → number of the tiles on the page."""
        found = self.page.locator(".tiles .stat")
        return {
            tile.locator(".stat-label").inner_text(): tile.locator(".stat-value").inner_text() for tile in found.all()
        }

    def picture(self, name: str, part: Locator | None = None) -> None:
        """Keep what is on the screen, when asked to: the whole page by ESTAFET_SCREENSHOTS=1 in test-results/, and by
        ESTAFET_PICTURES=1 what the guide shows of it (the top, or `part`) in docs/gambar/."""
        pictures.take(self.page, name, part)
        if os.environ.get("ESTAFET_SCREENSHOTS"):
            PICTURES.mkdir(exist_ok=True)
            self.page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)

    def _heard(self, message: ConsoleMessage) -> None:
        # A status is judged by `_answered`; Chromium repeats it here.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.faults.append(f"console: {message.text} ({self.page.url})")

    def _answered(self, response: Response) -> None:
        refused = response.status >= 400 and not response.request.is_navigation_request()
        if response.status >= 500 or refused:
            self.faults.append(f"{response.status}: {response.url}")
