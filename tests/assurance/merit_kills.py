"""What is killed for T-13 of the merit system: an extract adopted, levels verified, minutes signed, a round decided; a
decision in its place after an objection, and what opens and narrows the gate.
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from audit.domain import ledger
from succession.domain import (
    approvals,
    decrees,
    extracting,
    following,
    merit_evidence,
    narrowing,
    pleno,
    superseding,
    verifying,
)
from succession.domain.assessing import submit
from succession.domain.merit_steps import State
from succession.domain.queries import extracts, merit, plenos
from succession.interfaces import papers
from succession.models import (
    ApprovalRecord,
    GateFreezeRecord,
    MeritAssessment,
    MeritExtract,
    MeritObjection,
    MeritPaper,
    MeritRound,
    MeritSuperseding,
)
from talent.domain import known
from talent.models import Agency
from tests import factories
from tests.assurance.killing import rounds, tell
from tests.succession import assessed, cast
from tests.talent import documents

EXTRACTED, MOVED = "1.3", "1.1"
BEFORE = "2024"


def killed_merit(*, folder: str, kills: int) -> None:
    """A merit round from its draft to its decision, one in the place of an earlier decision, the papers of the gate."""
    agency = factories.agency()
    factories.employee(agency)
    staff, head, verifier = (factories.user(role, agency) for role in ("BKD_STAFF", "BKD_HEAD", "MERIT_VERIFIER"))
    assessed.verify_all(assessed.answered(agency, staff, "2025"))
    before = decided_before(factories.other_agency())
    others = [factories.user(role, before.agency) for role in ("BKD_HEAD", "MERIT_VERIFIER")]
    # These two are verified while the kills fall.
    _held().answers.filter(sub_aspect__in=[EXTRACTED, MOVED]).update(verified_level=None)
    steps = {
        "instant taken": ((known, "turn"), 5),
        "extract set in type": ((papers, "extract"), 1),
        "file kept": ((merit_evidence.files, "keep_file"), 4),
        "evidence attached": ((merit_evidence, "attach"), 1),
        "extract adopted": ((extracting, "adopt"), 1),
        "level verified": ((verifying, "write"), 2),
        "minutes signed": ((pleno, "sign"), 1),
        "records entered": ((verifying, "enter"), 2),
        "round moved": ((verifying, "move"), 2),
        "step in the ledger": ((ledger, "record"), 16),
        "decided": ((verifying, "decide"), 1),
        "objection answered": ((following, "answer"), 1),
        "records in its place entered": ((superseding, "enter"), 2),
        "decided in its place": ((superseding, "supersede"), 1),
        "copy of the approval kept": ((approvals, "keep_copy"), 1),
        "approval recorded": ((approvals, "record"), 1),
        "freeze entered": ((decrees, "enter"), 1),
        "freeze recorded": ((narrowing, "freeze"), 1),
    }

    def work() -> None:
        _go(_held(), staff, head, verifier)
        _supersede(before, *others)
        _open_and_close(agency, staff, verifier)

    # Not warm: typst's threads would not live on in the processes that are forked afterwards.
    tally = rounds(folder=folder, kills=kills, seed=17, steps=steps, work=work, warm=False)
    _whole(_held(), staff)
    tell(tally)


def _to_the_second(found: extracts.Extract) -> bytes:
    """The paper without the microsecond of its instant, which is another one for whoever begins it again."""
    return papers.extract(replace(found, known_at=found.known_at.replace(microsecond=0)))


def _held() -> MeritAssessment:
    return MeritAssessment.objects.select_related("agency", "round").get()


def decided_before(agency: Agency) -> MeritRound:
    """A round that was decided five days ago, so that it can still be objected to."""
    of = {"agency": agency.code, "round": BEFORE}
    days = {"submitted_on": date(2025, 12, 1), "decided_on": timezone.localdate() - timedelta(days=5)}
    assert cast.merit("merit_rounds", of | {"instrument": "KASN-2019", "decision_number": "9"} | days).errors == []
    rows = [of | {"sub_aspect": code, "level": 3, "verified_level": 3} for code in assessed.KASN]
    assert cast.merit("merit_levels", *rows).errors == []
    return MeritRound.objects.get(agency=agency)


def _whole(held: MeritAssessment, staff: User) -> None:
    """The undisturbed round was decided, by levels that the extract's facts give again."""
    found = merit.known_rounds([held.round], known.now(held.agency_id))[0]
    assert (held.state, len(found.levels)) == (State.DECIDED, len(assessed.KASN))
    extract = MeritExtract.objects.get()
    assert extracting.again(extract=extract, prints=_to_the_second, by=staff).identical
    followed = MeritSuperseding.objects.get()
    (newer,) = merit.known_rounds([followed.round], known.now(None))
    assert (followed.replaced.name, newer.levels[MOVED], len(newer.levels)) == (BEFORE, (3, 4), len(assessed.KASN))
    copies = MeritPaper.objects.values_list("number", flat=True)
    assert (list(copies), GateFreezeRecord.objects.get().file is not None) == (["B/1"], True)


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


def _supersede(before: MeritRound, head: User, verifier: User) -> None:
    """From an objection to the decision in the place of the one before."""
    given: dict[str, Any] = {"number": "13/KEP/2026", "decided_on": timezone.localdate(), "valid_to": None}
    given |= {"reason": "Buktinya masih berlaku.", "document": ("putusan.pdf", documents.pdf("Putusan"))}
    objection = MeritObjection.objects.first() or following.oppose(
        merit_round=before, sub_aspect=MOVED, text="Buktinya masih berlaku.", by=head
    )
    if objection.answered_at is None:
        following.answer(objection=objection, accepted=True, text="Diterima seluruhnya.", by=verifier)
    if not MeritSuperseding.objects.exists():
        superseding.supersede(objection=objection, levels={MOVED: 4}, by=verifier, **given)


def _open_and_close(agency: Agency, staff: User, verifier: User) -> None:
    """An approval, and a time without replacements."""
    paper: dict[str, Any] = {"kind": "APPROVAL", "authority": "BKN", "number": "B/1", "valid_to": None}
    if not ApprovalRecord.objects.exists():
        document = ("surat.pdf", documents.pdf("Surat"))
        approvals.record(agency=agency, dated=timezone.localdate(), document=document, by=verifier, **paper)
    if not GateFreezeRecord.objects.exists():
        begun: dict[str, Any] = {"kind": "NEW_HEAD", "number": "BA/3", "since": factories.ON, "until": None}
        narrowing.freeze(agency=agency, document=("ba.pdf", documents.pdf("BA")), by=staff, **begun)
