"""The append-only ledger."""

from audit.models.event import Event
from audit.models.seal import Seal

__all__ = ["Event", "Seal"]
