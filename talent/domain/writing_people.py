"""Checked rows into agencies, units, posts and employees."""

from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import IntegrityError, OperationalError, transaction
from django.utils.translation import gettext_lazy as _
from psycopg.errors import DeadlockDetected

from accounts.domain import second_lock
from rules.wording import day
from talent.codes import COMPETENCIES
from talent.domain import bulk, known
from talent.domain.importing import TABLES, Columns, Context, RowError, Table, Written, pick, writes
from talent.domain.wording import both
from talent.models import Agency, AgencyRecord, Employee, EmployeeRecord, Position, PositionRecord, Unit, UnitRecord
from talent.models.base import Known, still_known


@writes("agencies")
def agencies(columns: Columns, count: int, context: Context) -> Written:
    """Agencies by code; name, kind and province follow the newest file."""
    present = {agency.code: agency for agency in Agency.objects.filter(code__in=columns["code"])}
    written = Written()
    for row, (code, name, kind, province) in enumerate(
        zip(columns["code"], columns["name"], columns["kind"], columns["province"], strict=True)
    ):
        if context.agency is not None and code != context.agency.code:
            message = both(_("Berkas ini untuk instansi %(own)s, bukan %(code)s."), own=context.agency.code, code=code)
            written.errors.append(RowError(row, "code", "foreign_agency", message))
            continue
        agency = present.get(code)
        values = (name, kind, province or "")
        if agency is not None and (agency.name, agency.kind, agency.province) == values:
            written.same += 1
            continue
        if agency is None:
            written.new += 1
            agency = Agency(code=code)
        else:
            written.changed += 1
        agency.name, agency.kind, agency.province = values
        if not context.dry_run:
            agency.save()
            _record_agency(agency, context)
    return written


def _record_agency(agency: Agency, context: Context) -> None:
    known.write(
        AgencyRecord,
        owner="agency",
        owners=[agency.pk],
        agencies=[agency.pk],
        columns={name: [getattr(agency, name)] for name in ("name", "kind", "province")},
        key=(),
        known_at=context.known_at,
        batch_id=context.batch_id,
    )


@writes("units")
def units(columns: Columns, count: int, context: Context) -> Written:
    """Units of one agency; a parent may stand anywhere in the same file or be known already."""
    agency = _named_agency(context)
    present = {unit.code: unit for unit in Unit.objects.filter(agency=agency).select_related("parent")}
    unknown = set(
        Unit.objects.filter(agency=agency).exclude(still_known(UnitRecord, "unit")).values_list("code", flat=True)
    )
    written = Written()
    known_parents = {
        code: unit.parent.code if unit.parent else None for code, unit in present.items() if code not in unknown
    }
    written.errors += _wrong_parents(columns, known_parents)
    refused = {error.row for error in written.errors}
    parents: dict[str, str | None] = {}
    for row, (code, name, parent) in enumerate(zip(columns["code"], columns["name"], columns["parent"], strict=True)):
        if row in refused:
            continue
        unit = present.get(code)
        if unit is None or code in unknown:
            written.new += 1
            parents[code] = parent
            present[code] = unit = unit or Unit(agency=agency, code=code)
            unit.name = name
        elif (unit.name, unit.parent.code if unit.parent else None) == (name, parent):
            written.same += 1
        else:
            written.changed += 1
            parents[code] = parent
            unit.name = name
    if not context.dry_run:
        Unit.objects.bulk_create([unit for unit in present.values() if unit.pk is None], batch_size=500)
        for code, parent in parents.items():
            present[code].parent = present[parent] if parent is not None else None
        Unit.objects.bulk_update([present[code] for code in parents], ["name", "parent"], batch_size=300)
        _record_units(columns, [row for row in range(count) if row not in refused], present, context)
    return written


def _record_units(columns: Columns, rows: list[int], units: dict[str, Unit], context: Context) -> None:
    agency = _named_agency(context)
    above = [columns["parent"][row] for row in rows]
    known.write(
        UnitRecord,
        owner="unit",
        owners=[units[columns["code"][row]].pk for row in rows],
        agencies=[agency.pk] * len(rows),
        columns={
            "name": [columns["name"][row] for row in rows],
            "parent_id": [units[code].pk if code is not None else None for code in above],
        },
        key=(),
        known_at=context.known_at,
        batch_id=context.batch_id,
    )


_PARENT_NOWHERE = "unknown_unit", _("Unit induk “%(code)s” tidak ada di berkas ini maupun di data instansi.")
_PARENT_BELOW = "unit_circle", _("Unit induk “%(code)s” berada di bawah unit ini sendiri.")


def _wrong_parents(columns: Columns, known_parents: dict[str, str | None]) -> list[RowError]:
    """Rows whose parent is nowhere, or stands below the unit itself; and so on for those that hang on a refused row."""
    codes, above = columns["code"], dict(zip(columns["code"], columns["parent"], strict=True))
    row_of = {code: row for row, code in enumerate(codes)}
    under: dict[str | None, list[str]] = defaultdict(list)
    for code, parent in above.items():
        under[parent].append(code)
    tree: dict[str, str | None] = known_parents | above
    errors: dict[str, RowError] = {}

    def refuse(wrong: list[str], code: str, message: Any) -> None:
        for unit in wrong:
            errors[unit] = RowError(row_of[unit], "parent", code, both(message, code=above[unit]))
            # What was known of the unit before goes on being so.
            del tree[unit]
            tree.update({unit: known_parents[unit]} if unit in known_parents else {})

    nowhere = [unit for unit in codes if above[unit] is not None and above[unit] not in tree]
    while True:
        refuse(wrong := nowhere, *_PARENT_NOWHERE)
        if not nowhere:
            wrong = [unit for unit in _below_themselves(tree) if unit in row_of and unit not in errors]
            refuse(wrong, *_PARENT_BELOW)
        if not wrong:
            return sorted(errors.values(), key=lambda error: error.row)
        hanging = (unit for gone in wrong if gone not in tree for unit in under[gone])
        nowhere = [unit for unit in hanging if unit not in errors]


def _below_themselves(tree: dict[str, str | None]) -> list[str]:
    """The units on a circle; each unit is visited once, however deep the tree."""
    done: set[str] = set()
    found: list[str] = []
    for start in tree:
        way: dict[str, None] = {}
        unit: str | None = start
        while unit is not None and unit in tree and unit not in done and unit not in way:
            way[unit] = None
            unit = tree[unit]
        if unit in way:
            passed = list(way)
            found += passed[passed.index(unit) :]
        done.update(way)
    return found


@writes("positions")
def positions(columns: Columns, count: int, context: Context) -> Written:
    """Posts of one agency: identity by code, everything else as a dated record."""
    agency = _named_agency(context)
    taken, _rows, errors = _with_units(columns, agency)
    codes = taken.pop("code")
    ids = _identities(Position, agency, codes, context)
    observe = context.observe
    difference = known.write(
        PositionRecord,
        owner="position",
        owners=[ids[code] for code in codes],
        agencies=[agency.pk] * len(codes),
        columns=taken | {name: taken.get(name, [None] * len(codes)) for name in COMPETENCIES},
        key=(),
        known_at=context.known_at,
        batch_id=context.batch_id,
        dry_run=context.dry_run,
        observe=observe and (lambda seen: observe(replace(seen, codes=codes))),
    )
    if not context.dry_run:
        _point_to_newest(Position, PositionRecord, "position", [ids[code] for code in codes])
    return Written(len(difference.new), len(difference.changed), len(difference.same), errors)


@writes("employees")
def employees(columns: Columns, count: int, context: Context) -> Written:
    """Employees of one agency: a NIP belongs to the agency that they serve; the row is a record from the latest of its
    dates on."""
    agency = _named_agency(context)
    errors = _elsewhere(columns["nip"], _of_other_agencies(columns["nip"], agency), agency)
    refused = {error.row for error in errors}
    taken, rows, unit_errors = _with_units(columns, agency)
    errors += [error for error in unit_errors if error.row not in refused]
    keep = [index for index, row in enumerate(rows) if row not in refused]
    taken = pick(taken, keep)
    ids, lost = _employees(taken["nip"], taken["name"], agency, context)
    if lost:
        # Whoever entered them at this very moment was faster.
        errors += _elsewhere(columns["nip"], lost, agency)
        taken = pick(taken, [row for row, nip in enumerate(taken["nip"]) if nip not in lost])
    nips = taken.pop("nip")
    taken["true_from"] = [
        max((day for day in dates if day is not None), default=None)
        for dates in zip(taken["grade_from"], taken["post_from"], taken["standing_from"], strict=True)
    ]
    difference = known.write(
        EmployeeRecord,
        owner="employee",
        owners=[ids[nip] for nip in nips],
        agencies=[agency.pk] * len(nips),
        columns=taken,
        key=("true_from",),
        known_at=context.known_at,
        batch_id=context.batch_id,
        dry_run=context.dry_run,
        observe=context.observe,
    )
    if not context.dry_run and (difference.new or difference.changed):
        _point_to_newest(Employee, EmployeeRecord, "employee", [ids[nip] for nip in nips])
    return Written(len(difference.new), len(difference.changed), len(difference.same), errors)


def _named_agency(context: Context) -> Agency:
    if context.agency is None:
        raise ValueError("this kind needs an agency")
    return context.agency


def _with_units(columns: Columns, agency: Agency) -> tuple[Columns, list[int], list[RowError]]:
    """`unit` (code or name) replaced by `unit_id`; rows whose unit nobody knows become errors."""
    by_word: dict[str, int] = {}
    units = Unit.objects.filter(still_known(UnitRecord, "unit"), agency=agency)
    for pk, code, name in units.values_list("id", "code", "name"):
        by_word.setdefault(name.casefold(), pk)
        by_word[code.casefold()] = pk
    rows: list[int] = []
    ids: list[int | None] = []
    errors: list[RowError] = []
    for row, unit in enumerate(columns["unit"]):
        known_id = by_word.get(unit.casefold()) if unit is not None else None
        if unit is not None and known_id is None:
            message = both(_("Unit “%(unit)s” belum tercatat pada instansi ini; impor unitnya dahulu."), unit=unit)
            errors.append(RowError(row, "unit", "unknown_unit", message))
        else:
            rows.append(row)
            ids.append(known_id)
    taken = pick({name: values for name, values in columns.items() if name != "unit"}, rows)
    return taken | {"unit_id": ids}, rows, errors


def _identities(model: type[Position], agency: Agency, codes: list[str], context: Context) -> dict[str, int]:
    ids = dict(model.objects.filter(agency=agency).values_list("code", "id"))
    missing = [code for code in dict.fromkeys(codes) if code not in ids]
    if context.dry_run:
        return ids | {code: -index for index, code in enumerate(missing, start=1)}
    model.objects.bulk_create([model(agency=agency, code=code) for code in missing], batch_size=500)
    return dict(model.objects.filter(agency=agency).values_list("code", "id"))


def _elsewhere(nips: list[str], elsewhere: set[str], agency: Agency) -> list[RowError]:
    """An error for each row about somebody of another agency, who may have left this one for it."""
    message = _(
        "NIP %(nip)s tercatat pada instansi lain; perpindahan antarinstansi dicatat oleh pelantikan, bukan oleh berkas."
    )
    own = Employee.objects.filter(agency=agency, nip__in=bulk.among(sorted(elsewhere), "text")) if elsewhere else ()
    left = {person.nip: person for person in own if person.moved_on}
    return [
        moved_away(row, left[nip]) if nip in left else RowError(row, "nip", "nip_elsewhere", both(message, nip=nip))
        for row, nip in enumerate(nips)
        if nip in elsewhere
    ]


def moved_away(row: int, person: Employee) -> RowError:
    """The error of a row about somebody who left the agency for another one here."""
    message = _(
        "NIP %(nip)s pindah ke instansi lain sejak %(day)s (%(number)s); datanya di instansi ini tidak diubah lagi."
    )
    assert person.moved_on is not None
    return RowError(
        row, "nip", "nip_moved", both(message, nip=person.nip, day=day(person.moved_on), number=person.moved_by)
    )


def _of_other_agencies(nips: list[str], agency: Agency) -> set[str]:
    found: set[str] = set()
    if agency.outside_of_id is not None:
        # An applicant from elsewhere may be kept here whoever else keeps them, and wherever they are an employee.
        return found
    for start in range(0, len(nips), 900):
        part = Employee.objects.filter(outside=False, moved_on=None, nip__in=nips[start : start + 900])
        part = part.exclude(agency=agency)
        # Whom an agency sent in by mistake and took back again is free, unless a mapping has counted them.
        part = part.exclude(current=None, placements=None)
        with second_lock.every_row():
            found |= set(part.values_list("nip", flat=True))
    return found


def _employees(nips: list[str], names: list[str], agency: Agency, context: Context) -> tuple[dict[str, int], set[str]]:
    """NIP → id of the employee, made, or taken over where nobody has them; and the NIPs that another agency entered
    since we looked: of two who enter somebody at once, the database lets one."""
    ids = _ids_by_nip(nips, agency)
    missing = {nip: name for nip, name in zip(nips, names, strict=True) if nip not in ids}
    if context.dry_run:
        return ids | {nip: -index for index, nip in enumerate(missing, start=1)}, set()
    lost: set[str] = set()
    if missing:
        lost = _insert_all_but_lost(missing, agency)
        ids = _ids_by_nip(nips, agency)
    if len(missing) < len(nips):
        # Another agency may have entered them between our first look at whose they are and our look at their ids.
        lost |= _of_other_agencies([nip for nip in nips if nip not in missing], agency)
    for start in range(0, len(nips) if agency.outside_of_id is None else 0, 900):
        free = Employee.objects.filter(outside=False, moved_on=None, nip__in=nips[start : start + 900], current=None)
        free = free.exclude(agency=agency)
        with second_lock.every_row():
            wanted = [nip for nip in free.values_list("nip", flat=True) if nip not in lost]
            taken = Employee.objects.filter(outside=False, moved_on=None, nip__in=wanted, current=None)
            if wanted and taken.update(agency=agency) < len(wanted):
                lost |= _of_other_agencies(wanted, agency)
    return ids, lost


def _insert_all_but_lost(people: dict[str, str], agency: Agency) -> set[str]:
    """Insert these (NIP → name) but those whom another agency entered meanwhile, whose NIPs are returned."""
    nips = list(people)
    try:
        with transaction.atomic():
            bulk.insert(
                Employee,
                {
                    "agency_id": [agency.pk] * len(nips),
                    "nip": nips,
                    "name": [people[nip] for nip in nips],
                    "born": [date(int(nip[:4]), int(nip[4:6]), int(nip[6:8])) for nip in nips],
                    "hired_month": [date(int(nip[8:12]), int(nip[12:14]), 1) for nip in nips],
                    "sex": [int(nip[14]) for nip in nips],
                    "current_id": [None] * len(nips),
                    "outside": [agency.outside_of_id is not None] * len(nips),
                },
            )
    except (IntegrityError, OperationalError) as error:
        lost = set(_ids_by_nip(nips, agency))
        # Of two who enter the same people in another order each may wait for the other: PostgreSQL breaks one off.
        if not lost and not isinstance(error.__cause__, DeadlockDetected):
            raise
        left = {nip: name for nip, name in people.items() if nip not in lost}
        return lost | (_insert_all_but_lost(left, agency) if left else set())
    return set()


def _ids_by_nip(nips: list[str], agency: Agency) -> dict[str, int]:
    """Of who serves whatever agency; outside of one, of the applicants that it keeps."""
    here = {"outside": False, "moved_on": None}
    kept = here if agency.outside_of_id is None else {"outside": True, "agency": agency}
    ids: dict[str, int] = {}
    for start in range(0, len(nips), 900):
        with second_lock.every_row():
            ids |= dict(Employee.objects.filter(nip__in=nips[start : start + 900], **kept).values_list("nip", "id"))
    return ids


def _point_to_newest(identity: type[Any], records: type[Known], owner: str, ids: list[int]) -> None:
    """Let `current` (and an employee's name) follow the record with the latest `true_from` that is known now; nothing,
    where none is known any more."""
    named = ["name"] if records is EmployeeRecord else []
    for start in range(0, len(ids), 900):
        part = ids[start : start + 900]
        newest: dict[int, tuple[date, list[Any]]] = {}
        told = records._default_manager.filter(known_to=None, **{f"{owner}_id__in": part})
        for pk, true_from, *latest in told.values_list(f"{owner}_id", "true_from", "pk", *named):
            begun = true_from or date.min
            if pk not in newest or begun >= newest[pk][0]:
                newest[pk] = begun, latest
        changed = []
        for pk, *held in identity.objects.filter(pk__in=part).values_list("pk", "current_id", *named):
            latest = newest[pk][1] if pk in newest else [None, *held[1:]]
            if held != latest:
                changed.append([*latest, pk])
        bulk.update(identity, ["current_id", *named], changed)


def _settle_employees(agency: Agency, ids: list[int]) -> None:
    _point_to_newest(Employee, EmployeeRecord, "employee", ids)


def _settle_positions(agency: Agency, ids: list[int]) -> None:
    _point_to_newest(Position, PositionRecord, "position", ids)


def _settle_units(agency: Agency, ids: list[int]) -> None:
    """Units are called and hang as their records say; one of which nothing is known any more keeps its last name."""
    told = UnitRecord.objects.filter(agency=agency, known_to=None).values_list("unit_id", "name", "parent_id")
    by_unit = {pk: (name, parent) for pk, name, parent in told}
    units = [unit for unit in Unit.objects.filter(agency=agency) if unit.pk in by_unit and unit.pk in set(ids)]
    for unit in units:
        unit.name, unit.parent_id = by_unit[unit.pk]
    Unit.objects.bulk_update(units, ["name", "parent"], batch_size=300)


TABLES |= {
    "units": Table(UnitRecord, "unit", Unit, _settle_units),
    "positions": Table(PositionRecord, "position", Position, _settle_positions),
    "employees": Table(EmployeeRecord, "employee", Employee, _settle_employees),
}
