"""What the pool asks of people: members who should perhaps leave, and memberships that run out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from rules.dates import add_years
from rules.law import shipped
from rules.vacating import RETIREMENT
from talent.codes import GONE, JPT_TIERS, PoolExitCause, Severity, Standing
from talent.domain.queries import in_pool, pool, written
from talent.domain.queries.home import HOME_TASKS, Task
from talent.models import Agency, AppointmentRecord, PoolMembership, ReviewCycle, SanctionRecord

STEPS = (7, 30, 90)
SHOWN = 5


@dataclass(frozen=True)
class Proposal:
    """A member who should perhaps leave: why, and from which day on that is so."""

    membership: PoolMembership
    cause: PoolExitCause
    reason: str
    on: date


def current(agency_ids: Iterable[int], on: date) -> QuerySet[PoolMembership]:
    """The memberships that hold on `on`, in the pools of these agencies."""
    return PoolMembership.objects.filter(in_pool.valid(on), cycle_id__in=_holding(agency_ids, on))


def _holding(agency_ids: Iterable[int], on: date) -> dict[int, date]:
    """The cycle whose pool holds on `on` in each of these agencies, with the day it was established."""
    states = (ReviewCycle.State.ESTABLISHED, ReviewCycle.State.CLOSED)
    cycles = ReviewCycle.objects.filter(agency_id__in=list(agency_ids), state__in=states, established_date__lte=on)
    rows = cycles.order_by("established_date", "id").values_list("agency_id", "pk", "established_date")
    latest = {agency: (pk, day) for agency, pk, day in rows if day is not None}
    return dict(latest.values())


def box_nine(user: User, on: date) -> QuerySet[PoolMembership]:
    """Members in box 9 on `on`, of every agency over which the user looks at the nation's pool."""
    held = scope.scope(user, Permission.VIEW_NATIONAL_POOL)
    agencies = ReviewCycle.objects.order_by().values_list("agency_id", flat=True).distinct()
    ids = [pk for pk in agencies if held.covers(pk)]
    found = current(ids, on).filter(box=9).select_related("agency", "cycle", "employee__current__unit")
    return pool.with_policy(found)


def expiring(agency_ids: Iterable[int], on: date, days: int = STEPS[-1]) -> QuerySet[PoolMembership]:
    """Members whose place runs out within `days`, the first to go first."""
    rows = current(agency_ids, on).filter(valid_to__lte=on + timedelta(days=days))
    rows = rows.select_related("employee__current__unit", "agency").order_by("valid_to", "rank", "id")
    return pool.with_policy(rows)


def proposals(agency_ids: Iterable[int], on: date) -> list[Proposal]:
    """Members about whom something became known that ends a membership, one proposal each, in order of the pool.

    A sanction of medium or heavy severity begun since the entry; retirement; a definitive senior post since the
    entry; a definitive post at another agency. Four queries whatever the number of members.
    """
    holding = _holding(agency_ids, on)
    if not holding:
        return []
    everybody = PoolMembership.objects.filter(in_pool.valid(on), cycle_id__in=holding)
    ids = everybody.values("employee_id")
    # Nobody entered a pool before it was established.
    since = min(holding.values())
    sanctions = list(_sanctions(ids, on).filter(true_from__gte=since))
    posts = list(_posts(ids, on).filter(true_from__gte=since))
    named = {row.employee_id for row in (*sanctions, *posts)}
    members = everybody.filter(_perhaps_retired(on) | Q(employee_id__in=named))
    members = members.select_related("employee__current__unit", "agency").order_by("agency_id", "rank")
    members = pool.with_policy(members)
    held = {member.employee_id: member for member in members}
    found = {member.pk: (member, *told) for member in held.values() if (told := _retired(member, on))}
    for row in sanctions:
        member = held[row.employee_id]
        if row.true_from and row.true_from >= member.valid_from:
            said = _("hukuman disiplin %(severity)s sejak %(day)s")
            said %= {"severity": row.get_severity_display(), "day": date_format(row.true_from, "DATE_FORMAT")}
            found.setdefault(member.pk, (member, PoolExitCause.SANCTION, said, row.true_from))
    for post in posts:
        member = held[post.employee_id]
        if post.true_from is None or post.true_from < member.valid_from:
            continue
        words = {"post": post.position, "day": date_format(post.true_from, "DATE_FORMAT")}
        if post.at_agency and post.at_agency != member.agency.code:
            cause, said = PoolExitCause.MOVED, _("menduduki %(post)s pada instansi lain sejak %(day)s") % words
        elif post.tier in JPT_TIERS:
            cause, said = PoolExitCause.APPOINTED, _("menduduki %(post)s sejak %(day)s") % words
        else:
            continue
        found.setdefault(member.pk, (member, cause, said, post.true_from))
    return [Proposal(*found[member.pk]) for member in held.values() if member.pk in found]


def waiting(agency_ids: Iterable[int], on: date) -> int:
    """How many proposals there are: counted once for all who ask, while no record and no membership is written."""
    holding = _holding(agency_ids, on)
    if not holding:
        return 0
    pools = PoolMembership.objects.filter(cycle_id__in=holding)
    newest = pools.aggregate(entry=Max("pk"), exit=Max("exits__pk"), revoked=Count("exits__revoked_at"))
    last = written.last(*Agency.objects.filter(cycles__in=holding))
    what = ("proposals", tuple(holding.items()), on, *newest.values())
    return written.kept(last, what, lambda: len(proposals(agency_ids, on)))


def _sanctions(ids: Any, on: date) -> QuerySet[SanctionRecord]:
    rows = SanctionRecord.objects.filter(employee_id__in=ids, known_to=None, true_from__lte=on)
    return rows.filter(severity__in=[Severity.MODERATE, Severity.SEVERE]).order_by("true_from", "id")


def _posts(ids: Any, on: date) -> QuerySet[AppointmentRecord]:
    rows = AppointmentRecord.objects.filter(employee_id__in=ids, known_to=None, kind="DEFINITIVE", true_from__lte=on)
    running = Q(true_to=None) | Q(true_to__gte=on)
    wanted = Q(tier__in=JPT_TIERS) | (Q(at_agency__isnull=False) & ~Q(at_agency=F("agency__code")))
    return rows.filter(running, wanted).order_by("true_from", "id")


def _perhaps_retired(on: date) -> Q:
    """Everybody of whom `_retired` may tell, and few others: the calendar's leap days are left to it."""
    gone = Q(employee__current=None) | Q(employee__current__standing__in=GONE)
    for tier, age in shipped().at(RETIREMENT, on).value.items():
        born = on.replace(day=min(on.day, 28), year=on.year - age) + timedelta(days=4)
        gone |= Q(employee__current__tier=tier, employee__born__lte=born)
    return gone


def _retired(member: PoolMembership, on: date) -> tuple[PoolExitCause, str, date] | None:
    now = member.employee.current
    if now is None:
        return PoolExitCause.MOVED, _("datanya tidak lagi ada pada instansi ini"), on
    if now.standing in GONE:
        said = _("kedudukannya %(standing)s") % {"standing": now.get_standing_display()}
        cause = PoolExitCause.MOVED if now.standing == Standing.MOVED else PoolExitCause.RETIRED
        return cause, said, max(now.true_from or on, member.valid_from)
    age = shipped().at(RETIREMENT, on).value.get(now.tier)
    if age is None:
        return None
    day: date = add_years(member.employee.born, age).item()
    if day > on:
        return None
    said = _("mencapai batas usia pensiun %(age)s tahun pada %(day)s")
    return (
        PoolExitCause.RETIRED,
        said % {"age": age, "day": date_format(day, "DATE_FORMAT")},
        max(day, member.valid_from),
    )


def _pool_tasks(user: User) -> list[Task]:
    """For those who plan: who may have to leave, and whose membership runs out within 90, 30 or 7 days."""
    held = scope.scope(user, Permission.PLAN_TALENT)
    today = timezone.localdate()
    if not held.agencies:
        return []
    found = []
    if count := waiting(held.agencies, today):
        text = ngettext("%(n)s anggota perlu diperiksa", "%(n)s anggota perlu diperiksa", count) % {"n": count}
        found.append(Task(text, _("usulan keluar dari kelompok suksesi"), "pool_due"))
    rows = list(expiring(held.agencies, today).values_list("valid_to", flat=True))
    if rows:
        counts = {days: sum(day <= today + timedelta(days=days) for day in rows) for days in STEPS}
        text = ngettext("%(n)s keanggotaan berakhir", "%(n)s keanggotaan berakhir", len(rows)) % {"n": len(rows)}
        note = _("dalam 90 hari; %(month)s dalam 30 hari, %(week)s dalam 7 hari")
        found.append(Task(text, note % {"month": counts[30], "week": counts[7]}, "pool_due"))
    return found[:SHOWN]


HOME_TASKS.append(_pool_tasks)
