"""An inauguration that is annulled: the records say again what they said before, and the PPK decides anew."""

from datetime import date

import pytest

from accounts.domain.users import system_operator
from audit.models import Event
from rules.errors import Invalid
from succession.domain import (
    annulling,
    confirmation,
    decision,
    gate,
    inauguration,
    openings,
    recommendation,
    selection,
    vacancies,
)
from succession.domain.queries import seats
from succession.domain.states import WrongState
from succession.models import Inauguration, Vacancy
from talent.models import Agency, AppointmentRecord, Employee, EmployeeRecord, Position, PositionRecord
from tests import factories
from tests.succession import cast

pytestmark = pytest.mark.django_db
BY = system_operator
WHY = "Tanggal pelantikannya salah ketik."


def inaugurated(vacancy: Vacancy, person: Employee, on: date = date(2026, 8, 4), basis: str = "") -> Inauguration:
    """Decided, recommended, inaugurated."""
    said = {"decided_on": date(2026, 8, 3), "number": "800/7", "reason": "Paling berpengalaman di bidangnya."}
    token = confirmation.confirmation_token(vacancy)
    made = decision.decide(vacancy=vacancy, employee=person, token=token, basis=basis, by=BY(), **said)
    if basis:
        cast.signed(made)
    recommendation.record(decision=made, authority="BKN", number="R-1", dated=date(2026, 8, 3), by=BY())
    return inauguration.inaugurate(decision=made, dated=on, number="BA-1", by=BY())


def annulled(held: Inauguration, **said):
    held = annulling.standing(held.decision.vacancy) or held
    given = {"number": "SK-B/1", "dated": date(2026, 8, 5), "reason": WHY} | said
    return annulling.annul(inauguration=held, by=BY(), **given)


def told(*people: Employee) -> list[tuple]:
    """What is known of them: appointments and own state."""
    appointments = AppointmentRecord.objects.filter(employee__in=people, known_to=None)
    states = EmployeeRecord.objects.filter(employee__in=people, known_to=None)
    return [
        *appointments.order_by("employee", "key").values_list("employee", "position", "true_from", "true_to"),
        *states.order_by("employee", "key").values_list("employee", "position", "post_from", "true_from"),
        *(Employee.objects.get(pk=one.pk).current.position for one in people),
    ]


@pytest.fixture
def ready():
    """Three names for a post that somebody holds."""
    agency = factories.agency()
    holder = factories.employee(
        agency, position="Kepala Dinas JPT-01", tier="JPT_PRATAMA", post_from=date(2022, 1, 3), born=date(1980, 1, 1)
    )
    people = cast.people(agency, 4)
    factories.established_cycle(agency)
    cast.approved(agency)
    vacancy, _built = cast.longlisted(agency)
    cast.nominated(vacancy, people[:3])
    return vacancy, people, holder


def test_the_records_say_again_what_they_said_before_and_the_older_rows_stay(ready):
    vacancy, people, holder = ready
    before = told(people[0], holder)
    held = inaugurated(vacancy, people[0])
    after = told(people[0], holder)
    assert after != before
    annulled(held)
    vacancy.refresh_from_db()
    assert (told(people[0], holder), vacancy.state) == (before, "NOMINATED")
    (seat,) = seats.of_posts([vacancy.position], date(2026, 8, 10))
    assert seat.holder == holder
    held.refresh_from_db()
    assert (held.annul_number, held.annulled_on, held.annul_reason) == ("SK-B/1", date(2026, 8, 5), WHY)
    event = Event.objects.get(kind="succession.appointment.annulled")
    assert (event.reason, event.payload["employee"]) == (WHY, people[0].pk)
    assert AppointmentRecord.objects.filter(employee=people[0], position="Kepala Dinas JPT-01").count() == 1
    with pytest.raises(WrongState):
        annulled(held)


def test_the_ppk_decides_again_and_every_decision_replays(ready):
    vacancy, people, _holder = ready
    first = inaugurated(vacancy, people[0])
    annulled(first)
    vacancy.refresh_from_db()
    second = inaugurated(vacancy, people[0], on=date(2026, 8, 6))
    assert (vacancy.state, vacancy.decisions.filter(employee=people[0]).count()) == ("INAUGURATED", 2)
    assert Employee.objects.get(pk=people[0].pk).current.post_from == date(2026, 8, 6)
    assert [one.identical for _held, one in openings.replay_filling(vacancy=vacancy, by=BY())] == [True] * 5
    assert annulling.standing(vacancy) == second


def test_a_vacancy_that_it_opened_is_closed_unless_something_happened_in_it():
    agency = factories.agency()
    left = cast.post(agency, "JPT-09")
    people = [cast.candidate(agency, grade_from=date(2019, 4, 1), post_from=date(2012, 1, 2)) for _ in range(2)]
    held_since = {"grade_from": date(2019, 4, 1), "post_from": date(2023, 1, 2)}
    mover = cast.candidate(agency, position="Kepala Dinas JPT-09", tier="JPT_PRATAMA", **held_since)
    factories.write("appointments", mover, position="Kepala Bidang", tier="ADMINISTRATOR", true_from=date(2015, 1, 2),
                    true_to=date(2023, 1, 1), job_family="perhubungan", kind="DEFINITIVE")  # fmt: skip
    vacancy, _applications = cast.selected(agency, [mover, *people])
    cast.nominated(vacancy, [mover, *people])
    held = inaugurated(vacancy, mover)
    opened = held.opened
    assert (opened.position, opened.state) == (left, "OPENED")
    gate.decide_route(vacancy=opened, by=BY())
    with pytest.raises(annulling.NotUndone, match=f"Lowongan {opened.code}, yang dibukanya, sudah berjalan"):
        annulled(held)
    opened.refresh_from_db()
    vacancies.close(vacancy=opened, reason="Pelantikannya dibatalkan.", by=BY())
    annulled(held)
    assert PositionRecord.objects.get(position=left, known_to=None).vacant_from is None


def holding(agency: Agency, code: str) -> Employee:
    """Somebody who meets every requirement and holds a senior post."""
    since = date(2023, 1, 2)
    person = cast.candidate(agency, position=f"Kepala Dinas {code}", tier="JPT_PRATAMA", post_from=since)
    about = {"job_family": "perhubungan", "kind": "DEFINITIVE"}
    before = {"position": "Kepala Bidang", "tier": "ADMINISTRATOR", "true_from": date(2015, 1, 2)}
    factories.write("appointments", person, **about, **before, true_to=date(2023, 1, 1))
    said = {"position": f"Kepala Dinas {code}", "tier": "JPT_PRATAMA", "true_from": since}
    factories.write("appointments", person, **about, **said)
    return person


def test_a_post_that_was_left_while_its_vacancy_ran_is_empty_from_the_day_that_was_known_before():
    agency = factories.agency()
    left = cast.post(agency, "JPT-09", vacant_from=date(2026, 10, 1))
    mover = holding(agency, "JPT-09")
    people = [mover, *(cast.candidate(agency) for _ in range(2))]
    vacancy, _applications = cast.selected(agency, people)
    cast.nominated(vacancy, people)
    cast.opened(agency, left, "L-09")
    held = inaugurated(vacancy, mover)
    empty = PositionRecord.objects.filter(position=left, known_to=None).values_list("vacant_from", flat=True)
    assert (held.opened, list(empty)) == (None, [date(2026, 8, 4)])
    annulled(held)
    assert list(empty.all()) == [date(2026, 10, 1)]
    (seat,) = seats.of_posts([Position.objects.select_related("current").get(pk=left.pk)], date(2026, 8, 20))
    assert (seat.holder, seat.vacant) == (mover, False)


@pytest.mark.parametrize(
    ("place", "why"),
    [
        (0, "yang digantikan, sesudahnya dilantik pada jabatan lain; batalkan pelantikan itu dahulu"),
        (1, "Jabatan yang ditinggalkan sudah diisi melalui lowongan L-09; batalkan pelantikan itu dahulu"),
    ],
)
def test_not_while_whoever_was_replaced_or_somebody_in_the_post_that_was_left_was_inaugurated_since(place, why):
    agency = factories.agency()
    left = cast.post(agency, "JPT-09")
    replaced, mover, *others = [*(holding(agency, code) for code in ("JPT-01", "JPT-09")), *cast.people(agency, 3)]
    vacancy, _applications = cast.selected(agency, [mover, *others[:2]])
    # By a vacancy that was opened ahead, not by the one of the inauguration.
    ahead = cast.selected(agency, [replaced, others[2], others[1]], left, "L-09")[0]
    cast.nominated(vacancy, [mover, *others[:2]])
    cast.nominated(ahead, [replaced, others[2], others[1]])
    held = inaugurated(vacancy, mover)
    assert (held.replaced, held.opened) == (replaced, None)
    taken = [replaced, others[2]][place]
    later = inaugurated(ahead, taken, on=date(2026, 8, 5), **({"basis": "ranked_list"} if place else {}))
    before = told(replaced, mover, *others)
    with pytest.raises(annulling.NotUndone, match=why):
        annulled(held)
    assert told(replaced, mover, *others) == before
    annulled(later)
    annulled(held)
    running = AppointmentRecord.objects.filter(known_to=None, true_to=None).order_by("position")
    assert list(running.values_list("employee", "position")) == [
        (replaced.pk, "Kepala Dinas JPT-01"),
        (mover.pk, "Kepala Dinas JPT-09"),
    ]


def test_what_followed_comes_first(ready):
    vacancy, people, _holder = ready
    held = inaugurated(vacancy, people[0])
    again = cast.opened(vacancy.agency, vacancy.position, "L-02", opened_on=date(2026, 8, 6),
                        decision_date=date(2026, 8, 6), reference_date=date(2026, 8, 6))  # fmt: skip
    with pytest.raises(annulling.NotUndone, match="sedang diisi lagi melalui lowongan L-02"):
        annulled(held)
    vacancies.close(vacancy=again, reason="Dibuka karena keliru.", by=BY())
    row = AppointmentRecord.objects.get(employee=people[0], true_from=date(2026, 8, 4), known_to=None)
    AppointmentRecord.objects.filter(pk=row.pk).update(known_to=row.known_from)
    with pytest.raises(annulling.NotUndone, match="sudah berubah sesudahnya"):
        annulled(held)
    assert Inauguration.objects.get().annulled_at is None


@pytest.mark.parametrize(
    ("said", "code"),
    [({"number": " "}, "no_number"), ({"reason": "."}, "no_reason"), ({"dated": date(2026, 8, 3)}, "date_order")],
)
def test_not_without_a_paper_and_a_reason(ready, said, code):
    vacancy, people, _holder = ready
    held = inaugurated(vacancy, people[0])
    with pytest.raises(Invalid) as refused:
        annulled(held, **said)
    assert refused.value.code == code


def test_who_came_from_an_agency_that_is_not_here_stays_for_now():
    agency = factories.agency()
    vacancy = cast.announced(agency)
    people = [cast.outsider(vacancy).employee, *(cast.candidate(agency) for _ in range(2))]
    cast.applied(vacancy, people[1:])
    selection.screen(vacancy=vacancy, by=BY())
    for place, application in enumerate(vacancy.applications.order_by("id")):
        cast.scored(application, *[90 - 5 * place] * 4)
    selection.rank(vacancy=vacancy, by=BY())
    cast.nominated(vacancy, people)
    held = inaugurated(vacancy, people[0])
    with pytest.raises(annulling.NotUndone, match="berasal dari instansi yang tidak terdaftar"):
        annulled(held)


def test_by_page_and_by_api(sign_in, ready):
    vacancy, people, _holder = ready
    inaugurated(vacancy, people[0])
    staff, page = sign_in("BKD_STAFF"), f"/lowongan/{vacancy.pk}/"
    assert "annul" in staff.get(page).context["forms"]
    said = {"number": "SK-B/1", "dated": "2026-08-05", "reason": WHY}
    assert staff.post(f"{page}pelantikan/batal/", said | {"reason": "."}).status_code == 422
    assert staff.post(f"{page}pelantikan/batal/", said).status_code == 302
    assert ">dibatalkan<" in staff.get(page).content.decode()
    vacancy.refresh_from_db()
    inaugurated(vacancy, people[0])
    # What stood on the day is told of the one that counts.
    assert staff.get(page).content.decode().count("Persyaratan pada tanggal pelantikan") == 1
    api = f"/api/v1/vacancies/{vacancy.pk}/inauguration/annul/"
    told = staff.post(api, said, content_type="application/json").json()
    assert [one["inauguration"]["annul_number"] for one in told["decisions"]] == ["SK-B/1", "SK-B/1"]
    assert (told["state"], staff.post(api, said, content_type="application/json").status_code) == ("NOMINATED", 404)
