"""Who of another agency agreed to be considered from the pool is read no more once the vacancy went over, but as far as
kept lists and rounds name them and are computed again."""

from datetime import date
from typing import Any

import pytest
from django.db import connection

from accounts.domain import second_lock
from accounts.domain.users import system_operator
from succession.domain import announcing, longlist, panel, replay
from succession.domain.queries import panel_minutes
from succession.domain.queries.parts import parts_of
from succession.models import Longlist, PanelRound, Vacancy
from talent.domain import known
from talent.models import AttestationRecord, Employee, EmployeeRecord, PerformanceRecord
from tests import factories
from tests.conftest import SignIn
from tests.succession import cast
from tests.succession.guests import agreeing_to, of_another_pool, routed, widened
from tests.succession.test_going_over import gone

pytestmark = pytest.mark.django_db
BY = system_operator
RECORDS: tuple[Any, ...] = (EmployeeRecord, PerformanceRecord, AttestationRecord)


def read(guest: Employee) -> list[int]:
    """How many rows of each sort of record are shown of the guest."""
    return [model.objects.filter(employee=guest).count() for model in RECORDS]


def test_after_going_over_their_letter_and_records_are_read_no_more_and_what_was_kept_stays(sign_in: SignIn) -> None:
    guest, own = of_another_pool(), cast.people(factories.agency(), 2)
    factories.established_cycle()
    cast.approved(factories.agency())
    vacancy = routed()
    widened(vacancy)
    agreement = agreeing_to(vacancy, guest)
    built = longlist.build(vacancy=vacancy, by=BY())
    held = panel.open_round(vacancy=vacancy, size=3, by=BY())
    PanelRound.objects.filter(pk=held.pk).update(revealed_at=held.opened_at, closed_at=held.opened_at)
    held = PanelRound.objects.get(pk=held.pk)
    client = sign_in("BKD_STAFF", vacancy.agency)
    staff = client.user  # type: ignore[attr-defined]
    listed, one = f"/api/v1/vacancies/{vacancy.pk}/agreements/", f"/api/v1/agreements/{agreement.pk}/"

    def answers() -> list[int]:
        letters = (f"/kesediaan/{agreement.pk}/surat/", f"/kesediaan/{agreement.pk}/tarik/", one, f"{one}file/")
        return [client.get(at).status_code for at in letters]

    assert (len(client.get(listed).json()["results"]), answers()) == (1, [200] * 4)
    with second_lock.rows_of(staff):
        whole, minutes, scored = read(guest), panel_minutes.minutes_of(held), len(panel_minutes.results(held))
    assert (0 in whole, scored) == (False, 3)
    unfit = {"kind": "HEALTH", "passed": False, "true_from": date(2026, 7, 20)}
    factories.write("attestations", own[0], known_at=known.turn(vacancy.agency_id), **unfit)
    gone(vacancy)
    assert (client.get(listed).json()["results"], answers()) == ([], [404] * 4)
    nothing = [0, 0, 0] if connection.vendor == "postgresql" else whole
    with second_lock.rows_of(staff):
        assert (read(guest), Employee.objects.filter(pk=guest.pk).exists()) == (nothing, True)
        # What rests on them comes out the same.
        assert replay.longlist(Longlist.objects.get(pk=built.pk)) == replay.Replay(True, True, True)
        assert (panel_minutes.minutes_of(held), len(panel_minutes.results(held))) == (minutes, scored)
        assert guest.pk in [row.employee_id for row in parts_of(vacancy, staff).steps["calon"]]
    # Whoever applies is an applicant like any other.
    given = {"number": "P-1", "place": "Laman instansi", "weights": cast.WEIGHTS, "by": BY()}
    vacancy = Vacancy.objects.get(pk=vacancy.pk)
    announcing.announce(vacancy=vacancy, published_on=date(2026, 7, 12), closes_on=date(2026, 7, 28), **given)
    cast.applied(vacancy, [guest])
    with second_lock.rows_of(staff):
        assert read(guest) == whole
