"""A cycle says what it is, whatever it is called."""

from datetime import date

import pytest
from django.utils import translation

from talent.models import ReviewCycle


@pytest.mark.parametrize(
    ("name", "language", "said"),
    [
        ("2022", "id", "Siklus 2022 · keadaan 31 Desember 2022 · ditetapkan"),
        ("2022", "en", "Cycle 2022 · as of 31 December 2022 · established"),
        ("Pemetaan talenta 2022", "id", "Pemetaan talenta 2022 · keadaan 31 Desember 2022 · ditetapkan"),
    ],
)
def test_a_cycle_is_told_with_its_day_and_state(name: str, language: str, said: str) -> None:
    cycle = ReviewCycle(name=name, on=date(2022, 12, 31), state="ESTABLISHED")
    with translation.override(language):
        assert cycle.in_full == said
