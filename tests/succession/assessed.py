"""A merit round on its way: the published case that fell from 365.5 to 332.5, in levels of the KASN instrument."""

from accounts.models import User
from succession.domain import assessing, merit_evidence, verifying
from succession.domain.queries import assessments
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


def level(assessment: MeritAssessment, sub_aspect: str, value: int | None, by: User) -> None:
    """The agency's level."""
    held = of(assessment, sub_aspect)
    assessing.answer(answer=held, version=held.version, level=value, justification="Sudah ada.", owner=by, by=by)


def verified(assessment: MeritAssessment, sub_aspect: str, value: int | None, by: User, remark: str = "") -> None:
    """The verifier's level."""
    held = of(assessment, sub_aspect)
    verifying.verify(answer=held, version=held.version, level=value, remark=remark, by=by)


def answered(agency: Agency, staff: User, name: str = "2025") -> MeritAssessment:
    """A draft with every level, and one document that serves them all."""
    made = assessing.begin(agency=agency, name=name, instrument="KASN-2019", by=staff)
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


def finished(agency: Agency, name: str = "2025") -> tuple[MeritAssessment, User]:
    """A round whose every sub-aspect is verified."""
    made, verifier = submitted(agency, name)
    for code, value in VERIFIED.items():
        MeritAnswer.objects.filter(assessment=made, sub_aspect=code).update(
            verified_level=value, note="Kurang lengkap."
        )
    verifying.finish(assessment=made, version=made.version, by=verifier)
    made.refresh_from_db()
    return made, verifier
