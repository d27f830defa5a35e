"""Applicants whose own agency is not here: kept by the agency that they apply to, apart from its employees.

What is known of them stands in the same records, under a row of its own beside the agency (`Agency.outside_of`): lists,
cycles and counts go by agency, and so never meet them. Their unit is the agency that they come from (ADR 0034).
"""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.domain import second_lock
from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from rules.errors import Invalid
from talent.codes import Standing
from talent.domain import bulk, known, organisation, records
from talent.domain.importing import WRITERS, Context
from talent.domain.queries.employees import names_of_codes
from talent.domain.queries.records import MODELS
from talent.models import Agency, AppointmentRecord, Employee, EmployeeRecord, Unit

# The fields of a post held and of somebody's state, in the order in which workbooks give them: a fact's digest is made
# in this order, so that the same fact imported later is seen to be the same.
APPOINTMENT = ("position", "tier", "true_from", "true_to", "kind", "higher", "job_family", "unit", "at_agency")
STATE = (
    *("status", "grade", "grade_from", "unit", "position", "tier", "job_family", "post_from"),
    *("standing", "standing_from"),
)


@transaction.atomic
def register(*, agency: Agency, nip: str, origin: str, values: Mapping[str, Any], by: User) -> Employee:
    """Somebody of another agency (`origin`, its name or the code of one that is here) whom `agency` knows as an
    applicant alone, by the first row about them; `values` as `records.enter` takes them, but for the unit.

    Raises Invalid for an employee of `agency`, for whom it keeps already, and without an origin.
    """
    scope.require(by, Permission.IMPORT_RECORDS, agency.pk)
    if not origin.strip():
        raise Invalid(_("Sebutkan instansi asalnya."), code="no_origin")
    if employed(Employee(nip=nip), agency):
        raise Invalid(_("NIP ini pegawai instansi ini sendiri; catat lamarannya dengan NIP saja."), code="own_employee")
    place = _place_of(agency, by)
    if kept_by(agency).filter(nip=nip).exists():
        raise Invalid(
            _("NIP ini sudah tercatat sebagai pelamar luar; catat lamarannya dengan NIP saja."), code="kept_already"
        )
    unit = _unit_of(place, origin.strip(), by)
    return records.enter(agency=place, nip=nip, values={**values, "unit": unit.code}, by=by).employee


def kept_by(agency: Agency) -> QuerySet[Employee]:
    """The applicants from elsewhere whom `agency` keeps, and of whom something is known."""
    return Employee.objects.filter(agency__outside_of=agency, current__isnull=False)


def require_kept(person: Employee, agency: Agency) -> None:
    """Raise Invalid unless `agency` keeps this applicant from elsewhere, and only as that."""
    if person.agency.outside_of_id != agency.pk:
        raise Invalid(_("Pelamar ini dicatat instansi lain; daftarkan pada lowongan ini."), code="kept_elsewhere")
    if employed(person, agency):
        raise Invalid(_("Orang ini kini pegawai instansi ini; catat lamarannya sebagai pegawai."), code="own_employee")


def employed(person: Employee, agency: Agency) -> Employee | None:
    """The employee of `agency` with the NIP of this applicant from elsewhere, where somebody registered them since."""
    found = Employee.objects.filter(agency=agency, outside=False, moved_on=None, nip=person.nip, current__isnull=False)
    return found.select_related("agency", "current").first()


def join(*, person: Employee, agency: Agency, on: date, known_at: datetime, by: User, reason: str) -> Employee:
    """`person`, an applicant from elsewhere or whoever left another agency here, as an employee of `agency`: somebody
    new there, of whom is known from now on what was known of that one, which stays as it was; or who takes up on `on`
    the row that they had left, of which the time between stays as it is. Within the caller's transaction, at its turn
    of `agency`.
    """
    context = Context(agency, by, known_at)
    back = Employee.objects.filter(agency=agency, outside=False, nip=person.nip).exclude(moved_on=None)
    # Of a move that was annulled nothing is known there any more.
    again = EmployeeRecord.objects.filter(employee__in=back, known_to=None).exists()
    back.update(moved_on=None, moved_to=None, moved_by=None)
    told = _known(EmployeeRecord, person).select_related("unit").exclude(standing=Standing.MOVED)
    states = list(told.order_by("true_from", "id"))
    rows = [
        {"nip": person.nip, "name": one.name} | {name: getattr(one, name) for name in STATE} | {"unit": None}
        for one in states
    ]
    rows = [rows[-1] | {"standing_from": on}] if again else rows
    records.refuse_errors(WRITERS["employees"](_columns(rows), len(rows), context))
    joined = Employee.objects.select_related("agency").get(agency=agency, outside=False, nip=person.nip)
    posts = _posts(person, states)
    if posts:
        records.refuse_errors(WRITERS["appointments"](_columns(posts), len(posts), context))
    for kind, model in MODELS.items():
        if kind not in ("employees", "appointments"):
            _copy(model, _known(model, person), joined, known_at)
        for row in _known(model, joined).filter(known_from=known_at).select_related("employee__agency").order_by("id"):
            records.note("added", kind, row, by, reason)
    joined.refresh_from_db()
    return joined


def _place_of(agency: Agency, by: User) -> Agency:
    """Where the agency keeps them, made at the first; from then on `by` reaches it."""
    # A code that no workbook says.
    new = {"code": uuid.uuid4().hex, "name": agency.name, "kind": agency.kind, "province": agency.province}
    place, made = Agency.every.get_or_create(outside_of=agency, defaults=new)
    if made:
        ledger.record("talent.outside.begun", by=by, agency=agency.code, subject=place)
    if not scope.allows(by, Permission.IMPORT_RECORDS, place.pk):
        scope.forget(by)
        second_lock.show_also(place.pk)
    return place


def _unit_of(place: Agency, origin: str, by: User) -> Unit:
    """The unit that stands for the agency `origin`: known by one name, whether its code or its name was said."""
    # Of two who name the same at once the second waits, and finds it.
    known.turn(place.pk)
    here = {word.casefold(): name for code, name in Agency.objects.values_list("code", "name") for word in (name, code)}
    name = here.get(origin.casefold(), origin)
    units = list(Unit.objects.filter(agency=place))
    for unit in units:
        if unit.name.casefold() == name.casefold():
            return unit
    code = f"{len(units) + 1:04}"
    organisation.enter(kind="units", agency=place, code=code, values={"name": name, "parent": None}, by=by)
    return Unit.objects.get(agency=place, code=code)


def _known(model: Any, person: Employee) -> QuerySet[Any]:
    rows: QuerySet[Any] = model.objects.filter(employee=person, known_to=None)
    return rows


def _columns(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in rows[0]}


def _posts(person: Employee, states: Sequence[EmployeeRecord]) -> list[dict[str, Any]]:
    """The posts held, those too that only the person's own rows name, each with the agency that it was held at: where
    nothing else is said, the one that they came from."""
    told = list(_known(AppointmentRecord, person).order_by("id"))
    found = [{name: getattr(one, name) for name in APPOINTMENT} for one in told]
    if person.outside:
        origin = next((one.unit.name for one in reversed(states) if one.unit), None)
    else:
        # A code of the agency that they left names something else, or nothing, in the one that they join.
        origin, named_there = person.agency.code, names_of_codes(person, told)
        for row in found:
            row |= {name: named_there.get((name, row[name]), row[name]) for name in ("unit", "position")}
    named = {(one.position.casefold(), one.true_from) for one in told}
    for one in states:
        if one.position and one.tier and one.post_from and (one.position.casefold(), one.post_from) not in named:
            named.add((one.position.casefold(), one.post_from))
            own = {"position": one.position, "tier": one.tier, "true_from": one.post_from, "kind": "DEFINITIVE"}
            own |= {"job_family": one.job_family, "at_agency": one.unit.name if one.unit and person.outside else origin}
            found.append({name: own.get(name) for name in APPOINTMENT})
    return [{"nip": person.nip, **one, "at_agency": one["at_agency"] or origin} for one in found]


def _copy(model: Any, rows: QuerySet[Any], to: Employee, known_at: datetime) -> None:
    """These facts about another: the same keys and digests, known from now on, without the upload that they came in;
    instead of what was known otherwise of whoever comes back."""
    held = dict(_known(model, to).values_list("key", "digest"))
    names = [field.attname for field in model._meta.concrete_fields if not field.primary_key]
    instead = {"agency_id": to.agency_id, "employee_id": to.pk, "known_from": known_at, "batch_id": None}
    kept = [row for row in rows.order_by("id").values(*names) if held.get(row["key"]) != row["digest"]]
    if kept:
        _known(model, to).filter(key__in={row["key"] for row in kept} & set(held)).update(known_to=known_at)
        bulk.insert(model, {name: [instead.get(name, row[name]) for row in kept] for name in names})
