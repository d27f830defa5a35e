"""The day on which a committee settled its names: what it may be, what follows it, and where it is read."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.domain.users import system_operator
from rules.errors import Invalid
from succession.domain import committee, confirmation, countersigning, decision, states
from succession.interfaces.filling_papers import paper
from succession.models import Nominee, PanelRound, Vacancy
from talent.models import Employee
from tests import factories
from tests.conftest import SignIn
from tests.succession import cast
from tests.succession.pdf_text import words
from tests.succession.test_panel import lock, scored, seats

pytestmark = pytest.mark.django_db

WHY = "Paling dekat dengan bidang jabatan ini."
JULY = date(2026, 7, 15)
BY = system_operator


def sat() -> tuple[Vacancy, list[Employee]]:
    """A committee that sat without scores over four of a pool; the route was decided on 10 July."""
    agency = factories.agency()
    people = cast.people(agency, 4)
    factories.established_cycle(agency)
    cast.approved(agency)
    vacancy, _built = cast.longlisted(agency)
    cast.sat(vacancy)
    return vacancy, people


def named(vacancy: Vacancy, people: list[Employee], day: date | None) -> list[Nominee]:
    names = [committee.Nomination(person.pk, WHY) for person in people[:3]]
    by, token = vacancy.committee.order_by("id")[0].user, confirmation.confirmation_token(vacancy)
    return committee.nominate(vacancy=vacancy, nominations=names, token=token, named_on=day, by=by)


def refusal(act: Callable[[], object]) -> tuple[str | None, str]:
    with pytest.raises(Invalid) as refused:
        act()
    return refused.value.code, str(refused.value)


def test_names_are_settled_on_a_day_that_is_not_to_come_nor_before_the_route() -> None:
    vacancy, people = sat()
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert refusal(lambda: named(vacancy, people, tomorrow))[0] == "future_date"
    early = refusal(lambda: named(vacancy, people, date(2026, 7, 9)))
    assert early == ("date_order", "Tanggal penetapan nama tidak boleh sebelum tanggal penetapan jalur.")
    assert not Nominee.objects.exists()
    assert {one.named_on for one in named(vacancy, people, date(2026, 7, 10))} == {date(2026, 7, 10)}


def test_unless_said_otherwise_they_are_settled_today() -> None:
    vacancy, people = sat()
    assert {one.named_on for one in named(vacancy, people, None)} == {timezone.localdate()}


def test_in_an_open_selection_they_are_settled_after_applications_closed() -> None:
    agency = factories.agency()
    people = [cast.candidate(agency) for _place in range(3)]
    vacancy, _applications = cast.selected(agency, people)
    cast.sat(vacancy, BY())
    closed = refusal(lambda: named(vacancy, people, date(2026, 7, 25)))
    assert closed == ("date_order", "Tanggal penetapan nama tidak boleh sebelum lamaran ditutup.")
    assert len(named(vacancy, people, date(2026, 7, 26))) == 3


@pytest.mark.parametrize("reference", [date(2026, 7, 21), date(2026, 7, 20)])
def test_they_are_settled_once_the_minutes_are_signed_unless_all_of_it_is_recorded_later(reference: date) -> None:
    agency = factories.agency()
    people = cast.people(agency, 3)
    factories.established_cycle(agency)
    cast.approved(agency)
    vacancy, _built = cast.longlisted(agency)
    held = cast.panel.open_round(vacancy=vacancy, size=3, by=BY())
    for member in seats(vacancy):
        scored(held, member, dict(zip(people, (90, 80, 70), strict=True)))
        lock(held, member)
    cast.panel.reveal(held=held, by=BY())
    Vacancy.objects.filter(pk=vacancy.pk).update(reference_date=reference)
    vacancy.refresh_from_db()
    # Half past midnight in Makassar.
    PanelRound.objects.filter(pk=held.pk).update(closed_at=datetime(2026, 7, 20, 16, 30, tzinfo=UTC))
    if reference == date(2026, 7, 20):
        assert len(named(vacancy, people, date(2026, 7, 20))) == 3
        return
    early = refusal(lambda: named(vacancy, people, date(2026, 7, 20)))
    assert early == (
        "date_order",
        "Nama tidak ditetapkan sebelum panitia menandatangani risalahnya (21 Juli 2026).",
    )
    assert len(named(vacancy, people, date(2026, 7, 21))) == 3


def decided(vacancy: Vacancy, person: Employee, day: date) -> object:
    given = {"number": "800/1", "reason": WHY, "token": confirmation.confirmation_token(vacancy), "by": BY()}
    return decision.decide(vacancy=vacancy, employee=person, decided_on=day, **given)  # type: ignore[arg-type]


def again(vacancy: Vacancy, day: date) -> object:
    given = {"number": "800/1", "reason": WHY, "basis": "AGAIN", "by": BY()}
    token = confirmation.confirmation_token(vacancy)
    return countersigning.start_again(vacancy=vacancy, dated=day, token=token, **given)  # type: ignore[arg-type]


def test_nothing_is_decided_about_the_names_before_their_day() -> None:
    vacancy, people = sat()
    named(vacancy, people, JULY)
    eve = JULY - timedelta(days=1)
    early = ("date_order", "Tanggal keputusan tidak boleh sebelum nama ditetapkan (15 Juli 2026).")
    assert refusal(lambda: decided(vacancy, people[0], eve)) == early
    assert refusal(lambda: again(vacancy, eve)) == early
    decided(vacancy, people[0], JULY)
    assert vacancy.state == "DECIDED"


def test_names_from_before_their_day_was_kept_are_decided_as_they_were() -> None:
    vacancy, people = sat()
    about = {"vacancy": vacancy, "reason": WHY, "by": BY(), "at": timezone.now()}
    Nominee.objects.bulk_create(
        Nominee(employee=person, order=order, **about) for order, person in enumerate(people[:3], start=1)
    )
    states.move(vacancy, states.State.NOMINATED)
    decided(vacancy, people[0], vacancy.decision_date)
    assert vacancy.state == "DECIDED"


def test_the_day_stands_on_the_pages_in_the_letter_and_in_the_api(sign_in: SignIn) -> None:
    vacancy, people = sat()
    client = sign_in(vacancy.committee.order_by("id")[0].user)
    at, told = f"/api/v1/vacancies/{vacancy.pk}/nominations/", "15 Juli 2026"
    assert client.get(f"/api/v1/vacancies/{vacancy.pk}/").json()["named_on"] is None
    form = client.get(f"/lowongan/{vacancy.pk}/usulan/").context["form"]
    assert form["named_on"].value() == timezone.localdate()
    body = {
        "names": [{"employee": person.pk} for person in people[:3]],
        "named_on": "2026-07-15",
        "token": client.get(at).json()["token"],
    }
    answer = client.post(at, body, content_type="application/json")
    assert (answer.status_code, answer.json()["named_on"]) == (201, "2026-07-15")
    assert f"Ditetapkan {told}." in client.get(f"/lowongan/{vacancy.pk}/").content.decode()
    ppk = sign_in("PPK", vacancy.agency)
    vacancy.refresh_from_db()
    cast.declared(vacancy, ppk.get("/").wsgi_request.user)
    assert f"Tiga nama ditetapkan {told}." in ppk.get(f"/lowongan/{vacancy.pk}/keputusan/").content.decode()
    letter = paper("surat-usulan", vacancy, BY())
    assert letter is not None
    assert told in words(letter)
