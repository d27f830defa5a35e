"""Whoever is inaugurated meets the requirements on that day: what happened since the decision counts."""

from datetime import date
from typing import Any

import pytest

from accounts.domain.users import system_operator
from audit.models import Event
from rules.errors import Invalid
from succession.domain import inauguration, recommendation, replay
from succession.models import AppointmentDecision, Inauguration
from talent.domain import known
from talent.models import AppointmentRecord, Employee
from tests import factories
from tests.succession import cast
from tests.succession.domain.test_deviations import decided

pytestmark = pytest.mark.django_db

DAY = date(2026, 8, 3)
WHY = "Kebutuhan organisasi mendesak."
HELD: dict[str, Any] = {
    "status": "PNS",
    "grade": "IV/b",
    "tier": "ADMINISTRATOR",
    "job_family": "perhubungan",
    "standing": "ACTIVE",
    "post_from": date(2010, 1, 2),
}


def recommended(person: int = 0, **values: Any) -> tuple[AppointmentDecision, Employee]:
    """Somebody decided for and recommended, of whom `values` are known otherwise than of everybody."""
    agency = factories.agency()
    people = [cast.candidate(agency, grade_from=date(2019, 4, 1), post_from=date(2009, 1, 2), **values)]
    people += cast.people(agency, 3)
    factories.established_cycle(agency)
    cast.approved(agency)
    vacancy, _built = cast.longlisted(agency)
    cast.nominated(vacancy, people[:3])
    chosen = decided(vacancy, people[0])
    recommendation.record(decision=chosen, authority="BKN", number="R-1", dated=date(2026, 7, 25), by=system_operator())
    return chosen, people[0]


def learn(about: str, person: Employee, **values: Any) -> None:
    """A fact that comes to be known now."""
    factories.write(about, person, known_at=known.turn(person.agency_id), **values)


def state(person: Employee, **changes: Any) -> None:
    said = HELD | {"name": person.name, "position": person.current.position, "standing_from": date(2026, 7, 26)}
    learn("employees", person, **said | changes)


def inaugurated(chosen: AppointmentDecision, dated: date = DAY, **given: Any) -> Inauguration:
    chosen = AppointmentDecision.objects.select_related("vacancy__agency", "employee__agency").get(pk=chosen.pk)
    return inauguration.inaugurate(decision=chosen, dated=dated, number="BA-1", by=system_operator(), **given)


def suspended(person: Employee) -> None:
    state(person, standing="SUSPENDED")


def retired(person: Employee) -> None:
    state(person, standing="RETIRED")


def sanctioned(person: Employee) -> None:
    learn("sanctions", person, severity="SEVERE", true_from=date(2026, 7, 26), true_to=date(2027, 7, 25))


def unfit(person: Employee) -> None:
    learn("attestations", person, kind="HEALTH", passed=False, true_from=date(2026, 7, 26))


@pytest.mark.parametrize(
    ("happened", "told"),
    [
        (suspended, "Kedudukan: diberhentikan sementara"),
        (retired, "Kedudukan: pensiun"),
        (sanctioned, "Hukuman disiplin: hukuman disiplin berat, 26 Juli 2026"),
        (unfit, "Sehat jasmani dan rohani: tidak (26 Juli 2026)"),
    ],
)
def test_whoever_no_longer_meets_a_requirement_is_not_inaugurated(happened: Any, told: str) -> None:
    chosen, person = recommended()
    happened(person)
    with pytest.raises(Invalid) as refused:
        inaugurated(chosen, reason="Kebutuhan organisasi yang mendesak.")
    said = str(refused.value)
    assert refused.value.code == "not_eligible"
    assert said.startswith(f"{person.name} tidak memenuhi syarat pada tanggal pelantikan: ")
    assert told in said
    assert "PP 11/2017 Pasal 1" in said
    assert said.endswith("PPK menarik kembali keputusannya dan memutuskan lagi.")
    chosen.vacancy.refresh_from_db()
    assert (chosen.vacancy.state, Inauguration.objects.count()) == ("RECOMMENDED", 0)
    assert not Event.objects.filter(kind="succession.appointment.inaugurated").exists()


@pytest.mark.parametrize(("born", "met"), [(date(1969, 8, 3), False), (date(1969, 8, 4), True)])
def test_age_is_that_of_the_day_of_the_inauguration(born: date, met: bool) -> None:
    """56 on the reference date; inaugurated on the day before the 57th birthday, and on it."""
    chosen, _person = recommended(born=born.replace(month=11))
    on = date(2026, 11, 3)
    if met:
        assert inaugurated(chosen, on).dated == on
    else:
        with pytest.raises(Invalid) as refused:
            inaugurated(chosen, on)
        assert refused.value.code == "not_eligible"


def test_what_is_unknown_on_the_day_needs_a_reason_that_is_kept() -> None:
    chosen, _person = recommended(healthy=None)
    for reason in ("", "singkat"):
        with pytest.raises(Invalid) as refused:
            inaugurated(chosen, reason=reason)
        assert refused.value.code == "no_reason"
        assert str(refused.value).startswith("Belum diketahui pada tanggal pelantikan: ")
    made = inaugurated(chosen, reason=" Surat keterangan sehat menyusul. ")
    noted = Event.objects.get(kind="succession.appointment.inaugurated")
    assert made.reason == noted.reason == "Surat keterangan sehat menyusul."
    assert noted.payload["weighed"]["health"] == "unknown"


def test_what_was_weighed_is_kept_and_comes_out_the_same_whatever_is_learnt_later() -> None:
    chosen, person = recommended()
    made = inaugurated(chosen)
    assert {one["status"] for one in made.weighed or ()} == {"pass"}
    suspended(person)
    assert replay.decision(chosen, reader=system_operator()) == replay.Replay(True, True, True)
    # A past that never was: known when the inauguration looked, though nobody saw it.
    factories.write("attestations", person, known_at=made.at, kind="HEALTH", passed=False, true_from=date(2026, 7, 31))
    again = replay.decision(chosen, reader=system_operator())
    assert (again.identical, again.inputs_same) == (False, False)
    assert [one.id.split(":")[0] for one in again.differences] == ["health"]


def bidang(person: Employee, since: date, **said: Any) -> None:
    """An import says that they hold another post since a day: by their appointments, and by their own row."""
    learn("appointments", person, position="Kepala Bidang Lain", tier="ADMINISTRATOR", true_from=since, **said)
    state(person, position="Kepala Bidang Lain", post_from=since, standing_from=None)


def own_row(person: Employee, since: date) -> None:
    state(person, position="Kepala Bidang Lain", post_from=since, standing_from=None)


def running(person: Employee) -> list[tuple[str, date]]:
    """The posts that they hold without an end."""
    rows = AppointmentRecord.objects.filter(employee=person, known_to=None, true_to=None)
    return list(rows.order_by("true_from").values_list("position", "true_from"))


@pytest.mark.parametrize("imported", [bidang, own_row])
def test_nobody_is_inaugurated_on_or_before_the_first_day_of_a_post_that_they_hold(imported: Any) -> None:
    chosen, person = recommended()
    imported(person, date(2026, 8, 10))
    for day in (date(2026, 8, 5), date(2026, 8, 10)):
        with pytest.raises(Invalid) as refused:
            inaugurated(chosen, day)
        assert (refused.value.code, str(refused.value)) == (
            "date_order",
            f"Menurut catatan {person.name} memegang Kepala Bidang Lain sejak 10 Agustus 2026; pelantikan ini harus "
            "bertanggal sesudah hari itu. Periksalah tanggal pelantikan, atau koreksilah catatannya.",
        )
    chosen.vacancy.refresh_from_db()
    assert (chosen.vacancy.state, Inauguration.objects.count()) == ("RECOMMENDED", 0)
    inaugurated(chosen, date(2026, 8, 11), reason=WHY)
    person.refresh_from_db()
    assert running(person) == [("Kepala Dinas JPT-01", date(2026, 8, 11))]
    assert person.current.position == "Kepala Dinas JPT-01"


def test_the_inauguration_that_the_records_tell_of_already_is_recorded_on_its_day() -> None:
    chosen, person = recommended()
    said = {"position": "Kepala Dinas JPT-01", "tier": "JPT_PRATAMA"}
    learn("appointments", person, true_from=DAY, kind="DEFINITIVE", **said)
    state(person, **said, post_from=DAY, standing_from=None)
    with pytest.raises(Invalid) as refused:
        inaugurated(chosen, date(2026, 8, 2))
    assert refused.value.code == "date_order"
    inaugurated(chosen, reason=WHY)
    assert running(person) == [("Kepala Dinas JPT-01", DAY)]


def test_an_acting_post_that_began_later_is_no_other_post() -> None:
    chosen, person = recommended()
    said = {"position": "Kepala Bidang Lain", "tier": "ADMINISTRATOR"}
    learn("appointments", person, **said, true_from=date(2026, 8, 10), kind="PLT")
    assert inaugurated(chosen, reason=WHY).dated == DAY


def test_of_a_grade_of_a_later_day_the_post_is_the_one_of_the_inauguration() -> None:
    chosen, person = recommended()
    old = person.current
    held = {"position": old.position, "post_from": old.post_from, "standing_from": None}
    state(person, **held, grade="IV/c", grade_from=date(2026, 10, 1))
    inaugurated(chosen, reason=WHY)
    person.refresh_from_db()
    now = person.current
    assert (now.true_from, now.grade, now.position, now.post_from) == (
        date(2026, 10, 1),
        "IV/c",
        "Kepala Dinas JPT-01",
        DAY,
    )
