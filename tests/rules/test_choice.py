"""How the successor is chosen in each regime, and whether the overseer must be heard before the inauguration."""

from datetime import date

import pytest

from rules.choice import Ranked, choice, recommendation, way
from rules.gate import regime_for
from rules.law import shipped

KASN, TRANSITION, NOW = (regime_for(on, shipped()) for on in (date(2022, 6, 1), date(2024, 6, 1), date(2026, 6, 1)))
RANKED = [Ranked(11, 1, 9), Ranked(12, 2, 9), Ranked(13, 3, 8)]


def statuses(regime, ranked):
    return {who: str(check.status) for who, check in choice(regime, ranked).items()}


@pytest.mark.parametrize("regime", [KASN, TRANSITION])
def test_before_2026_the_first_ranked_of_box_nine_is_the_choice(regime) -> None:
    assert statuses(regime, RANKED) == {11: "pass", 12: "fail", 13: "fail"}
    # Somebody in front who stands in another box changes nothing.
    assert statuses(regime, [Ranked(9, 1, 8), Ranked(12, 3, 9), Ranked(11, 2, 9)]) == {
        9: "fail",
        12: "fail",
        11: "pass",
    }


def test_where_nobody_of_the_box_is_ranked_nobody_is_the_rules_choice() -> None:
    assert statuses(KASN, [Ranked(13, 1, 8), Ranked(14, 2, 7)]) == {13: "fail", 14: "fail"}


def test_since_2026_everybody_in_the_ranked_list_may_be_taken() -> None:
    assert statuses(NOW, RANKED) == {11: "pass", 12: "pass", 13: "pass"}


@pytest.mark.parametrize(
    ("regime", "limit", "citation"),
    [
        (KASN, ("peringkat pertama kotak 9", "first-ranked of box 9"), "UU 5/2014 Pasal 111; PermenPANRB 3/2020"),
        (TRANSITION, ("peringkat pertama kotak 9", "first-ranked of box 9"), "UU 20/2023; PermenPANRB 3/2020"),
        (
            NOW,
            (
                "daftar berperingkat 3 nama; PPK memilih satu dengan rekomendasi pengawas",
                "a ranked list of 3 names; the PPK takes one with the overseer's recommendation",
            ),
            "Keputusan Kepala BKN 411/2025",
        ),
    ],
)
def test_the_way_says_its_source_and_that_it_is_not_verified(regime, limit, citation) -> None:
    found = way(regime, "talent_pool")
    assert (found.limit, found.citation, found.verified, found.decides) == (limit, citation, False, False)
    assert found.note.id
    assert found.note.en


@pytest.mark.parametrize("regime", [KASN, TRANSITION, NOW])
def test_open_selection_gives_three_ranked_names_by_verified_law(regime) -> None:
    found = way(regime, "open_selection")
    assert (found.limit.id, found.verified) == ("3 nama berperingkat dari seleksi terbuka", True)


@pytest.mark.parametrize(
    ("regime", "required", "limit", "citation"),
    [
        (KASN, False, "rekomendasi KASN tidak diwajibkan", "UU 5/2014 Pasal 111"),
        (TRANSITION, True, "rekomendasi BKN tercatat sebelum pelantikan", "UU 20/2023"),
        (NOW, True, "rekomendasi BKN tercatat sebelum pelantikan", "Keputusan Kepala BKN 411/2025"),
    ],
)
def test_whether_a_recommendation_must_come_first_is_told_with_its_source(regime, required, limit, citation) -> None:
    found = recommendation(regime)
    assert (found.decides, found.limit.id, found.citation, found.verified) == (required, limit, citation, False)
