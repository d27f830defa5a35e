"""Questions about a merit round: what was said and seen stays, and the open ones hold the verification up."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts.models import User
from audit.models import Event
from rules.errors import DomainError, Invalid, NotAllowed, Stale
from succession.domain import assessing, clarifying, merit_evidence, verifying
from succession.domain.queries import assessments, clarifications
from succession.models import MeritAssessment, MeritQuestion
from talent.models import Agency
from tests import factories
from tests.succession import assessed
from tests.talent import documents

pytestmark = pytest.mark.django_db

WORDS = "Mana SK penetapannya?"


@pytest.fixture
def agency() -> Agency:
    return factories.agency()


@pytest.fixture
def staff(agency: Agency) -> User:
    return factories.user("BKD_STAFF", agency)


def _ask(held: MeritAssessment, by: User, days: int = 3, sub: str = "1.1") -> MeritQuestion:
    due = timezone.localdate() + timedelta(days=days)
    return clarifying.ask(assessment=held, sub_aspect=sub, text=WORDS, due=due, by=by)


def test_a_thread_keeps_every_word_with_the_evidence_that_stood_there_then(agency: Agency) -> None:
    held, verifier = assessed.clarified(agency)
    staff = assessed.owner(held, "1.1")
    first = held.evidence.get(sub_aspect="1.1").file.digest
    asked = _ask(held, verifier)
    document = ("sk.pdf", documents.pdf("SK"))
    clarifying.reply(question=asked, text="SK terlampir.", document=document, by=staff)
    second = held.evidence.latest("id").file.digest
    clarifying.reply(question=asked, text="Tanggalnya?", by=verifier)
    merit_evidence.replace(evidence=held.evidence.latest("id"), document=("baru.pdf", documents.pdf("Baru")), by=staff)
    thread = clarifications.threads(held)["1.1"][0]
    assert [one["digest"] for one in thread.question.seen] == [first]
    assert [(one.side, [seen["digest"] for seen in one.seen]) for one in thread.replies] == [
        ("AGENCY", [first, second]), ("OVERSEER", [first, second]),
    ]  # fmt: skip
    with pytest.raises(Stale, match=r"sementara itu dijawab; baca dahulu jawabannya\. Terakhir: .* ditanggapi"):
        clarifying.close(question=asked, read=1, outcome="Sudah jelas sekarang.", by=verifier)
    clarifying.close(question=asked, read=2, outcome="Sudah jelas sekarang.", by=verifier)
    for late in (
        lambda: clarifying.reply(question=asked, text="Terlambat.", by=staff),
        lambda: clarifying.close(question=asked, read=2, outcome="Sekali lagi ditutup.", by=verifier),
    ):
        with pytest.raises(DomainError, match=rf"sudah ditutup\. Terakhir: .* ditutup, oleh {verifier.name}"):
            late()
    kinds = Event.objects.filter(kind__startswith="succession.merit_question.").order_by("id")
    assert [event.kind.rpartition(".")[2] for event in kinds] == ["asked", "answered", "remarked", "closed"]
    assert kinds[1].payload["seen"] == [first, second]
    for table, column in (("succession_meritreply", "text"), ("succession_meritquestion", "seen")):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET {column} = '\"x\"'")


def test_open_questions_hold_the_verification_up_until_closed_or_past_their_deadline(
    agency: Agency, staff: User
) -> None:
    held, verifier = assessed.clarified(agency)
    assessed.verify_all(held)
    asked, lapsing = _ask(held, verifier), _ask(held, verifier, 0, "3.1")
    assert list(clarifications.unanswered(staff)) == [lapsing, asked]
    for ids in (r"1\.1, 3\.1", r"3\.1"):
        with pytest.raises(Invalid, match=rf"^Klarifikasi masih terbuka: {ids}\."):
            verifying.finish(assessment=held, version=held.version, by=verifier)
        if asked.closed_at is None:
            clarifying.close(question=asked, read=0, outcome="Tidak diperlukan lagi.", by=verifier)
    on = timezone.localdate() + timedelta(days=1)
    assert list(clarifications.waiting(held, on)) == []
    clarifying.close(question=lapsing, read=0, outcome="Tidak dijawab instansi.", by=verifier)
    verifying.finish(assessment=held, version=held.version, by=verifier)
    assert Event.objects.get(kind="succession.merit.verified").payload["levels"] == assessed.VERIFIED


def test_words_may_come_from_the_whole_team_and_documents_from_whose_share_it_is(agency: Agency, staff: User) -> None:
    held, verifier = assessed.clarified(agency)
    asked, document = _ask(held, verifier), ("sk.pdf", documents.pdf("SK"))
    before = held.evidence.count()
    with pytest.raises(NotAllowed, match=r"^Sub-aspek 1\.1 bagian"):
        clarifying.reply(question=asked, text="SK terlampir.", document=document, by=staff)
    assert (asked.replies.count(), held.evidence.count()) == (0, before)
    clarifying.reply(question=asked, text="Sedang dicari.", by=staff)
    clarifying.reply(question=asked, text="Ini.", document=document, by=factories.user("BKD_HEAD", agency))
    assert (asked.replies.count(), held.evidence.count()) == (2, before + 1)


def test_evidence_that_changes_after_a_level_was_given_has_to_be_looked_at_again(agency: Agency) -> None:
    held, verifier = assessed.clarified(agency)
    assessed.verify_all(held)
    document, staff = ("tambahan.pdf", documents.pdf("Tambahan")), assessed.owner(held, "2.1")
    merit_evidence.attach(assessment=held, sub_aspects=["2.1"], title="Tambahan", document=document, by=staff)
    with pytest.raises(Invalid, match=r"^Bukti berubah sesudah levelnya diisi: 2\.1\."):
        verifying.finish(assessment=held, version=held.version, by=verifier)
    assessed.verified(held, "2.1", 3, verifier)
    verifying.finish(assessment=held, version=held.version, by=verifier)


def test_drafts_are_read_by_their_own_side_only(agency: Agency, staff: User) -> None:
    draft = assessed.begun(agency, staff, "2026")
    held, verifier = assessed.clarified(agency)
    assessed.verified(held, "1.1", 2, verifier, "Peta jabatan belum ditetapkan.")
    assert "level" not in Event.objects.latest("id").payload
    auditor, ppk = (factories.user(role, agency) for role in ("AUDITOR", "PPK"))
    for reader in (staff, auditor, ppk):
        assert set(assessments.visible_to(reader)) == {draft, held}
        assert assessments.board_for(reader, held).rows[0].answer.verified_level is None
        assert assessments.board_for(reader, held).rows[0].answer.note == ""
    assert set(assessments.visible_to(verifier)) == {held}
    assert assessments.board_for(verifier, held).rows[0].answer.verified_level == 2
    assessing.send_back(assessment=held, version=held.version, reason="Buktinya tertukar.", by=verifier)
    assert not assessments.visible_to(verifier).exists()
    assert not assessments.evidence_seen_by(verifier).exists()
    assert assessments.evidence_seen_by(staff).count() == 36


@pytest.mark.parametrize("days", [-1, 0])
def test_who_asks_when_and_until_when(agency: Agency, staff: User, days: int) -> None:
    held, verifier = assessed.submitted(agency)
    with pytest.raises(DomainError, match="Putaran ini diajukan"):
        _ask(held, verifier)
    assessing.open_clarification(assessment=held, version=held.version, by=verifier)
    with pytest.raises(NotAllowed):
        _ask(held, staff)
    with pytest.raises(Invalid, match="tidak ada dalam putaran ini"):
        _ask(held, verifier, sub="9.9")
    if days < 0:
        with pytest.raises(Invalid, match="Tenggat tidak boleh sudah lewat"):
            _ask(held, verifier, days)
    else:
        asked = _ask(held, verifier, days)
        with pytest.raises(NotAllowed):
            clarifying.reply(question=asked, text="Bukan saya.", by=factories.user("PPK", agency))
        with pytest.raises(NotAllowed):
            clarifying.close(question=asked, read=0, outcome="Ditutup oleh instansi.", by=staff)
