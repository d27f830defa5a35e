"""Extracts of the system's own records as evidence of a merit round: adopted, and made again to be compared."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from rules import merit as law_of_merit
from rules.errors import DomainError, Invalid
from rules.law import shipped
from succession.domain import assessing, merit_evidence
from succession.domain.queries import assessments, extracts
from succession.domain.reasons import past_date
from succession.models import MeritAnswer, MeritEvidence, MeritExtract
from talent.domain import known

# An extract as a document; the interfaces know how it looks.
Printer = Callable[[extracts.Extract], bytes]


@dataclass(frozen=True)
class Again:
    """An extract made again: whether every byte is the same, and if not, whether at least what was counted is."""

    identical: bool
    same_facts: bool


def adopt(*, answer: MeritAnswer, kind: str, on: date, prints: Printer, by: User) -> MeritEvidence:
    """Make the extract of a day, as known now, and let it prove the sub-aspect: the first time as a document of its
    own, later as the next version of it.

    Only by whose share the sub-aspect is, or the head (anybody of the team while it is nobody's). Raises Invalid where
    the extract does not serve this sub-aspect, where the records prove nothing, or where nothing changed since then.
    """
    held = answer.assessment
    merit_evidence.require_open(held, by)
    assessing.require_share(held, [answer.sub_aspect], by)
    day = assessments.scored_as_of(held)
    if kind not in law_of_merit.extracts(held.instrument, day, shipped())[1].get(answer.sub_aspect, ()):
        raise Invalid(_("Petikan ini tidak membuktikan sub-aspek ini."), code="wrong_extract")
    past_date(on)
    with transaction.atomic():
        known_at = known.turn(held.agency_id)
    # Counted and set in type outside of any transaction: what was known at that instant changes no more.
    found = extracts.extract(kind, held.agency, on, known_at)
    if found is None:
        raise Invalid(str(extracts.KINDS[kind].lacking), code="nothing_to_prove")
    content = prints(found)
    with translation.override("id"):
        title = _("Petikan: %(title)s") % {"title": found.kind.title}
    return _kept(answer, found, (f"petikan-{kind}-{found.on:%Y-%m-%d}.pdf", content), title, by)


@transaction.atomic
def again(*, extract: MeritExtract, prints: Printer, by: User) -> Again:
    """Make an extract again from the records as they were known, and note how it compares with the one that is kept."""
    scope.require(by, Permission.VIEW_MERIT, extract.agency_id)
    found = extracts.extract(extract.kind, extract.agency, extract.on, extract.known_at)
    same = found is not None and hashlib.sha256(prints(found)).hexdigest() == extract.file.digest
    result = Again(same, found is not None and found.facts == extract.facts)
    payload = {"kind": extract.kind, "identical": result.identical, "same_facts": result.same_facts}
    code = extract.agency.code
    ledger.record("succession.merit_extract.replayed", by=by, agency=code, subject=extract, payload=payload)
    return result


@transaction.atomic
def _kept(
    answer: MeritAnswer, found: extracts.Extract, document: tuple[str, bytes], title: str, by: User
) -> MeritEvidence:
    held, sub = answer.assessment, answer.sub_aspect
    before = MeritEvidence.objects.filter(
        assessment=held, sub_aspect=sub, withdrawn_at=None, file__merit_extract__kind=found.kind.code
    ).select_related("file__merit_extract")
    last = before.order_by("id").last()
    if last is not None and last.file.merit_extract.facts == found.facts:
        raise Invalid(_("Petikan yang sudah ada masih sama isinya."), code="same_file")
    if last is None:
        merit_evidence.attach(assessment=held, sub_aspects=[sub], title=title, document=document, by=by)
    else:
        merit_evidence.replace(evidence=last, document=document, by=by)
    made = MeritEvidence.objects.select_related("file").filter(assessment=held, sub_aspect=sub, withdrawn_at=None)
    digest = hashlib.sha256(document[1]).hexdigest()
    evidence = made.get(file__digest=digest)
    extract, new = MeritExtract.objects.get_or_create(
        file=evidence.file,
        defaults={
            "agency": held.agency,
            "kind": found.kind.code,
            "on": found.on,
            "known_at": found.known_at,
            "facts": found.facts,
            "by": by,
        },
    )
    if not new:
        raise DomainError(_("Petikan ini sudah ada."), code="same_file")
    payload = {"assessment": held.pk, "sub_aspect": sub, "kind": extract.kind, "on": extract.on.isoformat()}
    payload |= {"known_at": extract.known_at.isoformat(), "file": digest, "facts": extract.facts}
    code = held.agency.code
    ledger.record("succession.merit_extract.adopted", by=by, agency=code, subject=extract, payload=payload)
    return evidence
