"""The benchmark of eligibility with a handful of people: what each part does, and that it says figures with goals."""

import pytest
from django.db import connection

from bench import eligibility
from succession.models import SweptPost

pytestmark = pytest.mark.django_db


def test_each_part_does_what_it_is_measured_for() -> None:
    eligibility.fill(30, 10)
    ours = eligibility.timed("sweep")
    bare, again = eligibility.timed("bare"), eligibility.timed("rebuilt")
    assert {len(codes) for codes in SweptPost.objects.values_list("codes", flat=True)} == {eligibility.REQUIREMENTS}
    assert set(SweptPost.objects.values_list("tier", flat=True)) == {"JPT_PRATAMA", "JPT_MADYA"}
    assert (ours["pairs"], bare["pairs"], again["rebuilt"], again["wrong"]) == (300, 300, 300, 0)
    assert sum(ours["outcomes"].values()) == 300
    assert "bare" not in connection.introspection.table_names()
    figures = eligibility.judged(ours, bare, again, 300)
    assert {name: goal for name, _value, goal in figures} == {
        "sweep / bare writing": 1.5,
        "bytes a pair, with indexes": 80.0,
        "memory of the sweep, MB": 1_000.0,
        "rebuilt verdicts that differ from the stored ones": 0,
    }
    assert min(value for _name, value, _goal in figures) >= 0
