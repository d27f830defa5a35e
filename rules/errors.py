"""The one family of errors that carry a message for a person."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Change:
    """What somebody else did first: their name, when, the ledger's word for it and that word for a person.

    `now`: the thing as it is since; None once it is gone.
    """

    by: str
    at: datetime
    kind: str
    what: str
    now: Any


class DomainError(Exception):
    """Something a person asked for that cannot be done; `str(error)` says why, in the reader's language.

    `code` is stable and machine-readable; `status` is the HTTP status that pages and API answer with; `change` is
    what somebody else did, where that is why.
    """

    code = "refused"
    status = 409

    def __init__(self, message: object, *, code: str | None = None, change: Change | None = None) -> None:
        super().__init__(message)
        self.code = code or type(self).code
        self.change = change


class NotAllowed(DomainError):
    """The person lacks the permission for this, though they may know the thing exists."""

    code = "not_allowed"
    status = 403


class Recused(NotAllowed):
    """The person has the permission and leaves this to another who does, for what ties them to somebody in it, or for
    another part that they have in it."""


class Referred(Recused):
    """The same where the message itself says who does it instead, or who has to find somebody."""


class Invalid(DomainError):
    """What was entered cannot be right."""

    code = "invalid"
    status = 422


class Stale(DomainError):
    """What the person saw, or was editing, is no longer what there is; the page is shown again."""

    code = "stale"
