"""What somebody's requirements rest on: the records that answer each, their documents, and how long they last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _

from accounts.models import User
from rules.checks import Check
from rules.dates import add_years
from rules.eligibility import Post, Served, asked, explain, periods
from rules.eligibility.agencies import EVERY
from rules.law import NoRuleInForce, shipped
from rules.technical import spelling
from succession.domain.queries import untold
from succession.domain.queries.candidates import Frames
from talent.codes import TrainingKind
from talent.domain.known import known_at as known
from talent.domain.queries import records
from talent.domain.queries.person import sees_sanctions
from talent.models import Employee, Evidence

# The kind of a requirement → the kind of record that answers it.
RESTS_ON = {
    "employment_status": "employees",
    "age_max": "employees",
    "before_retirement": "employees",
    "standing": "employees",
    "education_min": "education",
    "related_experience_min": "appointments",
    "post_held_min": "appointments",
    "competence": "assessments",
    "attestation": "attestations",
    "no_current_sanction": "sanctions",
    "performance_min": "performance",
    "grade_min": "employees",
    "no_sanction_within": "sanctions",
    "present_tier_same": "employees",
    "present_post_between": "employees",
    "training_min": "training",
    "technical_level": "technical_levels",
    # What the PPK established is no record of the person.
    "pool_box": "",
}
# Of a record of a kind the fields that tell it from others of its kind.
NAMED = {
    "employees": ("position",),
    "education": ("level", "field"),
    "appointments": ("position",),
    "assessments": ("institution",),
    "attestations": ("kind", "number"),
    "sanctions": ("severity", "decree"),
    "performance": ("year", "rating"),
    "training": ("name",),
    "technical_levels": ("competency", "level"),
}
# Of these the one that counts on the day, or else the last one, answers alone.
_ALONE = ("employees", "assessments", "attestations")


@dataclass(frozen=True)
class Ground:
    """A record that a requirement rests on: what it says is true from `since` to `until` (None: no end known), an
    assessment until its validity ends. `documents`: its evidence in use now, the newest first. `served`: what of it
    counts, where time served is asked for (None: something else is)."""

    kind: str
    record: Any
    since: date | None
    until: date | None
    documents: Sequence[Evidence]
    served: Served | None = None

    @property
    def name(self) -> str:
        """Which record it is, in its own words: the post served in, the degree, the training; else what it holds."""
        if self.kind == "employees" and self.served is None:
            return _("data pegawai")
        return " ".join(str(part) for name in NAMED[self.kind] if (part := _told(self.record, name)))


@dataclass(frozen=True)
class Proof:
    """A requirement with what it rests on; `told`: whether the reader may read that."""

    check: Check
    grounds: tuple[Ground, ...]
    told: bool = True


def _told(record: Any, name: str) -> Any:
    """A field in words, a code by its label."""
    label = getattr(record, f"get_{name}_display", None)
    return label() if label else getattr(record, name)


Rows = Mapping[str, Mapping[int, list[Any]]]


def proofs(
    people: Sequence[Employee],
    frames: Frames,
    post: Post,
    on: date,
    known_at: datetime,
    *,
    agency_id: int,
    reader: User,
    documents_at: datetime | None = None,
) -> dict[int, tuple[Proof, ...]]:
    """Employee → every requirement in the order of the rule, as far as `reader` may read it; records as known at
    `known_at`, documents in use now (or at `documents_at`), of people of other agencies than `agency_id` those files
    only that `reader` may open. `frames`: the facts of these people, as `evaluate` takes
    them. A query a kind of record, and one."""
    law = shipped()
    wanted = {str(one["code"]): one for one in asked(post, on, law)}
    kinds = {"employees", *(kind for one in wanted.values() if (kind := RESTS_ON[str(one["kind"])]))}
    ids = [person.pk for person in people]
    rows = {kind: _rows(kind, ids, on, known_at) for kind in sorted(kinds)}
    every = {kind: list(chain.from_iterable(own.values())) for kind, own in rows.items()}
    documents = records.evidence_of(every, at=documents_at)
    records.taken_off(chain.from_iterable(documents.values()), agency_id, reader)
    found = {}
    for person in people:
        own = {name: frame[frame["employee_id"] == person.pk] for name, frame in frames.items()}
        served = periods(own, post, on, law)
        hidden = () if sees_sanctions(reader, person) else untold.SANCTIONS
        proven = []
        for check in untold.checks(explain(own, post, on, law).checks, person, reader):
            answering = _answering(rows, person.pk, wanted[check.code], served.get(check.code), on)
            grounds = tuple(
                Ground(kind, row, row.true_from, _until(kind, row, on), documents[kind, row.pk], counted)
                for kind, row, counted in answering
            )
            told = check.code not in hidden
            proven.append(Proof(check, grounds if told else (), told))
        found[person.pk] = tuple(proven)
    return found


def _rows(kind: str, people: Sequence[int], on: date, known_at: datetime) -> dict[int, list[Any]]:
    """Employee → their rows of a kind begun by `on`, the newest last."""
    rows = known(records.MODELS[kind].objects.filter(employee_id__in=people), known_at)
    begun = rows.filter(Q(true_from=None) | Q(true_from__lte=on)).order_by(F("true_from").asc(nulls_first=True), "id")
    found: dict[int, list[Any]] = {}
    for row in begun:
        found.setdefault(row.employee_id, []).append(row)
    return found


def _answering(
    rows: Rows, person: int, requirement: Mapping[str, Any], served: Sequence[Served] | None, on: date
) -> list[tuple[str, Any, Served | None]]:
    """The rows that answer a requirement, each with its kind and what of it counts as time served."""
    kind = RESTS_ON[str(requirement["kind"])]
    own = rows.get(kind, {}).get(person, [])
    if served is not None:
        counted: dict[Any, Served] = {}
        # Of two that begin together the one that counts, or else the first.
        for one in sorted(served, key=lambda one: one.left_out is not None):
            counted.setdefault((one.position, one.since), one)
        # The post held counts from the employee's own rows, where no appointment names it.
        held = {(row.position, row.post_from): row for row in rows["employees"].get(person, [])}
        named = [row for row in own if (row.position, row.true_from) in counted]
        for row in named:
            held.pop((row.position, row.true_from), None)
        return [(kind, row, counted[row.position, row.true_from]) for row in named] + [
            ("employees", row, counted[key]) for key, row in held.items() if key in counted
        ]
    if "attestation" in requirement:
        own = [row for row in own if row.kind == requirement["attestation"]]
    if kind == "training":
        own = [row for row in own if row.kind == TrainingKind.LEADERSHIP]
    if kind == "technical_levels":
        own = _newest_levels(own, str(requirement["competency"]), on)
    if kind in _ALONE:
        own = ([row for row in own if (end := _until(kind, row, on)) is None or end >= on] or own)[-1:]
    return [(kind, row, None) for row in own]


def _newest_levels(rows: Sequence[Any], competency: str, on: date) -> list[Any]:
    """Of each technical competency that is looked at the newest record."""
    looked_at = {spelling(row.competency): row for row in rows if row.true_from is not None and row.true_from <= on}
    return [row for name, row in looked_at.items() if competency == EVERY or name == spelling(competency)]


def _until(kind: str, row: Any, on: date) -> date | None:
    """The last day on which a record says what it says."""
    if kind not in ("assessments", "technical_levels") or row.true_from is None:
        return row.true_to  # type: ignore[no-any-return]
    try:
        years = int(shipped().at("talent.assessment_validity", on).value)
    except NoRuleInForce:
        return row.true_to  # type: ignore[no-any-return]
    over: date = add_years(row.true_from, years).item()
    return over - timedelta(days=1)
