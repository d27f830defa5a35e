"""The pictures of the guides: taken by the walks, named in a guide, kept beside it.

`make pictures` takes them anew. A picture is named where the walk takes it and shown where the guide names it; what
the clock put on the page is replaced, so that only a change of the page changes a picture.
"""

import base64
import os
import re

from playwright.sync_api import Locator, Page, ViewportSize

from tests.browser.installation import ROOT

GUIDES = tuple(ROOT / "docs" / f"panduan-{name}.md" for name in ("bkd", "merit", "panitia", "ppk"))
FOLDER = ROOT / "docs" / "gambar"
QUALITY = 68
# Narrower than a desk: what is written stays legible at the width of a page of text.
FRAME: ViewportSize = {"width": 1120, "height": 780}
MARGIN = 12
_STILL = """() => {
  const day = new Intl.DateTimeFormat('id-ID', {
    day: 'numeric', month: 'long', year: 'numeric', timeZone: 'Asia/Makassar',
  }).format(new Date());
  const clock = new RegExp(day + '(, \\\\d\\\\d\\\\.\\\\d\\\\d)?', 'g');
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  window.stilled = [];
  while (texts.nextNode()) {
    const node = texts.currentNode;
    const still = node.data.replace(clock, (_, time) => '1 Oktober 2026' + (time ? ', 09.00' : ''));
    if (still !== node.data) { window.stilled.push([node, node.data]); node.data = still; }
  }
}"""
_AGAIN = "() => window.stilled.forEach(([node, text]) => { node.data = text; })"


def named() -> list[str]:
    """The pictures that the guides show, in their order."""
    return re.findall(r"\]\(gambar/([a-z0-9-]+)\.webp\)", written())


def written() -> str:
    """What the guides say."""
    return "\n".join(guide.read_text(encoding="utf-8") for guide in GUIDES)


def take(page: Page, name: str, part: Locator | None) -> None:
    """Write docs/gambar/NAME.webp when ESTAFET_PICTURES=1 asks for it and the guide shows it: the top of the page, or
    `part` of it."""
    if not os.environ.get("ESTAFET_PICTURES") or name not in named():
        return
    before = page.viewport_size
    page.set_viewport_size(FRAME)
    page.evaluate(_STILL)
    page.evaluate("() => { document.activeElement?.blur(); window.scrollTo(0, 0); }")
    clip = {"x": 0, "y": 0, **FRAME}
    if part is not None and (box := part.bounding_box()) is not None:
        clip = {
            "x": box["x"] - MARGIN,
            "y": box["y"] - MARGIN,
            "width": box["width"] + 2 * MARGIN,
            "height": min(box["height"] + 2 * MARGIN, 1.4 * FRAME["height"]),
        }
    session = page.context.new_cdp_session(page)
    options = {"format": "webp", "quality": QUALITY, "captureBeyondViewport": True, "clip": clip | {"scale": 1}}
    shot = session.send("Page.captureScreenshot", options)
    session.detach()
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{name}.webp").write_bytes(base64.b64decode(shot["data"]))
    page.evaluate(_AGAIN)
    if before is not None:
        page.set_viewport_size(before)
