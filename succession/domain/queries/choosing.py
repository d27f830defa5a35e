"""How the successor of a vacancy is chosen by the regime that decides, held against its ranked candidates."""

from collections.abc import Iterable, Mapping
from datetime import date

from rules import replacing
from rules.checks import Check, Status
from rules.choice import Ranked, choice, recommendation, way
from rules.gate import regime_for
from rules.law import NoRuleInForce, Rule, shipped
from succession.models import Inauguration, Longlist, LonglistEntry, Vacancy
from succession.models.vacancy import Route
from talent.codes import JPT_TIERS
from talent.models import Employee


def way_of(vacancy: Vacancy) -> Check | None:
    """How a successor is chosen on the vacancy's route; None while there is no route, or no rule."""
    regime = _regime(vacancy, vacancy.decision_date)
    if regime is None or vacancy.route not in (Route.TALENT_POOL, Route.OPEN_SELECTION):
        return None
    return way(regime, str(vacancy.route))


def choices(
    longlist: Longlist, outcomes: Mapping[int, str], entries: Iterable[LonglistEntry] | None = None
) -> dict[int, Check]:
    """By employee id, whether the rule would choose them from among the ranked who do not fail.

    `outcomes`: how people stand now; of others what the longlist found counts. `entries`: its ranked ones, if at hand.
    """
    vacancy = longlist.vacancy
    regime = _regime(vacancy, vacancy.decision_date)
    if regime is None or vacancy.route not in (Route.TALENT_POOL, Route.OPEN_SELECTION):
        return {}
    if entries is None:
        entries = longlist.entries.filter(rank__isnull=False)
    rows = [(one.employee_id, one.rank, one.box, one.outcome) for one in entries]
    ranked = [
        Ranked(who, rank, box)
        for who, rank, box, found in rows
        if rank is not None and outcomes.get(who, found) != Status.FAIL
    ]
    return choice(regime, ranked, str(vacancy.route))


def chosen(checks: Mapping[int, Check]) -> int | None:
    """The one whom the rule chooses; None where it leaves the choice open, or finds nobody."""
    passed = [who for who, check in checks.items() if check.status == Status.PASS]
    return passed[0] if len(passed) == 1 else None


def recommendation_first(vacancy: Vacancy, on: date) -> Check | None:
    """Whether a recommendation must precede an inauguration on `on` (`decides`); None where no rule existed."""
    regime = _regime(vacancy, on)
    return None if regime is None else recommendation(regime)


def must_be_recommended(vacancy: Vacancy, on: date) -> bool:
    """Whether nobody can be inaugurated on `on` without a recommendation; where no rule says so, nobody can."""
    rule = recommendation_first(vacancy, on)
    return rule is None or rule.decides


def leaving(person: Employee, on: date) -> tuple[Check, ...]:
    """The warning about whoever holds a senior post, by their record of now, and would leave it by being chosen on
    `on`; nothing about anybody else, nor about whom an inauguration replaced though their record still names the
    post. A query of those who hold one."""
    held = person.current
    if held is None or held.tier not in JPT_TIERS:
        return ()
    found = replacing.early(held.post_from, on, shipped())
    return () if found is None or _left_it(person, on) else (found,)


def _left_it(person: Employee, on: date) -> bool:
    ended = Inauguration.objects.filter(replaced=person, dated__lte=on, annulled_at=None)
    return any(
        one.untraced for one in ended.select_related("replaced__current", "decision__vacancy__position__current")
    )


def _regime(vacancy: Vacancy, on: date) -> Rule | None:
    try:
        return regime_for(on, shipped(), vacancy.running_since)
    except NoRuleInForce:
        return None
