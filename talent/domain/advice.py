"""Advice on the raters of a cycle: computed from the dated facts in the background, kept with what it rests on.

Nothing here changes a figure, and nothing that decides reads it.
"""

from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain import ledger
from jobs.domain import running
from jobs.models import Job
from rules.errors import DomainError
from rules.law import shipped
from rules.performance import ratings as ratings_of
from talent.codes import COMPETENCIES, POTENTIAL_ASPECTS
from talent.domain import known
from talent.domain.openings import at_most
from talent.domain.queries import facts, policies, published
from talent.models import Advice, ReviewCycle, UnitRecord

SEVERITY = "severity"
CHUNK = 5_000
# Points where the policy has no scale of its own for the rating: the five steps, evenly.
_SCALE = {
    "SANGAT_BAIK": 100.0,
    "BAIK": 80.0,
    "BUTUH_PERBAIKAN": 60.0,
    "CUKUP": 60.0,
    "KURANG": 40.0,
    "SANGAT_KURANG": 20.0,
}
_COLUMNS = ("name", "n", "others", "compared", "effect", "low", "high", "together", "verdict")


def running_job(cycle: ReviewCycle) -> Job | None:
    """The job that computes this cycle's advice now, or the last one when it failed."""
    last = Job.objects.filter(kind=SEVERITY, agency_id=cycle.agency_id, target=_target(cycle)).first()
    return last if last is not None and last.state != Job.State.DONE else None


@transaction.atomic
def start(*, cycle: ReviewCycle, by: User) -> Job:
    """Queue the computation; facts count as known at this moment."""
    scope.require(by, Permission.MAP_TALENT, cycle.agency_id)
    known_at = known.turn(cycle.agency_id)
    job = running_job(cycle)
    if job is not None and job.live:
        raise DomainError(_("Telaah penilai siklus ini sedang dihitung."), code="already_running")
    return running.start(
        kind=SEVERITY,
        by=by,
        agency_id=cycle.agency_id,
        params={"cycle": cycle.pk, "known_at": known_at.isoformat()},
        total=len(facts.people_known(cycle.agency_id, known_at)),
        target=_target(cycle),
    )


@running.handles(SEVERITY)
def _compute(job: Job) -> None:
    """Nothing is written before the end, so a killed worker's job begins anew."""
    if "advice" in job.cursor:
        return
    cycle = ReviewCycle.objects.select_related("agency", "run").get(pk=job.params["cycle"])
    known_at = datetime.fromisoformat(job.params["known_at"])
    ratings = _ratings(cycle, known_at, job)
    document, digest = _document(cycle, ratings), facts.inputs_digest({"ratings": ratings})
    with transaction.atomic():
        advice = Advice.objects.create(
            cycle=cycle, kind=SEVERITY, known_at=known_at, inputs_digest=digest, document=document, by=job.by
        )
        running.advance(job, done=job.total, cursor={"advice": advice.pk})
        ledger.record(
            "talent.advice.computed",
            by=job.by,
            agency=cycle.agency.code,
            subject=cycle,
            payload={
                "kind": SEVERITY,
                "advice": advice.pk,
                "known_at": known_at.isoformat(),
                "inputs": digest,
                "ratings": document["used"],
            },
        )


@transaction.atomic
def exported(*, advice: Advice, side: str, rows: int, by: User) -> None:
    """Note that what is said about raters or units was taken away as a file; refuse more than EXPORT_ROWS."""
    scope.require(by, Permission.EXPORT_DATA, advice.cycle.agency_id)
    at_most(rows)
    ledger.record(
        "talent.advice.exported",
        by=by,
        agency=advice.cycle.agency.code,
        subject=advice.cycle,
        payload={"advice": advice.pk, "form": f"{side}.csv", "rows": rows},
    )


def computed(advice: Advice) -> tuple[dict[str, Any], str]:
    """The document and the digest of its inputs, computed again from the dated facts."""
    ratings = _ratings(advice.cycle, advice.known_at)
    return _document(advice.cycle, ratings), facts.inputs_digest({"ratings": ratings})


def _target(cycle: ReviewCycle) -> str:
    return f"cycle_raters:{cycle.pk}"


def _ratings(cycle: ReviewCycle, known_at: datetime, job: Job | None = None) -> pd.DataFrame:
    """One row for each rating of the year before the cycle's date: points, rater, unit (top of the tree), team (the
    person's own unit), and what the person's latest assessment says. Texts are "" and numbers NaN where not known."""
    people = facts.people_known(cycle.agency_id, known_at)
    scale, offices = _scale(cycle), _offices(cycle.agency_id, known_at)
    parts = []
    for first in range(0, len(people), CHUNK):
        stretch = people[first], people[min(first + CHUNK, len(people)) - 1]
        frames = facts.facts(cycle.agency_id, on=cycle.on, known_at=known_at, between=stretch)
        parts.append(_of(frames, cycle.on.year - 1, scale, offices))
        if job is not None:
            running.advance(job, done=min(first + CHUNK, len(people)), cursor={})
    nobody = pd.DataFrame(columns=["points", "rater", "unit", "team", "own_competency", "own_potential"])
    return pd.concat(parts, ignore_index=True) if parts else nobody


def _of(frames: facts.Frames, year: int, scale: dict[str, float], offices: dict[str, str]) -> pd.DataFrame:
    people = frames["employees"].set_index("employee_id")
    rows = frames["performance"]
    rows = rows[rows["year"] == year].reset_index(drop=True)
    who = rows["employee_id"]
    points = ratings_of(rows, shipped()).astype(object).map(scale)
    rater = rows["rater"].where(rows["rater"] != who.map(people["nip"]), None)
    assessed = frames["assessments"].sort_values(["employee_id", "true_from"], kind="stable")
    last = assessed.drop_duplicates("employee_id", keep="last").set_index("employee_id")
    levels = last[list(COMPETENCIES)].mean(axis=1)
    own = pd.DataFrame(
        {
            "competency": last["jpm"].where(last["jpm"].notna(), levels * 20),
            "potential": last[list(POTENTIAL_ASPECTS)].mean(axis=1),
        }
    ).reindex(who)
    team = who.map(people["unit"])
    return pd.DataFrame(
        {
            "points": points.to_numpy("float64"),
            "rater": rater.to_numpy(object),
            "unit": team.map(lambda code: offices.get(code, code), na_action="ignore").to_numpy(object),
            "team": team.to_numpy(object),
            "own_competency": own["competency"].to_numpy("float64"),
            "own_potential": own["potential"].to_numpy("float64"),
        }
    )


def _scale(cycle: ReviewCycle) -> dict[str, float]:
    """The points that the cycle's policy gives the rating, so that effects are in the points that people see."""
    try:
        leaves = published.of_cycle(cycle).leaves
    except policies.NoPolicyInForce:
        leaves = ()
    own = next((leaf.settings.scale for leaf in leaves if leaf.source == "rating"), {})
    return {code: float(points) for code, points in own.items()} or _SCALE


def _offices(agency_id: int, known_at: datetime) -> dict[str, str]:
    """Unit → the unit at the top above it, as the tree was known."""
    records = known.known_at(UnitRecord.objects.filter(agency_id=agency_id), known_at)
    rows = list(records.order_by("unit_id", "id").values_list("unit_id", "unit__code", "parent_id"))
    above, codes = {unit: parent for unit, _code, parent in rows}, {unit: code for unit, code, _parent in rows}
    offices = {}
    for unit, code in codes.items():
        top = unit
        for _step in above:
            parent = above.get(top)
            if parent is None or parent not in codes:
                break
            top = parent
        offices[code] = codes[top]
    return offices


def _document(cycle: ReviewCycle, ratings: pd.DataFrame) -> dict[str, Any]:
    # Here and not above: scikit-learn takes longer to load than most commands to run.
    from advice.severity import severity

    found = severity(ratings)
    return {
        "year": cycle.on.year - 1,
        "used": found.used,
        "left_out": found.left_out,
        "no_rater": int(ratings["rater"].isna().sum()),
        "spread": [_plain(value) for value in (found.spread_raters, found.spread_units, found.left)],
        "official": _official(ratings["points"]),
        "raters": _rows(found.raters, ratings.groupby("rater")["points"]),
        "units": _rows(found.units, ratings.groupby("unit")["points"]),
    }


def _rows(frame: pd.DataFrame, given: Any) -> list[dict[str, Any]]:
    """What was judged, beside the official figure: `given` are the points on record of each rater or unit."""
    columns = [[_plain(value) for value in frame[name].tolist()] for name in _COLUMNS]
    official = {name: _official(points) for name, points in given}
    rows = [dict(zip(_COLUMNS, row, strict=True)) for row in zip(*columns, strict=True)]
    return [row | {"official": official[row["name"]]} for row in rows]


def _official(points: Any) -> dict[str, Any]:
    """The mean of points as they are on record, nothing adjusted, and of how many ratings; no mean of none."""
    return {"mean": _plain(round(float(points.mean()), 2)), "of": int(points.count())}


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and np.isnan(value) else value
