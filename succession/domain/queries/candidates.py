"""Pool members held against a post: computed the same way for a new longlist, a replay and a confirmation."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
from django.utils.translation import gettext as _

from accounts.domain import second_lock
from rules.checks import Decision
from rules.dates import add_years
from rules.eligibility import RECORDS, Crowd, Eligibility, Post, Served, beside, explain, periods, records_for
from rules.errors import DomainError
from rules.law import Law, NoRuleInForce, shipped
from rules.people import UNKNOWN, People, latest
from rules.ranking import rank
from succession.domain import canonical
from succession.domain.queries import agreed
from succession.domain.queries.posts import post_of_vacancy
from succession.domain.queries.successors import Member, members_of
from succession.domain.queries.words import said
from succession.models import Vacancy
from succession.models.vacancy import Route
from talent.codes import JPT_TIERS
from talent.domain.queries import facts
from talent.models import Agency

Frames = dict[str, pd.DataFrame]

# What a longlist keeps of each candidate, in the order the results digest reads it.
KEPT = (
    "employee_id",
    "passed",
    "unknown",
    "outcome",
    "position",
    "rank",
    "box",
    "talent_value",
    "technical",
    "combined",
    "decided_by",
)


@dataclass(frozen=True)
class Computed:
    """Candidates in their order. `rows`: one tuple a candidate in the order of KEPT, None where not known; `waived`: of
    each the bits that only a document set, which `passed` holds too; `wider`: the decree by which members of other
    agencies' pools are among them."""

    codes: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    waived: list[int]
    inputs_digest: str
    results_digest: str
    wider: int | None = None


class CannotEvaluate(DomainError):
    """The post or the rules for it are not known, so nobody can be held against them."""

    code = "cannot_evaluate"
    status = 422


def compute(vacancy: Vacancy, cycle_id: int, known_at: datetime) -> Computed:
    """Every member of the cycle's pool against every requirement of the post, ranked; where the law or a decree takes
    them in, with members of other agencies' pools who agreed (`agreed`).

    The pool is the one that held on the vacancy's decision date; requirements are measured on its reference date.
    """
    reach = agreed.reach(vacancy, known_at)
    guests = agreed.members(vacancy, known_at) if reach.wide else []
    members = members_of(cycle_id, vacancy.decision_date, known_at) + guests
    post = required_post(vacancy, known_at)
    on = vacancy.reference_date
    every = (*facts.EVERY, *beside(post))
    frames = facts_of(vacancy, [member[0] for member in members], on, known_at, every, of_pool=True)
    found = evaluated(frames, post, on)
    if len(found.employee_id) != len(members):
        raise CannotEvaluate(_("Ada anggota kelompok suksesi yang data pegawainya tidak diketahui pada saat itu."))
    ranked = rank(_candidates(frames, found, members, on), post.tier, on, shipped())
    ranked["position"] = np.arange(1, len(ranked) + 1)
    ranked["decided_by"] = ranked["decided_by"].fillna("")
    inputs: dict[str, Any] = {"facts": facts.inputs_digest(frames), "members": members, "post": post}
    if reach.wide:
        # Of lists that take nobody else in the digest stays what it was.
        inputs["wider"] = {"decree": reach.decree.number if reach.decree else None, "by_law": reach.by_law}
    wider = reach.decree.pk if reach.decree else None
    return replace(computed(found.codes, ranked, inputs), wider=wider)


def computed(codes: tuple[str, ...], ranked: pd.DataFrame, inputs: dict[str, Any]) -> Computed:
    """What is kept of `ranked` (a row a candidate, in their order, with `waived` and the columns of KEPT) and of what
    went in."""
    rows = [tuple(map(_plain, row)) for row in ranked[list(KEPT)].itertuples(index=False, name=None)]
    return Computed(
        codes=codes,
        rows=rows,
        waived=ranked["waived"].tolist(),
        inputs_digest=canonical.digest(inputs),
        results_digest=canonical.digest({"codes": codes, "rows": rows}),
    )


def facts_of(
    vacancy: Vacancy,
    people: Sequence[int],
    on: date,
    known_at: datetime,
    records: Sequence[str] = RECORDS,
    homes: Mapping[int, Agency] | None = None,
    *,
    of_pool: bool = False,
) -> Frames:
    """The frames that requirements are held against (`records`, by `records_for`), of these candidates: an applicant's
    from where their records were when they applied, a pool member's from the vacancy's agency, or from the one in whose
    pool they agreed. `homes`: of pool members whose agencies are at hand, which then are not asked for; `of_pool`: they
    are, whatever route the vacancy is on by now."""

    def read(at: dict[Agency, list[int]]) -> Frames:
        named = {home: sorted(those) for home, those in at.items()}
        return facts.facts_of_several(named, on=on, known_at=known_at, records=records)

    if vacancy.route == Route.OPEN_SELECTION and not of_pool:
        frames = read(_by_home(people, _homes(vacancy.applications, people)) or {vacancy.agency: []})
    else:
        own = [who for who in people if homes is None or homes[who] == vacancy.agency]
        frames = read({vacancy.agency: own} | _by_home(sorted(set(people) - set(own)), homes or {}))
        # Asked for only where somebody is from elsewhere: most lists have nobody.
        others = sorted(set(own) - set(frames["employees"]["employee_id"].tolist()))
        if others and (there := _homes(vacancy.agreements, others)):
            # Those of a pool that was left are nobody's to read any more, but for its kept lists to come out the same.
            with second_lock.every_row() if vacancy.route == Route.OPEN_SELECTION else nullcontext():
                guests = read(_by_home(others, there))
            frames = {name: pd.concat([one, guests[name]], ignore_index=True) for name, one in frames.items()}
    return frames


def _homes(entered: Any, people: Sequence[int]) -> dict[int, Agency]:
    """Person → what their newest application, or agreement, names as their home."""
    rows = entered.filter(employee__in=people).select_related("home").order_by("id")
    return {one.employee_id: one.home for one in rows}


def _by_home(people: Iterable[int], homes: Mapping[int, Agency]) -> dict[Agency, list[int]]:
    """Agency → those of `people` whose home it is; agencies by id, people as they came."""
    people = [who for who in people if who in homes]
    there = sorted({homes[who] for who in people}, key=lambda home: home.pk)
    return {home: [who for who in people if homes[who] == home] for home in there}


def required_post(vacancy: Vacancy, known_at: datetime) -> Post:
    """The vacancy's post as known at `known_at`; raises CannotEvaluate when nothing was, or when it is filled by a
    transfer and was no senior post."""
    post = post_of_vacancy(vacancy, known_at)
    if post is None:
        raise CannotEvaluate(_("Jabatan ini belum punya data; impor data jabatannya dahulu."))
    if post.transfer and post.tier not in JPT_TIERS:
        raise CannotEvaluate(_("Perpindahan hanya antar-JPT; pada tanggal acuan jabatan ini bukan JPT."))
    return post


def evaluated(frames: Frames, post: Post, on: date) -> Eligibility:
    """rules.eligibility.evaluate by the shipped law; raises CannotEvaluate where the law has nothing on that day."""
    return held_against(Crowd(frames, on, shipped()), post)


def held_against(crowd: Crowd, post: Post) -> Eligibility:
    """The same of one post of several."""
    try:
        return crowd.against(post)
    except NoRuleInForce as error:
        raise CannotEvaluate(said(error.text)) from error


def explained(agency_id: int, employee_id: int, post: Post, on: date, known_at: datetime) -> Decision:
    """Every requirement in words for one employee; raises CannotEvaluate when nothing was known of them then."""
    return worded(_facts(agency_id, employee_id, post, on, known_at), post, on)


def accounted(
    agency_id: int, employee_id: int, post: Post, on: date, known_at: datetime
) -> tuple[Decision, dict[str, tuple[Served, ...]]]:
    """The same, with the periods behind what asks for time served."""
    frames = _facts(agency_id, employee_id, post, on, known_at)
    return worded(frames, post, on), periods(frames, post, on, shipped())


def _facts(agency_id: int, employee_id: int, post: Post, on: date, known_at: datetime) -> Frames:
    wanted = records_for(post)
    return facts.facts(agency_id, on=on, known_at=known_at, employees=[employee_id], records=wanted)


def worded(frames: Frames, post: Post, on: date) -> Decision:
    """The same for the one person of `frames`."""
    if frames["employees"].empty:
        raise CannotEvaluate(_("Pada saat itu belum ada data tentang pegawai ini."))
    try:
        return explain(frames, post, on, shipped())
    except NoRuleInForce as error:
        raise CannotEvaluate(said(error.text)) from error


def _candidates(frames: Frames, found: Eligibility, members: Sequence[Member], on: date) -> pd.DataFrame:
    people = frames["employees"]
    candidates = people[["employee_id", "nip", "grade", "post_from", "born"]].copy()
    candidates["passed"] = found.passed.astype(np.int64)
    candidates["unknown"] = found.unknown.astype(np.int64)
    candidates["waived"] = found.waived.astype(np.int64)
    candidates["outcome"] = found.outcome_names()
    candidates["technical"] = technical(frames, on, shipped())
    held = pd.DataFrame(members, columns=["employee_id", "box", "talent_value"])
    held["talent_value"] = held["talent_value"].astype("float64")
    return candidates.merge(held, on="employee_id", validate="one_to_one")


def technical(frames: Frames, on: date, law: Law) -> "np.typing.NDArray[np.float64]":
    """Each person's technical score (0-100) from the newest assessment that is valid on `on` and gives one, else NaN.

    Validity: `talent.assessment_validity` (Peraturan BKN 26/2019 Pasal 29); before that rule none is known to hold.
    """
    people = People(frames, on, law)
    table = people.table("assessments")
    if table is None:
        return np.full(people.size, np.nan)
    try:
        years = int(law.at("talent.assessment_validity", on).value)
    except NoRuleInForce:
        return np.full(people.size, np.nan)
    scores = table.numbers("technical")
    usable = ~np.isnan(scores) & (table.start <= people.day) & (people.day < add_years(table.start, years))
    row = latest(table.person, table.start, usable, people.size)
    return np.where(row == UNKNOWN, np.nan, np.append(scores, np.nan)[row])


def _plain(value: Any) -> Any:
    """numpy and pandas values as JSON knows them; anything not known as None."""
    if pd.isna(value):
        return None
    return value.item() if isinstance(value, np.generic) else value
