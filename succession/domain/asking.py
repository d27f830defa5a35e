"""Saying by decree what an agency asks of candidates beyond the law, and recording what frees somebody from it."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission
from rules.errors import Invalid
from succession.domain import decrees
from succession.domain.decrees import SORTS, Document, Sort, correct, opened, revoke
from succession.domain.reasons import past_date, required_reason
from succession.domain.writing_requirements import ASKED_FIELDS, ASKED_KEY, WAIVER_FIELDS, WAIVER_KEY, canonical
from succession.models import AgencyRequirementsRecord, RequirementWaiverRecord
from talent.models import Agency, Employee

__all__ = ["ask", "correct", "opened", "revoke", "waive"]

SORTS[AgencyRequirementsRecord] = Sort(
    "agency_requirements",
    ASKED_KEY,
    ASKED_FIELDS,
    Permission.PUBLISH_POLICY,
    "agency_requirements",
    "succession.agency_requirements.document_opened",
    kept={"requirements": canonical},
)
SORTS[RequirementWaiverRecord] = Sort(
    "requirement_waivers",
    WAIVER_KEY,
    WAIVER_FIELDS,
    Permission.PUBLISH_POLICY,
    "requirement_waiver",
    "succession.requirement_waiver.document_opened",
    kept={"granted": past_date, "grounds": required_reason},
)


def ask(
    *,
    agency: Agency,
    tier: str,
    number: str,
    requirements: list[dict[str, Any]],
    since: date,
    until: date | None,
    document: Document | None = None,
    by: User,
) -> AgencyRequirementsRecord:
    """Record what the agency's head asks of candidates for posts of `tier` beyond the law from `since` to `until`
    (inclusive; None: until the next decree); `requirements` in the form of the law's own files.

    Raises Invalid for what is not in that form or asks for no more than the law does.
    """
    values = {"number": number, "tier": tier, "requirements": requirements}
    made: AgencyRequirementsRecord = decrees.record(
        model=AgencyRequirementsRecord,
        agency=agency,
        values=values | {"true_from": since, "true_to": until},
        document=document,
        by=by,
    )
    return made


def waive(
    *,
    agency: Agency,
    person: Employee,
    code: str,
    position: str = "",
    authority: str,
    number: str,
    granted: date,
    since: date,
    until: date | None,
    grounds: str,
    document: Document,
    by: User,
) -> RequirementWaiverRecord:
    """Record the document by which `authority` frees `person` from the requirement `code` of the agency's posts (of the
    post of the code `position` alone, where one is named).

    Raises Invalid without grounds or document, for a requirement that cannot be waived, for a post not the agency's.
    """
    if document is None:
        raise Invalid(_("Pengecualian hanya dicatat bersama dokumennya."), code="no_document")
    values = {"number": number, "person_id": person.pk, "code": code, "position": position, "authority": authority}
    values |= {"granted": granted, "true_from": since, "true_to": until, "grounds": grounds}
    made: RequirementWaiverRecord = decrees.record(
        model=RequirementWaiverRecord, agency=agency, values=values, document=document, by=by
    )
    return made
