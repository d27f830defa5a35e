"""A merit round on its pages: what each shows, and what happens to what cannot be saved."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from succession.domain import clarifying, following, verifying
from succession.models import MeritAnswer, MeritObjection, MeritRound
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
    held = assessed.begun(agency, staff.user)
    board = f"/merit/penilaian/{held.pk}/"
    assert "Belum ada sub-aspek yang berlevel." in staff.get(board).content.decode()
    saved = staff.post(
        f"{board}jawaban/3.1/", given(held, "3.1", level=4, justification="SKJ 2024", owner=staff.user.pk)
    )
    assert saved["Location"] == f"{board}aspek/3/#s3.1"
    shown = staff.get(board).context["board"]
    assert (shown.own.score, shown.shares) == (16.0, [(staff.user.name, 1, 1)])
    # By which weights, and where they come from.
    page = staff.get(board).content.decode()
    assert page.count("PermenPANRB 40/2018; Peraturan KASN 9/2019") >= 1
    assert [one.weight for one in shown.aspects] == [10, 10, 30, 10, 20, 10, 4, 6]
    mate = sign_in("BKD_STAFF")
    page = mate.get(f"{board}aspek/3/").content.decode()
    assert (page.count("/jawaban/"), page.count("hanya ia dan kepala BKD yang mengisinya")) == (9, 1)
    assert mate.post(f"{board}jawaban/3.1/", given(held, "3.1", level=1)).status_code == 403
    assert assessed.of(held, "3.1").level == 4


def test_a_round_begins_by_an_instrument_in_force_and_the_page_offers_no_other(sign_in):
    staff, agency = sign_in("BKD_STAFF"), factories.agency()
    given = {"agency": agency.pk, "name": "2026", "instrument": "KASN-2019"}
    refused = staff.post("/merit/penilaian/", given)
    offered = refused.context["form"].fields["instrument"].choices
    assert (refused.status_code, offered) == (422, [("PANRB-2025", "PANRB 2025")])
    assert not agency.merit_assessments.exists()
    made = staff.post("/merit/penilaian/", given | {"instrument": "PANRB-2025"})
    held = agency.merit_assessments.get()
    assert (made["Location"], held.instrument) == (f"/merit/penilaian/{held.pk}/", "PANRB-2025")


def test_what_came_too_late_is_a_409_with_who_was_faster_and_keeps_the_words(sign_in):
    staff = sign_in("BKD_STAFF")
    held = assessed.begun(factories.agency(), staff.user)
    late = given(held, "1.1", level=2, justification="Kata-kata yang tidak boleh hilang.")
    assessed.level(held, "1.1", 4, factories.user("BKD_HEAD", factories.agency()))
    answer = staff.post(f"/merit/penilaian/{held.pk}/jawaban/1.1/", late)
    page = answer.content.decode()
    assert (answer.status_code, assessed.of(held, "1.1").level) == (409, 4)
    assert "isian Anda belum tersimpan. Terakhir: Sub-aspek dinilai mandiri, oleh" in page
    assert "Kata-kata yang tidak boleh hilang." in page


def test_a_file_that_is_not_what_its_name_says_is_refused_beside_the_form(sign_in):
    staff = sign_in("BKD_STAFF")
    held = assessed.begun(factories.agency(), staff.user)
    upload = SimpleUploadedFile("anjab.png", documents.pdf())
    body = {"bukti-title": "Anjab", "bukti-sub_aspects": ["1.1"], "bukti-document": upload}
    answer = staff.post(f"/merit/penilaian/{held.pk}/aspek/1/bukti/", body)
    assert (answer.status_code, held.evidence.count()) == (422, 0)
    assert "Nama berkas tidak sesuai isinya: isinya PDF." in answer.content.decode()


def test_a_document_is_replaced_and_withdrawn_and_the_first_version_stays_to_be_read(sign_in):
    staff = sign_in("BKD_STAFF")
    held = assessed.answered(factories.agency(), staff.user)
    first = held.evidence.get(sub_aspect="1.1")
    page = staff.get(f"/merit/penilaian/{held.pk}/aspek/1/").content.decode()
    # Each of the four forms says for what the whole document is replaced.
    assert page.count(f"Menggantikan bukti sub-aspek {', '.join(assessed.KASN)}.") == 4
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


def test_documents_of_anothers_share_are_read_and_not_touched(sign_in):
    staff, mate = sign_in("BKD_STAFF"), sign_in("BKD_STAFF")
    held = assessed.answered(factories.agency(), staff.user)
    MeritAnswer.objects.filter(assessment=held, sub_aspect__in=["1.2", "2.1"]).update(owner=mate.user)
    at, proof = f"/merit/penilaian/{held.pk}/aspek/1/", held.evidence.get(sub_aspect="1.1")
    page = mate.get(at).content.decode()
    there = held.evidence.filter(sub_aspect__startswith="1.")
    assert [page.count(f"/merit/bukti/{one.pk}/ganti/") for one in there] == [0, 1, 0, 0]
    kept = ", ".join(code for code in assessed.KASN if code not in ("1.2", "2.1"))
    assert (
        f"Menggantikan bukti sub-aspek 1.2, 2.1. Sub-aspek {kept} bagian orang lain; buktinya tetap yang ini." in page
    )
    assert [code for code, _label in mate.get(at).context["document"].fields["sub_aspects"].choices] == ["1.2", "2.1"]
    upload = {"bukti-title": "SK", "bukti-document": SimpleUploadedFile("sk.pdf", documents.pdf("SK"))}
    refused = mate.post(f"{at}bukti/", upload | {"bukti-sub_aspects": ["1.1", "1.2"]})
    assert (refused.status_code, held.evidence.count()) == (422, 36)
    assert "Sub-aspek 1.1 tidak ada, atau bagian orang lain." in refused.content.decode()
    asked = {f"ganti-{proof.pk}-document": SimpleUploadedFile("sk.pdf", documents.pdf("SK"))}
    assert mate.post(f"/merit/bukti/{proof.pk}/ganti/", asked).status_code == 403
    said = {f"cabut-{proof.pk}-reason": "Salah unggah berkas."}
    assert mate.post(f"/merit/bukti/{proof.pk}/cabut/", said).status_code == 403
    assert held.evidence.filter(withdrawn_at=None).count() == 36


def test_the_verifier_reads_the_difference_and_decides(sign_in):
    held, _verifier = assessed.finished(factories.agency())
    verifier, board = sign_in("MERIT_VERIFIER"), f"/merit/penilaian/{held.pk}/"
    page = verifier.get(board).content.decode()
    assert "Mandiri 365,5 → verifikasi 332,5: 9 sub-aspek berbeda." in page
    assert page.count("<h2>Nilai sementara</h2>") == 1
    answer = verifier.post(
        f"{board}keputusan/", {"version": held.version, "number": "1/KEP", "decided_on": "2020-01-01"}
    )
    assert answer.status_code == 422
    assert "mendahului pengajuan" in answer.content.decode()
    assert MeritRound.objects.count() == 0
    verifier.post(f"{board}keputusan/", {"version": held.version, "number": "1/KEP", "decided_on": held.submitted_on})
    decided = MeritRound.objects.get()
    page = verifier.get(board).content.decode()
    # Once decided the score is no longer provisional.
    assert (f'href="/merit/{decided.pk}/"' in page, page.count("<h2>Nilai</h2>")) == (True, 1)
    assert verifier.get(f"/merit/{decided.pk}/").context["score"].score == 332.5


def test_the_words_of_who_was_overtaken_stay_though_the_step_is_taken(sign_in):
    agency, words = factories.agency(), "Kata-kata yang tidak boleh hilang."
    held, verifier = assessed.finished(agency)
    late, at = sign_in("MERIT_VERIFIER"), f"/merit/penilaian/{held.pk}/"
    decision = {"version": held.version, "number": words, "decided_on": held.submitted_on, "valid_to": None}
    decided = verifying.decide(assessment=held, by=verifier, **decision)
    objection = MeritObjection.objects.create(round=decided, text="Keliru.", by=verifier)
    following.answer(objection=objection, accepted=False, text="Tidak beralasan.", by=verifier)
    asked, _verifier = assessed.clarified(agency, "2024")
    due = timezone.localdate() + timedelta(days=3)
    question = clarifying.ask(assessment=asked, sub_aspect="1.1", text="Mana SK penetapannya?", due=due, by=verifier)
    clarifying.close(question=question, read=0, outcome="Sudah jelas.", by=verifier)
    for place, body, refusal in (
        (f"{at}keputusan/", decision | {"valid_to": ""}, "tidak dapat menjadi diputuskan"),
        (
            f"/merit/keberatan/{objection.pk}/jawab/",
            {f"jawab-{objection.pk}-accepted": "1", f"jawab-{objection.pk}-text": words},
            "Keberatan ini sudah dijawab",
        ),
        (
            f"/merit/tanya/{question.pk}/tutup/",
            {f"tutup-{question.pk}-outcome": words, f"tutup-{question.pk}-read": 0},
            "Pertanyaan ini sudah ditutup",
        ),
    ):
        answer = late.post(place, body)
        page = answer.content.decode()
        told = (answer.status_code, page.count(words), page.count(refusal), f"oleh {verifier.name}" in page)
        assert told == (409, 1, 1, True), place


def test_the_parts_of_a_round_count_what_their_reader_fills_in(sign_in):
    held, verifier = assessed.clarified(factories.agency())
    verifying.verify(answer=assessed.of(held, "8.1"), version=1, level=4, remark="Lengkap.", by=verifier)
    counted = [
        client.get(f"/merit/penilaian/{held.pk}/aspek/8/").content.decode().count(words)
        for client, words in ((sign_in(verifier), "8 (1/3)"), (sign_in("BKD_STAFF"), "8 (3/3)"))
    ]
    assert counted == [1, 1]


def test_who_may_not_submit_reads_who_does_and_a_draft_is_cancelled_with_a_reason(sign_in):
    agency, staff = factories.agency(), sign_in("BKD_STAFF")
    board = f"/merit/penilaian/{assessed.answered(agency, staff.user).pk}/"
    told = [
        (page.count("Kepala BKD yang mengajukannya."), page.count("Alasan dikembalikan"), page.count('name="reason"'))
        for client in (staff, sign_in("BKD_HEAD"))
        for page in [client.get(board).content.decode()]
    ]
    assert told == [(1, 0, 0), (0, 0, 1)]
    # In English these are assessments, and no ratings of people.
    staff.cookies["django_language"] = "en"
    words = [staff.get(place).content.decode() for place in (board, "/merit/penilaian/", f"{board}aspek/1/", "/merit/")]
    assert [(page.count("Assessments<") >= 1, page.count("Ratings<")) for page in words] == [(True, 0)] * 4


def test_pages_of_an_unknown_aspect_step_or_sub_aspect_are_not_there(sign_in):
    staff = sign_in("BKD_STAFF")
    held = assessed.begun(factories.agency(), staff.user)
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


def test_a_question_goes_out_is_answered_with_a_document_and_closed_and_the_words_of_a_refused_one_stay(sign_in):
    held, _verifier = assessed.clarified(factories.agency())
    staff, verifier = sign_in("BKD_STAFF"), sign_in("MERIT_VERIFIER")
    MeritAnswer.objects.filter(assessment=held).update(owner=staff.user)
    at = f"/merit/penilaian/{held.pk}/tanya/1.1/"
    late = verifier.post(at, {"tanya-1.1-text": "Mana SK penetapannya?", "tanya-1.1-due": "2020-01-01"})
    assert (late.status_code, held.questions.count()) == (422, 0)
    assert "Tenggat tidak boleh sudah lewat." in late.content.decode()
    assert "Mana SK penetapannya?" in late.content.decode()
    example = SimpleUploadedFile("contoh.pdf", documents.pdf("Contoh"))
    asked = {"tanya-1.1-text": "Mana SK penetapannya?", "tanya-1.1-due": "2099-01-01", "tanya-1.1-document": example}
    assert verifier.post(at, asked)["Location"] == f"/merit/penilaian/{held.pk}/aspek/1/#s1.1"
    question = held.questions.get()
    assert "menunggu jawaban" in staff.get(f"/merit/penilaian/{held.pk}/").content.decode()
    assert staff.get(f"/merit/tanya/{question.pk}/berkas/").content == documents.pdf("Contoh")
    upload = SimpleUploadedFile("sk.pdf", documents.pdf("SK"))
    answer = {f"balas-{question.pk}-text": "Terlampir.", f"balas-{question.pk}-document": upload}
    page = staff.post(f"/merit/tanya/{question.pk}/jawab/", answer, follow=True).content.decode()
    assert (page.count("Jawaban klarifikasi 1.1"), page.count("Terlampir.")) == (2, 1)
    closing = {f"tutup-{question.pk}-outcome": "SK sudah diperiksa.", f"tutup-{question.pk}-read": 0}
    stale = verifier.post(f"/merit/tanya/{question.pk}/tutup/", closing)
    assert (stale.status_code, "SK sudah diperiksa." in stale.content.decode()) == (409, True)
    closing[f"tutup-{question.pk}-read"] = 1
    page = verifier.post(f"/merit/tanya/{question.pk}/tutup/", closing, follow=True).content.decode()
    assert "Pertanyaan ditutup." in page
    assert 'id="klarifikasi"' not in verifier.get(f"/merit/penilaian/{held.pk}/").content.decode()


def test_minutes_are_written_signed_and_shown_again_when_they_are_no_longer_what_was_seen(sign_in):
    held, _verifier = assessed.finished(factories.agency(), minutes=False)
    verifier, staff, at = sign_in("MERIT_VERIFIER"), sign_in("BKD_STAFF"), f"/merit/penilaian/{held.pk}/pleno/"
    assert "Verifikator menulisnya sesudah pleno." in staff.get(at).content.decode()
    form = verifier.get(at).context["form"]
    given = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
    assert len([name for name in given if name.startswith("level-")]) == 9
    given |= {"held_on": held.submitted_on, "present": [verifier.user.pk], "minutes": "Pleno membahas selisih."}
    wrong = verifier.post(at, given | {"level-1.2": 4})
    assert (wrong.status_code, "Pleno membahas selisih." in wrong.content.decode()) == (422, True)
    assert verifier.post(at, given)["Location"] == at
    token = verifier.get(at).context["token"]
    verifier.post(at, given | {"version": 1, "minutes": "Pleno membahas sembilan selisih."})
    stale = verifier.post(f"{at}tanda-tangan/", {"token": token})
    assert (stale.status_code, "naskah risalah berubah" in stale.content.decode()) == (409, True)
    assert verifier.post(f"{at}tanda-tangan/", {"token": stale.context["token"]})["Location"] == at
    assert "sudah menandatangani" in staff.get(at).content.decode()


def test_the_system_offers_its_own_records_as_evidence_which_one_click_adopts(sign_in):
    staff = sign_in("BKD_STAFF")
    agency = factories.agency()
    held = assessed.begun(agency, staff.user)
    page = f"/merit/penilaian/{held.pk}/aspek/1/"
    shown = staff.get(page).content.decode()
    assert "Belum ada pegawai yang jenjangnya tercatat; impor dahulu pegawainya." in shown
    factories.employee(agency)
    adopting = f"/merit/penilaian/{held.pk}/petikan/1.3/retirement_projection/"
    assert f'action="{adopting}#s1.3"' in staff.get(page).content.decode()
    answer = staff.post(adopting, follow=True)
    assert answer.redirect_chain == [(f"{page}#s1.3", 302)]
    proof = held.evidence.get()
    assert (proof.sub_aspect, proof.file.content_type) == ("1.3", "application/pdf")
    assert answer.content.decode().count("petikan sistem") == 1
    # What nothing beside the sub-aspect shows is read where it stands, at the top.
    assert staff.post(adopting)["Location"] == f"{page}#isi"
    again = f"/merit/bukti/{proof.pk}/putar-ulang/"
    # A verifier reads it, and makes it again, as soon as the round is submitted.
    verifier = sign_in("MERIT_VERIFIER")
    assert verifier.post(again).status_code == 404
    held.state, held.submitted_on = "SUBMITTED", proof.file.merit_extract.on
    held.save()
    assert "sama sampai byte terakhir" in verifier.post(again, follow=True).content.decode()
