"""The PPK's decision by the API: what is signed, by whom a second time, and what is refused until then."""

from typing import Any

import pytest
from django.utils import timezone

from accounts.domain.users import system_operator
from audit.models import Event
from succession.domain import committee
from succession.models import Deviation
from talent.models import DeclaredRelation
from tests import factories
from tests.succession import cast

pytestmark = pytest.mark.django_db

SAID = {"number": "800/7/2026", "reason": "Paling berpengalaman di bidangnya."}
NONE: dict[str, Any] = {"relations": []}
LETTER = {"authority": "BKN", "number": "R-1", "dated": "2026-07-25"}
INAUGURATED = {"number": "BA-1", "dated": "2026-08-03"}


def test_a_deviation_goes_from_decision_to_inauguration_by_two_people(ask: Any) -> None:
    vacancy, candidates = cast.ready(factories.agency())
    path = f"vacancies/{vacancy.pk}/"
    ppk, head, staff, verifier = ask("PPK"), ask("BKD_HEAD"), ask("BKD_STAFF"), ask("MERIT_VERIFIER")
    shown = ppk.get(f"{path}confirmation/")[1]
    assert [(one["employee"], one["order"], one["outcome"]) for one in shown["people"]] == [
        (person.pk, order, "pass") for order, person in enumerate(candidates[:3], start=1)
    ]
    assert Event.objects.filter(kind="talent.employee.opened").count() == 3
    given = SAID | {"employee": candidates[1].pk, "decided_on": "2026-07-20", "token": shown["token"]}
    assert ppk.post(f"{path}decisions/", given)[1]["code"] == "not_declared"
    assert shown["undeclared"] == [{"id": one.pk, "name": one.name} for one in sorted(candidates[:3], key=str)]
    status, said = ppk.post(f"{path}declaration/", NONE)
    assert (status, said["people"], said["relations"]) == (201, sorted(one.pk for one in candidates[:3]), {})
    assert ppk.get(f"{path}confirmation/")[1]["undeclared"] == []
    assert ppk.post(f"{path}decisions/", given | {"token": "x"})[1]["code"] == "stale_confirmation"
    assert ppk.post(f"{path}decisions/", given)[1]["code"] == "no_basis"
    status, made = ppk.post(f"{path}decisions/", given | {"basis": "ranked_list"})
    entry = Deviation.objects.get()
    assert (status, made["employee"], made["deviation"]) == (201, candidates[1].pk, entry.pk)
    for client, step, body in ((verifier, "recommendation", LETTER), (staff, "inauguration", INAUGURATED)):
        status, refused = client.post(f"{path}{step}/", body)
        assert (status, refused["code"]) == (409, "not_final")
    (row,) = ask("AUDITOR").get("deviations/", {"state": "waiting"})[1]["results"]
    assert (row["basis"]["citation"], row["basis"]["verified"]) == ("Keputusan Kepala BKN 411/2025", False)
    assert ppk.get(f"deviations/{entry.pk}/")[1]["token"] is None
    told = head.get(f"deviations/{entry.pk}/")[1]
    assert (told["token"], told["undeclared"]) == (None, shown["undeclared"])
    assert head.post(f"{path}declaration/", NONE)[0] == 201
    token = head.get(f"deviations/{entry.pk}/")[1]["token"]
    assert ppk.post(f"deviations/{entry.pk}/sign/", {"token": token})[0] == 403
    assert head.post(f"deviations/{entry.pk}/sign/", {"token": token})[1]["state"] == "signed"
    assert head.post(f"deviations/{entry.pk}/refuse/", {"reason": "Cukup panjang."})[0] == 409
    assert staff.post(f"{path}inauguration/", INAUGURATED)[1]["code"] == "no_recommendation"
    assert verifier.post(f"{path}recommendation/", LETTER)[0] == 201
    status, held = staff.post(f"{path}inauguration/", INAUGURATED)
    assert (status, held["state"]) == (201, "INAUGURATED")
    assert ask("AUDITOR").post(f"{path}decisions/replay/")[1]["identical"] is True
    assert Event.objects.get(kind="succession.appointment.replayed").payload["identical"] is True


def test_somebody_outside_and_starting_again_are_asked_for_too(ask: Any) -> None:
    vacancy, candidates = cast.ready(factories.agency())
    path, ppk, head = f"vacancies/{vacancy.pk}/", ask("PPK"), ask("BKD_HEAD")
    ppk.post(f"{path}declaration/", NONE)
    head.post(f"{path}declaration/", NONE)
    status, refused = ppk.get(f"{path}confirmation/", {"outside": candidates[0].pk})
    assert (status, refused["errors"][0]["field"], refused["errors"][0]["code"]) == (400, "outside", "nominated")
    token = ppk.get(f"{path}confirmation/", {"outside": candidates[3].pk})[1]["token"]
    given = SAID | {"employee": candidates[3].pk, "decided_on": "2026-07-20", "token": token}
    given |= {"basis": "agency_rule", "outside": True}
    assert ppk.post(f"{path}decisions/", given)[1]["code"] == "not_declared"
    ppk.post(f"{path}declaration/", NONE | {"outside": candidates[3].pk})
    assert ppk.post(f"{path}decisions/", given)[0] == 201
    assert ppk.post(f"{path}decisions/withdraw/", {"reason": "Berubah pikiran."})[1]["state"] == "NOMINATED"
    token = ppk.get(f"{path}confirmation/")[1]["token"]
    again = SAID | {"dated": "2026-07-20", "basis": "none_suitable", "token": token}
    status, entry = ppk.post(f"{path}again/", again)
    assert (status, entry["kind"], entry["employee"]) == (201, "AGAIN", None)
    signed = {"token": head.get(f"deviations/{entry['id']}/")[1]["token"]}
    successor = head.post(f"deviations/{entry['id']}/sign/", signed)[1]["successor"]
    assert ppk.get(f"vacancies/{successor}/")[1]["code"] == "L-01/2"
    assert [row["kind"] for row in ppk.get("deviations/")[1]["results"]] == ["AGAIN", "OUTSIDE"]


def test_papers_and_dossier_come_as_files(ask: Any, sign_in: Any) -> None:
    vacancy, _candidates = cast.ready(factories.agency())
    auditor = sign_in("AUDITOR")
    answer = auditor.get(f"/api/v1/vacancies/{vacancy.pk}/papers/surat-usulan/")
    assert (answer.status_code, answer["Content-Type"], answer.content[:5]) == (200, "application/pdf", b"%PDF-")
    assert auditor.get(f"/api/v1/vacancies/{vacancy.pk}/papers/konsep-keputusan/").status_code == 404
    archive = auditor.get(f"/api/v1/vacancies/{vacancy.pk}/dossier/")
    assert (archive.status_code, archive["Content-Type"], archive.content[:2]) == (200, "application/zip", b"PK")
    assert ask("PPK").get(f"vacancies/{vacancy.pk}/dossier/")[0] == 403


def test_a_committee_is_seated_sits_without_scores_sends_up_three_names_and_a_vacancy_is_closed(ask: Any) -> None:
    agency = factories.agency()
    people = cast.people(agency, 4)
    factories.established_cycle(agency)
    cast.approved(agency)
    vacancy, _built = cast.longlisted(agency)
    path, staff = f"vacancies/{vacancy.pk}/", ask("BKD_STAFF")
    member, other_member = ask("SELECTION_COMMITTEE"), ask("SELECTION_COMMITTEE")
    offered = staff.get(f"{path}committee/")[1]["appointable"]
    assert member.get(f"{path}nominations/")[0] == 404  # without a seat there is no such vacancy
    status, seated = staff.post(f"{path}committee/", {"user": offered[0]["id"], "outside": True})
    assert (status, [(one["user"], one["internal"]) for one in seated["seats"]]) == (201, [(offered[0]["id"], False)])
    staff.post(f"{path}committee/", {"user": offered[1]["id"], "outside": True})
    assert staff.post(f"{path}panel/", {"scored": False})[1]["code"] == "not_waived"
    assert staff.post(f"{path}panel/waiver/", {"reason": "Semua calon dikenal."})[0] == 201
    assert member.get(f"{path}nominations/")[1]["code"] == "no_minutes"
    assert staff.post(f"{path}panel/", {"scored": False, "size": 3})[1]["code"] == "size"
    status, opened = staff.post(f"{path}panel/", {"scored": False})
    assert (status, opened["scored"], opened["declarable"], opened["quorum"]["status"]) == (201, False, [], "fail")
    assert staff.post(f"{path}panel/", {"scored": False})[1]["code"] == "already_open"
    # With whom one may have a conflict is told before one is asked to sign anything.
    told = member.get(f"{path}panel/")[1]
    assert told["declarable"] == [{"id": one.pk, "name": one.name} for one in sorted(people, key=lambda one: one.name)]
    written = staff.post(f"{path}panel/minutes/", {"minutes": "Tiga teratas diusulkan.", "version": 1})[1]
    assert member.post(f"{path}panel/sign/", {"token": written["token"]})[1]["code"] == "not_declared"
    brother = {"employee": people[3].pk, "relation": "saudara kandung"}
    shown = member.post(f"{path}panel/declare/", {"relations": [brother]})[1]
    said = {"employee": {"id": people[3].pk, "nip": people[3].nip, "name": people[3].name}}
    conflicts = [one["conflicts"] for one in shown["seats"] if one["declared_at"]]
    at = timezone.localtime(DeclaredRelation.objects.get().declared_at).isoformat()
    assert conflicts == [[said | {"reason": "hubungan yang dinyatakan: saudara kandung", "declared_at": at}]]
    assert member.post(f"{path}panel/sign/", {"token": shown["token"]})[0] == 200
    assert staff.post(f"{path}panel/close/")[1]["code"] == "no_quorum"
    shown = other_member.post(f"{path}panel/declare/", {"relations": []})[1]
    assert [one["conflicts"] for one in shown["seats"]].count([]) == 1
    # Who takes part is in the minutes: what was signed before is signed anew.
    assert shown["signed"] == []
    for one in (member, other_member):
        assert one.post(f"{path}panel/sign/", {"token": shown["token"]})[0] == 200
    assert member.get(f"{path}nominations/")[1]["code"] == "round_open"
    status, closed = staff.post(f"{path}panel/close/")
    assert (status, closed["quorum"]["status"], closed["candidates"]) == (200, "pass", [])
    shown = member.get(f"{path}nominations/")[1]
    assert [(one["employee"], one["rank"], one["outcome"]) for one in shown["candidates"]] == [
        (person.pk, rank, "pass") for rank, person in enumerate(people, start=1)
    ]
    names = [{"employee": person.pk, "reason": "Pengalaman paling dekat."} for person in people[:3]]
    given = {"names": names, "token": shown["token"]}
    related = [*names[:2], names[2] | {"employee": people[3].pk}]
    assert member.post(f"{path}nominations/", given | {"names": related})[0] == 403
    assert member.post(f"{path}nominations/", given | {"token": "x"})[1]["code"] == "stale_confirmation"
    assert member.post(f"{path}nominations/", given | {"names": names[:2]})[1]["code"] == "three_names"
    status, sent = member.post(f"{path}nominations/", given)
    assert (status, sent["state"], sent["nominees"]) == (201, "NOMINATED", [person.pk for person in people[:3]])
    assert member.post(f"{path}nominations/", given)[0] == 409
    status, refused = staff.post(f"{path}close/", {"reason": "Jabatan ini dihapus."})
    assert (status, refused["code"]) == (409, "names_sent")
    other, _longlist = cast.longlisted(agency, "L-02", "JPT-02")
    status, closed = staff.post(f"vacancies/{other.pk}/close/", {"reason": "Jabatan ini dihapus."})
    assert (status, closed["state"]) == (200, "CLOSED")
    other, _longlist = cast.longlisted(agency, "L-03", "JPT-03")
    path = f"vacancies/{other.pk}/committee/"
    seat = staff.post(path, {"user": offered[0]["id"]})[1]["seats"][0]["id"]
    letter = {"released_on": "2026-07-01", "number": "ST-1", "reason": "Dimutasi ke daerah lain."}
    assert staff.post(f"{path}{seat}/release/", letter | {"successor": offered[0]["id"]})[0] == 404
    status, after = staff.post(f"{path}{seat}/release/", letter)
    assert (status, after["seats"][0]["release_number"], after["appointable"]) == (200, "ST-1", offered[1:])
    assert staff.post(f"{path}{seat}/release/", letter)[0] == 409


def test_who_scores_codes_reads_no_application_by_name(ask: Any) -> None:
    agency = factories.agency()
    people = cast.people(agency, 2)
    vacancy = cast.announced(agency)
    cast.applied(vacancy, people)
    path, seated = f"vacancies/{vacancy.pk}/applications/", factories.user("SELECTION_COMMITTEE", agency)
    committee.appoint_member(vacancy=vacancy, user=seated, outside=True, by=system_operator())
    assert [one["employee"]["id"] for one in ask("BKD_STAFF").get(path)[1]["results"]] == [
        one.pk for one in people[::-1]
    ]
    status, listed = ask(seated).get(path)
    assert (status, listed["results"]) == (200, [])
