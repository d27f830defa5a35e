"""Mapping runs: dated facts and a policy become boxes, once, and can be computed again years later."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

import pandas as pd
from django.db import transaction
from django.utils import timezone

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from jobs.domain import running
from jobs.models import Job
from rules import scoring
from rules.law import Law, WatchedLaw, shipped
from rules.policy import Policy
from talent.domain import bulk, known
from talent.domain.calm import calm
from talent.domain.queries import facts
from talent.models import Agency, MappingRun, Placement, ReviewCycle

CHUNK = 5_000
_VALUES = ("performance", "potential", "talent_value")
_CODES = ("performance_band", "potential_band", "box", "missing")


class Stretch(NamedTuple):
    """A closed range of employee ids: everybody in it, or only `people`."""

    first: int
    last: int
    people: Sequence[int] | None


@dataclass(frozen=True)
class Chunk:
    """Placements of one stretch of employees and the digest of the facts they rest on."""

    placements: pd.DataFrame
    inputs: str


@dataclass(frozen=True)
class Replay:
    """A run computed again: `differences` names employees whose placement came out otherwise (at most 100).

    `law_same`: the rules' files are as they were. `rules_changed`: ids of those that the run used and that say
    something else now; None for a run from before it was noted which these are."""

    identical: bool
    people: int
    inputs_same: bool
    law_same: bool
    rules_changed: list[str] | None
    differences: list[int] = field(default_factory=list)

    def and_(self, other: "Replay") -> "Replay":
        """Both together."""
        return Replay(
            identical=self.identical and other.identical,
            people=self.people + other.people,
            inputs_same=self.inputs_same and other.inputs_same,
            law_same=self.law_same and other.law_same,
            rules_changed=_both_changed(self.rules_changed, other.rules_changed),
            differences=self.differences + other.differences,
        )


def _both_changed(some: list[str] | None, others: list[str] | None) -> list[str] | None:
    return None if some is None or others is None else sorted({*some, *others})


def run(
    *,
    agency: Agency,
    on: date,
    known_at: datetime,
    policy: Policy,
    by: User,
    cycle: ReviewCycle | None = None,
    job: Job | None = None,
    extends: MappingRun | None = None,
    people: Sequence[int] | None = None,
) -> MappingRun:
    """Map everyone of the agency on `on` as known at `known_at`; goes on from `job.cursor` if a worker was killed.

    With `extends` and `people` (employee ids) only these, as an addition to that run.

    Each chunk's placements and the cursor are one transaction. Nobody knows what is learnt later: an instant to come
    counts as now. A run that goes on keeps its policy; under another law it is begun anew.
    """
    scope.require(by, Permission.MAP_TALENT, agency.pk)
    cursor: dict[str, Any] = dict(job.cursor) if job else {}
    begun = MappingRun.objects.filter(pk=cursor.get("run", 0), law_digest=shipped().digest).first()
    if begun is not None and begun.finished_at is not None:
        return begun
    if begun is not None:
        mapping, policy = begun, Policy.parse(begun.policy_document, begun.policy_code, published=True)
    else:
        with transaction.atomic():
            mapping = _begin(agency, on, known_at, policy, by, cycle, extends)
            cursor = {"run": mapping.pk, "chunks": 0, "inputs": [], "results": [], "people": 0}
            # With the run: who goes on finds it, and leaves none behind that nobody goes on with.
            if job:
                running.advance(job, done=0, cursor=cursor)
    law = WatchedLaw(shipped())
    stretches = _stretches(agency.pk, mapping.known_at, people)
    for stretch in calm(stretch for stretch in stretches[cursor["chunks"] :]):
        with transaction.atomic():
            chunk = _place(agency.pk, stretch, mapping.on, mapping.known_at, policy, law)
            _insert(mapping, chunk.placements)
            cursor["chunks"] += 1
            cursor["people"] += len(chunk.placements)
            cursor["inputs"].append(chunk.inputs)
            cursor["results"].append(results_digest(chunk.placements))
            cursor["rules"] = _joined(cursor.get("rules", {}), law.used)
            if job:
                running.advance(job, done=cursor["people"], cursor=cursor)
    return _finish(mapping, cursor, by)


def replay(mapping: MappingRun) -> Replay:
    """Compute a finished run again from the dated facts, and hold it against what was stored."""
    policy = Policy.parse(mapping.policy_document, mapping.policy_code, published=True)
    law = WatchedLaw(shipped())
    inputs: list[str] = []
    results: list[str] = []
    placed: set[int] = set()
    differences: list[int] = []
    stored = Placement.objects.filter(run=mapping).order_by("employee_id").values_list("employee_id", flat=True)
    people = list(stored) if mapping.extends_id else None
    for stretch in calm(stretch for stretch in _stretches(mapping.agency_id, mapping.known_at, people)):
        chunk = _place(mapping.agency_id, stretch, mapping.on, mapping.known_at, policy, law)
        inputs.append(chunk.inputs)
        results.append(results_digest(chunk.placements))
        placed.update(chunk.placements["employee_id"].tolist())
        differences += _differences(chunk.placements, _stored(mapping, stretch))
    differences += sorted(set(stored.iterator(chunk_size=CHUNK)) - placed)
    inputs_same = _combined(inputs) == mapping.inputs_digest
    results_same = _combined(results) == mapping.results_digest and len(placed) == mapping.people
    return Replay(
        identical=inputs_same and results_same and not differences,
        people=len(placed),
        inputs_same=inputs_same,
        law_same=law.digest == mapping.law_digest,
        rules_changed=_changed(mapping.rules_used, law.used),
        differences=differences[:100],
    )


def results_digest(placements: pd.DataFrame) -> str:
    """SHA-256 over employees, scores, bands, boxes and what is missing."""
    digest = hashlib.sha256(placements["employee_id"].to_numpy("<i8").tobytes())
    for name in _VALUES:
        digest.update(placements[name].to_numpy("<f8").tobytes())
    for name in _CODES:
        digest.update("\x1f".join(_plain(placements[name], str)).encode())
    return digest.hexdigest()


def _begin(
    agency: Agency,
    on: date,
    known_at: datetime,
    policy: Policy,
    by: User,
    cycle: ReviewCycle | None,
    extends: MappingRun | None,
) -> MappingRun:
    return MappingRun.objects.create(
        agency=agency,
        cycle=cycle,
        extends=extends,
        on=on,
        known_at=min(known_at, known.turn(agency.pk)),
        policy_code=policy.code,
        policy_version=policy.version,
        policy_digest=policy.digest,
        policy_document=policy.text,
        law_digest=shipped().digest,
        by=by,
    )


@transaction.atomic
def _finish(mapping: MappingRun, cursor: dict[str, Any], by: User) -> MappingRun:
    mapping.inputs_digest = _combined(cursor["inputs"])
    mapping.results_digest = _combined(cursor["results"])
    mapping.people = cursor["people"]
    mapping.rules_used = cursor.get("rules", {})
    mapping.finished_at = timezone.now()
    mapping.save(update_fields=["inputs_digest", "results_digest", "people", "rules_used", "finished_at"])
    ledger.record(
        "talent.mapping.finished",
        by=by,
        agency=mapping.agency.code,
        subject=mapping,
        payload={
            "on": mapping.on.isoformat(),
            "known_at": mapping.known_at.isoformat(),
            "policy": f"{mapping.policy_code} v{mapping.policy_version}",
            "policy_digest": mapping.policy_digest,
            "law": mapping.law_digest,
            "inputs": mapping.inputs_digest,
            "results": mapping.results_digest,
            "people": mapping.people,
        },
    )
    return mapping


def _stretches(agency_id: int, known_at: datetime, people: Sequence[int] | None = None) -> list[Stretch]:
    """Of the people known (or of `people`) CHUNK each, by id: the same whenever they are asked for again."""
    whole = people is None
    ids = facts.people_known(agency_id, known_at) if people is None else sorted(people)
    chunks = [ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK)]
    return [Stretch(chunk[0], chunk[-1], None if whole else chunk) for chunk in chunks]


def _joined(some: dict[str, list[str]], others: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: sorted({*some.get(name, ()), *others.get(name, ())}) for name in sorted(some.keys() | others.keys())}


def _changed(before: dict[str, list[str]] | None, now: dict[str, list[str]]) -> list[str] | None:
    if before is None:
        return None
    return [name for name in sorted(before.keys() | now.keys()) if before.get(name) != now.get(name)]


def _place(agency_id: int, stretch: Stretch, on: date, known_at: datetime, policy: Policy, law: Law) -> Chunk:
    of: dict[str, Any] = {"employees": stretch.people} if stretch.people else {"between": (stretch.first, stretch.last)}
    frames = facts.facts(agency_id, on=on, known_at=known_at, **of)
    placements = scoring.score(frames, policy, on, law).placements
    return Chunk(placements, facts.inputs_digest(frames))


def _insert(mapping: MappingRun, placements: pd.DataFrame) -> None:
    columns: dict[str, Any] = {
        "run_id": [mapping.pk] * len(placements),
        "employee_id": placements["employee_id"].tolist(),
    }
    columns |= {name: _plain(placements[name], float, None) for name in _VALUES}
    columns |= {name: _plain(placements[name], str, None) for name in ("performance_band", "potential_band")}
    columns |= {name: _plain(placements[name], int, None) for name in ("box", "missing")}
    bulk.insert(Placement, columns)


def _plain(column: "pd.Series[Any]", kind: type[Any], nothing: Any = "") -> list[Any]:
    """A column as plain Python values, `nothing` where there is none."""
    known = column.notna().to_numpy()
    return [kind(value) if there else nothing for value, there in zip(column.tolist(), known, strict=True)]


def _stored(mapping: MappingRun, stretch: Stretch) -> Iterator[tuple[Any, ...]]:
    rows = Placement.objects.filter(
        run=mapping, employee_id__gte=stretch.first, employee_id__lte=stretch.last
    ).order_by("employee_id")
    return rows.values_list("employee_id", *_VALUES, *_CODES).iterator(chunk_size=CHUNK)


def _differences(computed: pd.DataFrame, stored: Iterator[tuple[Any, ...]]) -> list[int]:
    kinds = (int, *[float] * len(_VALUES), str, str, int, int)
    columns = [
        _plain(computed[name], kind, None) for name, kind in zip(("employee_id", *_VALUES, *_CODES), kinds, strict=True)
    ]
    ours = {row[0]: row for row in zip(*columns, strict=True)}
    theirs = {row[0]: row for row in stored}
    return sorted(who for who in ours.keys() | theirs.keys() if ours.get(who) != theirs.get(who))


def _combined(digests: list[str]) -> str:
    return hashlib.sha256("".join(digests).encode()).hexdigest()
