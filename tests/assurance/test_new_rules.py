"""T-25: a closed cycle computed again, with new rules in force meanwhile, comes out as it did."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.domain.users import system_operator
from audit.models import Event
from rules.law import Law, shipped
from rules.policy import NATIONAL
from talent.domain import cycles, mapping, openings, policies
from talent.domain.queries.policies import in_force
from talent.models import MappingRun, PoolMembership, ReviewCycle
from tests import factories
from tests.promises import counted

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed() -> ReviewCycle:
    """A cycle that was mapped, established and closed, with people in several boxes."""
    for level, award in ((5, True), (4, True), (2, False), (5, False)):
        factories.assessed(factories.employee(), level=level, award=award)
    cycle = factories.established_cycle()
    ReviewCycle.objects.filter(pk=cycle.pk).update(reply_until=timezone.localdate() - timedelta(days=1))
    cycle.refresh_from_db()
    cycles.close(cycle=cycle, by=system_operator())
    return ReviewCycle.objects.select_related("run__agency", "agency").get(pk=cycle.pk)


def own_policy(cycle: ReviewCycle) -> None:
    """The agency has a policy of its own from now on, where the national one applied."""
    text = (NATIONAL / "examples" / "manado.yaml").read_text(encoding="utf-8")
    policies.publish(document=text, name="manado", agency=cycle.agency, by=system_operator())
    assert in_force(cycle.agency, cycle.on).code != "kepka-411-2025"


def new_boxes(cycle: ReviewCycle, law: Any) -> None:
    """The law numbers the boxes another way, from the day after the cycle's on."""
    rules = {rule_id: shipped().versions(rule_id) for rule_id in shipped().ids()}
    held = rules["talent.nine_box"][-1]
    first = cycle.on + timedelta(days=1)
    turned = {"ABOVE": {"LOW": 1, "MEDIUM": 2, "HIGH": 3}, "AS": {"LOW": 4, "MEDIUM": 5, "HIGH": 6},
              "BELOW": {"LOW": 7, "MEDIUM": 8, "HIGH": 9}}  # fmt: skip
    ended = replace(held, effective_to=cycle.on)
    rules["talent.nine_box"] = (
        *rules["talent.nine_box"][:-1], ended, replace(held, value=turned, effective_from=first, effective_to=None)
    )  # fmt: skip
    law(Law(rules))


def corrected_facts(cycle: ReviewCycle) -> None:
    """Every rating of the year turns out to have been another one."""
    for membership in PoolMembership.objects.filter(cycle=cycle).select_related("employee__agency"):
        factories.write("performance", membership.employee, known_at=timezone.now(), year=2025, rating="SANGAT_KURANG")


@pytest.mark.parametrize("change", ["own policy", "new boxes", "corrected facts"])
def test_a_closed_cycle_comes_out_as_it_did(closed: ReviewCycle, monkeypatch: Any, change: str) -> None:
    assert closed.state == "CLOSED"
    run = closed.run
    assert run is not None
    placed, members = _placed(run), _members(closed)
    if change == "own policy":
        own_policy(closed)
    elif change == "new boxes":
        new_boxes(closed, lambda law: monkeypatch.setattr(mapping, "shipped", lambda: law))
    else:
        corrected_facts(closed)
    replayed = openings.replay(run=run, by=system_operator())
    new = mapping.run(
        agency=closed.agency,
        on=date(2026, 7, 1),
        known_at=timezone.now(),
        policy=in_force(closed.agency, date(2026, 7, 1)),
        by=system_operator(),
    )
    now = _placed(new)
    counted("T-25", 1, f"closed cycles computed again ({change})", int(not replayed.identical))
    assert (replayed.identical, replayed.people, replayed.differences) == (True, 4, [])
    assert replayed.law_same == (change != "new boxes")
    assert now != placed  # the new rules do something
    assert (_placed(run), _members(closed)) == (placed, members)
    assert Event.objects.filter(kind="talent.mapping.replayed", payload__identical=True).count() == 1


def _placed(run: MappingRun) -> list[Any]:
    return list(run.placements.order_by("employee_id").values_list("employee_id", "box", "talent_value"))


def _members(cycle: ReviewCycle) -> list[Any]:
    return list(PoolMembership.objects.filter(cycle=cycle).order_by("rank").values_list("employee_id", "box"))
