"""What is killed for T-13 of the merit system: an extract adopted, levels verified, minutes signed, a round decided."""

from dataclasses import replace

from django.utils import timezone

from accounts.models import User
from audit.domain import ledger
from succession.domain import extracting, merit_evidence, pleno, verifying
from succession.domain.assessing import submit
from succession.domain.merit_steps import State
from succession.domain.queries import extracts, merit, plenos
from succession.interfaces import papers
from succession.models import MeritAssessment, MeritExtract
from talent.domain import known
from tests import factories
from tests.assurance.killing import rounds, tell
from tests.succession import assessed

EXTRACTED, MOVED = "1.3", "1.1"


def killed_merit(*, folder: str, kills: int) -> None:
    """A merit round, from its draft to its decision."""
    agency = factories.agency()
    factories.employee(agency)
    staff, head, verifier = (factories.user(role, agency) for role in ("BKD_STAFF", "BKD_HEAD", "MERIT_VERIFIER"))
    assessed.verify_all(assessed.answered(agency, staff, "2025"))
    # These two are verified while the kills fall.
    _held().answers.filter(sub_aspect__in=[EXTRACTED, MOVED]).update(verified_level=None)
    steps = {
        "instant taken": ((known, "turn"), 2),
        "extract set in type": ((papers, "extract"), 1),
        "file kept": ((merit_evidence.files, "keep_file"), 1),
        "evidence attached": ((merit_evidence, "attach"), 1),
        "extract adopted": ((extracting, "adopt"), 1),
        "level verified": ((verifying, "write"), 2),
        "minutes signed": ((pleno, "sign"), 1),
        "records entered": ((verifying, "enter"), 2),
        "round moved": ((verifying, "move"), 2),
        "step in the ledger": ((ledger, "record"), 9),
        "decided": ((verifying, "decide"), 1),
    }
    work = lambda: _go(_held(), staff, head, verifier)  # noqa: E731
    # Not warm: typst's threads would not live on in the processes that are forked afterwards.
    tally = rounds(folder=folder, kills=kills, seed=17, steps=steps, work=work, warm=False)
    _whole(_held(), staff)
    tell(tally)


def _to_the_second(found: extracts.Extract) -> bytes:
    """The paper without the microsecond of its instant, which is another one for whoever begins it again."""
    return papers.extract(replace(found, known_at=found.known_at.replace(microsecond=0)))


def _held() -> MeritAssessment:
    return MeritAssessment.objects.select_related("agency", "round").get()


def _whole(held: MeritAssessment, staff: User) -> None:
    """The undisturbed round was decided, by levels that the extract's facts give again."""
    found = merit.known_rounds([held.round], known.now(held.agency_id))[0]
    assert (held.state, len(found.levels)) == (State.DECIDED, len(assessed.KASN))
    extract = MeritExtract.objects.get()
    assert extracting.again(extract=extract, prints=_to_the_second, by=staff).identical


def _go(held: MeritAssessment, staff: User, head: User, verifier: User) -> None:
    """From wherever the round stands to its decision."""
    if held.state == State.DRAFT:
        answer = assessed.of(held, EXTRACTED)
        if not MeritExtract.objects.filter(agency=held.agency).exists():
            given = {"kind": "retirement_projection", "on": factories.ON, "prints": _to_the_second}
            extracting.adopt(answer=answer, by=staff, **given)
        submit(assessment=held, version=held.version, by=head)
        held.refresh_from_db()
    if held.state == State.SUBMITTED:
        for answer in held.answers.filter(verified_level=None).order_by("id"):
            answer.assessment = held
            verifying.verify(answer=answer, version=answer.version, level=answer.level, remark="", by=verifier)
        verifying.finish(assessment=held, version=held.version, by=verifier)
        held.refresh_from_db()
    if held.state == State.VERIFIED:
        minutes = plenos.minutes_of(held)
        if minutes is None:
            assessed.minuted(held, verifier, {MOVED: (2, "Pleno menilai buktinya lama.")})
        elif not minutes.complete:
            pleno.sign(assessment=held, seen=minutes.said, by=verifier)
        given = {"number": "12/KEP/2026", "decided_on": timezone.localdate(), "valid_to": None}
        verifying.decide(assessment=held, version=held.version, by=verifier, **given)
