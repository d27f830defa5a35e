"""What extracts count: each sort of them, and the rows without which it is not worth offering."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.formats import date_format

from audit.domain import ledger
from audit.models import Event
from rules.dates import add_years
from rules.law import shipped
from rules.vacating import RETIREMENT
from succession.domain import canonical
from succession.domain.queries import extract_basis as basis
from talent.codes import COMPETENCIES, GONE, ActionKind, ActionState, Tier
from talent.domain.known import known_at as known
from talent.domain.queries import calibrated, in_pool, pool, runs
from talent.models import (
    Agency,
    AssessmentRecord,
    CalibrationMove,
    EmployeeRecord,
    PositionRecord,
    TalentAction,
)

VALIDITY = "talent.assessment_validity"
# The year of the day itself and the five after it.
YEARS_AHEAD = 5


@dataclass(frozen=True)
class Counted:
    """What an extract says. `numbers`: (label, value); `rows` under `head`; `facts`: digest over each fact counted."""

    numbers: tuple[tuple[str, str], ...]
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    facts: str
    citations: tuple[str, ...] = ()
    # What is only said beside it, and makes no other extract: what it rests on, and the same by unit.
    basis: tuple[tuple[str, str], ...] = field(default=(), compare=False)
    unit_head: tuple[str, ...] = field(default=(), compare=False)
    units: tuple[tuple[str, ...], ...] = field(default=(), compare=False)


def competency_standards(agency: Agency, on: date, known_at: datetime) -> Counted | None:
    rows = _in_force(PositionRecord.objects.filter(agency=agency), on, known_at, "position_id")
    posts = {row[0]: row for row in rows.values_list("position_id", "tier", *COMPETENCIES)}
    units = dict(rows.values_list("position_id", "unit_id"))
    whole, part = Counter[str](), Counter[str]()
    standing: list[int | None] = []
    for post, tier, *levels in posts.values():
        given = sum(level is not None for level in levels)
        whole[tier] += given == len(COMPETENCIES)
        part[tier] += 0 < given < len(COMPETENCIES)
        standing += [units[post]] * (given == len(COMPETENCIES))
    if not whole.total() + part.total():
        return None
    every = Counter(tier for _post, tier, *_levels in posts.values())
    return Counted(
        (
            ("Jabatan tercatat", str(len(posts))),
            ("Berstandar lengkap (sembilan kompetensi)", str(whole.total())),
            ("Berstandar sebagian", str(part.total())),
        ),
        ("Jenjang", "Jabatan", "Standar lengkap", "Standar sebagian", "Mengikuti standar jenjang"),
        _by_tier(lambda tier: (every[tier], whole[tier], part[tier], every[tier] - whole[tier] - part[tier]), every),
        canonical.digest(sorted(posts.values())),
        basis=basis.of_files(rows),
        unit_head=("Unit", "Jabatan", "Standar lengkap"),
        units=basis.by_unit(agency, known_at, units.values(), standing),
    )


def assessments(agency: Agency, on: date, known_at: datetime) -> Counted | None:
    begun = dated_assessments(agency, on, known_at)
    last = dict(begun.order_by("true_from", "id").values_list("employee_id", "true_from"))
    institutions = set(begun.exclude(institution=None).values_list("institution", flat=True))
    if not last:
        return None
    validity = shipped().at(VALIDITY, on)
    since: date = add_years(on, -int(validity.value)).item()
    people = _people(agency, on, known_at)
    every = Counter(tier for tier, _born in people.values())
    valid, lapsed = Counter[str](), Counter[str]()
    for who, (tier, _born) in people.items():
        valid[tier] += who in last and last[who] > since
        lapsed[tier] += who in last and last[who] <= since
    units = basis.units_of(agency, on, known_at)
    standing = [units.get(who) for who in people if who in last and last[who] > since]
    return Counted(
        (
            ("Pegawai", str(len(people))),
            ("Sudah dinilai dan masih berlaku", str(valid.total())),
            ("Hasilnya sudah lewat masa berlaku", str(lapsed.total())),
            ("Lembaga penilai", str(len(institutions))),
            ("Masa berlaku", f"{validity.value} tahun"),
        ),
        ("Jenjang", "Pegawai", "Dinilai, berlaku", "Dinilai, lewat", "Belum dinilai"),
        _by_tier(
            lambda tier: (every[tier], valid[tier], lapsed[tier], every[tier] - valid[tier] - lapsed[tier]), every
        ),
        canonical.digest([sorted(last.items()), sorted(people.items())]),
        (validity.citation,),
        basis=(
            *((f"Lembaga penilai {n}", name) for n, name in enumerate(sorted(institutions), 1)),
            *basis.of_files(begun),
        ),
        unit_head=("Unit", "Pegawai", "Dinilai, berlaku"),
        units=basis.by_unit(agency, known_at, [units.get(who) for who in people], standing),
    )


def nine_box(agency: Agency, on: date, known_at: datetime) -> Counted | None:
    cycle = pool.established_cycle(agency.pk, on, known_at)
    if cycle is None or cycle.run is None or cycle.established_date is None:
        return None
    # Those who joined it by then, and whoever was mapped anew, count as their newest run placed them.
    later = [
        run for run in runs.together(cycle.run)[1:] if run.on <= on and run.finished_at and run.finished_at <= known_at
    ]
    joined = [run.pk for run in later]
    people = runs.serving(runs.current([cycle.run.pk, *joined], later=joined))
    placed = dict(people.values_list("employee_id", "box"))
    computed = dict.fromkeys(range(1, 10), 0) | Counter(box for box in placed.values() if box is not None)
    last = {move.employee_id: move for move in CalibrationMove.objects.filter(cycle=cycle).order_by("number")}
    moves = [move for move in last.values() if move.box != move.computed_box == placed.get(move.employee_id)]
    boxes = calibrated.counts(computed, moves)
    return Counted(
        (
            ("Siklus", cycle.title),
            ("Data per", date_format(cycle.on, "j F Y")),
            ("Ditetapkan", f"{cycle.decree}, {date_format(cycle.established_date, 'j F Y')}"),
            ("Pegawai dipetakan", str(sum(boxes.values()))),
            ("Belum dapat dinilai", str(len(placed) - sum(boxes.values()))),
            ("Kotak diubah sidang kalibrasi", str(len(moves))),
            ("Sidik hasil pemetaan", str(cycle.run.results_digest)),
            *(("Sidik hasil pemetaan susulan", str(run.results_digest)) for run in later),
        ),
        ("Kotak", "Hasil hitung", "Sesudah kalibrasi"),
        tuple((str(box), str(computed[box]), str(boxes[box])) for box in range(9, 0, -1)),
        canonical.digest([cycle.pk, sorted(placed.items()), sorted((one.employee_id, one.box) for one in moves)]),
        basis=basis.of_run(cycle.run),
    )


def succession_group(agency: Agency, on: date, known_at: datetime) -> Counted | None:
    cycle = pool.established_cycle(agency.pk, on, known_at)
    members = list(
        pool.members(agency.pk, on, known_at).values_list("employee_id", "box", "rank", "valid_from", "valid_to")
    )
    if cycle is None or cycle.established_date is None or not members:
        return None
    people = _people(agency, on, known_at)
    boxes = Counter(box for _who, box, *_rest in members)
    shares = sorted({(people[who][0] if who in people else "", box) for who, box, *_rest in members})
    by_tier = Counter((people[who][0] if who in people else "", box) for who, box, *_rest in members)
    return Counted(
        (
            ("Siklus", cycle.title),
            ("Keputusan PPK", f"{cycle.decree}, {date_format(cycle.established_date, 'j F Y')}"),
            ("Anggota yang berlaku", str(len(members))),
            ("Berlaku sampai", date_format(min(one[4] for one in members), "j F Y")),
            *((f"Dari kotak {box}", str(boxes[box])) for box in sorted(boxes, reverse=True)),
        ),
        ("Jenjang", "Kotak", "Anggota"),
        tuple(
            (_tier(tier), str(box), str(by_tier[tier, box]))
            for tier in _tiers({tier for tier, _box in shares})
            for box in range(9, 0, -1)
            if by_tier[tier, box]
        ),
        canonical.digest([cycle.pk, members]),
        basis=basis.of_run(cycle.run) if cycle.run else (),
    )


def development_plans(agency: Agency, on: date, known_at: datetime) -> Counted | None:
    made = TalentAction.objects.filter(agency=agency, at__lte=known_at).order_by("id")
    # Of those given up before that was kept with them, the ledger says when.
    given_up = set(
        Event.objects.filter(kind="talent.plan.cancelled", agency=agency.code, at__lte=known_at).values_list(
            "subject", flat=True
        )
    )

    def gone(line: TalentAction) -> bool:
        if line.state != ActionState.CANCELLED:
            return False
        if line.cancelled_at is None:
            return ledger.subject_name(line) in given_up
        return line.cancelled_at <= known_at

    lines = [
        (line.pk, line.employee_id, line.kind, line.approved_at is not None and line.approved_at <= known_at)
        for line in made.only("employee_id", "kind", "approved_at", "cancelled_at", "state")
        if not gone(line)
    ]
    if not any(kind == ActionKind.DEVELOPMENT for _pk, _who, kind, _approved in lines):
        return None
    units = basis.units_of(agency, on, known_at)
    return Counted(
        (
            ("Rencana yang berjalan", str(len(lines))),
            ("Pegawai yang berencana", str(len({who for _pk, who, *_rest in lines}))),
            ("Rencana yang disetujui", str(sum(approved for *_rest, approved in lines))),
        ),
        ("Jenis rencana", "Rencana", "Pegawai", "Disetujui"),
        tuple(
            (
                str(kind.label).capitalize(),
                str(sum(one[2] == kind for one in lines)),
                str(len({one[1] for one in lines if one[2] == kind})),
                str(sum(one[3] for one in lines if one[2] == kind)),
            )
            for kind in ActionKind
        ),
        canonical.digest(lines),
        basis=(*_cycles(made, {line[0] for line in lines}),),
        unit_head=("Unit", "Rencana", "Disetujui"),
        units=basis.by_unit(
            agency,
            known_at,
            [units.get(who) for _pk, who, *_rest in lines],
            [units.get(who) for _pk, who, _kind, approved in lines if approved],
        ),
    )


def _cycles(made: QuerySet[TalentAction], held: Collection[int]) -> Iterator[tuple[str, str]]:
    """The cycles that plans follow. Neither when they are due nor a decree: both change after they were known."""
    cycles = {line.cycle for line in made.select_related("cycle") if line.pk in held and line.cycle}
    for cycle in sorted(cycles, key=lambda cycle: cycle.pk):
        yield f"Siklus {cycle.pk}", cycle.title


def retirement_projection(agency: Agency, on: date, known_at: datetime) -> Counted | None:
    people = _people(agency, on, known_at)
    rule = shipped().at(RETIREMENT, on)
    ages = rule.value
    ends = {who: add_years(born, ages[tier]).item() for who, (tier, born) in people.items() if tier in ages}
    if not ends:
        return None
    years = range(on.year, on.year + YEARS_AHEAD + 1)
    # Somebody past that age on record is still there: counted with those of this year.
    found = Counter((people[who][0], max(day.year, on.year)) for who, day in ends.items())
    tiers, units = {tier for tier, _year in found}, basis.units_of(agency, on, known_at)
    total = sum(found[tier, year] for tier in tiers for year in years)
    return Counted(
        (
            ("Pegawai", str(len(people))),
            (f"Mencapai batas usia pensiun sampai {years[-1]}", str(total)),
            ("Jenjang tidak diketahui", str(len(people) - len(ends))),
        ),
        ("Jenjang", "BUP", *map(str, years)),
        tuple((_tier(tier), str(ages[tier]), *(str(found[tier, year]) for year in years)) for tier in _tiers(tiers)),
        canonical.digest(sorted((who, people[who][0], day) for who, day in ends.items())),
        (rule.citation,),
        basis=(("Batas usia pensiun", f"{rule.citation}, berlaku sejak {date_format(rule.effective_from, 'j F Y')}"),),
        unit_head=("Unit", "Pegawai", f"Mencapai BUP sampai {years[-1]}"),
        units=basis.by_unit(
            agency,
            known_at,
            [units.get(who) for who in people],
            [units.get(who) for who, day in ends.items() if day.year <= years[-1]],
        ),
    )


def with_levels(agency: Agency, on: date, known_at: datetime) -> QuerySet[Any]:
    levelled = Q()
    for name in COMPETENCIES:
        levelled |= Q(**{f"{name}__isnull": False})
    return _begun(PositionRecord.objects.filter(levelled, agency=agency), on, known_at)


def dated_assessments(agency: Agency, on: date, known_at: datetime) -> QuerySet[Any]:
    return _begun(AssessmentRecord.objects.filter(agency=agency, true_from__isnull=False), on, known_at)


def holding(agency: Agency, on: date, known_at: datetime) -> QuerySet[Any]:
    return in_pool.holding(agency.pk, on, known_at)


def members(agency: Agency, on: date, known_at: datetime) -> QuerySet[Any]:
    return pool.members(agency.pk, on, known_at)


def development(agency: Agency, on: date, known_at: datetime) -> QuerySet[Any]:
    lines = TalentAction.objects.filter(agency=agency, kind=ActionKind.DEVELOPMENT, at__lte=known_at)
    return lines.exclude(state=ActionState.CANCELLED)


def with_tier(agency: Agency, on: date, known_at: datetime) -> QuerySet[Any]:
    return _begun(EmployeeRecord.objects.filter(agency=agency, tier__isnull=False), on, known_at)


def _people(agency: Agency, on: date, known_at: datetime) -> dict[int, tuple[str, date]]:
    """Employee → (tier, day of birth) of everybody who serves on the day; an unknown tier is empty."""
    rows = _in_force(EmployeeRecord.objects.filter(agency=agency), on, known_at, "employee_id")
    found = {who: row for who, *row in rows.values_list("employee_id", "tier", "employee__born", "standing")}
    return {who: (tier or "", born) for who, (tier, born, standing) in found.items() if standing not in GONE}


def _in_force(rows: QuerySet[Any], on: date, known_at: datetime, owner: str) -> QuerySet[Any]:
    """Rows that hold on the day, so ordered that of each owner the one that counts comes last."""
    held = _begun(rows, on, known_at).filter(Q(true_to=None) | Q(true_to__gte=on))
    return held.order_by(owner, F("true_from").asc(nulls_first=True), "id")


def _begun(rows: QuerySet[Any], on: date, known_at: datetime) -> QuerySet[Any]:
    return known(rows, known_at).filter(Q(true_from=None) | Q(true_from__lte=on))


def _by_tier(numbers: Callable[[str], tuple[int, ...]], tiers: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    return tuple((_tier(tier), *map(str, numbers(tier))) for tier in _tiers(set(tiers)))


def _tiers(held: set[str]) -> list[str]:
    """From the highest down; what is not known comes last."""
    return [tier for tier in (*Tier.values, "") if tier in held]


def _tier(code: str) -> str:
    return str(Tier(code).label) if code else "tidak diketahui"
