"""What is killed for T-13 of the steps before and beside a merit round's decision: begun, answered, its documents, its
questions, its minutes; weights, a plan and an objection afterwards, and what an agency asks of itself.
"""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from django.utils import timezone

from accounts.models import User
from audit.domain import ledger
from rules.law import shipped
from rules.merit import INSTRUMENTS
from rules.merit_weights import Given
from succession.domain import assessing, clarifying, decrees, following, merit_evidence, narrowing, pleno, weighing
from succession.models import (
    GateConditionRecord,
    MeritAssessment,
    MeritObjection,
    MeritPleno,
    MeritQuestion,
    MeritRound,
    MeritTask,
    MeritWeights,
)
from talent.models import Agency
from tests import factories
from tests.assurance.killing import rounds, tell
from tests.assurance.merit_kills import decided_before
from tests.succession import assessed
from tests.talent import documents

NAME, SUB = "2026", "1.1"


def killed_merit_steps(*, folder: str, kills: int) -> None:
    """A draft, a round in clarification, one whose plenary has no minutes, and a decided one."""
    agency = factories.agency()
    asked, verifier = assessed.clarified(agency, "2025")
    verified, _verifier = assessed.finished(factories.other_agency(), "2025", minutes=False)
    decided = decided_before(agency)
    staff, head = factories.user("BKD_STAFF", agency), factories.user("BKD_HEAD", agency)
    other = factories.user("MERIT_VERIFIER", verified.agency)
    steps = {
        "round begun": ((assessing, "begin"), 1),
        "level answered": ((assessing, "answer"), 1),
        "evidence attached": ((merit_evidence, "attach"), 2),
        "evidence replaced": ((merit_evidence, "replace"), 1),
        "evidence withdrawn": ((merit_evidence, "withdraw"), 1),
        "question asked": ((clarifying, "ask"), 1),
        "question answered": ((clarifying, "reply"), 1),
        "question closed": ((clarifying, "close"), 1),
        "round sent back": ((assessing, "send_back"), 1),
        "minutes written": ((pleno, "write"), 1),
        "weights accepted": ((weighing, "accept"), 1),
        "plan made": ((following, "plan"), 1),
        "objection made": ((following, "oppose"), 1),
        "conditions entered": ((decrees, "enter"), 1),
        "conditions recorded": ((narrowing, "conditions"), 1),
        "step in the ledger": ((ledger, "record"), 15),
    }

    def work() -> None:
        _draft(agency, staff)
        _clarify(MeritAssessment.objects.get(pk=asked.pk), head, verifier)
        if not MeritPleno.objects.exists():
            given = {"held_on": timezone.localdate(), "minutes": "Pleno membahas hasil verifikasi.", "levels": {}}
            pleno.write(assessment=verified, version=0, present=[other], by=other, **given)
        _afterwards(agency, decided, head, verifier)

    tally = rounds(folder=folder, kills=kills, seed=19, steps=steps, work=work)
    begun = MeritAssessment.objects.get(name=NAME)
    versions = [(one.number, one.withdrawn_at is not None) for one in begun.evidence.order_by("id")]
    assert (assessed.of(begun, SUB).level, versions) == (2, [(1, True), (2, True)])
    assert (MeritQuestion.objects.get().outcome, MeritAssessment.objects.get(pk=asked.pk).state) == (
        "Sudah jelas semuanya.",
        "DRAFT",
    )
    assert (MeritWeights.objects.count(), MeritTask.objects.exists(), MeritObjection.objects.count()) == (1, True, 1)
    assert GateConditionRecord.objects.get().group == 2
    tell(tally)


def _draft(agency: Agency, staff: User) -> None:
    """A round begun, one sub-aspect answered, its document brought, replaced and withdrawn."""
    given: dict[str, Any] = {"agency": agency, "name": NAME, "instrument": "PANRB-2025", "on": timezone.localdate()}
    held = MeritAssessment.objects.filter(name=NAME).first() or assessing.begin(by=staff, **given)
    answer = assessed.of(held, SUB)
    if answer.level is None:
        words = {"level": 2, "justification": "Sudah ada.", "owner": staff}
        assessing.answer(answer=answer, version=answer.version, by=staff, **words)
    first, second = (("peta.pdf", documents.pdf(words)) for words in ("Peta", "Peta baru"))
    if not held.evidence.exists():
        merit_evidence.attach(assessment=held, sub_aspects=[SUB], title="Peta jabatan", document=first, by=staff)
    if not held.evidence.filter(number=2).exists():
        merit_evidence.replace(evidence=held.evidence.get(), document=second, by=staff)
    shown = held.evidence.filter(withdrawn_at=None).first()
    if shown is not None:
        merit_evidence.withdraw(evidence=shown, reason="Salah unggah berkas.", by=staff)


def _clarify(held: MeritAssessment, head: User, verifier: User) -> None:
    """A question, its answer with a document, its end; the round goes back to the agency."""
    if held.state != "CLARIFICATION":
        return
    due = timezone.localdate() + timedelta(days=3)
    question = MeritQuestion.objects.first() or clarifying.ask(
        assessment=held, sub_aspect=SUB, text="Mana SK penetapannya?", due=due, by=verifier
    )
    if not question.replies.exists():
        clarifying.reply(question=question, text="Ini.", document=("sk.pdf", documents.pdf("SK")), by=head)
    if question.closed_at is None:
        clarifying.close(question=question, read=1, outcome="Sudah jelas semuanya.", by=verifier)
    assessing.send_back(assessment=held, version=held.version, reason="Lengkapi buktinya.", by=verifier)


def _afterwards(agency: Agency, decided: MeritRound, head: User, verifier: User) -> None:
    """Weights, a plan, an objection, and what the agency asks of itself."""
    rule = shipped().versions(INSTRUMENTS["KASN-2019"])[0].value
    if not MeritWeights.objects.exists():
        rows = [Given(n, sub["id"], Fraction(str(sub["weight"]))) for n, sub in enumerate(rule["sub_aspects"], start=2)]
        about: dict[str, Any] = {"source": "Surat hasil", "verified": True, "file": "0" * 64}
        about |= {"code": "KASN-2019", "effective_from": date(2025, 1, 1)}
        weighing.accept(agency=agency, rows=rows, by=verifier, **about)
    if not MeritTask.objects.exists():
        following.plan(merit_round=decided, target=Fraction(325), efforts={}, by=head)
    if not MeritObjection.objects.exists():
        following.oppose(merit_round=decided, sub_aspect=SUB, text="Buktinya masih berlaku.", by=head)
    if not GateConditionRecord.objects.exists():
        asked: dict[str, Any] = {"number": "SK/1", "since": date(2026, 1, 5), "until": None}
        narrowing.conditions(agency=agency, category=None, score=None, group=2, by=head, **asked)
