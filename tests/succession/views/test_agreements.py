"""Agreements by page and API: entered with the letter, shown with whose member it is, in papers and dossier too."""

import io
import json
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.domain.users import system_operator
from audit.models import Event
from succession.domain import committee, longlist
from succession.interfaces import dossiers, filling_papers
from succession.models import Agreement, Longlist, WiderPoolRecord
from talent.models import EvidenceFile
from tests import factories
from tests.succession import cast
from tests.succession.guests import agreeing_to, of_another_pool, own_pool, routed, widened
from tests.succession.pdf_text import words
from tests.talent import documents

pytestmark = pytest.mark.django_db
UNFOUND = "ketentuan nasional yang membolehkannya tidak ditemukan"


@pytest.fixture
def guest():
    return of_another_pool()


@pytest.fixture
def pool():
    return own_pool()


@pytest.fixture
def vacancy(pool, guest):
    return routed()


def letter(**given: Any) -> dict[str, Any]:
    """What the form of an agreement is sent."""
    file = SimpleUploadedFile("surat.pdf", documents.pdf("Surat"))
    return {"number": "SK-1", "dated": "2026-07-12", "document": file} | given


def test_decree_agreement_longlist_and_candidate_by_page(sign_in, vacancy, pool, guest):
    agreements, head, staff = f"/lowongan/{vacancy.pk}/kesediaan/", sign_in("BKD_HEAD"), sign_in("BKD_STAFF")
    closed = staff.get(agreements)
    assert closed.context["form"] is None
    assert "daftar panjang hanya memuat anggota kelompok suksesi instansi ini" in closed.content.decode()
    assert agreements not in staff.get(f"/lowongan/{vacancy.pk}/").content.decode()
    given = {"baru-number": "800/7", "baru-since": "2026-07-01"}
    decrees = "/jabatan/ketetapan/kelompok/"
    assert head.post(decrees, given).status_code == 422
    document = SimpleUploadedFile("keputusan.pdf", documents.pdf("Keputusan"))
    assert head.post(decrees, given | {"baru-document": document}).status_code == 302
    told = staff.get(decrees).content.decode()
    assert told.count("800/7") == 1
    assert "Ketentuan nasional yang membolehkannya tidak ditemukan" in told
    assert agreements in staff.get(f"/lowongan/{vacancy.pk}/").content.decode()
    wrong = staff.post(agreements, letter(nip="198003052010011999"))
    assert (wrong.status_code, "NIP ini bukan anggota" in wrong.content.decode()) == (422, True)
    assert staff.post(agreements, letter(nip=guest.nip)).status_code == 302
    shown = staff.get(agreements).content.decode()
    assert [text in shown for text in (guest.name, guest.agency.name, "SK-1", "800/7", UNFOUND)] == [True] * 5
    assert staff.post(f"/lowongan/{vacancy.pk}/daftar-panjang/").status_code == 302
    listed = staff.get(f"/lowongan/{vacancy.pk}/").content.decode()
    assert (guest.agency.name in listed, UNFOUND in listed) == (True, True)
    candidate = staff.get(f"/lowongan/{vacancy.pk}/calon/{guest.pk}/").content.decode()
    assert (
        f"Anggota kelompok suksesi {guest.agency.name}, bersedia menurut surat SK-1 tanggal 12 Juli 2026" in candidate
    )
    assert UNFOUND in candidate
    (agreement,) = Agreement.objects.all()
    file = staff.get(f"/kesediaan/{agreement.pk}/surat/")
    assert (file.status_code, file.getvalue()) == (200, documents.pdf("Surat"))
    assert Event.objects.filter(kind="succession.agreement.opened").values_list("agency", flat=True).get() == "KALTIM"
    withdrawal = f"/kesediaan/{agreement.pk}/tarik/"
    assert staff.post(withdrawal, {"reason": "."}).status_code == 422
    assert staff.post(withdrawal, {"reason": "Menurut suratnya."}).status_code == 302
    assert "kesediaannya ditarik" in staff.get(f"/lowongan/{vacancy.pk}/").content.decode()
    assert "Menurut suratnya." in staff.get(agreements).content.decode()


def test_the_committee_does_not_read_who_agreed_before_it_may_know_names(sign_in, vacancy, guest):
    widened(vacancy)
    agreement = agreeing_to(vacancy, guest)
    member = factories.user("SELECTION_COMMITTEE", vacancy.agency)
    committee.appoint_member(vacancy=vacancy, user=member, by=system_operator())
    client = sign_in(member)
    assert client.get(f"/lowongan/{vacancy.pk}/kesediaan/").status_code == 403
    assert client.get(f"/kesediaan/{agreement.pk}/surat/").status_code == 404
    assert client.get(f"/api/v1/vacancies/{vacancy.pk}/agreements/").status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_as_many_queries_for_one_as_for_three(sign_in, vacancy, guest, count, django_assert_num_queries):
    widened(vacancy)
    first, client = agreeing_to(vacancy, guest), sign_in("BKD_STAFF")
    made = {"number": "SK-2", "dated": first.dated, "file": first.file, "by": first.by, "at": first.at}
    for number in range(count - 1):
        home = factories.agency(f"KAB-{number}", f"Kabupaten {number}")
        person = factories.employee(home)
        Agreement.objects.create(vacancy=vacancy, employee=person, home=home, **made)
    with django_assert_num_queries(9):
        page = client.get(f"/lowongan/{vacancy.pk}/kesediaan/")
    assert [stands for _one, stands in page.context["rows"]] == [*[False] * (count - 1), True]


def test_pages_of_a_list_with_guests_ask_no_more_than_twelve(sign_in, vacancy, guest, django_assert_max_num_queries):
    widened(vacancy)
    agreeing_to(vacancy, guest)
    longlist.build(vacancy=vacancy, by=system_operator())
    member = factories.user("SELECTION_COMMITTEE", vacancy.agency)
    cast.sat(vacancy, member)
    for who, address in (("BKD_STAFF", ""), ("PPK", ""), ("AUDITOR", ""), (member, "usulan/")):
        client = sign_in(who)
        with django_assert_max_num_queries(12):
            assert guest.name in client.get(f"/lowongan/{vacancy.pk}/{address}").content.decode()


def test_by_api_it_is_the_same(sign_in, vacancy, pool, guest):
    staff, head = sign_in("BKD_STAFF"), sign_in("BKD_HEAD")
    path = f"/api/v1/vacancies/{vacancy.pk}/agreements/"
    assert staff.post(path, letter(nip=guest.nip)).json()["code"] == "not_taken_in"
    document = SimpleUploadedFile("keputusan.pdf", documents.pdf("Keputusan"))
    decree = {"agency": vacancy.agency_id, "number": "800/7", "since": "2026-07-01", "document": document}
    assert head.post("/api/v1/wider-pools/", decree).status_code == 201
    made = staff.post(path, letter(nip=guest.nip))
    assert (made.status_code, made.json()["home"]["code"]) == (201, "BONTANG")
    assert staff.post(path, letter(nip=guest.nip)).json()["code"] == "already_agreed"
    built = staff.post(f"/api/v1/vacancies/{vacancy.pk}/longlist/", {}, "application/json").json()
    assert built["wider_pool"] == WiderPoolRecord.objects.get().pk, built
    rows = staff.get(f"/api/v1/vacancies/{vacancy.pk}/longlist/").json()["results"]
    own = Longlist.objects.get().policy_name
    assert [(row["employee"]["id"], row["home"]["code"], row["policy"]) for row in rows] == [
        (pool[0], "KALTIM", own),
        (guest.pk, "BONTANG", ""),
        (pool[1], "KALTIM", own),
        (pool[2], "KALTIM", own),
    ]
    gone = staff.post(
        f"/api/v1/agreements/{made.json()['id']}/withdrawal/", {"reason": "Menurut suratnya."}, "application/json"
    )
    assert gone.json()["withdraw_reason"] == "Menurut suratnya."
    assert [row["number"] for row in staff.get(path).json()["results"]] == ["SK-1"]


def test_dossier_and_paper_tell_of_guests_and_by_what_they_are_there(vacancy, pool, guest):
    decree = widened(vacancy)
    agreement = agreeing_to(vacancy, guest)
    longlist.build(vacancy=vacancy, by=system_operator())
    vacancy.refresh_from_db()
    with zipfile.ZipFile(io.BytesIO(dossiers.of(vacancy, system_operator())[0])) as archive:
        steps = {name: json.loads(archive.read(f"langkah/{name}.json")) for name in ("kesediaan", "kelompok-lain")}
        kept = {name.removeprefix("dokumen/") for name in archive.namelist() if name.startswith("dokumen/")}
        people = [row["nip"] for row in json.loads(archive.read("orang.json"))]
    assert {name: [row["id"] for row in rows] for name, rows in steps.items()} == {
        "kesediaan": [agreement.pk],
        "kelompok-lain": [decree.pk],
    }
    assert {agreement.file.digest, decree.file.digest} <= kept
    assert kept == set(EvidenceFile.objects.values_list("digest", flat=True))
    assert guest.nip in people
    paper = words(filling_papers.PAPERS["daftar-panjang"].make(vacancy, system_operator()))
    assert "(BONTANG)" in paper
    assert "bersedia dimuat menurut keputusan instansi 800/7 [BELUM DIVERIFIKASI" in paper
