"""The sweep is worth something: each of these faults in the code of scope and permission is found by it.

Quick: every third of them. ASSURE=long: all. A guard that no role can reach today (`placements.history` for somebody
who sees a person but not the mapping) is not among them.
"""

import inspect
import os
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from types import FunctionType
from typing import Any, NamedTuple

import pytest

from accounts.domain import second_lock
from accounts.domain.queries import events, scope
from accounts.domain.queries import users as users_queries
from jobs.domain.queries import progress
from succession.domain.queries import longlists, merit, nominable
from succession.views import signatures
from talent.domain import cycles as cycles_domain
from talent.domain import imports as imports_domain
from talent.domain import openings
from talent.domain.queries import agencies, cycles, employees, imports, placements, published
from talent.views import cycles as cycle_views
from tests.access import sweep, table
from tests.access.table import Case
from tests.access.world import World

LONG = os.environ.get("ASSURE") == "long"


class Mutant(NamedTuple):
    """`old` becomes `new` in the source of `function`. `near`: part of the addresses to look at first."""

    function: Callable[..., Any]
    old: str
    new: str
    near: str = "v1/employees"


MUTANTS = {
    # scope itself
    "ended roles count": Mutant(scope.assignments, "_LIVE.rows(user=user.pk)", "list(user.assignments.all())"),
    "any role has any permission": Mutant(scope.scope, "if permission in assignment.kind.permissions", "", near="v1/"),
    "an agency's role holds everywhere": Mutant(scope.scope, '== "installation"', '== "agency"'),
    "a role of one's own holds everywhere": Mutant(scope.scope, '== "installation"', '== "self"', near="v1/agencies"),
    "agencies forgotten": Mutant(scope.scope, "if assignment.agency_id)", "if False)"),
    "employees forgotten": Mutant(scope.scope, "if assignment.employee_id)", "if False)"),
    "within lets all through": Mutant(scope.within, "if held.everywhere", "if held", near="v1/cycles"),
    "within by any agency held": Mutant(
        scope.within, "held.agencies}", "[one.agency_id for one in assignments(user)]}", near="v1/cycles"
    ),
    "within lets nothing through": Mutant(scope.within, "held.agencies}", "[]}", near="v1/cycles"),
    "covers any agency": Mutant(scope.Scope.covers, "agency_id in self.reach", "bool(self.reach)", near="replay"),
    "covers everywhere only": Mutant(scope.Scope.covers, "or agency_id in self.reach", "", near="explanation"),
    "nothing is truthy": Mutant(scope.Scope.__bool__, "self.everywhere or", "True or", near="v1/"),
    "require never refuses": Mutant(scope.require, "if not (", "if False and not (", near="v1/"),
    "require holds anywhere": Mutant(
        scope.require, "held if agency_id is None else held.covers(agency_id)", "held", near="putar-ulang"
    ),
    "allows anything": Mutant(
        scope.allows, "scope(user, permission).covers(agency_id)", "True", near="siklus/{cycle}/"
    ),
    # what each list begins with
    "all employees": Mutant(employees.visible_to, "if held.everywhere", "if held", near="{person}"),
    "colleagues of an employee": Mutant(
        employees.visible_to, "Q(pk__in=own.employees)", "Q(agency__employees__in=own.employees)"
    ),
    "own data forgotten": Mutant(employees.visible_to, "| Q(pk__in=own.employees)", ""),
    "export what can be seen": Mutant(employees.exportable_by, "EXPORT_DATA", "VIEW_EMPLOYEES", near="ekspor.csv"),
    "export everything": Mutant(
        employees.exportable_by,
        "scope.within(Employee.objects.all(), user, Permission.EXPORT_DATA)",
        "Employee.objects.all()",
        near="ekspor.csv",
    ),
    "cycles by another permission": Mutant(cycles.visible_to, "VIEW_MAPPING", "VIEW_MERIT", near="v1/cycles"),
    "own placements forgotten": Mutant(
        placements.history,
        "employee.pk not in scope.scope(user, Permission.VIEW_OWN).employees",
        "True",
        near="explanation",
    ),
    "policies of every agency": Mutant(
        published.readable, "concerned is not None:", "concerned is None:", near="kebijakan"
    ),
    "policies for those without a role": Mutant(
        published.readable, "if concerned is not None and not concerned:", "if False:", near="kebijakan"
    ),
    "policies of cycles for all": Mutant(
        published.cycles_with_readable_policy, "concerned is None", "True", near="kebijakan"
    ),
    "merit uploads for who imports records": Mutant(
        imports._importable, "_kinds(Permission.IMPORT_RECORDS)", "Q()", near="v1/imports"
    ),
    "records for who imports merit": Mutant(
        imports._importable, "_of(merit) & _kinds(Permission.IMPORT_MERIT)", "_of(merit)", near="v1/imports"
    ),
    "uploads of every agency": Mutant(imports._of, "if held.everywhere", "if held", near="v1/imports"),
    "nobody reads uploads only": Mutant(
        imports.visible_to, "| _of(scope.scope(user, Permission.VIEW_IMPORTS))", "", near="v1/imports"
    ),
    "jobs of every agency": Mutant(progress.visible_to, "if held.everywhere", "if True", near="v1/jobs"),
    "agencies of everybody": Mutant(
        agencies.visible_to, "if any(one.everywhere for one in held)", "if True", near="v1/agencies"
    ),
    "units of every agency": Mutant(
        agencies.units_visible_to, '.filter(agency__in=visible_to(user).order_by().values("pk"))', "", near="v1/units"
    ),
    "merit rounds of every agency": Mutant(
        merit.visible_to,
        'scope.within(MeritRound.objects.select_related("agency"), user, Permission.VIEW_MERIT)',
        'MeritRound.objects.select_related("agency")',
        near="v1/merit",
    ),
    "papers by another permission": Mutant(merit.approvals_visible_to, "VIEW_MERIT", "VIEW_MAPPING", near="surat"),
    "seats are not asked for": Mutant(longlists._sight, "if not one.kind.seated", "", near="v1/vacancies"),
    "a seat anywhere": Mutant(
        longlists.visible_to, "agency_id__in=seated, pk__in=own", "agency_id__in=seated", near="v1/vacancies"
    ),
    "vacancies for any role": Mutant(
        longlists._sight, "if Permission.VIEW_VACANCIES in one.kind.permissions", "", near="v1/vacancies"
    ),
    "pages of vacancies without a seat": Mutant(longlists.sees, "sits and", "", near="{unseated}"),
    "pages of vacancies of every agency": Mutant(longlists.sees, "vacancy.agency_id in whole", "True", near="lowongan"),
    "anybody is a member": Mutant(
        nominable.why,
        'if not is_so["seated"]:',
        "if False:",
        near="usulan",
    ),
    "events of the others": Mutant(events.visible_to, "filter(agency__in", "exclude(agency__in", near="v1/events"),
    "events for any role": Mutant(
        events.visible_to, "if Permission.VIEW_LEDGER in one.kind.permissions", "", near="v1/events"
    ),
    "users for all": Mutant(
        users_queries.manageable_by, "not scope.scope(user, Permission.MANAGE_USERS)", "True", near="pengguna"
    ),
    # what each act asks for
    "anybody maps": Mutant(cycles_domain.start_mapping, "may(cycle, State.MAPPED, by=by)", "pass", near="petakan"),
    "anybody takes any step": Mutant(
        cycles_domain.may, "scope.require(by, step.permission, cycle.agency_id)", "pass", near="usulkan"
    ),
    "the page of penetapan is anybody's": Mutant(
        cycle_views.cycle_establish,
        "scope.require(user, Permission.ESTABLISH_POOL, cycle.agency_id)",
        "pass",
        near="tetapkan",
    ),
    "anybody writes uploads": Mutant(
        imports_domain.start_commit,
        "scope.require(by, permission_for(batch.kind), batch.agency_id)",
        "pass",
        near="tulis",
    ),
    "anybody replays": Mutant(
        openings.replay, "scope.require(by, Permission.REPLAY, run.agency_id)", "pass", near="cycles/{cycle}/replay"
    ),
    "anybody decides": Mutant(
        signatures.vacancy_decide, "scope.require(user, Permission.DECIDE, vacancy.agency_id)", "pass", near="keputusan"
    ),
}


@contextmanager
def planted(mutant: Mutant) -> Iterator[None]:
    """The mutant in the place of the original, whoever imported it and however."""
    original = inspect.unwrap(mutant.function)
    assert isinstance(original, FunctionType)
    source = textwrap.dedent(inspect.getsource(original))
    assert source.count(mutant.old) == 1, f"{mutant.old!r} stands {source.count(mutant.old)} times"
    body = source[source.index("def ") :].replace(mutant.old, mutant.new)
    names: dict[str, Any] = {}
    exec(compile(body, "<mutant>", "exec"), original.__globals__, names)  # noqa: S102
    kept, original.__code__ = original.__code__, names[original.__name__].__code__
    try:
        yield
    finally:
        original.__code__ = kept


Asked = list[tuple[str, Callable[[], str]]]


def everything(world: World, near: str) -> Asked:
    """Every address with a request to it that says what is wrong, those that hold `near` first."""
    lent = [(row.at, ask) for here, there in sweep.PAIRS for row, ask in sweep.loans(world, here, there)]
    lent.append(("lowongan/{unseated}/usulan/", sweep.without_a_seat(world)))
    counts = world.counts()
    asked = [(case.row.at, partial(sweep.wrong, world, case, counts)) for case in CASES]
    return sorted([*lent, *asked], key=lambda one: near not in one[0])


def first_fault(asked: Asked) -> str:
    """What the first wrong answer was; empty when all were right."""
    for _at, ask in asked:
        try:
            found = ask()
        except Exception as fault:  # noqa: BLE001
            found = f"{type(fault).__name__}: {fault}"
        if found:
            return found
    return ""


def _core() -> list[Case]:
    """Every request but the slowest and the second of its kind, reading before writing."""
    slow = ("schema", "documentation", "xlsx", "bagian", "bentuk")
    rows = [row for row in table.rows() if not any(word in row.at for word in slow)]
    kept = [case for case in table.cases(rows) if case.role not in ("OUT", "BKD_HEAD")]
    return sorted(kept, key=lambda case: (case.row.writes, not case.foreign))


CASES = _core()


def test_sound_code_has_no_fault(world: World) -> None:
    quick = [case for case in CASES if case.row.route in ("api:employees", "api:imports", "job", "policy")]
    assert [found for case in quick if (found := sweep.wrong(world, case, world.counts()))] == []


@pytest.mark.parametrize("name", MUTANTS if LONG else [*MUTANTS][::3])
def test_a_mutant_is_found(world: World, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # On PostgreSQL the second lock would hide what the first one lets through.
    monkeypatch.setattr(second_lock, "rows_of", lambda _user: nullcontext())
    asked = everything(world, MUTANTS[name].near)
    with planted(MUTANTS[name]):
        assert first_fault(asked) != ""
