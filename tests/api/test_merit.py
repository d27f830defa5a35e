"""Merit rounds on their way through the API."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from succession.models import MeritAnswer, MeritObjection
from tests import factories
from tests.api.conftest import PREFIX, Caller, a_merit_round
from tests.succession import assessed
from tests.succession.assessed import KASN, OWN, VERIFIED
from tests.talent import documents

pytestmark = pytest.mark.django_db


def upload(caller: Caller, path: str, words: str, **fields: Any) -> tuple[int, Any]:
    file = SimpleUploadedFile("bukti.pdf", documents.pdf(words), "application/pdf")
    response = caller.client.post(f"{PREFIX}{path}", fields | {"document": file}, headers={"accept-language": "en"})
    return response.status_code, response.json()


def test_a_round_goes_from_its_first_answer_to_the_signed_commitment_by_requests_alone(ask: Any) -> None:
    agency, today = factories.agency(), timezone.localdate().isoformat()
    staff, head, overseer = ask("BKD_STAFF"), ask("BKD_HEAD"), ask("MERIT_VERIFIER")
    body = {"agency": agency.pk, "name": "2026", "instrument": "PANRB-2025"}
    assert staff.post("merit-assessments/", body)[1]["state"] == "DRAFT"
    status, problem = staff.post("merit-assessments/", body | {"name": "2027", "instrument": "KASN-2019"})
    assert (status, problem["code"]) == (422, "instrument_time")
    at = f"merit-assessments/{assessed.begun(agency, factories.user('BKD_STAFF', agency)).pk}/"
    begun = staff.get(at)[1]
    assert (begun["answers"][0]["name"], sorted(begun["answers"][0]["meanings"])) == (
        "Job map and five-year staffing plan",
        ["0", "1", "2", "3", "4"],
    )
    mine = next(one["id"] for one in begun["team"] if one["name"] == staff.get("me/")[1]["name"])
    for code, level in OWN.items():
        given = {"level": level, "justification": "Sudah ada.", "owner": mine, "version": 1}
        assert staff.post(f"{at}answers/{code}/", given)[0] == 200
    assert staff.get(at)[1]["lacking"][0] == {"sub_aspect": "1.1", "what": "no evidence"}
    status, kept = upload(staff, f"{at}evidence/", "Bukti", title="Himpunan bukti", sub_aspects=KASN)
    assert (status, len(kept["evidence"])) == (201, 36)
    filled = staff.get(at)[1]
    assert (filled["lacking"], filled["steps"]) == ([], [])
    assert [(one["done"], one["total"]) for one in filled["shares"]] == [(36, 36)]
    assert head.get(at)[1]["steps"] == [
        {"to": "SUBMITTED", "name": "Submit", "back": False},
        {"to": "CANCELLED", "name": "Cancel the round", "back": True},
    ]
    assert head.post(f"{at}step/", {"to": "SUBMITTED", "version": 1})[1]["state"] == "SUBMITTED"
    for code, level in VERIFIED.items():
        given = {"level": level, "remark": "Kurang lengkap.", "version": 2}
        assert overseer.post(f"{at}verified/{code}/", given)[0] == 200
    assert overseer.post(f"{at}step/", {"to": "VERIFIED", "version": 2})[1]["state"] == "VERIFIED"
    verified = staff.get(at)[1]
    assert (verified["own"]["score"], verified["verified"]["score"], len(verified["differences"])) == (365.5, 332.5, 9)
    seat = overseer.get(at)[1]["verifiers"][0]["id"]
    settled = {"1.2": {"level": VERIFIED["1.2"] + 1, "reason": "Data lengkap menurut pleno."}}
    body = {"held_on": today, "present": [seat], "minutes": "Pleno membahas selisih.", "levels": settled, "version": 0}
    status, minutes = overseer.post(f"{at}minutes/", body)
    assert (status, minutes["complete"]) == (200, False)
    changed = minutes["said"] | {"minutes": "Lain."}
    assert overseer.post(f"{at}minutes/sign/", {"said": changed})[1]["code"] == "stale_confirmation"
    assert overseer.post(f"{at}minutes/sign/", {"said": minutes["said"]})[1]["complete"] is True
    body = {"number": "12/KEP/2026", "decided_on": today, "valid_to": None, "version": 3}
    status, decided = overseer.post(f"{at}decide/", body)
    assert (status, decided["result"]["score"], decided["result"]["category"]) == (201, 335.0, "SANGAT_BAIK")

    of = f"merit-rounds/{decided['id']}/"
    status, planned = staff.post(f"{of}plan/", {"target": "340", "efforts": {"1.1": {"2": None, "3": None, "4": None}}})
    assert (status, planned["made"], len(planned["tasks"])) == (201, 1, 1)
    objection = head.post(f"{of}objections/", {"sub_aspect": "1.3", "text": "Daftar BUP sudah dilampirkan."})[1]
    answer = {"accepted": False, "text": "Daftarnya tidak terbaca."}
    answered = overseer.post(f"merit-objections/{objection['id']}/answer/", answer)
    assert (answered[0], answered[1]["accepted"]) == (200, False)
    again = overseer.post(f"merit-objections/{objection['id']}/answer/", answer)
    assert (again[0], again[1]["change"]["now"]["answer"]) == (409, "Daftarnya tidak terbaca.")
    status, task = staff.post(f"{of}tasks/", {"sub_aspect": "1.2", "text": "Susun SOP", "due": today})
    assert (status, task["state"], task["end"]) == (201, "RUNNING", None)
    status, closed = staff.post(f"merit-tasks/{task['id']}/close/", {"reason": "Sudah dicakup SK.", "version": 1})
    assert (status, closed["state"], closed["close_reason"]) == (200, "CLOSED", "Sudah dicakup SK.")
    paper = head.client.get(f"{PREFIX}{of}commitment/file/", headers={"accept": "application/pdf"})
    assert paper.content == head.client.get(f"/merit/{decided['id']}/komitmen.pdf").content
    status, copy = upload(overseer, f"{of}commitment/", "Komitmen", authority="BKN", number="K-1", dated=today)
    assert (status, staff.get(f"{of}follow-up/")[1]["commitments"]) == (201, [copy])
    taken = head.client.get(f"{PREFIX}merit-papers/{copy['id']}/file/", headers={"accept": "application/pdf"})
    assert (taken.status_code, taken.content) == (200, documents.pdf("Komitmen"))


def test_an_accepted_objection_leads_to_a_decision_by_requests_alone(ask: Any) -> None:
    held, agency = a_merit_round(factories.agency()), factories.agency()
    overseer, head = ask("MERIT_VERIFIER"), ask("BKD_HEAD")
    objection = MeritObjection.objects.create(
        round=held, text="Levelnya keliru.", by=factories.user("BKD_HEAD", agency)
    )
    at, today = f"merit-objections/{objection.pk}/", timezone.localdate().isoformat()
    body = {"number": "2/KEP", "decided_on": today, "reason": "Bukti dinilai ulang.", "levels": ["1.2=4", "1.3=4"]}
    status, problem = upload(overseer, f"{at}decision/", "Putusan", **body)
    assert (status, problem["code"]) == (422, "not_accepted")
    assert overseer.post(f"{at}answer/", {"accepted": True, "text": "Diterima seluruhnya."})[1]["led_to"] is None
    for levels, code in ((["1.2=4", "1.2=3"], "repeated"), (["1.2=empat"], "invalid")):
        status, problem = upload(overseer, f"{at}decision/", "Putusan", **body | {"levels": levels})
        assert (status, problem["errors"][0]["code"]) == (400, code)
    status, made = upload(overseer, f"{at}decision/", "Putusan", **body | {"valid_to": "2099-01-01"})
    score = head.get(f"merit-rounds/{held.pk}/")[1]["result"]["score"]
    assert (status, made["replaces"], made["valid_to"]) == (201, held.pk, "2099-01-01")
    assert made["result"]["score"] == score + 5
    assert head.get(f"merit-rounds/{held.pk}/")[1]["replaced_by"] == made["id"]
    assert head.get(f"merit-rounds/{held.pk}/follow-up/")[1]["objections"][0]["led_to"] == made["id"]
    assert head.client.get(f"{PREFIX}{at}decision/file/").content == documents.pdf("Putusan")


def test_evidence_is_listed_replaced_taken_away_and_withdrawn_and_whoever_is_slower_reads_who_was_faster(
    ask: Any,
) -> None:
    held = assessed.answered(factories.agency(), factories.user("BKD_STAFF", factories.agency()))
    staff, at = ask("BKD_HEAD"), f"merit-assessments/{held.pk}/evidence/"
    first = staff.get(at, {"limit": 100})[1]["results"]
    assert ([one["sub_aspect"] for one in first], {one["number"] for one in first}) == (KASN[::-1], {1})
    path = f"merit-evidence/{first[0]['id']}/"
    # It is the share of another, and not of the head.
    status, problem = upload(ask("BKD_STAFF"), f"{path}replace/", "Bukti baru")
    assert (status, problem["code"]) == (403, "share_of_another")
    status, replaced = upload(staff, f"{path}replace/", "Bukti baru")
    assert (status, len(replaced["evidence"]), {one["number"] for one in replaced["evidence"]}) == (200, 36, {2})
    status, problem = upload(staff, f"{path}replace/", "Bukti lain")
    assert (status, problem["code"]) == (409, "evidence_withdrawn")
    assert (problem["change"]["by"], problem["change"]["kind"]) == (
        staff.get("me/")[1]["name"],
        "succession.merit_evidence.replaced",
    )
    assert staff.client.get(f"{PREFIX}{path}file/").content == documents.pdf()
    gone = staff.post(f"merit-evidence/{replaced['evidence'][0]['id']}/withdraw/", {"reason": "Salah unggah berkas."})
    assert (gone[0], gone[1]["withdrawn_at"] is not None) == (200, True)
    wrong = SimpleUploadedFile("bukti.pdf", b"<html>", "application/pdf")
    refused = staff.client.post(f"{PREFIX}{at}", {"title": "Bukti", "sub_aspects": "1.1", "document": wrong})
    assert (refused.status_code, refused.json()["code"]) == (422, "file_type")


def test_the_agency_is_not_told_by_a_refusal_what_its_verifier_drafted(ask: Any) -> None:
    held, verifier = assessed.submitted(factories.agency())
    assessed.verified(held, "1.1", 2, verifier, "Peta jabatan belum ditetapkan.")
    staff, overseer = ask("BKD_STAFF"), ask("MERIT_VERIFIER")
    stale = {"level": 2, "remark": "Belum ada.", "version": 1}
    status, problem = overseer.post(f"merit-assessments/{held.pk}/verified/1.1/", stale)
    assert (status, problem["change"]["now"]["verified_level"]) == (409, 2)
    back = {"reason": "Lengkapi buktinya dahulu.", "version": 2}
    assert overseer.post(f"merit-assessments/{held.pk}/send-back/", back)[1]["state"] == "DRAFT"
    stale = {"level": 4, "justification": "Ada.", "owner": None, "version": 1}
    status, problem = staff.post(f"merit-assessments/{held.pk}/answers/1.1/", stale)
    now = problem["change"]["now"]
    assert (status, now["level"], now["verified_level"], now["note"]) == (409, OWN["1.1"], None, "")
    assert MeritAnswer.objects.get(assessment=held, sub_aspect="1.1").verified_level == 2
    unknown = {"level": 4, "justification": "", "owner": 10**9, "version": 2}
    status, problem = staff.post(f"merit-assessments/{held.pk}/answers/1.1/", unknown)
    assert (status, problem["errors"][0]["code"]) == (400, "not_of_the_team")


def test_a_round_is_read_by_each_side_and_a_question_asked_answered_and_closed(ask: Any) -> None:
    held, verifier = assessed.clarified(factories.agency())
    assessed.verified(held, "1.1", 2, verifier, "Peta jabatan belum ditetapkan.")
    staff, overseer = ask("BKD_STAFF"), ask("MERIT_VERIFIER")
    at = f"merit-assessments/{held.pk}/"
    own, seen = staff.get(at)[1], overseer.get(at)[1]
    assert (own["own"]["score"], len(own["answers"]), len(own["answers"][0]["evidence"])) == (365.5, 36, 1)
    assert [page["answers"][0]["verified_level"] for page in (own, seen)] == [None, 2]
    body = {"sub_aspect": "1.1", "text": "Mana SK penetapannya?", "due": "2099-01-01"}
    status, question = overseer.post(f"{at}questions/", body)
    assert (status, question["seen"][0]["digest"]) == (201, own["answers"][0]["evidence"][0]["digest"])
    status, answered = staff.post(f"merit-questions/{question['id']}/reply/", {"text": "SK terlampir."})
    assert (status, [one["side"] for one in answered["replies"]]) == (201, ["AGENCY"])
    closing = {"outcome": "SK sudah diperiksa.", "read": 0}
    status, problem = overseer.post(f"merit-questions/{question['id']}/close/", closing)
    assert (status, problem["code"]) == (409, "stale")
    closed = overseer.post(f"merit-questions/{question['id']}/close/", closing | {"read": 1})
    assert (closed[0], closed[1]["outcome"]) == (200, "SK sudah diperiksa.")
    assert staff.get(at)[1]["questions"] == [closed[1]]


def test_the_minutes_of_a_round_are_read_with_who_signed_them(ask: Any) -> None:
    held, verifier = assessed.finished(factories.agency())
    found = ask("BKD_STAFF").get(f"merit-assessments/{held.pk}/")[1]["minutes"]
    assert (found["present"], found["signed"], found["complete"]) == ([verifier.name], [verifier.name], True)
    assert (found["minutes"], found["levels"], len(found["token"])) == ("Pleno membahas hasil verifikasi.", {}, 64)
