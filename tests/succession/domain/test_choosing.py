"""How the successor is chosen, and whether a recommendation must come first: as the regime of the filling has it."""

from datetime import date

import pytest

from accounts.domain.users import system_operator
from audit.models import Event
from rules.errors import DomainError, Invalid
from rules.law import shipped
from succession.domain import approvals, committee, confirmation, decision, gate, inauguration, longlist, narrowing
from succession.domain.queries import choosing, home, panels, vacancies
from succession.models import AppointmentDecision, Vacancy
from talent.models import Employee
from tests import factories
from tests.conftest import SignIn
from tests.succession import cast

pytestmark = pytest.mark.django_db

OLD_RULE = {"running_since": date(2022, 11, 1)}


def longlisted(count: int = 4) -> tuple[Vacancy, list[Employee]]:
    """A filling begun in 2022 and finished under KASN's rule, with its candidates in their order."""
    agency = factories.agency()
    candidates = cast.people(agency, count)
    factories.established_cycle(agency)
    known = {"agency": agency.code, "round": "2022"}
    decided = {"decided_on": date(2022, 9, 15), "valid_to": date(2027, 9, 15)}
    cast.merit("merit_rounds", known | {"instrument": "KASN-2019"} | decided)
    subs = [sub["id"] for sub in shipped().at("merit.instrument_kasn_2019", date(2022, 1, 1)).value["sub_aspects"]]
    cast.merit("merit_levels", *[known | {"sub_aspect": sub, "level": 3} for sub in subs])
    for kind in ("APPROVAL", "COMMITMENT"):
        cast.approved(agency, "KASN", date(2022, 10, 3), kind)
    vacancy = cast.opened(agency, cast.post(agency), **OLD_RULE)
    gate.decide_route(vacancy=vacancy, by=system_operator())
    longlist.build(vacancy=vacancy, by=system_operator())
    return vacancy, candidates


def nominate(vacancy: Vacancy, three: list[Employee], reason: str = "") -> None:
    by = system_operator()
    if panels.of(vacancy) is None:
        cast.sat(vacancy, by)
    names = [committee.Nomination(person.pk, reason if place == 0 else "") for place, person in enumerate(three)]
    given = {"token": confirmation.confirmation_token(vacancy), "named_on": cast.settled(vacancy), "by": by}
    committee.nominate(vacancy=vacancy, nominations=names, **given)


def decided(vacancy: Vacancy, person: Employee) -> AppointmentDecision:
    return decision.decide(
        vacancy=vacancy,
        employee=person,
        decided_on=date(2026, 7, 20),
        number="800/7/2026",
        reason="Paling berpengalaman di bidangnya.",
        token=confirmation.confirmation_token(vacancy),
        by=system_operator(),
    )


def test_another_first_name_than_the_first_ranked_of_box_nine_needs_a_reason() -> None:
    vacancy, candidates = longlisted()
    with pytest.raises(Invalid) as refused:
        nominate(vacancy, [candidates[1], candidates[0], candidates[2]])
    assert (refused.value.code, str(refused.value)) == (
        "no_reason",
        f"Calon urutan 1, {candidates[1].name}, perlu alasan, paling sedikit 10 huruf: bukan pilihan menurut aturan "
        f"(peringkat pertama kotak 9); mendahului {candidates[0].name} yang peringkatnya lebih baik.",
    )
    nominate(vacancy, [candidates[1], candidates[0], candidates[2]], "Paling dekat dengan bidang jabatan ini.")
    assert vacancies.nominees(vacancy)[0].employee_id == candidates[1].pk


def test_the_first_ranked_of_box_nine_in_first_place_needs_none() -> None:
    vacancy, candidates = longlisted()
    nominate(vacancy, candidates[:3])
    assert vacancy.state == "NOMINATED"


def test_since_2026_the_rule_leaves_the_choice_open_but_not_the_order_of_the_ranking() -> None:
    agency = factories.agency()
    candidates = cast.people(agency, 4)
    factories.established_cycle(agency)
    cast.approved(agency)
    vacancy, built = cast.longlisted(agency)
    assert choosing.chosen(choosing.choices(built, {})) is None
    with pytest.raises(Invalid) as refused:
        nominate(vacancy, [candidates[1], candidates[0], candidates[2]])
    assert str(refused.value) == (
        f"Calon urutan 1, {candidates[1].name}, perlu alasan, paling sedikit 10 huruf: mendahului "
        f"{candidates[0].name} yang peringkatnya lebih baik."
    )
    nominate(vacancy, candidates[:3])
    assert vacancy.state == "NOMINATED"


def test_who_fails_now_leaves_the_choice_to_the_next() -> None:
    vacancy, candidates = longlisted()
    built = vacancy.longlists.get()
    assert choosing.chosen(choosing.choices(built, {})) == candidates[0].pk
    assert choosing.chosen(choosing.choices(built, {candidates[0].pk: "fail"})) == candidates[1].pk


def test_where_the_law_asks_for_no_recommendation_the_inauguration_needs_none() -> None:
    vacancy, candidates = longlisted()
    nominate(vacancy, candidates[:3])
    chosen = decided(vacancy, candidates[0])
    assert "inaugurate" in vacancies.steps_for(vacancy, system_operator(), None)
    waits = [home.vacancy_tasks(factories.user(role, vacancy.agency)) for role in ("BKD_HEAD", "MERIT_VERIFIER")]
    assert [[task.note for task in tasks] for tasks in waits] == [["siap dilantik · L-01"], []]
    with pytest.raises(Invalid) as refused:
        inauguration.inaugurate(decision=chosen, dated=date(2026, 7, 19), number="BA-1", by=system_operator())
    assert refused.value.code == "date_order"
    inauguration.inaugurate(decision=chosen, dated=date(2026, 8, 3), number="BA-1", by=system_operator())
    assert (vacancy.state, chosen.recommendation) == ("INAUGURATED", None)


def test_a_time_without_replacements_forbids_an_inauguration_until_the_minister_permits_it(sign_in: SignIn) -> None:
    vacancy, candidates = longlisted()
    nominate(vacancy, candidates[:3])
    chosen, by, on = decided(vacancy, candidates[0]), system_operator(), date(2026, 8, 3)
    # Recorded after the route was decided: whatever that was, nobody may be inaugurated.
    narrowing.freeze(agency=vacancy.agency, kind="NEW_HEAD", number="BA/3", since=date(2026, 7, 25), until=None, by=by)
    staff, at = sign_in("BKD_STAFF"), f"/lowongan/{vacancy.pk}/"
    shown = {check.code: str(check.status) for check in staff.get(at).context["frozen"]}
    assert shown == {"freeze_pilkada": "unknown", "freeze_new_head": "fail"}
    refused = staff.post(f"{at}pelantikan/", {"dated": "2026-08-03", "number": "BA-1"})
    (why,) = refused.context["forms"]["inaugurate"].non_field_errors()
    assert (refused.status_code, why) == (
        409,
        "Pelantikan tidak boleh pada tanggal itu: BA/3: tanpa penggantian 25 Juli 2026 sampai 24 Januari 2027 (tanpa "
        "penggantian dalam 6 bulan sejak pelantikan kepala daerah, kecuali diizinkan menteri; UU 10/2016 Pasal 71).",
    )
    letter = {"kind": "PERMIT", "authority": "MIN", "number": "M/5", "dated": date(2026, 8, 1), "valid_to": None}
    approvals.record(agency=vacancy.agency, about=approvals.Scope(posts=(vacancy.position.code,)), by=by, **letter)
    made = inauguration.inaugurate(decision=chosen, dated=on, number="BA-1", by=by)
    kept = {check.code: (str(check.status), check.verified) for check in vacancies.checks_at(made)}
    assert kept == {"freeze_pilkada": ("unknown", False), "freeze_new_head": ("pass", False)}
    assert "diizinkan menteri dengan M/5, 1 Agustus 2026" in staff.get(at).content.decode()
    noted = Event.objects.get(kind="succession.appointment.inaugurated").payload["checks"]
    assert noted == {"freeze_pilkada": "unknown", "freeze_new_head": "pass"}


def test_where_the_law_asks_for_one_the_step_is_not_offered_before_it() -> None:
    vacancy, candidates = cast.ready(factories.agency())
    chosen = decided(vacancy, candidates[0])
    assert "inaugurate" not in vacancies.steps_for(vacancy, system_operator(), None)
    with pytest.raises(DomainError) as refused:
        inauguration.inaugurate(decision=chosen, dated=date(2026, 8, 3), number="BA-1", by=system_operator())
    assert refused.value.code == "no_recommendation"


@pytest.mark.parametrize(
    ("language", "rule", "note"),
    [
        ("id", "Cara memilih pengganti: peringkat pertama kotak 9", "Sumber kedua menyebut peringkat pertama kotak 9"),
        (
            "en",
            "How the successor is chosen: first-ranked of box 9",
            "Secondary sources name the first-ranked of box 9",
        ),
    ],
)
def test_the_pages_where_people_choose_name_the_rule_its_source_and_its_mark(
    sign_in: SignIn, language: str, rule: str, note: str
) -> None:
    vacancy, candidates = longlisted()
    nominator, ppk = sign_in("SELECTION_COMMITTEE"), sign_in("PPK")
    cast.sat(vacancy, nominator.user, system_operator())
    for client in (nominator, ppk):
        client.cookies["django_language"] = language
    pages = [nominator.get(f"/lowongan/{vacancy.pk}/"), nominator.get(f"/lowongan/{vacancy.pk}/usulan/")]
    assert pages[1].context["order"].taken_by_rule == {candidates[0].pk}
    nominate(vacancy, candidates[:3])
    cast.declared(vacancy, ppk.user)
    pages.append(ppk.get(f"/lowongan/{vacancy.pk}/keputusan/"))
    assert [str(chosen.status) for _one, _entry, chosen, *_ in pages[2].context["people"]] == [
        "pass",
        "fail",
        "fail",
    ]
    for page in pages:
        text = page.content.decode()
        assert rule in text
        assert "UU 5/2014 Pasal 111; PermenPANRB 3/2020" in text
        assert note in text


def test_a_step_that_was_not_required_has_no_tick(sign_in: SignIn) -> None:
    vacancy, candidates = longlisted()
    nominate(vacancy, candidates[:3])
    chosen = decided(vacancy, candidates[0])
    staff = sign_in("BKD_STAFF")
    assert "rekomendasi KASN tidak diwajibkan" in staff.get(f"/lowongan/{vacancy.pk}/").content.decode()
    inauguration.inaugurate(decision=chosen, dated=date(2026, 8, 3), number="BA-1", by=system_operator())
    course = staff.get(f"/lowongan/{vacancy.pk}/").context["course"]
    assert [step["state"] for step in course] == ["done", "done", "done", "done", "", "done"]
