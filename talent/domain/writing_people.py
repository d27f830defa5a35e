"""Checked rows into agencies, units, posts and employees."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from talent.codes import COMPETENCIES
from talent.domain import bulk, known
from talent.domain.importing import Columns, Context, RowError, Written, pick, writes
from talent.models import Agency, Employee, EmployeeRecord, Position, PositionRecord, Unit, UnitRecord
from talent.models.base import Known


@writes("agencies")
def agencies(columns: Columns, count: int, context: Context) -> Written:
    """Agencies by code; name, kind and province follow the newest file."""
    present = {agency.code: agency for agency in Agency.objects.filter(code__in=columns["code"])}
    written = Written()
    for row, (code, name, kind, province) in enumerate(
        zip(columns["code"], columns["name"], columns["kind"], columns["province"], strict=True)
    ):
        if context.agency is not None and code != context.agency.code:
            message = _("Berkas ini untuk instansi %(own)s, bukan %(code)s.")
            values_shown = {"own": context.agency.code, "code": code}
            written.errors.append(RowError(row, "code", "foreign_agency", message % values_shown))
            continue
        agency = present.get(code)
        values = (name, kind, province or "")
        if agency is None:
            written.new += 1
            if not context.dry_run:
                Agency.objects.create(code=code, name=name, kind=kind, province=province or "")
        elif (agency.name, agency.kind, agency.province) == values:
            written.same += 1
        else:
            written.changed += 1
            agency.name, agency.kind, agency.province = values
            if not context.dry_run:
                agency.save()
    return written


@writes("units")
def units(columns: Columns, count: int, context: Context) -> Written:
    """Units of one agency; a parent may stand anywhere in the same file or be known already."""
    agency = _named_agency(context)
    present = {unit.code: unit for unit in Unit.objects.filter(agency=agency).select_related("parent")}
    written = Written()
    written.errors += _wrong_parents(columns, {code: unit.parent for code, unit in present.items()})
    refused = {error.row for error in written.errors}
    parents: dict[str, str | None] = {}
    for row, (code, name, parent) in enumerate(zip(columns["code"], columns["name"], columns["parent"], strict=True)):
        if row in refused:
            continue
        unit = present.get(code)
        if unit is None:
            written.new += 1
            parents[code] = parent
            if not context.dry_run:
                present[code] = Unit.objects.create(agency=agency, code=code, name=name)
        elif (unit.name, unit.parent.code if unit.parent else None) == (name, parent):
            written.same += 1
        else:
            written.changed += 1
            parents[code] = parent
            if not context.dry_run:
                unit.name = name
                unit.save(update_fields=["name"])
    if not context.dry_run:
        for code, parent in parents.items():
            Unit.objects.filter(agency=agency, code=code).update(parent=present.get(parent or ""))
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


def _wrong_parents(columns: Columns, known_parents: dict[str, Unit | None]) -> list[RowError]:
    """Rows whose parent is nowhere, or stands below the unit itself; and so on for those that hang on a refused row."""
    codes, above = columns["code"], columns["parent"]
    good = set(range(len(codes)))
    errors: list[RowError] = []
    while True:
        tree = {code: parent.code if parent else None for code, parent in known_parents.items()}
        tree |= {codes[row]: above[row] for row in good}
        nowhere = [row for row in good if above[row] is not None and above[row] not in tree]
        circular = [] if nowhere else [row for row in good if _below_itself(codes[row], tree)]
        if not nowhere and not circular:
            return sorted(errors, key=lambda error: error.row)
        for row in nowhere:
            message = _("Unit induk “%(code)s” tidak ada di berkas ini maupun di data instansi.")
            errors.append(RowError(row, "parent", "unknown_unit", message % {"code": above[row]}))
        for row in circular:
            message = _("Unit induk “%(code)s” berada di bawah unit ini sendiri.")
            errors.append(RowError(row, "parent", "unit_circle", message % {"code": above[row]}))
        good -= {*nowhere, *circular}


def _below_itself(code: str, tree: dict[str, str | None]) -> bool:
    above, seen = tree[code], set()
    while above is not None and above not in seen:
        if above == code:
            return True
        seen.add(above)
        above = tree.get(above)
    return False


@writes("positions")
def positions(columns: Columns, count: int, context: Context) -> Written:
    """Posts of one agency: identity by code, everything else as a dated record."""
    agency = _named_agency(context)
    taken, _rows, errors = _with_units(columns, agency)
    codes = taken.pop("code")
    ids = _identities(Position, agency, codes, context)
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
    )
    if not context.dry_run:
        _point_to_newest(Position, PositionRecord, "position", [ids[code] for code in codes])
    return Written(len(difference.new), len(difference.changed), len(difference.same), errors)


@writes("employees")
def employees(columns: Columns, count: int, context: Context) -> Written:
    """Employees of one agency: a NIP belongs to one agency; the row is a record from the later of its dates on."""
    agency = _named_agency(context)
    elsewhere = _of_other_agencies(columns["nip"], agency)
    errors = [
        RowError(
            row,
            "nip",
            "nip_elsewhere",
            _("NIP %(nip)s sudah tercatat pada instansi lain; pindahkan melalui mutasi, bukan impor.") % {"nip": nip},
        )
        for row, nip in enumerate(columns["nip"])
        if nip in elsewhere
    ]
    refused = {error.row for error in errors}
    taken, rows, unit_errors = _with_units(columns, agency)
    errors += [error for error in unit_errors if error.row not in refused]
    keep = [index for index, row in enumerate(rows) if row not in refused]
    taken = pick(taken, keep)
    nips = taken.pop("nip")
    ids = _employees(nips, taken["name"], agency, context)
    taken["true_from"] = [
        max((day for day in dates if day is not None), default=None)
        for dates in zip(taken["grade_from"], taken["post_from"], strict=True)
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
    for pk, code, name in Unit.objects.filter(agency=agency).values_list("id", "code", "name"):
        by_word.setdefault(name.casefold(), pk)
        by_word[code.casefold()] = pk
    rows: list[int] = []
    ids: list[int | None] = []
    errors: list[RowError] = []
    for row, unit in enumerate(columns["unit"]):
        known_id = by_word.get(unit.casefold()) if unit is not None else None
        if unit is not None and known_id is None:
            message = _("Unit “%(unit)s” belum tercatat pada instansi ini; impor unitnya dahulu.") % {"unit": unit}
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


def _of_other_agencies(nips: list[str], agency: Agency) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(nips), 900):
        part = Employee.objects.filter(nip__in=nips[start : start + 900]).exclude(agency=agency)
        found |= set(part.values_list("nip", flat=True))
    return found


def _employees(nips: list[str], names: list[str], agency: Agency, context: Context) -> dict[str, int]:
    ids = _ids_by_nip(nips)
    missing = {nip: name for nip, name in zip(nips, names, strict=True) if nip not in ids}
    if context.dry_run:
        return ids | {nip: -index for index, nip in enumerate(missing, start=1)}
    if missing:
        bulk.insert(
            Employee,
            {
                "agency_id": [agency.pk] * len(missing),
                "nip": list(missing),
                "name": list(missing.values()),
                "born": [date(int(nip[:4]), int(nip[4:6]), int(nip[6:8])) for nip in missing],
                "hired_month": [date(int(nip[8:12]), int(nip[12:14]), 1) for nip in missing],
                "sex": [int(nip[14]) for nip in missing],
                "current_id": [None] * len(missing),
            },
        )
        ids = _ids_by_nip(nips)
    return ids


def _ids_by_nip(nips: list[str]) -> dict[str, int]:
    ids: dict[str, int] = {}
    for start in range(0, len(nips), 900):
        ids |= dict(Employee.objects.filter(nip__in=nips[start : start + 900]).values_list("nip", "id"))
    return ids


def _point_to_newest(identity: type[Any], records: type[Known], owner: str, ids: list[int]) -> None:
    """Let `current` (and an employee's name) follow the record with the latest `true_from` that is known now."""
    for start in range(0, len(ids), 900):
        part = ids[start : start + 900]
        newest: dict[int, Known] = {}
        for record in records._default_manager.filter(known_to=None, **{f"{owner}_id__in": part}):
            held = newest.get(getattr(record, f"{owner}_id"))
            if held is None or (record.true_from or date.min) >= (held.true_from or date.min):
                newest[getattr(record, f"{owner}_id")] = record
        changed = []
        for found in identity.objects.filter(pk__in=list(newest)):
            record = newest[found.pk]
            found.current_id = record.pk
            if isinstance(record, EmployeeRecord):
                found.name = record.name
            changed.append(found)
        names = ["current", "name"] if records is EmployeeRecord else ["current"]
        identity.objects.bulk_update(changed, names, batch_size=300)
