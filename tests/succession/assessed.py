"""A merit round on its way: the published case that fell from 365.5 to 332.5, in levels of the KASN instrument."""

from datetime import date

from django.utils import timezone

from accounts.models import User
from rules.law import shipped
from rules.merit import time_of
from succession.domain import assessing, merit_evidence, pleno, verifying
from succession.domain.queries import assessments, plenos
from succession.models import MeritAnswer, MeritAssessment
from talent.models import Agency
from tests import factories
from tests.talent import documents

KASN = assessments.sub_aspects("KASN-2019")
# Everything else at 4: 400 − 34.5 = 365.5.
THREES = ("1.1", "2.1", "2.2", "2.3", "3.1", "3.2", "3.3", "3.4", "3.5", "3.6", "3.7", "3.8")
# One level lower each by the verifier: 365.5 − 33 = 332.5.
LOWERED = ("1.2", "1.3", "1.4", "3.1", "4.1", "5.1", "5.2", "5.3", "5.5")
OWN = {code: 3 if code in THREES else 4 for code in KASN}
VERIFIED = {code: level - (code in LOWERED) for code, level in OWN.items()}


def of(assessment: MeritAssessment, sub_aspect: str) -> MeritAnswer:
    """The answer as it stands."""
    return MeritAnswer.objects.get(assessment=assessment, sub_aspect=sub_aspect)


def owner(assessment: MeritAssessment, sub_aspect: str) -> User:
    """Whose share it is."""
    found = of(assessment, sub_aspect).owner
    assert found is not None
    return found


def level(assessment: MeritAssessment, sub_aspect: str, value: int | None, by: User) -> None:
    """The agency's level."""
    held = of(assessment, sub_aspect)
    assessing.answer(answer=held, version=held.version, level=value, justification="Sudah ada.", owner=by, by=by)


def verified(assessment: MeritAssessment, sub_aspect: str, value: int | None, by: User, remark: str = "") -> None:
    """The verifier's level."""
    held = of(assessment, sub_aspect)
    verifying.verify(answer=held, version=held.version, level=value, remark=remark, by=by)


def begun(agency: Agency, staff: User, name: str = "2025", instrument: str = "KASN-2019") -> MeritAssessment:
    """A draft; of a repealed instrument it was begun on that one's last day."""
    last = time_of(instrument, shipped())[1]
    return assessing.begin(agency=agency, name=name, instrument=instrument, on=last or timezone.localdate(), by=staff)


def answered(agency: Agency, staff: User, name: str = "2025") -> MeritAssessment:
    """A draft with every level, and one document that serves them all."""
    made = begun(agency, staff, name)
    for code, value in OWN.items():
        MeritAnswer.objects.filter(assessment=made, sub_aspect=code).update(level=value, owner=staff)
    document = ("bukti.pdf", documents.pdf())
    merit_evidence.attach(assessment=made, sub_aspects=KASN, title="Himpunan bukti", document=document, by=staff)
    return made


def submitted(agency: Agency, name: str = "2025") -> tuple[MeritAssessment, User]:
    """A round that the head sent up, and the verifier it lies with."""
    made = answered(agency, factories.user("BKD_STAFF", agency), name)
    assessing.submit(assessment=made, version=made.version, by=factories.user("BKD_HEAD", agency))
    made.refresh_from_db()
    return made, factories.user("MERIT_VERIFIER", agency)


def clarified(agency: Agency, name: str = "2025") -> tuple[MeritAssessment, User]:
    """A round in clarification, and its verifier."""
    made, verifier = submitted(agency, name)
    assessing.open_clarification(assessment=made, version=made.version, by=verifier)
    made.refresh_from_db()
    return made, verifier


def finished(agency: Agency, name: str = "2025", *, minutes: bool = True) -> tuple[MeritAssessment, User]:
    """A round whose every sub-aspect is verified, with signed minutes that change nothing."""
    made, verifier = submitted(agency, name)
    verify_all(made)
    verifying.finish(assessment=made, version=made.version, by=verifier)
    made.refresh_from_db()
    if minutes:
        minuted(made, verifier)
    return made, verifier


def verify_all(made: MeritAssessment) -> None:
    """Every level of the verifier, given over the documents in use."""
    seen = assessments.proof(made.evidence.filter(sub_aspect="1.1", withdrawn_at=None).select_related("file"))
    given = {"note": "Kurang lengkap.", "evidence_seen": seen}
    for code, value in VERIFIED.items():
        MeritAnswer.objects.filter(assessment=made, sub_aspect=code).update(verified_level=value, **given)


def minuted(made: MeritAssessment, verifier: User, levels: pleno.Levels | None = None, on: date | None = None) -> None:
    """Minutes of a session of one, signed; `on`: today if not said."""
    text = "Pleno membahas hasil verifikasi."
    given = {"held_on": on or timezone.localdate(), "present": [verifier], "minutes": text, "levels": levels or {}}
    pleno.write(assessment=made, version=0, by=verifier, **given)
    found = plenos.minutes_of(made)
    assert found is not None
    pleno.sign(assessment=made, seen=found.said, by=verifier)
