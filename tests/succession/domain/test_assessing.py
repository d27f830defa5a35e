"""A merit round by page, from its first answer to its decision: who may do what, what is refused, what comes of it."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from audit.models import Event
from rules.errors import DomainError, Invalid, NotAllowed, Stale
from succession.domain import assessing, merit_evidence, verifying
from succession.domain.merit_steps import STEPS, State
from succession.domain.queries import assessments, merit, plenos
from succession.models import MeritAnswer, MeritAssessment, MeritLevelRecord, MeritRound, MeritRoundRecord
from talent.models import Agency, EvidenceFile
from tests import factories
from tests.succession import assessed, cast
from tests.talent import documents

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    return factories.agency()


@pytest.fixture
def staff(agency: Agency) -> User:
    return factories.user("BKD_STAFF", agency)


def _today() -> date:
    return timezone.localdate()


def _decide(held: MeritAssessment, by: User, **given: Any) -> MeritRound:
    values = {"number": "12/KEP/2026", "decided_on": _today(), "valid_to": None} | given
    return verifying.decide(assessment=held, version=held.version, by=by, **values)


def test_a_round_goes_from_its_first_answer_to_the_records_that_a_workbook_would_bring(agency: Agency) -> None:
    held, verifier = assessed.finished(agency)
    board = assessments.board(held)
    assert (board.own.score, board.own.category) == (365.5, "SANGAT_BAIK")
    assert board.verified is not None
    assert (board.verified.score, board.verified.category) == (332.5, "SANGAT_BAIK")
    assert [(one.line.id, one.points) for one in board.differences] == [
        ("1.2", -2.5), ("1.3", -2.5), ("1.4", -2.5), ("3.1", -4.0), ("4.1", -4.0), ("5.1", -5.0), ("5.2", -2.5),
        ("5.3", -5.0), ("5.5", -5.0),
    ]  # fmt: skip
    made = _decide(held, verifier, valid_to=_today() + timedelta(days=365))
    held.refresh_from_db()
    assert (held.state, held.round) == (State.DECIDED, made)

    other = factories.other_agency()
    course = {"round": "2025", "submitted_on": _today(), "decided_on": _today(), "decision_number": "12/KEP/2026"}
    course |= {"valid_to": _today() + timedelta(days=365), "instrument": "KASN-2019", "agency": other.code}
    # Of a round that was begun here nobody asks again whether its instrument is still in force.
    assert [error.code for error in cast.merit("merit_rounds", course).errors] == ["instrument_time"]
    MeritAssessment.objects.create(
        agency=other, name="2025", instrument="KASN-2019", begun_on=date(2025, 12, 30), begun_by=verifier
    )
    cast.merit("merit_rounds", course)
    levels = [
        {"agency": other.code, "round": "2025", "sub_aspect": code, "level": assessed.OWN[code]}
        | {"verified_level": level, "note": "Kurang lengkap."}
        for code, level in assessed.VERIFIED.items()
    ]
    cast.merit("merit_levels", *levels)
    imported = MeritRound.objects.get(agency=other)
    for model in (MeritRoundRecord, MeritLevelRecord):
        by_page, by_workbook = (
            list(model.objects.filter(round=one).order_by("id").values_list("key", "digest", "true_from", "true_to"))
            for one in (made, imported)
        )
        assert by_page == by_workbook
    assert merit.score_of(made, timezone.now()) == merit.score_of(imported, timezone.now()) == board.verified
    assert merit.latest_by_agency([agency.pk], _today(), timezone.now())[agency.pk].round == made
    kinds = list(
        Event.objects.filter(kind__startswith="succession.merit.").order_by("id").values_list("kind", flat=True)
    )
    assert kinds == [f"succession.merit.{what}" for what in ("begun", "submitted", "verified", "decided")]


def test_what_lacks_a_level_or_evidence_is_named_and_keeps_the_draft(agency: Agency, staff: User) -> None:
    held, head = assessed.answered(agency, staff), factories.user("BKD_HEAD", agency)
    assessed.level(held, "1.1", None, staff)
    proofs = {proof.sub_aspect: proof for proof in held.evidence.all()}
    for code in ("1.1", "2.4", "3.9"):
        merit_evidence.withdraw(evidence=proofs[code], reason="Salah unggah berkas.", by=staff)
    # The lowest level claims nothing that a document could prove.
    assessed.level(held, "3.9", 1, staff)
    with pytest.raises(Invalid, match=r"^Belum dapat diajukan: 1\.1 belum berlevel; 2\.4 tanpa bukti\.$"):
        assessing.submit(assessment=held, version=held.version, by=head)
    held.refresh_from_db()
    assert (held.state, held.version, held.submitted_on) == (State.DRAFT, 1, None)


def test_a_draft_is_scored_as_it_stands_and_the_newer_instrument_says_what_is_missing(
    agency: Agency, staff: User
) -> None:
    held = assessed.begun(agency, staff)
    assert (len(assessments.board(held).rows), assessments.board(held).own.score) == (36, None)
    assessed.level(held, "3.1", 4, staff)
    assert assessments.board(held).own.score == 16.0
    assert assessments.board(held).shares == [(staff.name, 1, 1)]
    newer = assessed.begun(agency, staff, "2026", "PANRB-2025")
    assessed.level(newer, "1.1", 0, staff)
    board = assessments.board(newer)
    assert (board.own.score, len(board.missing)) == (None, 8)
    assert board.missing[0].id == "bobot aspek Manajemen Talenta"


def test_levels_without_a_justification_are_named_and_keep_a_round_back_only_where_the_law_says_so(
    agency: Agency, staff: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = assessed.answered(agency, staff)
    assessed.level(held, "1.2", 4, staff)
    board = assessments.board(held)
    named = [code for code in assessed.KASN if code != "1.2"]
    assert ([one.id for one in board.unexplained], board.lacking) == (named, [])
    rule = plenos.rule()
    required = dict(rule.value) | {"justification_required": {"KASN-2019": True}}
    monkeypatch.setattr(plenos, "rule", lambda: replace(rule, value=required))
    assert (board.unexplained, [one.id for one in board.lacking]) == ([], named)
    with pytest.raises(Invalid, match=r"1\.1 tanpa penjelasan; 1\.3 tanpa penjelasan;"):
        assessing.submit(assessment=held, version=held.version, by=factories.user("BKD_HEAD", agency))


@pytest.mark.parametrize(
    ("instrument", "level", "code"), [("KASN-2019", 0, "level_range"), ("KASN-2019", 5, "level_range"),
                                      ("PANRB-2025", 5, "level_range"), ("PANRB-2025", -2, "level_range")]
)  # fmt: skip
def test_a_level_outside_the_instrument_is_refused(
    agency: Agency, staff: User, instrument: str, level: int, code: str
) -> None:
    held = assessed.begun(agency, staff, "2026", instrument)
    with pytest.raises(Invalid) as refused:
        assessed.level(held, "1.1", level, staff)
    assert (refused.value.code, assessed.of(held, "1.1").level) == (code, None)


@pytest.mark.parametrize(
    ("on", "instrument"),
    [
        (date(2017, 12, 31), None),
        (date(2018, 1, 1), "KASN-2019"),
        (date(2025, 12, 30), "KASN-2019"),
        (date(2025, 12, 31), "PANRB-2025"),
    ],
)
def test_a_round_begins_by_the_instrument_of_its_day_and_goes_on_by_it_when_that_is_repealed(
    agency: Agency, staff: User, on: date, instrument: str | None
) -> None:
    for code in ("KASN-2019", "PANRB-2025"):
        given: dict[str, Any] = {"agency": agency, "name": code, "instrument": code, "on": on, "by": staff}
        if code == instrument:
            held = assessing.begin(**given)
            assessed.level(held, "1.1", 2, staff)
            assert held.begun_on == on
            assert Event.objects.get(kind="succession.merit.begun").payload["on"] == on.isoformat()
        else:
            with pytest.raises(Invalid) as refused:
                assessing.begin(**given)
            assert refused.value.code == "instrument_time"
    assert MeritAssessment.objects.count() == (instrument is not None)


def test_a_name_is_given_once_whether_by_page_or_by_workbook(agency: Agency, staff: User) -> None:
    assessed.begun(agency, staff, "2026", "PANRB-2025")
    cast.merit("merit_rounds", {"agency": agency.code, "round": "2022", "instrument": "KASN-2019"})
    for name in ("2026", " 2022 "):
        with pytest.raises(Invalid, match="sudah ada pada instansi ini"):
            assessed.begun(agency, staff, name)
    held, verifier = assessed.finished(agency, "2025")
    cast.merit("merit_rounds", {"agency": agency.code, "round": "2025", "instrument": "KASN-2019"})
    with pytest.raises(Invalid, match="sementara itu sudah tercatat lewat impor"):
        _decide(held, verifier)


def test_a_decision_before_its_submission_or_over_another_ones_period_is_refused_and_the_round_stays(
    agency: Agency,
) -> None:
    held, verifier = assessed.finished(agency)
    with pytest.raises(Invalid) as early:
        _decide(held, verifier, decided_on=_today() - timedelta(days=1))
    assert early.value.code == "end_before_start"
    with pytest.raises(Invalid) as future:
        _decide(held, verifier, decided_on=_today() + timedelta(days=1))
    assert future.value.code == "future_date"
    cast.merit(
        "merit_rounds", {"agency": agency.code, "round": "lain", "instrument": "PANRB-2025", "decided_on": _today()}
    )
    with pytest.raises(Invalid) as shared:
        _decide(held, verifier)
    assert shared.value.code == "same_period"
    held.refresh_from_db()
    assert (held.state, MeritRound.objects.filter(name="2025").count()) == (State.VERIFIED, 0)


def test_two_people_never_overwrite_each_other_and_the_loser_reads_who_was_faster(agency: Agency, staff: User) -> None:
    held = assessed.begun(agency, staff, "2026")
    seen = assessed.of(held, "1.1").version
    assessed.level(held, "1.1", 3, staff)
    other = factories.user("BKD_HEAD", agency)
    with pytest.raises(Stale, match=f"Sub-aspek dinilai mandiri, oleh {staff.name}") as stale:
        assessing.answer(answer=assessed.of(held, "1.1"), version=seen, level=4, justification="", owner=None, by=other)
    assert (stale.value.status, assessed.of(held, "1.1").level) == (409, 3)
    up, verifier = assessed.submitted(agency, "2025")
    with pytest.raises(Stale, match="Penilaian mandiri diajukan"):
        assessing.open_clarification(assessment=up, version=up.version - 1, by=verifier)


def test_a_share_is_filled_in_by_its_owner_or_the_head_who_hands_it_out_anew(agency: Agency, staff: User) -> None:
    held = assessed.begun(agency, staff)
    mate, head = factories.user("BKD_STAFF", agency), factories.user("BKD_HEAD", agency)
    # Nobody's yet: whoever comes first.
    assessed.level(held, "1.3", 3, staff)
    seen = assessed.of(held, "1.3")
    given: dict[str, Any] = {"level": 4, "justification": "Ada.", "owner": mate}
    with pytest.raises(NotAllowed, match=rf"^Sub-aspek 1\.3 bagian {staff.name}; hanya ia dan kepala BKD"):
        assessing.answer(answer=seen, version=seen.version, by=mate, **given)
    # Who read it while it was still nobody's is told who took it.
    with pytest.raises(Stale, match="Sub-aspek dinilai mandiri"):
        assessing.answer(answer=assessed.of(held, "1.3"), version=1, by=mate, **given)
    assert (assessed.of(held, "1.3").level, assessed.of(held, "1.3").owner) == (3, staff)
    assessing.answer(answer=seen, version=seen.version, by=head, **given)
    with pytest.raises(NotAllowed):
        assessed.level(held, "1.3", 2, staff)
    assessed.level(held, "1.3", 2, mate)
    assert assessed.of(held, "1.3").level == 2


def test_a_share_binds_its_documents_too_and_a_shared_file_is_replaced_where_it_is_ones_own(
    agency: Agency, staff: User
) -> None:
    held = assessed.begun(agency, staff)
    mate, head = factories.user("BKD_STAFF", agency), factories.user("BKD_HEAD", agency)
    for code, owner in (("1.1", staff), ("1.2", mate)):
        MeritAnswer.objects.filter(assessment=held, sub_aspect=code).update(owner=owner)
    files = [(f"{name}.pdf", documents.pdf(name)) for name in ("Satu", "Dua", "Tiga")]
    given: dict[str, Any] = {"assessment": held, "title": "SK", "document": files[0]}
    refusal = rf"^Sub-aspek 1\.2 bagian {mate.name}; hanya ia dan kepala BKD yang mengisinya dan mengurus buktinya"
    with pytest.raises(NotAllowed, match=refusal):
        merit_evidence.attach(sub_aspects=["1.1", "1.2"], by=staff, **given)
    assert (held.evidence.count(), EvidenceFile.objects.count()) == (0, 0)
    mine, unshared = merit_evidence.attach(sub_aspects=["1.1", "1.3"], by=staff, **given)
    (theirs,) = merit_evidence.attach(sub_aspects=["1.2"], by=mate, **given)
    for act in (
        lambda: merit_evidence.replace(evidence=theirs, document=files[1], by=staff),
        lambda: merit_evidence.withdraw(evidence=theirs, reason="Salah unggah berkas.", by=staff),
    ):
        with pytest.raises(NotAllowed, match=refusal):
            act()
    merit_evidence.replace(evidence=mine, document=files[1], by=staff)
    now = held.evidence.filter(withdrawn_at=None).order_by("sub_aspect")
    told = [("1.1", 2, "Dua.pdf"), ("1.2", 1, "Satu.pdf"), ("1.3", 2, "Dua.pdf")]
    assert [(one.sub_aspect, one.number, one.file.name) for one in now.select_related("file")] == told
    noted = Event.objects.filter(kind="succession.merit_evidence.replaced").get()
    assert noted.payload["sub_aspects"] == ["1.1", "1.3"]
    # The head does all of it.
    merit_evidence.replace(evidence=theirs, document=files[2], by=head)
    merit_evidence.withdraw(evidence=now.get(sub_aspect="1.2"), reason="Salah unggah berkas.", by=head)
    assert [one.sub_aspect for one in now.all()] == ["1.1", "1.3"]
    assert unshared.pk not in {one.pk for one in now.all()}


def test_a_level_that_the_agency_changed_since_needs_a_note_before_the_verification_is_closed(agency: Agency) -> None:
    held, verifier = assessed.submitted(agency)
    assessed.verify_all(held)
    MeritAnswer.objects.filter(assessment=held, sub_aspect="8.3").update(level=2, note="")
    assert assessed.of(held, "8.3").verified_level == 4
    with pytest.raises(Invalid, match=r"tanpa catatan: 8\.3\."):
        verifying.finish(assessment=held, version=held.version, by=verifier)
    assessed.verified(held, "8.3", 4, verifier, "Bukti menunjukkan level 4.")
    verifying.finish(assessment=held, version=held.version, by=verifier)


def test_every_step_is_taken_by_its_role_and_from_its_state_only(agency: Agency) -> None:
    acts = {
        State.SUBMITTED: assessing.submit,
        State.CLARIFICATION: assessing.open_clarification,
        State.VERIFIED: verifying.finish,
        State.DECIDED: lambda **given: _decide(given["assessment"], given["by"]),
        State.DRAFT: lambda **given: assessing.send_back(reason="Bukti tidak dapat dibuka.", **given),
    }
    held, verifier = assessed.finished(agency)
    staff, head = factories.user("BKD_STAFF", agency), factories.user("BKD_HEAD", agency)
    forward = {(step.source, step.to) for step in STEPS if not step.back}
    back = {State.SUBMITTED: State.DRAFT, State.CLARIFICATION: State.DRAFT, State.VERIFIED: State.CLARIFICATION}
    back[State.DRAFT] = State.CANCELLED
    for source in (State.DRAFT, State.SUBMITTED, State.CLARIFICATION, State.VERIFIED):
        for to, act in acts.items():
            MeritAssessment.objects.filter(pk=held.pk).update(state=source)
            held.refresh_from_db()
            may = head if to == State.SUBMITTED or source == to == State.DRAFT else verifier
            for stranger in (staff, verifier if may == head else head):
                with pytest.raises(NotAllowed):
                    act(assessment=held, version=held.version, by=stranger)
            reached = back.get(source) if to == State.DRAFT else to if (source, to) in forward else None
            if reached is None:
                with pytest.raises(DomainError):
                    act(assessment=held, version=held.version, by=may)
            elif to != State.DECIDED:
                act(assessment=held, version=held.version, by=may)
            held.refresh_from_db()
            assert held.state == (source if reached is None or to == State.DECIDED else reached)
    with pytest.raises(Invalid):
        assessing.send_back(assessment=held, version=held.version, reason="ya", by=verifier)


def test_a_draft_that_was_begun_by_mistake_is_cancelled_and_its_name_is_free_again(agency: Agency, staff: User) -> None:
    head = factories.user("BKD_HEAD", agency)
    wrong = assessed.begun(agency, staff, "2026")
    assessing.send_back(assessment=wrong, version=wrong.version, reason="Instrumennya keliru.", by=head)
    wrong.refresh_from_db()
    assert wrong.state == State.CANCELLED
    with pytest.raises(DomainError, match="dibatalkan"):
        assessed.level(wrong, "1.1", 2, staff)
    assert assessed.begun(agency, staff, "2026", "PANRB-2025").state == State.DRAFT


def test_levels_are_the_agencys_in_a_draft_and_the_verifiers_afterwards(agency: Agency, staff: User) -> None:
    held, verifier = assessed.submitted(agency)
    with pytest.raises(DomainError, match="Putaran ini diajukan"):
        assessed.level(held, "1.1", 2, staff)
    # What was submitted with it is not taken away either, nor while it is clarified.
    proof = held.evidence.order_by("id")[0]
    with pytest.raises(DomainError, match="Putaran ini diajukan"):
        merit_evidence.withdraw(evidence=proof, reason="Salah unggah berkas.", by=staff)
    assert held.evidence.filter(pk=proof.pk, withdrawn_at=None).exists()
    with pytest.raises(NotAllowed):
        assessed.level(held, "1.1", 2, verifier)
    with pytest.raises(NotAllowed):
        assessed.verified(held, "1.1", 2, staff)
    with pytest.raises(Invalid, match="memerlukan catatan"):
        assessed.verified(held, "1.1", 2, verifier)
    assessed.verified(held, "1.1", 2, verifier, "Peta jabatan belum ditetapkan.")
    assert (assessed.of(held, "1.1").level, assessed.of(held, "1.1").verified_level) == (3, 2)
    with pytest.raises(Invalid, match=r"^Belum diverifikasi: 1\.2, 1\.3, "):
        verifying.finish(assessment=held, version=held.version, by=verifier)


def test_a_document_serves_several_sub_aspects_and_its_next_version_leaves_the_first_to_be_read(
    agency: Agency, staff: User
) -> None:
    held = assessed.begun(agency, staff, "2026")
    first, second = documents.pdf("Satu"), documents.pdf("Dua")
    merit_evidence.attach(assessment=held, sub_aspects=["1.1", "1.2"], title="SK", document=("sk.pdf", first), by=staff)
    merit_evidence.attach(assessment=held, sub_aspects=["1.2", "1.3"], title="SK", document=("sk.pdf", first), by=staff)
    proofs = list(held.evidence.order_by("id"))
    assert [proof.sub_aspect for proof in proofs] == ["1.1", "1.2", "1.3"]
    assert len({proof.file_id for proof in proofs}) == 1
    merit_evidence.replace(evidence=proofs[0], document=("sk-baru.pdf", second), by=staff)
    in_use = held.evidence.filter(withdrawn_at=None).order_by("id")
    assert [(one.sub_aspect, one.number, one.file.name) for one in in_use] == [
        ("1.1", 2, "sk-baru.pdf"), ("1.2", 2, "sk-baru.pdf"), ("1.3", 2, "sk-baru.pdf"),
    ]  # fmt: skip
    assert merit_evidence.opened(evidence=proofs[0], by=staff) == first
    assert Event.objects.latest("id").kind == "succession.merit_evidence.opened"
    # Whoever opened it since is not the one who replaced it.
    now = f"Kini versi 2, SHA-256 {in_use[0].file.digest[:12]}"
    with pytest.raises(DomainError, match=rf"{now}\. Terakhir: Bukti merit diganti, oleh {staff.name}"):
        merit_evidence.replace(evidence=proofs[0], document=("lain.png", documents.png()), by=staff)
    # Nor is what another sub-aspect rests on replaced by who read a document that this one no longer has.
    gone = in_use[0]
    merit_evidence.withdraw(evidence=gone, reason="Salah sub-aspek.", by=staff)
    with pytest.raises(DomainError, match=f"diganti. Terakhir: Bukti merit dicabut, oleh {staff.name}"):
        merit_evidence.replace(evidence=gone, document=("lain.png", documents.png()), by=staff)
    assert [(one.sub_aspect, one.number) for one in in_use.all()] == [("1.2", 2), ("1.3", 2)]


@pytest.mark.parametrize("name", ["bukti.png", "bukti.docx"])
def test_evidence_that_is_not_what_its_name_says_is_refused(agency: Agency, staff: User, name: str) -> None:
    held = assessed.begun(agency, staff, "2026")
    with pytest.raises(Invalid, match="Nama berkas tidak sesuai isinya: isinya PDF"):
        merit_evidence.attach(
            assessment=held, sub_aspects=["1.1"], title="SK", document=(name, documents.pdf()), by=staff
        )
    assert (held.evidence.count(), MeritAnswer.objects.filter(assessment=held).count()) == (0, 36)
