"""The numbers of one cycle that a report needs, each with the list behind it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from rules.dates import add_years
from rules.law import NoRuleInForce, shipped
from talent.codes import GONE, ActionKind, ActionState, ReplyState
from talent.domain.queries import calibrated, cycles, employees, in_pool, plans, pool, runs, written
from talent.models import (
    AssessmentRecord,
    PoolMembership,
    Reply,
    ReviewCycle,
    TalentAction,
    TrainingGroup,
    TrainingSeat,
)


@dataclass(frozen=True)
class Number:
    """A number with its words; `route`, `args` and `query` lead to the list behind it (no route: there is none)."""

    label: str
    value: int
    of: int | None = None
    route: str = ""
    args: tuple[Any, ...] = ()
    query: str = ""


@dataclass(frozen=True)
class Part:
    """A titled group of numbers."""

    title: str
    numbers: tuple[Number, ...]


@dataclass(frozen=True)
class Report:
    """Everything counted for one cycle on one day. `boxes`: (box, computed, calibrated)."""

    parts: tuple[Part, ...]
    boxes: tuple[tuple[int, int, int], ...]


def report(cycle: ReviewCycle, on: date) -> Report:
    """Count; some twenty queries whatever the size of the agency."""
    makers: tuple[Callable[[ReviewCycle, date], Part | None], ...] = (
        _coverage, _calibration, _pool, _plans, _done, _replies, _training
    )  # fmt: skip
    parts = tuple(part for make in makers if (part := make(cycle, on)) is not None)
    return Report(parts, _boxes(cycle))


def _boxes(cycle: ReviewCycle) -> tuple[tuple[int, int, int], ...]:
    if cycle.run is None:
        return ()
    computed = cycles.counts(cycle.run).boxes
    after = calibrated.counts(computed, calibrated.in_force(cycle).values())
    return tuple((box, computed[box], after[box]) for box in range(9, 0, -1))


class _Covered(NamedTuple):
    """People of the agency counted; of the cycle's run without the retired, None where there is no run. `valid`: with
    a valid assessment, None before the law set a validity."""

    serving: int
    retired: int
    assessed: int | None
    unassessed: int | None
    valid: int | None


def _coverage(cycle: ReviewCycle, on: date) -> Part:
    together = tuple(one.pk for one in runs.together(cycle.run)) if cycle.run else ()
    what = ("coverage", cycle.agency_id, together, on)
    found = written.kept(written.last(cycle.agency), what, lambda: _covered(cycle, on))
    people, agency = found.serving, f"agency={cycle.agency_id}"
    numbers = [
        Number(
            _("Pegawai yang belum pensiun atau berhenti"),
            people,
            None,
            "employees",
            (),
            f"{agency}&standing={employees.SERVING}",
        ),
        Number(
            _("Pensiun atau berhenti, tidak dihitung"),
            found.retired,
            None,
            "employees",
            (),
            f"{agency}&standing={employees.GONE}",
        ),
    ]
    if found.assessed is not None and found.unassessed is not None:
        numbers += [
            Number(_("Terpetakan"), found.assessed, people, "cycle", (cycle.pk,)),
            Number(_("Belum dapat dinilai"), found.unassessed, people, "box", (cycle.pk, 0)),
        ]
    if found.valid is not None:
        label = _("Penilaian kompetensi masih berlaku")
        numbers.append(Number(label, found.valid, people, "records", query="kind=assessments"))
    return Part(_("Cakupan"), tuple(numbers))


def _covered(cycle: ReviewCycle, on: date) -> _Covered:
    people, retired = employees.serving(cycle.agency_id).count(), employees.gone(cycle.agency_id)
    assessed = unassessed = None
    if cycle.run is not None:
        counts = cycles.counts(cycle.run)
        left = runs.of_run(cycle.run).filter(employee__in=retired.values("pk"))
        gone = left.aggregate(assessed=Count("pk", filter=~Q(box=None)), unassessed=Count("pk", filter=Q(box=None)))
        without = counts.unassessed + counts.retired
        assessed, unassessed = counts.assessed - gone["assessed"], without - gone["unassessed"]
    return _Covered(people, retired.count(), assessed, unassessed, _assessed(cycle, on))


def _assessed(cycle: ReviewCycle, on: date) -> int | None:
    """People, none of them retired, with a competency assessment valid on `on`; None before the law set a validity."""
    try:
        years = int(shipped().at("talent.assessment_validity", on).value)
    except NoRuleInForce:
        return None
    since = add_years(on, -years).item() + timedelta(days=1)
    rows = AssessmentRecord.objects.filter(agency=cycle.agency_id, known_to=None, true_from__range=(since, on))
    rows = rows.exclude(employee__current__standing__in=GONE)
    return rows.aggregate(n=Count("employee", distinct=True))["n"] or 0


def _calibration(cycle: ReviewCycle, on: date) -> Part | None:
    if cycle.run is None:
        return None
    moves = calibrated.in_force(cycle)
    up = sum(move.box > move.computed_box for move in moves.values())
    numbers = (
        Number(_("Kotak diubah sidang kalibrasi"), len(moves), None, "calibration", (cycle.pk,)),
        Number(_("Naik kotak"), up, len(moves), "calibration", (cycle.pk,)),
        Number(_("Turun kotak"), len(moves) - up, len(moves), "calibration", (cycle.pk,)),
    )
    return Part(_("Kalibrasi"), numbers)


def _pool(cycle: ReviewCycle, on: date) -> Part | None:
    if cycle.established_date is None:
        return None
    rows, after = PoolMembership.objects.filter(cycle=cycle), pool.successor(cycle, on)
    if after is not None and after.established_date is not None:
        # A pool that was replaced is told as it was on the last day it held, in numbers and in the lists behind them.
        on = max(after.established_date - timedelta(days=1), cycle.established_date)
    counts = rows.aggregate(
        entered=Count("pk"),
        supplementary=Count("pk", filter=Q(entry_reason__isnull=False)),
        left=Count("pk", filter=in_pool.left(on)),
        holding=Count("pk", filter=in_pool.valid(on)),
        soon=Count("pk", filter=in_pool.valid(on) & Q(valid_to__lte=on + timedelta(days=90))),
    )
    agency = f"agency={cycle.agency_id}"
    query = f"{agency}&on={on:%Y-%m-%d}" if after else agency
    entered = f"{agency}&on={cycle.established_date:%Y-%m-%d}"
    numbers = (
        Number(_("Masuk dengan penetapan"), counts["entered"] - counts["supplementary"], None, "pool", (), entered),
        Number(_("Masuk menyusul"), counts["supplementary"], None, "pool", (), f"{query}&left=menyusul"),
        Number(_("Keluar dari kelompok"), counts["left"], counts["entered"], "pool", (), f"{query}&left=1"),
    )
    if after is None:
        return Part(_("Kelompok suksesi"), (
            *numbers,
            Number(_("Berlaku hari ini"), counts["holding"], counts["entered"], "pool", (), query),
            Number(_("Berakhir dalam 90 hari"), counts["soon"], counts["holding"], "pool", (), query),
        ))  # fmt: skip
    dropped = pool.not_taken_over(cycle, after).count()
    label = _("Keluar karena penetapan baru (%(name)s)") % {"name": after.title}
    return Part(_("Kelompok suksesi"), (
        *numbers,
        Number(_("Berlaku pada hari terakhirnya"), counts["holding"], counts["entered"], "pool", (), query),
        Number(label, dropped, counts["holding"], "cycle", (after.pk,)),
    ))  # fmt: skip


def _plans(cycle: ReviewCycle, on: date) -> Part:
    rows = TalentAction.objects.filter(cycle=cycle)
    counts = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    total = sum(counts.values())
    query = f"cycle={cycle.pk}"
    numbers = [
        Number(str(state.label).capitalize(), counts.get(state, 0), total, "plans", (), f"{query}&state={state}")
        for state in ActionState
    ]
    late = rows.filter(plans.overdue(on)).count()
    numbers.append(Number(_("Lewat tenggat"), late, total, "plans", (), f"{query}&state=LATE"))
    return Part(_("Rencana menurut keadaan"), tuple(numbers))


def _done(cycle: ReviewCycle, on: date) -> Part:
    counted = TalentAction.objects.filter(cycle=cycle).exclude(state=ActionState.CANCELLED).order_by()
    finished = Q(state__in=[ActionState.DONE, ActionState.MONITORED])
    rows = counted.values_list("kind").annotate(planned=Count("pk"), done=Count("pk", filter=finished))
    counts = {kind: (planned, done) for kind, planned, done in rows}
    numbers = []
    for kind in ActionKind:
        planned, done = counts.get(kind, (0, 0))
        label = _("%(kind)s: terlaksana dari yang direncanakan") % {"kind": str(kind.label).capitalize()}
        numbers.append(Number(label, done, planned, "plans", (), f"cycle={cycle.pk}&kind={kind}"))
    return Part(_("Pelaksanaan rencana"), tuple(numbers))


def _replies(cycle: ReviewCycle, on: date) -> Part:
    counts = dict(Reply.objects.filter(cycle=cycle).order_by().values_list("state").annotate(Count("pk")))
    total = sum(counts.values())
    return Part(
        _("Tanggapan pegawai"),
        tuple(
            Number(
                str(state.label).capitalize(),
                counts.get(state, 0),
                total,
                "replies",
                (),
                f"cycle={cycle.pk}&state={state}",
            )
            for state in ReplyState
        ),
    )


def _training(cycle: ReviewCycle, on: date) -> Part:
    groups = TrainingGroup.objects.filter(cycle=cycle)
    made, dated = groups.count(), groups.filter(starts__isnull=False).count()
    seats = TrainingSeat.objects.filter(group__cycle=cycle).count()
    short = groups.annotate(people=Count("places")).filter(people__gt=F("seats")).count()
    where = ("training", (cycle.pk,))
    numbers = (
        Number(_("Kelompok pelatihan"), made, None, *where),
        Number(_("Sudah bertanggal"), dated, made, *where),
        Number(_("Peserta"), seats, None, *where),
        Number(_("Kelompok yang kekurangan kursi"), short, made, *where),
    )
    return Part(_("Pelatihan"), numbers)
