"""Uploaded workbooks that a user may see."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from jobs.models import Job
from talent.domain.imports import IMPORTING, PERMISSIONS
from talent.domain.queries.faults import KINDS
from talent.models import Agency, ColumnMatch, Evidence, ImportBatch

# Checked and not written yet, or begun to be written and given up.
UNFINISHED = Q(state=ImportBatch.State.PREVIEWED) | Q(state=ImportBatch.State.COMMITTING, job__state=Job.State.FAILED)


def visible_to(user: User) -> QuerySet[ImportBatch]:
    """The uploads for the user's agencies: of the kinds the user may import, or all where they only read."""
    batches = ImportBatch.objects.select_related("agency", "by", "job")
    return batches.filter(_importable(user) | _of(scope.scope(user, Permission.VIEW_IMPORTS)))


def importable_by(user: User) -> QuerySet[ImportBatch]:
    """Those of them that the user could write."""
    return ImportBatch.objects.select_related("agency", "job").filter(_importable(user))


def agencies_for(user: User) -> QuerySet[Agency]:
    """The agencies for which the user may import anything of their own."""
    records, merit = scope.scope(user, Permission.IMPORT_RECORDS), scope.scope(user, Permission.IMPORT_MERIT)
    if records.everywhere or merit.everywhere:
        return Agency.objects.all()
    return Agency.objects.filter(pk__in=records.agencies | merit.agencies)


def matches_of(user: User) -> QuerySet[ColumnMatch]:
    """The remembered columns of the files that the user imports."""
    return ColumnMatch.objects.select_related("agency").filter(_importable(user)).order_by("agency", "kind", "header")


def with_proof(batches: QuerySet[ImportBatch], today: date, *, lacking: bool = False) -> QuerySet[ImportBatch]:
    """Each with what all its records rest on: `proven` (evidence that holds today) and `held` (any in use). `lacking`:
    only written ones of which records came and on which nothing rests that holds."""
    held = Evidence.objects.filter(batch=OuterRef("pk"), withdrawn_at=None)
    lasting = held.filter(Q(valid_until=None) | Q(valid_until__gte=today))
    batches = batches.annotate(held=Exists(held), proven=Exists(lasting))
    if not lacking:
        return batches
    changing = Q(report__written__new__gt=0) | Q(report__written__changed__gt=0)
    return batches.filter(changing, kind__in=KINDS, state=ImportBatch.State.COMMITTED, proven=False)


def _importable(user: User) -> Q:
    found = Q(pk__in=())
    for asking in IMPORTING:
        found |= _of(scope.scope(user, asking)) & _kinds(asking)
    return found


def _kinds(asking: Permission) -> Q:
    return Q(kind__in=[kind for kind, permission in PERMISSIONS.items() if permission is asking])


def _of(held: scope.Scope) -> Q:
    return Q() if held.everywhere else Q(agency_id__in=held.agencies)
