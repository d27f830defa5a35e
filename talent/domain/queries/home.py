"""What matters now, for the one who looks: open work, and cards that the parts of the house offer.

Other apps append to HOME_TASKS and HOME_PANELS (in their AppConfig.ready); a provider gives an empty list to those
whom its matter does not concern.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.domain.queries import scope, users
from accounts.models import User
from accounts.permissions import Permission
from talent.domain.queries import (
    calibrated,
    cycles,
    employees,
    imports,
    in_pool,
    inclusion,
    placements,
    replies,
    sittings,
)
from talent.models import (
    CalibrationMove,
    Employee,
    ImportBatch,
    MappingRun,
    Placement,
    PoolMembership,
    ReviewCycle,
)

SHOWN = 5
AGENCIES = 3
State = ReviewCycle.State


@dataclass(frozen=True)
class Task:
    """Something waiting for this person: words, and the name and arguments of the address where it is done."""

    text: str
    note: str
    route: str
    args: tuple[Any, ...] = ()
    query: str = ""


@dataclass(frozen=True)
class Panel:
    """A card of the home page: `template` is rendered with `data` in its context; smaller `order` comes first."""

    title: str
    template: str
    data: dict[str, Any] = field(default_factory=dict)
    order: int = 50


HOME_TASKS: list[Callable[[User], Sequence[Task]]] = []
HOME_PANELS: list[Callable[[User], Sequence[Panel]]] = []


def tasks(user: User) -> list[Task]:
    """Everything that waits for the user."""
    return [task for provider in HOME_TASKS for task in provider(user)]


def shortened(
    found: QuerySet[Any] | list[Any], task: Callable[[Any], Task], *, more: str, route: str, query: str = ""
) -> list[Task]:
    """The tasks of the first SHOWN; where there are more, a last one says of how many (`more`, with `shown` and `all`)
    and leads to the list of them."""
    first = list(found[: SHOWN + 1])
    tasks = [task(one) for one in first[:SHOWN]]
    if len(first) > SHOWN:
        words = {"shown": SHOWN, "all": len(found) if isinstance(found, list) else found.count()}
        tasks.append(Task(more % words, _("lihat yang lain"), route, query=query))
    return tasks


def panels(user: User) -> list[Panel]:
    """The cards of the user's home page."""
    found = [panel for provider in HOME_PANELS for panel in provider(user)]
    return sorted(found, key=lambda panel: panel.order)


def _cycle_tasks(user: User) -> list[Task]:
    """Cycles to take further for the BKD, to the announcement; proposals to establish for the PPK."""
    words = {
        State.DRAFT: _("draf; mulai pengumpulan data"),
        State.OPEN: _("siap dipetakan"),
        State.MAPPED: _("terpetakan; buka sidang kalibrasi"),
        State.CALIBRATION: _("dalam kalibrasi; kepala BKD mengusulkannya sesudah sidang ditutup"),
        State.PROPOSED: _("menunggu penetapan"),
        State.ESTABLISHED: _("ditetapkan; umumkan kepada pegawai"),
    }
    bkd, ppk = scope.scope(user, Permission.MAP_TALENT), scope.scope(user, Permission.ESTABLISH_POOL)
    stages = [State.DRAFT, State.OPEN, State.MAPPED, State.CALIBRATION]
    waiting = Q(state__in=stages, agency_id__in=bkd.agencies)
    waiting |= Q(state=State.PROPOSED, agency_id__in=ppk.agencies)
    announcing = scope.scope(user, Permission.ANSWER_REPLIES)
    waiting |= Q(state=State.ESTABLISHED, announced_on=None, agency_id__in=announcing.agencies)
    return shortened(
        ReviewCycle.objects.filter(waiting).select_related("agency"),
        lambda cycle: Task(cycle.dated, f"{words[State(cycle.state)]} · {cycle.agency.name}", "cycle", (cycle.pk,)),
        more=_("%(shown)s dari %(all)s siklus"),
        route="cycles",
    )


def _late_tasks(user: User) -> list[Task]:
    """Who joined an established cycle and waits for a supplementary decree, for the BKD and the PPK; whom the newest
    mapping of an agency never saw, for the BKD."""
    bkd, ppk = scope.scope(user, Permission.MAP_TALENT), scope.scope(user, Permission.ESTABLISH_POOL)
    agencies = bkd.agencies | ppk.agencies
    if not agencies:
        return []
    joined = MappingRun.objects.filter(extends=OuterRef("run"), finished_at__isnull=False)
    mapped = ReviewCycle.objects.filter(run__isnull=False, agency_id__in=agencies)
    rows = list(mapped.annotate(joined=Exists(joined)).select_related("agency", "run").order_by("-on", "-id"))
    waiting = inclusion.awaited([cycle for cycle in rows if cycle.joined and cycle.state == State.ESTABLISHED])
    # Whom the newest one saw nobody is to take into an older one; a closed one takes nobody.
    newest = {cycle.agency_id: cycle for cycle in reversed(rows)}
    taking = [cycle for cycle in newest.values() if cycle.agency_id in bkd.agencies and cycle.state != State.CLOSED]
    new, found = inclusion.newcomers(taking), []
    for cycle in rows:
        if n := waiting.get(cycle.pk):
            text = ngettext("%(n)s orang menunggu penetapan susulan", "%(n)s orang menunggu penetapan susulan", n)
            found.append(Task(text % {"n": n}, cycle.dated, "cycle_inclusion", (cycle.pk,)))
        if n := new.get(cycle.pk):
            text = ngettext("%(n)s pegawai baru belum dipetakan", "%(n)s pegawai baru belum dipetakan", n)
            found.append(Task(text % {"n": n}, cycle.dated, "cycle_inclusion", (cycle.pk,)))
    return found


def _reply_tasks(user: User) -> list[Task]:
    """Replies of employees that wait for an answer, oldest first."""
    if not scope.scope(user, Permission.ANSWER_REPLIES):
        return []
    return shortened(
        replies.waiting_for(user),
        lambda reply: Task(
            f"{reply.get_kind_display()} · {reply.cycle.title}", _("menunggu jawaban BKD"), "reply", (reply.pk,)
        ),
        more=_("%(shown)s dari %(all)s tanggapan"),
        route="replies",
        query="?state=OPEN",
    )


def _session_tasks(user: User) -> list[Task]:
    """Open calibration sessions in which the user sits or which the user chairs."""
    if not scope.scope(user, Permission.CALIBRATE):
        return []
    return shortened(
        sittings.open_for(user),
        lambda session: Task(
            _("Sidang kalibrasi · %(cycle)s") % {"cycle": session.cycle.title},
            session.cycle.agency.name,
            "session",
            (session.pk,),
        ),
        more=_("%(shown)s dari %(all)s sidang"),
        route="cycles",
    )


def _import_tasks(user: User) -> list[Task]:
    """Uploads checked but not written yet, or not to the end, as far as they hold anything to write."""

    def task(batch: ImportBatch) -> Task:
        rejected = batch.report.get("rejected", 0)
        if batch.halted:
            note = _("penulisan terhenti")
        elif rejected:
            note = ngettext("%(n)s baris ditolak, belum ditulis", "%(n)s baris ditolak, belum ditulis", rejected)
            note %= {"n": rejected}
        else:
            note = _("diperiksa, belum ditulis")
        return Task(batch.file_name, note, "import", (batch.pk,))

    waiting = imports.importable_by(user).filter(report__accepted__gt=0).filter(imports.UNFINISHED)
    return shortened(waiting, task, more=_("%(shown)s dari %(all)s impor"), route="imports")


def _mapping_panels(user: User) -> list[Panel]:
    """Counts and the nine boxes of the latest mapped cycle of each agency (the first few)."""
    if not scope.scope(user, Permission.VIEW_MAPPING):
        return []
    agencies = list(employees.agencies_of(user, Permission.VIEW_MAPPING)[:AGENCIES])
    mapped = list(
        ReviewCycle.objects.filter(run__isnull=False, agency__in=agencies).select_related("run").order_by("on", "id")
    )
    latest = {cycle.agency_id: cycle for cycle in mapped}
    counts = cycles.counts_by_run([cycle.run_id for cycle in latest.values() if cycle.run_id])
    moved = calibrated.in_force_by_cycle(cycle.pk for cycle in latest.values())
    people = dict(
        Employee.objects.filter(agency__in=agencies, current__isnull=False)
        .order_by()
        .values_list("agency")
        .annotate(Count("pk"))
    )
    members = _pool_sizes(mapped)
    return [
        Panel(
            agency.name,
            "talent/home/mapping.html",
            {"agency": agency, "people": people.get(agency.pk, 0), "members": members.get(agency.pk, 0)}
            | _mapping(latest.get(agency.pk), counts, moved),
            order=20,
        )
        for agency in agencies
    ]


def _mapping(
    cycle: ReviewCycle | None, counts: dict[int, cycles.Counts], moved: dict[int, list[CalibrationMove]]
) -> dict[str, Any]:
    if cycle is None or cycle.run is None:
        return {"cycle": None}
    computed = counts[cycle.run.pk]
    return {
        "cycle": cycle,
        "counts": computed,
        "boxes": calibrated.counts(computed.boxes, moved.get(cycle.pk, [])),
        "krs": cycles.policy_of(cycle.run).pool_boxes,
    }


def _pool_sizes(mapped: list[ReviewCycle]) -> dict[int, int]:
    """Agency → members whose place is valid today, as `pool.members` counts them, in one query."""
    today = timezone.localdate()
    established = [cycle for cycle in mapped if cycle.established_date and cycle.established_date <= today]
    holding = {cycle.agency_id: cycle.pk for cycle in sorted(established, key=lambda c: (c.established_date, c.pk))}
    valid = PoolMembership.objects.filter(in_pool.valid(today), cycle__in=holding.values())
    return dict(valid.order_by().values_list("agency").annotate(Count("pk")))


def _own_panels(user: User) -> list[Panel]:
    """One's own latest box."""
    own = scope.scope(user, Permission.VIEW_OWN).employees
    people = Employee.objects.filter(pk__in=own).select_related("agency", "current__unit")
    return [
        Panel(
            _("Data saya"),
            "talent/home/own.html",
            {"employee": person, "history": _boxed(placements.history(person, user)[:SHOWN])},
            order=10,
        )
        for person in people
    ]


def _boxed(history: list[tuple[ReviewCycle, Placement]]) -> list[tuple[ReviewCycle, Placement]]:
    calibrated.boxed((cycle.pk, place) for cycle, place in history)
    return history


def _user_panels(user: User) -> list[Panel]:
    """How many may sign in, for those who manage users; nothing personal."""
    if not scope.scope(user, Permission.MANAGE_USERS):
        return []
    found = users.manageable_by(user).aggregate(
        active=Count("pk", filter=Q(is_active=True)), closed=Count("pk", filter=Q(is_active=False))
    )
    return [Panel(_("Pengguna"), "talent/home/users.html", found, order=30)]


def _ledger_panels(user: User) -> list[Panel]:
    """The way to the ledger, for those who read it."""
    if not scope.scope(user, Permission.VIEW_LEDGER):
        return []
    return [Panel(_("Jejak audit"), "talent/home/ledger.html", {}, order=60)]


HOME_TASKS += [_cycle_tasks, _late_tasks, _session_tasks, _reply_tasks, _import_tasks]
HOME_PANELS += [_own_panels, _mapping_panels, _user_panels, _ledger_panels]
