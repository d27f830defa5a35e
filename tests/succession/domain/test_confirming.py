"""What changed between the page and the signature, though every requirement is met as before: who is in the pool, and
by which document somebody passes."""

from datetime import date
from typing import Any

import pytest

from accounts.domain.users import system_operator
from rules.errors import DomainError
from succession.domain import asking, confirmation, decision, deviations, inauguration, recommendation, replay
from succession.domain.queries.available import unavailable
from succession.models import AppointmentDecision, RequirementWaiverRecord, Vacancy
from talent.domain import known, pool
from talent.models import Employee, PoolMembership
from tests import factories
from tests.conftest import SignIn
from tests.succession import cast
from tests.succession.domain.test_deviations import decided
from tests.talent import documents
from tests.tampering import execute, triggers_off

pytestmark = pytest.mark.django_db
LETTER: dict[str, Any] = {"authority": "BKN", "number": "R-1", "dated": date(2026, 7, 25)}
BY = system_operator


def leaves(person: Employee, on: date) -> None:
    membership = PoolMembership.objects.get(employee=person)
    pool.leave(membership=membership, on=on, cause="OTHER", reason="Dikeluarkan dari kelompok.", by=BY())


def freed(person: Employee, number: str, **said: Any) -> None:
    given = {"code": "health", "authority": "Kepala BKN", "grounds": "Dibutuhkan.", "until": None} | said
    given |= {"granted": date(2026, 1, 1), "document": ("i.pdf", documents.pdf())}
    asking.waive(agency=person.agency, person=person, number=number, since=date(2026, 1, 1), by=BY(), **given)


def by_documents() -> tuple[Vacancy, list[Employee]]:
    """Three nominees who are not healthy enough, each freed by a document of their own."""
    agency = factories.agency()
    people = [
        cast.candidate(agency, healthy=False, grade_from=date(2019, 4, 1), post_from=date(2010 + place, 1, 2))
        for place in range(3)
    ]
    for place, person in enumerate(people):
        freed(person, f"W-{place}")
    factories.established_cycle(agency)
    cast.approved(agency)
    vacancy, _built = cast.longlisted(agency)
    cast.nominated(vacancy, people)
    return vacancy, people


def test_whoever_left_the_pool_after_the_nomination_is_not_decided_on(sign_in: SignIn) -> None:
    vacancy, people = cast.ready(factories.agency())
    page = confirmation.confirmation_token(vacancy)
    leaves(people[0], date(2026, 7, 15))
    said = "keluar dari kelompok suksesi pada 15 Juli 2026"
    with pytest.raises(decision.Contested) as refused:
        decided(vacancy, people[0])
    assert str(refused.value) == f"{people[0].name} {said}."
    # A day before, they were in it; and whoever is chosen, the page told of an earlier pool.
    for person, on in ((people[0], date(2026, 7, 14)), (people[1], date(2026, 7, 20))):
        with pytest.raises(confirmation.StaleConfirmation) as stale:
            decided(vacancy, person, token=page, decided_on=on, basis="ranked_list")
        assert stale.value.differences == (f"{people[0].name} {said}",)
    ppk = sign_in("PPK")
    cast.declared(vacancy, ppk.get("/").wsgi_request.user)
    shown = ppk.get(f"/lowongan/{vacancy.pk}/keputusan/").context["people"]
    assert [gone for *_more, gone, _stages in shown] == [said, "", ""]
    told = ppk.get(f"/api/v1/vacancies/{vacancy.pk}/confirmation/").json()["people"]
    assert [one["unavailable"] for one in told] == [said, "", ""]
    # Whom the PPK takes from outside the three needs no pool.
    leaves(people[3], date(2026, 7, 15))
    assert unavailable(vacancy, people, BY()) == {people[0].pk: said}
    assert decided(vacancy, people[3], outside=True, basis="agency_rule").employee_id == people[3].pk


def test_whoever_is_named_is_nobody_outside_the_names() -> None:
    vacancy, people = cast.ready(factories.agency())
    at = known.now(vacancy.agency_id)
    plain = confirmation.seen(vacancy, at)
    for person in people[:3]:
        seen = confirmation.seen(vacancy, at, person)
        assert (seen.outside, seen.token) == (None, plain.token)
        assert seen.found.employee_id.tolist() == sorted(one.pk for one in people[:3])


def test_an_exit_dated_before_the_decision_bars_the_inauguration_one_after_it_does_not() -> None:
    vacancy, people = cast.ready(factories.agency())
    chosen = decided(vacancy, people[0])
    recommendation.record(decision=chosen, by=BY(), **LETTER)
    leaves(people[0], date(2026, 7, 20))
    given: dict[str, Any] = {"dated": date(2026, 8, 3), "number": "BA-1", "by": BY()}
    with pytest.raises(decision.Contested) as refused:
        inauguration.inaugurate(decision=chosen, **given)
    assert "keluar dari kelompok suksesi pada 20 Juli 2026" in str(refused.value)
    left = PoolMembership.objects.get(employee=people[0]).exits.get()
    why = {"cause": "APPOINTED", "reason": "Diangkat.", "because": "Salah tanggal."}
    pool.correct(left=left, on=date(2026, 7, 21), by=BY(), **why)
    assert inauguration.inaugurate(decision=chosen, **given).decision_id == chosen.pk
    assert replay.decision(chosen, reader=BY()) == replay.Replay(True, True, True)


def test_one_day_says_who_left_the_pool_from_the_page_of_the_decision_to_the_inauguration(sign_in: SignIn) -> None:
    vacancy, people = cast.ready(factories.agency())
    # Names were settled on 10 July: who left by then can be chosen on no day, who left later on a day before.
    leaves(people[0], date(2026, 8, 1))
    leaves(people[1], date(2026, 7, 10))
    ppk = sign_in("PPK")
    cast.declared(vacancy, ppk.user)
    page = ppk.get(f"/lowongan/{vacancy.pk}/keputusan/").context
    offered = [value for value, _label in page["form"].fields["employee"].choices]
    assert offered == [str(people[0].pk), str(people[2].pk)]
    assert [gone for *_more, gone, _stages in page["people"]] == [
        "keluar dari kelompok suksesi pada 1 Agustus 2026",
        "keluar dari kelompok suksesi pada 10 Juli 2026",
        "",
    ]
    chosen = decided(vacancy, people[0], decided_on=date(2026, 7, 31))
    recommendation.record(decision=chosen, by=BY(), **LETTER | {"dated": date(2026, 8, 2)})
    assert inauguration.inaugurate(decision=chosen, dated=date(2026, 8, 3), number="BA-1", by=BY()).decision == chosen


def test_the_register_says_that_the_first_name_left_the_pool_by_the_day_of_the_decision() -> None:
    vacancy, people = cast.ready(factories.agency())
    leaves(people[0], date(2026, 7, 20))
    chosen = decided(vacancy, people[1], basis="ranked_list", decided_on=date(2026, 7, 19))
    assert chosen.deviation.cause is None
    decision.withdraw(decision=chosen, reason="Tanggalnya salah ketik.", by=BY())
    chosen = decided(Vacancy.objects.get(pk=vacancy.pk), people[1], basis="ranked_list", decided_on=date(2026, 7, 20))
    assert (chosen.deviation.cause, chosen.deviation.get_cause_display()) == (
        "LEFT",
        "calon pertama keluar dari kelompok suksesi",
    )


def test_another_document_than_the_one_shown_is_not_signed() -> None:
    vacancy, people = by_documents()
    page = confirmation.confirmation_token(vacancy)
    record = RequirementWaiverRecord.objects.get(person=people[0], known_to=None)
    asking.revoke(record=record, revoked_on=date(2026, 7, 1), reason="Dicabut, tidak sah.", by=BY())
    freed(people[0], "W-BARU")
    with pytest.raises(confirmation.StaleConfirmation) as stale:
        decided(vacancy, people[0], token=page)
    (said,) = stale.value.differences
    was, became = said.split(" → ")
    assert ("W-0 tanggal" in was, "W-BARU tanggal" in became) == (True, True)
    assert not AppointmentDecision.objects.exists()


@pytest.mark.parametrize("kept", [True, False], ids=["checks kept", "token alone"])
def test_what_earlier_releases_signed_replays_in_their_form(kept: bool) -> None:
    vacancy, people = by_documents()
    chosen = decided(vacancy, people[1], basis="ranked_list")
    entry = cast.signed(chosen)
    assert replay.decision(chosen, reader=BY()) == replay.Replay(True, True, True)
    then = confirmation.seen(vacancy, chosen.at)
    assert (then.token, then.results_digest) == (chosen.token, chosen.results_digest)
    assert entry.signed_at is not None
    second = confirmation.seen(vacancy, entry.signed_at)
    signed = deviations._token(entry, second.earlier_token)
    results = then.earlier_results_digest if kept else None
    with triggers_off():
        said = "UPDATE succession_appointmentdecision SET token = %s, results_digest = %s WHERE id = %s"
        execute(said, then.earlier_token, results, chosen.pk)
        execute("UPDATE succession_deviation SET signed_token = %s WHERE id = %s", signed, entry.pk)
        # What the second signer saw was kept later.
        execute("DELETE FROM succession_sight WHERE deviation_id = %s", entry.pk)
    held = AppointmentDecision.objects.select_related("vacancy__agency", "employee").get(pk=chosen.pk)
    assert held.token != chosen.token
    assert replay.decision(held, reader=BY()) == replay.Replay(True, True, True)


def test_a_requirement_met_by_a_document_then_and_by_the_facts_now_replays_otherwise() -> None:
    vacancy, people = by_documents()
    chosen = decided(vacancy, people[0])
    # A past that never was: healthy, as known when the PPK looked.
    factories.write(
        "attestations", people[0], known_at=chosen.at, kind="HEALTH", passed=True, true_from=date(2026, 2, 1)
    )
    again = replay.decision(chosen, reader=BY())
    assert (again.identical, again.inputs_same) == (False, False)
    (said,) = again.differences
    assert ("W-0 tanggal" in said.id.split(" → ")[0], "W-0" in said.id.split(" → ")[1]) == (True, False)


def test_the_committee_sends_nobody_up_who_left_the_pool() -> None:
    agency = factories.agency()
    people = cast.people(agency, 4)
    factories.established_cycle(agency)
    cast.approved(agency)
    vacancy, _built = cast.longlisted(agency)
    leaves(people[1], date(2026, 7, 15))
    with pytest.raises(DomainError) as refused:
        cast.nominated(vacancy, people[:3])
    assert (refused.value.code, str(refused.value)) == (
        "unavailable",
        f"{people[1].name} keluar dari kelompok suksesi pada 15 Juli 2026.",
    )
