"""What the way refuses: the wrong person, the wrong moment, what was not seen."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from accounts.domain import users
from accounts.domain.users import system_operator
from accounts.models import User
from accounts.roles import Roles
from audit.models import Event
from rules.errors import DomainError, Invalid, NotAllowed
from succession.domain import (
    applying,
    committee,
    confirmation,
    countersigning,
    decision,
    deviations,
    gate,
    inauguration,
    longlist,
    recommendation,
    selection,
    states,
    vacancies,
)
from succession.models import AppointmentDecision, CommitteeMember, Nominee, Vacancy
from talent.domain import calibration, known
from talent.models import Employee
from tests import factories
from tests.succession import cast

pytestmark = pytest.mark.django_db


def decide(vacancy: Vacancy, person: Employee, **values: Any) -> AppointmentDecision:
    wanted = {
        "decided_on": date(2026, 7, 20),
        "number": "800/7/2026",
        "reason": "Paling berpengalaman di bidangnya.",
        "token": values.get("token") or confirmation.confirmation_token(vacancy),
        "by": system_operator(),
    } | values
    if wanted["by"] != system_operator() and vacancy.state == "NOMINATED":
        cast.declared(vacancy, wanted["by"])
    return decision.decide(vacancy=vacancy, employee=person, **wanted)


def second_vacancy(candidates: list[Employee]) -> Vacancy:
    vacancy, _built = cast.longlisted(candidates[0].agency, "L-02", "JPT-02")
    cast.nominated(vacancy, candidates[:3])
    return vacancy


def test_once_names_are_sent_up_staff_close_nothing_and_the_ppk_starts_again() -> None:
    vacancy, _candidates = cast.ready(factories.agency())
    with pytest.raises(DomainError) as refused:
        vacancies.close(vacancy=vacancy, reason="Tidak jadi diisi sekarang.", by=system_operator())
    assert refused.value.code == "names_sent"
    vacancy.refresh_from_db()
    assert vacancy.state == "NOMINATED"


def test_a_vacancy_is_decided_once_and_the_loser_is_told_for_whom() -> None:
    vacancy, candidates = cast.ready(factories.agency())
    stale = Vacancy.objects.get(pk=vacancy.pk)
    token = confirmation.confirmation_token(vacancy)
    decide(vacancy, candidates[0])
    with pytest.raises(decision.Contested) as refused:
        decide(stale, candidates[1], token=token)
    assert str(refused.value) == f"Lowongan L-01 sudah diputuskan untuk {candidates[0].name}."


def test_a_person_is_decided_once_and_the_loser_is_told_where() -> None:
    vacancy, candidates = cast.ready(factories.agency())
    other = second_vacancy(candidates)
    decide(vacancy, candidates[0])
    with pytest.raises(decision.Contested) as refused:
        decide(other, candidates[0])
    assert str(refused.value) == "Orang ini sudah diputuskan untuk lowongan L-01."
    assert AppointmentDecision.objects.count() == 1
    other.refresh_from_db()
    assert other.state == "NOMINATED"


def test_a_withdrawn_decision_frees_the_person_and_keeps_the_nominees() -> None:
    vacancy, candidates = cast.ready(factories.agency())
    other = second_vacancy(candidates)
    taken = decide(vacancy, candidates[0])
    decision.withdraw(decision=taken, reason="Keberatan diterima oleh PPK.", by=system_operator())
    assert decide(other, candidates[0]).employee == candidates[0]
    assert decide(vacancy, candidates[1], basis="ranked_list").employee == candidates[1]
    taken.refresh_from_db()
    assert taken.end_reason == "Keberatan diterima oleh PPK."


UNRELATED = "Anda tidak ikut dalam pengisian ini (anggapan kerja, belum diverifikasi): "
NOBODY = "Belum ada pemegang lain peran itu pada instansi ini; administrator memberikannya kepada pengganti Anda."


def tied(user: User, person: Employee, tie: str = "self") -> User:
    """The same user, who is this person or declared a relation to them."""
    if tie == "self":
        users.grant(user=user, role=Roles.EMPLOYEE, by=system_operator(), employee_id=person.pk)
        return User.objects.get(pk=user.pk)
    calibration.declared(employee=person, relation="adik kandung", by=user)
    return user


@pytest.mark.parametrize("tie", ["self", "declared"])
def test_a_ppk_who_is_or_is_related_to_one_of_the_three_decides_about_none(sign_in: Any, tie: str) -> None:
    vacancy, candidates = cast.ready(factories.agency())
    ppk = tied(factories.user("PPK", vacancy.agency), candidates[1], tie)
    day = date_format(timezone.localdate(), "DATE_FORMAT")
    declared = f"pada {day} Anda menyatakan hubungan dengan {candidates[1].name}: adik kandung"
    because = UNRELATED + {"self": "Anda salah seorang calonnya", "declared": declared}[tie] + ". "
    for person in candidates[:3]:
        with pytest.raises(NotAllowed) as refused:
            decide(vacancy, person, basis="ranked_list", by=ppk)
        assert str(refused.value) == because + NOBODY
    client = sign_in(ppk)
    page = client.get(f"/lowongan/{vacancy.pk}/keputusan/")
    assert (page.context["recused"], b'name="token"' in page.content) == (because + NOBODY, False)
    shown = client.get(f"/api/v1/vacancies/{vacancy.pk}/confirmation/").json()["people"]
    assert [one["unavailable"] for one in shown] == [because + NOBODY] * 3
    for step in ("ulang", "keputusan/luar"):
        assert client.get(f"/lowongan/{vacancy.pk}/{step}/").status_code == 302
    # Another holder of the role does.
    other = factories.user("PPK", vacancy.agency)
    cast.declared(vacancy, other)
    assert client.get(f"/lowongan/{vacancy.pk}/keputusan/").context["recused"] == (
        f"{because}Yang dapat melakukannya: {other}."
    )
    assert sign_in(other).get(f"/lowongan/{vacancy.pk}/keputusan/").context["recused"] == ""
    held = decide(vacancy, candidates[0], by=other)
    with pytest.raises(NotAllowed, match="tidak ikut dalam pengisian"):
        decision.withdraw(decision=held, reason="Keberatan diterima oleh PPK.", by=ppk)
    decision.withdraw(decision=held, reason="Keberatan diterima oleh PPK.", by=other)


def test_a_related_ppk_does_not_start_again_and_a_related_head_neither_signs_nor_refuses() -> None:
    vacancy, candidates = cast.ready(factories.agency())
    given = {"dated": date(2026, 8, 5), "number": "1", "basis": "none_suitable", "reason": "Tidak ada yang cocok."}
    given |= {"vacancy": vacancy, "token": confirmation.confirmation_token(vacancy)}
    with pytest.raises(NotAllowed, match="tidak ikut dalam pengisian"):
        countersigning.start_again(by=tied(factories.user("PPK", vacancy.agency), candidates[2]), **given)
    other = factories.user("PPK", vacancy.agency)
    cast.declared(vacancy, other)
    entry = countersigning.start_again(by=other, **given)
    head = tied(factories.user("BKD_HEAD", vacancy.agency), candidates[1])
    token = deviations.shown(entry, known.now(vacancy.agency_id))[1]
    with pytest.raises(NotAllowed, match="tidak ikut dalam pengisian"):
        countersigning.sign(entry=entry, token=token, by=head)
    with pytest.raises(NotAllowed, match="tidak ikut dalam pengisian"):
        countersigning.refuse(entry=entry, reason="Masih ada yang cocok.", by=head)
    second = factories.user("BKD_HEAD", vacancy.agency)
    cast.declared(vacancy, second)
    countersigning.sign(entry=entry, token=token, by=second)
    assert entry.signed_at is not None


def test_somebody_ranked_who_was_not_named_does_not_decide_either() -> None:
    vacancy, candidates = cast.ready(factories.agency())
    with pytest.raises(NotAllowed, match="tidak ikut dalam pengisian"):
        decide(vacancy, candidates[0], by=tied(factories.user("PPK", vacancy.agency), candidates[3]))
    # Whoever is related to somebody the committee left out may.
    ppk = tied(factories.user("PPK", vacancy.agency), candidates[3], "declared")
    assert decide(vacancy, candidates[0], by=ppk).by == ppk


def test_a_candidate_does_not_record_their_own_inauguration() -> None:
    vacancy, candidates = cast.ready(factories.agency())
    held = decide(vacancy, candidates[0])
    recommendation.record(decision=held, authority="BKN", number="R", dated=date(2026, 8, 4), by=system_operator())
    given = {"decision": held, "dated": date(2026, 8, 4), "number": "B"}
    with pytest.raises(NotAllowed, match="tidak ikut dalam pengisian"):
        inauguration.inaugurate(by=tied(factories.user("BKD_HEAD", vacancy.agency), candidates[1]), **given)
    assert inauguration.inaugurate(by=factories.user("BKD_HEAD", vacancy.agency), **given).number == "B"


def test_an_applicant_types_no_scores_and_whoever_withdrew_may() -> None:
    agency = factories.agency()
    people = [cast.candidate(agency) for _place in range(4)]
    vacancy = cast.announced(agency)
    applications = cast.applied(vacancy, people)
    selection.screen(vacancy=vacancy, by=system_operator())
    one, gone = (tied(factories.user("BKD_STAFF", agency), person) for person in (people[0], people[3]))
    given = {"application": applications[1], "scores": cast.WEIGHTS, "seen": 0} | cast.LETTER
    with pytest.raises(NotAllowed, match="tidak ikut dalam pengisian"):
        selection.score(by=one, **given)
    applying.withdraw(application=applications[3], reason="Menerima tugas belajar.", by=system_operator())
    assert len(selection.score(by=gone, **given)) == 4


def test_a_ppk_employed_elsewhere_does_not_decide_about_themself_as_an_applicant() -> None:
    agency, elsewhere = factories.agency(), factories.other_agency()
    me = cast.candidate(elsewhere)
    vacancy = cast.announced(agency)
    applications = [cast.outsider(vacancy, nip=me.nip), cast.outsider(vacancy, 902), cast.outsider(vacancy, 903)]
    selection.screen(vacancy=vacancy, by=system_operator())
    for place, application in enumerate(applications):
        cast.scored(application, *[90 - 5 * place] * 4)
    selection.rank(vacancy=vacancy, by=system_operator())
    cast.nominated(vacancy, [one.employee for one in applications])
    given = {"person": applications[0].employee, "decided_on": date(2026, 8, 3)}
    with pytest.raises(NotAllowed, match="tidak ikut dalam pengisian"):
        decide(vacancy, by=tied(factories.user("PPK", agency), me), **given)
    # Nor does anybody else: their agency's own records of them would not be asked.
    with pytest.raises(Invalid, match="padahal NIP-nya pegawai instansi lain"):
        decide(vacancy, by=factories.user("PPK", agency), **given)


def test_a_ppk_has_no_seat_on_the_committee_and_a_member_does_not_decide(sign_in: Any) -> None:
    vacancy, candidates = cast.ready(factories.agency())
    agency, by = vacancy.agency, system_operator()
    both = factories.user("PPK", agency)
    users.grant(user=both, role=Roles.SELECTION_COMMITTEE, by=by, agency_id=agency.pk)
    both = User.objects.get(pk=both.pk)
    with pytest.raises(Invalid) as refused:
        committee.appoint_member(vacancy=vacancy, user=both, by=by)
    assert refused.value.code == "decides"
    member = factories.user("SELECTION_COMMITTEE", agency)
    seat = CommitteeMember.objects.create(vacancy=vacancy, user=member)
    users.grant(user=member, role=Roles.PPK, by=by, agency_id=agency.pk)
    member = User.objects.get(pk=member.pk)
    with pytest.raises(NotAllowed, match="duduk dalam panitia"):
        decide(vacancy, candidates[0], by=member)
    assert "duduk dalam panitia" in sign_in(member).get(f"/lowongan/{vacancy.pk}/keputusan/").context["recused"]
    given = {"released_on": date(2026, 7, 1), "release_number": "1", "release_reason": "Diganti.", "released_by": by}
    CommitteeMember.objects.filter(pk=seat.pk).update(released_at=timezone.now(), **given)
    assert decide(vacancy, candidates[0], by=member).by == member


def test_only_a_nominee_can_be_chosen() -> None:
    vacancy, candidates = cast.ready(factories.agency())
    with pytest.raises(Invalid) as refused:
        decide(vacancy, candidates[3])
    assert refused.value.code == "not_nominated"


@pytest.mark.parametrize("reason", ["", "   ", "singkat"])
def test_a_decision_needs_a_reason_that_says_something(reason: str) -> None:
    vacancy, candidates = cast.ready(factories.agency())
    with pytest.raises(Invalid) as refused:
        decide(vacancy, candidates[0], reason=reason)
    assert refused.value.code == "no_reason"
    assert not Event.objects.filter(kind="succession.appointment.decided").exists()


def test_a_signature_over_facts_that_changed_is_refused_with_the_differences() -> None:
    vacancy, candidates = cast.ready(factories.agency())
    token = confirmation.confirmation_token(vacancy)
    factories.write(
        "attestations",
        candidates[0],
        known_at=timezone.now(),
        kind="INTEGRITY",
        passed=False,
        true_from=date(2026, 6, 1),
    )
    with pytest.raises(confirmation.StaleConfirmation) as refused:
        decide(vacancy, candidates[1], token=token)
    assert len(refused.value.differences) == 1
    assert refused.value.differences[0].startswith(f"{candidates[0].name}, ")
    assert "(pass) → " in refused.value.differences[0]
    assert refused.value.differences[0].endswith("(fail)")


def test_somebody_who_fails_by_now_cannot_be_chosen_even_by_who_saw_it() -> None:
    vacancy, candidates = cast.ready(factories.agency())
    factories.write("sanctions", candidates[0], severity="LIGHT", true_from=date(2026, 6, 1), true_to=date(2026, 12, 1))
    with pytest.raises(Invalid) as refused:
        decide(vacancy, candidates[0])
    assert refused.value.code == "not_eligible"


def test_three_different_names_are_nominated_by_a_member_only() -> None:
    agency = factories.agency()
    candidates = cast.people(agency, 4)
    factories.established_cycle(agency)
    cast.approved(agency)
    vacancy, _built = cast.longlisted(agency)
    panel = factories.user("SELECTION_COMMITTEE", agency)
    token = confirmation.confirmation_token(vacancy)
    three = [committee.Nomination(person.pk) for person in candidates[:3]]
    with pytest.raises(NotAllowed):
        committee.nominate(vacancy=vacancy, nominations=three, token=token, by=panel)
    cast.sat(vacancy, panel)
    for wrong in (three[:2], [three[0], three[0], three[1]]):
        with pytest.raises(Invalid) as refused:
            committee.nominate(vacancy=vacancy, nominations=wrong, token=token, by=panel)
        assert refused.value.code == "three_names"
    committee.nominate(vacancy=vacancy, nominations=three, token=token, by=panel)
    assert list(Nominee.objects.values_list("order", "employee")) == [
        (place, person.pk) for place, person in enumerate(candidates[:3], start=1)
    ]


def test_an_unknown_requirement_needs_a_reason_and_a_failed_one_excludes() -> None:
    agency = factories.agency()
    sound = cast.people(agency, 2)
    unknown = cast.candidate(agency, healthy=None)
    failing = cast.candidate(agency, healthy=False)
    factories.established_cycle(agency)
    cast.approved(agency)
    vacancy, _built = cast.longlisted(agency)
    by = system_operator()
    cast.sat(vacancy, by)
    token = confirmation.confirmation_token(vacancy)

    def nominate(third: Employee, reason: str = "") -> None:
        names = [committee.Nomination(person.pk) for person in sound] + [committee.Nomination(third.pk, reason)]
        committee.nominate(vacancy=vacancy, nominations=names, token=token, by=by)

    with pytest.raises(Invalid) as refused:
        nominate(failing, "Tetap yang terbaik di antara semua.")
    assert refused.value.code == "not_ranked"
    with pytest.raises(Invalid) as refused:
        nominate(unknown)
    assert refused.value.code == "no_reason"
    nominate(unknown, "Surat kesehatan sedang dibuat rumah sakit.")
    assert Nominee.objects.get(order=3).employee == unknown


@pytest.mark.parametrize(
    ("authority", "dated", "code"),
    [("KASN", date(2026, 7, 25), "wrong_authority"), ("BKN", date(2026, 7, 19), "date_order")],
)
def test_a_recommendation_is_the_overseers_and_follows_the_decision(authority: str, dated: date, code: str) -> None:
    vacancy, candidates = cast.ready(factories.agency())
    chosen = decide(vacancy, candidates[0])
    with pytest.raises(Invalid) as refused:
        recommendation.record(decision=chosen, authority=authority, number="R-1", dated=dated, by=system_operator())
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("on", "authority"), [(date(2023, 10, 30), "KASN"), (date(2023, 10, 31), "BKN"), (date(2026, 1, 1), "BKN")]
)
def test_the_overseer_is_the_one_of_the_day(on: date, authority: str) -> None:
    assert recommendation.overseer(on) == authority


def test_nobody_is_inaugurated_without_a_recommendation() -> None:
    vacancy, candidates = cast.ready(factories.agency())
    chosen = decide(vacancy, candidates[0])
    with pytest.raises(DomainError) as refused:
        inauguration.inaugurate(decision=chosen, dated=date(2026, 8, 3), number="BA-1", by=system_operator())
    assert refused.value.code == "no_recommendation"


def test_a_post_has_one_live_vacancy_and_a_code_one_use() -> None:
    agency = factories.agency()
    position = cast.post(agency)
    first = cast.opened(agency, position)
    with pytest.raises(vacancies.AlreadyOpen) as refused:
        cast.opened(agency, position, "L-02")
    assert str(refused.value) == "Jabatan ini sedang diisi melalui lowongan L-01."
    vacancies.close(vacancy=first, reason="Diisi melalui seleksi terbuka.", by=system_operator())
    with pytest.raises(vacancies.AlreadyOpen) as refused:
        cast.opened(agency, position, "L-01")
    assert str(refused.value) == "Kode lowongan L-01 sudah dipakai."
    assert cast.opened(agency, position, "L-02").state == "OPENED"


@pytest.mark.parametrize(
    ("dates", "code"),
    [
        ({"decision_date": date(2026, 6, 30)}, "date_order"),
        ({"reference_date": date(2026, 7, 9)}, "date_order"),
        ({"running_since": date(2026, 7, 11)}, "date_order"),
        ({"running_since": date.min}, "out_of_range"),
        ({"reference_date": date.max}, "out_of_range"),
    ],
)
def test_dates_of_a_vacancy_come_in_order_and_can_be(dates: dict[str, date], code: str) -> None:
    agency = factories.agency()
    with pytest.raises(Invalid) as refused:
        cast.opened(agency, cast.post(agency), **dates)
    assert refused.value.code == code


def test_only_a_senior_post_of_the_agency_is_opened() -> None:
    agency = factories.agency()
    with pytest.raises(Invalid) as refused:
        cast.opened(agency, cast.post(agency, tier="ADMINISTRATOR"))
    assert refused.value.code == "not_a_jpt_tier"
    with pytest.raises(Invalid) as refused:
        cast.opened(agency, cast.post(factories.other_agency()))
    assert refused.value.code == "foreign_post"


def test_the_later_of_two_edits_is_told_that_the_vacancy_moved() -> None:
    agency = factories.agency()
    vacancy = cast.opened(agency, cast.post(agency))
    stale = Vacancy.objects.get(pk=vacancy.pk)
    gate.decide_route(vacancy=vacancy, by=system_operator())
    with pytest.raises(states.ChangedMeanwhile):
        gate.decide_route(vacancy=stale, by=system_operator())
    assert vacancy.routes.count() == 1


STEPS = {
    "open": "BKD_STAFF",
    "route": "BKD_STAFF",
    "longlist": "BKD_STAFF",
    "seat": "BKD_STAFF",
    "close": "BKD_HEAD",
    "nominate": "SELECTION_COMMITTEE",
    "decide": "PPK",
    "withdraw": "PPK",
    "recommend": "MERIT_VERIFIER",
    "inaugurate": "BKD_STAFF",
}


@pytest.mark.parametrize("step", STEPS)
def test_each_step_is_refused_to_other_roles_and_other_agencies(step: str) -> None:
    agency = factories.agency()
    vacancy = cast.opened(agency, cast.post(agency))
    held = AppointmentDecision(vacancy=vacancy, decided_on=date(2026, 7, 20))
    strangers = [factories.user(STEPS[step], factories.other_agency()), factories.user("AUDITOR", agency)]
    for by in strangers:
        acts = {
            "open": lambda by=by: cast.opened(agency, vacancy.position, "L-9", by=by),
            "route": lambda by=by: gate.decide_route(vacancy=vacancy, by=by),
            "longlist": lambda by=by: longlist.build(vacancy=vacancy, by=by),
            "seat": lambda by=by: committee.appoint_member(vacancy=vacancy, user=by, by=by),
            "close": lambda by=by: vacancies.close(vacancy=vacancy, reason="Tidak diperlukan lagi.", by=by),
            "nominate": lambda by=by: committee.nominate(vacancy=vacancy, nominations=[], token="", by=by),
            "decide": lambda by=by: decide(vacancy, Employee(), token="x", by=by),
            "withdraw": lambda by=by: decision.withdraw(decision=held, reason="Tidak diperlukan lagi.", by=by),
            "recommend": lambda by=by: recommendation.record(
                decision=held, authority="BKN", number="1", dated=date(2026, 8, 1), by=by
            ),
            "inaugurate": lambda by=by: inauguration.inaugurate(
                decision=held, dated=date(2026, 8, 1), number="1", by=by
            ),
        }
        with pytest.raises(NotAllowed):
            acts[step]()
