"""Everything of one filling: its papers as they read, and its dossier, from which no part may be left out."""

import io
import json
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from django.db.models import Model

from accounts.domain.users import system_operator
from audit.domain import dossier
from succession import models
from succession.domain import (
    announcing,
    applying,
    approvals,
    asking,
    committee,
    confirmation,
    inauguration,
    merit_evidence,
    narrowing,
    panel,
    recommendation,
    selection,
)
from succession.domain.queries import applicants, panel_minutes
from succession.interfaces import dossiers, filling_papers
from succession.interfaces.filling_parts import at as worded
from succession.models import PanelRound, Vacancy
from talent.domain import evidence, known
from talent.models import AttestationRecord, Employee, Evidence, EvidenceFile
from tests import factories
from tests.api.conftest import a_merit_round
from tests.succession import assessed, cast
from tests.succession.domain.test_deviations import decided
from tests.succession.pdf_text import words
from tests.succession.test_panel import MINUTES, lock, scored, seats
from tests.talent import documents

pytestmark = pytest.mark.django_db

# Part of the dossier → the model whose every row it has here, where there is nothing but this one filling.
STEPS: dict[str, type[Model]] = {
    "lowongan": models.Vacancy,
    "jalur": models.RouteDecision,
    "pengumuman": models.Announcement,
    "lamaran": models.Application,
    "berkas-lamaran": models.ApplicationDocument,
    "nilai-tahapan": models.StageScore,
    "daftar-panjang": models.Longlist,
    "calon": models.LonglistEntry,
    "panitia": models.CommitteeMember,
    "tanpa-putaran-buta": models.PanelWaiver,
    "putaran": models.PanelRound,
    "kode-calon": models.PanelCandidate,
    "surat-suara": models.PanelBallot,
    "nilai-panitia": models.PanelScore,
    "penolakan-risalah": models.PanelRefusal,
    "tanda-tangan-risalah": models.PanelSignature,
    "usulan": models.Nominee,
    "tanggal-usulan": models.NamesDay,
    "pernyataan-hubungan": models.DecidingDeclaration,
    "keputusan": models.AppointmentDecision,
    "penyimpangan": models.Deviation,
    "yang-dilihat": models.Sight,
    "rekomendasi": models.Recommendation,
    "pelantikan": models.Inauguration,
}
# What decided it from outside.
BASIS: dict[str, type[Model]] = {
    "syarat-instansi": models.AgencyRequirementsRecord,
    "pengecualian": models.RequirementWaiverRecord,
    "surat-merit": models.ApprovalRecord,
    "salinan-surat": models.MeritPaper,
    "masa-tanpa-penggantian": models.GateFreezeRecord,
    "syarat-jalur": models.GateConditionRecord,
    "putaran-merit": models.MeritRoundRecord,
    "tingkat-merit": models.MeritLevelRecord,
    "bobot-merit": models.MeritWeights,
    "bukti-merit": models.MeritEvidence,
    "bukti": Evidence,
}
BLIND = {"kode-calon", "surat-suara", "nilai-panitia", "tanda-tangan-risalah"}


def document(name: str) -> tuple[str, bytes]:
    return f"{name}.pdf", documents.pdf(name)


def announced() -> tuple[Vacancy, list[Employee]]:
    """An open selection with an extension and applicants, in an agency that has decreed, freed and been assessed."""
    by, of = system_operator(), factories.agency()
    people = cast.people(of, 4)
    grade = {"code": "agency_grade", "kind": "grade_min", "grade": "IV/a"}
    said = {"agency": of, "since": date(2026, 1, 5), "until": None, "by": by}
    asking.ask(tier="JPT_PRATAMA", number="800/77", requirements=[grade], document=document("syarat"), **said)
    freed = {"person": people[0], "code": "age", "authority": "BKN", "number": "B-7", "granted": date(2026, 1, 5)}
    asking.waive(grounds="Dibutuhkan.", document=document("pengecualian"), **said | freed)
    letter = {"kind": "RECOMMENDATION", "authority": "BKN", "number": "R-77", "dated": date(2026, 1, 5)}
    approvals.record(agency=of, document=document("surat"), valid_from=None, valid_to=None, by=by, **letter)
    over = {"since": date(2018, 2, 12), "until": date(2018, 9, 30), "agency": of, "by": by}
    narrowing.freeze(kind="PILKADA", number="KPU/1", document=document("pilkada"), **over)
    limits = {"category": None, "score": None, "group": 2}
    narrowing.conditions(number="800/1", document=document("gerbang"), **over | limits)
    held = assessed.begun(of, by)
    merit_evidence.attach(assessment=held, sub_aspects=["1.1"], title="Peta jabatan", document=document("peta"), by=by)
    cast.weighed(of)
    models.MeritAssessment.objects.filter(pk=held.pk).update(
        state="DECIDED", submitted_on=date(2022, 5, 2), round=a_merit_round(of)
    )
    vacancy = cast.announced(of)
    cv = [("Daftar riwayat hidup", document("riwayat"))]
    applying.apply(vacancy=vacancy, employee=people[0], received_on=date(2026, 7, 15), documents=cv, by=by)
    again = {"published_on": date(2026, 7, 27), "closes_on": date(2026, 8, 12), "place": "Laman instansi"}
    announcing.extend(vacancy=vacancy, number="P-2", reason="Pelamar kurang dari tiga.", by=by, **again)
    cast.applied(vacancy, people[1:], date(2026, 8, 3))
    health = AttestationRecord.objects.get(employee=people[0], kind="HEALTH")
    proof = {"source": "RSUD", "number": "SK-9", "valid_until": date(2027, 5, 6), "document": document("sehat")}
    evidence.attach(kind="attestations", row=health, by=by, **proof)
    return vacancy, people


def scored_by_committee(vacancy: Vacancy, people: list[Employee]) -> PanelRound:
    """A round over the paper in which everybody has locked, each with other scores."""
    selection.screen(vacancy=vacancy, by=system_operator())
    held = panel.open_round(vacancy=vacancy, stage="paper", by=system_operator())
    for place, member in enumerate(seats(vacancy, 5, outside=True)):
        scored(held, member, {person: 60 + 7 * at + place for at, person in enumerate(people)})
        lock(held, member)
    return held


def closed(held: PanelRound) -> None:
    """The same, with minutes that all have signed."""
    panel.reveal(held=held, by=system_operator())
    held.refresh_from_db()
    panel.write_minutes(held=held, minutes=MINUTES, version=1, by=system_operator())
    held.refresh_from_db()
    for seat in held.vacancy.committee.select_related("user"):
        panel.sign(held=held, seen=panel_minutes.minutes_of(held), by=seat.user)
    panel.close(held=held, by=system_operator())
    held.refresh_from_db()


def inaugurated(vacancy: Vacancy, people: list[Employee]) -> None:
    """The rest of it: the second name is decided on, signed a second time, recommended and inaugurated."""
    by = system_operator()
    for place, one in enumerate(vacancy.applications.order_by("id")):
        given = {stage: Decimal("91.25") - place for stage in ("track_record", "assessment", "interview")}
        selection.score(application=one, scores=given, seen=applicants.newest_score(one), by=by, **cast.LETTER)
    vacancy.refresh_from_db()
    selection.rank(vacancy=vacancy, by=by)
    names = [committee.Nomination(person.pk, "Pengalaman paling dekat.") for person in people[:3]]
    token, member = confirmation.confirmation_token(vacancy), vacancy.committee.order_by("id")[0].user
    day = cast.settled(vacancy)
    committee.nominate(vacancy=vacancy, nominations=names, token=token, named_on=day, by=member)
    chosen = decided(vacancy, people[1], decided_on=date(2026, 9, 1), basis="ranked_list")
    cast.signed(chosen)
    recommendation.record(decision=chosen, authority="BKN", number="R-1", dated=date(2026, 9, 5), by=by)
    inauguration.inaugurate(decision=chosen, dated=date(2026, 9, 10), number="BA-1", by=by)


def unpacked(vacancy: Vacancy) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(dossiers.of(vacancy, system_operator())[0])) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def steps_in(files: dict[str, bytes]) -> dict[str, list[int]]:
    names = {name: json.loads(content) for name, content in files.items() if name.startswith("langkah/")}
    return {
        name.removeprefix("langkah/").removesuffix(".json"): [row["id"] for row in rows] for name, rows in names.items()
    }


def test_everything_of_a_filling_is_in_its_dossier_and_reads_as_it_was() -> None:
    vacancy, people = announced()
    held = scored_by_committee(vacancy, people)
    # Until all is revealed nobody learns a score, or whose a code is, from here either.
    assert not BLIND & set(steps_in(unpacked(vacancy)))
    closed(held)
    inaugurated(vacancy, people)
    archive, index, count = dossiers.of(vacancy, system_operator())
    files = unpacked(vacancy)
    wanted = {name: [row.pk for row in of.objects.order_by("id")] for name, of in (STEPS | BASIS).items()}
    del wanted["tanpa-putaran-buta"], wanted["penolakan-risalah"], wanted["tanggal-usulan"]
    assert {name: sorted(rows) for name, rows in steps_in(files).items()} == wanted
    listed = {one["name"]: one["sha256"] for one in json.loads(files["indeks.json"])["files"]}
    kept = set(EvidenceFile.objects.exclude(name="peta.pdf").values_list("digest", flat=True))
    assert {name.removeprefix("dokumen/") for name in files if name.startswith("dokumen/")} == kept
    assert {name for name in listed if name.startswith("naskah/")} == {
        f"naskah/{code}.pdf" for code in [*filling_papers.PAPERS, "sertifikat-jalur"]
    }
    assert set(files) - {"indeks.json"} == set(listed)
    assert len(listed) == count == len(kept) + 6 + len(wanted) + 4
    assert all(digest in words(files["indeks.pdf"]) for name, digest in listed.items() if name != "indeks.pdf")
    assert {row["file_sha256"] for row in json.loads(files["langkah/berkas-lamaran.json"])} < kept
    assert [row["nip"] for row in json.loads(files["orang.json"])] == [person.nip for person in people]
    # Without any of its parts it is no longer the one that left the house.
    for gone in files:
        short = io.BytesIO()
        with zipfile.ZipFile(short, "w") as made:
            for name in files.keys() - {gone}:
                made.writestr(name, files[name])
        assert dossier.faults(short.getvalue())[0], gone
    smaller, other = dossier.pack({name: files[name] for name in listed if name != "langkah/lamaran.json"}, {})
    assert (dossier.faults(smaller), dossier.exported(other)) == (([], other), None)
    assert (dossier.faults(archive), other != index) == (([], index), True)
    _papers_read(vacancy, people, held)


def _papers_read(vacancy: Vacancy, people: list[Employee], held: PanelRound) -> None:
    """The papers of then, read after everybody has got another name."""
    for person in people:
        row = {
            "name": f"Nama Baru {person.pk}",
            "status": "PNS",
            "grade": "IV/b",
            "position": "Lain",
            "tier": "PENGAWAS",
        }
        factories.write("employees", person, known_at=known.turn(vacancy.agency_id), post_from=date(2026, 9, 11), **row)
    vacancy = Vacancy.objects.get(pk=vacancy.pk)
    made = {code: filling_papers.paper(code, vacancy, system_operator()) or b"" for code in filling_papers.PAPERS}
    read = {code: words(content) for code, content in made.items()}
    assert [code for code, text in read.items() if "Nama Baru" in text] == []
    for code, names in {
        "daftar-panjang": people,
        "matriks-bukti": people[:3],
        "berita-acara": people,
        "surat-usulan": people[:3],
        "konsep-keputusan": people[1:2],
    }.items():
        assert [one for one in names if one.name not in read[code]] == [], code
    minutes, matrix = read["berita-acara"], read["matriks-bukti"]
    assert "Penilaian panitia: makalah Dibuka" in minutes
    assert MINUTES in minutes
    for place, seat in enumerate(held.vacancy.committee.filter(ballots__round=held).order_by("id")):
        for at in range(len(people)):
            assert f"{seat.user.username} {60 + 7 * at + place} Rekam jejaknya paling sesuai." in minutes
        signed = held.signatures.get(user=seat.user)
        assert f"{seat.user.username} {worded(signed.at)}" in minutes
    file = EvidenceFile.objects.get(name="sehat.pdf")
    assert f"RSUD SK-9, berlaku sampai 6 Mei 2027 (SHA-256 {file.digest[:16]}…)" in matrix
    assert matrix.count("2 Maret 2028") == 3


def test_a_vacancy_without_a_blind_round_says_so_in_its_dossier() -> None:
    agency = factories.agency()
    people = cast.people(agency, 4)
    factories.established_cycle(agency)
    cast.approved(agency)
    vacancy, _built = cast.longlisted(agency)
    cast.sat(vacancy, system_operator(), conflicts={people[3].pk: "ipar"})
    cast.nominated(vacancy, people[:3])
    held = vacancy.panels.get()
    steps = steps_in(unpacked(vacancy))
    assert steps["tanpa-putaran-buta"] == [vacancy.panel_waivers.get().pk]
    ballots = list(held.ballots.order_by("id").values_list("pk", "member__user__username", "declared_at"))
    assert (steps["putaran"], steps["surat-suara"]) == ([held.pk], [pk for pk, _name, _at in ballots])
    assert len(steps["tanda-tangan-risalah"]) == len(ballots) == 2
    minutes = words(filling_papers.paper("berita-acara", vacancy, system_operator()) or b"")
    assert "Sidang panitia tanpa penilaian Dibuka" in minutes
    (_pk, related, first), (_other, free, second) = ballots
    assert f"{related} {worded(first)} {people[3].name}: hubungan yang dinyatakan: ipar" in minutes
    assert f"{free} {worded(second)} tidak ada" in minutes


def test_whatever_hangs_on_a_vacancy_has_its_part_of_the_dossier() -> None:
    """A model that is added there needs a part, or a reason here."""
    found: set[type[Model]] = set()
    waiting: list[type[Model]] = [Vacancy]
    while waiting:
        one = waiting.pop()
        found.add(one)
        waiting += [
            held.related_model
            for held in one._meta.related_objects
            if held.related_model not in found and held.related_model._meta.app_label == "succession"
        ]
    # Who agreed is a part only where somebody did (test_agreements), and going over where it did (test_going_over).
    assert found == {*STEPS.values(), models.Agreement, models.GoneOver}
