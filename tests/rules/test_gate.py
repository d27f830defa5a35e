"""The merit gate: wording, ties and borders. Whole decisions in three regimes stand in `tests/law/gate.yaml`."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.checks import Check, Decision, Status
from rules.gate import Approval, Assessment, GateFacts, NotAJptTier, feeder_tiers, regime_for, route
from rules.gate_conditions import CONDITIONS
from rules.law import NoRuleInForce, shipped
from rules.merit import MeritScore, category

LAW = shipped()
ON = date(2022, 10, 3)
ROUND = date(2022, 8, 15)


def result(points: float) -> MeritScore:
    return MeritScore(points, 400.0, round(points / 400, 6), category(points, ROUND, LAW), {}, ())


def assessed(points: float = 263.5, **changes: object) -> Assessment:
    found = Assessment("2022", "KASN-2019", date(2022, 1, 10), ROUND, "8/2022", None, result(points))
    return replace(found, **changes)  # type: ignore[arg-type]


APPROVAL = Approval("APPROVAL", "KASN", "B-1", date(2022, 9, 1), date(2023, 8, 31))
COMMITMENT = Approval("COMMITMENT", "KASN", "K-1", date(2022, 9, 1), date(2023, 8, 31))
FACTS = GateFacts("JPT_PRATAMA", (assessed(),), (APPROVAL, COMMITMENT), 3, post_named=True)


def check(decision: Decision, code: str) -> Check:
    return next(found for found in decision.checks if found.code == code)


def test_each_check_says_fact_and_limit_in_both_languages() -> None:
    found = check(route(FACTS, ON, LAW), "merit_category")
    assert found.fact == (
        "2022: 263,5, Baik: dapat diberi kesempatan dengan evaluasi tahunan",
        "2022: 263.5, Baik: can be given the opportunity under yearly evaluation",
    )
    assert found.limit == ("Baik atau Sangat Baik", "Baik or Sangat Baik")
    assert (found.citation, found.verified) == ("PermenPANRB 40/2018; Peraturan KASN 9/2019", False)
    approval = check(route(FACTS, ON, LAW), "overseer_approval")
    assert approval.fact == (
        "KASN B-1 tanggal 1 September 2022, berlaku sampai 31 Agustus 2023",
        "KASN B-1 of 1 September 2022, valid to 31 August 2023",
    )
    assert approval.limit == (
        "persetujuan KASN yang berlaku pada tanggal ini",
        "approval of KASN in force on this date",
    )


def test_a_low_category_names_what_is_missing_to_baik() -> None:
    decision = route(replace(FACTS, assessments=(assessed(198),)), ON, LAW)
    assert decision.outcome == "open_selection"
    assert check(decision, "merit_category").fact == (
        "2022: 198, Kurang, kurang 52 dari Baik",
        "2022: 198, Kurang, 52 short of Baik",
    )


def test_every_route_shows_its_regime_without_deciding_by_it() -> None:
    found = check(route(FACTS, ON, LAW), "regime")
    assert found.decides is False
    assert found.fact == (
        "Pengawasan KASN; tanggal penentuan 3 Oktober 2022",
        "Oversight by KASN; decided as of 3 October 2022",
    )
    assert found.limit == (
        "berlaku 15 Januari 2014 sampai 30 Oktober 2023",
        "in force from 15 January 2014 to 30 October 2023",
    )


@pytest.mark.parametrize("tier", ["ADMINISTRATOR", "JF_AHLI_UTAMA", "", "jpt_pratama"])
def test_a_post_below_jpt_has_no_route(tier: str) -> None:
    with pytest.raises(NotAJptTier) as caught:
        route(replace(FACTS, tier=tier), ON, LAW)
    assert (
        caught.value.text.id
        == f"jalur pengisian hanya ditentukan untuk JPT (JPT_UTAMA, JPT_MADYA, JPT_PRATAMA), bukan {tier}"
    )
    with pytest.raises(NotAJptTier):
        feeder_tiers(tier, ON, LAW)


def test_before_2014_the_route_is_undetermined_for_that_reason_alone() -> None:
    decision = route(FACTS, date(2014, 1, 14), LAW)
    assert decision.outcome == "undetermined"
    assert [(found.code, found.status, found.decides) for found in decision.checks] == [
        ("regime", Status.UNKNOWN, True)
    ]


def test_an_assessment_without_levels_leaves_the_category_unknown() -> None:
    decision = route(replace(FACTS, assessments=(assessed(result=None),)), ON, LAW)
    assert decision.outcome == "undetermined"
    assert check(decision, "merit_category").fact.en == "2022 (KASN-2019): the category cannot be computed yet"


def test_a_round_decided_after_the_date_does_not_count_yet() -> None:
    older = assessed(239.5, name="2021", decided_on=date(2022, 3, 15))
    facts = replace(FACTS, assessments=(assessed(), older))
    early = replace(APPROVAL, dated=date(2022, 1, 1))
    facts = replace(facts, approvals=(early, replace(COMMITMENT, dated=date(2022, 1, 1))))
    assert route(facts, ROUND - timedelta(days=1), LAW).outcome == "open_selection"
    assert route(facts, ROUND, LAW).outcome == "talent_pool"


def test_two_rounds_decided_on_one_day_are_told_apart_in_any_order() -> None:
    first = assessed(198, name="2022a")
    second = assessed(273, name="2022b")
    outcomes = {route(replace(FACTS, assessments=pair), ON, LAW) for pair in ((first, second), (second, first))}
    assert [decision.outcome for decision in outcomes] == ["talent_pool"]


def test_an_assumed_validity_is_marked_and_a_stated_one_is_not() -> None:
    assumed = check(route(FACTS, ON, LAW), "merit_assessment")
    stated = check(
        route(replace(FACTS, assessments=(assessed(valid_to=date(2023, 8, 14)),)), ON, LAW), "merit_assessment"
    )
    assert assumed.note.id.startswith("Bila keputusan tidak menyebut akhir masa berlaku")
    assert assumed.note.en == "Where the decision names no end, it is assumed to hold for one year from its date."
    assert stated.note == ("", "")
    assert assumed.fact == stated.fact


def test_of_several_approvals_the_one_in_force_longest_is_named() -> None:
    longer = replace(APPROVAL, number="B-2", dated=date(2022, 6, 1), valid_to=date(2024, 5, 31))
    expired = replace(APPROVAL, number="B-0", dated=date(2022, 9, 30), valid_to=date(2022, 10, 1))
    found = check(
        route(replace(FACTS, approvals=(APPROVAL, longer, expired, COMMITMENT)), ON, LAW), "overseer_approval"
    )
    assert found.status is Status.PASS
    assert found.fact.en == "KASN B-2 of 1 June 2022, valid to 31 May 2024"


def test_an_approval_without_an_end_holds_until_revoked() -> None:
    open_ended = replace(APPROVAL, valid_to=None)
    facts = replace(FACTS, approvals=(open_ended, COMMITMENT))
    found = check(route(facts, ON, LAW), "overseer_approval")
    assert (found.status, found.fact.en) == (Status.PASS, "KASN B-1 of 1 September 2022, no end named")


def test_an_approval_that_lapsed_is_named_before_one_still_to_come() -> None:
    lapsed = replace(APPROVAL, number="B-0", dated=date(2021, 1, 1), valid_to=date(2021, 12, 31))
    coming = replace(APPROVAL, number="B-2", dated=date(2022, 10, 4))
    found = check(route(replace(FACTS, approvals=(coming, lapsed, COMMITMENT)), ON, LAW), "overseer_approval")
    assert (found.status, found.fact.en) == (Status.FAIL, "KASN B-0 is valid only to 31 December 2021")


def test_a_recommendation_is_no_approval() -> None:
    papers = (replace(APPROVAL, kind="RECOMMENDATION"), COMMITMENT)
    found = check(route(replace(FACTS, approvals=papers), ON, LAW), "overseer_approval")
    assert (found.status, found.fact.en) == (Status.FAIL, "no approval is recorded")


@pytest.mark.parametrize(("dated", "outcome"), [(30, "talent_pool"), (31, "open_selection")])
def test_kasn_could_approve_up_to_its_last_day(dated: int, outcome: str) -> None:
    papers = tuple(replace(paper, dated=date(2023, 10, dated), valid_to=None) for paper in (APPROVAL, COMMITMENT))
    facts = replace(FACTS, assessments=(assessed(valid_to=date(2024, 12, 31)),), approvals=papers)
    assert route(facts, date(2023, 11, 15), LAW).outcome == outcome


days = st.dates(date(2022, 9, 1), date(2023, 8, 14))


@given(days, st.integers(-400, 400), st.none() | st.integers(0, 400), st.none() | st.integers(0, 400))
def test_an_approval_holds_from_its_date_to_its_end_unless_revoked(
    on: date, before: int, length: int | None, revoked: int | None
) -> None:
    dated = on - timedelta(days=before)
    end = None if length is None else dated + timedelta(days=length)
    gone = None if revoked is None else dated + timedelta(days=revoked)
    paper = Approval("APPROVAL", "KASN", "B-9", dated, end, gone)
    facts = replace(FACTS, approvals=(paper, replace(COMMITMENT, valid_to=None)))
    covered = {dated + timedelta(days=n) for n in range(length + 1)} if length is not None else None
    holds = (on in covered if covered is not None else before >= 0) and (gone is None or on < gone)
    decision = route(facts, on, LAW)
    assert decision.outcome == ("talent_pool" if holds else "open_selection")
    assert check(decision, "overseer_approval").status is (Status.PASS if holds else Status.FAIL)


@given(
    st.sampled_from([None, 198, 250, 325]),
    st.booleans(),
    st.booleans(),
    st.sampled_from([None, 0, 1]),
    st.booleans(),
)
def test_any_failure_opens_the_selection_and_otherwise_anything_unknown_leaves_it_open(
    points: float | None, approved: bool, committed: bool, group: int | None, named: bool
) -> None:
    facts = GateFacts(
        tier="JPT_MADYA",
        assessments=() if points is None else (assessed(points),),
        approvals=(*((APPROVAL,) if approved else ()), *((COMMITMENT,) if committed else ())),
        succession_group=group,
        post_named=named,
    )
    fails = not approved or not committed or points == 198 or (named and group == 0)
    unknown = points is None or (named and group is None)
    expected = "open_selection" if fails else "undetermined" if unknown else "talent_pool"
    decision = route(facts, ON, LAW)
    assert decision.outcome == expected
    assert ("succession_group" in [found.code for found in decision.checks]) == named


def test_from_2026_the_category_is_shown_without_deciding_unless_required() -> None:
    facts = replace(FACTS, approvals=(replace(APPROVAL, authority="BKN", dated=date(2026, 1, 5), valid_to=None),))
    shown = route(facts, date(2026, 3, 2), LAW)
    assert shown.outcome == "talent_pool"
    assert [(found.code, found.decides) for found in shown.checks] == [
        ("regime", False),
        ("overseer_approval", True),
        ("succession_group", True),
        ("merit_assessment", False),
        ("merit_category", False),
    ]
    required = route(replace(facts, category_required=True), date(2026, 3, 2), LAW)
    assert required.outcome == "open_selection"  # the assessment of 2022 has expired
    assert check(required, "merit_assessment").decides is True
    assert check(required, "merit_assessment").status is Status.FAIL


def test_a_round_of_the_old_instrument_decided_in_2026_keeps_its_category() -> None:
    late = assessed(198, submitted_on=None, decided_on=date(2026, 1, 20))
    facts = replace(FACTS, assessments=(late,), category_required=True)
    found = check(route(facts, date(2026, 3, 2), LAW), "merit_category")
    assert (found.status, found.fact.en) == (Status.FAIL, "2022: 198, Kurang, 52 short of Baik")


def test_a_filling_under_way_says_that_it_finishes_under_the_old_rule() -> None:
    on = date(2026, 2, 2)
    decision = route(replace(FACTS, running_since=date(2025, 12, 31)), on, LAW)
    found = check(decision, "running_process")
    assert (found.status, found.decides) == (Status.PASS, False)
    assert found.fact.en == "begun 31 December 2025, finished by the old rule"
    assert found.limit.en == "begun before 1 January 2026"
    assert check(decision, "regime").fact.en == "Transition to BKN; decided as of 2 February 2026"


@pytest.mark.parametrize(
    ("since", "on", "code"),
    [
        (None, date(2026, 1, 1), "BKN_411"),
        (date(2025, 12, 31), date(2026, 1, 1), "BKN_TRANSITION"),
        (date(2023, 10, 30), date(2026, 1, 1), "KASN"),
        (date(2026, 1, 1), date(2026, 1, 1), "BKN_411"),
        # the change of 2023 let nobody finish under KASN, which no longer existed
        (date(2023, 10, 30), date(2023, 10, 31), "BKN_TRANSITION"),
    ],
)
def test_only_the_change_of_2026_lets_a_filling_keep_its_rule(since: date | None, on: date, code: str) -> None:
    assert regime_for(on, LAW, since).value["code"] == code


def test_a_filling_cannot_be_under_way_before_it_begins() -> None:
    with pytest.raises(ValueError, match="cannot be under way before it begins"):
        regime_for(date(2026, 1, 1), LAW, date(2026, 1, 2))


@pytest.mark.parametrize(
    ("on", "code", "method", "box", "nominees", "required"),
    [
        (date(2014, 1, 15), "KASN", "first_ranked_of_box", 9, None, False),
        (date(2023, 10, 30), "KASN", "first_ranked_of_box", 9, None, False),
        (date(2023, 10, 31), "BKN_TRANSITION", "first_ranked_of_box", 9, None, True),
        (date(2025, 12, 31), "BKN_TRANSITION", "first_ranked_of_box", 9, None, True),
        (date(2026, 1, 1), "BKN_411", "ranked_list", None, 3, True),
    ],
)
def test_how_the_successor_is_chosen_belongs_to_the_regime(
    on: date, code: str, method: str, box: int | None, nominees: int | None, required: bool
) -> None:
    value = regime_for(on, LAW).value
    assert value["code"] == code
    pool, selection = value["choice"]["talent_pool"], value["choice"]["open_selection"]
    assert (pool["method"], pool["box"], pool.get("nominees")) == (method, box, nominees)
    assert (selection["method"], selection["nominees"]) == ("ranked_names", 3)
    assert value["recommendation_before_inauguration"]["required"] is required


def test_every_condition_of_every_regime_has_a_function_a_citation_and_a_tag() -> None:
    for rule in LAW.versions("gate.regime"):
        for condition in rule.value["conditions"]:
            assert set(condition) - {"note"} == {"code", "decides", "tag", "citation"}
            assert condition["code"] in CONDITIONS
            assert condition["tag"] in ("V", "S", "W")
            assert condition["citation"]


def test_what_is_only_assumed_of_the_transition_says_so_at_each_condition() -> None:
    papers = (replace(APPROVAL, valid_to=None), replace(COMMITMENT, valid_to=None))
    facts = replace(FACTS, assessments=(assessed(valid_to=date(2024, 12, 31)),), approvals=papers)
    found = route(facts, date(2024, 6, 3), LAW).checks
    own = "Ketentuan masa peralihan tidak ditemukan; syarat masa KASN dianggap berlanjut, dengan BKN sebagai pengawas."
    of_kasn = "Persetujuan dan komitmen yang diberikan KASN sebelum dihapus dianggap berlaku sampai habis masanya."
    assert {one.code: (one.verified, one.note.id) for one in found if one.decides} == {
        "merit_assessment": (False, own),
        "merit_category": (False, own),
        "overseer_approval": (False, f"{own} {of_kasn}"),
        "commitment": (False, f"{own} {of_kasn}"),
        "succession_group": (False, own),
    }
    transition = LAW.at("gate.regime", date(2024, 6, 3)).value
    assert {one["tag"] for one in transition["conditions"]} == {"W"}
    assert (transition["choice"]["talent_pool"]["tag"], transition["recommendation_before_inauguration"]["tag"]) == (
        "W",
        "W",
    )


def test_successors_come_from_the_tiers_below() -> None:
    assert feeder_tiers("JPT_UTAMA", ON, LAW) == ("JPT_MADYA", "JF_AHLI_UTAMA")
    assert feeder_tiers("JPT_MADYA", ON, LAW) == ("JPT_PRATAMA", "JF_AHLI_UTAMA")
    assert feeder_tiers("JPT_PRATAMA", ON, LAW) == ("ADMINISTRATOR", "JF_AHLI_MADYA")


def test_no_regime_exists_the_day_before_the_first() -> None:
    with pytest.raises(NoRuleInForce):
        regime_for(date(2014, 1, 14), LAW)
