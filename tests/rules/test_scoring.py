"""From components to boxes: cut-offs, rounding, what is missing, what replaces what, and the explanation of it all."""

from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.law import NoRuleInForce, shipped
from rules.policy import NATIONAL, Policy
from rules.policy_schema import COLUMNS
from rules.scoring import LEFT, NOT_YET_HIRED, RETIRED, Explanation, explain, missing_names, score
from tests.rules.frames import facts, frame, levels

ON = date(2026, 6, 15)
LAW = shipped()
KEPKA = Policy.load(NATIONAL / "kepka-411-2025.yaml")
MANADO = Policy.load(NATIONAL / "examples" / "manado.yaml")
BALANGAN = Policy.load(NATIONAL / "examples" / "balangan.yaml")
WEIGHTS = {"rating": 60, "awards": 15, "teamwork_assignments": 15, "feedback": 10}
WEIGHTS |= {"competency": 20, "development": 10, "experience": 10, "potential": 25, "education": 10}
WEIGHTS |= {"field_match": 10, "discipline": 15}
Y = ("rating", "awards", "teamwork_assignments", "feedback")
X = tuple(code for code in COLUMNS if code not in Y)


def crowd(columns: dict[str, Any], size: int) -> dict[str, pd.DataFrame]:
    """`size` people who have nothing but one component record each."""
    same, ids = np.zeros(size, dtype=int), np.arange(1, size + 1)
    employees = frame("employees", [{}]).iloc[same].reset_index(drop=True).assign(employee_id=ids)
    components = frame("components", [{"true_from": ON}]).iloc[same].reset_index(drop=True).assign(employee_id=ids)
    return {"employees": employees, "components": components.assign(**columns)}


@pytest.mark.parametrize("policy", [KEPKA, MANADO], ids=["kepka", "manado"])
def test_every_value_within_a_hundredth_of_each_cut_off_falls_on_the_right_side(policy: Policy) -> None:
    for axis, codes, low in (("performance", Y, "BELOW AS ABOVE"), ("potential", X, "LOW MEDIUM HIGH")):
        limits = policy.cutoffs[axis]
        for cutoff in (limits.middle, limits.top):
            steps = np.arange(-10_000, 10_001) + int(cutoff * 1_000_000)
            placements = score(crowd(dict.fromkeys(codes, steps / 1e6), len(steps)), policy, ON, LAW).placements
            assert (placements[axis] == steps / 1e6).all()
            rank = (steps >= limits.middle * 1_000_000).astype(int) + (steps >= limits.top * 1_000_000)
            assert placements[f"{axis}_band"].tolist() == np.array(low.split())[rank].tolist()


def half_even(units: Any, step: int) -> Any:
    """Whole numbers divided by an even step, ties to the even neighbour, in integers throughout."""
    whole, rest = np.divmod(units, step)
    return whole + ((rest > step // 2) | ((rest == step // 2) & (whole % 2 == 1)))


@pytest.mark.parametrize("cutoff", [60, 80])
@pytest.mark.parametrize("codes", [Y, X], ids=["performance", "potential"])
def test_sums_on_a_rounding_tie_round_as_the_exact_number_does(cutoff: int, codes: tuple[str, ...]) -> None:
    size, random = 8_000, np.random.default_rng(cutoff)
    parts = {code: random.integers(-2_000_000, 2_000_001, size) + cutoff * 1_000_000 for code in codes}
    last = max(codes, key=lambda code: WEIGHTS[code])
    rest = sum(WEIGHTS[code] * parts[code] for code in codes if code != last)
    target = cutoff * 100_000_000 + random.integers(-1_000, 1_001, size)
    parts[last] = (target - rest) // WEIGHTS[last]
    exact = sum(WEIGHTS[code] * parts[code] for code in codes)
    assert np.count_nonzero(exact % 100 == 50) > 100
    expected = half_even(exact, 100)
    columns = {code: part / 1e6 for code, part in parts.items()}
    axis = "performance" if codes == Y else "potential"
    placements = score(crowd(columns, size), KEPKA, ON, LAW).placements
    assert (placements[axis] == expected / 1e6).all()
    top = ("ABOVE", "HIGH") if cutoff == 80 else ("AS", "MEDIUM")
    below = ("AS", "MEDIUM") if cutoff == 80 else ("BELOW", "LOW")
    assert set(placements[f"{axis}_band"][expected >= cutoff * 1_000_000]) <= set(top)
    assert set(placements[f"{axis}_band"][expected < cutoff * 1_000_000]) <= set(below)


def one(columns: dict[str, float]) -> Any:
    return score(facts(components=[{"true_from": ON, **columns}]), KEPKA, ON, LAW).placements.iloc[0]


CELLS = [
    (59.999999, 59.999999, 1),
    (79.999999, 59.999999, 2),
    (59.999999, 60, 3),
    (80, 59.999999, 4),
    (60, 79.999999, 5),
    (59.999999, 80, 6),
    (80, 60, 7),
    (79.999999, 80, 8),
    (80, 80, 9),
    (115, 138, 9),
]


@pytest.mark.parametrize(("performance", "potential", "box"), CELLS)
def test_each_cell_has_the_number_of_the_law(performance: float, potential: float, box: int) -> None:
    row = one({**dict.fromkeys(Y, performance), **dict.fromkeys(X, potential)})
    assert (row["performance"], row["potential"], row["box"]) == (performance, potential, box)
    assert row["missing"] == 0


@settings(max_examples=40)
@given(st.lists(st.integers(0, 150_000_000), min_size=11, max_size=11))
def test_any_eleven_values_give_the_exact_weighted_means(millionths: list[int]) -> None:
    values = dict(zip(COLUMNS, millionths, strict=True))
    row = one({code: value / 1e6 for code, value in values.items()})
    y = sum((Fraction(WEIGHTS[code] * values[code], 10**8) for code in Y), Fraction(0))
    x = sum((Fraction(WEIGHTS[code] * values[code], 10**8) for code in X), Fraction(0))
    expected = [float(round(number, 6)) for number in (y, x, (x + y) / 2)]
    assert [row["performance"], row["potential"], row["talent_value"]] == expected


def full_record() -> dict[str, Any]:
    return {
        "performance": [{"year": 2025, "rating": "BAIK"}],
        "feedback": [{"year": 2025, "rating": "SANGAT_KURANG"}],
        "awards": [{"true_from": date(2024, 5, 1), "level": "INTERNATIONAL"}],
        "team_assignments": [{"true_from": date(2026, 1, 1), "role": "LEADER", "scope": "CROSS_AGENCY"}],
        "assessments": [{"true_from": date(2025, 1, 1), **levels(4, 4)}],
        "education": [{"true_from": date(2010, 1, 1), "level": "S2", "field_match": "FULL"}],
        "appointments": [
            {"true_from": date(2020, 1, 1), "kind": "DEFINITIVE", "tier": "JPT_PRATAMA", "agency": "prov"}
        ],
    }


ME = {"tier": "JPT_PRATAMA", "post_from": date(2020, 1, 1), "standing": "ACTIVE", "hired_month": date(2005, 3, 1)}


def told(employee: dict[str, Any] | None = None, policy: Policy = KEPKA, **changes: Any) -> Explanation:
    return explain(facts(employee or ME, **{**full_record(), **changes}), policy, ON, LAW)


def test_records_that_add_up_to_exactly_eighty_reach_the_top_band() -> None:
    found = told()
    assert (found.performance_score, found.performance_band) == (80.0, "ABOVE")
    # 20 + 0 + 10 × (4 × 100 + 3 × 60 + 3 × 0) ÷ 1000 + 25 × 80 % + 9 + 10 + 15
    assert (found.potential_score, found.potential_band, found.box) == (79.8, "MEDIUM", 7)
    assert (found.talent_value, found.missing, found.missing_names) == (79.9, 0, ())


def test_the_latest_component_value_that_is_not_empty_replaces_the_derived_one() -> None:
    rows = [
        {"true_from": date(2026, 1, 1), "education": 70, "experience": 10},
        {"true_from": date(2026, 3, 1), "education": 100},
        {"true_from": date(2026, 6, 16), "education": 0},
    ]
    found = told(components=rows)
    values = {node.id: node for node in found.potential.children}
    assert (values["education"].value, values["education"].replaced) == (100.0, True)
    assert (values["experience"].value, values["experience"].replaced) == (10.0, True)
    assert (values["discipline"].value, values["discipline"].replaced) == (100.0, False)


def test_a_replaced_component_lacks_nothing_that_was_missing_under_it() -> None:
    without = told({**ME, "post_from": None})
    assert without.missing_names == ("X - Pengalaman Jabatan",)
    assert (without.box, without.potential_band, without.performance_band) == (None, None, "ABOVE")
    replaced = told({**ME, "post_from": None}, components=[{"true_from": ON, "experience": 100}])
    assert (replaced.missing_names, replaced.box) == ((), 9)


def test_missing_components_are_named_in_order_and_leave_no_score() -> None:
    found = told(performance=[], assessments=[], education=[{"level": "SLTP", "field_match": "FULL"}])
    assert found.missing_names == (
        "Y - Penilaian Kinerja",
        "X - Penilaian Kompetensi",
        "X - Penilaian Potensi",
        "X - Tingkat Pendidikan Formal",
    )
    assert (found.performance_score, found.potential_score, found.talent_value, found.box) == (None, None, None, None)


def test_the_retired_and_those_not_yet_hired_get_no_box_and_the_reason() -> None:
    retired = told({**ME, "standing": "RETIRED"})
    assert (retired.box, retired.performance_score, retired.missing) == (None, None, RETIRED)
    assert retired.missing_names == ("kedudukan: pensiun",)
    for standing in ("DISMISSED", "DECEASED", "MOVED"):
        left = told({**ME, "standing": standing})
        assert (left.box, left.missing) == (None, LEFT)
        assert left.missing_names == ("kedudukan: diberhentikan, meninggal dunia, atau pindah instansi",)
    early = told({**ME, "hired_month": date(2026, 7, 1)})
    assert (early.box, early.missing) == (None, NOT_YET_HIRED)
    assert early.missing_names == ("belum diangkat pada tanggal ini",)
    assert missing_names(RETIRED, KEPKA, "en") == ["standing: retired"]
    assert told({**ME, "standing": "CLTN", "hired_month": date(2026, 6, 1)}).box == 7


@pytest.mark.parametrize(("result", "box"), [("ABOVE", 9), ("AS", 8), ("BELOW", 6), (None, None)])
def test_the_direct_route_takes_the_performance_band_from_the_work_result(result: str | None, box: int | None) -> None:
    year = [{"year": 2025, "work_result": result, "rating": "BAIK"}]
    strong = [{"true_from": ON, **levels(4, 4), "technical": 95}]
    found = told(policy=BALANGAN, performance=year, assessments=strong)
    assert (found.performance_band, found.box) == (result, box)
    assert (found.performance_score, found.talent_value) == (None, None)
    assert found.missing_names == (() if result else ("Hasil kerja",))


def test_the_explanation_is_a_tree_whose_parts_add_up_to_the_score() -> None:
    found = told()
    for axis, total in ((found.performance, found.performance_score), (found.potential, found.potential_score)):
        for node in axis.walk():
            if node.children:
                parts = [(child.exact, Fraction(str(child.weight))) for child in node.children]
                weights = sum(weight for _, weight in parts)
                assert sum(exact * weight for exact, weight in parts if exact is not None) / weights == node.exact
        leaves = [node.axis_contribution or 0 for node in axis.walk() if not node.children]
        assert sum(leaves) == pytest.approx(total, abs=1e-9)
    assert found.performance.children[0].inputs == {"years": {2025: "BAIK"}}
    assert found.performance.children[0].tag == "W"


def test_an_explanation_is_about_one_person() -> None:
    with pytest.raises(ValueError, match="exactly one person"):
        explain(crowd({}, 2), KEPKA, ON, LAW)


def test_nobody_at_all_gives_an_empty_result_of_the_same_shape() -> None:
    empty = {**facts(**full_record()), "employees": frame("employees", [])}
    placements = score(empty, KEPKA, ON, LAW).placements
    assert len(placements) == 0
    assert placements.dtypes.astype(str).tolist() == told_dtypes()


def told_dtypes() -> list[str]:
    return score(facts(ME, **full_record()), KEPKA, ON, LAW).placements.dtypes.astype(str).tolist()


def test_the_placements_have_the_types_they_promise() -> None:
    assert told_dtypes() == ["int64", "float64", "float64", "float64", "category", "category", "Int8", "int64"]


def test_the_order_of_records_and_the_spread_of_ids_change_nothing() -> None:
    frames = facts(ME, **full_record(), training=[{"true_from": ON, "kind": "COURSE"}] * 3)
    for name, table in frames.items():
        frames[name] = table.assign(employee_id=10**12)
    far = {**frames, "employees": pd.concat([frames["employees"], frames["employees"].assign(employee_id=5)])}
    assert score(far, KEPKA, ON, LAW).placements["box"].tolist()[0] == 9


def test_there_are_no_boxes_before_the_law_has_them() -> None:
    with pytest.raises(NoRuleInForce):
        score(facts(ME), KEPKA, date(2019, 12, 31), LAW)


def test_component_values_are_kept_unrounded_for_every_node() -> None:
    components = score(facts(ME, **full_record()), KEPKA, ON, LAW).components
    assert set(components.columns) == {node.id for axis in (KEPKA.performance, KEPKA.potential) for node in axis.walk()}
    assert components["experience"].tolist() == [pytest.approx(58.0)]
