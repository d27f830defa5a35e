"""A pool of one or two: told early, widened, or left for an open selection with everything of the pool kept."""

import io
import json
import zipfile
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.domain.users import system_operator
from audit.models import Event
from rules.checks import Status
from rules.errors import DomainError, Invalid, NotAllowed
from succession.domain import announcing, committee, gate, going_over, longlist, openings, panel, selection
from succession.domain.longlist import NotFromPool
from succession.domain.queries import blind, home, longlists, panels
from succession.interfaces import dossiers
from succession.models import GoneOver, Vacancy
from tests import factories
from tests.succession import cast
from tests.succession.guests import widened
from tests.talent import documents

pytestmark = pytest.mark.django_db
BY = system_operator
DECREE = ("keputusan.pdf", documents.pdf("Keputusan beralih"))
SHORT = "Calon kurang dari tiga nama yang harus diusulkan"


def gone(vacancy: Vacancy, **said: Any) -> GoneOver:
    """Gone over on 12 July."""
    given = {"number": "800/9", "dated": date(2026, 7, 12), "reason": "Hanya dua yang memenuhi syarat."} | said
    return going_over.go_over(
        vacancy=vacancy, document=given.pop("document", DECREE), by=given.pop("by", BY()), **given
    )


@pytest.fixture
def two():
    people = cast.people(factories.agency(), 2)
    factories.established_cycle()
    cast.approved(factories.agency())
    return people


@pytest.fixture
def vacancy(two):
    return cast.longlisted(factories.agency())[0]


def test_the_page_says_so_as_soon_as_the_route_is_known_and_offers_both_ways(sign_in, two):
    vacancy = cast.opened(factories.agency(), cast.post(factories.agency()))
    gate.decide_route(vacancy=vacancy, by=BY())
    staff, address = sign_in("BKD_STAFF"), f"/lowongan/{vacancy.pk}/"
    for _state in ("ROUTED", "LONGLISTED"):
        page = staff.get(address)
        told = page.content.decode()
        assert (SHORT in told, "2 calon; diminta paling sedikit 3 nama." in told) == (True, True)
        assert (page.context["few"].verified, "/jabatan/ketetapan/kelompok/" in told) == (False, True)
        longlist.build(vacancy=Vacancy.objects.get(), by=BY())
    assert [task.text for task in home.vacancy_tasks(page.wsgi_request.user)] == [str(vacancy.position)]
    assert "calon kurang dari tiga" in home.vacancy_tasks(page.wsgi_request.user)[0].note
    widened(vacancy)
    assert f"{address}kesediaan/" in staff.get(address).content.decode()
    reader = sign_in("AUDITOR").get(address)
    assert (SHORT in reader.content.decode(), "over" in reader.context["forms"]) == (True, False)


def test_a_pool_of_three_is_told_of_nothing_and_is_not_left(sign_in):
    cast.people(factories.agency(), 3)
    factories.established_cycle()
    cast.approved(factories.agency())
    vacancy, _built = cast.longlisted(factories.agency())
    page = sign_in("BKD_STAFF").get(f"/lowongan/{vacancy.pk}/")
    assert (page.context["few"], "over" in page.context["forms"]) == (None, False)
    with pytest.raises(Invalid) as refused:
        gone(vacancy)
    assert (refused.value.code, "3 calon" in str(refused.value)) == ("enough", True)


@pytest.mark.parametrize("listed", [False, True])
def test_from_each_state_of_the_pool_to_the_open_route_with_everything_kept(two, listed):
    vacancy = cast.opened(factories.agency(), cast.post(factories.agency()), target_date=date(2026, 12, 1))
    decided = gate.decide_route(vacancy=vacancy, by=BY())
    if listed:
        longlist.build(vacancy=vacancy, by=BY())
    made = gone(vacancy)
    assert (vacancy.state, vacancy.route, made.route, made.eligible) == ("ROUTED", "open_selection", decided, 2)
    assert (vacancy.routes.get().route, longlists.current(vacancy)) == ("talent_pool", None)
    event = Event.objects.get(kind="succession.gone_over.recorded")
    expected = {"vacancy": vacancy.pk, "route": decided.pk, "eligible": 2, "file": made.file.digest}
    assert (event.reason, event.payload) == ("Hanya dua yang memenuhi syarat.", expected)
    with pytest.raises(DomainError) as refused:
        gate.decide_route(vacancy=vacancy, by=BY())
    assert refused.value.code == "gone_over"
    with pytest.raises(NotFromPool):
        gone(vacancy)
    with pytest.raises(NotFromPool):
        longlist.build(vacancy=vacancy, by=BY())


def test_the_open_selection_runs_to_three_names_and_all_that_was_kept_replays(client, two):
    agency = factories.agency()
    vacancy, pooled = cast.longlisted(agency)
    gone(vacancy)
    given = {"number": "P-1", "place": "Laman instansi", "weights": cast.WEIGHTS, "closes_on": date(2026, 7, 28)}
    with pytest.raises(Invalid, match="sebelum keputusan beralih"):
        announcing.announce(vacancy=vacancy, by=BY(), published_on=date(2026, 7, 11), **given)
    announcing.announce(vacancy=vacancy, by=BY(), published_on=date(2026, 7, 12), **given)
    # Somebody of the pool applies as anybody else.
    people = [two[0], cast.candidate(agency), cast.candidate(agency)]
    applications = cast.applied(vacancy, people)
    screened = selection.screen(vacancy=vacancy, by=BY())
    assert (screened.cycle, screened.entries.count(), longlists.current(vacancy)) == (None, 3, screened)
    for place, application in enumerate(applications):
        cast.scored(application, *[90 - 5 * place] * 4)
    selection.rank(vacancy=vacancy, by=BY())
    cast.nominated(vacancy, people)
    assert vacancy.state == "NOMINATED"
    found = openings.replay_filling(vacancy=vacancy, by=BY())
    assert [(type(one).__name__, told.identical) for one, told in found] == [
        ("RouteDecision", True),
        *[("Longlist", True)] * 3,
        ("Vacancy", True),
    ]
    archive, _digest, _files = dossiers.of(vacancy, BY())
    with zipfile.ZipFile(io.BytesIO(archive)) as held:
        steps = {name: json.loads(held.read(f"langkah/{name}.json")) for name in ("jalur", "beralih", "daftar-panjang")}
        assert f"dokumen/{vacancy.gone_over.file.digest}" in held.namelist()
        kinds = [one["kind"] for one in json.loads(held.read("peristiwa.json"))]
    assert ([one["route"] for one in steps["jalur"]], len(steps["daftar-panjang"])) == (["talent_pool"], 3)
    assert (steps["beralih"][0]["number"], kinds.count("succession.gone_over.recorded")) == ("800/9", 1)
    client.force_login(factories.user("AUDITOR", agency))
    page = client.get(f"/lowongan/{vacancy.pk}/").content.decode()
    assert "Menurut keputusan 800/9 tanggal 12 Juli 2026; saat itu 2 calon dapat diusulkan." in page
    assert client.get(f"/lowongan/{vacancy.pk}/sertifikat-jalur.pdf").status_code == 200
    assert pooled.pk in vacancy.longlists.values_list("pk", flat=True)


def test_once_names_were_sent_up_nobody_goes_over():
    vacancy, _people = cast.ready(factories.agency())
    with pytest.raises(DomainError) as refused:
        gone(vacancy)
    assert (refused.value.code, "PPK mengulang pengisiannya" in str(refused.value)) == ("names_sent", True)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"number": " "}, "no_number"),
        ({"reason": "."}, "no_reason"),
        ({"document": None}, "no_document"),
        ({"dated": date(2026, 7, 9)}, "date_order"),
        ({"dated": date(2030, 1, 1)}, "future_date"),
    ],
)
def test_not_without_number_reason_document_and_a_possible_day(vacancy, said, code):
    with pytest.raises(Invalid) as refused:
        gone(vacancy, **said)
    assert (refused.value.code, GoneOver.objects.count()) == (code, 0)
    vacancy.refresh_from_db()
    assert vacancy.route == "talent_pool"


def test_only_by_whoever_prepares_the_vacancy(vacancy):
    with pytest.raises(NotAllowed):
        gone(vacancy, by=factories.user("PPK", vacancy.agency))


def test_a_committee_of_the_pool_sits_blind_again_and_its_round_is_no_sitting_of_the_selection():
    people = cast.people(factories.agency(), 3)
    factories.established_cycle()
    cast.approved(factories.agency())
    vacancy, _built = cast.longlisted(factories.agency())
    member = factories.user("SELECTION_COMMITTEE", vacancy.agency)
    committee.appoint_member(vacancy=vacancy, user=member, outside=True, by=BY())
    held = panel.open_round(vacancy=vacancy, size=3, by=BY())
    factories.write("attestations", people[0], kind="HEALTH", passed=False, true_from=date(2026, 7, 20))
    with pytest.raises(Invalid) as refused:
        gone(vacancy)
    assert refused.value.code == "round_open"
    panel.PanelRound.objects.filter(pk=held.pk).update(revealed_at=held.opened_at, closed_at=held.opened_at)
    assert blind.hidden(vacancy, member) is False
    gone(vacancy)
    assert (blind.hidden(vacancy, member), panels.of(vacancy), panels.bind_list(vacancy)) == (True, None, False)
    assert [one.pk for one in panels.rounds(vacancy)] == [held.pk]


def test_a_member_is_told_why_no_names_can_be_sent(client, vacancy):
    cast.openly(vacancy)
    member = factories.user("SELECTION_COMMITTEE", vacancy.agency)
    committee.appoint_member(vacancy=vacancy, user=member, outside=True, by=BY())
    client.force_login(member)
    assert "pengisian ini beralih ke seleksi terbuka" in client.get(f"/lowongan/{vacancy.pk}/").content.decode()


def test_by_page_and_by_api(sign_in, client, vacancy):
    staff, address = sign_in("BKD_STAFF"), f"/lowongan/{vacancy.pk}/beralih/"
    said = {"number": "800/9", "dated": "2026-07-12", "reason": "Hanya dua yang memenuhi syarat."}
    without = staff.post(address, said)
    assert (without.status_code, "document" in without.context["forms"]["over"].errors) == (422, True)
    assert staff.get(f"{address}dokumen/").status_code == 404

    def file() -> SimpleUploadedFile:
        return SimpleUploadedFile("keputusan.pdf", documents.pdf("Keputusan"))

    assert staff.post(address, said | {"document": file()}).status_code == 302
    assert b"".join(staff.get(f"{address}dokumen/")) == documents.pdf("Keputusan")
    page = staff.get(f"/lowongan/{vacancy.pk}/")
    left = page.content.decode().partition('verdict-title">')[2].partition("</strong>")[0]
    assert (left, page.context["route_mark"]) == (
        'Langsung dari talent pool <span class="cite">ditinggalkan</span>',
        Status.PASS,
    )
    second = staff.post(f"/api/v1/vacancies/{vacancy.pk}/open-selection/", said | {"document": file()})
    assert (second.status_code, second.json()["code"]) == (409, "not_from_pool")
    told = staff.get(f"/api/v1/vacancies/{vacancy.pk}/").json()
    assert (told["route"], told["longlist"], told["gone_over"]["eligible"]) == ("open_selection", None, 2)
    given = staff.get(f"/api/v1/vacancies/{vacancy.pk}/open-selection/document/")
    assert (given.status_code, Event.objects.filter(kind="succession.gone_over.document_opened").count()) == (200, 2)
