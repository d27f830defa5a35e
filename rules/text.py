"""Text in the two languages of the product, for code that knows no Django."""

from collections.abc import Callable
from typing import NamedTuple

_reader: Callable[[], str | None] = lambda: None  # noqa: E731


def ask_language_of(reader: Callable[[], str | None]) -> None:
    """Let `str(text)` follow whoever is reading: `reader` names their language at that moment."""
    global _reader
    _reader = reader


class Text(NamedTuple):
    """One wording, Indonesian and English; `str()` gives the reader's."""

    id: str
    en: str

    def __bool__(self) -> bool:
        return any(self)

    def in_(self, language: str) -> str:
        """The wording in `language` ("en…" is English, anything else Indonesian)."""
        return self.en if language.startswith("en") else self.id

    def __str__(self) -> str:
        return self.in_(_reader() or "id")


UNSAID = Text("", "")
