"""What an inauguration writes of the posts that people hold: records like any others, each noted in the ledger."""

from datetime import date, timedelta

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rules.errors import DomainError, Invalid
from succession.domain.queries.posts import record_of
from succession.models import Vacancy
from talent.domain import records
from talent.domain.importing import WRITERS, Context
from talent.domain.outside import APPOINTMENT, STATE
from talent.domain.queries.records import MODELS
from talent.models import AppointmentRecord, Employee, EmployeeRecord, Position, PositionRecord


def require_later(vacancy: Vacancy, person: Employee, dated: date) -> None:
    """Raise Invalid unless the day lies after the first day of every definitive post that the records, as known now,
    say of the person: ended on the eve of an earlier day it would run beside the new one. An inauguration that the
    records tell of already, into the same post on the same day, is none of them."""
    definitive = Q(kind="DEFINITIVE") | Q(kind=None)
    appointments = AppointmentRecord.objects.filter(definitive, employee=person, known_to=None, true_from__gte=dated)
    states = EmployeeRecord.objects.filter(employee=person, known_to=None, post_from__gte=dated, position__isnull=False)
    told = [*appointments.values_list("true_from", "position"), *states.values_list("post_from", "position")]
    own = (dated, vacancy.position.current.name if vacancy.position.current else None)
    held = [(day, post) for day, post in told if day is not None and (day, post) != own]
    if held:
        day, post = max(held)
        message = _(
            "Menurut catatan %(name)s memegang %(post)s sejak %(day)s; pelantikan ini harus bertanggal sesudah hari "
            "itu. Periksalah tanggal pelantikan, atau koreksilah catatannya."
        )
        words = {"name": person.name, "post": post, "day": date_format(day, "DATE_FORMAT")}
        raise Invalid(message % words, code="date_order")


def record_post(vacancy: Vacancy, employee: Employee, dated: date, context: Context) -> None:
    """The person holds the post of the vacancy from `dated` on, and until the day before what they held then."""
    post = record_of(vacancy.position, dated, context.known_at)
    if post is None:
        raise Invalid(_("Jabatan ini belum punya data; impor data jabatannya dahulu."), code="unknown_post")
    write(
        "appointments",
        employee,
        context,
        [ended(held, dated) | {"nip": employee.nip} for held in held_on(employee, dated)]
        + [_begun(post, vacancy, dated) | {"nip": employee.nip}],
    )
    before = state_on(employee, dated)
    later = EmployeeRecord.objects.filter(employee=employee, known_to=None, true_from__gt=dated).select_related("unit")
    # A grade or standing of a later day, learnt first, names the post that was held until now.
    states = [before, *(_row(employee, one) for one in later.filter(post_from__lt=dated).order_by("true_from"))]
    same = [one for one in states if (one["position"], one["post_from"]) == (before["position"], before["post_from"])]
    write("employees", employee, context, [_in_post(one, post, dated) for one in same])


def record_end(replaced: Employee, post: Position, dated: date, context: Context) -> None:
    """Until the day before they held the post: said of their appointments to it, or where there is none of the post in
    their own row, whose first day it knows."""
    assert post.current is not None
    title = post.current.name.casefold()
    open_ones = [one for one in held_on(replaced, dated) if one.position.casefold() == title]
    rows = [ended(one, dated) for one in open_ones] or own_ended(replaced, dated)
    if rows:
        write("appointments", replaced, context, [one | {"nip": replaced.nip} for one in rows])


def own_ended(employee: Employee, dated: date) -> list[dict[str, object]]:
    """The row of the post that the employee's own row alone names, whose first day it knows, held until the day before;
    none where an appointment tells of it, also of one that ended earlier."""
    row = employee.current
    if row is None or not row.position or row.post_from is None or row.post_from >= dated:
        return []
    told = AppointmentRecord.objects.filter(employee=employee, known_to=None, true_from=row.post_from)
    if told.filter(position__iexact=row.position).exists():
        return []
    unit, own = row.unit.code if row.unit else None, employee.agency.code
    values = (row.position, row.tier, row.post_from, dated - timedelta(days=1), "DEFINITIVE", None, row.job_family)
    return [dict(zip(APPOINTMENT, (*values, unit, own), strict=True))]


def write(kind: str, employee: Employee, context: Context, rows: list[dict[str, object]]) -> None:
    """Write them, and tell the ledger of each as of any record: what was worked out of the person is out of date."""
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    written = WRITERS[kind](columns, len(rows), context)
    if written.errors:
        raise DomainError(written.errors[0].message, code=written.errors[0].code)
    of_person = MODELS[kind].objects.filter(employee=employee)
    closed = dict(of_person.filter(known_to=context.known_at).values_list("key", "pk"))
    for row in of_person.filter(known_from=context.known_at, known_to=None).select_related("employee__agency"):
        if row.key in closed:
            records.note("corrected", kind, row, context.by, _("Pelantikan"), replaces=closed[row.key])
        else:
            records.note("added", kind, row, context.by, _("Pelantikan"))


def held_on(employee: Employee, dated: date, *, acting: bool = False) -> list[AppointmentRecord]:
    """Definitive posts, with `acting` those of every kind, as known now, that have not ended on the day before."""
    kinds = Q() if acting else Q(kind="DEFINITIVE") | Q(kind=None)
    return list(
        AppointmentRecord.objects.filter(
            kinds,
            Q(true_to=None) | Q(true_to__gte=dated),
            employee=employee,
            known_to=None,
            true_from__lt=dated,
        ).order_by("id")
    )


def ended(held: AppointmentRecord, dated: date) -> dict[str, object]:
    """The row of that post, held until the day before."""
    return {name: getattr(held, name) for name in APPOINTMENT} | {"true_to": dated - timedelta(days=1)}


def _begun(post: PositionRecord, vacancy: Vacancy, dated: date) -> dict[str, object]:
    values = (
        post.name,
        post.tier,
        dated,
        None,
        "DEFINITIVE",
        None,
        post.job_family,
        post.unit.code if post.unit else None,
        # Agencies change their names; the code is what stays.
        vacancy.agency.code,
    )
    return dict(zip(APPOINTMENT, values, strict=True))


def state_on(employee: Employee, dated: date) -> dict[str, object]:
    """The row of the employee's state on the day, as known now: of grade and standing what has begun by then."""
    known = EmployeeRecord.objects.filter(employee=employee, known_to=None).select_related("unit")
    begun = known.filter(Q(true_from=None) | Q(true_from__lte=dated)).order_by("-true_from", "-id")
    held = begun.exclude(true_from=None).first() or begun.first() or known.order_by("true_from", "id").first()
    row = _row(employee, held)
    grade_from = held.grade_from if held else None
    if grade_from is not None and grade_from > dated:
        row |= {"grade": None, "grade_from": None}
    standing_from = held.standing_from if held else None
    if standing_from is not None and standing_from > dated:
        row["standing_from"] = None
    return row


def _row(employee: Employee, held: EmployeeRecord | None) -> dict[str, object]:
    row: dict[str, object] = {"nip": employee.nip, "name": employee.name}
    row |= {name: getattr(held, name, None) for name in STATE}
    return row | {"unit": held.unit.code if held and held.unit else None}


def _in_post(state: dict[str, object], post: PositionRecord, dated: date) -> dict[str, object]:
    """The state in the new post: everything as before, but for the post."""
    return state | {
        "unit": post.unit.code if post.unit else None,
        "position": post.name,
        "tier": post.tier,
        "job_family": post.job_family,
        "post_from": dated,
    }
