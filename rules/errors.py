"""The one family of errors that carry a message for a person."""


class DomainError(Exception):
    """Something a person asked for that cannot be done; `str(error)` says why, in the reader's language.

    `code` is stable and machine-readable; `status` is the HTTP status that pages and API answer with.
    """

    code = "refused"
    status = 409

    def __init__(self, message: object, *, code: str | None = None) -> None:
        super().__init__(message)
        self.code = code or type(self).code


class NotAllowed(DomainError):
    """The person lacks the permission for this, though they may know the thing exists."""

    code = "not_allowed"
    status = 403


class Invalid(DomainError):
    """What was entered cannot be right."""

    code = "invalid"
    status = 422


class Stale(DomainError):
    """What the person saw, or was editing, is no longer what there is; the page is shown again."""

    code = "stale"
