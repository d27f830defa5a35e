"""Minutes of a plenary session: written by versions, signed as they were seen, and what they decide is what counts."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from audit.models import Event
from rules.errors import DomainError, Invalid, NotAllowed, Stale
from succession.domain import assessing, pleno, verifying
from succession.domain.confirmation import StaleConfirmation
from succession.domain.queries import assessments, merit, plenos
from succession.interfaces import papers
from succession.models import MeritAssessment, MeritPleno, MeritRound
from tests import factories
from tests.succession import assessed

pytestmark = pytest.mark.django_db


def _minutes(held: MeritAssessment) -> plenos.Minutes:
    found = plenos.minutes_of(held)
    assert found is not None
    return found


def test_no_decision_without_minutes_that_everybody_present_signed_as_they_are_and_their_levels_count() -> None:
    agency = factories.agency()
    held, verifier = assessed.finished(agency, minutes=False)
    second = factories.user("MERIT_VERIFIER", agency)
    today = timezone.localdate()

    def decide(on: date = today) -> MeritRound:
        return verifying.decide(
            assessment=held, version=held.version, number="1/KEP", decided_on=on, valid_to=None, by=verifier
        )

    def refused() -> None:
        with pytest.raises(Invalid, match="memerlukan risalah pleno yang ditandatangani semua yang hadir"):
            decide()

    refused()
    given: dict[str, Any] = {"held_on": today, "minutes": "Pleno membahas sembilan selisih.", "by": verifier}
    with pytest.raises(Invalid, match=r"^1\.2: level yang diputuskan berbeda"):
        pleno.write(assessment=held, version=0, present=[verifier, second], levels={"1.2": (4, " ")}, **given)
    levels = {"1.2": (4, "Ekspor SIMPEG ditunjukkan dalam pleno."), "1.3": (3, "")}
    pleno.write(assessment=held, version=0, present=[verifier, second], levels=levels, **given)
    seen = _minutes(held).said
    pleno.sign(assessment=held, seen=seen, by=verifier)
    refused()
    levels["1.3"] = (4, "Daftar BUP lengkap.")
    with pytest.raises(Stale, match=f"Risalah pleno merit ditandatangani, oleh {verifier.name}"):
        pleno.write(assessment=held, version=0, present=[second], levels=levels, **given)
    pleno.write(assessment=held, version=1, present=[verifier, second], levels=levels, **given)
    with pytest.raises(StaleConfirmation) as stale:
        pleno.sign(assessment=held, seen=seen, by=second)
    assert stale.value.differences == ("level 1.3 berubah",)
    for signer in (verifier, second, second):
        assert not _minutes(held).complete
        pleno.sign(assessment=held, seen=_minutes(held).said, by=signer)
        if signer == verifier:
            refused()
        else:
            break
    token = _minutes(held).token
    MeritAssessment.objects.filter(pk=held.pk).update(submitted_on=today - timedelta(days=2))
    held.refresh_from_db()
    with pytest.raises(Invalid, match="tidak boleh mendahului plenonya"):
        decide(today - timedelta(days=1))
    made = decide()
    # Two of the nine came back up: 332.5 + 2.5 + 2.5.
    assert merit.score_of(made, timezone.now()).score == 337.5
    (recorded,) = merit.known_rounds([made], timezone.now())
    assert (recorded.levels["1.2"][1], recorded.notes["1.2"]) == (4, "Ekspor SIMPEG ditunjukkan dalam pleno.")
    # The verifier's own level stays beside what the session decided.
    board = assessments.board(MeritAssessment.objects.get(pk=held.pk))
    answer = assessed.of(held, "1.2")
    assert (answer.verified_level, answer.note == recorded.notes["1.2"]) == (3, False)
    assert (board.verified and board.verified.score, board.settled and board.settled.score) == (332.5, 337.5)
    assert {row.line.id: row.settled for row in board.rows if row.settled is not None} == {"1.2": 4, "1.3": 4}
    assert Event.objects.get(kind="succession.merit.decided").payload["minutes"] == token
    session = plenos.session_of(made)
    assert session is not None
    assert (session.held_on, session.present, session.absent) == (today, _minutes(held).present, None)


def test_a_decision_and_the_paper_after_it_say_who_was_there_and_that_whoever_recorded_it_was_not(
    sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, verifier = assessed.finished(factories.agency())
    client = sign_in("MERIT_VERIFIER")
    board = f"/merit/penilaian/{held.pk}/"
    assert "Anda tidak hadir pada pleno" in client.get(board).content.decode()
    given = {"version": held.version, "number": "1/KEP", "decided_on": timezone.localdate().isoformat()}
    assert client.post(f"{board}keputusan/", given).status_code == 302
    made = MeritRound.objects.get()
    session = plenos.session_of(made)
    assert session is not None
    assert (session.present, session.absent) == ([verifier], client.user)
    told = f"keputusan dicatat oleh {client.user.name}, yang tidak hadir"
    assert told in client.get(f"/merit/{made.pk}/").content.decode()
    set_from: list[Any] = []
    monkeypatch.setattr(papers, "pdf", lambda _name, data: set_from.append(data) or b"%PDF-")
    client.get(f"/merit/{made.pk}/komitmen.pdf")
    (said,) = [value for name, value in set_from[0]["about"] if name == "Pleno"]
    assert said.endswith(f", hadir {verifier.name}; {told}")


def test_levels_that_change_after_a_round_came_back_void_the_signatures() -> None:
    held, verifier = assessed.finished(factories.agency())
    assert _minutes(held).complete
    assessing.send_back(assessment=held, version=held.version, reason="Ada bukti yang terlewat.", by=verifier)
    assessed.verified(held, "1.2", 4, verifier)
    held.refresh_from_db()
    verifying.finish(assessment=held, version=held.version, by=verifier)
    held.refresh_from_db()
    assert not _minutes(held).complete
    assert plenos.differences(_minutes(held).said | {"1.2": "4 3 3"}, _minutes(held).said) == ["level 1.2 berubah"]


def test_a_session_before_the_last_submission_is_held_again() -> None:
    held, verifier = assessed.finished(factories.agency())
    MeritPleno.objects.filter(assessment=held).update(held_on=timezone.localdate() - timedelta(days=9))
    assert _minutes(held).pleno.held_on < held.submitted_on
    pleno.sign(assessment=held, seen=_minutes(held).said, by=verifier)
    with pytest.raises(Invalid, match="adakan pleno lagi"):
        verifying.decide(
            assessment=held,
            version=held.version,
            number="1/2026",
            decided_on=timezone.localdate(),
            valid_to=None,
            by=verifier,
        )


def test_who_writes_who_signs_and_what_is_refused() -> None:
    agency = factories.agency()
    held, verifier = assessed.finished(agency, minutes=False)
    staff, today = factories.user("BKD_STAFF", agency), timezone.localdate()
    good: dict[str, Any] = {"assessment": held, "version": 0, "held_on": today, "present": [verifier], "levels": {}}
    good |= {"minutes": "Pleno membahas hasil verifikasi.", "by": verifier}
    for wrong, error in (
        ({"by": staff}, NotAllowed),
        ({"held_on": today - timedelta(days=1)}, Invalid),
        ({"held_on": today + timedelta(days=1)}, Invalid),
        ({"present": []}, Invalid),
        ({"present": [staff]}, Invalid),
        ({"minutes": "ya"}, Invalid),
        ({"levels": {"1.1": (5, "Lebih dari tertinggi.")}}, Invalid),
        ({"levels": {"9.9": (1, "Tidak ada.")}}, Invalid),
    ):
        with pytest.raises(error):
            pleno.write(**good | wrong)
    with pytest.raises(Invalid, match="belum ditulis"):
        pleno.sign(assessment=held, seen={}, by=verifier)
    pleno.write(**good)
    with pytest.raises(NotAllowed, match="Hanya yang hadir"):
        pleno.sign(assessment=held, seen=_minutes(held).said, by=factories.user("MERIT_VERIFIER", agency))
    MeritAssessment.objects.filter(pk=held.pk).update(state="CLARIFICATION")
    with pytest.raises(DomainError, match="diklarifikasi"):
        pleno.write(**good | {"version": 1})
