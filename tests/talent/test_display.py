"""How values look to a reader."""

from datetime import UTC, date, datetime

import pandas as pd
import pytest
from django.utils import translation

from rules.text import Text
from talent import display, labels


@pytest.mark.parametrize(
    ("language", "value", "decimals", "shown"),
    [
        ("id", 1204, 0, "1.204"),
        ("en", 1204, 0, "1,204"),
        ("id", 91.425, 2, "91,43"),
        ("id", 263.5, 1, "263,5"),
        ("id", None, 2, "–"),
        ("id", float("nan"), 2, "–"),
    ],
)
def test_numbers_are_rounded_half_up_with_the_separators_of_the_language(language, value, decimals, shown):
    with translation.override(language):
        assert display.number(value, decimals) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (80.0, "80,00"),
        (79.999999, "79,999999"),
        (79.995, "79,995"),
        (79.994, "79,99"),
        (100.0, "100,00"),
        (59.9996, "59,9996"),
        (None, "–"),
    ],
)
def test_a_score_never_shows_a_cut_off_it_did_not_reach(value, shown):
    with translation.override("id"):
        assert display.score(value) == shown


def test_days_are_written_out_in_the_language_of_the_page():
    with translation.override("id"):
        assert display.day(date(2026, 8, 17)) == "17 Agustus 2026"
        assert display.day("2026-08-17") == "17 Agustus 2026"
        assert display.day(pd.Timestamp("2026-08-17")) == "17 Agustus 2026"
        assert display.day(pd.NaT) == "–"
    with translation.override("en"):
        assert display.day(date(2026, 8, 17)) == "17 August 2026"


def test_an_instant_is_shown_in_local_time(settings):
    settings.TIME_ZONE = "Asia/Makassar"
    late = datetime(2026, 8, 17, 17, 30, tzinfo=UTC)
    with translation.override("id"):
        assert display.moment(late) == "18 Agustus 2026, 01.30"
        assert display.day(late) == "18 Agustus 2026"


def test_a_share_of_nothing_is_not_a_number():
    with translation.override("id"):
        assert display.share(212, 2914) == "7,3%"
        assert display.share(0, 0) == "–"


def test_texts_of_two_languages_follow_the_page():
    with translation.override("id"):
        assert display.wording(Text("Usia", "Age")) == "Usia"
        assert display.wording({"id": "Usia", "en": "Age"}) == "Usia"
    with translation.override("en"):
        assert display.wording(Text("Usia", "Age")) == "Age"
    assert display.wording(None) == ""


def test_a_code_outside_its_list_is_shown_as_it_is_and_a_missing_list_is_a_mistake():
    with translation.override("id"):
        assert labels.label("JPT_PRATAMA", "tier") == "JPT Pratama"
    assert labels.label("X9", "tier") == "X9"
    with pytest.raises(KeyError):
        labels.label("JPT_PRATAMA", "tiers")
