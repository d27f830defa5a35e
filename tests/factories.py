"""The cast: agencies, people with records, and users with roles. Records go in by the product's own writers.

Everybody is invented. Facts count as known from KNOWN on, unless a test says otherwise.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from accounts.domain import users
from accounts.models import User
from accounts.roles import Roles
from jobs.domain.running import run_job
from talent.codes import COMPETENCIES, POTENTIAL_ASPECTS
from talent.domain import cycles, inclusion, mapping, replies
from talent.domain.importing import WRITERS, Context
from talent.domain.queries import policies
from talent.models import Agency, Employee, ImportBatch, MappingRun, ReviewCycle, Unit

KNOWN = datetime(2020, 1, 1, tzinfo=UTC)
ON = date(2026, 6, 30)
NO_FORUM = "Forum kalibrasi tidak dapat diadakan tahun ini."
REPLY_UNTIL = timezone.localdate() + timedelta(days=300)
SIGNING_IN = "accounts.backends.AuthenticationBackend"

_numbers = count(1)
_together: list[dict[tuple[str, Agency, datetime, ImportBatch | None], list[dict[str, Any]]]] = []

# What each kind of workbook fills; a factory call names only what the test is about.
_EMPTY: dict[str, tuple[str, ...]] = {
    "employees": (
        *("status", "grade", "grade_from", "unit", "position", "tier", "job_family", "post_from"),
        *("standing", "standing_from"),
    ),
    "positions": ("unit", "job_family", "critical", "vacant_from", *COMPETENCIES),
    "performance": ("work_result", "behaviour", "rating", "score", "new_idea"),
    "assessments": ("institution", "jpm", "technical", *COMPETENCIES, *POTENTIAL_ASPECTS),
    "technical_levels": ("institution",),
    "technical_standards": ("true_from", "true_to"),
    "appointments": ("true_to", "kind", "higher", "job_family", "unit", "at_agency"),
    "education": ("field", "field_match", "graduated_year"),
    "training": ("hours",),
    "awards": (),
    "team_assignments": ("true_to",),
    "sanctions": ("true_to", "decree"),
    "feedback_360": (),
    "components": (),
    "attestations": ("true_to", "number"),
}


def agency(code: str = "KALTIM", name: str = "Provinsi Kalimantan Timur", kind: str = "PROVINCE") -> Agency:
    """The agency with this code, made on first use."""
    return Agency.objects.get_or_create(
        code=code, defaults={"name": name, "kind": kind, "province": "Kalimantan Timur"}
    )[0]


def other_agency() -> Agency:
    """An agency that users of `agency()` must not see."""
    return agency("BONTANG", "Kota Bontang", "CITY")


def unit(of: Agency, code: str = "DISHUB", name: str = "Dinas Perhubungan", parent: Unit | None = None) -> Unit:
    """The agency's unit with this code, made on first use."""
    if not Unit.objects.filter(agency=of, code=code).exists():
        write("units", of, code=code, name=name, parent=parent.code if parent else None)
    return Unit.objects.get(agency=of, code=code)


def nip(number: int, born: date = date(1980, 3, 5), hired: str = "201001", sex: int = 1) -> str:
    """A well-formed NIP: birth date, month of appointment, sex, running number."""
    return f"{born:%Y%m%d}{hired}{sex}{number:03d}"


def employee(of: Agency | None = None, *, known_at: datetime = KNOWN, **values: Any) -> Employee:
    """A new administrator of grade IV/a, or whatever `values` say (fields of the employees workbook; `born` too)."""
    return employees(of or agency(), [values], known_at=known_at)[0]


def employees(of: Agency, each: Sequence[dict[str, Any]], *, known_at: datetime = KNOWN) -> list[Employee]:
    """Several of them at once."""
    rows = [_said(values) for values in each]
    write_rows("employees", of, rows, known_at=known_at)
    found = Employee.objects.select_related("agency", "current").filter(agency=of, nip__in=[row["nip"] for row in rows])
    by_nip = {person.nip: person for person in found}
    return [by_nip[row["nip"]] for row in rows]


def _said(values: dict[str, Any]) -> dict[str, Any]:
    number = next(_numbers)
    # Their months of appointment lie before the one of `nip`, so that nobody is whom a test names; past 999 people a
    # later month tells NIPs apart: everybody has one age in any order of tests, and who is made later sorts after who
    # was made before, by NIP and by name.
    year, month = divmod(2006 * 12 + number // 999, 12)
    born = values.get("born", date(1980, 3, 5))
    return {
        "nip": nip(number % 999 + 1, born, f"{year}{month + 1:02d}"),
        "name": f"Pegawai {number:05d}",
        "status": "PNS",
        "grade": "IV/a",
        "grade_from": date(2019, 4, 1),
        "position": f"Kepala Bidang {number}",
        "tier": "ADMINISTRATOR",
        "job_family": "perhubungan",
        "post_from": date(2018, 1, 2),
        "standing": "ACTIVE",
    } | {name: value for name, value in values.items() if name != "born"}


def write(
    kind: str, of: Agency | Employee, /, *, known_at: datetime = KNOWN, batch: ImportBatch | None = None, **row: Any
) -> None:
    """One row of a workbook of `kind`, for an agency or one of its employees, learnt at `known_at` (from `batch`)."""
    owner = of.agency if isinstance(of, Employee) else of
    if isinstance(of, Employee):
        row["nip"] = of.nip
    if _together and kind != "employees":
        _together[-1].setdefault((kind, owner, known_at, batch), []).append(row)
    else:
        write_rows(kind, owner, [row], known_at=known_at, batch=batch)


def write_rows(
    kind: str,
    of: Agency,
    rows: Sequence[dict[str, Any]],
    *,
    known_at: datetime = KNOWN,
    batch: ImportBatch | None = None,
) -> None:
    """Several rows of such a workbook at once."""
    names = dict.fromkeys((*_EMPTY.get(kind, ()), *(name for row in rows for name in row)))
    columns = {name: [row.get(name) for row in rows] for name in names}
    written = WRITERS[kind](columns, len(rows), Context(of, users.system_operator(), known_at, batch and batch.pk))
    assert not written.errors, written.errors


@contextmanager
def together() -> Iterator[None]:
    """What is written about people inside is written at the end, all rows of a kind at once, as an import does: many
    times faster than a row each."""
    waiting: dict[tuple[str, Agency, datetime, ImportBatch | None], list[dict[str, Any]]] = {}
    _together.append(waiting)
    try:
        yield
    finally:
        _together.remove(waiting)
    for (kind, owner, known_at, batch), rows in waiting.items():
        write_rows(kind, owner, rows, known_at=known_at, batch=batch)


def an_import(kind: str, **told: Any) -> ImportBatch:
    """A file of the agency that was written, of which `write` writes rows."""
    values = {"agency": agency(), "file_name": f"{kind}.xlsx", "file_digest": "0" * 64, "state": "COMMITTED"}
    written = {"report": {"written": {"new": 1, "changed": 0}}, "by": users.system_operator()}
    return ImportBatch.objects.create(kind=kind, **(values | written | told))


def assessed(
    person: Employee, *, level: int = 5, rating: str = "SANGAT_BAIK", award: bool = True, known_at: datetime = KNOWN
) -> Employee:
    """Give somebody every record that the national policy asks for on ON.

    As given: box 9. `award=False`: performance 70, as expected. `rating="BAIK", award=False`: below expectation.
    """
    levels = dict.fromkeys((*COMPETENCIES, *POTENTIAL_ASPECTS), level)
    write("performance", person, known_at=known_at, year=2025, rating=rating)
    write("feedback_360", person, known_at=known_at, year=2025, rating=rating)
    write("assessments", person, known_at=known_at, true_from=date(2025, 3, 3), **levels)
    education = {"level": "S2", "field": "transportasi", "field_match": "FULL", "graduated_year": 2008}
    write("education", person, known_at=known_at, **education)
    if award:
        award_date = date(2024, 8, 17)
        write("awards", person, known_at=known_at, name="Satyalancana", level="INTERNATIONAL", true_from=award_date)
        write(
            "team_assignments",
            person,
            known_at=known_at,
            team="Tim Ibu Kota",
            role="LEADER",
            scope="CROSS_AGENCY",
            true_from=date(2025, 2, 1),
            true_to=date(2025, 12, 31),
        )
    return person


def user(role: str, of: Agency | None = None, *, person: Employee | None = None, username: str = "") -> User:
    """Somebody who holds `role`: over an agency (roles of agencies), for themself (EMPLOYEE), or the installation."""
    kind = Roles.ALL[role]
    made = User.objects.create_user(username or f"{role.lower()}-{next(_numbers)}", name=str(kind.name))
    users.grant(
        user=made,
        role=kind,
        by=users.system_operator(),
        agency_id=(of or agency()).pk if kind.scope == "agency" else None,
        employee_id=person.pk if person else None,
    )
    return made


def cycle(of: Agency | None = None, name: str = "Siklus 2026", on: date = ON) -> ReviewCycle:
    """A cycle that gathers data and that nobody has mapped yet."""
    opened = draft_cycle(of, name, on)
    cycles.start_gathering(cycle=opened, by=users.system_operator())
    return opened


def draft_cycle(of: Agency | None = None, name: str = "Siklus 2026", on: date = ON) -> ReviewCycle:
    """A cycle in draft."""
    return cycles.open_cycle(agency=of or agency(), name=name, on=on, by=users.system_operator())


def mapped_cycle(of: Agency | None = None, name: str = "Siklus 2026", on: date = ON) -> ReviewCycle:
    """A cycle mapped with everything known now."""
    opened = cycle(of, name, on)
    ReviewCycle.objects.filter(pk=opened.pk).update(state=ReviewCycle.State.MAPPED, run=mapping_run(opened))
    opened.refresh_from_db()
    return opened


def mapping_run(of: ReviewCycle) -> MappingRun:
    """A finished run over a cycle's date, at this moment."""
    return mapping.run(
        agency=of.agency,
        on=of.on,
        known_at=datetime.now(UTC),
        policy=policies.in_force(of.agency, of.on),
        by=users.system_operator(),
        cycle=of,
    )


def included(of: ReviewCycle) -> MappingRun:
    """The finished run of those who became eligible after a cycle was mapped."""
    job = inclusion.start(cycle=of, by=users.system_operator())
    run_job.func(job.pk)
    job.refresh_from_db()
    assert job.state == "DONE", job.message
    of.refresh_from_db()
    return MappingRun.objects.filter(extends=of.run).latest("pk")


def established_cycle(of: Agency | None = None, name: str = "Siklus 2026", on: date = ON) -> ReviewCycle:
    """A cycle whose pool was established on the day of its data."""
    mapped = mapped_cycle(of, name, on)
    by = users.system_operator()
    cycles.propose(cycle=mapped, reason=NO_FORUM, by=by)
    cycles.establish(
        cycle=mapped, decree="800/1/2026", established_date=on, token=cycles.confirmation_token(mapped), by=by
    )
    mapped.refresh_from_db()
    replies.announce(cycle=mapped, announced_on=on, reply_until=REPLY_UNTIL, by=by)
    return mapped
