"""A merit round that goes its whole way: answered, clarified, verified, decided, by the product's own steps."""

from datetime import timedelta

import typst
from django.utils import timezone

from accounts.models import User
from succession.domain import assessing, clarifying, extracting, merit_evidence, pleno, verifying
from succession.domain.merit_steps import State
from succession.domain.queries import assessments, plenos
from succession.interfaces import papers
from succession.models import MeritAssessment
from talent.models import Agency

AGENCY, NAME, INSTRUMENT = "BONTANG", "2026", "PANRB-2025"
# Where the agency says that it is further than elsewhere; of these the overseer does not follow the last one.
FURTHER = ("1.1", "1.3", "2.1", "2.2", "3.3")
DOUBTED = FURTHER[-1]
_DOCUMENT = b"""#set document(title: "Himpunan bukti", date: datetime(year: 2026, month: 1, day: 5))
= Himpunan bukti penilaian merit
Dokumen rekaan untuk demonstrasi."""


def run(staff: User, verifier: User) -> str:
    """The round from where it stands to its decision; says what it came to."""
    agency = Agency.objects.get(code=AGENCY)
    held = MeritAssessment.objects.filter(agency=agency, name=NAME).first()
    if held is None:
        today = timezone.localdate()
        held = assessing.begin(agency=agency, name=NAME, instrument=INSTRUMENT, on=today, by=staff)
    if held.state == State.DRAFT:
        _answer(held, staff)
    if held.state == State.SUBMITTED:
        assessing.open_clarification(assessment=held, version=held.version, by=verifier)
        held.refresh_from_db()
    if held.state == State.CLARIFICATION:
        _clarify(held, staff, verifier)
        _verify(held, verifier)
    if held.state == State.VERIFIED:
        _decide(held, verifier)
    board = assessments.board(held)
    lowered, lacking = len(board.differences), len(board.missing)
    return f"{AGENCY} {NAME}: {lowered} level turun/lowered, indeks menunggu/index awaits {lacking}"


def _answer(held: MeritAssessment, staff: User) -> None:
    for answer in held.answers.filter(level=None):
        further = answer.sub_aspect in FURTHER
        words = "Berjalan di semua unit dan dievaluasi." if further else "Berjalan di sebagian besar unit."
        level = 2 + further
        assessing.answer(answer=answer, version=answer.version, level=level, justification=words, owner=None, by=staff)
    if not held.evidence.exists():
        share, today = held.answers.get(sub_aspect="1.3"), timezone.localdate()
        extracting.adopt(answer=share, kind="retirement_projection", on=today, prints=papers.extract, by=staff)
    document = ("himpunan-bukti.pdf", typst.compile(_DOCUMENT, format="pdf"))
    codes = assessments.sub_aspects(held.instrument)
    merit_evidence.attach(assessment=held, sub_aspects=codes, title="Himpunan bukti", document=document, by=staff)
    assessing.submit(assessment=held, version=held.version, by=staff)
    held.refresh_from_db()


def _clarify(held: MeritAssessment, staff: User, verifier: User) -> None:
    if held.questions.exists():
        return
    question = clarifying.ask(
        assessment=held,
        sub_aspect=DOUBTED,
        text="Di mana laporan penilaian kinerja triwulan terakhir?",
        due=timezone.localdate() + timedelta(days=14),
        by=verifier,
    )
    clarifying.reply(question=question, text="Laporannya baru sampai triwulan kedua.", by=staff)
    clarifying.close(question=question, read=1, outcome="Belum berkala; levelnya tetap.", by=verifier)


def _verify(held: MeritAssessment, verifier: User) -> None:
    for answer in held.answers.filter(verified_level=None):
        doubted = answer.sub_aspect == DOUBTED
        level = (answer.level or 0) - doubted
        remark = "Laporan triwulan belum lengkap." if doubted else ""
        verifying.verify(answer=answer, version=answer.version, level=level, remark=remark, by=verifier)
    verifying.finish(assessment=held, version=held.version, by=verifier)
    held.refresh_from_db()


def _decide(held: MeritAssessment, verifier: User) -> None:
    today, minutes = timezone.localdate(), plenos.minutes_of(held)
    if minutes is None:
        text = f"Pleno membahas sub-aspek {DOUBTED} dan mengikuti hasil verifikasi."
        pleno.write(assessment=held, version=0, held_on=today, present=[verifier], minutes=text, levels={}, by=verifier)
        minutes = plenos.minutes_of(held)
    assert minutes is not None
    if not minutes.complete:
        pleno.sign(assessment=held, seen=minutes.said, by=verifier)
    verifying.decide(
        assessment=held, version=held.version, number="118/KEP/2026", decided_on=today, valid_to=None, by=verifier
    )
    held.refresh_from_db()
