"""Saying by decree which posts are critical."""

from datetime import date

from accounts.models import User
from accounts.permissions import Permission
from succession.domain import decrees
from succession.domain.decrees import SORTS, Document, Sort, correct, opened, revoke
from succession.domain.writing_posts import CRITICAL_FIELDS, CRITICAL_KEY
from succession.models import CriticalPostRecord
from talent.models import Agency

__all__ = ["correct", "decree", "opened", "revoke"]

SORTS[CriticalPostRecord] = Sort(
    "critical_posts",
    CRITICAL_KEY,
    CRITICAL_FIELDS,
    Permission.PUBLISH_POLICY,
    "critical_post",
    "succession.critical_post.document_opened",
    {"position": "post__code"},
)


def decree(
    *,
    agency: Agency,
    position: str,
    number: str,
    criteria: str,
    since: date,
    until: date | None,
    document: Document | None = None,
    by: User,
) -> CriticalPostRecord:
    """Record that the agency's post of the code `position` is critical from `since` to `until` (inclusive; None: until
    it is revoked), by which of its criteria.

    Raises Invalid for a post that is not the agency's, or without criteria; AlreadyRecorded for a decree that is known.
    """
    values = {"number": number, "position": position, "criteria": criteria.strip(), "true_from": since}
    values |= {"true_to": until}
    made: CriticalPostRecord = decrees.record(
        model=CriticalPostRecord, agency=agency, values=values, document=document, by=by
    )
    return made
