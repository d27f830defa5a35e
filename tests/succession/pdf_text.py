"""What stands in a PDF that typst made, as a reader sees it."""

import re
import zlib

_OBJECT = re.compile(rb"(\d+) 0 obj(.*?)endobj", re.S)
# Brackets in pairs stand plainly within a string. Which letters they are the codes of depends on the order in which a
# document first uses each letter, and so on the time of day that it tells.
_INSIDE = rb"(?:[^()\\]|\\.|\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\))*"
_STRING = re.compile(rb"\((" + _INSIDE + rb")\)", re.S)
_DRAWN = re.compile(rb"/(f\d+) [\d.]+ Tf|(\[(?:[^\](]|\(" + _INSIDE + rb"\))*\]) ?TJ|(\(" + _INSIDE + rb"\)) ?Tj", re.S)
_ESCAPE = re.compile(rb"\\([0-7]{3}|.)", re.S)
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def words(content: bytes) -> str:
    """The words of all pages in their order; every run of glyphs and every line is followed by one space."""
    held = {int(number): body for number, body in _OBJECT.findall(content)}
    pages = [body for body in held.values() if b"/Type/Page/" in body]
    return " ".join(" ".join(_page(held, page)) for page in pages)


def _page(held: dict[int, bytes], page: bytes) -> list[str]:
    resources = held[_named(page, b"Resources")]
    fonts = {name: _unicode(held, int(number)) for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", resources)}
    found, font = [], b""
    for chosen, spaced, plain in _DRAWN.findall(_stream(held[_named(page, b"Contents")])):
        font = chosen or font
        if not chosen:
            codes = b"".join(map(_bytes, _STRING.findall(spaced or plain)))
            pairs = (codes[at : at + 2] for at in range(0, len(codes), 2))
            found.append("".join(fonts[font].get(pair, "?") for pair in pairs).strip())
    return found


def _unicode(held: dict[int, bytes], font: int) -> dict[bytes, str]:
    table = _stream(held[_named(held[font], b"ToUnicode")]).decode("ascii")
    single = re.findall(r"^<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>$", table, re.M)
    return {bytes.fromhex(code): bytes.fromhex(text).decode("utf-16-be") for code, text in single}


def _named(body: bytes, name: bytes) -> int:
    found = re.search(rb"/" + name + rb" (\d+) 0 R", body)
    assert found, name
    return int(found[1])


def _stream(body: bytes) -> bytes:
    return zlib.decompressobj().decompress(body.split(b"stream", 1)[1].lstrip(b"\r\n"))


def _bytes(string: bytes) -> bytes:
    def meant(found: "re.Match[bytes]") -> bytes:
        escaped = found[1]
        return bytes([int(escaped, 8)]) if escaped.isdigit() else _LETTERS.get(escaped, escaped)

    return _ESCAPE.sub(meant, string)
