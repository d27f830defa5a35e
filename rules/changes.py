"""The smallest change that a document can prove and that would move a person's box up.

Candidates come from the law's declared list (`talent.verifiable_changes`). None of them is a better rating or a made-up
level: what is recorded stays as it is, and what is not there yet is taken at its lowest. Every set of one and then of
two candidates is scored by the code that scores everyone, all sets at once as so many people in one frame.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from typing import Any, Final

import numpy as np
import pandas as pd

from rules.explain import Explanation, explain
from rules.law import Law
from rules.measures_assessed import COMPETENCIES, POTENTIAL
from rules.people import Frames
from rules.placing import PERSON_REASONS, score
from rules.policy import Node, Policy
from rules.policy_schema import AWARD_LEVELS, EDUCATION, FIELD_MATCH, NONE
from rules.text import Text
from rules.wording import day as day_words

RULE: Final = "talent.verifiable_changes"
SUPPLIERS: Final = "talent.record_suppliers"
LARGEST: Final = 2
_REPEATABLE = frozenset({"certificate", "course"})
_LOWEST_LEVEL = 1.0
_EDUCATION_RANK = {"S3": 0, "S2": 1, "S1": 2, "D4": 2, "D3": 3, "D2": 4, "D1": 5, "SLTA": 6, "SLTP": 7, "SD": 8}
_MATCHES = {
    "FULL": Text("sesuai", "fitting"),
    "PARTIAL": Text("sekurang-kurangnya cukup sesuai", "at least fairly fitting"),
    "NONE": Text("sesuai atau tidak", "fitting or not"),
}
_SEVERITIES = {
    "LIGHT": Text("ringan", "light"),
    "MODERATE": Text("sedang", "moderate"),
    "SEVERE": Text("berat", "severe"),
}
_UNSAID = Text("tak bertingkat", "unspecified")


@dataclass(frozen=True)
class Edit:
    """One record added (`row` < 0), or one value of the person's row at place `row` of a frame filled in."""

    frame: str
    row: int
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """A candidate: what it is in words, the kind of record, the document that proves it and who can supply it.

    `target`: what it is about; two changes with one target exclude each other, unless it can happen twice.
    """

    code: str
    kind: str
    target: str
    text: Text
    document: Text
    by: Text
    edit: Edit


@dataclass(frozen=True)
class Move:
    """A smallest set of changes and the box it leads to; `rule` names the list it was chosen from."""

    changes: tuple[Change, ...]
    box: int


@dataclass(frozen=True)
class Supply:
    """A missing leaf with the kind of record that would say it, its document and who can supply it."""

    label: Text
    kind: str
    document: Text
    by: Text


KIND_OF_SOURCE: Final = {
    "rating": "performance",
    "work_result": "performance",
    "behaviour": "performance",
    "feedback": "feedback_360",
    "awards": "awards",
    "team_role": "team_assignments",
    "competency_match": "assessments",
    "jpm": "assessments",
    "managerial_jpm": "assessments",
    "sociocultural_jpm": "assessments",
    "technical": "assessments",
    "potential_levels": "assessments",
    "potential_jpm": "assessments",
    "courses": "training",
    "certificates": "training",
    "tenure": "employees",
    "post_diversity": "appointments",
    "acting_posts": "appointments",
    "education": "education",
    "field_match": "education",
    "discipline": "sanctions",
}


def supplies(mask: int, policy: Policy, on: date, law: Law) -> list[Supply]:
    """What a `missing` mask names, leaf by leaf, and who can supply it."""
    duties = law.at(SUPPLIERS, on).value
    found = []
    for place, leaf in enumerate(policy.leaves):
        if mask >> place & 1:
            kind = KIND_OF_SOURCE[leaf.source]
            duty = duties[kind]
            found.append(Supply(leaf.label, kind, Text(**duty["document"]), Text(**duty["by"])))
    return found


def smallest(
    frames_of_one: Frames,
    policy: Policy,
    on: date,
    law: Law,
    largest: int = LARGEST,
    *,
    now: Explanation | None = None,
    unsaid: Collection[str] = (),
) -> Move | None:
    """The smallest set of changes (1, then up to `largest`) that would move the one person's box up; None: no such set.

    Of sets of one size the first in the order of the list. For somebody without a box any box is up.
    `now`: the person's explanation, where it is at hand. `unsaid`: kinds of record that the reader may not know of; no
    change is about one of them.
    """
    now = now or explain(frames_of_one, policy, on, law)
    if any(now.missing & reason for reason in PERSON_REASONS):
        return None
    found = [change for change in candidates(frames_of_one, now, law) if change.kind not in unsaid]
    for size in range(1, largest + 1):
        sets = list(_sets(found, size))
        for changes, box in zip(sets, boxes(frames_of_one, sets, policy, on, law), strict=True):
            if box is not None and box > (now.box or 0):
                return Move(changes, box)
    return None


def candidates(frames_of_one: Frames, now: Explanation, law: Law) -> list[Change]:
    """Every change of the declared list that this person's records leave room for, in its order."""
    duties = law.at(SUPPLIERS, now.on).value
    leaves = {leaf.id: leaf for leaf in now.policy.leaves}
    nodes = [node for root in (now.performance, now.potential) for node in root.walk() if node.source]
    found: list[Change] = []
    for entry in law.at(RULE, now.on).value:
        asked = [(leaves[node.id], node) for node in nodes if node.source in entry["sources"]]
        if not asked:
            continue
        duty = duties[entry["kind"]]
        made = _BUILDERS[entry["code"]](_Case(frames_of_one, now), asked)
        for target, edit, words in made:
            text = Text(*(entry["words"][tongue].format(**_in(words, tongue)) for tongue in ("id", "en")))
            document, by = Text(**duty["document"]), Text(**duty["by"])
            found.append(Change(entry["code"], entry["kind"], target, text, document, by, edit))
    return found


def applied(frames_of_one: Frames, changes: Sequence[Change]) -> dict[str, pd.DataFrame]:
    """The person's frames as they would be with these changes."""
    return _variants(frames_of_one, [tuple(changes)])


def boxes(
    frames_of_one: Frames, sets: Sequence[tuple[Change, ...]], policy: Policy, on: date, law: Law
) -> list[int | None]:
    """The box that each set of changes leads to."""
    if not sets:
        return []
    placed = score(_variants(frames_of_one, sets), policy, on, law).placements["box"]
    return [None if pd.isna(box) else int(box) for box in placed]


def _sets(found: Sequence[Change], size: int) -> Iterator[tuple[Change, ...]]:
    twice = [change for change in found for _time in range(size if change.code in _REPEATABLE else 1)]
    seen = set()
    for chosen in combinations(range(len(twice)), size):
        changes = tuple(twice[place] for place in chosen)
        targets = [change.target for change in changes if change.code not in _REPEATABLE]
        key = tuple(id(change) for change in changes)
        if len(set(targets)) == len(targets) and key not in seen:
            seen.add(key)
            yield changes


def _variants(frames: Frames, sets: Sequence[tuple[Change, ...]]) -> dict[str, pd.DataFrame]:
    """One person for each set, numbered 1…n: the same records, each with the edits of its set."""
    numbers = np.arange(1, len(sets) + 1, dtype=np.int64)
    added: dict[str, list[dict[str, Any]]] = {}
    filled: dict[str, list[tuple[int, int, Mapping[str, Any]]]] = {}
    for place, changes in enumerate(sets):
        for edit in (change.edit for change in changes):
            if edit.row < 0:
                added.setdefault(edit.frame, []).append({**edit.values, "employee_id": numbers[place]})
            else:
                filled.setdefault(edit.frame, []).append((place, edit.row, edit.values))
    made = {}
    for name in {*frames, *added}:
        base = frames.get(name, pd.DataFrame())
        size = len(base)
        if not size and name not in added:
            made[name] = base
            continue
        rows = base.iloc[np.tile(np.arange(size), len(sets))].reset_index(drop=True)
        if size:
            rows["employee_id"] = np.repeat(numbers, size)
        for place, row, values in filled.get(name, ()):
            for column, value in values.items():
                if rows[column].dtype.kind not in "fM":
                    rows[column] = rows[column].astype(object)
                rows.loc[place * size + row, column] = value
        made[name] = _with(rows, added.get(name, []))
    return made


def _with(rows: pd.DataFrame, added: list[dict[str, Any]]) -> pd.DataFrame:
    if not added:
        return rows
    columns = list(rows.columns) or sorted({name for row in added for name in row})
    extra: dict[str, Any] = {}
    for column in columns:
        values = [row.get(column) for row in added]
        kind = rows[column].dtype.kind if column in rows else ""
        if kind == "M" or column in ("true_from", "true_to"):
            extra[column] = np.array([np.datetime64("NaT" if value is None else value, "s") for value in values])
        elif kind == "f" or all(isinstance(value, float) for value in values):
            extra[column] = np.array([np.nan if value is None else value for value in values], dtype="float64")
        elif column == "employee_id":
            extra[column] = np.array(values, dtype="int64")
        else:
            extra[column] = pd.Series(values, dtype=object)
    more = pd.DataFrame(extra)
    if rows.empty:
        return more
    for column in rows.columns:
        if rows[column].dtype.kind not in "fMi" and rows[column].dtype != np.object_:
            rows[column] = rows[column].astype(object)
    return pd.concat([rows, more], ignore_index=True)


@dataclass(frozen=True)
class _Case:
    frames: Frames
    now: Explanation

    def rows(self, name: str) -> list[dict[str, Any]]:
        """The person's records of one frame as plain values, in the order of the frame."""
        frame = self.frames.get(name)
        if frame is None:
            return []
        return [
            {str(column): None if pd.isna(value) else value for column, value in row.items()}
            for row in frame.to_dict("records")
        ]


_Asked = Sequence[tuple[Node, Any]]
_Made = Iterator[tuple[str, Edit, dict[str, Any]]]


def _in(words: Mapping[str, Any], tongue: str) -> dict[str, str]:
    return {name: word.in_(tongue) if isinstance(word, Text) else str(word) for name, word in words.items()}


def _begun(row: Mapping[str, Any], on: date) -> bool:
    return row["true_from"] is None or row["true_from"].date() <= on


def _sanction_end(case: _Case, asked: _Asked) -> _Made:
    on = case.now.on
    for place, row in enumerate(case.rows("sanctions")):
        if row["true_to"] is None and row["true_from"] is not None and row["true_from"].date() < on:
            over = np.datetime64(on - timedelta(days=1), "s")
            words = {
                "severity": _SEVERITIES.get(row["severity"], _UNSAID),
                "day": day_words(row["true_from"].date()),
            }
            yield f"sanction {place}", Edit("sanctions", place, {"true_to": over}), words


def _held(case: _Case) -> list[tuple[int, dict[str, Any]]]:
    """The diplomas of the highest level, with their places."""
    rows = [
        (place, row)
        for place, row in enumerate(case.rows("education"))
        if row["level"] in _EDUCATION_RANK and _begun(row, case.now.on)
    ]
    best = min((_EDUCATION_RANK[row["level"]] for _place, row in rows), default=-1)
    return [(place, row) for place, row in rows if _EDUCATION_RANK[row["level"]] == best]


def _field_match(case: _Case, asked: _Asked) -> _Made:
    for place, row in _held(case):
        if row["field_match"] is None:
            least = _least(asked[0][0], FIELD_MATCH)
            yield f"match {place}", Edit("education", place, {"field_match": least}), {"level": row["level"]}


def _assessment_renewed(case: _Case, asked: _Asked) -> _Made:
    if all(node.exact is not None for _leaf, node in asked):
        return
    before = [row for row in case.rows("assessments") if row["true_from"] and row["true_from"].date() <= case.now.on]
    for row in sorted(before, key=lambda row: row["true_from"])[-1:]:
        levels = {name: row[name] for name in ("jpm", "technical", *COMPETENCIES, *POTENTIAL)}
        edit = Edit("assessments", -1, levels | {"true_from": np.datetime64(case.now.on, "s")})
        yield "assessment", edit, {"day": day_words(row["true_from"].date())}


def _assessment_taken(case: _Case, asked: _Asked) -> _Made:
    if all(node.exact is not None for _leaf, node in asked):
        return
    lowest = dict.fromkeys((*COMPETENCIES, *POTENTIAL), _LOWEST_LEVEL) | {"jpm": 0.0, "technical": 0.0}
    yield "assessment", Edit("assessments", -1, lowest | {"true_from": np.datetime64(case.now.on, "s")}), {}


def _yearly(frame: str, column: str | None) -> Any:
    def made(case: _Case, asked: _Asked) -> _Made:
        lacking: dict[int, dict[str, Any]] = {}
        for leaf, node in asked:
            for year, code in node.inputs.get("years", {}).items():
                if code is None:
                    worst = _least(leaf, tuple(leaf.settings.scale)) if leaf.settings.scale else "BELOW"
                    lacking.setdefault(year, {})[column or leaf.source] = worst
        for year, values in lacking.items():
            begun = np.datetime64(date(year, 1, 1), "s")
            edit = Edit(frame, -1, values | {"year": float(year), "true_from": begun})
            yield f"{frame} {year}", edit, {"year": year}

    return made


def _education_missing(case: _Case, asked: _Asked) -> _Made:
    if _held(case):
        return
    scales = [leaf for leaf, node in asked if node.source == "education"]
    level = _least(scales[0], EDUCATION) if scales else EDUCATION[-1]
    matches = [leaf for leaf, node in asked if node.source == "field_match"]
    match = _least(matches[0], FIELD_MATCH) if matches else NONE
    edit = Edit("education", -1, {"level": level, "field_match": match})
    yield "diploma", edit, {"level": level}


def _diploma(case: _Case, asked: _Asked) -> _Made:
    """The next level above the recorded one, the least fitting field first."""
    held = _held(case)
    if not held:
        return
    leaf = asked[0][0]
    best = _EDUCATION_RANK[held[0][1]["level"]]
    higher = [code for code in EDUCATION if code in leaf.settings.scale and _EDUCATION_RANK[code] < best]
    matched = any(other.source == "field_match" for other in case.now.policy.leaves)
    for code in higher[-1:]:
        for match in reversed(FIELD_MATCH) if matched else ("NONE",):
            yield (
                "diploma",
                Edit("education", -1, {"level": code, "field_match": match}),
                {
                    "level": code,
                    "match": _MATCHES[match],
                },
            )


def _event(frame: str, target: str, values: Mapping[str, Any]) -> Any:
    def made(case: _Case, asked: _Asked) -> _Made:
        yield target, Edit(frame, -1, {**values, "true_from": np.datetime64(case.now.on, "s")}), {}

    return made


def _award(case: _Case, asked: _Asked) -> _Made:
    level = _least(asked[0][0], AWARD_LEVELS)
    yield "award", Edit("awards", -1, {"level": level, "true_from": np.datetime64(case.now.on, "s")}), {}


def _least(leaf: Node, codes: Sequence[str]) -> str:
    """The code with the fewest points; of equals the last, which the law ranks lowest."""
    known = [code for code in codes if code in leaf.settings.scale]
    return min(reversed(known), key=lambda code: leaf.settings.scale[code])


_BUILDERS: dict[str, Any] = {
    "sanction_end": _sanction_end,
    "field_match": _field_match,
    "assessment_renewed": _assessment_renewed,
    "assessment_taken": _assessment_taken,
    "feedback": _yearly("feedback", "rating"),
    "rating": _yearly("performance", None),
    "education_missing": _education_missing,
    "certificate": _event("training", "certificate", {"kind": "CERTIFICATION"}),
    "course": _event("training", "course", {"kind": "COURSE"}),
    "team": _event("team_assignments", "team", {"role": "MEMBER", "scope": "INTERNAL"}),
    "award": _award,
    "diploma": _diploma,
}
