"""Reading single facts out of the ledger."""

from audit.models import Event, Seal

VERIFIED = "audit.ledger.verified"


def last_verification() -> Event | None:
    """The newest event in which the whole ledger was recomputed."""
    return Event.objects.filter(kind=VERIFIED).order_by("-id").first()


def last_seal() -> Seal | None:
    """The newest seal."""
    return Seal.objects.order_by("-id").first()
