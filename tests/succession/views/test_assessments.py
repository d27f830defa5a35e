"""A merit round on its pages: what each shows, and what happens to what cannot be saved."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from succession.domain import assessing
from succession.models import MeritAnswer, MeritRound
from tests import factories
from tests.succession import assessed
from tests.talent import documents

pytestmark = pytest.mark.django_db


def given(assessment, sub, kind="jawab", **values):
    """A form of one sub-aspect, with the version that stands there now unless another is given."""
    values = {"version": assessed.of(assessment, sub).version} | values
    return {f"{kind}-{sub}-{name}": value for name, value in values.items()}


def test_a_level_is_saved_and_the_running_score_follows(sign_in):
    staff = sign_in("BKD_STAFF")
    agency = factories.agency()
    made = staff.post("/merit/penilaian/", {"agency": agency.pk, "name": "2025", "instrument": "KASN-2019"})
    board = made["Location"]
    assert "Belum ada sub-aspek yang berlevel." in staff.get(board).content.decode()
    held = agency.merit_assessments.get()
    saved = staff.post(
        f"{board}jawaban/3.1/", given(held, "3.1", level=4, justification="SKJ 2024", owner=staff.user.pk)
    )
    assert saved["Location"] == f"{board}aspek/3/#s3.1"
    shown = staff.get(board).context["board"]
    assert (shown.own.score, shown.shares) == (16.0, [(staff.user.name, 1, 1)])


def test_what_came_too_late_is_a_409_with_who_was_faster_and_keeps_the_words(sign_in):
    staff = sign_in("BKD_STAFF")
    held = assessing.begin(agency=factories.agency(), name="2025", instrument="KASN-2019", by=staff.user)
    late = given(held, "1.1", level=2, justification="Kata-kata yang tidak boleh hilang.")
    assessed.level(held, "1.1", 4, factories.user("BKD_HEAD", factories.agency()))
    answer = staff.post(f"/merit/penilaian/{held.pk}/jawaban/1.1/", late)
    page = answer.content.decode()
    assert (answer.status_code, assessed.of(held, "1.1").level) == (409, 4)
    assert "isian Anda belum tersimpan. Terakhir: Sub-aspek dinilai mandiri, oleh" in page
    assert "Kata-kata yang tidak boleh hilang." in page


def test_a_file_that_is_not_what_its_name_says_is_refused_beside_the_form(sign_in):
    staff = sign_in("BKD_STAFF")
    held = assessing.begin(agency=factories.agency(), name="2025", instrument="KASN-2019", by=staff.user)
    upload = SimpleUploadedFile("anjab.png", documents.pdf())
    body = {"bukti-title": "Anjab", "bukti-sub_aspects": ["1.1"], "bukti-document": upload}
    answer = staff.post(f"/merit/penilaian/{held.pk}/aspek/1/bukti/", body)
    assert (answer.status_code, held.evidence.count()) == (422, 0)
    assert "Nama berkas tidak sesuai isinya: isinya PDF." in answer.content.decode()


def test_a_document_is_replaced_and_withdrawn_and_the_first_version_stays_to_be_read(sign_in):
    staff = sign_in("BKD_STAFF")
    held = assessed.answered(factories.agency(), staff.user)
    first = held.evidence.get(sub_aspect="1.1")
    wrong = {f"ganti-{first.pk}-document": SimpleUploadedFile("baru.png", documents.pdf("Baru"))}
    page = staff.post(f"/merit/bukti/{first.pk}/ganti/", wrong, follow=True)
    assert "isinya PDF" in page.content.decode()
    right = {f"ganti-{first.pk}-document": SimpleUploadedFile("baru.pdf", documents.pdf("Baru"))}
    page = staff.post(f"/merit/bukti/{first.pk}/ganti/", right, follow=True).content.decode()
    assert (page.count("versi 2"), page.count("1 dokumen terdahulu")) == (4, 4)
    second = held.evidence.get(sub_aspect="1.1", withdrawn_at=None)
    staff.post(f"/merit/bukti/{second.pk}/cabut/", {f"cabut-{second.pk}-reason": "Salah unggah berkas."})
    assert not held.evidence.filter(sub_aspect="1.1", withdrawn_at=None).exists()
    contents = [staff.get(f"/merit/bukti/{one.pk}/").content for one in (first, second)]
    assert contents == [documents.pdf(), documents.pdf("Baru")]


def test_the_verifier_reads_the_difference_and_decides(sign_in):
    held, _verifier = assessed.finished(factories.agency())
    verifier, board = sign_in("MERIT_VERIFIER"), f"/merit/penilaian/{held.pk}/"
    page = verifier.get(board)
    assert "Mandiri 365,5 → verifikasi 332,5: 9 sub-aspek berbeda." in page.content.decode()
    answer = verifier.post(
        f"{board}keputusan/", {"version": held.version, "number": "1/KEP", "decided_on": "2020-01-01"}
    )
    assert answer.status_code == 422
    assert "mendahului pengajuan" in answer.content.decode()
    assert MeritRound.objects.count() == 0
    verifier.post(f"{board}keputusan/", {"version": held.version, "number": "1/KEP", "decided_on": held.submitted_on})
    decided = MeritRound.objects.get()
    assert f'href="/merit/{decided.pk}/"' in verifier.get(board).content.decode()
    assert verifier.get(f"/merit/{decided.pk}/").context["score"].score == 332.5


def test_pages_of_an_unknown_aspect_step_or_sub_aspect_are_not_there(sign_in):
    staff = sign_in("BKD_STAFF")
    held = assessing.begin(agency=factories.agency(), name="2025", instrument="KASN-2019", by=staff.user)
    at = f"/merit/penilaian/{held.pk}/"
    assert staff.get(f"{at}aspek/9/").status_code == 404
    assert staff.post(f"{at}langkah/DECIDED/").status_code == 404
    assert staff.post(f"{at}jawaban/9.9/").status_code == 404


def test_an_aspect_of_ten_takes_as_many_queries_as_one_of_two(sign_in):
    staff = sign_in("BKD_STAFF")
    held = assessed.answered(factories.agency(), staff.user)
    asked = []
    for aspect, count in (("7", 2), ("3", 10)):
        with CaptureQueriesContext(connection) as queries:
            page = staff.get(f"/merit/penilaian/{held.pk}/aspek/{aspect}/")
        assert len(page.context["rows"]) == count
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 12
    with CaptureQueriesContext(connection) as queries:
        staff.get(f"/merit/penilaian/{held.pk}/")
    assert len(queries) <= 12
    assert MeritAnswer.objects.count() == 36
