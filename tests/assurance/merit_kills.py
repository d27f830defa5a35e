"""What is killed for T-13 of the merit system: an extract adopted, levels verified, minutes signed, a round decided."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from accounts.models import User
from audit.domain import ledger
from audit.models import Event
from succession.domain import extracting, merit_evidence, pleno, verifying
from succession.domain.assessing import submit
from succession.domain.merit_steps import State
from succession.domain.queries import merit, plenos
from succession.interfaces import papers
from succession.models import MeritAssessment, MeritExtract, MeritLevelRecord, MeritRound, MeritRoundRecord
from talent.domain import known
from talent.models import Agency, EvidenceFile
from tests import factories
from tests.assurance.killing import attempt, rounds, tell
from tests.succession import assessed

EXTRACTED, MOVED = "1.3", "1.1"


def killed_merit(*, folder: str, kills: int) -> None:
    """Every round a merit round of an agency of its own, which goes from its draft to its decision."""
    team: dict[int, tuple[User, User, User]] = {}

    def prepare(number: int) -> Callable[[], None]:
        agency = factories.agency(f"I-{number}", f"Instansi {number}")
        factories.employee(agency)
        staff, head, verifier = (factories.user(role, agency) for role in ("BKD_STAFF", "BKD_HEAD", "MERIT_VERIFIER"))
        team[number] = staff, head, verifier
        assessed.verify_all(assessed.answered(agency, staff, "2025"))
        # These two are verified while the kills fall.
        _held(number).answers.filter(sub_aspect__in=[EXTRACTED, MOVED]).update(verified_level=None)

        def work() -> None:
            _go(_held(number), *team[number])

        return work

    def between(number: int) -> str:
        return _half_done(_held(number))

    def judge(number: int) -> Any:
        held = _held(number)
        assert held.round is not None
        found = merit.known_rounds([held.round], known.now(held.agency_id))[0]
        score, noted = found.score(), _noted(held)

        def again() -> None:
            extract = MeritExtract.objects.get(agency=held.agency)
            assert extracting.again(extract=extract, prints=papers.extract, by=team[number][0]).identical

        # In a process of its own: typst's threads would not live on in those that are forked afterwards.
        assert not attempt(again)
        return score.score, score.category, sorted(found.levels.items()), held.version, noted

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
    tell(rounds(kills=kills, seed=17, steps=steps, prepare=prepare, between=between, judge=judge))


def _held(number: int) -> MeritAssessment:
    return MeritAssessment.objects.select_related("agency", "round").get(agency__code=f"I-{number}")


def _go(held: MeritAssessment, staff: User, head: User, verifier: User) -> None:
    """From wherever the round stands to its decision."""
    if held.state == State.DRAFT:
        answer = assessed.of(held, EXTRACTED)
        if not MeritExtract.objects.filter(agency=held.agency).exists():
            given = {"kind": "retirement_projection", "on": factories.ON, "prints": papers.extract}
            extracting.adopt(answer=answer, by=staff, **given)
        submit(assessment=held, version=held.version, by=head)
        held.refresh_from_db()
    if held.state == State.SUBMITTED:
        for answer in held.answers.filter(verified_level=None):
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


def _half_done(held: MeritAssessment) -> str:
    agency: Agency = held.agency
    adopted = (
        held.evidence.filter(sub_aspect=EXTRACTED, withdrawn_at=None).count() - 1,
        MeritExtract.objects.filter(agency=agency).count(),
        EvidenceFile.objects.filter(agency=agency).count() - 1,
        Event.objects.filter(agency=agency.code, kind="succession.merit_extract.adopted").count(),
        Event.objects.filter(agency=agency.code, kind="succession.merit_evidence.attached").count() - 1,
    )
    if len(set(adopted)) > 1 or adopted[0] not in (0, 1):
        return f"adopted {adopted}"
    decided = (
        int(held.state == State.DECIDED),
        MeritRound.objects.filter(agency=agency).count(),
        MeritRoundRecord.objects.filter(agency=agency).count(),
        MeritLevelRecord.objects.filter(agency=agency).count() // len(assessed.KASN),
        Event.objects.filter(agency=agency.code, kind="succession.merit.decided").count(),
    )
    if len(set(decided)) > 1:
        return f"decided {decided}"
    verified = held.answers.filter(sub_aspect__in=[EXTRACTED, MOVED]).exclude(verified_level=None).count()
    noted = Event.objects.filter(agency=agency.code, kind="succession.merit.level_verified").count()
    return "" if verified == noted else f"{verified} levels verified, {noted} noted"


def _noted(held: MeritAssessment) -> list[str]:
    """What of the round stands in the ledger, in its order."""
    kinds = (
        "succession.merit.",
        "succession.merit_extract.adopted",
        "succession.merit_evidence.",
        "succession.merit_pleno.",
    )
    events = Event.objects.filter(agency=held.agency.code).order_by("id").values_list("kind", flat=True)
    return [kind for kind in events if kind.startswith(kinds)]
