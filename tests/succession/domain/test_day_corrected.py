"""A wrong day of the three names: corrected with a reason before anything is decided; the older day stays readable."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.domain.users import system_operator
from audit.models import Event
from rules.errors import DomainError, Invalid, NotAllowed
from succession.domain import confirmation, countersigning, decision, openings, replay, settling, taking_back
from succession.domain.confirmation import StaleConfirmation
from succession.domain.queries import settled
from succession.domain.queries.parts import parts_of
from succession.domain.states import WrongState
from succession.interfaces.filling_papers import paper
from succession.models import AppointmentDecision, NamesDay, Vacancy
from talent.models import Employee
from tests import factories
from tests.conftest import SignIn
from tests.succession import cast
from tests.succession.pdf_text import words

pytestmark = pytest.mark.django_db
BY = system_operator
WHY = "Tanggalnya salah ketik sewaktu dicatat."
# `cast.nominated` records the day of the route.
RECORDED, RIGHT = date(2026, 7, 10), date(2026, 7, 15)


@pytest.fixture
def ready() -> tuple[Vacancy, list[Employee]]:
    return cast.ready(factories.agency())


def corrected(vacancy: Vacancy, named_on: date = RIGHT, **said: object) -> NamesDay:
    return settling.correct_day(vacancy=vacancy, named_on=named_on, **{"reason": WHY, "by": BY()} | said)  # type: ignore[arg-type]


def decided(vacancy: Vacancy, person: Employee, day: date, token: str = "") -> AppointmentDecision:
    given = {"number": "800/7", "reason": "Paling berpengalaman di bidangnya.", "by": BY()}
    token = token or confirmation.confirmation_token(vacancy)
    return decision.decide(vacancy=vacancy, employee=person, decided_on=day, token=token, **given)  # type: ignore[arg-type]


def refusal(act: Callable[[], object]) -> str | None:
    with pytest.raises(DomainError) as refused:
        act()
    return refused.value.code


def test_the_right_day_counts_from_then_on_and_the_wrong_one_stays_readable(
    ready: tuple[Vacancy, list[Employee]], sign_in: SignIn
) -> None:
    vacancy, people = ready
    seen, names = confirmation.confirmation_token(vacancy), list(vacancy.nominees.values_list("pk", "named_on"))
    made = corrected(vacancy)
    assert (made.was, made.named_on, settled.day_of(vacancy)) == (RECORDED, RIGHT, RIGHT)
    assert list(vacancy.nominees.values_list("pk", "named_on")) == names
    event = Event.objects.get(kind="succession.nominees.day_corrected")
    assert (event.reason, event.payload) == (WHY, {"named_on": ["2026-07-10", "2026-07-15"]})
    # What the PPK saw named another day.
    with pytest.raises(StaleConfirmation):
        decided(vacancy, people[0], RIGHT, seen)
    with pytest.raises(Invalid, match="sebelum nama ditetapkan"):
        decided(vacancy, people[0], RIGHT - timedelta(days=1))
    letter = paper("surat-usulan", vacancy, BY())
    assert letter is not None
    assert ("15 Juli 2026" in words(letter), "10 Juli 2026" in words(letter)) == (True, False)
    assert parts_of(vacancy, BY()).steps["tanggal-usulan"] == [made]
    page = sign_in("AUDITOR", vacancy.agency).get(f"/lowongan/{vacancy.pk}/").content.decode()
    assert "Ditetapkan 15 Juli 2026." in page
    assert ("Dikoreksi: ditetapkan 15 Juli 2026, bukan 10 Juli 2026" in page, WHY in page) == (True, True)
    assert replay.nomination(vacancy, reader=BY()) == replay.Replay(True, True, True)
    choice = decided(vacancy, people[0], RIGHT)
    assert choice.token == confirmation.seen(vacancy, choice.at).token
    assert [told.identical for _one, told in openings.replay_filling(vacancy=vacancy, by=BY())] == [True] * 4


def test_of_several_corrections_the_newest_counts_and_names_sent_anew_have_their_own_day(
    ready: tuple[Vacancy, list[Employee]],
) -> None:
    vacancy, people = ready
    corrected(vacancy)
    assert corrected(vacancy, date(2026, 7, 14)).was == RIGHT
    assert settled.day_of(vacancy) == date(2026, 7, 14)
    taking_back.take_names_back(vacancy=vacancy, reason=WHY, by=BY())
    assert settled.day_of(vacancy) is None
    cast.nominated(vacancy, people[:3])
    assert settled.day_of(vacancy) == RECORDED


def test_not_to_a_day_on_which_they_cannot_have_been_settled_nor_without_a_reason_or_a_seat(
    ready: tuple[Vacancy, list[Employee]],
) -> None:
    vacancy, _people = ready
    assert refusal(lambda: corrected(vacancy, RECORDED)) == "record_same"
    assert refusal(lambda: corrected(vacancy, date(2026, 7, 9))) == "date_order"
    assert refusal(lambda: corrected(vacancy, timezone.localdate() + timedelta(days=1))) == "future_date"
    assert refusal(lambda: corrected(vacancy, reason=".")) == "no_reason"
    with pytest.raises(NotAllowed):
        corrected(vacancy, by=factories.user("SELECTION_COMMITTEE", vacancy.agency))
    given = {
        "dated": date(2026, 7, 20),
        "basis": "none_suitable",
        "number": "800/8",
        "reason": "Tidak ada yang memadai.",
    }
    token = confirmation.confirmation_token(vacancy)
    entry = countersigning.start_again(vacancy=vacancy, token=token, by=BY(), **given)  # type: ignore[arg-type]
    assert refusal(lambda: corrected(vacancy)) == "not_final"
    head = factories.user("BKD_HEAD", vacancy.agency)
    cast.declared(vacancy, head)
    countersigning.refuse(entry=entry, reason="Ketiganya memadai.", by=head)
    vacancy.refresh_from_db()
    assert refusal(lambda: corrected(vacancy, date(2026, 7, 21))) == "date_order"
    assert not NamesDay.objects.exists()
    assert corrected(vacancy, date(2026, 7, 20)).named_on == date(2026, 7, 20)
    assert replay.again(entry, reader=BY()) == replay.Replay(True, True, True)


def test_not_once_something_decided_rests_on_it(ready: tuple[Vacancy, list[Employee]]) -> None:
    vacancy, people = ready
    made = decided(vacancy, people[0], RIGHT)
    with pytest.raises(WrongState):
        corrected(vacancy)
    decision.withdraw(decision=made, reason="Menunggu hasil pemeriksaan.", by=BY())
    vacancy.refresh_from_db()
    assert refusal(lambda: corrected(vacancy)) == "decided_once"


def test_by_page_and_by_api(sign_in: SignIn) -> None:
    member = sign_in("SELECTION_COMMITTEE")
    people = cast.people(factories.agency())
    factories.established_cycle(factories.agency())
    cast.approved(factories.agency())
    vacancy, _built = cast.longlisted(factories.agency())
    cast.sat(vacancy, member.user)  # type: ignore[attr-defined]
    cast.nominated(vacancy, people[:3])
    at = f"/lowongan/{vacancy.pk}/"
    assert "correct_day" in member.get(at).context["forms"]
    assert "correct_day" not in sign_in("BKD_STAFF", vacancy.agency).get(at).context["forms"]
    refused = member.post(f"{at}usulan/tanggal/", {"named_on": "2026-07-15", "reason": "."})
    assert (refused.status_code, refused.context["forms"]["correct_day"]["named_on"].value()) == (422, "2026-07-15")
    given = {"named_on": "2026-07-15", "reason": WHY}
    assert member.post(f"{at}usulan/tanggal/", given).status_code == 302
    api = f"/api/v1/vacancies/{vacancy.pk}/nominations/day/"
    told = member.post(api, given | {"named_on": "2026-07-16"}, content_type="application/json").json()
    days = [(one["was"], one["named_on"], one["reason"]) for one in told["named_on_corrections"]]
    assert (told["named_on"], days) == (
        "2026-07-16",
        [("2026-07-10", "2026-07-15", WHY), ("2026-07-15", "2026-07-16", WHY)],
    )
