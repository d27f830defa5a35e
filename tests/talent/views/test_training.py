"""Training groups on pages: as many seats as were asked for, a page at a time, and moves to the most alike."""

import io
from datetime import date
from typing import Any

import openpyxl
import pytest

from audit.models import Event
from talent.codes import COMPETENCIES
from talent.domain import cycles
from talent.models import TrainingGroup, TrainingSeat
from talent.views import training as pages
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle() -> Any:
    for _number in range(11):
        person = factories.employee()
        levels = dict.fromkeys(COMPETENCIES, 3) | {"teamwork": 1}
        factories.write("assessments", person, true_from=date(2025, 3, 3), **levels)
    return factories.mapped_cycle()


def test_groups_are_proposed_for_the_seats_that_were_asked_for(
    staff: Any, cycle: Any, django_capture_on_commit_callbacks: Any
) -> None:
    address = f"/siklus/{cycle.pk}/pelatihan/"
    assert staff.get(address).context["form"]["seats"].value() == 40
    few = staff.post(f"{address}susun/", {"seats": "4"})
    assert (few.status_code, TrainingGroup.objects.exists()) == (422, False)
    with django_capture_on_commit_callbacks(execute=True):
        assert staff.post(f"{address}susun/", {"seats": "6"})["Location"] == address
    page = staff.get(address)
    assert [(one.people, one.group.seats) for one in page.context["groups"]] == [(6, 6), (5, 6)]
    assert page.context["form"]["seats"].value() == 6
    # Before anything is thrown away the page says so, and only then.
    assert [shown.content.decode().count("dipindahkan hilang") for shown in (few, page)] == [0, 1]
    assert "1 tema dibagi menjadi 2 kelompok berisi paling banyak 6 orang" in page.content.decode()


def test_somebody_is_moved_to_a_group_whose_people_lack_most_nearly_the_same(staff: Any, cycle: Any) -> None:
    person, by = factories.employee(), factories.user("BKD_STAFF")
    own, far, near = (
        TrainingGroup.objects.create(
            agency=cycle.agency, cycle=cycle, number=number, name=f"K{number}", profile={"teamwork": short}, made_by=by
        )
        for number, short in ((1, 1.0), (2, 3.0), (3, 1.2))
    )
    TrainingSeat.objects.create(group=own, employee=person)
    assert staff.get(f"/pelatihan/{own.pk}/").context["others"] == [near, far]
    staff.post(f"/pelatihan/{own.pk}/pindah/{person.pk}/", {"to": str(near.pk)})
    assert TrainingSeat.objects.get(employee=person).group == near


def test_what_a_seat_costs_stands_in_the_list_the_file_and_the_ledger(staff: Any, cycle: Any) -> None:
    by = factories.user("BKD_STAFF")
    group = TrainingGroup.objects.create(
        agency=cycle.agency, cycle=cycle, number=1, name="K1", profile={"teamwork": 1.0}, made_by=by
    )
    TrainingSeat.objects.create(group=group, employee=factories.employee())
    said = {"name": "K1", "starts": "", "seats": "6", "cost": "1500000", "version": group.version}
    assert staff.post(f"/pelatihan/{group.pk}/", said).status_code == 302
    assert '<td class="num">1.500.000</td>' in staff.get(f"/siklus/{cycle.pk}/pelatihan/").content.decode()
    book = openpyxl.load_workbook(io.BytesIO(staff.get(f"/siklus/{cycle.pk}/pelatihan/ekspor.xlsx").content))
    assert [[row[2], row[3]] for row in book.active.iter_rows(min_row=2, values_only=True)] == [[6, 1500000]]
    (event,) = Event.objects.filter(kind="talent.training.revised")
    assert event.payload == {"starts": None, "seats": 6, "cost": "1500000"}


def test_the_calendar_is_paged_and_leaves_no_group_out(staff: Any, cycle: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    by = factories.user("BKD_STAFF")
    days = {4: date(2026, 9, 1), 2: date(2026, 9, 14), 5: date(2026, 10, 5), 1: None, 3: None}
    for number, starts in days.items():
        given = {"agency": cycle.agency, "cycle": cycle, "number": number, "name": f"K{number}", "made_by": by}
        TrainingGroup.objects.create(profile={"teamwork": 1.0}, starts=starts, **given)
    given_up = factories.draft_cycle(name="Batal")
    cycles.cancel(cycle=given_up, reason="Salah tanggal.", by=by)
    TrainingGroup.objects.create(
        profile={"teamwork": 1.0}, starts=date(2026, 9, 2), agency=cycle.agency, cycle=given_up, number=1, made_by=by
    )
    monkeypatch.setattr(pages, "ROWS", 2)
    seen, query = [], ""
    for _page in range(3):
        context = staff.get(f"/pelatihan/{query}").context
        months = [(first.month, [one.group.name for one in held]) for first, held in context["months"]]
        seen.append((months, [one.group.name for one in context["waiting"]], context["page"].count))
        query = context["page"].next
    assert seen == [
        ([(9, ["K4", "K2"])], [], "1–2 dari 5"),
        ([(10, ["K5"])], ["K1"], "3–4 dari 5"),
        ([], ["K3"], "5–5 dari 5"),
    ]
    assert query == ""
