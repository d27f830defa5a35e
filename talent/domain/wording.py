"""Messages that are kept and read later, perhaps in the other language: made in both at once."""

from collections.abc import Callable
from typing import Any

from django.utils import translation

from rules.text import Text


def in_both(say: Callable[[], str]) -> Text:
    """What `say` says in each language."""
    with translation.override("id"):
        indonesian = say()
    with translation.override("en"):
        return Text(indonesian, say())


def both(message: Any, **details: Any) -> Text:
    """A lazily translated message with its details; those that are `Text` follow the language too."""
    return in_both(lambda: str(message) % details if details else str(message))


def stored(text: Text) -> dict[str, str]:
    """As JSON."""
    return text._asdict()


def restored(value: dict[str, str] | str) -> Text:
    """From JSON; a message of a time when only one language was kept is the same in both."""
    return Text(value, value) if isinstance(value, str) else Text(value["id"], value["en"])
