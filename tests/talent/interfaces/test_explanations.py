"""Policies and reasons in words, in both languages."""

from datetime import date

import pytest
from django.utils import translation

from rules.policy import shipped_policies
from talent.interfaces import explanations

POLICY = shipped_policies()[-1]
LEAVES = {leaf.id: leaf for leaf in POLICY.leaves}


@pytest.mark.parametrize(
    ("leaf", "words"),
    [
        ("courses", "≥ 8: 100 · ≥ 6: 75 · ≥ 4: 50 · ≥ 1: 25 · ≥ 0: 0"),
        ("field_match", "sesuai 100 · cukup 75 · tidak 50"),
        ("discipline", "tidak ada 100 · ringan 75 · sedang 50 · berat 25 · sedang dijalani 0"),
        ("post_diversity", "lintas instansi 100 · lintas unit 80 · satu unit 60"),
        ("competency", ""),
    ],
)
def test_scales_are_said_best_first(leaf, words):
    assert explanations.scale_words(LEAVES[leaf]) == words


@pytest.mark.parametrize(
    ("source", "facts", "words"),
    [
        ("rating", {"years": {2025: "BAIK", 2024: None}}, "Baik (2025), belum ada data (2024)"),
        ("awards", {"records": ["NATIONAL", None]}, "nasional, tidak dikenal"),
        ("awards", {}, "tidak ada"),
        ("jpm", {"date": date(2025, 3, 3), "jpm": 115.5}, "JPM 115,5, 3 Maret 2025"),
        ("potential_levels", {"date": date(2025, 3, 3), "levels": {"a": 4.0, "b": None}}, "level 4-?, 3 Maret 2025"),
        ("tenure", {"from": date(2018, 1, 2), "years": 8}, "8 tahun sejak 2 Januari 2018"),
        ("courses", {"count": 0}, "0 kali"),
        ("discipline", {"sanctions": ["LIGHT", "SEVERE"], "ends": [date(2024, 1, 1), None]},
         "ringan sampai 1 Januari 2024, berat, akhirnya tidak tercatat"),
        ("acting_posts", {"kinds": ["DEFINITIVE", "PLT"], "higher": [None, 1.0]}, "Plt"),
        ("field_match", {"match": "NONE"}, "tidak"),
        ("education", {}, ""),
    ],
)  # fmt: skip
def test_facts_are_said_as_a_person_would(source, facts, words):
    assert explanations._FACTS[source](facts) == words


def test_numbers_follow_the_language():
    facts = {"date": date(2025, 3, 3), "jpm": 115.5}
    with translation.override("en"):
        assert "115.5" in explanations._FACTS["jpm"](facts)
