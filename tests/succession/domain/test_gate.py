"""The gate over dated records, in each regime."""

from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest
from django.utils import timezone

from accounts.domain.users import system_operator
from rules.checks import Check, Decision
from rules.errors import Invalid
from succession.domain import following, gate, narrowing, replay
from succession.domain.queries import national, rounds, way
from succession.domain.queries.gate import gate_facts
from succession.models import MeritRound, RouteDecision
from talent.models import Agency, PoolMembership
from tests import factories
from tests.succession import cast

pytestmark = pytest.mark.django_db


def merit_of(agency: Agency) -> None:
    """Kurang in 2021 (all levels 2 = 200 points), Baik in 2022 (all levels 3 = 300)."""
    from rules.law import shipped

    subs = [sub["id"] for sub in shipped().at("merit.instrument_kasn_2019", date(2022, 1, 1)).value["sub_aspects"]]
    for name, level, decided in (("2021", 2, date(2021, 3, 24)), ("2022", 3, date(2022, 9, 15))):
        row = {"agency": agency.code, "round": name, "instrument": "KASN-2019", "decided_on": decided}
        cast.merit("merit_rounds", row)
        levels = [{"agency": agency.code, "round": name, "sub_aspect": sub, "level": level} for sub in subs]
        assert cast.merit("merit_levels", *levels).errors == []


def ask(agency: Agency, on: date, **options: Any) -> Decision:
    return gate.ask(agency, "JPT_PRATAMA", on, timezone.now(), **options)


def group(decision: Decision) -> Check:
    return next(check for check in decision.checks if check.code == "succession_group")


def statuses(decision: Decision) -> dict[str, str]:
    return {check.code: str(check.status) for check in decision.deciding}


def test_in_2021_the_category_leads_to_open_selection() -> None:
    agency = factories.agency()
    merit_of(agency)
    decision = ask(agency, date(2021, 6, 1))
    assert decision.outcome == "open_selection"
    assert statuses(decision) == {
        "merit_assessment": "pass",
        "merit_category": "fail",
        "overseer_approval": "fail",
        "commitment": "fail",
    }


def test_in_2022_approval_and_commitment_open_the_pool() -> None:
    agency = factories.agency()
    merit_of(agency)
    assert ask(agency, date(2022, 12, 1)).outcome == "open_selection"
    for kind in ("APPROVAL", "COMMITMENT"):
        cast.approved(agency, "KASN", date(2022, 10, 3), kind)
    assert ask(agency, date(2022, 12, 1)).outcome == "talent_pool"
    assert ask(agency, date(2022, 10, 2)).outcome == "open_selection"


def test_an_agency_never_assessed_is_undetermined_while_its_papers_are_in_force() -> None:
    agency = factories.agency()
    cast.merit("merit_rounds", {"agency": agency.code, "round": "2022", "instrument": "KASN-2019"})
    for kind in ("COMMITMENT", "APPROVAL"):
        cast.slipped_in(agency, kind)
    assert ask(agency, date(2022, 12, 1)).outcome == "undetermined"


def test_a_decided_round_with_part_of_its_verified_levels_decides_nothing() -> None:
    agency = factories.agency()
    merit_of(agency)
    for kind in ("APPROVAL", "COMMITMENT"):
        cast.approved(agency, "KASN", date(2022, 10, 3), kind)
    asked = {"category": "SANGAT_BAIK", "score": None, "group": None, "since": date(2022, 1, 1), "until": None}
    narrowing.conditions(agency=agency, number="800/1", by=system_operator(), **asked)
    cast.merit("merit_levels", {"agency": agency.code, "round": "2022", "sub_aspect": "1.1", "verified_level": 4})
    decision = ask(agency, date(2022, 12, 1))
    category, own = (next(one for one in decision.checks if one.code == code) for code in ("merit_category",
                     "agency_category"))  # fmt: skip
    assert (decision.outcome, str(category.status), str(own.status)) == ("undetermined", "unknown", "unknown")
    assert category.fact.id == "2022: 35 level verifikasi belum tercatat"
    # Nobody else says a category of it either: its own page, the ranking, the way.
    held = MeritRound.objects.select_related("agency").get(agency=agency, name="2022")
    (result,) = rounds.results([held], factories.KNOWN)
    assert (result.score.score, result.score.category, result.score.index) == (None, None, None)
    assert rounds.reasons(result.known, result.score)[-1].id == "35 level verifikasi belum tercatat"
    agencies = Agency.objects.filter(pk=agency.pk)
    (told,) = national.standings(agencies, MeritRound.objects.all(), factories.KNOWN)
    assert (told.rank, told.score, told.newest.category, told.newest.aspects) == (None, None, None, {})
    assert way.asked(result.known) is None
    with pytest.raises(Invalid, match="Level verifikasinya belum lengkap"):
        following.plan(merit_round=held, target=Fraction(250), efforts={}, by=system_operator())


def test_in_2026_bkns_approval_decides() -> None:
    agency = factories.agency()
    assert ask(agency, date(2026, 7, 10)).outcome == "open_selection"
    cast.approved(agency)
    assert ask(agency, date(2026, 7, 10)).outcome == "talent_pool"


def test_a_post_needs_somebody_in_its_succession_group() -> None:
    agency = factories.agency()
    cast.approved(agency)
    factories.assessed(factories.employee(agency, tier="PENGAWAS"))
    factories.established_cycle(agency)
    decision = ask(agency, date(2026, 7, 10), post_named=True)
    assert (decision.outcome, statuses(decision)["succession_group"]) == ("open_selection", "fail")
    assert group(decision).fact.en == "0 candidates"
    factories.assessed(factories.employee(agency))
    factories.established_cycle(agency, "Siklus kedua", date(2026, 7, 1))
    assert ask(agency, date(2026, 7, 10), post_named=True).outcome == "talent_pool"
    assert ask(agency, date(2026, 6, 29), post_named=True).outcome == "open_selection"
    # A pool holds for a year.
    run_out = ask(agency, date(2027, 7, 1), post_named=True)
    assert run_out.outcome == "open_selection"
    assert group(run_out).fact.en == "no established succession group is in force"


def test_who_surely_fails_a_requirement_of_the_post_stands_in_no_group_for_it() -> None:
    agency = factories.agency()
    cast.approved(agency)
    cast.post(agency)
    # Too old on the day, yet an administrator in box 9: the reading of earlier releases would have counted them.
    person = factories.assessed(factories.employee(agency, born=date(1967, 1, 2)))
    factories.established_cycle(agency)
    named = ask(agency, date(2026, 7, 10), post="JPT-01")
    assert (named.outcome, group(named).fact.en) == ("open_selection", "0 candidates")
    assert (group(named).verified, "sedang atau pernah memegang" in group(named).note.id) == (False, True)
    held = gate_facts(
        agency,
        "JPT_PRATAMA",
        date(2026, 7, 10),
        timezone.now(),
        post_named=True,
        post="JPT-01",
        cycle_id=PoolMembership.objects.get(employee=person).cycle_id,
        by_requirements=False,
    )
    assert held.succession_group == 1
    cast.candidate(agency)
    factories.established_cycle(agency, "Siklus kedua", date(2026, 7, 1))
    named = ask(agency, date(2026, 7, 10), post="JPT-01")
    assert (named.outcome, group(named).fact.en) == ("talent_pool", "1 candidate; meeting every requirement: 1")


def test_a_pool_counts_from_when_its_penetapan_was_recorded_and_of_its_members_what_was_known() -> None:
    agency = factories.agency()
    cast.approved(agency)
    factories.assessed(factories.employee(agency))
    before = timezone.now()
    factories.established_cycle(agency)
    then, now = (gate.ask(agency, "JPT_PRATAMA", factories.ON, at, post_named=True) for at in (before, timezone.now()))
    assert (then.outcome, group(then).fact.en) == ("open_selection", "no established succession group is in force")
    assert (now.outcome, group(now).fact.en) == ("talent_pool", "1 candidate; meeting every requirement: 0")


def test_members_of_whom_nothing_is_known_are_not_nobody() -> None:
    agency = factories.agency()
    held = {"valid_from": factories.ON, "valid_to": date(2027, 6, 29), "box": 9, "agency": agency}
    cycle = factories.established_cycle(agency)
    # A membership from before it was kept since when it is known: it holds at any instant.
    PoolMembership.objects.create(cycle=cycle, employee=factories.employee(agency), rank=1, **held)
    early = datetime(2019, 1, 1, tzinfo=UTC)
    found = gate_facts(agency, "JPT_PRATAMA", factories.ON, early, post_named=True, cycle_id=cycle.pk)
    assert (found.succession_group, found.pool_holds) == (None, True)


def test_what_was_learnt_later_does_not_count_for_an_earlier_moment() -> None:
    agency = factories.agency()
    cast.approved(agency)
    before = gate.ask(agency, "JPT_PRATAMA", date(2026, 7, 10), datetime(2019, 1, 1, tzinfo=UTC))
    assert before.outcome == "open_selection"


def test_a_tier_below_jpt_has_no_route() -> None:
    with pytest.raises(Invalid) as refused:
        gate.ask(factories.agency(), "ADMINISTRATOR", date(2026, 7, 10), timezone.now())
    assert refused.value.code == "not_a_jpt_tier"


def test_a_replay_looks_at_what_was_known_then() -> None:
    agency = factories.agency()
    vacancy = cast.opened(agency, cast.post(agency))
    stored = gate.decide_route(vacancy=vacancy, by=system_operator())
    row = {"agency": agency.code, "kind": "APPROVAL", "authority": "BKN", "number": "B-1"}
    cast.merit("approvals", row | {"true_from": date(2026, 1, 5)}, known_at=timezone.now())
    assert replay.route(stored) == replay.Replay(True, True, True)


def test_a_replay_names_what_came_out_otherwise() -> None:
    agency = factories.agency()
    vacancy = cast.opened(agency, cast.post(agency))
    gate.decide_route(vacancy=vacancy, by=system_operator())
    cast.approved(agency)  # known since 2020: as if the record had been slipped in behind the decision
    found = replay.route(RouteDecision.objects.get())
    assert (found.identical, found.inputs_same, found.law_same) == (False, False, True)
    assert [text.id.split(":")[0] for text in found.differences] == ["overseer_approval"]


def test_a_member_whose_tier_is_not_recorded_leaves_the_succession_group_open() -> None:
    agency = factories.agency()
    cast.approved(agency)
    person = factories.assessed(factories.employee(agency))
    factories.established_cycle(agency)
    corrected = {"nip": person.nip, "name": person.name, "status": "PNS", "grade": "IV/a", "standing": "ACTIVE"}
    days = {"grade_from": date(2019, 4, 1), "post_from": date(2018, 1, 2)}
    factories.write("employees", agency, known_at=timezone.now(), **corrected, **days)
    decision = ask(agency, date(2026, 7, 10), post_named=True)
    assert (decision.outcome, statuses(decision)["succession_group"]) == ("undetermined", "unknown")
    # Somebody who surely belongs to it is enough.
    factories.assessed(factories.employee(agency))
    factories.established_cycle(agency, "Siklus kedua", date(2026, 7, 1))
    assert ask(agency, date(2026, 7, 10), post_named=True).outcome == "talent_pool"
