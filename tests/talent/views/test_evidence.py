"""Evidence: what it rests on, who may open it, and how it is served."""

from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from audit.models import Event
from talent.domain.queries import organisation
from talent.models import AwardRecord, Evidence, EvidenceFile, SanctionRecord
from tests import factories
from tests.conftest import SignIn
from tests.talent import documents

pytestmark = pytest.mark.django_db


@pytest.fixture
def alya(db):
    return factories.employee(name="Alya")


@pytest.fixture
def award(alya):
    factories.write("awards", alya, name="Satyalancana", level="NATIONAL", true_from=date(2024, 8, 17))
    return AwardRecord.objects.get()


def attach(client, row, content=None, name="sk.pdf", **values):
    document = {"document": SimpleUploadedFile(name, content)} if content is not None else {}
    return client.post(f"/catatan/awards/{row.pk}/bukti/", {"source": "BKN", **values, **document})


def kept(settings):
    return sorted(path.name for path in (Path(settings.MEDIA_ROOT) / "evidence").glob("*"))


def test_a_document_is_kept_under_its_digest_and_opened_with_an_event(staff, award, settings):
    content = documents.pdf()
    response = attach(staff, award, content, number="12/2024", valid_until="2027-01-31")
    assert (response.status_code, response.url) == (302, f"/catatan/awards/{award.pk}/")
    held = Evidence.objects.get()
    assert (held.source, held.number, held.valid_until) == ("BKN", "12/2024", date(2027, 1, 31))
    assert (held.file.content_type, held.file.size, kept(settings)) == (
        "application/pdf",
        len(content),
        [held.file.digest],
    )
    opened = staff.get(f"/bukti/{held.pk}/")
    assert opened.content == content
    assert {name: opened.headers[name] for name in SERVED} == SERVED
    event = Event.objects.get(kind="talent.evidence.opened")
    assert (event.subject, event.payload["file"]) == (f"talent.evidence:{held.pk}", held.file.digest)


SERVED = {
    "Content-Type": "application/pdf",
    "Content-Disposition": 'attachment; filename="sk.pdf"',
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


@pytest.mark.parametrize("kind", ["units", "positions"])
def test_a_unit_and_a_post_rest_on_documents_that_follow_their_corrections(staff, auditor, sign_in: SignIn, kind):
    agency = factories.agency()
    factories.unit(agency)
    factories.write("positions", agency, code="DISHUB", name="Kepala Dinas", tier="JPT_PRATAMA")
    (first,) = organisation.MODELS[kind].objects.all()
    at = f"/organisasi/{kind}/"
    lie = {"source": "Perda", "document": SimpleUploadedFile("perda.pdf", documents.png())}
    refused = staff.post(f"{at}{first.pk}/bukti/", lie)
    assert (refused.status_code, refused.context["attach"]["source"].value()) == (422, "Perda")
    given = {"source": "Perda", "number": "9/2016", "valid_until": "2027-01-31"}
    file = {"document": SimpleUploadedFile("perda.pdf", documents.pdf())}
    assert staff.post(f"{at}{first.pk}/bukti/", given | file).url == f"{at}{first.pk}/"
    held = Evidence.objects.get()
    owner = {"units": "unit", "positions": "position"}[kind]
    assert Event.objects.get(kind="talent.evidence.attached").payload == {"kind": kind, owner: held.owner.pk}
    changed = {"name": "Lain", "tier": "JPT_PRATAMA", "seen": first.digest, "reason": "Perda baru."}
    assert staff.post(f"{at}{first.pk}/koreksi/", changed).status_code == 302
    now = organisation.current(kind, first)
    assert [one.pk for one, _form in staff.get(f"{at}{now.pk}/").context["evidence"]] == [held.pk]
    assert [line.evidence for line in staff.get(f"{at}?evidence=ada").context["rows"]] == [[held]]
    assert staff.get(f"{at}?evidence=tanpa").context["rows"] == []
    stranger = sign_in("BKD_STAFF", factories.other_agency())
    everybody = (staff, auditor, sign_in("EMPLOYEE", person=factories.employee()), stranger)
    assert [one.get(f"/bukti/{held.pk}/").status_code for one in everybody] == [200, 200, 404, 404]
    assert staff.post(f"/bukti/{held.pk}/ganti/", {"source": "Perda 4/2020"}).url == f"{at}{now.pk}/"
    new = Evidence.objects.get(withdrawn_at=None)
    assert (new.owner, new.source, new.file) == (held.owner, "Perda 4/2020", held.file)
    assert b"Perda 4/2020" in staff.get(f"/bukti/{new.pk}/ganti/").content
    assert staff.post(f"/bukti/{new.pk}/cabut/", {}).status_code == 422
    staff.post(f"/bukti/{new.pk}/cabut/", {f"cabut-{new.pk}-reason": "Dicabut."})
    # What it rested on does not keep it from being ended.
    staff.post(f"{at}{now.pk}/batalkan/", {"seen": now.digest, "reason": "Dilebur."})
    assert organisation.current(kind, first) is None


def test_one_document_proves_all_records_of_an_import_until_they_are_corrected(staff, auditor, sign_in: SignIn, alya):
    batch = factories.an_import("awards")
    for name in ("Satyalancana", "Bintang"):
        factories.write("awards", alya, name=name, level="NATIONAL", true_from=date(2024, 8, 17), batch=batch)
    (first, second), at = AwardRecord.objects.order_by("id"), f"/impor/{batch.pk}/"
    lie = {"source": "Setneg", "document": SimpleUploadedFile("sk.pdf", documents.png())}
    refused = staff.post(f"{at}bukti/", lie)
    assert (refused.status_code, refused.context["attach"]["source"].value()) == (422, "Setneg")
    given = {"source": "Setneg", "number": "7/2024", "valid_until": "2099-01-31"}
    file = {"document": SimpleUploadedFile("sk.pdf", documents.pdf())}
    assert staff.post(f"{at}bukti/", given | file).url == f"{at}#bukti"
    held = Evidence.objects.get()
    assert (held.owner, held.key, held.employee, held.number) == (batch, "", None, "7/2024")
    assert Event.objects.get(kind="talent.evidence.attached").payload == {"kind": "awards", "batch": batch.pk}
    assert [one.pk for one, _form in staff.get(at).context["evidence"]] == [held.pk]
    shown = staff.get(f"/catatan/awards/{first.pk}/")
    assert [one.pk for one, _form in shown.context["evidence"]] == [held.pk]
    assert f'href="{at}#bukti"' in shown.content.decode()
    assert "/ganti/" not in shown.content.decode()
    lines = {state: staff.get(f"/catatan/?kind=awards&evidence={state}").context["rows"] for state in ("ada", "tanpa")}
    assert {state: [line.evidence for line in rows] for state, rows in lines.items()} == {
        "ada": [[held]] * 2,
        "tanpa": [],
    }
    # Others may be named in it too: whom it is about among many reads its source, not its document.
    own, stranger = sign_in("EMPLOYEE", person=alya), sign_in("BKD_STAFF", factories.other_agency())
    assert [one.get(f"/bukti/{held.pk}/").status_code for one in (staff, auditor, own, stranger)] == [
        200,
        200,
        404,
        404,
    ]
    page = own.get(f"/pegawai/{alya.pk}/?bagian=catatan").content.decode()
    assert "Setneg" in page
    assert f"/bukti/{held.pk}/" not in page
    shown = own.get(f"/catatan/awards/{first.pk}/")
    assert ([one.pk for one, _form in shown.context["evidence"]], "sk.pdf" in shown.content.decode()) == (
        [held.pk],
        True,
    )
    assert f"/bukti/{held.pk}/" not in shown.content.decode()
    assert own.get(f"/api/v1/records/awards/{first.pk}/evidence/").json()["results"][0]["source"] == "Setneg"
    assert f"/bukti/{held.pk}/" in staff.get(f"/pegawai/{alya.pk}/?bagian=catatan").content.decode()
    # What is corrected by hand is no longer as the file had it.
    changed = {"name": "Satyalancana", "level": "instansi", "true_from": "2024-08-17", "seen": first.digest}
    assert staff.post(f"/catatan/awards/{first.pk}/koreksi/", changed | {"reason": "Salah tingkat."}).status_code == 302
    rows = staff.get("/catatan/?kind=awards&evidence=tanpa").context["rows"]
    assert [line.record.level for line in rows] == ["AGENCY"]
    assert staff.get(f"/api/v1/records/awards/{first.pk}/evidence/").json()["results"] == []
    assert f"{at}#bukti" in staff.get(f"/bukti/{held.pk}/ganti/").content.decode()
    assert (
        staff.post(f"/bukti/{held.pk}/ganti/", {"source": "Setneg", "valid_until": "2020-01-31"}).url == f"{at}#bukti"
    )
    new = Evidence.objects.get(withdrawn_at=None)
    assert (new.owner, new.file) == (batch, held.file)
    rows = staff.get("/catatan/?kind=awards&evidence=kedaluwarsa").context["rows"]
    assert [(line.record.pk, line.evidence) for line in rows] == [(second.pk, [new])]
    assert staff.post(f"/bukti/{new.pk}/cabut/", {}).status_code == 422
    assert staff.post(f"/bukti/{new.pk}/cabut/", {f"cabut-{new.pk}-reason": "Keliru."}).url == f"{at}#bukti"
    assert len(staff.get("/catatan/?kind=awards&evidence=tanpa").context["rows"]) == 2
    # What is withdrawn is for those who keep the records.
    about = [client.get(f"/catatan/awards/{second.pk}/").context["evidence"] for client in (staff, own)]
    assert [[one.pk for one, _form in some] for some in about] == [[new.pk, held.pk], []]


def test_what_one_record_rests_on_says_nothing_of_another_of_the_same_person(staff, alya, award):
    factories.write("awards", alya, name="Bintang", level="AGENCY", true_from=date(2024, 1, 1))
    attach(staff, award)
    lists = {state: staff.get(f"/catatan/?kind=awards&evidence={state}").context["rows"] for state in ("ada", "tanpa")}
    assert {state: [line.record.name for line in rows] for state, rows in lists.items()} == {
        "ada": ["Satyalancana"],
        "tanpa": ["Bintang"],
    }


@pytest.mark.parametrize(
    ("role", "kind", "told"), [("MERIT_VERIFIER", "merit_levels", {}), ("ADMINISTRATOR", "agencies", {"agency": None})]
)
def test_what_no_agency_keeps_rests_on_no_document_of_a_file(sign_in: SignIn, role, kind, told):
    batch = factories.an_import(kind, **told)
    assert sign_in(role).post(f"/impor/{batch.pk}/bukti/", {"source": "Setneg"}).status_code == 409
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    ("kind", "state", "status"),
    [
        ("awards", "PREVIEWED", 302),
        ("awards", "REFUSED", 409),
        ("awards", "CHECKING", 409),
        ("awards", "WITHDRAWN", 409),
        ("merit_levels", "COMMITTED", 404),
        ("agencies", "COMMITTED", 404),
    ],
)
def test_a_file_has_evidence_as_long_as_records_may_come_of_it(staff, kind, state, status):
    ended = {"withdrawn_at": timezone.now(), "withdrawn_by": staff.user} if state == "WITHDRAWN" else {}
    batch = factories.an_import(kind, state=state, report={"accepted": 1}, **ended)
    assert staff.post(f"/impor/{batch.pk}/bukti/", {"source": "Setneg"}).status_code == status
    assert Evidence.objects.count() == (status == 302)
    if status != 404:
        assert (
            b'action="/impor/' + str(batch.pk).encode() + b"/bukti/" in staff.get(f"/impor/{batch.pk}/").content
        ) == (status == 302)


def test_files_on_which_nothing_valid_rests_stand_apart_until_one_document_mends_them(staff, auditor, alya):
    old = factories.an_import("awards", file_name="lama.xlsx")
    factories.an_import("awards", report={"written": {"new": 0, "changed": 0, "same": 9}})
    factories.an_import("awards", state="REFUSED")
    factories.an_import("merit_levels")
    factories.an_import("awards", agency=factories.other_agency())
    new = factories.an_import("performance", report={"written": {"new": 0, "changed": 5}})
    factories.write("awards", alya, name="Bintang", level="AGENCY", true_from=date(2024, 1, 1), batch=old)
    at = "/impor/?bukti=tanpa"

    def listed():
        return [(batch.pk, batch.held) for batch in staff.get(at).context["page"].rows]

    assert (listed(), len(auditor.get(at).context["page"].rows)) == ([(new.pk, False), (old.pk, False)], 2)
    staff.post(f"/impor/{old.pk}/bukti/", {"source": "Setneg", "valid_until": "2020-01-31"})
    assert listed() == [(new.pk, False), (old.pk, True)]
    for batch in (new, old):
        staff.post(f"/impor/{batch.pk}/bukti/", {"source": "Setneg"})
    assert (listed(), b"Setiap berkas yang ditulis punya bukti yang berlaku." in staff.get(at).content) == ([], True)
    page = staff.get("/impor/").context
    assert [batch.proven for batch in page["page"].rows][:2] == [True, False]
    # The list stands under the forms: its tabs lead to itself.
    assert [tab["href"] for tab in page["tabs"]] == ["?#berkas", "?bukti=tanpa#berkas"]


def test_evidence_of_a_whole_file_is_asked_for_once_the_file_is_written(staff):
    def shown(state, accepted):
        batch = factories.an_import("awards", state=state, report={"accepted": accepted})
        page = staff.get(f"/impor/{batch.pk}/").content
        return page.count(b"Tambah bukti"), page.count(b"<details open>")

    assert [shown("PREVIEWED", 0), shown("PREVIEWED", 1), shown("COMMITTED", 1)] == [(0, 0), (1, 0), (1, 1)]


def test_a_file_that_lies_is_refused_on_the_form_and_nothing_is_kept(staff, award, settings):
    response = attach(staff, award, documents.png())
    assert (response.status_code, Evidence.objects.count(), kept(settings)) == (422, 0, [])
    assert response.context["attach"].non_field_errors() == [
        "Nama berkas tidak sesuai isinya: isinya PNG. Periksa asalnya, lalu beri nama yang benar."
    ]
    assert response.context["attach"]["source"].value() == "BKN"


def test_a_file_too_large_is_refused(staff, award, settings):
    settings.EVIDENCE_LIMIT_BYTES = len(documents.pdf()) - 1
    assert (attach(staff, award, documents.pdf()).status_code, Evidence.objects.count()) == (422, 0)
    settings.EVIDENCE_LIMIT_BYTES += 1
    assert attach(staff, award, documents.pdf()).status_code == 302


def test_a_draft_that_a_killed_process_left_goes_away_when_the_document_is_kept(staff, award, settings):
    content = documents.pdf()
    left = Path(settings.MEDIA_ROOT) / "evidence-drafts" / ".unfinished-left"
    left.mkdir(parents=True)
    (left / "draft").write_bytes(content[:9])
    attach(staff, award, content)
    assert list(left.parent.iterdir()) == []
    assert (Path(settings.MEDIA_ROOT) / "evidence" / kept(settings)[0]).read_bytes() == content


def test_one_file_serves_several_records(staff, alya, award, settings):
    factories.write("awards", alya, name="Bintang", level="AGENCY", true_from=date(2024, 8, 17))
    for row in AwardRecord.objects.all():
        attach(staff, row, documents.pdf())
    assert (Evidence.objects.count(), EvidenceFile.objects.count(), len(kept(settings))) == (2, 1, 1)


def test_a_source_alone_is_evidence_too(staff, award):
    assert attach(staff, award).status_code == 302
    held = Evidence.objects.get()
    assert (held.file, staff.get(f"/bukti/{held.pk}/").status_code) == (None, 404)
    assert attach(staff, award, source=" ").status_code == 422


def test_evidence_written_anew_keeps_its_file_and_withdraws_the_old(staff, award):
    attach(staff, award, documents.pdf())
    old = Evidence.objects.get()
    assert staff.get(f"/bukti/{old.pk}/ganti/").context["form"].initial["source"] == "BKN"
    staff.post(f"/bukti/{old.pk}/ganti/", {"source": "BKN", "valid_until": "2028-01-01"})
    was, now = Evidence.objects.order_by("id")
    assert (was.withdrawn_at is None, now.withdrawn_at, now.valid_until, now.file) == (
        False,
        None,
        date(2028, 1, 1),
        was.file,
    )
    assert staff.post(f"/bukti/{old.pk}/ganti/", {"source": "BKN"}).status_code == 404


def test_withdrawn_evidence_is_read_by_those_who_keep_records_alone(staff, auditor, sign_in: SignIn, alya, award):
    attach(staff, award, documents.pdf())
    held = Evidence.objects.get()
    own = sign_in("EMPLOYEE", person=alya)
    assert [client.get(f"/bukti/{held.pk}/").status_code for client in (staff, auditor, own)] == [200] * 3
    assert staff.post(f"/bukti/{held.pk}/cabut/", {}).status_code == 422
    staff.post(f"/bukti/{held.pk}/cabut/", {f"cabut-{held.pk}-reason": "Milik orang lain."})
    assert Event.objects.get(kind="talent.evidence.withdrawn").reason == "Milik orang lain."
    assert [client.get(f"/bukti/{held.pk}/").status_code for client in (staff, auditor, own)] == [200, 404, 404]


def test_nobody_else_opens_it(staff, sign_in: SignIn, alya, award, client):
    attach(staff, award, documents.pdf())
    held = Evidence.objects.get()
    budi = factories.employee(name="Budi")
    others = (
        sign_in("EMPLOYEE", person=budi),
        sign_in("BKD_STAFF", factories.other_agency()),
        sign_in("ADMINISTRATOR"),
        sign_in("SELECTION_COMMITTEE"),
    )
    assert [one.get(f"/bukti/{held.pk}/").status_code for one in others] == [404] * 4
    assert client.get(f"/bukti/{held.pk}/").status_code == 302
    assert Event.objects.filter(kind="talent.evidence.opened").count() == 0


def test_a_document_changed_on_the_disk_is_not_served(staff, award, settings):
    attach(staff, award, documents.pdf())
    held = Evidence.objects.get()
    (Path(settings.MEDIA_ROOT) / "evidence" / held.file.digest).write_bytes(documents.pdf("Palsu"))
    assert staff.get(f"/bukti/{held.pk}/").status_code == 409


def test_evidence_follows_a_fact_to_its_new_key(staff, award):
    attach(staff, award, documents.pdf(), number="12/2024")
    given = {"name": "Satyalancana", "level": "nasional", "true_from": "2024-08-18"}
    staff.post(f"/catatan/awards/{award.pk}/koreksi/", given | {"seen": award.digest, "reason": "Tanggal."})
    now = AwardRecord.objects.get(known_to=None)
    (held,) = Evidence.objects.filter(withdrawn_at=None)
    assert (held.key, held.number, held.file_id) == (now.key, "12/2024", EvidenceFile.objects.get().pk)
    line = staff.get("/catatan/?kind=awards&evidence=ada").context["rows"][0]
    assert [one.pk for one in line.evidence] == [held.pk]


def test_evidence_of_a_sanction_is_seen_by_those_who_see_sanctions_and_by_the_person(staff, sign_in, alya):
    factories.write("sanctions", alya, severity="LIGHT", true_from=date(2024, 1, 2), true_to=date(2024, 7, 1))
    sanction = SanctionRecord.objects.get()
    document = SimpleUploadedFile("sk.pdf", documents.pdf())
    staff.post(f"/catatan/sanctions/{sanction.pk}/bukti/", {"source": "Inspektorat", "document": document})
    held = Evidence.objects.get()
    seen = {
        role: sign_in(role, person=alya if role == "EMPLOYEE" else None).get(f"/bukti/{held.pk}/").status_code
        for role in ("BKD_HEAD", "PPK", "AUDITOR", "TALENT_COMMITTEE", "EMPLOYEE")
    }
    assert seen == {"BKD_HEAD": 200, "PPK": 200, "AUDITOR": 200, "TALENT_COMMITTEE": 404, "EMPLOYEE": 200}
    told = sign_in("TALENT_COMMITTEE").get(f"/api/v1/employees/{alya.pk}/evidence/").json()
    assert told["results"] == []
