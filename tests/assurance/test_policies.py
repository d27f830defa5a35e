"""T-21: boxes under random policies (trees, weights, scales, cut-offs on a very score) against exact fractions.

Hypothesis draws the policies; the people, with unknowns everywhere, are the same for all of them, so that most of the
time goes into placing. ASSURE=long: at least 1,000,000 people placed, in two halves, and their number printed; and as
many others under the six variants.
"""

import os
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
import yaml
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from rules.law import shipped
from rules.policy import NATIONAL, Policy
from rules.policy_schema import DIRECT_SOURCES, SOURCES
from rules.scoring import score
from tests.oracle import scoring as oracle
from tests.promises import counted
from tests.rules.people_of import people_of, plain
from tests.rules.population import population

LONG = os.environ.get("ASSURE") == "long"
HALVES = (1, 2) if LONG else (1,)
POLICIES, PEOPLE, DAYS, ENOUGH = (700, 400, 4, 500_000) if LONG else (40, 125, 2, 4_000)
HOUSES = 417 if LONG else 1  # of PEOPLE, under each of SIX
ON = (date(2026, 3, 31), date(2024, 2, 29), date(2022, 6, 30), date(2026, 4, 1))
SIX = ("kepka-411-2025", "pu-djbk", "manado", "balangan", "aceh-barat", "two-years")

ORDERED = {
    **{kind: SOURCES[kind].required_codes for kind in ("awards", "team_role", "acting_posts")},
    "discipline": ("NONE", "LIGHT", "MODERATE", "SEVERE", "SERVING"),
}

points = st.one_of(st.integers(0, 100), st.sampled_from(["12.5", "66.667", "33.3", "79.999999", "115"]))


@st.composite
def leaves(draw: Any, name: str, weight: str) -> dict[str, Any]:
    """A component of any source with a scale, bands and windows of its own."""
    kind = draw(st.sampled_from(sorted(SOURCES)))
    source = SOURCES[kind]
    leaf: dict[str, Any] = {"id": name, "label": {"id": name, "en": name}, "weight": weight, "source": kind}
    if "scale" in source.settings:
        codes = [*source.required_codes, *draw(st.lists(st.sampled_from(source.optional_codes or ("-",)), unique=True))]
        codes = [code for code in codes if code != "-"] or [source.optional_codes[0]]
        values = draw(st.lists(points, min_size=len(codes), max_size=len(codes)))
        if kind in ORDERED:
            # The best of several counts: a scale that does not fall from best to worst means nothing.
            codes.sort(key=ORDERED[kind].index)
            values.sort(key=float, reverse=True)
        leaf["scale"] = {code: str(value) for code, value in zip(codes, values, strict=True)}
    for key, low, high in (("window_years", 1, 6), ("validity_years", 1, 4)):
        if key in source.settings and draw(st.booleans()):
            leaf[key] = str(draw(st.integers(low, high)))
    if "bands" in source.settings:
        starts = sorted({0, *draw(st.lists(st.integers(1, 9), max_size=4))})
        leaf["bands"] = [{"from": str(start), "value": str(draw(points))} for start in starts]
    if "years" in source.settings and draw(st.booleans()):
        leaf["years"] = draw(st.sampled_from([["100"], ["60", "40"], ["50", "30", "20"]]))
    if "grace" in source.settings and draw(st.booleans()):
        leaf["grace"] = draw(st.sampled_from(["03-31", "02-29", "01-01"]))
    if "cap" in source.settings and draw(st.booleans()):
        leaf["cap"] = draw(st.sampled_from(["100", "110.5"]))
    if "standard" in source.settings:
        leaf["standard"] = draw(st.sampled_from(["3", "4.5"]))
    if "of" in source.settings:
        leaf["of"] = draw(st.sampled_from(["post", "tier"]))
    return leaf


@st.composite
def trees(draw: Any, name: str, depth: int) -> dict[str, Any]:
    """A branch: weights that make 100 exactly, or any ratio; below it leaves and smaller branches."""
    count = draw(st.integers(1, 4))
    ratio = draw(st.booleans())
    weights: list[Any]
    if ratio:
        weights = draw(st.lists(st.integers(1, 9), min_size=count, max_size=count))
    else:
        cuts = sorted(draw(st.lists(st.integers(1, 999), min_size=count - 1, max_size=count - 1, unique=True)))
        weights = [Fraction(b - a, 10) for a, b in zip([0, *cuts], [*cuts, 1000], strict=True)]
    components = []
    for place, weight in enumerate(weights):
        inner, said = f"{name}_{place}", f"{float(weight):g}"
        if depth and draw(st.integers(0, 3)) == 0:
            label = {"id": inner, "label": {"id": inner, "en": inner}, "weight": said}
            components.append({**label, **draw(trees(inner, depth - 1))})
        else:
            components.append(draw(leaves(inner, said)))
    return {"components": components} | ({"ratio": "true"} if ratio else {})


@st.composite
def documents(draw: Any) -> dict[str, Any]:
    """A whole policy, as nested text like the oracle reads it."""
    if draw(st.integers(0, 4)):
        performance = {"route": "score", **draw(trees("y", 2))}
    else:
        performance = {"route": "direct", "source": DIRECT_SOURCES[0]}
    share = draw(st.integers(1, 99))
    return {
        "code": "acak",
        "version": "1",
        "title": {"id": "Acak", "en": "Random"},
        "effective_from": "2020-01-01",
        "citation": "Uji",
        "tag": "S",
        "cutoffs": {axis: {"middle": "60", "top": "80"} for axis in ("performance", "potential")},
        "talent_value": {"performance": str(share), "potential": str(100 - share)},
        "pool": {"boxes": ["7", "8", "9"], "valid_years": "1"},
        "performance": performance,
        "potential": draw(trees("x", 2)),
    }


@cache
def house(day: int) -> tuple[Any, Any]:
    """The people of one day as frames and, for the oracle, as plain records."""
    frames = population(100 + day, PEOPLE, ON[day], gaps=0.02)
    return frames, people_of(frames)


def read(document: Any) -> Policy:
    """The document as the product reads it: text without its quotes is a number, a day or a word."""
    text = yaml.dump(document, sort_keys=False, width=10_000, allow_unicode=True).replace("'", "")
    assert oracle.document(text) == document
    return Policy.parse(text, "acak.yaml")


def wrong(document: Any, day: int) -> tuple[int, list[Any]]:
    """How many people stand in another box or at another score than fractions say; and the exact scores."""
    frames, people = house(day)
    placed = score(frames, read(document), ON[day], shipped()).placements
    rows = zip(*(placed[key] for key in ("performance", "potential", "talent_value", "box")), strict=True)
    differing, scores = 0, []
    for person, found in zip(people, rows, strict=True):
        y, x, talent, box, _missing = oracle.place(document, person, ON[day])
        expected = [None if value is None else float(value) for value in (y, x, talent)]
        differing += [plain(value) for value in found] != [*expected, box]
        scores.append((y, x))
    return differing, scores


def on_the_border(document: Any, scores: list[Any]) -> Any:
    """The same policy with cut-offs on one person's very score, and a millionth above another's."""
    cutoffs = {}
    for place, axis in enumerate(("performance", "potential")):
        known = sorted({pair[place] for pair in scores if pair[place] is not None})
        if len(known) < 2:
            return None
        low, high = known[len(known) // 3], known[-(len(known) // 3) - 1]
        high = high + Fraction(1, 1_000_000) if high > low else known[-1] + Fraction(1, 1_000_000)
        if low >= high:
            return None
        cutoffs[axis] = {"middle": f"{float(low):.6f}", "top": f"{float(high):.6f}"}
    return document | {"cutoffs": cutoffs}


@pytest.mark.parametrize("half", HALVES)
def test_under_random_policies_everybody_stands_where_exact_fractions_put_them(half: int) -> None:
    count = {"people": 0, "wrong": 0, "policies": 0, "borders": 0}

    # A policy that comes out wrong is told as it is: making it smaller takes longer than finding it.
    @settings(
        max_examples=POLICIES,
        database=None,
        derandomize=not LONG,
        report_multiple_bugs=False,
        phases=(Phase.generate,),
    )
    @given(documents(), st.integers(0, DAYS - 1))
    def tried(document: Any, day: int) -> None:
        differing, scores = wrong(document, day)
        count["people"] += len(scores)
        count["policies"] += 1
        border = on_the_border(document, scores)
        if border is not None:
            more, _scores = wrong(border, day)
            count["people"] += len(scores)
            count["borders"] += 1
            differing += more
        count["wrong"] += differing
        assert differing == 0, f"on {ON[day]}:\n{yaml.safe_dump(document, sort_keys=False, width=10_000)}"

    while count["people"] < ENOUGH:
        tried()
    counted("T-21", count["people"], f"people under {count['policies']} random policies", count["wrong"])
    assert count["wrong"] == 0
    assert count["borders"] >= count["policies"] // 3


def test_the_six_variants_of_the_rulebook_ship_and_are_read() -> None:
    files = {path.stem: path for path in NATIONAL.rglob("*.yaml")}
    assert set(SIX) <= set(files)
    policies = {name: Policy.load(files[name]) for name in SIX}
    cutoffs = {
        name: [float(limit) for axis in ("potential", "performance") for limit in _pair(policy, axis)]
        for name, policy in policies.items()
    }
    assert cutoffs["kepka-411-2025"] == [60, 80, 60, 80]
    assert cutoffs["pu-djbk"] == [60, 80, 60, 80]
    assert cutoffs["manado"] == [68, 77, 70, 85]
    assert (cutoffs["balangan"][:2], policies["balangan"].direct) == ([78, 90], True)
    assert cutoffs["aceh-barat"] == [70, 90, 70, 90]
    assert cutoffs["two-years"] == [75, 90, 75, 90]
    rating = policies["two-years"].performance.leaves[0].settings
    assert [float(year) for year in rating.years] == [0.6, 0.4]
    assert [float(value) for value in rating.scale.values()] == [100, 85, 65, 65, 45, 25]
    potential = {child.id: float(child.weight) for child in policies["pu-djbk"].potential.children}
    assert list(potential.values()) == [65, 20, 15]


@pytest.mark.parametrize("name", SIX)
def test_each_variant_agrees_with_exact_fractions(name: str) -> None:
    path = next(path for path in NATIONAL.rglob("*.yaml") if path.stem == name)
    policy, document = Policy.load(path), oracle.document(path.read_text(encoding="utf-8"))
    boxes, tried, wrong = set(), 0, 0
    for seed in range(HOUSES):
        day = ON[seed % DAYS]
        # Others than those of the random policies, each of them looked at once.
        frames = population(1_000 + seed, PEOPLE, day, gaps=0.02)
        found = [plain(box) for box in score(frames, policy, day, shipped()).placements["box"]]
        expected = [oracle.place(document, person, day)[3] for person in people_of(frames)]
        wrong += sum(ours != theirs for ours, theirs in zip(found, expected, strict=True))
        tried += len(expected)
        boxes.update(found)
    counted("T-21", tried, "people under the six variants", int(wrong))
    assert wrong == 0
    assert len(boxes - {None}) >= 3


def _pair(policy: Policy, axis: str) -> tuple[Fraction, Fraction]:
    return policy.cutoffs[axis].middle, policy.cutoffs[axis].top
