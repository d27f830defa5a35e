"""Merit, route, vacancies and candidates through the API."""

import hashlib
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.domain.users import system_operator
from audit.models import Event
from succession.domain import confirmation, decision, gate, inauguration, recommendation
from succession.models import AppointmentDecision, Longlist, MeritLevelRecord, RouteDecision, Vacancy
from talent.domain import known
from tests import factories
from tests.api.conftest import House
from tests.succession import cast
from tests.succession.domain.test_deviations import again, decided
from tests.talent import documents

pytestmark = pytest.mark.django_db

PASSED = [
    "status",
    "education",
    "experience",
    "post_held",
    "age",
    "retirement",
    "competence",
    "health",
    "integrity",
    "standing",
    "sanction",
]


def test_merit_rounds_are_listed_with_score_and_category(ask: Any, house: House) -> None:
    status, content = ask("MERIT_VERIFIER").get("merit-rounds/", {"agency": house.agency.pk})
    assert (status, content["results"]) == (
        200,
        [
            {
                "id": house.merit_round.pk,
                "agency": {"id": house.agency.pk, "code": "KALTIM", "name": "Provinsi Kalimantan Timur"},
                "name": "2022",
                "instrument": "KASN-2019",
                "submitted_on": "2022-05-02",
                "decided_on": "2022-09-01",
                "decision_number": "M/2022",
                "valid_to": None,
                "result": {"score": 298.5, "maximum": 400.0, "index": 0.74625, "category": "BAIK"},
            }
        ],
    )


def test_a_merit_round_shows_aspects_levels_and_what_is_missing(ask: Any, house: House) -> None:
    content = ask("BKD_STAFF").get(f"merit-rounds/{house.merit_round.pk}/")[1]
    assert content["result"]["aspects"] == {
        "1": 32.5,
        "2": 30.0,
        "3": 90.0,
        "4": 30.0,
        "5": 60.0,
        "6": 30.0,
        "7": 12.0,
        "8": 14.0,
    }
    assert content["result"]["missing"] == []
    assert len(content["levels"]) == 36
    assert content["levels"][0] == {"sub_aspect": "1.1", "level": 4, "verified_level": 4, "note": ""}
    # What it came to is not known while one of the verified levels is not.
    MeritLevelRecord.objects.filter(sub_aspect="8.3").update(known_to=known.now(None))
    result = ask("BKD_HEAD").get(f"merit-rounds/{house.merit_round.pk}/")[1]["result"]
    assert (result["score"], result["category"], result["aspects"], result["missing"]) == (None, None, {}, ["8.3"])


def test_the_route_is_the_gates_decision_with_every_check(ask: Any, house: House) -> None:
    query = {"agency": house.agency.pk, "tier": "JPT_PRATAMA", "on": "2026-07-10"}
    status, content = ask("BKD_STAFF").get("route/", query)
    assert (status, content["route"], content["on"]) == (200, "talent_pool", "2026-07-10")
    assert [(check["code"], check["status"]) for check in content["checks"] if check["decides"]] == [
        ("overseer_approval", "pass"),
        ("freeze_pilkada", "pass"),
    ]
    approval = next(check for check in content["checks"] if check["code"] == "overseer_approval")
    assert (approval["fact"], approval["verified"]) == ("BKN APPROVAL/1 of 5 January 2026, no end named", False)
    before = ask("BKD_STAFF").get("route/", query | {"on": "2026-01-04"})[1]
    assert before["route"] == "open_selection"
    # Of a post its successors count too.
    post = house.vacancy.position.code
    named = ask("BKD_STAFF").get("route/", query | {"post": post})[1]
    assert "succession_group" in {check["code"] for check in named["checks"] if check["decides"]}
    for asked, code in (({"post": "TIDAK-ADA"}, "unknown_post"), ({"post": post, "tier": "JPT_UTAMA"}, "other_tier")):
        assert ask("BKD_STAFF").get("route/", query | asked)[1]["code"] == code


def test_the_route_is_decided_from_what_was_known(ask: Any, house: House) -> None:
    query = {"agency": house.agency.pk, "tier": "JPT_PRATAMA", "on": "2026-07-10", "known_at": "2019-12-31T00:00:00Z"}
    content = ask("BKD_STAFF").get("route/", query)[1]
    assert (content["route"], content["known_at"]) == ("open_selection", "2019-12-31T08:00:00+08:00")


def test_a_route_speaks_the_language_of_accept_language_alone(ask: Any, house: House) -> None:
    staff = ask("BKD_STAFF")
    query = {"agency": house.agency.pk, "tier": "JPT_PRATAMA", "on": "2026-07-10"}
    staff.client.cookies["django_language"] = "en"
    for language, label in (("id", "Rezim yang berlaku"), ("en-GB,en;q=0.9", "Regime in force"), ("", None)):
        found = staff.get("route/", query, language=language)[1]["checks"][0]["label"]
        assert found == (label or "Rezim yang berlaku")


def test_what_an_unverified_rule_assumes_is_told_in_the_language_asked_for(ask: Any, house: House) -> None:
    staff = ask("BKD_STAFF")
    query = {"agency": house.agency.pk, "tier": "JPT_PRATAMA", "on": "2022-09-15"}
    for language, note in (
        (
            "id",
            "Bila keputusan tidak menyebut akhir masa berlaku, dianggap berlaku satu tahun sejak tanggal keputusan.",
        ),
        ("en", "Where the decision names no end, it is assumed to hold for one year from its date."),
    ):
        checks = staff.get("route/", query, language=language)[1]["checks"]
        assert next(check["note"] for check in checks if check["code"] == "merit_assessment") == note


def test_the_route_wants_a_senior_tier_and_all_its_parameters(ask: Any) -> None:
    staff = ask("BKD_STAFF")
    query = {"agency": factories.agency().pk, "tier": "ADMINISTRATOR", "on": "2026-07-10"}
    assert staff.get("route/", query)[1]["errors"][0]["field"] == "tier"
    missing = staff.get("route/")[1]["errors"]
    assert [(error["field"], error["code"]) for error in missing] == [
        ("agency", "required"),
        ("tier", "required"),
        ("on", "required"),
    ]


def test_a_vacancy_goes_from_opening_to_its_longlist(ask: Any) -> None:
    agency = factories.agency()
    people = cast.people(agency, 2)
    factories.established_cycle(agency)
    cast.approved(agency)
    post = cast.post(agency)
    staff = ask("BKD_STAFF")
    body = {
        "agency": agency.pk,
        "position": post.pk,
        "code": "L-01",
        "cause": "RETIREMENT",
        "opened_on": "2026-07-01",
        "decision_date": "2026-07-10",
        "reference_date": "2026-08-03",
    }
    status, content = staff.post("vacancies/", body)
    vacancy = Vacancy.objects.get()
    assert (status, content["id"], content["state"], content["route"]) == (201, vacancy.pk, "OPENED", None)
    assert content["position"] == {
        "id": post.pk,
        "code": "JPT-01",
        "name": "Kepala Dinas JPT-01",
        "tier": "JPT_PRATAMA",
    }
    path = f"vacancies/{vacancy.pk}/"
    assert (staff.get(f"{path}route/")[0], staff.get(f"{path}longlist/")[0]) == (404, 404)
    assert staff.post(f"{path}longlist/")[1]["code"] == "wrong_state"
    status, decided = staff.post(f"{path}route/")
    assert (status, decided["route"], decided["id"]) == (201, "talent_pool", RouteDecision.objects.get().pk)
    assert staff.get(f"{path}route/") == (200, decided)
    status, built = staff.post(f"{path}longlist/")
    assert (status, built["id"], built["codes"]) == (201, Longlist.objects.get().pk, PASSED)
    entries = staff.get(f"{path}longlist/", {"count": 1})[1]
    assert (entries["count"], [entry["rank"] for entry in entries["results"]]) == (2, [1, 2])
    assert entries["results"][0] == {
        "position": 1,
        "rank": 1,
        "employee": {"id": people[0].pk, "nip": people[0].nip, "name": people[0].name},
        "home": {"id": agency.pk, "code": agency.code, "name": agency.name},
        "outcome": "pass",
        "policy": vacancy.longlists.get().policy_name,
        "box": 9,
        "talent_value": 92.4,
        "technical": None,
        "combined": None,
        "decided_by": "",
        "statuses": dict.fromkeys(PASSED, "pass"),
        "waived": [],
    }
    detail = staff.get(path)[1]
    assert (detail["state"], detail["longlist"]) == ("LONGLISTED", built["id"])
    assert (detail["nominees"], detail["decisions"]) == ([], [])
    kinds = Event.objects.filter(kind__startswith="succession.").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == [
        "succession.vacancy.opened",
        "succession.route.decided",
        "succession.longlist.built",
    ]


def test_an_open_selection_goes_from_its_announcement_to_the_ranks(ask: Any) -> None:
    agency = factories.agency()
    people = cast.people(agency, 3)
    vacancy = cast.opened(agency, cast.post(agency), target_date=date(2026, 12, 31))
    gate.decide_route(vacancy=vacancy, by=system_operator())
    staff, path = ask("BKD_STAFF"), f"vacancies/{vacancy.pk}/"
    body = {"number": "P-1", "published_on": "2026-07-10", "closes_on": "2026-07-25", "place": "Laman"}
    weights = {stage: str(weight) for stage, weight in cast.WEIGHTS.items()}
    assert (
        staff.post(f"{path}announcements/", body | {"weights": weights | {"paper": "19"}})[1]["code"] == "weights_sum"
    )
    status, made = staff.post(f"{path}announcements/", body | {"weights": weights})
    assert (status, made["weights"]) == (201, {stage: f"{weight}.00" for stage, weight in weights.items()})
    applications = []
    for person in people:
        status, made = staff.post(f"{path}applications/", {"employee": person.pk, "received_on": "2026-07-15"})
        assert (status, made["employee"]["nip"], made["home"]["id"]) == (201, person.nip, agency.pk)
        applications.append(made["id"])
    # Enough applied: an extension (an announcement without weights) is not needed.
    again = body | {"number": "P-2", "published_on": "2026-07-26", "closes_on": "2026-08-10", "reason": "Sepi pelamar."}
    assert staff.post(f"{path}announcements/", again)[1]["code"] == "enough"
    assert staff.post(f"{path}screening/")[0] == 201
    letter = {"number": "800/12/PUSPENKOM", "dated": "2026-07-28"}
    for place, pk in enumerate(applications):
        scores = dict.fromkeys(cast.WEIGHTS, str(80 + place))
        assert staff.post(f"applications/{pk}/scores/", {"scores": scores, "seen": 0} | letter)[0] == 200
    unseen = {"scores": {"paper": "1"}, "seen": 0} | letter
    at = f"applications/{applications[0]}/"
    assert staff.post(f"{at}scores/", unseen)[1]["code"] == "stale"
    seen = unseen | {"seen": staff.get(at)[1]["scores"][0]["id"]}
    assert staff.post(f"{at}scores/", seen)[1]["code"] == "no_reason"
    status, built = staff.post(f"{path}ranking/")
    assert (status, built["cycle"], built["policy"]) == (201, None, "")
    rows = staff.get(f"{path}longlist/")[1]["results"]
    assert [(row["employee"]["id"], row["box"], row["combined"]) for row in rows] == [
        (people[2].pk, None, 82.0),
        (people[1].pk, None, 81.0),
        (people[0].pk, None, 80.0),
    ]
    status, gone = staff.post(f"applications/{applications[2]}/withdrawal/", {"reason": "Mengundurkan diri."})
    assert (status, gone["withdraw_reason"], staff.get(path)[1]["state"]) == (200, "Mengundurkan diri.", "SCREENED")
    held = staff.get(f"applications/{applications[0]}/")[1]
    shown = {name: held["scores"][0][name] for name in ("stage", "score", "number", "dated")}
    assert shown == {"stage": "interview", "score": 80.0} | letter


def test_a_vacancy_tells_its_decisions_recommendation_and_inauguration(ask: Any) -> None:
    vacancy, candidates = cast.ready(factories.agency())
    chosen, by = candidates[0], system_operator()
    signed: dict[str, Any] = {"decided_on": date(2026, 7, 20), "reason": "Paling berpengalaman."}

    def decide(number: str) -> AppointmentDecision:
        vacancy.refresh_from_db()
        token = confirmation.confirmation_token(vacancy)
        return decision.decide(vacancy=vacancy, employee=chosen, number=number, token=token, by=by, **signed)

    decision.withdraw(decision=decide("800/1/2026"), reason="Salah nomor keputusan.", by=by)
    made = decide("800/2/2026")
    recommendation.record(decision=made, authority="BKN", number="R-1", dated=date(2026, 7, 25), by=by)
    made.refresh_from_db()
    inauguration.inaugurate(decision=made, dated=date(2026, 8, 3), number="BA-1", by=by)
    detail = ask("AUDITOR").get(f"vacancies/{vacancy.pk}/")[1]
    held, withdrawn = detail["decisions"]
    assert held == {
        "employee": chosen.pk,
        "number": "800/2/2026",
        "decided_on": "2026-07-20",
        "reason": "Paling berpengalaman.",
        "holder": None,
        "replacing": "",
        "ended_at": held["ended_at"],
        "end_reason": held["end_reason"],
        "recommendation": {"authority": "BKN", "number": "R-1", "dated": "2026-07-25"},
        "recommendations_withdrawn": [],
        "inauguration": {
            "number": "BA-1",
            "dated": "2026-08-03",
            "reason": "",
            "opened": None,
            "unclear": "",
            "replaced": None,
            "annulled_on": None,
            "annul_number": None,
            "annul_reason": None,
            "checks": held["inauguration"]["checks"],
            "weighed": {check.code: "pass" for check in confirmation.seen(vacancy, made.at).unread(chosen.pk)},
        },
    }
    checks = {check["code"]: check["status"] for check in held["inauguration"]["checks"]}
    assert checks == {"freeze_pilkada": "unknown", "freeze_new_head": "unknown"}
    assert (withdrawn["number"], withdrawn["end_reason"]) == ("800/1/2026", "Salah nomor keputusan.")
    assert (withdrawn["recommendation"], withdrawn["inauguration"]) == (None, None)


def test_the_longlist_pages_by_position(ask: Any, house: House) -> None:
    staff, path = ask("BKD_STAFF"), f"vacancies/{house.vacancy.pk}/longlist/"
    first = staff.get(path, {"limit": 1})[1]
    second = staff.get(first["next"].removeprefix("/api/v1/"))[1]
    assert [page["results"][0]["position"] for page in (first, second)] == [1, 2]
    assert second["next"] is None


def test_a_candidate_is_explained_in_words_and_the_look_is_recorded(ask: Any, house: House) -> None:
    person = house.people[0]
    status, content = ask("BKD_STAFF").get(f"vacancies/{house.vacancy.pk}/candidates/{person.pk}/")
    assert (status, content["outcome"]) == (200, "pass")
    assert [check["code"] for check in content["checks"]][: len(PASSED)] == PASSED
    education = content["checks"][1]
    assert (education["fact"], education["limit"]) == ("S2", "at least S1 or D-IV")
    assert list(content["periods"]) == ["experience", "post_held"]
    (period,) = content["periods"]["experience"]
    assert (period["since"], period["sure"], period["counted"], period["overlap"], period["gap"]) == (
        "2010-01-02",
        True,
        (date(2026, 8, 3) - date(2010, 1, 2)).days,
        0,
        None,
    )
    event = Event.objects.get(kind="talent.employee.opened")
    assert (event.agency, event.subject, event.payload) == (
        "KALTIM",
        f"talent.employee:{person.pk}",
        {"part": "candidate"},
    )
    outside = house.people[2].pk
    assert ask("BKD_STAFF").get(f"vacancies/{house.vacancy.pk}/candidates/{outside}/")[0] == 404


def test_a_vacancy_says_that_a_second_signature_is_waited_for(ask: Any, django_assert_num_queries: Any) -> None:
    vacancy, candidates = cast.ready(factories.agency())
    staff = ask("BKD_STAFF")

    def told() -> tuple[bool, bool]:
        # As many as of vacancies about which nothing waits (`test_queries`).
        with django_assert_num_queries(4):
            (row,) = staff.get("vacancies/")[1]["results"]
        return row["unsigned"], staff.get(f"vacancies/{vacancy.pk}/")[1]["unsigned"]

    assert told() == (False, False)
    chosen = decided(vacancy, candidates[1], basis="ranked_list")
    assert told() == (True, True)
    cast.signed(chosen)
    assert told() == (False, False)


def test_vacancies_narrow_by_state(ask: Any, house: House) -> None:
    cast.opened(house.agency, cast.post(house.agency, "JPT-02"), "L-02", opened_on=date(2026, 7, 2))
    staff = ask("BKD_STAFF")
    assert [row["code"] for row in staff.get("vacancies/")[1]["results"]] == ["L-02", "L-01"]
    assert [row["code"] for row in staff.get("vacancies/", {"state": "OPENED"})[1]["results"]] == ["L-02"]
    assert staff.get("vacancies/", {"state": "LOST"})[0] == 400


def test_a_vacancy_is_opened_and_read_as_a_transfer_until_there_is_a_longlist(ask: Any, house: House) -> None:
    staff = ask("BKD_STAFF")
    position = cast.post(house.agency, "JPT-02")
    body = {"agency": house.agency.pk, "position": position.pk, "code": "L-02", "cause": "TERM_END", "transfer": True}
    body |= {"opened_on": "2026-07-01", "decision_date": "2026-07-10", "reference_date": "2026-08-03"}
    status, made = staff.post("vacancies/", body)
    assert (status, made["transfer"]) == (201, True)
    for asked, codes in (({}, ["L-02", "L-01"]), ({"transfer": True}, ["L-02"]), ({"transfer": False}, ["L-01"])):
        assert [row["code"] for row in staff.get("vacancies/", asked)[1]["results"]] == codes
    path = f"vacancies/{made['id']}/"
    change = {"cause": "DEATH", "target_date": None, "reason": "Sebabnya salah catat.", "version": 1}
    status, said = staff.post(f"{path}amend/", change)
    assert (status, said["cause"], said["transfer"]) == (200, "DEATH", True)
    status, said = staff.post(f"{path}amend/", change | {"version": 2, "transfer": False})
    assert (status, said["transfer"], staff.get(path)[1]["transfer"]) == (200, False, False)
    listed = change | {"version": house.vacancy.version, "transfer": True}
    status, refused = staff.post(f"vacancies/{house.vacancy.pk}/amend/", listed)
    assert (status, refused["code"]) == (422, "longlist_there")


def test_what_the_domain_refuses_is_a_problem_with_its_code(ask: Any, house: House) -> None:
    staff = ask("BKD_STAFF")
    body = {
        "agency": house.agency.pk,
        "position": house.vacancy.position_id,
        "code": "L-01",
        "cause": "RETIREMENT",
        "opened_on": "2026-07-01",
        "decision_date": "2026-07-10",
        "reference_date": "2026-08-03",
    }
    status, content = staff.post("vacancies/", body)
    assert (status, content["code"], content["title"]) == (409, "already_open", "Conflict")
    status, content = staff.post("vacancies/", body | {"reference_date": "2026-07-09"})
    assert (status, content["code"]) == (422, "date_order")
    foreign = cast.post(factories.other_agency(), "X-1")
    assert staff.post("vacancies/", body | {"position": foreign.pk})[0] == 404


def test_papers_are_listed_with_their_revocation_and_state_on_a_day(ask: Any, house: House) -> None:
    paper = {"agency": house.agency.code, "kind": "COMMITMENT", "authority": "KASN", "number": "K/2"}
    valid = {"true_from": date(2022, 9, 1), "true_to": date(2022, 12, 31)}
    assert cast.merit("approvals", paper | valid | {"revoked_on": date(2022, 11, 1)}).errors == []
    caller = ask("PPK")

    def states(**query: Any) -> list[tuple[str, str]]:
        content = caller.get("approvals/", query)[1]
        return [(row["number"], row["state"]) for row in content["results"]]

    assert states(on="2026-01-05") == [("APPROVAL/1", "in_force"), ("K/2", "revoked")]
    assert states(on="2022-10-31") == [("APPROVAL/1", "coming"), ("K/2", "in_force")]
    assert states(on="2022-10-31", kind="COMMITMENT") == [("K/2", "in_force")]
    assert states(known_at="2019-12-31T00:00:00Z") == []
    status, content = caller.get(f"approvals/{house.paper.pk}/", {"on": "2026-01-04"})
    assert (status, content) == (
        200,
        {
            "id": house.paper.pk,
            "agency": {"id": house.agency.pk, "code": "KALTIM", "name": "Provinsi Kalimantan Timur"},
            "kind": "APPROVAL",
            "authority": "BKN",
            "number": "APPROVAL/1",
            "dated": "2026-01-05",
            "valid_from": "2026-01-05",
            "valid_to": None,
            "tier": None,
            "posts": [],
            "round": None,
            "revoked_on": None,
            "revoke_reason": None,
            "state": "coming",
            "known_from": content["known_from"],
        },
    )
    assert [error["field"] for error in caller.get("approvals/", {"kind": "X"})[1]["errors"]] == ["kind"]


def test_what_narrows_a_gate_is_entered_corrected_revoked_and_its_document_opened(ask: Any, house: House) -> None:
    staff, body = ask("BKD_STAFF"), {"agency": house.agency.pk, "kind": "NEW_HEAD", "number": "BA/3"}
    upload = SimpleUploadedFile("pelantikan.pdf", documents.pdf(), "application/pdf")
    made = staff.client.post("/api/v1/gate-freezes/", body | {"since": "2026-02-20", "document": upload})
    told = made.json()
    assert (made.status_code, made["Location"]) == (201, f"/api/v1/gate-freezes/{told['id']}/")
    assert (told["first"], told["last"]) == ("2026-02-20", "2026-08-19")
    document = staff.client.get(f"{made['Location']}file/")
    assert hashlib.sha256(document.content).hexdigest() == told["document"]
    again = staff.post("gate-freezes/", body | {"since": "2026-02-21"})
    assert (again[0], again[1]["code"]) == (409, "already_recorded")
    change = {"since": "2026-02-25", "reason": "Hari pelantikannya salah dicatat."}
    status, mended = staff.post(f"gate-freezes/{told['id']}/correct/", change)
    assert (status, mended["first"], mended["document"]) == (200, "2026-02-25", told["document"])
    status, late = staff.post(f"gate-freezes/{told['id']}/correct/", change)
    assert (status, late["change"]["kind"], late["change"]["now"]["id"]) == (
        409,
        "succession.gate_freeze.corrected",
        mended["id"],
    )
    status, ended = staff.post(
        f"gate-freezes/{mended['id']}/revoke/", {"revoked_on": "2026-03-01", "reason": "Pelantikan dibatalkan."}
    )
    assert (status, ended["last"], ended["revoke_reason"]) == (200, "2026-02-28", "Pelantikan dibatalkan.")
    listed = staff.get("gate-freezes/", {"agency": house.agency.pk})[1]["results"]
    assert [row["number"] for row in listed] == ["BA/3", "KPU/1"]
    weaker = {"agency": house.agency.pk, "number": "800/2", "since": "2026-03-01", "score": 249.5}
    assert ask("BKD_HEAD").post("gate-conditions/", weaker)[1]["code"] == "not_stricter"


def test_the_minister_s_permit_is_recorded_as_a_paper_about_its_posts(ask: Any, house: House) -> None:
    verifier = ask("MERIT_VERIFIER")
    letter = {"agency": house.agency.pk, "kind": "PERMIT", "authority": "MIN", "number": "M/5", "dated": "2026-03-01"}
    status, made = verifier.post("approvals/", letter | {"posts": ["JPT-01"]})
    assert (status, made["posts"], made["state"]) == (201, ["JPT-01"], "in_force")
    assert verifier.post("approvals/", letter | {"number": "M/6", "authority": "BKN"})[1]["code"] == "no_such_authority"
    change = {"dated": "2026-03-02", "posts": ["JPT-01"], "reason": "Tanggal suratnya salah dicatat."}
    status, mended = verifier.post(f"approvals/{made['id']}/correct/", change)
    assert (status, mended["dated"], mended["posts"]) == (200, "2026-03-02", ["JPT-01"])
    ended = {"revoked_on": "2026-03-04", "reason": "Dicabut oleh menteri."}
    assert verifier.post(f"approvals/{made['id']}/revoke/", ended)[0] == 409
    assert verifier.post(f"approvals/{mended['id']}/revoke/", ended)[1]["state"] == "revoked"


def test_posts_name_their_holder_and_the_end_of_the_term_the_vacant_first(ask: Any) -> None:
    agency = factories.agency()
    vacant = cast.post(agency, "A", vacant_from=date(2026, 5, 1))
    held = cast.post(agency, "B")
    title = {"position": "Kepala Dinas B", "tier": "JPT_PRATAMA"}
    person = factories.employee(agency, name="Budi", born=date(1968, 2, 29), **title)
    vacancy = cast.opened(agency, vacant)
    staff = ask("BKD_STAFF")
    named = {"id": agency.pk, "code": "KALTIM", "name": "Provinsi Kalimantan Timur"}
    assert staff.get("posts/") == (
        200,
        {
            "results": [
                {
                    "id": vacant.pk,
                    "code": "A",
                    "name": "Kepala Dinas A",
                    "tier": "JPT_PRATAMA",
                    "agency": named,
                    "holder": None,
                    "standing": None,
                    "unsure": False,
                    "vacant_from": "2026-05-01",
                    "ends": None,
                    "term_ends": None,
                    "vacancy": vacancy.pk,
                },
                {
                    "id": held.pk,
                    "code": "B",
                    "name": "Kepala Dinas B",
                    "tier": "JPT_PRATAMA",
                    "agency": named,
                    "holder": {"id": person.pk, "nip": person.nip, "name": "Budi"},
                    "standing": "ACTIVE",
                    "unsure": False,
                    "vacant_from": None,
                    "ends": "2028-02-29",
                    "term_ends": "2023-01-02",
                    "vacancy": None,
                },
            ],
            "count": 2,
        },
    )
    assert [row["code"] for row in staff.get("posts/", {"title": "dinas b"})[1]["results"]] == ["B"]
    assert [row["code"] for row in staff.get("posts/", {"start": 1, "limit": 1})[1]["results"]] == ["B"]


def test_a_long_list_of_posts_is_an_export(ask: Any) -> None:
    agency = factories.agency()
    for number in range(26):
        cast.post(agency, f"P-{number:02}", vacant_from=None if number == 0 else date(2026, 5, 1))
    factories.employee(agency, position="Kepala Dinas P-00", tier="JPT_PRATAMA")
    staff = ask("BKD_STAFF")
    exported = Event.objects.filter(kind="talent.employees.exported")
    assert (len(staff.get("posts/")[1]["results"]), exported.count()) == (25, 0)
    assert len(staff.get("posts/", {"limit": 200})[1]["results"]) == 26
    assert exported.get().payload == {"form": "api.posts", "rows": 1}


def test_a_route_a_longlist_three_names_and_a_start_anew_are_computed_again_and_found_identical(ask: Any) -> None:
    agency = factories.agency()
    vacancy, _people = cast.ready(agency, 3)
    again(vacancy)
    auditor = ask("AUDITOR")
    same = {"identical": True, "kept": True, "inputs_same": True, "law_same": True, "differences": []}
    kinds = {"route": "route", "longlist": "longlist", "nominations": "nominees", "again": "deviation"}
    for what, kind in ((what, f"succession.{kind}.replayed") for what, kind in kinds.items()):
        assert auditor.post(f"vacancies/{vacancy.pk}/{what}/replay/") == (200, same)
        assert Event.objects.get(kind=kind).actor == auditor.client.user.pk
    bare = cast.opened(agency, cast.post(agency, "JPT-02"), "L-02")
    for what in ("route", "longlist", "nominations", "again"):
        assert auditor.post(f"vacancies/{bare.pk}/{what}/replay/")[0] == 404
    assert ask("PPK").post(f"vacancies/{vacancy.pk}/route/replay/")[0] == 403


def test_a_route_that_was_decided_anew_is_read_certified_and_replayed_by_its_name(ask: Any) -> None:
    agency = factories.agency()
    vacancy = cast.opened(agency, cast.post(agency))
    first, second = (gate.decide_route(vacancy=vacancy, by=system_operator()) for _time in range(2))
    other = cast.opened(agency, cast.post(agency, "JPT-02"), "L-02")
    auditor, at = ask("AUDITOR"), f"vacancies/{vacancy.pk}/route/"
    for named, wanted in (({}, second), ({"decision": first.pk}, first), ({"decision": second.pk}, second)):
        told = auditor.get(at, named)[1]
        assert (told["id"], told["decisions"]) == (wanted.pk, [second.pk, first.pk])
        asked = f"?decision={named['decision']}" if named else ""
        assert auditor.post(f"{at}replay/{asked}")[1]["identical"] is True
        event = Event.objects.filter(kind="succession.route.replayed").latest("id")
        assert event.subject == f"succession.routedecision:{wanted.pk}"
        assert auditor.client.get(f"/api/v1/{at}certificate/{asked}").status_code == 200
        event = Event.objects.filter(kind="succession.route.certified").latest("id")
        assert event.subject == f"succession.routedecision:{wanted.pk}"
    # Of this vacancy only.
    assert auditor.post(f"vacancies/{other.pk}/route/replay/?decision={first.pk}")[0] == 404
    assert auditor.get(f"vacancies/{other.pk}/route/", {"decision": first.pk})[0] == 404


def test_a_replay_that_comes_out_otherwise_says_what_differs_in_the_readers_language(ask: Any, house: House) -> None:
    # Facts slipped in behind the product's back, as if they had always been known.
    factories.write("sanctions", house.people[0], severity="SEVERE", true_from=date(2026, 7, 1))
    row = {"agency": house.agency.code, "kind": "APPROVAL", "authority": "BKN", "number": "APPROVAL/1"}
    revoked = {"true_from": date(2026, 1, 5), "revoked_on": date(2026, 7, 1)}
    assert cast.merit("approvals", row | revoked, known_at=factories.KNOWN).errors == []
    auditor = ask("AUDITOR")
    route = auditor.post(f"vacancies/{house.vacancy.pk}/route/replay/")[1]
    assert (route["identical"], route["inputs_same"], route["law_same"]) == (False, False, True)
    assert route["differences"][0] == "route: talent_pool → open_selection"
    for language, words in (("en", "candidate number"), ("id", "calon nomor")):
        again = auditor.post(f"vacancies/{house.vacancy.pk}/longlist/replay/", language=language)[1]
        assert again["identical"] is False
        assert again["differences"][0].startswith(f"{words} {house.people[0].pk}:")


def test_the_gates_calendar_the_way_the_ranking_and_the_certificate_say_what_the_pages_say(
    ask: Any, house: House
) -> None:
    staff = ask("BKD_STAFF")
    agency, held = house.agency, house.merit_round
    page = staff.client.get(f"/merit/kalender/?agency={agency.pk}&tier=JPT_PRATAMA").context["calendar"]
    question = {"agency": agency.pk, "tier": "JPT_PRATAMA"}
    told = staff.get("gate-calendar/", question)[1]
    assert [(one["first"], one["route"]) for one in told["stretches"]] == [
        (one.first.isoformat(), one.outcome) for one in page.stretches
    ]
    assert (told["route"], told["pool_to"]) == (page.now.outcome, page.pool_to and page.pool_to.isoformat())
    assert staff.get("gate-calendar/", question | {"post": "TIDAK-ADA"})[0] == 422

    shown = staff.client.get(f"/merit/{held.pk}/jalan/").context
    way = staff.get(f"merit-rounds/{held.pk}/way/")[1]
    assert (way["points"], way["target"], way["most"]) == (298.5, 325.0, 400.0)
    assert [[(step["sub_aspect"], step["start"], step["end"]) for step in one["steps"]] for one in way["ways"]] == [
        [(step.line.id, step.start, step.end) for step in plan.steps] for plan in shown["plans"]
    ]
    assert staff.get(f"merit-rounds/{held.pk}/way/", {"target": "100"})[1]["ways"] == []

    (only,) = staff.get("merit-standings/", {"category": "AWARDED", "round": "2022", "year": 2022})[1]["results"]
    assert (only["rank"], only["round"], only["score"], only["category"]) == (1, held.pk, 298.5, "BAIK")
    assert staff.get("merit-standings/", {"category": "NONE"})[1] == {"results": [], "count": 0}
    assert staff.get("merit-standings/", {"year": 2021})[1]["count"] == 0

    made = staff.client.get(f"/api/v1/vacancies/{house.vacancy.pk}/route/certificate/")
    assert made["Content-Type"] == "application/pdf"
    assert made.content == staff.client.get(f"/lowongan/{house.vacancy.pk}/sertifikat-jalur.pdf").content
    assert Event.objects.filter(kind="succession.route.certified").count() == 2
