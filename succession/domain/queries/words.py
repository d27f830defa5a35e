"""Texts of the rules in the reader's language."""

from django.utils.translation import get_language

from rules.text import Text


def said(text: Text) -> str:
    """The wording in the language that is active now."""
    return text.in_(get_language() or "id")
