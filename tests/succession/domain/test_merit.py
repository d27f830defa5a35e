"""Merit workbooks into records, and rounds as known at an instant."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from accounts.domain.users import system_operator
from rules.errors import Invalid
from succession.domain import approvals
from succession.domain.merit_checks import shared_period
from succession.domain.queries import merit
from succession.models import ApprovalRecord, MeritLevelRecord, MeritRound, MeritRoundRecord
from talent.interfaces.record_files import SOURCES
from tests import factories
from tests.succession import cast
from tests.succession.assessed import KASN

pytestmark = pytest.mark.django_db

LATER = datetime(2023, 5, 1, tzinfo=UTC)
ROUND = {"agency": "KALTIM", "round": "2022", "instrument": "KASN-2019"}
LEVEL = {"agency": "KALTIM", "round": "2022", "sub_aspect": "1.1"}
PAPER = {"agency": "KALTIM", "kind": "APPROVAL", "authority": "KASN", "number": "B-1", "true_from": date(2022, 10, 3)}


def codes(written: Any) -> list[tuple[int, str, str]]:
    return [(error.row, error.column, error.code) for error in written.errors]


def counts(written: Any) -> tuple[int, int, int]:
    return written.new, written.changed, written.same


def decided(name: str, submitted: date | None, on: date | None) -> dict[str, Any]:
    return ROUND | {"round": name, "submitted_on": submitted, "decided_on": on}


def test_the_same_file_twice_writes_nothing_the_second_time() -> None:
    factories.agency()
    row = decided("2022", date(2022, 3, 1), date(2022, 9, 15))
    assert counts(cast.merit("merit_rounds", row)) == (1, 0, 0)
    assert counts(cast.merit("merit_rounds", row, known_at=LATER)) == (0, 0, 1)
    assert MeritRoundRecord.objects.count() == 1


def test_a_preview_writes_nothing_and_counts_the_same() -> None:
    factories.agency()
    rows = [decided("2021", None, date(2021, 3, 24)), decided("2022", None, date(2022, 9, 15))]
    assert counts(cast.merit("merit_rounds", *rows, dry=True)) == (2, 0, 0)
    assert (MeritRound.objects.count(), MeritRoundRecord.objects.count()) == (0, 0)
    assert counts(cast.merit("merit_rounds", *rows)) == (2, 0, 0)


def test_self_assessment_and_verification_may_come_in_either_order() -> None:
    factories.agency()
    cast.merit("merit_rounds", ROUND, ROUND | {"round": "2023"})
    own, verified = {"level": 4}, {"verified_level": 2, "note": "Bukti belum lengkap"}
    for row in (LEVEL | own, LEVEL | verified, LEVEL | {"round": "2023"} | verified, LEVEL | {"round": "2023"} | own):
        cast.merit("merit_levels", row)
    rows = MeritLevelRecord.objects.filter(known_to=None).values_list("level", "verified_level", "note")
    assert list(rows) == [(4, 2, "Bukti belum lengkap")] * 2


def test_a_revocation_keeps_what_the_paper_said() -> None:
    factories.agency()
    cast.merit("merit_rounds", decided("2022", None, date(2022, 9, 15)))
    cast.merit("approvals", PAPER | {"true_to": date(2023, 10, 2)})
    assert counts(cast.merit("approvals", PAPER | {"revoked_on": date(2023, 2, 1)}, known_at=LATER)) == (0, 1, 0)
    held = ApprovalRecord.objects.get(known_to=None)
    assert (held.true_to, held.revoked_on) == (date(2023, 10, 2), date(2023, 2, 1))


def test_a_workbook_knows_the_day_of_a_letter_and_leaves_the_day_on_which_it_begins_to_hold() -> None:
    agency, by = factories.agency(), system_operator()
    cast.merit("merit_rounds", decided("2022", None, date(2022, 9, 15)))
    first = {"dated": date(2022, 10, 3), "valid_from": date(2023, 1, 2), "valid_to": None}
    paper = {name: PAPER[name] for name in ("kind", "authority", "number")}
    made = approvals.record(agency=agency, by=by, **paper, **first)
    row = PAPER | {"true_from": first["dated"]}
    assert counts(cast.merit("approvals", row, known_at=LATER)) == (0, 0, 1)
    source = SOURCES["approvals"]
    assert [source.read["true_from"](one) for one in source.rows([agency])] == [first["dated"]]
    for wrong in ({"valid_from": date(2022, 10, 2)}, {"valid_to": date(2023, 1, 1)}):
        with pytest.raises(Invalid) as refused:
            approvals.correct(approval=made, about=approvals.EVERYTHING, reason="Salah tulis.", by=by, **first | wrong)
        assert refused.value.code == "date_order"
    assert counts(cast.merit("approvals", row | {"true_from": date(2022, 10, 4)}, known_at=LATER)) == (0, 1, 0)
    held = ApprovalRecord.objects.get(known_to=None)
    assert (held.dated, held.true_from) == (None, date(2022, 10, 4))


@pytest.mark.parametrize(
    ("kind", "row", "expected"),
    [
        ("merit_rounds", ROUND | {"agency": "TIDAK-ADA"}, ("agency", "unknown_agency")),
        ("merit_rounds", ROUND | {"instrument": "PANRB-2025"}, ("instrument", "instrument_changed")),
        ("merit_rounds", decided("2022", date(2022, 9, 1), date(2022, 8, 1)), ("decided_on", "end_before_start")),
        ("merit_rounds", decided("2022b", None, date(2023, 9, 15)), ("decided_on", "same_period")),
        ("merit_rounds", decided("2023b", None, date(2023, 9, 16)), ("decided_on", "same_period")),
        ("merit_rounds", decided("2017", None, date(2017, 12, 31)), ("decided_on", "instrument_time")),
        ("merit_rounds", decided("2026", date(2025, 12, 31), None), ("submitted_on", "instrument_time")),
        ("merit_rounds", decided("2026", None, date(2025, 12, 31)), ("submitted_on", "instrument_time")),
        (
            "merit_rounds",
            decided("2025", date(2025, 12, 30), None) | {"instrument": "PANRB-2025"},
            ("submitted_on", "instrument_time"),
        ),
        ("merit_levels", LEVEL | {"round": "1999", "level": 3}, ("round", "unknown_round")),
        ("merit_levels", LEVEL | {"sub_aspect": "9.9", "level": 3}, ("sub_aspect", "unknown_sub_aspect")),
        ("merit_levels", LEVEL | {"level": 0}, ("level", "level_range")),
        ("merit_levels", LEVEL | {"level": 4, "verified_level": 5}, ("verified_level", "level_range")),
        ("approvals", PAPER | {"agency": "BONTANG"}, ("kind", "never_assessed")),
    ],
)
def test_a_wrong_row_is_refused_alone(kind: str, row: dict[str, Any], expected: tuple[str, str]) -> None:
    factories.agency()
    factories.other_agency()
    before = decided("2021", None, date(2021, 9, 15))
    cast.merit("merit_rounds", ROUND, decided("2023", None, date(2023, 9, 15)), before)
    good = {
        "merit_rounds": decided("2020", None, date(2020, 9, 15)),
        "merit_levels": LEVEL | {"sub_aspect": "1.2", "level": 4},
        "approvals": PAPER | {"number": "B-9"},
    }[kind]
    written = cast.merit(kind, good, row)
    assert codes(written) == [(1, *expected)]
    assert counts(written) == (1, 0, 0)


def test_an_agency_never_assessed_holds_bkns_approval_where_no_assessment_is_asked_and_a_recommendation() -> None:
    factories.agency()
    since = PAPER | {"authority": "BKN", "true_from": date(2026, 1, 5)}
    assert counts(cast.merit("approvals", since, PAPER | {"kind": "RECOMMENDATION", "authority": "BKN"})) == (2, 0, 0)


def test_assessed_is_whose_decision_is_dated_no_later_than_the_paper() -> None:
    factories.agency()
    papers = [PAPER | {"kind": kind, "true_from": date(2022, 9, 14)} for kind in ("APPROVAL", "COMMITMENT")]
    for row in (ROUND, decided("2022", None, date(2022, 9, 15))):
        assert cast.merit("merit_rounds", row).errors == []
        assert codes(cast.merit("approvals", *papers)) == [(0, "kind", "never_assessed"), (1, "kind", "never_assessed")]
    on_the_day = [row | {"true_from": date(2022, 9, 15)} for row in papers]
    assert counts(cast.merit("approvals", *on_the_day)) == (2, 0, 0)


def test_a_paper_that_should_not_be_there_can_still_be_revoked() -> None:
    cast.slipped_in(factories.agency())
    revoked = cast.merit("approvals", PAPER | {"revoked_on": date(2023, 2, 1)}, known_at=LATER)
    assert counts(revoked) == (0, 1, 0)


@pytest.mark.parametrize("dry", [True, False])
def test_a_file_that_leaves_a_decided_round_partly_verified_says_so_at_its_end(dry: bool) -> None:
    factories.agency()
    cast.merit("merit_rounds", ROUND, decided("2021", None, date(2021, 9, 15)))
    rows = [LEVEL | {"round": "2021", "sub_aspect": sub, "verified_level": 3} for sub in KASN[1:]]
    cast.merit("merit_levels", LEVEL | {"verified_level": 3})  # of a round that is not decided
    gathered: dict[Any, Any] = {}
    half, rest = (cast.merit("merit_levels", *part, dry=dry, last=last, gathered=gathered) for part, last in (
        (rows[:20], False), (rows[20:], True)))  # fmt: skip
    (told,) = rest.notices
    assert half.notices == []
    assert told.en.startswith("The round “2021” of Provinsi Kalimantan Timur is decided, but only 35 of 36 verified ")
    last = LEVEL | {"round": "2021", "sub_aspect": KASN[0], "verified_level": 3}
    assert cast.merit("merit_levels", *rows, last, dry=dry).notices == []
    # The decision may come after the levels.
    assert len(cast.merit("merit_rounds", decided("2022", None, date(2022, 9, 15)), dry=dry).notices) == 1


def test_a_file_for_one_agency_holds_no_other() -> None:
    agency = factories.agency()
    factories.other_agency()
    written = cast.merit("merit_rounds", ROUND, ROUND | {"agency": "BONTANG"}, only=agency)
    assert codes(written) == [(1, "agency", "foreign_agency")]


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ((None, date(2021, 3, 1)), (None, date(2022, 3, 1)), False),
        ((None, date(2021, 3, 1)), (None, date(2021, 3, 1)), True),
        ((date(2021, 1, 1), date(2021, 6, 1)), (date(2021, 5, 31), date(2021, 9, 1)), True),
        ((date(2021, 1, 1), date(2021, 6, 1)), (date(2021, 6, 1), date(2021, 9, 1)), False),
        ((date(2021, 1, 1), None), (date(2021, 1, 1), date(2021, 9, 1)), False),
        ((None, date(2023, 6, 1)), (None, date(2023, 6, 2)), True),
        ((None, date(2023, 6, 1)), (None, date(2023, 8, 29)), True),
        ((None, date(2023, 6, 1)), (None, date(2023, 8, 30)), False),
        ((None, date(2023, 6, 1)), (date(2023, 2, 1), date(2023, 3, 4)), True),
        ((None, date(2023, 6, 1)), (date(2023, 2, 1), date(2023, 3, 3)), False),
    ],
)
def test_two_rounds_share_a_period_when_their_assessments_overlap(one: Any, other: Any, shared: bool) -> None:
    assert (shared_period(one, other), shared_period(other, one)) == (shared, shared)


def test_a_round_is_scored_as_it_was_known() -> None:
    agency = factories.agency()
    cast.merit("merit_rounds", ROUND)
    cast.merit("merit_levels", LEVEL | {"level": 4})
    cast.merit("merit_levels", LEVEL | {"verified_level": 3}, known_at=LATER)
    held = MeritRound.objects.get(agency=agency)
    assert merit.score_of(held, datetime(2022, 12, 1, tzinfo=UTC)).score == 10.0
    assert merit.score_of(held, LATER).score == 7.5
    assert merit.score_of(held, datetime(2019, 1, 1, tzinfo=UTC)).score is None


@pytest.mark.parametrize("instrument", ["KASN-2019", "PANRB-2025"])
@pytest.mark.parametrize("day", [None, date(2026, 2, 1)])
def test_a_round_keeps_to_its_instrument_whatever_its_dates(instrument: str, day: date | None) -> None:
    agency = factories.agency()
    submitted = date(2025, 12, 30) if day and instrument == "KASN-2019" else None
    course = {"instrument": instrument, "submitted_on": submitted, "decided_on": day}
    assert cast.merit("merit_rounds", ROUND | course).errors == []
    cast.merit("merit_levels", LEVEL | {"level": 4})
    expected = 10.0 if instrument == "KASN-2019" else None
    assert merit.score_of(MeritRound.objects.get(agency=agency), LATER).score == expected


def test_the_latest_decided_round_counts_and_later_ones_do_not_yet() -> None:
    agency = factories.agency()
    names = [decided(str(year), None, date(year, 9, 15)) for year in (2022, 2021, 2023)]
    cast.merit("merit_rounds", *names, ROUND | {"round": "berjalan"})
    assert merit.latest_by_agency([agency.pk], date(2022, 9, 15), LATER)[agency.pk].round.name == "2022"
    assert merit.latest_by_agency([agency.pk], date(2022, 9, 14), LATER)[agency.pk].round.name == "2021"
    assert merit.latest_by_agency([agency.pk], date(2021, 9, 14), LATER) == {}


def test_rounds_of_other_agencies_are_not_visible() -> None:
    factories.agency()
    factories.other_agency()
    cast.merit("merit_rounds", ROUND, ROUND | {"agency": "BONTANG"})
    verifier = factories.user("MERIT_VERIFIER", factories.agency())
    assert [held.agency.code for held in merit.visible_to(verifier)] == ["KALTIM"]
    assert list(merit.visible_to(factories.user("ADMINISTRATOR"))) == []
