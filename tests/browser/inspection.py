"""What holds for every page: nothing for axe-core to find, fits a phone, light to load.

axe-core's time is half of all walks': each page is read in one of four stands, which its name decides, so that every
stand has its quarter; with ASSURE=long each page in all four. Every component is always read in all four (/ui/).
"""

import os
import zlib
from collections.abc import Sequence
from typing import Any, Literal
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from django.urls import resolve
from playwright.sync_api import Page, ViewportSize

from tests.browser import places
from tests.browser.visitor import DESK, PHONE

LIMIT_BYTES = 300 * 1024
# Decoded sizes: what the browser had to read, however it was compressed and whether or not it was cached.
_WEIGHT = """() => {
  const read = performance.getEntriesByType('resource').filter((part) => /\\.(css|js)(\\?|$)/.test(part.name));
  return [...performance.getEntriesByType('navigation'), ...read].reduce((sum, part) => sum + part.decodedBodySize, 0);
}"""
# A list of fifty rows is read as two of each make: axe-core's time is in the number of texts.
_THIN = """() => {
  window.takenOut = [];
  document.querySelectorAll('tbody, ul, ol').forEach((body) => {
    const seen = {};
    [...body.children].forEach((row) => {
      const make = [...new Set([row, ...row.querySelectorAll('*')].map((part) => part.getAttribute('class')))].join();
      seen[make] = (seen[make] || 0) + 1;
      if (seen[make] > 2) window.takenOut.push([body, row, row.nextSibling]);
    });
  });
  window.takenOut.forEach(([body, row]) => row.remove());
}"""
_RESTORE = "() => window.takenOut.reverse().forEach(([body, row, next]) => body.insertBefore(row, next))"
_OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
# A card's label is the name of a column, and not the whole tip that hangs on it.
_LABELS = "() => [...new Set([...document.querySelectorAll('[data-label]')].map((cell) => cell.dataset.label))]"
LONGEST_LABEL = 60
Stand = tuple[str, ViewportSize, Literal["light", "dark"]]
# The last two are always measured, and the last one is how a visitor began, and goes on.
STANDS: tuple[Stand, ...] = (
    ("desk at night", DESK, "dark"),
    ("phone by day", PHONE, "light"),
    ("phone at night", PHONE, "dark"),
    ("desk by day", DESK, "light"),
)
# preload fetches the style sheets once more, for a rule that is not in use.
_OPTIONS = {"resultTypes": ["violations"], "preload": False, "iframes": False}
_AXE = "(options) => axe.run(options).then((results) => results.violations)"


# The database does not change what a page looks like: a run on PostgreSQL leaves that to the one on SQLite, which
# costs half of the walks' time (tools/test.py says so).
LOOKS = os.environ.get("ESTAFET_LOOKS", "1") == "1"
LONG = os.environ.get("ASSURE") == "long"


def faults(
    page: Page,
    place: str = "",
    *,
    stands: Sequence[Stand] = (),
    limit: int = LIMIT_BYTES,
    but: Sequence[str] = (),
) -> list[str]:
    """What is wrong with the page as it stands; afterwards it is on a light desk.

    `stands`: those in which axe-core reads it, in the place of this page's own.
    `place`: where this is (tests/browser/places.py), for pages of the site's own addresses; being elsewhere is a fault.
    `limit` in bytes, and rules of axe-core left out (`but`), are for what is not ours to write.
    """
    found: list[str] = []
    if not LOOKS:
        return found
    if place and (here := _place(page)) != place:
        found.append(f"{here}, not {place}")
    page.wait_for_load_state()  # what was clicked is shown before it is read to its end, and weighs nothing till then
    weight = page.evaluate(_WEIGHT)
    if not 0 < weight <= limit:
        found.append(f"{weight} bytes of HTML, CSS and JavaScript")
    found += [
        f"label of {len(label)} letters: {label}" for label in page.evaluate(_LABELS) if len(label) > LONGEST_LABEL
    ]
    page.evaluate(AXE_SCRIPT)
    options = _OPTIONS | {"rules": {rule: {"enabled": False} for rule in but}}
    looked = stands or (STANDS if LONG else (_own_stand(place or urlsplit(page.url).path),))
    for stand in (one for one in STANDS if one in looked or one in STANDS[2:]):
        name, size, scheme = stand
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        overflow = page.evaluate(_OVERFLOW)
        if overflow > 0:
            found.append(f"{name}: {overflow} px wider than the window")
        if stand in looked:
            page.evaluate(_THIN)
            found += [f"{name}: {_said(violation)}" for violation in page.evaluate(_AXE, options)]
            page.evaluate(_RESTORE)
    return [f"{page.url}: {fault}" for fault in found]


def _own_stand(place: str) -> Stand:
    return STANDS[zlib.crc32(place.encode()) % len(STANDS)]


def _place(page: Page) -> str:
    address = urlsplit(page.url)
    return places.place(resolve(address.path).view_name, address.query)


def _said(violation: dict[str, Any]) -> str:
    nodes = [str(node["target"]) for node in violation["nodes"][:3]]
    return f"{violation['id']} ({len(violation['nodes'])}): {' '.join(nodes)}"
