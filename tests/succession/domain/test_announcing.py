"""An announcement that was typed wrongly: a new row in its place, within what the law and the applicants were told."""

from datetime import date

import pytest

from accounts.domain.users import system_operator
from audit.models import Event
from rules.errors import DomainError, Invalid
from succession.domain import announcing, applying, openings
from succession.domain.queries.parts import parts_of
from succession.models import Announcement
from tests import factories
from tests.succession import cast

pytestmark = pytest.mark.django_db
BY = system_operator
WHY = "Nomornya salah ketik pada saat dicatat."


def corrected(one, **said):
    given = {name: getattr(one, name) for name in ("number", "published_on", "closes_on", "place")}
    return announcing.correct(announcement=one, by=BY(), **given | {"reason": WHY} | said)


@pytest.fixture
def vacancy():
    return cast.announced(factories.agency())


def test_number_place_and_days_stand_anew_and_the_older_row_stays(vacancy, client):
    old = vacancy.announcements.get()
    new = corrected(
        old, number="P-2", place="Laman dan papan", published_on=date(2026, 7, 11), closes_on=date(2026, 7, 27)
    )
    assert (vacancy.announcements.get(), new.corrects, new.weights) == (new, old, old.weights)
    assert list(Announcement.every.order_by("id").values_list("number", flat=True)) == ["P-1", "P-2"]
    event = Event.objects.get(kind="succession.selection.announcement_corrected")
    assert (event.reason, event.payload["corrects"], event.payload["number"]) == (WHY, old.pk, ["P-1", "P-2"])
    # Whatever came until the new day is in time.
    applying.apply(vacancy=vacancy, employee=cast.candidate(vacancy.agency), received_on=date(2026, 7, 27), by=BY())
    assert parts_of(vacancy, BY()).steps["pengumuman"] == [old, new]
    client.force_login(factories.user("BKD_STAFF", vacancy.agency))
    page = client.get(f"/lowongan/{vacancy.pk}/").content.decode()
    assert (">dikoreksi<" in page, WHY in page, f"/pengumuman/{new.pk}/koreksi/" in page) == (True, True, True)
    assert f"/pengumuman/{old.pk}/koreksi/" not in page
    with pytest.raises(DomainError) as refused:
        corrected(old, number="P-3")
    assert refused.value.code == "corrected"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({}, "record_same"),
        ({"number": "P-2", "reason": "."}, "no_reason"),
        ({"number": " "}, "no_number"),
        ({"place": " "}, "no_place"),
        ({"closes_on": date(2026, 7, 24)}, "earlier_closing"),
        # Later than told, and yet a day less than fifteen after it was published.
        ({"published_on": date(2026, 7, 12), "closes_on": date(2026, 7, 26)}, "announcement"),
        ({"published_on": date(2026, 7, 9)}, "date_order"),
    ],
)
def test_not_for_nothing_nor_to_an_earlier_closing_nor_for_too_short_a_time(vacancy, said, code):
    with pytest.raises(Invalid) as refused:
        corrected(vacancy.announcements.get(), **said)
    assert (refused.value.code, Announcement.every.count()) == (code, 1)


def test_the_fewest_days_are_enough(vacancy):
    new = corrected(vacancy.announcements.get(), published_on=date(2026, 7, 12), closes_on=date(2026, 7, 27))
    assert (new.closes_on - new.published_on).days == 15


def test_no_application_falls_out_of_the_days(vacancy):
    cast.applied(vacancy, [cast.candidate(vacancy.agency)], on=date(2026, 7, 10))
    with pytest.raises(Invalid) as refused:
        corrected(vacancy.announcements.get(), published_on=date(2026, 7, 11), closes_on=date(2026, 7, 26))
    assert (refused.value.code, vacancy.announcements.get().number) == ("not_announced", "P-1")


def test_an_extension_keeps_its_place_after_what_it_extends(vacancy):
    about = {"place": "Laman", "reason": "Baru satu pelamar yang masuk.", "by": BY()}
    days = {"published_on": date(2026, 7, 27), "closes_on": date(2026, 8, 12)}
    extension = announcing.extend(vacancy=vacancy, number="P-9", **days, **about)
    with pytest.raises(Invalid) as refused:
        corrected(extension, published_on=date(2026, 7, 25))
    assert refused.value.code == "date_order"
    first = vacancy.announcements.exclude(pk=extension.pk).get()
    with pytest.raises(Invalid) as refused:
        corrected(first, closes_on=date(2026, 7, 27))
    assert refused.value.code == "date_order"
    with pytest.raises(Invalid) as refused:
        corrected(first, number="P-9")
    assert refused.value.code == "number_taken"
    new = corrected(first, number="P-2")
    assert [one.pk for one in vacancy.announcements.all()] == [new.pk, extension.pk]


def test_once_the_applicants_are_checked_the_days_stay_and_once_names_are_sent_everything_does():
    agency = factories.agency()
    people = [cast.candidate(agency) for _ in range(3)]
    vacancy, _applications = cast.selected(agency, people)
    old = vacancy.announcements.get()
    with pytest.raises(Invalid) as refused:
        corrected(old, closes_on=date(2026, 7, 27))
    assert refused.value.code == "checked"
    new = corrected(old, number="P-2")
    assert [told.identical for _one, told in openings.replay_filling(vacancy=vacancy, by=BY())] == [True] * 3
    cast.nominated(vacancy, people)
    with pytest.raises(DomainError) as refused:
        corrected(new, number="P-3")
    assert refused.value.code == "names_sent"


def test_by_page_and_by_api(sign_in, vacancy):
    staff, old = sign_in("BKD_STAFF"), vacancy.announcements.get()
    page = f"/pengumuman/{old.pk}/koreksi/"
    assert staff.get(page).context["form"].initial["number"] == "P-1"
    said = {"number": "P-2", "published_on": "2026-07-10", "closes_on": "2026-07-25", "place": "Laman instansi"}
    assert staff.post(page, said | {"closes_on": "2026-07-20", "reason": WHY}).status_code == 422
    assert staff.post(page, said | {"reason": WHY}).status_code == 302
    # One that was corrected is corrected no more.
    assert staff.get(page).status_code == 404
    new = vacancy.announcements.get()
    api = f"/api/v1/announcements/{new.pk}/correct/"
    made = staff.post(api, said | {"number": "P-3", "reason": WHY}, content_type="application/json")
    assert (made.status_code, made.json()["number"], made.json()["corrects"]) == (201, "P-3", new.pk)
    listed = staff.get(f"/api/v1/vacancies/{vacancy.pk}/announcements/").json()["results"]
    assert [(one["number"], one["corrected"]) for one in listed] == [("P-3", False), ("P-2", True), ("P-1", True)]
