"""Reading single facts out of the ledger."""

from collections.abc import Callable, Collection

from audit.models import Event, Seal

VERIFIED = "audit.ledger.verified"
# What people call a thing, and codes of agencies → the subjects of all that belongs to it there; nothing of what goes
# by no such name. Other apps append to it (in their AppConfig.ready).
BELONGING: list[Callable[[str, Collection[str]], Collection[str]]] = []


def last_verification() -> Event | None:
    """The newest event in which the whole ledger was recomputed."""
    return Event.objects.filter(kind=VERIFIED).order_by("-id").first()


def last_seal() -> Seal | None:
    """The newest seal."""
    return Seal.objects.order_by("-id").first()


def subjects_of(called: str, agencies: Collection[str]) -> set[str]:
    """The subject itself, and where it is what people call something in the agencies of these codes, the subjects of
    all that belongs to that."""
    return {called}.union(*(found(called, agencies) for found in BELONGING))
