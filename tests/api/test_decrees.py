"""What an agency decrees about its posts, by API: critical ones, what it asks beyond the law, what frees somebody."""

import hashlib
import json
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from succession.models import AgencyRequirementsRecord, CriticalPostRecord, RequirementWaiverRecord
from talent.models import Employee
from tests import factories
from tests.api.conftest import GRADE, a_waiver, an_addition
from tests.succession import cast
from tests.talent import documents

pytestmark = pytest.mark.django_db

REASON = {"reason": "Salah catat sewaktu mengisi."}


def pdf(name: str = "sk.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, documents.pdf(), "application/pdf")


def told(agency: Any) -> dict[str, Any]:
    return {"id": agency.pk, "code": agency.code, "name": agency.name}


def waiver_of(person: Employee, **changes: Any) -> dict[str, Any]:
    return {
        "agency": person.agency_id,
        "employee": person.pk,
        "code": "age",
        "number": "B-7",
        "authority": "Kepala BKN",
        "granted": "2026-07-01",
        "grounds": "Dibutuhkan sampai akhir tahun.",
        "since": "2026-08-03",
    } | changes


def test_a_critical_post_is_recorded_corrected_revoked_and_the_slower_reads_who_was_faster(ask: Any) -> None:
    agency = factories.agency()
    post, head, second = cast.post(agency), ask("BKD_HEAD"), ask("BKD_HEAD")
    body = {"agency": agency.pk, "position": "JPT-01", "number": "800/31", "criteria": "Kewenangan strategis"}
    made = head.client.post("/api/v1/critical-posts/", body | {"since": "2026-03-01", "document": pdf()})
    first = made.json()
    assert (made.status_code, made["Location"]) == (201, f"/api/v1/critical-posts/{first['id']}/")
    assert first == {
        "id": first["id"],
        "agency": told(agency),
        "number": "800/31",
        "since": "2026-03-01",
        "until": None,
        "revoked_on": None,
        "revoke_reason": None,
        "document": hashlib.sha256(documents.pdf()).hexdigest(),
        "known_from": first["known_from"],
        "position": {"id": post.pk, "code": "JPT-01", "name": "Kepala Dinas JPT-01", "tier": "JPT_PRATAMA"},
        "criteria": "Kewenangan strategis",
    }
    file = ask("TALENT_COMMITTEE").client.get(f"{made['Location']}file/")
    assert hashlib.sha256(file.content).hexdigest() == first["document"]
    status, again = head.post("critical-posts/", body | {"since": "2026-04-01"})
    assert (status, again["code"]) == (409, "already_recorded")
    change = {"criteria": "Pengganti sulit dicari", "since": "2026-03-01", "until": "2026-12-31"} | REASON
    status, mended = head.post(f"critical-posts/{first['id']}/correct/", change)
    assert (status, mended["criteria"], mended["until"], mended["document"]) == (
        200,
        "Pengganti sulit dicari",
        "2026-12-31",
        first["document"],
    )
    late = {
        language: second.post(f"critical-posts/{first['id']}/correct/", change | {"criteria": "Lain"}, language)
        for language in ("id", "en")
    }
    assert {status for status, _content in late.values()} == {409}
    assert [content["change"]["now"]["id"] for _status, content in late.values()] == [mended["id"]] * 2
    assert {content["change"]["kind"] for _status, content in late.values()} == {"succession.critical_post.corrected"}
    assert "kriteria: Pengganti sulit dicari" in late["id"][1]["detail"]
    assert "criteria: Pengganti sulit dicari" in late["en"][1]["detail"]
    ended = {"revoked_on": "2026-05-01"} | REASON
    assert second.post(f"critical-posts/{first['id']}/revoke/", ended)[0] == 409
    assert head.post(f"critical-posts/{mended['id']}/revoke/", ended)[1]["revoked_on"] == "2026-05-01"
    (now,) = head.get("critical-posts/", {"agency": agency.pk})[1]["results"]
    assert (now["revoked_on"], now["revoke_reason"]) == ("2026-05-01", REASON["reason"])
    (then,) = head.get("critical-posts/", {"known_at": first["known_from"]})[1]["results"]
    assert (then["criteria"], then["revoked_on"]) == ("Kewenangan strategis", None)
    assert head.get(f"critical-posts/{first['id']}/")[1] == first


def test_what_a_critical_post_may_not_say_is_refused_in_the_readers_language(ask: Any) -> None:
    agency, head = factories.agency(), ask("BKD_HEAD")
    cast.post(agency)
    body = {"agency": agency.pk, "position": "JPT-01", "number": "8", "criteria": "Strategis", "since": "2026-03-01"}
    unknown = [head.post("critical-posts/", body | {"position": "JPT-99"}, language) for language in ("id", "en")]
    assert [(status, content["code"], content["detail"]) for status, content in unknown] == [
        (422, "unknown_post", "Jabatan “JPT-99” tidak tercatat pada instansi ini; impor jabatannya dahulu."),
        (422, "unknown_post", "Post “JPT-99” is not recorded at this agency; import the post first."),
    ]
    assert head.post("critical-posts/", body | {"until": "2026-02-28"})[1]["code"] == "date_order"
    assert head.post("critical-posts/", body | {"criteria": " "})[1]["errors"][0]["field"] == "criteria"
    assert ask("BKD_STAFF").post("critical-posts/", body)[1]["code"] == "not_allowed"
    assert CriticalPostRecord.objects.count() == 0


def test_what_an_agency_asks_beyond_the_law_is_json_in_the_form_of_the_laws_files(ask: Any) -> None:
    agency, head = factories.agency(), ask("BKD_HEAD")
    body = {"agency": agency.pk, "tier": "JPT_PRATAMA", "number": "800/5", "since": "2026-01-01"}
    noted = GRADE | {"note": {"id": "Kepangkatan penuh", "en": "Full rank"}}
    status, made = head.post("agency-requirements/", body | {"requirements": [noted]})
    assert (status, made["tier"], made["requirements"], made["until"]) == (201, "JPT_PRATAMA", [noted], None)
    higher = [GRADE | {"grade": "IV/c"}]
    change = {"since": "2026-01-01", "requirements": json.dumps(higher), "document": pdf()} | REASON
    mended = head.client.post(f"/api/v1/agency-requirements/{made['id']}/correct/", change).json()
    assert (mended["requirements"], mended["document"]) == (higher, hashlib.sha256(documents.pdf()).hexdigest())
    same = {"since": "2026-01-01", "requirements": higher} | REASON
    assert head.post(f"agency-requirements/{mended['id']}/correct/", same)[1]["code"] == "record_same"
    ended = {"revoked_on": "2026-05-01"} | REASON
    assert head.post(f"agency-requirements/{mended['id']}/revoke/", ended)[1]["revoked_on"] == "2026-05-01"


@pytest.mark.parametrize(
    ("requirements", "code"),
    [
        ([], "requirement_form"),
        ([GRADE | {"grade": "X"}], "requirement_form"),
        ([{"code": "agency_age", "kind": "age_max", "limit": 56}], "not_stricter"),
        ([GRADE | {"note": {"id": "\ud800", "en": "-"}}], "invalid"),
        ([GRADE | {"note": [[[[["x"]]]]]}], "invalid"),
        ([GRADE | {"note": {"id": "x" * 20_000, "en": "-"}}], "invalid"),
        ("[" * 15_000, "requirement_form"),
    ],
)
def test_a_set_of_requirements_that_cannot_stand_is_refused(ask: Any, requirements: Any, code: str) -> None:
    agency, head = factories.agency(), ask("BKD_HEAD")
    body = {"agency": agency.pk, "tier": "JPT_PRATAMA", "number": "800/5", "since": "2026-01-01"}
    status, content = head.post("agency-requirements/", body | {"requirements": requirements})
    assert (status, content.get("errors", [content])[0]["code"]) == (400 if code == "invalid" else 422, code)
    assert AgencyRequirementsRecord.objects.count() == 0


def test_requirements_in_a_form_that_are_no_json_are_refused(ask: Any) -> None:
    agency, head = factories.agency(), ask("BKD_HEAD")
    body = {"agency": agency.pk, "tier": "JPT_PRATAMA", "number": "800/5", "since": "2026-01-01"}
    for text in ("[", "[" * 15_000, pdf()):
        refused = head.client.post("/api/v1/agency-requirements/", body | {"requirements": text})
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "requirements")


def test_a_waiver_names_its_person_and_comes_with_its_document(ask: Any) -> None:
    agency, head = factories.agency(), ask("BKD_HEAD")
    post, person = cast.post(agency), cast.candidate(agency)
    stranger = cast.candidate(factories.other_agency())
    body = waiver_of(person, position="JPT-01")
    assert head.post("requirement-waivers/", body)[1]["errors"][0]["field"] == "document"
    at = "/api/v1/requirement-waivers/"
    assert head.client.post(at, body | {"employee": stranger.pk, "document": pdf()}).status_code == 404
    refused = head.client.post(at, body | {"code": "grade", "document": pdf()}).json()
    assert refused["code"] == "not_waivable"
    made = head.client.post(at, body | {"document": pdf()}).json()
    assert (made["employee"], made["position"]["id"], made["code"], made["granted"], made["grounds"]) == (
        {"id": person.pk, "nip": person.nip, "name": person.name},
        post.pk,
        "age",
        "2026-07-01",
        "Dibutuhkan sampai akhir tahun.",
    )
    kept = {name: body[name] for name in ("authority", "granted", "grounds", "since")}
    change = kept | {"until": "2026-12-31"} | REASON
    status, mended = head.post(f"requirement-waivers/{made['id']}/correct/", change)
    assert (status, mended["until"], mended["position"], mended["document"]) == (
        200,
        "2026-12-31",
        made["position"],
        made["document"],
    )
    assert RequirementWaiverRecord.objects.get(known_to=None).true_to == date(2026, 12, 31)
    for wrong, code in (({"granted": "2199-01-01"}, "future_date"), ({"grounds": "Perlu"}, "no_reason")):
        assert head.post(f"requirement-waivers/{mended['id']}/correct/", change | wrong)[1]["code"] == code
    ended = {"revoked_on": "2026-05-01"} | REASON
    assert head.post(f"requirement-waivers/{mended['id']}/revoke/", ended)[1]["revoked_on"] == "2026-05-01"


def test_more_waivers_than_a_page_shows_are_an_export_of_people_and_other_decrees_are_none(ask: Any) -> None:
    agency = factories.agency()
    person = factories.employee(agency)
    for number in range(26):
        a_waiver(person, f"B-{number}")
        an_addition(agency, f"800/{number}")
    committee = ask("TALENT_COMMITTEE")
    assert [committee.get("requirement-waivers/", {"limit": limit})[0] for limit in (25, 26)] == [200, 403]
    assert len(committee.get("agency-requirements/", {"limit": 26})[1]["results"]) == 26
