"""The PPK does otherwise than the committee proposed: on what basis, with whose second signature, and until when."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.domain import users
from accounts.domain.users import system_operator
from accounts.models import User
from accounts.roles import Roles
from audit.models import Event
from rules.checks import combine
from rules.errors import DomainError, Invalid, NotAllowed
from succession.domain import (
    canonical,
    confirmation,
    countersigning,
    decision,
    deviations,
    inauguration,
    recommendation,
    replay,
    states,
    vacancies,
)
from succession.domain.queries.home import vacancy_tasks
from succession.models import AppointmentDecision, Deviation, Vacancy
from talent.domain import known
from talent.models import Employee
from tests import factories
from tests.succession import cast
from tests.tampering import execute, triggers_off

pytestmark = pytest.mark.django_db

SAID = {"number": "800/7/2026", "reason": "Paling berpengalaman di bidangnya."}


def decided(vacancy: Vacancy, person: Employee, **given: Any) -> AppointmentDecision:
    outside = person if given.get("outside") else None
    seen = confirmation.seen(vacancy, known.now(vacancy.agency_id), outside)
    # Applications to an open selection (`cast.announced`) close on the 25th.
    on = date(2026, 7, 26 if vacancy.route == "open_selection" else 20)
    wanted = SAID | {"decided_on": on, "token": seen.token, "by": system_operator()} | given
    if wanted["by"] != system_operator():
        cast.declared(vacancy, wanted["by"], *([outside] if outside else []))
    return decision.decide(vacancy=vacancy, employee=person, **wanted)


def again(vacancy: Vacancy, **given: Any) -> Deviation:
    wanted = SAID | {"dated": date(2026, 7, 20), "basis": "none_suitable", "by": system_operator()} | given
    return countersigning.start_again(vacancy=vacancy, token=confirmation.confirmation_token(vacancy), **wanted)


def refusal(act: Any) -> str:
    with pytest.raises(DomainError) as refused:
        act()
    return refused.value.code


def test_the_first_name_is_no_deviation() -> None:
    vacancy, candidates = cast.ready(factories.agency())
    chosen = decided(vacancy, candidates[0], basis="ranked_list")
    deviations.require_final(chosen)
    assert not Deviation.objects.exists()


@pytest.mark.parametrize("place", [1, 2])
def test_another_name_is_not_final_before_its_second_signature(place: int) -> None:
    vacancy, candidates = cast.ready(factories.agency())
    chosen = decided(vacancy, candidates[place], basis="ranked_list")
    entry = Deviation.objects.get()
    assert (entry.kind, entry.basis, entry.state, entry.decision) == ("NOT_FIRST", "ranked_list", "waiting", chosen)
    assert entry.cause is None
    letter = {"authority": "BKN", "number": "R-1", "dated": date(2026, 7, 25), "by": system_operator()}
    inaugurated = {"dated": date(2026, 8, 3), "number": "BA-1", "by": system_operator()}
    assert refusal(lambda: recommendation.record(decision=chosen, **letter)) == "not_final"
    assert refusal(lambda: inauguration.inaugurate(decision=chosen, **inaugurated)) == "not_final"
    cast.signed(chosen)
    recommendation.record(decision=chosen, **letter)
    inauguration.inaugurate(decision=chosen, **inaugurated)
    vacancy.refresh_from_db()
    assert vacancy.state == "INAUGURATED"


@pytest.mark.parametrize("basis", ["", "transfer", "invented"])
def test_another_name_needs_a_basis_of_its_kind_and_day(basis: str) -> None:
    vacancy, candidates = cast.ready(factories.agency())
    assert refusal(lambda: decided(vacancy, candidates[1], basis=basis)) == "no_basis"
    assert not AppointmentDecision.objects.exists()
    vacancy.refresh_from_db()
    assert vacancy.state == "NOMINATED"


def test_a_person_outside_the_three_is_held_against_every_requirement() -> None:
    vacancy, candidates = cast.ready(factories.agency())
    sick = cast.candidate(vacancy.agency, healthy=False)
    outside: dict[str, Any] = {"outside": True, "basis": "agency_rule"}
    assert refusal(lambda: decided(vacancy, sick, **outside)) == "not_eligible"
    # Here everybody is held against the requirements of an appointment, not of a transfer.
    assert refusal(lambda: decided(vacancy, candidates[3], outside=True, basis="transfer")) == "no_basis"
    vacancy.refresh_from_db()
    by_name = SAID | outside | {"decided_on": date(2026, 7, 20), "token": "", "by": system_operator()}
    nominee = {"vacancy": vacancy, "employee": candidates[0]}
    assert refusal(lambda: decision.decide(**nominee, **by_name)) == "nominated"
    chosen = decided(vacancy, candidates[3], **outside)
    assert combine(canonical.from_json(check).status for check in chosen.checks or []) == "pass"
    assert cast.signed(chosen).kind == "OUTSIDE"
    assert replay.decision(chosen, reader=system_operator()) == replay.Replay(True, True, True)


def test_a_second_signature_under_something_else_than_what_was_seen_replays_otherwise() -> None:
    vacancy, candidates = cast.ready(factories.agency())
    chosen = decided(vacancy, candidates[1], basis="ranked_list")
    entry = cast.signed(chosen)
    assert replay.decision(chosen, reader=system_operator()) == replay.Replay(True, True, True)
    with triggers_off():
        execute("UPDATE succession_deviation SET signed_token = %s WHERE id = %s", "0" * 64, entry.pk)
    assert replay.decision(chosen, reader=system_operator()) == replay.Replay(False, True, True)


def test_who_sees_nobody_of_the_other_agency_takes_nobody_from_there() -> None:
    vacancy, _candidates = cast.ready(factories.agency())
    elsewhere = cast.candidate(factories.agency("LAIN"))
    ppk = factories.user("PPK", vacancy.agency)
    with pytest.raises(NotAllowed):
        decided(vacancy, elsewhere, outside=True, basis="agency_rule", by=ppk)


def _signers(vacancy: Vacancy, ppk: User) -> dict[str, User]:
    agency = vacancy.agency
    return {
        "the one who decided": ppk,
        "staff": factories.user("BKD_STAFF", agency),
        "another agency's head": factories.user("BKD_HEAD", factories.agency("LAIN")),
        "an auditor": factories.user("AUDITOR", agency),
        "the operator": system_operator(),
    }


@pytest.mark.parametrize("who", ["the one who decided", "staff", "another agency's head", "an auditor", "the operator"])
def test_only_another_person_of_the_roles_named_signs_or_refuses(who: str) -> None:
    vacancy, candidates = cast.ready(factories.agency())
    ppk = factories.user("PPK", vacancy.agency)
    chosen = decided(vacancy, candidates[1], basis="ranked_list", by=ppk)
    by = _signers(vacancy, ppk)[who]
    with pytest.raises(NotAllowed):
        cast.signed(chosen, by)
    with pytest.raises(NotAllowed):
        countersigning.refuse(entry=Deviation.objects.get(), reason="Alasan yang cukup.", by=by)
    assert cast.signed(chosen, factories.user("PPK", vacancy.agency)).state == "signed"


@pytest.mark.parametrize("role", ["PPK", "BKD_HEAD"])
def test_no_member_of_the_committee_signs_besides(role: str) -> None:
    vacancy, people = cast.ready(factories.agency())
    signer = factories.user(role, vacancy.agency)
    vacancy.committee.create(user=signer)
    entry = Deviation.objects.get(decision=decided(vacancy, people[1], basis="ranked_list"))
    assert deviations.why_not(entry, signer).startswith("Anda duduk dalam panitia seleksi lowongan ini: tanda tangan")
    with pytest.raises(NotAllowed):
        cast.signed(entry.decision, signer)
    other = factories.user(role, vacancy.agency)
    assert deviations.why_not(entry, other) == ""
    assert [len(vacancy_tasks(one)) for one in (signer, other)] == [0, 1]


def test_nobody_signs_about_themself() -> None:
    vacancy, candidates = cast.ready(factories.agency())
    chosen = decided(vacancy, candidates[1], basis="ranked_list")
    head = factories.user("BKD_HEAD", vacancy.agency)
    users.grant(user=head, role=Roles.EMPLOYEE, by=system_operator(), employee_id=candidates[1].pk)
    with pytest.raises(NotAllowed):
        cast.signed(chosen, User.objects.get(pk=head.pk))


def test_the_second_signer_signs_what_they_saw() -> None:
    vacancy, candidates = cast.ready(factories.agency())
    chosen = decided(vacancy, candidates[1], basis="ranked_list")
    entry, head = Deviation.objects.get(), factories.user("BKD_HEAD", vacancy.agency)
    cast.declared(vacancy, head)
    token = deviations.shown(entry, known.now(vacancy.agency_id))[1]
    fact = {"kind": "INTEGRITY", "passed": False, "true_from": date(2026, 6, 1)}
    factories.write("attestations", candidates[1], known_at=timezone.now(), **fact)
    with pytest.raises(confirmation.StaleConfirmation) as stale:
        countersigning.sign(entry=entry, token=token, by=head)
    assert stale.value.differences[0].endswith("(fail)")
    with pytest.raises(Invalid) as refused:
        cast.signed(chosen, head)
    assert refused.value.code == "not_eligible"
    assert Deviation.objects.get().state == "waiting"


def test_a_refusal_ends_the_decision_and_frees_the_person() -> None:
    vacancy, candidates = cast.ready(factories.agency())
    chosen = decided(vacancy, candidates[1], basis="ranked_list")
    head, entry = factories.user("BKD_HEAD", vacancy.agency), Deviation.objects.select_related("vacancy").get()
    cast.declared(vacancy, head)
    assert refusal(lambda: countersigning.refuse(entry=entry, reason="kurang", by=head)) == "no_reason"
    countersigning.refuse(entry=entry, reason="Dasarnya tidak memadai.", by=head)
    vacancy.refresh_from_db()
    chosen.refresh_from_db()
    entry.refresh_from_db()
    assert (vacancy.state, entry.state, chosen.end_reason) == ("NOMINATED", "ended", "Dasarnya tidak memadai.")
    other, _built = cast.longlisted(vacancy.agency, "L-02", "JPT-02")
    cast.nominated(other, candidates[:3])
    assert decided(other, candidates[1], basis="ranked_list").employee == candidates[1]


def test_what_was_taken_back_cannot_be_signed_and_what_was_signed_is_taken_back_with_its_entry() -> None:
    vacancy, candidates = cast.ready(factories.agency())
    chosen = decided(vacancy, candidates[1], basis="ranked_list")
    stale = Deviation.objects.select_related("vacancy__agency", "decision__employee").get()
    token = deviations.shown(stale, known.now(vacancy.agency_id))[1]
    decision.withdraw(decision=chosen, reason="Salah nomor keputusan.", by=system_operator())
    head = factories.user("BKD_HEAD", vacancy.agency)
    vacancy.refresh_from_db()
    cast.declared(vacancy, head)
    with pytest.raises(states.ChangedMeanwhile):
        countersigning.sign(entry=stale, token=token, by=head)
    vacancy.refresh_from_db()
    second = decided(vacancy, candidates[1], basis="three_names")
    entry = cast.signed(second, head)
    decision.withdraw(decision=second, reason="Keberatan diterima oleh PPK.", by=system_operator())
    entry.refresh_from_db()
    assert (entry.state, entry.signed_by, entry.end_reason) == ("ended", head, "Keberatan diterima oleh PPK.")


def test_person_and_post_are_held_while_the_second_signature_is_awaited() -> None:
    vacancy, candidates = cast.ready(factories.agency())
    other, _built = cast.longlisted(vacancy.agency, "L-02", "JPT-02")
    cast.nominated(other, candidates[:3])
    decided(vacancy, candidates[1], basis="ranked_list")
    assert refusal(lambda: decided(other, candidates[1], basis="ranked_list")) == "contested"
    fresh = Vacancy.objects.get(pk=vacancy.pk)
    assert refusal(lambda: decided(fresh, candidates[0])) == "contested"


def test_two_who_sign_at_once_one_is_told() -> None:
    vacancy, candidates = cast.ready(factories.agency())
    chosen = decided(vacancy, candidates[1], basis="ranked_list")
    head, second = (factories.user("BKD_HEAD", vacancy.agency) for _one in range(2))
    stale = Deviation.objects.select_related("vacancy__agency", "decision__employee").get()
    token = deviations.shown(stale, known.now(vacancy.agency_id))[1]
    cast.declared(vacancy, second)
    cast.signed(chosen, head)
    with pytest.raises(states.ChangedMeanwhile):
        countersigning.sign(entry=stale, token=token, by=second)
    assert Deviation.objects.get().signed_by == head


def test_starting_again_closes_the_vacancy_and_opens_the_next_one() -> None:
    vacancy, candidates = cast.ready(factories.agency())
    # By when somebody should have been inaugurated is past: the next vacancy has no such day.
    Vacancy.objects.filter(pk=vacancy.pk).update(target_date=timezone.localdate() - timedelta(days=1))
    vacancy.refresh_from_db()
    unseen: dict[str, Any] = {"dated": date(2026, 7, 20), "basis": "none_suitable", "by": system_operator()}
    stale = confirmation.confirmation_token(vacancy)[::-1]
    assert refusal(lambda: countersigning.start_again(vacancy=vacancy, token=stale, **SAID, **unseen)) == (
        "stale_confirmation"
    )
    assert not Deviation.objects.exists()
    entry = again(vacancy)
    assert refusal(lambda: decided(vacancy, candidates[0])) == "not_final"
    assert refusal(lambda: again(Vacancy.objects.get(pk=vacancy.pk))) == "not_final"
    closing = {"vacancy": vacancy, "reason": "Tidak jadi diisi sekarang.", "by": system_operator()}
    assert refusal(lambda: vacancies.close(**closing)) == "not_final"
    head = factories.user("BKD_HEAD", vacancy.agency)
    cast.declared(vacancy, head)
    token = deviations.shown(entry, known.now(vacancy.agency_id))[1]
    countersigning.sign(entry=entry, token=token, by=head)
    vacancy.refresh_from_db()
    successor = Vacancy.objects.get(again_of=entry)
    today = timezone.localdate()
    assert (vacancy.state, successor.code, successor.state) == ("CLOSED", "L-01/2", "OPENED")
    assert (successor.position, successor.opened_on, successor.decision_date) == (vacancy.position, today, today)
    assert (vacancy.target_date, successor.target_date) == (today - timedelta(days=1), None)
    kinds = Event.objects.order_by("-id").values_list("kind", flat=True)[:3]
    assert list(kinds) == [
        "succession.deviation.signed",
        "succession.vacancy.opened",
        "succession.vacancy.closed",
    ]


def test_starting_again_refused_leaves_the_three_names() -> None:
    vacancy, candidates = cast.ready(factories.agency())
    entry = again(vacancy)
    head = factories.user("BKD_HEAD", vacancy.agency)
    cast.declared(vacancy, head)
    countersigning.refuse(entry=entry, reason="Masih ada yang sesuai.", by=head)
    vacancy.refresh_from_db()
    assert vacancy.state == "NOMINATED"
    assert decided(vacancy, candidates[0]).employee == candidates[0]


def test_the_database_wants_another_person_under_the_second_signature() -> None:
    vacancy, candidates = cast.ready(factories.agency())
    decided(vacancy, candidates[1], basis="ranked_list")
    entry = Deviation.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Deviation.objects.filter(pk=entry.pk).update(signed_by=entry.by, signed_at=timezone.now(), signed_token="x")


def test_the_verdict_is_rederived_from_the_stored_explanation_alone() -> None:
    vacancy, candidates = cast.ready(factories.agency())
    chosen = AppointmentDecision.objects.get(pk=decided(vacancy, candidates[2], basis="ranked_list").pk)
    seen = confirmation.seen(vacancy, chosen.at)
    stored = [canonical.from_json(check) for check in chosen.checks or []]
    assert combine(check.status for check in stored if check.decides) == seen.outcomes[candidates[2].pk]
    assert tuple(stored) == seen.unread(candidates[2].pk)
