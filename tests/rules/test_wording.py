"""Dates, numbers and lists as people read them."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from rules.text import Text
from rules.wording import MONTHS, day, listed, number, period


def test_days_are_spelled_in_both_languages() -> None:
    assert day(date(2022, 12, 31)) == ("31 Desember 2022", "31 December 2022")
    assert day(date(2026, 3, 1)) == ("1 Maret 2026", "1 March 2026")
    assert len(MONTHS) == 12


@pytest.mark.parametrize(
    ("value", "indonesian", "english"),
    [
        (263.5, "263,5", "263.5"),
        (250, "250", "250"),
        (100.0, "100", "100"),
        (0.1, "0,1", "0.1"),
        (-0.5, "-0,5", "-0.5"),
        (79.999999, "79,999999", "79.999999"),
        (Decimal("2.50"), "2,5", "2.5"),
        (Fraction(1, 3), "0,333333", "0.333333"),
        (1e-9, "0", "0"),
        (12345.0, "12345", "12345"),
    ],
)
def test_numbers_lose_nothing_but_trailing_zeros(
    value: float | Decimal | Fraction, indonesian: str, english: str
) -> None:
    assert number(value) == (indonesian, english)


def test_fewer_decimals_are_rounded() -> None:
    assert number(66.6667, 1) == ("66,7", "66.7")
    assert number(66.6667, 0) == ("67", "67")


def test_a_period_names_years_months_and_days() -> None:
    assert period(56, 1, 0) == ("56 tahun 1 bulan 0 hari", "56 years 1 month 0 days")


def test_lists_end_in_or() -> None:
    a, b, c = Text("A", "A"), Text("B", "B"), Text("C", "C")
    assert listed(()) == ("", "")
    assert listed((a,)) == ("A", "A")
    assert listed((a, b)) == ("A atau B", "A or B")
    assert listed((a, b, c)) == ("A, B, atau C", "A, B or C")
