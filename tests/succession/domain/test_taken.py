"""Who can no longer be taken from a list: another filling took them meanwhile, or they withdrew."""

from datetime import date
from typing import Any

import pytest

from accounts.domain.users import system_operator
from audit.models import Event
from rules.errors import Invalid
from succession.domain import applying, committee, confirmation, decision, inauguration, recommendation
from succession.domain.queries import deviations as register
from succession.domain.queries.available import unavailable
from succession.models import Application, AppointmentDecision, Inauguration, Recommendation, Vacancy
from talent.domain import known
from talent.models import Employee
from tests import factories
from tests.succession import cast
from tests.succession.domain.test_deviations import decided, refusal

pytestmark = pytest.mark.django_db

LETTER = {"authority": "BKN", "number": "R-1", "dated": date(2026, 7, 26)}


def inaugurated(chosen: AppointmentDecision) -> Inauguration:
    by = system_operator()
    chosen = AppointmentDecision.objects.select_related("vacancy__agency", "employee__agency").get(pk=chosen.pk)
    return inauguration.inaugurate(decision=chosen, dated=date(2026, 8, 3), number="BA-1", by=by)


def won(vacancy: Vacancy, person: Employee) -> None:
    """The person is decided for and inaugurated."""
    chosen = decided(vacancy, person)
    recommendation.record(decision=chosen, by=system_operator(), **LETTER)
    inaugurated(chosen)


def test_whom_another_filling_inaugurated_since_the_list_was_made_is_not_taken_from_it() -> None:
    agency = factories.agency()
    people = cast.people(agency, 5)
    factories.established_cycle(agency)
    cast.approved(agency)
    first, second, third = (cast.longlisted(agency, f"L-{one}", f"JPT-{one}")[0] for one in (1, 2, 3))
    for vacancy in (first, second):
        cast.nominated(vacancy, people[:3])
    cast.sat(third, system_operator())
    won(first, people[0])
    person = Employee.objects.select_related("agency").get(pk=people[0].pk)
    said = "sudah dilantik pada 3 Agustus 2026 melalui lowongan %s, sesudah daftar panjang lowongan ini disusun"
    with pytest.raises(decision.Contested) as refused:
        decided(second, person)
    assert str(refused.value) == f"{person.name} {said % 'L-1'}."
    second.refresh_from_db()
    assert (second.state, second.decisions.count(), second.nominees.count()) == ("NOMINATED", 0, 3)
    # Neither by the committee from the list made before, nor from outside the three.
    named = [committee.Nomination(one.pk, "Pengalaman paling dekat.") for one in people[:3]]
    with pytest.raises(Invalid) as unfit:
        committee.nominate(
            vacancy=third, nominations=named, token=confirmation.confirmation_token(third), by=system_operator()
        )
    assert unfit.value.code == "unavailable"
    cast.nominated(third, people[1:4])
    outside = {"outside": True, "basis": "agency_rule"}
    assert refusal(lambda: decided(third, person, **outside)) == "contested"
    # Who may not see the vacancy that won is told that one did.
    stranger = factories.user("PPK", factories.other_agency())
    assert unavailable(second, people[:2], stranger) == {person.pk: said.replace("lowongan %s", "lowongan lain")}
    # The next name is taken with that as the cause.
    assert decided(second, people[1], basis="ranked_list").deviation.cause == "TAKEN"
    # A list made since knows the post that they hold now.
    fresh, _built = cast.longlisted(agency, "L-4", "JPT-4")
    assert unavailable(fresh, [person], system_operator()) == {}


def test_an_applicant_withdraws_after_three_names_were_sent_up_and_the_ppk_cannot_take_them(sign_in) -> None:
    agency = factories.agency()
    people = cast.people(agency, 4)
    vacancy, applications = cast.selected(agency, people)
    cast.nominated(vacancy, people[:3])
    staff, ppk, at = sign_in("BKD_STAFF"), sign_in("PPK"), f"/lowongan/{vacancy.pk}/"
    application = Application.objects.get(pk=applications[0].pk)
    stale = Vacancy.objects.get(pk=vacancy.pk)
    assert "withdraw" in staff.get(f"/lamaran/{application.pk}/").context["forms"]
    answer = staff.post(f"/lamaran/{application.pk}/tarik/", {"reason": "Mengundurkan diri."})
    assert (answer.status_code, Vacancy.objects.get(pk=vacancy.pk).state) == (302, "NOMINATED")
    noted = Event.objects.get(kind="succession.selection.withdrawn")
    assert (noted.subject, noted.reason) == (f"succession.application:{application.pk}", "Mengundurkan diri.")
    # What was sent up stays readable, and says who is gone.
    cast.declared(vacancy, ppk.user)
    page = ppk.get(f"{at}keputusan/")
    told = [(nominee.employee_id, bool(gone)) for nominee, *_more, gone, _stages in page.context["people"]]
    assert told == [(people[0].pk, True), (people[1].pk, False), (people[2].pk, False)]
    offered = [value for value, _label in page.context["form"].fields["employee"].choices]
    assert offered == [str(people[1].pk), str(people[2].pk)]
    assert list(ppk.get(at).context["gone"]) == [people[0].pk]
    confirmed = ppk.get(f"/api/v1/vacancies/{vacancy.pk}/confirmation/").json()["people"]
    assert [bool(one["unavailable"]) for one in confirmed] == [True, False, False]
    # By whatever way.
    with pytest.raises(decision.Contested) as refused:
        decided(Vacancy.objects.get(pk=vacancy.pk), people[0], decided_on=date(2026, 8, 1))
    assert str(refused.value).startswith(f"{people[0].name} menarik lamarannya, dicatat ")
    # Who read the vacancy before reads it again.
    assert refusal(lambda: decided(stale, people[1], basis="ranked_list")) == "changed_meanwhile"
    taken = decided(Vacancy.objects.get(pk=vacancy.pk), people[1], basis="ranked_list")
    assert taken.employee_id == people[1].pk
    # Still a deviation, which says by itself that the first name was not passed over.
    (entry,) = register.entries(taken.vacancy.deviations.all())
    assert (entry.held.kind, entry.held.cause) == ("NOT_FIRST", "WITHDREW")
    head, row = register.rows([entry])
    assert dict(zip(head, row, strict=True))["Sebab"] == "calon pertama mengundurkan diri"
    said = sign_in("BKD_HEAD").get(f"/penyimpangan/{entry.held.pk}/").content.decode()
    assert said.count("calon pertama mengundurkan diri") == 1


def test_who_withdraws_after_the_decision_is_not_inaugurated_before_it_is_taken_back(sign_in) -> None:
    agency = factories.agency()
    people = cast.people(agency, 3)
    vacancy, applications = cast.selected(agency, people)
    cast.nominated(vacancy, people)
    chosen = decided(vacancy, people[0])
    recommendation.record(decision=chosen, by=system_operator(), **LETTER)
    application = Application.objects.get(pk=applications[0].pk)
    applying.withdraw(application=application, reason="Mengundurkan diri.", by=system_operator())
    shown = sign_in("PPK").get(f"/lowongan/{vacancy.pk}/")
    assert shown.context["taken_back"] == people[0]
    assert "PPK menarik kembali keputusannya, lalu memutuskan lagi." in shown.content.decode()
    with pytest.raises(decision.Contested) as refused:
        inaugurated(chosen)
    assert str(refused.value).endswith("PPK menarik kembali keputusannya dan memutuskan lagi.")
    held = AppointmentDecision.objects.select_related("vacancy__agency").get(pk=chosen.pk)
    decision.withdraw(decision=held, reason="Yang bersangkutan menarik diri.", by=system_operator())
    again = decided(Vacancy.objects.get(pk=vacancy.pk), people[1], basis="ranked_list")
    applying.withdraw(
        application=Application.objects.get(pk=applications[1].pk), reason="Mengundurkan diri.", by=system_operator()
    )
    assert refusal(lambda: cast.signed(again)) == "contested"


def test_no_recommendation_is_recorded_for_who_withdrew() -> None:
    agency = factories.agency()
    people = cast.people(agency, 3)
    vacancy, applications = cast.selected(agency, people)
    cast.nominated(vacancy, people)
    chosen = decided(vacancy, people[0])
    application = Application.objects.get(pk=applications[0].pk)
    applying.withdraw(application=application, reason="Mengundurkan diri.", by=system_operator())
    with pytest.raises(decision.Contested) as refused:
        recommendation.record(decision=chosen, by=system_operator(), **LETTER)
    assert str(refused.value).startswith(f"{people[0].name} menarik lamarannya, dicatat ")
    assert str(refused.value).endswith("PPK menarik kembali keputusannya dan memutuskan lagi.")
    assert (Recommendation.objects.count(), Vacancy.objects.get(pk=vacancy.pk).state) == (0, "DECIDED")


def test_nobody_withdraws_once_somebody_is_inaugurated() -> None:
    agency = factories.agency()
    people = cast.people(agency, 3)
    vacancy, applications = cast.selected(agency, people)
    cast.nominated(vacancy, people)
    won(vacancy, people[0])
    gone = Application.objects.get(pk=applications[0].pk)
    assert refusal(lambda: applying.withdraw(application=gone, reason="Mengundurkan diri.", by=system_operator())) == (
        "wrong_state"
    )


def test_who_holds_a_senior_post_for_less_than_two_years_is_chosen_with_a_warning(sign_in) -> None:
    vacancy, people = cast.ready(factories.agency())
    held: dict[str, Any] = {
        "status": "PNS",
        "position": "Kepala Dinas Lain",
        "tier": "JPT_PRATAMA",
        "standing": "ACTIVE",
    }
    held |= {"post_from": date(2025, 9, 1)}
    factories.write("employees", people[1], known_at=known.turn(vacancy.agency_id), name=people[1].name, **held)
    ppk = sign_in("PPK")
    cast.declared(vacancy, ppk.user)
    page = ppk.get(f"/lowongan/{vacancy.pk}/keputusan/").context["people"]
    confirmed = ppk.get(f"/api/v1/vacancies/{vacancy.pk}/confirmation/").json()["people"]
    shown = [[(one.code, one.decides) for one in checks][-1] for *_before, checks, _gone, _stages in page]
    told = [[(one["code"], one["decides"]) for one in person["checks"]][-1] for person in confirmed]
    assert shown[1] == told[1] == ("early_replacement", False)
    assert "early_replacement" not in {shown[0][0], shown[2][0], told[0][0], told[2][0]}
