"""The apostrophe that keeps a spreadsheet program from running a cell: set by exports, taken away by imports."""

import unicodedata
from typing import Final

_SIGNS: Final = "=+-@"
# Control and format characters, white space, and marks that stand on nothing: programs strip or pass over them, and
# run what follows. So they do with the fillers of Hangul, which are letters that nobody sees.
_PASSED_OVER: Final = "CZM"
_FILLERS: Final = "\u115f\u1160\u3164\uffa0"


def active(text: str) -> bool:
    """Whether a spreadsheet program might run this cell, were it not for an apostrophe before it (or several).

    A control character at its head is enough; anything else unseen must be followed by a sign that begins a formula,
    in any of its widths.
    """
    rest = text.lstrip("'")
    if not rest or (rest[0].isalnum() and rest[0] not in _FILLERS):
        return False
    if unicodedata.category(rest[0]) == "Cc":
        return True
    first = next((one for one in rest if not _passed_over(one)), "")
    return first != "" and unicodedata.normalize("NFKC", first)[0] in _SIGNS


def marked(text: str) -> str:
    """With an apostrophe before what might run; one that stood there already gets another."""
    return f"'{text}" if active(text) else text


def unmarked(text: str) -> str:
    """Without the apostrophe that `marked` set."""
    return text[1:] if text.startswith("'") and active(text) else text


def _passed_over(one: str) -> bool:
    return unicodedata.category(one)[0] in _PASSED_OVER or one in _FILLERS
