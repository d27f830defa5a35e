"""Text in the two languages of the product, for code that knows no Django."""

from typing import NamedTuple


class Text(NamedTuple):
    """One wording, Indonesian and English."""

    id: str
    en: str

    def in_(self, language: str) -> str:
        """The wording in `language` ("en…" is English, anything else Indonesian)."""
        return self.en if language.startswith("en") else self.id
