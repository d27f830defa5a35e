"""Weights that an agency brings in a workbook: what is refused and why, what they change and what they never do."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.utils import timezone

from audit.models import Event
from rules.errors import Invalid, NotAllowed
from rules.merit import LEFT_OUT
from rules.merit_weights import Given
from succession.domain import assessing, merit_evidence, verifying, weighing
from succession.domain.queries import assessments, merit, national, rounds, way, weights
from succession.models import MeritAnswer, MeritRound, MeritWeights
from talent.domain import known
from talent.interfaces import record_files
from talent.interfaces.record_files import SOURCES
from talent.models import Agency
from tests import factories
from tests.succession import assessed, cast
from tests.talent import documents

pytestmark = pytest.mark.django_db
PANRB, KASN = "PANRB-2025", "KASN-2019"
FROM = {KASN: date(2018, 1, 1), PANRB: date(2025, 12, 31)}


@pytest.fixture
def agency() -> Agency:
    return factories.agency()


def rows(instrument: str) -> list[Given]:
    """Weights that are in order: 1 for each sub-aspect, the rest of its aspect's for the last one of it."""
    own = {"1": 10, "2": 20, "3": 10, "4": 10, "5": 10, "6": 20, "7": 10, "8": 10}
    if instrument == KASN:
        own = {"1": 10, "2": 10, "3": 30, "4": 10, "5": 20, "6": 10, "7": 4, "8": 6}
    places = assessments.aspect_of(instrument)
    given, left = [], {aspect: Fraction(weight) for aspect, weight in own.items()}
    last = {aspect: sub for sub, aspect in places.items()}
    for row, (sub, aspect) in enumerate(places.items(), start=2):
        weight = left[aspect] if last[aspect] == sub else Fraction(1)
        left[aspect] -= weight
        given.append(Given(row, sub, weight, aspect, Fraction(own[aspect]), 4))
    return given


def _accept(agency: Agency, code: str = KASN, given: list[Given] | None = None, **values: Any) -> MeritWeights:
    words = {"effective_from": FROM[code], "source": "Surat hasil 2025", "verified": True, "file": "0" * 64} | values
    by = words.pop("by", None) or factories.user("MERIT_VERIFIER", agency)
    return weighing.accept(agency=agency, code=code, rows=rows(code) if given is None else given, by=by, **words)


def _refused(agency: Agency, given: list[Given], code: str = KASN) -> list[tuple[int, str, str, str]]:
    with pytest.raises(weighing.WeightsRefused) as refusal:
        _accept(agency, code, given)
    assert MeritWeights.objects.count() == 0
    return [(one.row, one.field, one.value, one.code) for one in refusal.value.faults]


def test_what_is_no_whole_set_of_weights_is_refused_with_row_column_value_and_reason(agency: Agency) -> None:
    good = rows(KASN)

    def but(at: int, **values: Any) -> list[Given]:
        return [*good[:at], replace(good[at], **values), *good[at + 1 :]]

    assert _refused(agency, good[1:]) == [(0, "sub_aspect", "1.1", "sub_aspect_missing")]
    assert _refused(agency, [*good, replace(good[0], row=99)]) == [(99, "sub_aspect", "1.1", "duplicate")]
    assert _refused(agency, [*good, Given(99, "9.1", Fraction(1))]) == [(99, "sub_aspect", "9.1", "unknown_sub_aspect")]
    assert _refused(agency, but(0, weight=Fraction(0))) == [(2, "weight", "0", "weight_range")]
    assert _refused(agency, but(0, weight=Fraction(3, 2))) == [(2, "weight", "10,5", "aspect_sum")]
    assert _refused(agency, but(0, aspect="2")) == [(2, "aspect", "2", "wrong_aspect")]
    assert _refused(agency, but(0, aspect_weight=Fraction(11))) == [(2, "aspect_weight", "11", "aspect_weight")]
    assert _refused(agency, but(0, highest=5)) == [(2, "highest", "5", "level_range")]
    # Of 2025 the weights of aspects are given by the sheet: each one the same everywhere, together 100.
    good = rows(PANRB)
    second = next(at for at, row in enumerate(good) if row.aspect == "2")
    row = good[second].row
    assert _refused(agency, but(second, aspect_weight=None), PANRB) == [(row, "aspect_weight", "", "required")]
    several = _refused(agency, but(second, aspect_weight=Fraction(21)), PANRB)
    assert several == [(row, "aspect_weight", "20 / 21", "aspect_weight")]
    more = [replace(one, aspect_weight=Fraction(21)) if one.aspect == "2" else one for one in good]
    more[second] = replace(more[second], weight=more[second].weight + 1)
    assert _refused(agency, more, PANRB) == [(0, "aspect_weight", "101", "weight_sum")]


def test_who_oversees_the_agency_accepts_a_version_and_the_ledger_says_so(agency: Agency) -> None:
    for by in (factories.user("BKD_HEAD", agency), factories.user("MERIT_VERIFIER", factories.other_agency())):
        with pytest.raises(NotAllowed):
            _accept(agency, by=by)
    with pytest.raises(Invalid, match="sumbernya"):
        _accept(agency, source=" ")
    verifier = factories.user("MERIT_VERIFIER", agency)
    first = _accept(agency, by=verifier)
    assert (first.version, first.verified, first.accepted_by) == (1, True, verifier)
    with pytest.raises(Invalid, match="sama dengan versi 1"):
        _accept(agency, by=verifier)
    assert _accept(agency, by=verifier, source="Surat lain").version == 2
    event = Event.objects.get(kind="succession.merit_weights.accepted", payload__version=1)
    assert (event.actor, event.agency, event.payload["digest"]) == (verifier.pk, agency.code, first.digest)


def test_a_decided_round_keeps_the_weights_that_it_was_decided_with(agency: Agency) -> None:
    held, verifier = assessed.finished(agency)
    made = verifying.decide(
        assessment=held, version=held.version, number="1", decided_on=timezone.localdate(), valid_to=None, by=verifier
    )
    before, then = _score(made), known.now(agency.pk)
    assert before == (332.5, "SANGAT_BAIK")
    # Accepted later, though in force on the day of the decision: the round stays as it is, on every page.
    _accept(agency, by=verifier)
    held.refresh_from_db()
    assert _score(made) == before == _score(made, then)
    board = assessments.board(held)
    assert board.verified is not None
    assert board.verified.score == 332.5
    assert [one.score for one in _standings(agency)] == [332.5]

    # But the weights of its own letter count for it from now on, wherever they are in force from; the past is replayed.
    between = known.now(agency.pk)
    for name in ("2024", "2026"):
        with pytest.raises(Invalid, match="belum ada atau belum diputuskan"):
            _accept(agency, by=verifier, of_round=name)
    with pytest.raises(Invalid, match="hanya untuk satu instansi"):
        weighing.accept_for(agencies=[agency, factories.other_agency()], of_round="2025")
    letter = _accept(agency, by=verifier, of_round="2025", effective_from=timezone.localdate())
    own = weights.weights_of(letter).sub_aspects
    exact = float(sum(assessed.VERIFIED[sub] * weight for sub, weight in own.items()))
    after = _score(made)
    assert (after[0], _score(made, between), _score(made, then)) == (exact, before, before)
    board = assessments.board(held)
    assert board.verified is not None
    assert (board.verified.score, [one.score for one in _standings(agency)]) == (exact, [exact])
    assert board.instrument.citation == letter.source
    (told,) = merit.assessments(agency.pk, known.now(agency.pk))
    assert told.result is not None
    assert told.result.score == exact

    # The next round is scored with them; the same levels come to other points.
    other = factories.other_agency()
    weighed = _accept(other)
    round_of, overseer = assessed.finished(other)
    made = verifying.decide(
        assessment=round_of,
        version=round_of.version,
        number="2",
        decided_on=timezone.localdate(),
        valid_to=None,
        by=overseer,
    )
    levels = assessed.VERIFIED
    exact = sum(levels[sub] * weight for sub, weight in weights.weights_of(weighed).sub_aspects.items())
    assert exact != Fraction("332.5")
    assert _score(made)[0] == float(exact)
    assert [one.score for one in _standings(other)] == [float(exact)]
    found = merit.known_rounds([made], known.now(other.pk))[0]
    assert (rounds.instrument(found).citation, rounds.instrument(found).verified) == ("Surat hasil 2025", True)


def test_weights_of_2025_make_the_aspects_and_the_maturity_computable_but_not_yet_the_index(agency: Agency) -> None:
    staff = factories.user("BKD_STAFF", agency)
    held = assessed.begun(agency, staff, "2026", PANRB)
    MeritAnswer.objects.filter(assessment=held).update(level=2)
    own = assessments.board(held).own
    lacking = [f"weight:{aspect}" for aspect in "234567"] + ["satisfaction", "corrections"]
    assert (list(own.missing), own.aspects, own.maturity) == (lacking, {}, None)
    _accept(agency, PANRB)
    board = assessments.board(held)
    assert (board.own.missing, board.own.maturity, board.own.index) == (("satisfaction", "corrections"), 0.5, None)
    assert board.own.aspects == {"1": 20.0, "2": 40.0, "3": 20.0, "4": 20.0, "5": 20.0, "6": 40.0, "7": 20.0, "8": 20.0}
    # Another agency has none.
    other = factories.other_agency()
    theirs = assessed.begun(other, factories.user("BKD_STAFF", other), "2026", PANRB)
    assert list(assessments.board(theirs).own.missing[:6]) == lacking[:6]


def test_what_does_not_apply_is_said_with_a_reason_consented_to_or_refused_and_counts_nowhere(
    agency: Agency, sign_in: Any
) -> None:
    staff, head, verifier = (sign_in(role).user for role in ("BKD_STAFF", "BKD_HEAD", "MERIT_VERIFIER"))
    accepted = _accept(agency, PANRB, by=verifier)
    held = assessed.begun(agency, staff, "2026", PANRB)
    MeritAnswer.objects.filter(assessment=held).update(level=2, justification="Ada.")
    document = ("bukti.pdf", documents.pdf())
    codes = assessments.sub_aspects(PANRB)
    merit_evidence.attach(assessment=held, sub_aspects=codes, title="Bukti", document=document, by=staff)
    said = {"level": LEFT_OUT, "owner": None, "by": staff}
    for sub in ("2.3", "6.6", "7.1"):
        answer = assessed.of(held, sub)
        with pytest.raises(Invalid, match="alasan sub-aspek ini tidak berlaku"):
            assessing.answer(answer=answer, version=answer.version, justification=" ", **said)
        assessing.answer(answer=answer, version=answer.version, justification="Tidak ada formasi.", **said)
    old = assessed.begun(agency, staff)
    with pytest.raises(Invalid) as refused:
        assessing.answer(answer=assessed.of(old, "2.3"), version=1, justification="Tidak ada.", **said)
    assert refused.value.code == "level_range"
    assessing.submit(assessment=held, version=held.version, by=head)
    # The verifier consents to the first, refuses the second; the session finds that the third applies after all.
    MeritAnswer.objects.filter(assessment=held).update(
        verified_level=2, evidence_seen=assessments.proof(held.evidence.filter(sub_aspect="1.1"))
    )
    with pytest.raises(Invalid) as silent:
        assessed.verified(held, "6.6", 1, verifier)
    assert silent.value.code == "no_note"
    assessed.verified(held, "6.6", 1, verifier, "Asuransinya ada.")
    for sub in ("2.3", "7.1"):
        assessed.verified(held, sub, LEFT_OUT, verifier)
    held.refresh_from_db()
    verifying.finish(assessment=held, version=held.version, by=verifier)
    assessed.minuted(held, verifier, {"7.1": (3, "Disiplin ditegakkan.")})
    board = assessments.board(held)
    assert [(one.line.id, one.points) for one in board.differences] == [("6.6", None)]
    own = weights.weights_of(accepted).sub_aspects

    def maturity(levels: dict[str, int]) -> float:
        most = sum((4 * own[sub] for sub in levels), Fraction(0))
        return round(float(sum((own[sub] * level for sub, level in levels.items()), Fraction(0)) / most), 6)

    twos = dict.fromkeys(codes, 2)
    verified = {sub: level for sub, level in twos.items() if sub not in ("2.3", "7.1")} | {"6.6": 1}
    assert board.verified is not None
    assert (board.verified.maturity, board.verified.left_out) == (maturity(verified), ("2.3", "7.1"))
    page = sign_in("AUDITOR").get(f"/merit/penilaian/{held.pk}/").content.decode()
    assert "TB → 1" in page
    held.refresh_from_db()
    given = {"number": "1", "decided_on": timezone.localdate(), "valid_to": None}
    made = verifying.decide(assessment=held, version=held.version, by=verifier, **given)
    found = merit.known_rounds([made], known.now(agency.pk))[0]
    score = found.score()
    assert (score.maturity, score.left_out) == (maturity(verified | {"7.1": 3}), ("2.3",))
    assert found.notes == {"2.3": "Tidak ada formasi.", "6.6": "Asuransinya ada.", "7.1": "Disiplin ditegakkan."}
    aspect = rounds.aspects(found, score)[1]
    inside = [sub for sub, place in assessments.aspect_of(PANRB).items() if place == "2" and sub != "2.3"]
    total = float(sum(own[sub] for sub in inside))
    assert (aspect.points, aspect.maximum) == (2 * total, 4 * total)
    asked = way.asked(found)
    assert asked is not None
    assert "2.3" not in [line.id for line in asked.rising]
    source = SOURCES["merit_levels"]
    lines = [line for line in record_files.lines("merit_levels", source.rows([agency])) if line[2] in ("2.3", "7.1")]
    assert [line[3:] for line in lines] == [["TB", "TB", "Tidak ada formasi."], ["TB", "3", "Disiplin ditegakkan."]]
    # The workbook brings it back, and refuses it without its reason.
    row = {"agency": agency.code, "round": "2026", "sub_aspect": "2.3", "level": LEFT_OUT, "verified_level": LEFT_OUT}
    assert cast.merit("merit_levels", row, known_at=known.now(agency.pk)).same == 1
    bare = row | {"sub_aspect": "1.1"}
    assert [error.code for error in cast.merit("merit_levels", bare).errors] == ["no_reason"]


def test_weights_hold_from_their_day_on_for_rounds_that_the_workbook_brings(agency: Agency) -> None:
    _accept(agency, effective_from=date(2021, 1, 1))
    for name, decided in (("2020", date(2020, 6, 1)), ("2021", date(2021, 6, 1))):
        of = {"agency": agency.code, "round": name}
        course = of | {"instrument": KASN, "decided_on": decided}
        levels = [
            of | {"sub_aspect": sub, "verified_level": 4 if sub == "3.1" else 1}
            for sub in assessments.sub_aspects(KASN)
        ]
        assert cast.merit("merit_rounds", course, known_at=known.turn(agency.pk)).errors == []
        assert cast.merit("merit_levels", *levels, known_at=known.turn(agency.pk)).errors == []
    scores = {name: _score(MeritRound.objects.get(name=name))[0] for name in ("2020", "2021")}
    # 3.1 weighs 4 in the instrument and 1 in these weights.
    assert scores == {"2020": 100 + 3 * 4, "2021": 100 + 3 * 1}


def _score(made: MeritRound, known_at: Any = None) -> tuple[float | None, str | None]:
    found = merit.known_rounds([made], known_at or known.now(made.agency_id))[0].score()
    return found.score, found.category


def _standings(agency: Agency) -> list[national.Standing]:
    asked = MeritRound.objects.filter(agency=agency)
    return national.standings(Agency.objects.filter(pk=agency.pk), asked, known.now(None))
