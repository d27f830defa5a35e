"""Workbooks through the API: upload, preview, write."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from audit.models import Event
from jobs.models import Job
from talent.domain import weighing
from talent.domain.queries import impact
from talent.models import Agency, AwardRecord, ImportBatch
from tests import factories
from tests.api.conftest import PREFIX, Caller

pytestmark = pytest.mark.django_db


def upload(caller: Caller, content: str | bytes, **fields: Any) -> tuple[int, Any]:
    data = content.encode() if isinstance(content, str) else content
    form = {
        "file": SimpleUploadedFile("awards.csv", data, "text/csv"),
        "kind": "awards",
        "agency": factories.agency().pk,
    }
    response = caller.client.post(f"{PREFIX}imports/", form | fields, headers={"accept-language": "en"})
    if response.status_code == 201:
        assert response["Location"] == f"{PREFIX}imports/{response.json()['id']}/"
    return response.status_code, response.json()


def test_a_workbook_is_checked_then_written_without_its_wrong_rows(
    ask: Any, django_capture_on_commit_callbacks: Any
) -> None:
    person = factories.employee()
    staff = ask("BKD_STAFF")
    good, wrong = "Satyalancana;nasional;2024-08-17", "Piala;galaksi;2024-08-17"
    rows = f"nip;nama;tingkat;tanggal\n{person.nip};{good}\n{person.nip};{wrong}\n"
    status, content = upload(staff, rows)
    batch = ImportBatch.objects.get()
    assert (status, content["id"], content["state"], content["kind"]) == (201, batch.pk, "PREVIEWED", "awards")
    assert (content["rows"], content["accepted"], content["rejected"], content["new"]) == (2, 1, 1, 1)
    assert [(error["row"], error["column"], error["value"]) for error in content["errors"]] == [
        (3, "tingkat", "galaksi")
    ]
    assert (content["errors_total"], content["refused"], content["written"]) == (1, None, None)
    assert AwardRecord.objects.count() == 0
    mended = staff.client.get(f"{PREFIX}imports/{batch.pk}/faults/?form=csv")
    lines = b"".join(mended.streaming_content).decode("utf-8-sig").splitlines()
    assert (mended["Content-Type"], len(lines), lines[1].split(",")[:3]) == (
        "text/csv; charset=utf-8", 2, [person.nip, "Piala", "galaksi"]
    )  # fmt: skip
    book = staff.client.get(f"{PREFIX}imports/{batch.pk}/faults/", headers={"accept-language": "en"})
    assert (book["Content-Disposition"], b"".join(book.streaming_content)[:2]) == (
        f'attachment; filename="mend-{batch.pk}.xlsx"', b"PK"
    )  # fmt: skip
    noted = Event.objects.filter(kind="talent.import.errors_exported").order_by("id")
    assert [event.payload["form"] for event in noted] == ["csv", "xlsx"]
    assert ask("TALENT_COMMITTEE").get(f"imports/{batch.pk}/faults/")[0] == 403
    assert ask("BKD_STAFF", factories.other_agency()).get(f"imports/{batch.pk}/faults/")[0] == 404
    assert staff.get(f"imports/{batch.pk}/faults/?form=pdf")[0] == 400
    with django_capture_on_commit_callbacks(execute=True):
        status, job = staff.post(f"imports/{batch.pk}/commit/")
    assert (status, job["kind"], job["target"]) == (202, "import", f"import:{batch.pk}")
    assert staff.get(f"jobs/{job['id']}/")[1]["state"] == "DONE"
    detail = staff.get(f"imports/{batch.pk}/")[1]
    assert (detail["state"], detail["job"]) == ("COMMITTED", Job.objects.get().pk)
    assert detail["written"] == {"rows": 2, "new": 1, "changed": 0, "same": 0, "rejected": 1}
    assert list(AwardRecord.objects.values_list("name", "level")) == [("Satyalancana", "NATIONAL")]
    kinds = Event.objects.filter(kind__startswith="talent.import.").order_by("id").values_list("kind", flat=True)
    assert [kinds[0], *kinds[3:]] == ["talent.import.previewed", "talent.import.committed"]
    assert staff.post(f"imports/{batch.pk}/commit/")[1]["code"] == "import_state"


def test_a_file_of_which_nothing_can_be_taken_is_kept_with_its_reason(ask: Any) -> None:
    staff = ask("BKD_STAFF")
    status, content = upload(staff, b"")
    assert (status, content["state"], content["rows"]) == (201, "REFUSED", None)
    assert content["refused"]["code"] == ImportBatch.objects.get().report["refused"]["code"]
    assert staff.post(f"imports/{content['id']}/commit/")[0] == 409
    assert upload(staff, "nip;tahun;predikat\n1;2025;Baik\n")[1]["refused"] == {
        "code": "other_kind",
        "message": "The columns are those of “Performance” (performance) or “360° feedback” (feedback_360); choose "
        "that kind and send the file again.",
    }
    assert [row["state"] for row in staff.get("imports/")[1]["results"]] == ["REFUSED", "REFUSED"]


def test_a_kept_preview_speaks_the_language_of_whoever_asks(ask: Any) -> None:
    staff = ask("BKD_STAFF")
    rows = "nip;nama;tingkat;tanggal;Ket\n123;Piala;nasional;2024-08-17;\n" + ";;;;\n" * 1000
    _status, content = upload(staff, rows)
    assert content["errors"][0]["message"] == "A NIP must have 18 digits; this one has 3."
    for language, error, notice in (
        ("id", "NIP harus 18 angka; ini 3 angka.", "1.000 baris kosong di bawah baris data terakhir dilewati."),
        ("en", content["errors"][0]["message"], "1,000 blank rows below the last row of data were passed over."),
    ):
        detail = staff.client.get(f"{PREFIX}imports/{content['id']}/", headers={"accept-language": language}).json()
        assert (detail["errors"][0]["message"], detail["notices"][1]) == (error, notice)
    _status, content = upload(staff, b"")
    detail = staff.client.get(f"{PREFIX}imports/{content['id']}/", headers={"accept-language": "id"}).json()
    assert content["refused"]["message"].startswith("This file is empty")
    assert detail["refused"]["message"].startswith("Berkas ini kosong")


def test_a_writing_that_gave_up_says_how_much_is_in_and_goes_on_when_asked(
    ask: Any, django_capture_on_commit_callbacks: Any
) -> None:
    staff = ask("BKD_STAFF")
    _status, content = upload(staff, f"nip;nama;tingkat;tanggal\n{factories.employee().nip};A;nasional;2024-08-17\n")
    address = f"imports/{content['id']}/"
    assert staff.post(f"{address}commit/")[0] == 202
    assert staff.post(f"{address}commit/")[0] == 409
    Job.objects.update(state=Job.State.FAILED)
    detail = staff.get(address)[1]
    assert (detail["state"], detail["stopped"]["written"]["rows"]) == ("STOPPED", 0)
    with django_capture_on_commit_callbacks(execute=True):
        assert staff.post(f"{address}commit/")[0] == 202
    detail = staff.get(address)[1]
    assert (detail["state"], detail["stopped"], detail["written"]["new"]) == ("COMMITTED", None, 1)


def test_uploads_want_all_their_fields_and_no_others(ask: Any) -> None:
    staff = ask("BKD_STAFF")
    status, content = upload(staff, "x", note="please")
    assert (status, [(error["field"], error["code"]) for error in content["errors"]]) == (400, [("note", "unknown")])
    status, content = upload(staff, "x", kind="salaries")
    assert (status, content["errors"][0]["field"]) == (400, "kind")
    assert upload(staff, "x", agency=factories.other_agency().pk)[0] == 404
    assert ImportBatch.objects.count() == 0


def test_an_upload_needs_the_permission_of_its_kind(ask: Any) -> None:
    assert upload(ask("AUDITOR"), "x")[0] == 403
    assert upload(ask("MERIT_VERIFIER"), "x")[0] == 403
    assert ImportBatch.objects.count() == 0


def test_uploads_of_another_agency_are_not_found(ask: Any) -> None:
    upload(ask("BKD_STAFF"), b"")
    batch = ImportBatch.objects.get()
    elsewhere = ask("BKD_STAFF", factories.other_agency())
    assert elsewhere.get("imports/")[1]["results"] == []
    assert elsewhere.get(f"imports/{batch.pk}/")[0] == 404
    assert elsewhere.post(f"imports/{batch.pk}/commit/")[0] == 404


def test_an_administrator_enters_agencies_and_nothing_about_people(
    ask: Any, django_capture_on_commit_callbacks: Any
) -> None:
    own, administrator = factories.agency(), ask("ADMINISTRATOR")

    def send(rows: str, **fields: Any) -> tuple[int, Any]:
        form = {"file": SimpleUploadedFile("agencies.csv", rows.encode(), "text/csv")} | fields
        response = administrator.client.post(f"{PREFIX}imports/", form, headers={"accept-language": "en"})
        return response.status_code, response.json()

    rows = f"kode,nama,jenis\nSMD,Kota Samarinda,kota\n{own.code},{own.name},provinsi\n"
    status, content = send(rows, kind="agencies", agency=own.pk)
    assert (status, [(error["field"], error["code"]) for error in content["errors"]]) == (
        400,
        [("agency", "unexpected")],
    )
    assert [send(rows, kind="awards", **fields)[0] for fields in ({}, {"agency": own.pk})] == [400, 404]
    status, content = send(rows, kind="agencies")
    assert (status, content["agency"], content["rows"], content["new"]) == (201, None, 2, 1)
    assert Agency.objects.count() == 1
    with django_capture_on_commit_callbacks(execute=True):
        status, job = administrator.post(f"imports/{content['id']}/commit/")
    assert (status, administrator.get(f"jobs/{job['id']}/")[1]["state"]) == (202, "DONE")
    assert Agency.objects.get(code="SMD").name == "Kota Samarinda"
    detail = administrator.get(f"imports/{content['id']}/")[1]
    assert (detail["state"], detail["written"]["new"]) == ("COMMITTED", 1)
    last = Event.objects.filter(kind="talent.import.committed").get()
    assert (last.actor, last.subject) == (administrator.client.user.pk, f"talent.importbatch:{content['id']}")


def test_a_written_workbook_is_taken_back(ask: Any, django_capture_on_commit_callbacks: Any) -> None:
    staff = ask("BKD_STAFF")
    _status, content = upload(staff, f"nip;nama;tingkat;tanggal\n{factories.employee().nip};A;nasional;2024-08-17\n")
    address = f"imports/{content['id']}/"
    assert staff.post(f"{address}withdraw/", {"reason": "Salah berkas."})[1]["code"] == "import_state"
    with django_capture_on_commit_callbacks(execute=True):
        assert staff.post(f"{address}commit/")[0] == 202
    assert staff.post(f"{address}withdraw/", {"reason": " "})[0] == 400
    with django_capture_on_commit_callbacks(execute=True):
        status, job = staff.post(f"{address}withdraw/", {"reason": "Salah berkas."})
    assert (status, job["kind"], staff.get(address)[1]["state"]) == (202, "withdrawal", "WITHDRAWN")
    assert [row.known_to is None for row in AwardRecord.objects.all()] == [False]


def test_the_preview_tells_what_would_change_field_by_field_and_whose_box(ask: Any) -> None:
    staff, person = ask("BKD_STAFF"), factories.assessed(factories.employee())
    factories.mapped_cycle()
    rows = f"nip;tahun;predikat\n{person.nip};2025;Kurang\n"
    _status, content = upload(staff, rows, kind="performance")
    address = f"imports/{content['id']}/"
    for found in (content, staff.get(address)[1]):
        impact = found["impact"]
        assert (impact["people"], impact["moved"], impact["listed"], impact["cycle"]) == (1, 1, 0, "Siklus 2026")
        assert [(one["employee"], one["now"], one["listed"]) for one in impact["who"]] == [(person.pk, 9, False)]
        differences = found["differences"]
        assert (differences["total"], differences["kept"]) == (1, 1)
        assert differences["rows"] == [
            {
                "of": "employee",
                "id": person.pk,
                "fields": [{"field": "rating", "old": "SANGAT_BAIK", "new": "KURANG"}],
            }
        ]
    assert staff.get(address, {"start": 1})[1]["differences"]["rows"] == []


def test_what_a_withdrawal_would_move_is_told_before_and_weighed_by_a_job_where_much_was_written(
    ask: Any, monkeypatch: Any, django_capture_on_commit_callbacks: Any
) -> None:
    person, other = (factories.assessed(factories.employee(), level=2) for _one in range(2))
    cycle = factories.cycle(name="Berjalan")
    staff = ask("BKD_STAFF")
    rows = f"nip;tahun;predikat\n{person.nip};2025;Kurang\n{other.nip};2024;Baik\n"
    _status, content = upload(staff, rows, kind="performance")
    address = f"imports/{content['id']}/withdraw/"
    assert (staff.get(address)[0], staff.get(address)[1]["code"]) == (409, "import_state")
    with django_capture_on_commit_callbacks(execute=True):
        assert staff.post(f"imports/{content['id']}/commit/")[0] == 202
    listed = {person.pk: {("vacancy", 7, "SEKDA")}}
    monkeypatch.setattr(impact, "LIVE_LISTS", [lambda _agency, who: {pk: listed[pk] for pk in listed if pk in who}])
    status, told = staff.get(address)
    moved = told["impact"].pop("who")
    assert (status, told["weighs"], told["at_once"], told["job"], told["blocks"]) == (200, True, True, None, [])
    assert told["impact"] == {
        "on": str(factories.ON), "cycle": cycle.name, "policy": "kepka-411-2025 v1", "people": 2, "moved": 1,
        "listed": 1, "lists": [{"vacancy": 7, "title": "SEKDA"}],
    }  # fmt: skip
    assert [(one["employee"], one["listed"], one["now"] == one["then"]) for one in moved] == [(person.pk, True, False)]
    assert staff.get(f"{address}?start=1")[1]["impact"]["who"] == []
    # Of many rows the worker weighs, once however often it is asked.
    monkeypatch.setattr(weighing, "AT_ONCE", 0)
    before = staff.get(address)[1]
    assert [before[name] for name in ("at_once", "weighed_at", "job", "impact", "blocks")] == [False, *[None] * 4]
    status, job = staff.post(f"{address}weigh/")
    assert (status, job["kind"], staff.post(f"{address}weigh/")[1]["id"]) == (202, "withdrawal_impact", job["id"])
    waiting = staff.get(address)[1]
    assert (waiting["job"]["id"], waiting["job"]["state"], waiting["impact"]) == (job["id"], "WAITING", None)
    factories.run_job.func(job["id"])
    done = staff.get(address)[1]
    assert (done["job"], done["impact"]) == (None, told["impact"] | {"who": moved})
    assert done["weighed_at"] > told["weighed_at"]
    # As on the page, to those who may take it back.
    assert [ask(role).get(address)[0] for role in ("BKD_HEAD", "AUDITOR", "PPK", "MERIT_VERIFIER")] == [
        200, 403, 403, 404
    ]  # fmt: skip
    elsewhere = ask("BKD_STAFF", factories.other_agency())
    assert (elsewhere.get(address)[0], elsewhere.post(f"{address}weigh/")[0]) == (404, 404)


def test_what_stands_against_a_withdrawal_is_told_in_words(ask: Any, django_capture_on_commit_callbacks: Any) -> None:
    staff = ask("BKD_STAFF")
    _status, content = upload(staff, "kode;nama\nDISHUB;Dinas Perhubungan\n", kind="units")
    with django_capture_on_commit_callbacks(execute=True):
        assert staff.post(f"imports/{content['id']}/commit/")[0] == 202
    address = f"imports/{content['id']}/withdraw/"
    free = staff.get(address)[1]
    assert (free["weighs"], free["impact"], free["blocks"]) == (False, None, [])
    factories.employee(unit="DISHUB")
    (reason,) = staff.get(address)[1]["blocks"]
    status, problem = staff.post(address, {"reason": "Wrong file."})
    assert (status, problem["code"], problem["detail"]) == (409, "import_in_use", reason)
    assert staff.post(f"{address}weigh/")[1]["code"] == "import_state"
