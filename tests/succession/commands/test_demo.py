"""A second start of the demonstration keeps what the visitors did."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from audit.models import Event
from succession.demonstration import people, steps
from succession.models import Vacancy
from tests import factories
from tests.succession import cast

UNFINISHED = {"OPENED", "ROUTED", "LONGLISTED"}


@pytest.fixture(autouse=True)
def passwords(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "PASSWORDS", tmp_path / "passwords.txt")


def last_vacancy(state: str) -> None:
    home = factories.agency()
    vacancy = cast.opened(home, cast.post(home), steps.LAST)
    Vacancy.objects.filter(pk=vacancy.pk).update(state=state)


@pytest.mark.django_db
@pytest.mark.parametrize("state", Vacancy.State.values)
def test_the_demonstration_is_loaded_once_three_names_stand_whatever_became_of_them(state: str) -> None:
    last_vacancy(state)
    assert steps.loaded() == (state not in UNFINISHED)


@pytest.mark.django_db
def test_nothing_is_loaded_in_an_empty_house() -> None:
    assert steps.loaded() is False


@pytest.mark.django_db
def test_a_start_after_the_decision_writes_nothing() -> None:
    last_vacancy("DECIDED")
    before = Event.objects.count()
    out = StringIO()
    call_command("demo", no_serve=True, stdout=out)
    assert Event.objects.count() == before
    assert "demonstrasi sudah ada / the demonstration is loaded" in out.getvalue().splitlines()
