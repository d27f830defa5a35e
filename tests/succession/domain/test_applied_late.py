"""An application that was received in time and recorded only after the administrative check."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.domain.users import system_operator
from audit.models import Event
from rules.errors import DomainError, Invalid
from succession.domain import applying, committee, panel, replay, selection
from succession.domain.queries import longlists
from succession.models import Application
from tests import factories
from tests.succession import cast
from tests.talent import documents

pytestmark = pytest.mark.django_db
BY = system_operator
LETTER = ("Surat lamaran", ("lamaran.pdf", documents.pdf("Lamaran")))
WHY = "Tersimpan di meja penerima surat."


def late(vacancy, person, **said):
    given = {"received_on": date(2026, 7, 25), "documents": [LETTER], "reason": WHY} | said
    return applying.apply(vacancy=vacancy, employee=person, by=BY(), **given)


@pytest.fixture
def people():
    return [cast.candidate(factories.agency()) for _ in range(4)]


@pytest.fixture
def screened(people):
    vacancy = cast.announced(factories.agency())
    cast.applied(vacancy, people[:3])
    selection.screen(vacancy=vacancy, by=BY())
    return vacancy


def test_it_is_taken_with_its_document_and_reason_and_checked_at_once(screened, people):
    first = longlists.current(screened)
    made = late(screened, people[3])
    assert (made.received_on, made.reason, made.documents.get().title) == (date(2026, 7, 25), WHY, "Surat lamaran")
    now = longlists.current(screened)
    assert (screened.state, now.entries.get(employee=people[3]).outcome, now.entries.count()) == ("SCREENED", "pass", 4)
    assert Event.objects.get(kind="succession.selection.applied", reason=WHY).payload["employee"] == people[3].pk
    # What was checked before stays as it was, and so does what it rests on.
    assert (first.entries.count(), replay.longlist(first).identical, replay.longlist(now).identical) == (3, True, True)


def test_whoever_was_ranked_is_ranked_anew(people):
    vacancy, _applications = cast.selected(factories.agency(), people[:3])
    late(vacancy, people[3])
    assert vacancy.state == "SCREENED"
    with pytest.raises(Invalid, match="Nilai 1 pelamar belum lengkap"):
        selection.rank(vacancy=vacancy, by=BY())


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"documents": []}, "no_document"),
        ({"reason": "."}, "no_reason"),
        ({"received_on": date(2026, 7, 26)}, "not_announced"),
        ({"received_on": date(2026, 7, 9)}, "not_announced"),
    ],
)
def test_not_without_document_and_reason_and_never_when_it_came_late(screened, people, said, code):
    with pytest.raises(Invalid) as refused:
        late(screened, people[3], **said)
    assert (refused.value.code, Application.objects.count(), screened.longlists.count()) == (code, 3, 1)


def test_not_while_the_committee_scores_nor_once_names_were_sent(people, screened):
    committee.appoint_member(vacancy=screened, user=BY(), by=BY())
    panel.open_round(vacancy=screened, stage="paper", by=BY())
    with pytest.raises(Invalid) as refused:
        late(screened, people[3])
    assert refused.value.code == "round_open"
    type(screened).objects.filter(pk=screened.pk).update(state="NOMINATED")
    screened.refresh_from_db()
    with pytest.raises(DomainError) as refused:
        late(screened, people[3])
    assert refused.value.code == "names_sent"


def test_by_page_and_by_api(sign_in, screened, people):
    staff, address = sign_in("BKD_STAFF"), f"/lowongan/{screened.pk}/"
    assert "belum tercatat" in staff.get(address).content.decode()
    said = {"nip": people[3].nip, "received_on": "2026-07-25", "reason": WHY}
    assert staff.post(f"{address}lamaran/", said).status_code == 422
    api = f"/api/v1/vacancies/{screened.pk}/applications/"
    body = {"employee": people[3].pk, "received_on": "2026-07-25", "reason": WHY}
    assert (without := staff.post(api, body)).status_code == 422, without.content
    file = SimpleUploadedFile("lamaran.pdf", documents.pdf("Lamaran"))
    made = staff.post(api, body | {"title": "Surat lamaran", "document": file})
    assert (made.status_code, made.json()["reason"]) == (201, WHY)
    told = staff.get(f"/lamaran/{made.json()['id']}/").content.decode()
    assert ("Dicatat sesudah administrasi diperiksa" in told, WHY in told) == (True, True)
