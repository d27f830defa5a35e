"""What a merit round never takes, wherever it is offered: refused with the reason in the reader's language, nothing is
written, and the draft stays as it was."""

import html
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import User
from audit.models import Event
from rules.law import shipped
from succession.models import (
    ApprovalRecord,
    MeritAnswer,
    MeritAssessment,
    MeritEvidence,
    MeritLevelRecord,
    MeritObjection,
    MeritPleno,
    MeritQuestion,
    MeritReply,
    MeritRoundRecord,
    MeritSuperseding,
    MeritWeights,
)
from talent.models import Agency, EvidenceFile
from tests import factories
from tests.api.conftest import PREFIX, a_merit_round
from tests.conftest import SignIn
from tests.succession import assessed, cast
from tests.talent import documents

pytestmark = pytest.mark.django_db
WRITTEN = (
    ApprovalRecord, MeritAnswer, MeritAssessment, MeritEvidence, MeritLevelRecord, MeritObjection, MeritPleno,
    MeritQuestion, MeritReply, MeritRoundRecord, MeritSuperseding, MeritWeights, EvidenceFile,
)  # fmt: skip
TODAY = timezone.localdate
INSTRUMENT = shipped().versions("merit.instrument_kasn_2019")[0].value
# Name → what is sent, in which language; it answers with the status and the page, the problem or the preview.
Cases = dict[str, Callable[[str], tuple[int, str]]]
Told = dict[str, tuple[int, str, str]]


def everything() -> list[Any]:
    """Every row there is, and every event but those of looking."""
    rows: list[Any] = [list(model._default_manager.order_by("pk").values_list()) for model in WRITTEN]
    return [*rows, list(Event.objects.filter(kind__startswith="succession.").values_list("pk"))]


def page(client: Client, at: str, **fields: Any) -> Callable[[str], tuple[int, str]]:
    """A form of a page; a message that follows a redirect counts as its answer."""

    def send(language: str) -> tuple[int, str]:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        response = client.post(at, {name: _fresh(value) for name, value in fields.items()}, follow=True)
        return response.status_code, html.unescape(response.content.decode())

    return send


def api(client: Client, at: str, form: bool = False, **body: Any) -> Callable[[str], tuple[int, str]]:
    """A request to the API."""

    def send(language: str) -> tuple[int, str]:
        options: dict[str, Any] = {"headers": {"accept-language": language}}
        if not form:
            options["content_type"] = "application/json"
        response = client.post(PREFIX + at, {name: _fresh(value) for name, value in body.items()}, **options)
        problem = response.json()
        said = [problem.get("detail", "")]
        said += [error["message"] for error in problem.get("errors", [])]
        return response.status_code, "\n".join(said)

    return send


def workbook(client: Client, agency: Agency, kind: str, *rows: str) -> Callable[[str], tuple[int, str]]:
    """A workbook of merit by the API: its preview, of which nothing could be written."""

    def send(language: str) -> tuple[int, str]:
        sheet = SimpleUploadedFile("merit.csv", "\n".join(rows).encode(), "text/csv")
        fields = {"file": sheet, "kind": kind, "agency": agency.pk}
        response = client.post(f"{PREFIX}imports/", fields, headers={"accept-language": language})
        found = response.json()
        assert (found["new"], found["changed"]) == (0, 0), found
        return response.status_code, "\n".join(error["message"] for error in found["errors"])

    return send


def _fresh(value: Any) -> Any:
    """A file is read once: another one with the same name and content."""
    return SimpleUploadedFile(*value) if isinstance(value, tuple) else value


def refused(cases: Cases, told: Told) -> None:
    """Each is refused so, in Indonesian and in English, and leaves everything as it was."""
    assert cases.keys() == told.keys()
    days = {"today": TODAY().isoformat(), "yesterday": (TODAY() - timedelta(days=1)).isoformat()}
    for name, send in cases.items():
        status, *messages = told[name]
        for language, message in zip(("id", "en"), messages, strict=True):
            before = everything()
            code, said = send(language)
            assert (name, language, code) == (name, language, status), said[-3000:]
            assert message.format(**days) in said, (name, language, _short(said))
            assert everything() == before, name


def _short(said: str) -> str:
    """Of a page what it says went wrong."""
    parts = said.split('class="notice')
    return said if len(parts) == 1 else "\n".join(part[:900] for part in parts[1:])


RENAMED = ("bukti.png", documents.pdf("Bukti lain"))
NO_DOCUMENT = ("bukti.pdf", b"<html>")


def drafted(sign_in: SignIn, agency: Agency) -> Cases:
    """While the agency answers."""
    staff, head = sign_in("BKD_STAFF"), sign_in("BKD_HEAD")
    held = assessed.answered(agency, staff.user)
    MeritAnswer.objects.filter(assessment=held, sub_aspect="1.2").update(level=None)
    held.evidence.filter(sub_aspect="1.3").update(withdrawn_at=timezone.now(), withdrawn_by=staff.user)
    at, there = f"/merit/penilaian/{held.pk}/", f"merit-assessments/{held.pk}/"
    proof = held.evidence.filter(withdrawn_at=None).first()
    assert proof is not None
    answer = {"justification": "Ada.", "owner": None, "version": 1}
    document = {"bukti-title": "Bukti", "bukti-sub_aspects": "1.1", "bukti-document": RENAMED}
    return {
        "level, page": page(staff, f"{at}jawaban/1.1/", **{"jawab-1.1-level": "5", "jawab-1.1-version": "1"}),
        "level, API": api(staff, f"{there}answers/1.1/", level=5, **answer),
        "unknown sub-aspect, API": api(staff, f"{there}answers/9.9/", level=3, **answer),
        "missing, page": page(head, f"{at}langkah/SUBMITTED/", version="1"),
        "missing, API": api(head, f"{there}step/", to="SUBMITTED", version=1),
        "evidence, page": page(staff, f"{at}aspek/1/bukti/", **document),
        "evidence, API": api(staff, f"{there}evidence/", True, title="Bukti", sub_aspects="1.1", document=RENAMED),
        "no evidence, API": api(staff, f"{there}evidence/", True, title="A", sub_aspects="1.1", document=NO_DOCUMENT),
        "unknown sub-aspect of evidence, API": api(
            staff, f"{there}evidence/", True, title="A", sub_aspects="9.9", document=("a.pdf", documents.pdf())
        ),
        "replaced, page": page(staff, f"/merit/bukti/{proof.pk}/ganti/", **{f"ganti-{proof.pk}-document": RENAMED}),
        "replaced, API": api(staff, f"merit-evidence/{proof.pk}/replace/", True, document=RENAMED),
    }


def clarified(sign_in: SignIn, agency: Agency) -> Cases:
    """While the overseer asks and verifies."""
    held, _verifier = assessed.clarified(agency)
    verifier, head = sign_in("MERIT_VERIFIER"), sign_in("BKD_HEAD")
    at, there = f"/merit/penilaian/{held.pk}/", f"merit-assessments/{held.pk}/"
    question = MeritQuestion.objects.create(
        assessment=held, sub_aspect="1.1", text="Mana SK-nya?", due=TODAY(), by=verifier.user
    )
    asking = {"tanya-1.1-text": "Mana SK penetapannya?", "tanya-1.1-due": "2099-01-01", "tanya-1.1-document": RENAMED}
    name = f"balas-{question.pk}"
    verified = {"verifikasi-1.1-level": "5", "verifikasi-1.1-version": "1", "verifikasi-1.1-remark": "Naik."}
    asked = {"sub_aspect": "9.9", "text": "Mana SK penetapannya?", "due": "2099-01-01"}
    return {
        "level, page": page(verifier, f"{at}verifikasi/1.1/", **verified),
        "level, API": api(verifier, f"{there}verified/1.1/", level=0, remark="Turun.", version=1),
        "missing, page": page(verifier, f"{at}langkah/VERIFIED/", version="3"),
        "missing, API": api(verifier, f"{there}step/", to="VERIFIED", version=3),
        "unknown sub-aspect, API": api(verifier, f"{there}questions/", **asked),
        "document of a question, page": page(verifier, f"{at}tanya/1.1/", **asking),
        "document of an answer, page": page(
            head, f"/merit/tanya/{question.pk}/jawab/", **{f"{name}-text": "Terlampir.", f"{name}-document": RENAMED}
        ),
    }


def verified(sign_in: SignIn, agency: Agency) -> Cases:
    """Before and at the decision, with a decided round of this year beside it."""
    held, _verifier = assessed.finished(agency)
    verifier, yesterday = sign_in("MERIT_VERIFIER"), (TODAY() - timedelta(days=1)).isoformat()
    before = {"agency": agency.code, "round": "Lama", "instrument": "PANRB-2025", "decision_number": "0"}
    before |= {"submitted_on": TODAY() - timedelta(days=9), "decided_on": TODAY()}
    assert cast.merit("merit_rounds", before).errors == []
    at, there = f"/merit/penilaian/{held.pk}/", f"merit-assessments/{held.pk}/"
    seat = verifier.get(f"{PREFIX}{there}").json()["verifiers"][0]["id"]
    session = {"held_on": TODAY().isoformat(), "present": [seat], "minutes": "Pleno membahas selisih.", "version": 1}
    decision = {"number": "1", "valid_to": None, "version": held.version}
    form = {"number": "1", "version": held.version}
    levels = {"level": 5, "reason": "Terbukti lengkap."}
    written = {f"level-{code}": str(level) for code, level in assessed.VERIFIED.items() if code in assessed.LOWERED}
    return {
        "level of the session, page": page(
            verifier, f"{at}pleno/", **session | written | {"level-1.2": "5", "reason-1.2": "Terbukti lengkap."}
        ),
        "level of the session, API": api(verifier, f"{there}minutes/", **session, levels={"1.2": levels}),
        "unknown sub-aspect, API": api(verifier, f"{there}minutes/", **session, levels={"9.9": levels | {"level": 3}}),
        "before its submission, page": page(verifier, f"{at}keputusan/", **form, decided_on=yesterday),
        "before its submission, API": api(verifier, f"{there}decide/", **decision, decided_on=yesterday),
        "same period, page": page(verifier, f"{at}keputusan/", **form, decided_on=TODAY().isoformat()),
        "same period, API": api(verifier, f"{there}decide/", **decision, decided_on=TODAY().isoformat()),
    }


def decided(sign_in: SignIn, agency: Agency) -> Cases:
    """After the decision: objections, commitments, approvals."""
    held, verifier = a_merit_round(agency), sign_in("MERIT_VERIFIER", agency)
    head: User = factories.user("BKD_HEAD", agency)
    objection = MeritObjection.objects.create(
        round=held, text="Levelnya keliru.", by=head, answered_at=timezone.now(), answered_by=head, accepted=True,
        answer="Diterima.",
    )  # fmt: skip
    unassessed = factories.other_agency()
    elsewhere = sign_in("MERIT_VERIFIER", unassessed)
    signed = {"komitmen-authority": "KASN", "komitmen-number": "K/1", "komitmen-dated": "2022-09-15"}
    paper = {"kind": "APPROVAL", "authority": "KASN", "number": "B/1", "dated": "2022-10-03", "reach": "ALL"}
    name = f"ganti-putusan-{objection.pk}"
    form = {
        f"{name}-valid_to": "2099-01-01",
        f"{name}-number": "2",
        f"{name}-decided_on": TODAY().isoformat(),
        f"{name}-reason": "Bukti dinilai ulang.",
    }
    body = {
        "number": "2",
        "decided_on": TODAY().isoformat(),
        "valid_to": "2099-01-01",
        "reason": "Bukti dinilai ulang.",
        "levels": ["1.2=4"],
    }
    after, there = f"/merit/keberatan/{objection.pk}/putusan/", f"merit-objections/{objection.pk}/decision/"
    document = ("putusan.pdf", documents.pdf())
    commitment = {"authority": "KASN", "number": "K/1", "dated": "2022-09-15"}
    return {
        "commitment, page": page(verifier, f"/merit/{held.pk}/komitmen/", **signed, **{"komitmen-document": RENAMED}),
        "commitment, API": api(verifier, f"merit-rounds/{held.pk}/commitment/", True, **commitment, document=RENAMED),
        "decision in its place, page": page(
            verifier, after, **form, **{f"{name}-level-1.2": "4", f"{name}-document": RENAMED}
        ),
        "decision in its place, API": api(verifier, there, True, **body, document=RENAMED),
        "level, page": page(verifier, after, **form, **{f"{name}-level-1.2": "5", f"{name}-document": document}),
        "level, API": api(verifier, there, True, **body | {"levels": ["1.2=5"]}, document=document),
        "twice, API": api(verifier, there, True, **body | {"levels": ["1.2=4", "1.2=2"]}, document=document),
        "never assessed, page": page(elsewhere, "/merit/surat/", agency=str(unassessed.pk), **paper),
    }


def by_workbook(sign_in: SignIn, agency: Agency) -> Cases:
    """Workbooks of rounds, levels, papers and weights."""
    a_merit_round(agency)
    unassessed = factories.other_agency()
    verifier, elsewhere = sign_in("MERIT_VERIFIER", agency), sign_in("MERIT_VERIFIER", unassessed)
    rounds = "instansi;putaran;instrumen;tanggal_pengajuan;tanggal_keputusan;nomor_keputusan"
    levels = "instansi;putaran;sub_aspek;level;level_verifikasi"
    papers = "instansi;jenis;otoritas;nomor;tanggal"
    of = agency.code

    rest = [f"{sub['id']};{sub['weight']}" for sub in INSTRUMENT["sub_aspects"][1:]]
    about = {"instrument": "KASN-2019", "effective_from": "2018-01-01", "source": "Surat hasil"}

    def weights(*lines: str) -> Callable[[str], tuple[int, str]]:
        sheet = ("bobot.csv", "\n".join(["sub_aspek;bobot", *lines]).encode())
        return page(verifier, "/merit/bobot/", **about, agency=str(agency.pk), workbook=sheet)

    def brought(kind: str, head: str, *rows: str) -> Callable[[str], tuple[int, str]]:
        return workbook(verifier, agency, kind, head, *(f"{of};{row}" for row in rows))

    return {
        "level": brought("merit_levels", levels, "2022;1.1;5;3"),
        "level of the instrument": brought("merit_levels", levels, "2022;1.1;0;3"),
        "unknown sub-aspect": brought("merit_levels", levels, "2022;9.9;3;3"),
        "twice": brought("merit_levels", levels, "2022;1.1;4;4", "2022;1.1;4;3"),
        "before its submission": brought("merit_rounds", rounds, "2023;KASN-2019;2023-05-01;2023-04-30;1"),
        "same period": brought("merit_rounds", rounds, "2023;KASN-2019;2022-08-01;2022-10-01;1"),
        "weights that do not add up": weights("1.1;3", *rest),
        "weights that lack a sub-aspect": weights(*rest),
        "weights of one sub-aspect twice": weights("1.1;2,5", "1.1;2,5", *rest),
        "never assessed": workbook(
            elsewhere, unassessed, "approvals", papers, f"{unassessed.code};persetujuan;KASN;B/1;2022-10-03"
        ),
    }


def level_told(level: int) -> tuple[str, str]:
    return f"level harus bilangan bulat 1 sampai 4: {level}", f"a level is a whole number from 1 to 4: {level}"


def lacking(before: str, after: str) -> tuple[str, str]:
    return f"{before}: {', '.join(assessed.KASN)}.", f"{after}: {', '.join(assessed.KASN)}."


OTHER_NAME = (
    "Nama berkas tidak sesuai isinya: isinya PDF. Periksa asalnya, lalu beri nama yang benar.",
    "The name of the file does not fit its content, which is PDF. Check where it came from, then name it rightly.",
)
UNANSWERED = (
    "Belum dapat diajukan: 1.2 belum berlevel; 1.3 tanpa bukti.",
    "Cannot be submitted yet: 1.2 without a level; 1.3 no evidence.",
)
TOO_EARLY = (
    "Keputusan {yesterday} mendahului pengajuan {today}.",
    "The decision on {yesterday} precedes the submission on {today}.",
)
NEVER = (
    "Belum ada penilaian instansi ini yang diputuskan pada 2022-10-03; surat ini mengikuti keputusannya.",
    "No assessment of this agency had been decided on 2022-10-03; this paper follows its decision.",
)
UNKNOWN = ("Sub-aspek ini tidak ada dalam putaran ini.", "This round has no such sub-aspect.")


def same_period(name: str) -> tuple[str, str]:
    return (
        f"Putaran “{name}” sudah diputuskan untuk masa yang sama.",
        f"Round “{name}” has already been decided for the same period.",
    )


TOLD: dict[Callable[[SignIn, Agency], Cases], Told] = {
    drafted: {
        "level, page": (422, *level_told(5)),
        "level, API": (422, *level_told(5)),
        "unknown sub-aspect, API": (404, "Tidak ditemukan, atau di luar lingkup Anda.", "Not found, or outside your"),
        # A step is one press: its refusal stands on the round's own page.
        "missing, page": (200, *UNANSWERED),
        "missing, API": (422, *UNANSWERED),
        "evidence, page": (422, *OTHER_NAME),
        "evidence, API": (422, *OTHER_NAME),
        "no evidence, API": (
            422, "Isi berkas ini bukan PDF, PNG, JPEG, atau WebP.", "The content of this file is no PDF, PNG, JPEG or",
        ),
        "unknown sub-aspect of evidence, API": (
            422, "Pilih sub-aspek yang dibuktikan dokumen ini.", "Choose the sub-aspects that this document proves.",
        ),
        "replaced, page": (200, *OTHER_NAME),
        "replaced, API": (422, *OTHER_NAME),
    },
    clarified: {
        "level, page": (422, *level_told(5)),
        "level, API": (422, *level_told(0)),
        "missing, page": (200, *lacking("Belum diverifikasi", "Not verified yet")),
        "missing, API": (422, *lacking("Belum diverifikasi", "Not verified yet")),
        "unknown sub-aspect, API": (422, *UNKNOWN),
        "document of a question, page": (422, *OTHER_NAME),
        "document of an answer, page": (422, *OTHER_NAME),
    },
    verified: {
        "level of the session, page": (422, *level_told(5)),
        "level of the session, API": (422, *level_told(5)),
        "unknown sub-aspect, API": (
            422, "sub-aspek 9.9 tidak ada dalam instrumen ini", "this instrument has no sub-aspect 9.9",
        ),
        "before its submission, page": (422, *TOO_EARLY),
        "before its submission, API": (422, *TOO_EARLY),
        "same period, page": (422, *same_period("Lama")),
        "same period, API": (422, *same_period("Lama")),
    },
    decided: {
        "commitment, page": (422, *OTHER_NAME),
        "commitment, API": (422, *OTHER_NAME),
        "decision in its place, page": (422, *OTHER_NAME),
        "decision in its place, API": (422, *OTHER_NAME),
        "level, page": (422, *level_told(5)),
        "level, API": (422, *level_told(5)),
        "twice, API": (400, "Disebut lebih dari satu kali: 1.2.", "Named more than once: 1.2."),
        "never assessed, page": (422, *NEVER),
    },
    by_workbook: {
        "level": (
            201, "Isi kolom ini harus bilangan bulat antara 0 dan 4.", "This column must hold a whole number between 0",
        ),
        "level of the instrument": (201, *level_told(0)),
        "unknown sub-aspect": (
            201, "Sub-aspek ini tidak dikenal. Tulis nomor aspek 1–8, titik, nomor urut, misalnya 3.10.",
            "This sub-aspect is not recognised. Write the aspect number 1–8, a full stop and the serial number",
        ),
        "twice": (
            201,
            "Baris ini sama kuncinya (instansi, putaran, sub_aspek) dengan baris 2 berkas yang diunggah.",
            "This row has the same key (instansi, putaran, sub_aspek) as row 2 of the uploaded file.",
        ),
        "before its submission": (
            201,
            "Tanggal ini sebelum tanggal_pengajuan (2023-05-01). Tanggal akhir tidak boleh mendahului tanggal awal.",
            "This date is before tanggal_pengajuan (2023-05-01). The end date must not precede the start date.",
        ),
        "same period": (201, *same_period("2022")),
        "weights that do not add up": (
            422, "jumlah bobot aspek 1 harus 10 (nilai tertinggi 40, bukan 42)",
            "the weights of aspect 1 must add up to 10 (at most 40 points, not 42)",
        ),
        "weights that lack a sub-aspect": (
            422, "sub-aspek ini tidak ada dalam berkas: 1.1", "the file lacks these sub-aspects: 1.1",
        ),
        "weights of one sub-aspect twice": (
            422, "Baris ini sama kuncinya (sub_aspek) dengan baris 2", "This row has the same key (sub_aspek) as row 2",
        ),
        "never assessed": (201, *NEVER),
    },
}  # fmt: skip


@pytest.mark.parametrize("stage", TOLD, ids=lambda stage: stage.__name__)
def test_what_is_wrong_is_refused_with_the_reason_and_nothing_is_lost(
    sign_in: SignIn, stage: Callable[[SignIn, Agency], Cases]
) -> None:
    refused(stage(sign_in, factories.agency()), TOLD[stage])
