"""The papers of a filling and its dossier: the same bytes from the same facts, and nothing forged passes."""

import io
import json
import re
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.domain.users import system_operator
from accounts.models import User
from audit.domain import dossier
from audit.models import Event
from succession.domain import confirmation, decision, inauguration, recommendation
from succession.interfaces import filling_papers
from succession.models import AppointmentDecision, StageScore, Vacancy
from talent.domain import known
from tests import factories
from tests.conftest import SignIn
from tests.succession import cast

pytestmark = pytest.mark.django_db

CODES = ["daftar-panjang", "matriks-bukti", "berita-acara", "surat-usulan", "konsep-keputusan"]


def filled() -> tuple[Vacancy, AppointmentDecision]:
    """A vacancy whose second name was decided on, with a document behind a record of the first."""
    vacancy, candidates = cast.ready(factories.agency())
    chosen = decision.decide(
        vacancy=vacancy,
        employee=candidates[1],
        decided_on=date(2026, 7, 20),
        number="800/7/2026",
        reason="Paling berpengalaman di bidangnya.",
        basis="ranked_list",
        token=confirmation.confirmation_token(vacancy),
        by=system_operator(),
    )
    return vacancy, chosen


def a_week_later(vacancy: Vacancy) -> None:
    """Facts, documents and names that came since."""
    start = known.now(vacancy.agency_id)
    for day, one in enumerate(vacancy.nominees.select_related("employee"), start=1):
        said = {"kind": "HEALTH", "passed": False, "true_from": date(2026, 1, 5)}
        factories.write("attestations", one.employee, known_at=start + timedelta(days=day), **said)
    agency = {"code": vacancy.agency.code, "name": "Provinsi Baru", "kind": "PROVINCE", "province": "Kalimantan Timur"}
    factories.write("agencies", vacancy.agency, known_at=timezone.now(), **agency)
    User.objects.update(name="Nama Lain")


@pytest.mark.parametrize("code", CODES)
def test_a_paper_made_again_is_the_same_bytes_whatever_came_since(sign_in: SignIn, code: str) -> None:
    vacancy, chosen = filled()
    cast.signed(chosen)
    auditor, at = sign_in("AUDITOR"), f"/lowongan/{vacancy.pk}/naskah/{code}.pdf"
    first = auditor.get(at)
    a_week_later(vacancy)
    with timezone.override("Asia/Jayapura"):
        again = auditor.get(at, headers={"accept-language": "en"})
    assert first["Content-Type"] == "application/pdf"
    assert first.content == again.content
    assert re.search(rb"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>", first.content)
    made = Event.objects.filter(kind="succession.filling.paper_made").values_list("payload", flat=True)
    assert list(made) == [{"paper": code}] * 2


def test_papers_tell_who_was_chosen_on_what_basis_and_that_it_is_not_final(sign_in: SignIn, monkeypatch: Any) -> None:
    vacancy, chosen = filled()
    told = []
    monkeypatch.setattr(filling_papers.sheet, "pdf", lambda _name, data: told.append(data) or b"%PDF")
    auditor = system_operator()
    for code in CODES:
        assert filling_papers.paper(code, vacancy, auditor) == b"%PDF"
    cast.signed(chosen)
    filling_papers.paper("konsep-keputusan", vacancy, auditor)
    listed, matrix, minutes, letter, draft, final = told
    assert [row[0] for row in listed["parts"][0]["rows"]] == ["1", "2", "3", "4"]
    tables = [part for part in matrix["parts"] if part["kind"] == "table"]
    assert {len(table["rows"]) for table in tables} == {3}
    experience = next(part for part in tables if "di bidang terkait" in part["rows"][0][2])
    since = vacancy.nominees.get(order=1).employee.current.post_from
    assert experience["rows"][0][2].splitlines()[1].endswith(f": {(vacancy.reference_date - since).days} hari")
    three = [one.employee.name for one in vacancy.nominees.select_related("employee")]
    for paper in (minutes, letter):
        assert [
            row[2] for row in next(p for p in reversed(paper["parts"]) if p.get("widths") == [0, 0, 3, 5])["rows"]
        ] == three
    words = json.dumps(draft, ensure_ascii=False)
    assert chosen.employee.nip in words
    assert "Keputusan Kepala BKN 411/2025 [BELUM DIVERIFIKASI]" in words
    assert (draft["mark"], final["mark"]) == ("BELUM FINAL: menunggu tanda tangan kedua", "KONSEP")
    assert chosen.token in words
    assert "perlu diisi langsung dari talent pool;" in words


def test_of_an_open_selection_longlist_and_minutes_say_what_each_stage_gave_and_weighed(monkeypatch: Any) -> None:
    agency = factories.agency()
    people = cast.people(agency, 3)
    vacancy, applications = cast.selected(agency, people)
    cast.nominated(vacancy, people)
    # Written after the list: neither paper says it.
    late = {"stage": "interview", "score": 1, "by": system_operator(), "at": timezone.now()}
    StageScore.objects.create(application=applications[0], **late)
    told: list[Any] = []
    monkeypatch.setattr(filling_papers.sheet, "pdf", lambda _name, data: told.append(data) or b"%PDF")
    for code in ("daftar-panjang", "berita-acara"):
        filling_papers.paper(code, vacancy, system_operator())
    assert told[0]["parts"][0]["head"][-2:] == ["Nilai akhir", "Persyaratan terpenuhi"]
    for paper in told:
        at = paper["parts"].index({"kind": "heading", "text": "Nilai tahapan dan bobotnya"})
        table = paper["parts"][at + 1]
        assert [head.rpartition(" (")[2] for head in table["head"][2:-1]] == ["20%)", "25%)", "20%)", "35%)"]
        assert (table["head"][:2], table["head"][-1]) == (["Peringkat", "Nama"], "Nilai akhir")
        assert table["rows"] == [
            [str(rank), one.name, *[score] * 5]
            for rank, (one, score) in enumerate(zip(people, ("90", "85", "80"), strict=True), start=1)
        ]


def test_nothing_is_made_of_what_has_not_happened(sign_in: SignIn) -> None:
    agency = factories.agency()
    vacancy = cast.opened(agency, cast.post(agency))
    auditor, at = sign_in("AUDITOR"), f"/lowongan/{vacancy.pk}/"
    assert [auditor.get(f"{at}naskah/{code}.pdf").status_code for code in [*CODES, "lain"]] == [404] * 6
    assert auditor.get(at).context["papers"] == []


def test_the_dossier_holds_everything_and_is_the_same_again(sign_in: SignIn, tmp_path: Any) -> None:
    vacancy, chosen = filled()
    person = vacancy.nominees.get(order=1).employee
    cast.signed(chosen)
    given = {"authority": "BKN", "number": "R-1", "dated": date(2026, 7, 25), "by": system_operator()}
    recommendation.record(decision=chosen, **given)
    inauguration.inaugurate(decision=chosen, dated=date(2026, 8, 3), number="BA-1", by=system_operator())
    auditor, at = sign_in("AUDITOR"), f"/lowongan/{vacancy.pk}/dosir.zip"
    taken = auditor.get(at)
    assert taken["Content-Disposition"] == 'attachment; filename="dosir-L-01.zip"'
    first = taken.content
    factories.write(
        "attestations", person, known_at=timezone.now(), kind="HEALTH", passed=False, true_from=date(2026, 1, 5)
    )
    assert auditor.get(at).content == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        names = set(archive.namelist())
        index = json.loads(archive.read("indeks.json"))
        kinds = [row["kind"] for row in json.loads(archive.read("peristiwa.json"))]
    papers_in = {f"naskah/{code}.pdf" for code in [*CODES, "sertifikat-jalur"]}
    steps = ("lowongan", "jalur", "daftar-panjang", "calon", "usulan", "keputusan", "penyimpangan", "pelantikan")
    assert papers_in | {f"langkah/{step}.json" for step in steps} | {"indeks.pdf", "indeks.json"} <= names
    assert {one["name"] for one in index["files"]} == names - {"indeks.json"}
    assert kinds[-1] == "succession.appointment.inaugurated"
    assert "succession.deviation.signed" in kinds
    file = tmp_path / "dosir.zip"
    file.write_bytes(first)
    call_command("verify_dossier", file)
    exported = Event.objects.filter(kind=dossier.KIND)
    assert exported.count() == 2
    assert exported[0].payload["files"] == len(index["files"])


def test_no_forged_dossier_passes(tmp_path: Any) -> None:
    files = {"a.json": b"{}", "naskah/b.pdf": b"%PDF-1.7"}
    made, digest = dossier.pack(files, {"vacancy": "L-01"})
    assert dossier.faults(made) == ([], digest)
    forged = {
        "another word": dossier.pack(files | {"a.json": b"{ }"}, {"vacancy": "L-01"})[0],
        "one more": dossier.pack(files | {"c": b""}, {"vacancy": "L-01"})[0],
        "not an archive": b"x" * 100,
        "cut": made[:-30],
    }
    file = tmp_path / "dosir.zip"
    # With an index of their own they agree with themselves, but the ledger knows no such index.
    for name, content in forged.items():
        file.write_bytes(content)
        with pytest.raises(CommandError):
            call_command("verify_dossier", file)
        assert name
    for place in range(0, len(made), 7):
        flipped = bytearray(made)
        flipped[place] ^= 1
        found, index = dossier.faults(bytes(flipped))
        # Either something is wrong, or what was flipped is nothing of any file: its date, its permissions.
        assert found or index == digest, place


@pytest.mark.parametrize("role", ["PPK", "SELECTION_COMMITTEE", "MERIT_VERIFIER"])
def test_who_may_not_export_takes_no_dossier(sign_in: SignIn, role: str) -> None:
    vacancy, _chosen = filled()
    client = sign_in(role)
    assert client.get(f"/lowongan/{vacancy.pk}/dosir.zip").status_code in (403, 404)
    assert not Event.objects.filter(kind=dossier.KIND).exists()
