"""The course of a vacancy."""

from succession.domain.states import TRANSITIONS
from succession.models import Vacancy


def test_every_state_has_its_place_in_the_course() -> None:
    assert set(TRANSITIONS) == set(Vacancy.State.values)


def test_nothing_follows_the_inauguration_or_the_end() -> None:
    assert {state for state, following in TRANSITIONS.items() if not following} == {"INAUGURATED", "CLOSED"}


def test_an_open_decision_is_withdrawn_before_the_vacancy_can_close() -> None:
    assert {state for state, following in TRANSITIONS.items() if "CLOSED" in following} == {
        "OPENED",
        "ROUTED",
        "ANNOUNCED",
        "SCREENED",
        "LONGLISTED",
        "NOMINATED",
    }
