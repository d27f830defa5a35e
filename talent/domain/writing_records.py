"""Checked rows into records: the facts about employees, one declaration a kind."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from talent import models
from talent.domain import bulk, known
from talent.domain.importing import DERIVED, TABLES, WRITERS, Columns, Context, RowError, Table, Written, pick
from talent.domain.wording import both
from talent.domain.writing_people import moved_away
from talent.models import Agency, AgencyRecord, Employee
from talent.models.base import Known


@dataclass(frozen=True)
class FactKind:
    """An employee fact: its table, the columns that name it, and what is derived before writing; `asks`: from what the
    database says; `folded`: as `known.hashed` takes it."""

    model: type[Known]
    key: tuple[str, ...]
    prepare: Callable[[Columns], None] = lambda columns: None
    asks: bool = False
    folded: tuple[str, ...] = ()

    def derived(self, columns: Columns) -> Columns:
        """The checked columns, prepared, without their owners and with the hashes of each row."""
        found = {name: values for name, values in columns.items() if name != "nip"}
        self.prepare(found)
        keys, digests = known.hashed(found, self.key, len(columns["nip"]), self.folded)
        return found | {"key": keys, "digest": digests}

    def __call__(self, columns: Columns, count: int, context: Context) -> Written:
        owners, rows, errors = employees_of(columns["nip"], context)
        taken = pick(columns if "digest" in columns else columns | self.derived(columns), rows)
        del taken["nip"]
        hashes = taken.pop("key"), taken.pop("digest")
        difference = known.write(
            self.model,
            owner="employee",
            owners=[employee for employee, _agency in owners],
            agencies=[agency for _employee, agency in owners],
            columns=taken,
            key=self.key,
            hashes=hashes,
            known_at=context.known_at,
            batch_id=context.batch_id,
            dry_run=context.dry_run,
            observe=context.observe,
        )
        return Written(len(difference.new), len(difference.changed), len(difference.same), errors)


def employees_of(nips: list[str], context: Context) -> tuple[list[tuple[int, int]], list[int], list[RowError]]:
    """(employee, agency) of every row whose NIP the context may write to; those rows; errors for the others."""
    people = Employee.objects.filter(nip__in=bulk.among(sorted(set(nips)), "text"), current__isnull=False)
    # Asked for the agency too, SQLite would go through all of its people for each chunk.
    own = context.agency.pk if context.agency is not None else None
    if own is None:
        people = people.filter(outside=False, moved_on=None)
    told = people.values_list("nip", "id", "agency_id", "moved_on")
    found = {
        nip: (pk, agency) for nip, pk, agency, moved_on in told if moved_on is None and (own is None or agency == own)
    }
    of_rows = list(map(found.get, nips))
    errors = _not_found(nips, found, own) if None in of_rows else []
    taken = [row for row, owner in enumerate(of_rows) if owner is not None] if errors else list(range(len(nips)))
    return [owner for owner in of_rows if owner is not None], taken, errors


def _not_found(nips: list[str], found: Collection[str], own: int | None) -> list[RowError]:
    unknown = _("NIP %(nip)s belum tercatat pada instansi ini; impor pegawainya dahulu.")
    missing = {row: nip for row, nip in enumerate(nips) if nip not in found}
    of_agency = Employee.objects.filter(agency=own, nip__in=bulk.among(sorted(set(missing.values())), "text"))
    left = {person.nip: person for person in of_agency.exclude(moved_on=None)} if own else {}
    return [
        moved_away(row, left[nip]) if nip in left else RowError(row, "nip", "unknown_nip", both(unknown, nip=nip))
        for row, nip in missing.items()
    ]


def _whole_year(columns: Columns) -> None:
    years = columns["year"]
    first, last = ({year: date(year, *day) for year in set(years)} for day in ((1, 1), (12, 31)))
    columns["true_from"] = list(map(first.__getitem__, years))
    columns["true_to"] = list(map(last.__getitem__, years))


def _from_graduation(columns: Columns) -> None:
    years: list[Any] = columns.get("graduated_year") or [None] * len(columns["level"])
    columns["true_from"] = [None if year is None else date(year, 1, 1) for year in years]


def _agencies_by_code(columns: Columns) -> None:
    """An agency named by its code or by any name it ever had is kept by its code: names change, and must not change
    what was known. Today's names come before earlier ones of other agencies."""
    former = AgencyRecord.objects.order_by("known_from", "id").values_list("agency__code", "name")
    today = Agency.objects.order_by("-code").values_list("code", "name")
    codes = {name.casefold(): code for code, name in [*former, *today]}
    codes |= {code.casefold(): code for code, _name in today}
    named: list[str | None] = columns.get("at_agency") or [None] * len(columns["position"])
    columns["at_agency"] = [None if name is None else codes.get(name.casefold(), name) for name in named]


FACTS = {
    "performance": FactKind(models.PerformanceRecord, ("year",), _whole_year),
    "assessments": FactKind(models.AssessmentRecord, ("true_from",)),
    "technical_levels": FactKind(models.TechnicalRecord, ("competency", "true_from"), folded=("competency",)),
    "appointments": FactKind(models.AppointmentRecord, ("position", "kind", "true_from"), _agencies_by_code, asks=True),
    "education": FactKind(models.EducationRecord, ("level", "field"), _from_graduation),
    "training": FactKind(models.TrainingRecord, ("name", "true_from")),
    "awards": FactKind(models.AwardRecord, ("name", "true_from")),
    "team_assignments": FactKind(models.TeamAssignmentRecord, ("team", "role", "true_from")),
    "sanctions": FactKind(models.SanctionRecord, ("severity", "true_from")),
    "feedback_360": FactKind(models.FeedbackRecord, ("year",), _whole_year),
    "components": FactKind(models.ComponentsRecord, ("true_from",)),
    "attestations": FactKind(models.AttestationRecord, ("kind", "true_from")),
}
WRITERS |= FACTS
DERIVED |= {kind: fact.derived for kind, fact in FACTS.items() if not fact.asks}
TABLES |= {kind: Table(fact.model) for kind, fact in FACTS.items()}
