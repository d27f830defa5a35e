"""What holds for every page: nothing for axe-core to find, fits a phone, light to load."""

import os
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

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
  document.querySelectorAll('main tbody').forEach((body) => {
    const seen = {};
    [...body.rows].forEach((row) => {
      const make = [...new Set([row, ...row.querySelectorAll('*')].map((part) => part.getAttribute('class')))].join();
      seen[make] = (seen[make] || 0) + 1;
      if (seen[make] > 2) window.takenOut.push([body, row, row.nextSibling]);
    });
  });
  window.takenOut.forEach(([body, row]) => row.remove());
}"""
_RESTORE = "() => window.takenOut.reverse().forEach(([body, row, next]) => body.insertBefore(row, next))"
_OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
_STANDS: tuple[tuple[str, ViewportSize, Literal["light", "dark"]], ...] = (
    ("desk", DESK, "light"),
    ("phone", PHONE, "dark"),
)
_AXE = Axe()
# preload fetches the style sheets once more, for a rule that is not in use.
_OPTIONS = {"resultTypes": ["violations"], "preload": False, "iframes": False}


# The database does not change what a page looks like: a run on PostgreSQL leaves that to the one on SQLite, which
# costs half of the walks' time (tools/test.py says so).
LOOKS = os.environ.get("ESTAFET_LOOKS", "1") == "1"


def faults(page: Page) -> list[str]:
    """What is wrong with the page as it stands, on a light desk and on a dark phone. Leaves it on the desk."""
    found: list[str] = []
    if not LOOKS:
        return found
    weight = page.evaluate(_WEIGHT)
    if not 0 < weight <= LIMIT_BYTES:
        found.append(f"{weight} bytes of HTML, CSS and JavaScript")
    for name, size, scheme in _STANDS:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        overflow = page.evaluate(_OVERFLOW)
        if overflow > 0:
            found.append(f"{name}: {overflow} px wider than the window")
        page.evaluate(_THIN)
        found += [
            f"{name}: {_said(violation)}" for violation in _AXE.run(page, options=_OPTIONS).response["violations"]
        ]
        page.evaluate(_RESTORE)
    page.set_viewport_size(DESK)
    page.emulate_media(color_scheme="light")
    return [f"{page.url}: {fault}" for fault in found]


def _said(violation: dict[str, Any]) -> str:
    nodes = [str(node["target"]) for node in violation["nodes"][:3]]
    return f"{violation['id']} ({len(violation['nodes'])}): {' '.join(nodes)}"
