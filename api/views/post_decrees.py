"""What an agency decrees about its posts: which are critical, what it asks beyond the law, what frees somebody."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import User
from api.parameters import DayField, IdentifierField, Strict
from api.serializers.decrees import (
    AgencyRequirementsSerializer,
    CriticalDecreeSerializer,
    DecreeSerializer,
    RequirementWaiverSerializer,
)
from api.views.common import DocumentField
from api.views.decrees import Sort
from api.views.people import person_reached
from succession.domain import agreeing, asking, critical
from succession.domain.queries.readiness import TARGETS
from succession.domain.writing_requirements import canonical
from succession.models import AgencyRequirementsRecord, CriticalPostRecord, RequirementWaiverRecord, WiderPoolRecord

# Bytes of a set of requirements, as many as the page takes characters; and how deep one of them nests at most.
LONGEST, DEEPEST = 20_000, 4


@extend_schema_field({"type": "array", "items": {"type": "object"}})
class RequirementsField(serializers.JSONField):
    """Requirements in the form of the law's own files; in a form beside a document as JSON text."""

    def to_internal_value(self, data: Any) -> Any:
        """As they were given, for the rules to judge; raises ValidationError for what is too deep or too long."""
        try:
            asked = json.loads(data) if getattr(data, "is_json_string", False) else data
            if _within(asked, DEEPEST) and len(canonical(asked).encode()) <= LONGEST:
                return asked
        except (ValueError, RecursionError):
            pass
        message = _("Tulislah daftar syarat dalam JSON, paling panjang %(most)s huruf.")
        raise serializers.ValidationError(message % {"most": LONGEST}, code="invalid")


def _within(value: Any, depth: int) -> bool:
    """Whether lists and mappings lie in each other at most so deep."""
    inner: Iterable[Any] = ()
    if isinstance(value, Mapping):
        inner = value.values()
    elif isinstance(value, list):
        inner = value
    return depth >= 0 and all(_within(one, depth - 1) for one in inner)


class CriticalTerms(Strict):
    """Which of the agency's criteria the post meets, from `since` to `until` (inclusive; none: until it is revoked)."""

    criteria = serializers.CharField(max_length=2_000)
    since = DayField()
    until = DayField(required=False)
    document = DocumentField(required=False)


class CriticalDecreeBody(CriticalTerms):
    """A decree that a post is critical."""

    agency = IdentifierField()
    position = serializers.CharField(max_length=60, help_text="The post's code.")
    number = serializers.CharField(max_length=100)


class CriticalDecreeCorrection(CriticalTerms):
    """As it should have been recorded: without `until` it has no end, without a document it keeps the one it has."""

    reason = serializers.CharField(max_length=2_000)


class AskedTerms(Strict):
    """What is asked beyond the law, from `since` to `until` (inclusive; none: until the next decree)."""

    requirements = RequirementsField(
        help_text="Each with its code (agency_…), its kind and what the kind has to say, as in the law's files."
    )
    since = DayField()
    until = DayField(required=False)
    document = DocumentField(required=False)


class AgencyRequirementsBody(AskedTerms):
    """A decree of the agency's head about the posts of a tier."""

    agency = IdentifierField()
    tier = serializers.ChoiceField(choices=[str(tier) for tier in TARGETS])
    number = serializers.CharField(max_length=100)


class AgencyRequirementsCorrection(AskedTerms):
    """As it should have been recorded: without `until` it has no end, without a document it keeps the one it has."""

    reason = serializers.CharField(max_length=2_000)


class WaiverTerms(Strict):
    """Who gave the document, on which day and why; it frees somebody from `since` to `until` (inclusive)."""

    authority = serializers.CharField(max_length=150)
    granted = DayField()
    grounds = serializers.CharField(max_length=2_000)
    since = DayField()
    until = DayField(required=False)


class RequirementWaiverBody(WaiverTerms):
    """A document that frees somebody from a requirement."""

    agency = IdentifierField()
    employee = IdentifierField()
    code = serializers.CharField(max_length=40, help_text="The requirement's.")
    position = serializers.CharField(max_length=60, required=False, help_text="A post's code; none: every post.")
    number = serializers.CharField(max_length=100)
    document = DocumentField()


class RequirementWaiverCorrection(WaiverTerms):
    """As it should have been recorded: without `until` it has no end, without a document it keeps the one it has."""

    reason = serializers.CharField(max_length=2_000)
    document = DocumentField(required=False)


class WiderPoolBody(Strict):
    """A decree that longlists take in members of other agencies' succession groups who agreed, from `since` to `until`
    (inclusive; none: until it is revoked). No national rule for it was found."""

    agency = IdentifierField()
    number = serializers.CharField(max_length=100)
    since = DayField()
    until = DayField(required=False)
    document = DocumentField()


class WiderPoolCorrection(Strict):
    """As it should have been recorded: without `until` it has no end, without a document it keeps the one it has."""

    since = DayField()
    until = DayField(required=False)
    document = DocumentField(required=False)
    reason = serializers.CharField(max_length=2_000)


def _of_person(given: dict[str, Any], by: User) -> dict[str, Any]:
    """With the person whom the body names; raises Http404."""
    return {"person": person_reached(given["employee"], by)} | {
        name: value for name, value in given.items() if name != "employee"
    }


CRITICAL = Sort(
    CriticalPostRecord,
    "critical_posts",
    "critical_post",
    "a critical post",
    CriticalDecreeSerializer,
    CriticalDecreeBody,
    CriticalDecreeCorrection,
    critical.decree,
    {"until": None},
)
ASKED = Sort(
    AgencyRequirementsRecord,
    "agency_requirements",
    "agency_requirement",
    "what an agency asks beyond the law",
    AgencyRequirementsSerializer,
    AgencyRequirementsBody,
    AgencyRequirementsCorrection,
    asking.ask,
    {"until": None},
)
WAIVERS = Sort(
    RequirementWaiverRecord,
    "requirement_waivers",
    "requirement_waiver",
    "a document that frees somebody from a requirement",
    RequirementWaiverSerializer,
    RequirementWaiverBody,
    RequirementWaiverCorrection,
    asking.waive,
    {"until": None},
    people=lambda waiver: waiver.person,
    prepared=_of_person,
)
WIDER = Sort(
    WiderPoolRecord,
    "wider_pools",
    "wider_pool",
    "a decree about other agencies' succession groups",
    DecreeSerializer,
    WiderPoolBody,
    WiderPoolCorrection,
    agreeing.widen,
    {"until": None},
)
