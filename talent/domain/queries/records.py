"""Records of one kind across an agency, what each rests on, and how it came to be what it is."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain.ledger import subject_name
from audit.models import Event
from rules.errors import Change
from talent.domain import known
from talent.domain.queries import employees, meanwhile
from talent.models import Agency, EmployeeRecord, Evidence, ImportBatch
from talent.models.base import Known
from talent.models.employee import EmployeeFact
from talent.models.evidence import owner_of

MODELS = employees.RECORDS
FEW = 1_000  # people


@dataclass(frozen=True)
class Version:
    """One row of a fact: who made it known and why, and who ended it and why; an import says its file."""

    row: Any
    by: str
    why: str
    retired_by: str
    retired_why: str


def listed(user: User, kind: str) -> QuerySet[Any]:
    """The rows of a kind that are known now, of the agencies whose employees the user may see."""
    rows = _rows(kind).filter(known_to=None)
    return scope.within(rows, user, _seen_by(kind))


def visible_to(user: User, kind: str) -> QuerySet[Any]:
    """Every row of a kind, closed ones too, of the people whom the user may see or reach: for one row, never a list."""
    held, own = scope.scope(user, _seen_by(kind)), scope.scope(user, Permission.VIEW_OWN)
    rows = _rows(kind)
    if held.everywhere:
        return rows
    return rows.filter(Q(agency_id__in=held.reach) | Q(employee_id__in=own.employees))


def _rows(kind: str) -> QuerySet[Any]:
    """The rows of a kind with whom they are about, and what else a line of them names."""
    rows: QuerySet[Any] = MODELS[kind].objects.select_related("employee__agency")
    return rows.select_related("unit") if kind == "employees" else rows


def _seen_by(kind: str) -> Permission:
    return Permission.VIEW_SANCTIONS if kind == "sanctions" else Permission.VIEW_EMPLOYEES


def current(kind: str, row: EmployeeFact) -> Any:
    """The row of the same fact that is known now; None once it is retired."""
    rows = _rows(kind)
    return rows.filter(employee_id=row.employee_id, key=row.key, known_to=None).first()


def with_evidence(rows: QuerySet[Any], kind: str, state: str) -> QuerySet[Any]:
    """Those that rest on evidence in use (`ada`), their own or that of their import, on none (`tanpa`), or only on what
    has run out (`kedaluwarsa`)."""
    owner = f"{owner_of(kind)}_id"
    in_use = Evidence.objects.filter(kind=kind, withdrawn_at=None)

    def resting(*asked: Q) -> Q:
        held = in_use.filter(*asked)
        own = held.filter(**{owner: OuterRef(owner), "key": OuterRef("key")})
        return Exists(own) | Q(batch_id__in=held.filter(batch__isnull=False).values("batch_id"))

    if state == "tanpa":
        return rows.filter(~resting())
    if state == "kedaluwarsa":
        over, lasting = Q(valid_until__lt=timezone.localdate()), Q(valid_until=None)
        return _of_few(rows, kind, over).filter(resting()).filter(~resting(lasting | ~over))
    return _of_few(rows, kind).filter(resting())


def _of_few(rows: QuerySet[Any], kind: str, *asked: Q) -> QuerySet[Any]:
    """The rows of those about whom there is such evidence, where they are few: otherwise evidence would be looked for
    behind every row of the agency. Where they are many, or an import has it, a page of rows is soon found."""
    about = Evidence.objects.filter(*asked, kind=kind, withdrawn_at=None).order_by()
    owner = f"{owner_of(kind)}_id"
    owners = list(about.values_list(owner, "batch_id").distinct()[: FEW + 1])
    few = len(owners) <= FEW and not any(batch for _about, batch in owners)
    return rows.filter(**{f"{owner}__in": [about for about, _batch in owners]}) if few else rows


def evidence_of(
    rows: Mapping[str, Iterable[Any]], *, at: datetime | None = None
) -> dict[tuple[str, int], list[Evidence]]:
    """(kind, id of a row) → evidence in use (now, or at the instant `at`) of each of these rows, their own and then
    that of their imports, each newest first; kinds about the same sort of owner. One query."""
    batches = {row.batch_id for some in rows.values() for row in some if row.batch_id}
    owner = f"{owner_of(next(iter(rows), ''))}_id"
    owners = {getattr(row, owner) for some in rows.values() for row in some}
    about = Q(batch__in=batches) | Q(**{f"{owner}__in": owners})
    used = Q(withdrawn_at=None) if at is None else (Q(withdrawn_at=None) | Q(withdrawn_at__gt=at)) & Q(at__lte=at)
    held = Evidence.objects.filter(about, used, kind__in=list(rows)).select_related("file")
    of_fact, of_batch = defaultdict(list), defaultdict(list)
    for one in held.order_by("-id"):
        if one.batch_id:
            of_batch[one.batch_id].append(one)
        else:
            of_fact[one.kind, getattr(one, owner), one.key].append(one)
    return {
        (kind, row.pk): of_fact[kind, getattr(row, owner), row.key] + of_batch[row.batch_id]
        for kind, some in rows.items()
        for row in some
    }


def evidence_seen_by(user: User) -> QuerySet[Evidence]:
    """Evidence of the records that the user may see; what was withdrawn, only for those who keep such records too."""
    return _told_of().filter(_seen(user))


def taken_off(evidence: Iterable[Evidence], agency_id: int, user: User) -> list[Evidence]:
    """Of these of other agencies than this one, and of what it keeps outside of it, those whose documents the user
    opens on no page. Their `file` is taken off, as PostgreSQL shows the line and not the document: what it is called
    stays."""
    others = [one for one in evidence if one.file_id and one.agency_id != agency_id]
    kept = set(Agency.every.filter(outside_of=agency_id).values_list("pk", flat=True)) if others else set()
    found = [
        one for one in others if one.agency_id not in kept and not scope.allows(user, _seen_by(one.kind), one.agency_id)
    ]
    for one in found:
        one.file = None
    return found


def _told_of() -> QuerySet[Evidence]:
    """Evidence with what a line of it names."""
    about = ("agency", "employee__agency", "unit", "position__current", "batch")
    return Evidence.objects.select_related("file", "by", "withdrawn_by", *about)


def _seen(user: User) -> Q:
    own, agencies = scope.scope(user, Permission.VIEW_OWN), Q(kind="agencies")
    entered = agencies & _over(user, Permission.IMPORT_AGENCIES)
    seen = _over(user, _seen_by("sanctions")) & Q(kind="sanctions")
    seen |= _over(user, _seen_by("")) & ~Q(kind="sanctions") | entered
    kept = _over(user, Permission.IMPORT_RECORDS) & ~agencies | entered
    return Q(withdrawn_at=None) & (seen | Q(employee_id__in=own.employees)) | seen & kept


def _over(user: User, permission: Permission) -> Q:
    """The rows of the agencies that a permission is held over."""
    held = scope.scope(user, permission)
    return Q(pk__isnull=False) if held.everywhere else Q(agency_id__in=held.reach)


def evidence_of_fact(kind: str, row: Known, user: User) -> QuerySet[Evidence]:
    """Everything this fact, and the import that its row came in, rest or rested on that the user may see, newest
    first. Whom the fact is about reads what its import rests on too, but does not open it: others are named in it."""
    owner = f"{owner_of(kind)}_id"
    about, seen = Q(key=row.key, **{owner: getattr(row, owner)}), _seen(user)
    if row.batch_id:
        about |= Q(batch=row.batch_id)
        if getattr(row, "employee_id", None) in scope.scope(user, Permission.VIEW_OWN).employees:
            seen |= Q(batch=row.batch_id, withdrawn_at=None)
    return _told_of().filter(about, seen, kind=kind).order_by("-id")


def evidence_of_import(batch: ImportBatch, user: User) -> QuerySet[Evidence]:
    """Everything all records of an import rest or rested on that the user may see, newest first."""
    return evidence_seen_by(user).filter(batch=batch).order_by("-id")


def versions(kind: str, row: EmployeeFact) -> list[Version]:
    """Every row of the fact that `row` is or was, newest first, also under another natural key. Three queries."""
    of_person = _rows(kind).filter(employee_id=row.employee_id)
    return versions_of(row, list(of_person.select_related("batch__by").order_by("-known_from", "-id")))


def versions_of(row: Known, rows: list[Any]) -> list[Version]:
    """Those of the `rows` (of one owner, newest first) that the fact of `row` is or was, with who made each known and
    ended it. Two queries."""
    made, ended = _events(rows)
    keys = _keys_of_fact(row, rows, made)
    return _told([one for one in rows if one.key in keys], made, ended)


def names_at(people: Collection[int] | QuerySet[Any], known_at: datetime) -> dict[int, str]:
    """Employee id → what they were called as known at an instant: names are corrected like any fact. As
    `Employee.name` now, it is the name in the record with the latest `true_from`."""
    rows = known.known_at(EmployeeRecord.objects.filter(employee__in=people), known_at)
    return dict(rows.order_by(F("true_from").asc(nulls_first=True), "id").values_list("employee_id", "name"))


def _events(rows: list[Any]) -> tuple[dict[str, Event], dict[str, Event]]:
    """The events by which the rows became known, and those by which they were retired, by subject."""
    made: dict[str, Event] = {}
    ended: dict[str, Event] = {}
    for event in Event.objects.filter(subject__in=map(subject_name, rows), kind__startswith="talent.record."):
        (ended if event.kind == "talent.record.retired" else made)[event.subject] = event
    return made, ended


def _told(rows: list[Any], made: dict[str, Event], ended: dict[str, Event]) -> list[Version]:
    names = _names({event.actor for event in (*made.values(), *ended.values())})
    return [_version(one, made, ended, names) for one in rows]


def _keys_of_fact(row: Known, rows: list[Any], made: dict[str, Event]) -> set[str]:
    """Keys that corrections tie to the row's own."""
    key_of = {one.pk: one.key for one in rows}
    ties = [
        {one.key, key_of.get(event.payload["replaces"], one.key)}
        for one in rows
        if (event := made.get(subject_name(one))) and "replaces" in event.payload
    ]
    keys, grown = {row.key}, True
    while grown:
        wider = keys.union(*(tie for tie in ties if tie & keys))
        keys, grown = wider, wider != keys
    return keys


def _names(actors: set[int]) -> dict[int, str]:
    return dict(User.objects.filter(pk__in=actors).values_list("pk", "name"))


def _version(row: Any, made: dict[str, Event], ended: dict[str, Event], names: dict[int, str]) -> Version:
    begun, over = made.get(subject_name(row)), ended.get(subject_name(row))
    by = names.get(begun.actor, "") if begun else row.batch.by.name if row.batch else ""
    why = begun.reason if begun else row.batch.file_name if row.batch else ""
    return Version(row, by, why, names.get(over.actor, "") if over else "", over.reason if over else "")


def last_change(kind: str, row: EmployeeFact) -> Change:
    """Who last touched the fact of `row`, when and how; `now`: the row that is known now, None once it is retired."""
    return change_of(versions(kind, row))


def change_of(history: list[Version]) -> Change:
    """The last of these versions, as `last_change` tells it."""
    newest = history[0]
    now = next((version.row for version in history if version.row.known_to is None), None)
    if now is None:
        by, at = newest.retired_by or newest.by, newest.row.known_to
        return meanwhile.change("talent.record.retired", by=by, at=at, now=None)
    how = "talent.import.committed" if now.batch_id else "talent.record.corrected"
    return meanwhile.change(how, by=newest.by, at=now.known_from, now=now)
