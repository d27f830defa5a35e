"""Employees, their records and their eligibility through the API."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from audit.models import Event
from tests import factories
from tests.api.conftest import House
from tests.succession import cast
from tests.succession.decreed import decreed

pytestmark = pytest.mark.django_db


def names(answer: Any) -> list[str]:
    status, content = answer
    assert status == 200, content
    return [row["name"] for row in content["results"]]


def fields(answer: Any) -> list[tuple[str, str]]:
    status, content = answer
    assert (status, content["code"]) == (400, "invalid")
    return [(error["field"], error["code"]) for error in content["errors"]]


def test_an_employee_is_listed_with_numbers_as_numbers_and_days_in_iso_form(ask: Any) -> None:
    unit = factories.unit(factories.agency())
    person = factories.employee(name="Alya", unit="DISHUB")
    status, content = ask("BKD_STAFF").get("employees/")
    agency = {"id": person.agency_id, "code": "KALTIM", "name": "Provinsi Kalimantan Timur"}
    assert (status, content) == (
        200,
        {
            "results": [
                {
                    "id": person.pk,
                    "nip": person.nip,
                    "name": "Alya",
                    "agency": agency,
                    "current": {
                        "status": "PNS",
                        "grade": "IV/a",
                        "grade_from": "2019-04-01",
                        "unit": {"id": unit.pk, "code": "DISHUB", "name": "Dinas Perhubungan"},
                        "position": person.current.position,
                        "tier": "ADMINISTRATOR",
                        "job_family": "perhubungan",
                        "post_from": "2018-01-02",
                        "standing": "ACTIVE",
                        "standing_from": None,
                    },
                    "box": None,
                    "computed_box": None,
                    "policy": None,
                    "contested": 0,
                }
            ],
            "next": None,
            "count": None,
            "count_capped": None,
        },
    )


def test_each_filter_narrows_the_list(ask: Any) -> None:
    agency = factories.agency()
    root = factories.unit(agency)
    factories.unit(agency, "DISHUB-1", "Bidang Darat", root)
    other = factories.unit(agency, "DISDIK", "Dinas Pendidikan")
    factories.employee(name="Alya", unit="DISHUB-1", grade="IV/b")
    factories.employee(name="Bagus", unit="DISDIK", tier="PENGAWAS", standing="CLTN")
    factories.employee(name="Citra")
    staff = ask("BKD_STAFF")
    assert names(staff.get("employees/", {"unit": root.pk})) == ["Alya"]
    assert names(staff.get("employees/", {"unit": other.pk})) == ["Bagus"]
    assert names(staff.get("employees/", {"tier": "PENGAWAS"})) == ["Bagus"]
    assert names(staff.get("employees/", {"grade": "IV/b"})) == ["Alya"]
    assert names(staff.get("employees/", {"standing": "CLTN"})) == ["Bagus"]
    assert names(staff.get("employees/", {"agency": agency.pk})) == ["Alya", "Bagus", "Citra"]
    assert names(staff.get("employees/", {"sort": "-nama"})) == ["Citra", "Bagus", "Alya"]


def test_a_search_is_posted_and_narrows_the_list_with_every_filter(ask: Any) -> None:
    factories.employee(name="Alya", tier="PENGAWAS")
    factories.employee(name="Surya")
    nip = factories.employee(name="Citra").nip
    factories.employee(factories.other_agency(), name="Maya")
    staff = ask("BKD_STAFF")
    assert names(staff.post("employees/search/", {"q": "YA"})) == ["Alya", "Surya"]
    assert names(staff.post("employees/search/", {"q": nip})) == ["Citra"]
    assert names(staff.post("employees/search/?tier=PENGAWAS", {"q": "ya"})) == ["Alya"]
    assert names(staff.post("employees/search/?sort=-nama", {"q": "ya"})) == ["Surya", "Alya"]
    status, listed = staff.get("employees/", {"tier": "PENGAWAS"})
    assert staff.post("employees/search/?tier=PENGAWAS", {"q": "ya"}) == (status, listed)


def test_pages_of_a_search_follow_each_other_by_addresses_without_the_text(ask: Any) -> None:
    for number in range(5):
        factories.employee(name=f"Alya {number}")
    factories.employee(name="Budi")
    staff, path, found = ask("BKD_STAFF"), "employees/search/?limit=2&count=true", []
    while path:
        status, content = staff.post(path, {"q": "alya"})
        assert (status, content["count"]) == (200, 5)
        found.append([row["name"] for row in content["results"]])
        last = content["results"][-1]["id"]
        path = (content["next"] or "").removeprefix("/api/v1/")
        assert path in ("", f"employees/search/?limit=2&count=true&cursor={last}")
    assert found == [["Alya 0", "Alya 1"], ["Alya 2", "Alya 3"], ["Alya 4"]]


def test_a_name_in_the_address_is_refused_and_led_to_the_search(ask: Any) -> None:
    staff = ask("BKD_STAFF")
    for answer in (staff.get("employees/", {"q": "Alya"}), staff.post("employees/search/?q=Alya", {"q": "Alya"})):
        assert fields(answer) == [("q", "search_by_post")]
        assert "/api/v1/employees/search/" in answer[1]["errors"][0]["message"]
        assert "Alya" not in str(answer)


def test_a_search_for_nothing_or_for_something_else_is_refused(ask: Any) -> None:
    staff = ask("BKD_STAFF")
    assert fields(staff.post("employees/search/", {})) == [("q", "required")]
    assert fields(staff.post("employees/search/", {"q": " "})) == [("q", "blank")]
    assert fields(staff.post("employees/search/", {"q": "x" * 101})) == [("q", "max_length")]
    assert fields(staff.post("employees/search/", {"q": "x", "nip": "1"})) == [("nip", "unknown")]
    assert staff.get("employees/search/")[0] == 405


def test_more_people_found_at_once_than_a_page_shows_are_an_export_too(ask: Any) -> None:
    for _number in range(26):
        factories.employee(name="Alya")
    assert ask("PPK").post("employees/search/?limit=26", {"q": "alya"})[0] == 403
    assert ask("BKD_STAFF").post("employees/search/?limit=26", {"q": "alya"})[0] == 200
    assert Event.objects.get(kind="talent.employees.exported").payload == {"form": "api", "rows": 26}


def test_a_box_narrows_the_list_to_those_placed_there(ask: Any, house: House) -> None:
    staff = ask("BKD_STAFF")
    assert names(staff.get("employees/", {"box": 9})) == [person.name for person in house.people[:2]]
    assert names(staff.get("employees/", {"box": 0})) == [house.people[2].name]


def test_an_unknown_parameter_is_refused_with_the_ones_there_are(ask: Any) -> None:
    status, content = ask("BKD_STAFF").get("employees/", {"golongan": "IV/a"})
    allowed = "agency, box, count, cursor, grade, limit, sort, standing, tier, unit"
    assert (status, content["status"], content["title"], content["type"]) == (400, 400, "Bad Request", "about:blank")
    assert [error["field"] for error in content["errors"]] == ["golongan"]
    assert allowed in content["errors"][0]["message"]


def test_a_filter_that_says_nothing_is_refused(ask: Any) -> None:
    factories.employee()
    elsewhere = factories.unit(factories.other_agency())
    staff = ask("BKD_STAFF")
    for query, field in (
        ({"tier": "KADIS"}, "tier"),
        ({"grade": "V/a"}, "grade"),
        ({"box": "10"}, "box"),
        ({"unit": elsewhere.pk}, "unit"),
        ({"agency": factories.other_agency().pk}, "agency"),
    ):
        assert fields(staff.get("employees/", query)) == [(field, "invalid_choice")]
    assert fields(staff.get("employees/", {"limit": 201})) == [("limit", "max_value")]
    assert fields(staff.get("employees/", {"limit": ["1", "2"]})) == [("limit", "repeated")]


def test_pages_follow_each_other_without_gap_or_repetition(ask: Any) -> None:
    for name in ("Dewi", "Alya", "Citra", "Bagus", "Eka"):
        factories.employee(name=name)
    staff = ask("BKD_STAFF")
    found: list[str] = []
    status, content = staff.get("employees/", {"limit": 2, "count": "true"})
    assert (content["count"], content["count_capped"]) == (5, False)
    while True:
        found += [row["name"] for row in content["results"]]
        if content["next"] is None:
            break
        status, content = staff.get(content["next"].removeprefix("/api/v1/"))
        assert status == 200
    assert found == ["Alya", "Bagus", "Citra", "Dewi", "Eka"]


def test_a_cursor_that_is_not_in_the_list_is_refused(ask: Any) -> None:
    factories.employee()
    foreign = factories.employee(factories.other_agency())
    assert fields(ask("BKD_STAFF").get("employees/", {"cursor": foreign.pk})) == [("cursor", "unknown")]


def test_more_people_than_a_page_of_the_site_shows_are_an_export(ask: Any) -> None:
    for _number in range(26):
        factories.employee()
    assert ask("PPK").get("employees/", {"limit": 25})[0] == 200
    status, content = ask("PPK").get("employees/", {"limit": 26})
    assert (status, content["code"]) == (403, "not_allowed")
    assert not Event.objects.filter(kind="talent.employees.exported").exists()
    staff = ask("BKD_STAFF")
    assert len(staff.get("employees/", {"limit": 26})[1]["results"]) == 26
    event = Event.objects.get(kind="talent.employees.exported")
    assert (event.actor, event.agency, event.payload) == (staff.client.user.pk, "KALTIM", {"form": "api", "rows": 26})


def test_opening_somebody_is_written_into_the_ledger(ask: Any) -> None:
    person = factories.employee(name="Alya", nip=factories.nip(1, date(1980, 3, 5), "201001"))
    staff = ask("BKD_STAFF")
    status, content = staff.get(f"employees/{person.pk}/")
    assert (status, content["born"], content["hired_month"], content["sex"]) == (200, "1980-03-05", "2010-01-01", 1)
    assert content["records"][:2] == ["employees", "performance"]
    event = Event.objects.get(kind="talent.employee.opened")
    assert (event.actor, event.subject, event.payload) == (
        staff.client.user.pk,
        f"talent.employee:{person.pk}",
        {"part": "state"},
    )


def test_records_come_with_both_times_and_as_known_at_an_instant(ask: Any) -> None:
    person = factories.employee()
    learnt = datetime(2024, 2, 1, tzinfo=UTC)
    factories.write("performance", person, year=2023, rating="BAIK")
    factories.write("performance", person, year=2023, rating="SANGAT_BAIK", known_at=learnt)
    staff, path = ask("BKD_STAFF"), f"employees/{person.pk}/records/performance/"
    now = staff.get(path)[1]["results"]
    assert [(row["true_from"], row["true_to"], row["known_to"]) for row in now] == [("2023-01-01", "2023-12-31", None)]
    assert now[0]["values"] == {
        "year": 2023,
        "work_result": None,
        "behaviour": None,
        "rating": "SANGAT_BAIK",
        "score": None,
        "new_idea": None,
        "rater": None,
    }
    then = staff.get(path, {"known_at": "2024-01-31T00:00:00Z"})[1]["results"]
    assert [(row["values"]["rating"], datetime.fromisoformat(row["known_to"])) for row in then] == [("BAIK", learnt)]
    assert staff.get(path, {"known_at": "2019-12-31"})[1]["results"] == []
    on_that_day = staff.get(path, {"known_at": "2020-01-01"})[1]["results"]
    assert [row["values"]["rating"] for row in on_that_day] == ["BAIK"]
    opened = Event.objects.filter(kind="talent.employee.opened").values_list("payload", flat=True)
    assert list(opened) == [{"part": "records.performance"}] * 4


def test_an_unknown_kind_of_record_is_not_found(ask: Any) -> None:
    person = factories.employee()
    assert ask("BKD_STAFF").get(f"employees/{person.pk}/records/salary/")[0] == 404


def test_an_employee_sees_themself_and_nobody_else(ask: Any) -> None:
    person, colleague = factories.employee(name="Alya"), factories.employee(name="Bagus")
    own = ask("EMPLOYEE", person=person)
    assert names(own.get("employees/")) == ["Alya"]
    assert names(own.get("employees/", {"limit": 200})) == ["Alya"]
    assert own.get(f"employees/{person.pk}/")[0] == 200
    assert own.get(f"employees/{colleague.pk}/")[0] == 404
    assert own.get(f"employees/{colleague.pk}/records/performance/")[0] == 404


def test_eligibility_answers_every_requirement(ask: Any, house: House) -> None:
    body = {"employee": house.people[0].pk, "tier": "JPT_PRATAMA", "on": "2026-08-03"}
    status, content = ask("BKD_STAFF").post("eligibility/", body)
    assert (status, content["outcome"], content["on"], content["tier"]) == (200, "pass", "2026-08-03", "JPT_PRATAMA")
    checks = {check["code"]: check for check in content["checks"]}
    age = checks["age"]
    assert (age["status"], age["fact"], age["citation"]) == (
        "pass",
        "46 years 4 months 29 days (born 5 March 1980)",
        "PP 11/2017 Pasal 107 jo. PP 17/2020",
    )
    assert (age["readings"], checks["education"]["readings"]) == ("met by both readings", "")
    assert Event.objects.get(kind="talent.employee.opened").payload == {"part": "eligibility"}
    assert list(content["periods"]) == ["experience", "post_held"]
    (period,) = content["periods"]["experience"]
    counted = (date(2026, 8, 3) - date(2010, 1, 2)).days
    assert (period["since"], period["counted"], period["overlap"], period["gap"], period["left_out"]) == (
        "2010-01-02", counted, 0, None, None
    )  # fmt: skip


def test_eligibility_of_somebody_without_records_is_unknown_or_fails_but_never_passes(ask: Any, house: House) -> None:
    body = {"employee": house.people[2].pk, "tier": "JPT_PRATAMA", "on": "2026-08-03"}
    content = ask("BKD_STAFF").post("eligibility/", body)[1]
    statuses = {check["code"]: check["status"] for check in content["checks"] if check["decides"]}
    assert (content["outcome"], statuses["education"], statuses["health"]) == ("unknown", "unknown", "unknown")


def test_eligibility_for_a_transfer_asks_for_two_to_five_years_and_only_of_senior_posts(ask: Any) -> None:
    staff = ask("BKD_STAFF")
    person = factories.employee(tier="JPT_PRATAMA", post_from=date(2021, 8, 3))
    body = {"employee": person.pk, "tier": "JPT_PRATAMA", "on": "2026-08-03", "transfer": True}
    content = staff.post("eligibility/", body)[1]
    found = {check["code"]: check["status"] for check in content["checks"]}
    assert (content["transfer"], content["outcome"]) == (True, "unknown")
    assert list(found) == [
        "status",
        "classification",
        "time_in_post",
        "retirement",
        "competence",
        "standing",
        "sanction",
    ]
    assert (found["classification"], found["time_in_post"]) == ("pass", "pass")
    later = staff.post("eligibility/", body | {"on": "2026-08-04"})[1]
    assert [check["status"] for check in later["checks"] if check["code"] == "time_in_post"] == ["fail"]
    status, refused = staff.post("eligibility/", body | {"tier": "ADMINISTRATOR"})
    assert (status, refused["code"]) == (422, "not_a_jpt_tier")


def test_eligibility_for_a_post_tells_what_its_agency_asks_and_whom_documents_free(ask: Any) -> None:
    """Asked by the tier alone neither counts, as before."""
    agency = factories.agency()
    person = cast.candidate(agency, grade="IV/a", born=date(1969, 3, 5))
    post, plain = cast.post(agency), cast.post(agency, "A-1", "ADMINISTRATOR")
    decreed(agency, 1)
    body = {"employee": person.pk, "tier": "JPT_PRATAMA", "on": "2026-08-03"}
    staff = ask("BKD_STAFF")
    by_tier = staff.post("eligibility/", body)[1]
    assert (by_tier["position"], by_tier["outcome"], {one["own"] for one in by_tier["checks"]}) == (
        None,
        "fail",
        {False},
    )
    status, told = staff.post("eligibility/", body | {"position": post.pk})
    checks = {one["code"]: one for one in told["checks"]}
    assert (status, told["position"], told["outcome"]) == (200, post.pk, "fail")
    assert [(code, one["status"]) for code, one in checks.items() if one["own"]] == [("agency_grade", "fail")]
    assert [(code, one["status"]) for code, one in checks.items() if one["waived"]] == [("age", "pass")]
    assert fields(staff.post("eligibility/", body | {"position": plain.pk})) == [("position", "other_tier")]
    foreign = cast.post(factories.other_agency())
    assert fields(staff.post("eligibility/", body | {"position": foreign.pk})) == [("position", "unknown")]
    early = staff.post("eligibility/", body | {"position": post.pk, "on": "2017-12-01"})[1]
    assert [one["code"] for one in early["checks"] if one["own"]] == []


def test_eligibility_is_refused_for_strange_bodies(ask: Any) -> None:
    person = factories.employee()
    staff = ask("BKD_STAFF")
    good = {"employee": person.pk, "tier": "JPT_PRATAMA", "on": "2026-08-03"}
    assert fields(staff.post("eligibility/", good | {"nip": person.nip})) == [("nip", "unknown")]
    assert fields(staff.post("eligibility/", good | {"tier": "PELAKSANA"})) == [("tier", "invalid_choice")]
    assert fields(staff.post("eligibility/", good | {"on": "31-12-2026"})) == [("on", "invalid")]
    assert fields(staff.post("eligibility/", good | {"on": "1066-10-14"})) == [("on", "out_of_range")]
    assert fields(staff.post("eligibility/", {})) == [(name, "required") for name in good]
    foreign = factories.employee(factories.other_agency())
    assert staff.post("eligibility/", good | {"employee": foreign.pk})[0] == 404


def test_a_person_finds_their_boxes_once_they_are_announced(ask: Any, house: House) -> None:
    person = house.people[0]
    placed = {
        "cycle": house.cycle.pk,
        "name": house.cycle.name,
        "on": house.cycle.on.isoformat(),
        "run": house.cycle.run_id,
        "box": 9,
    }
    for caller in (ask("BKD_STAFF"), ask("EMPLOYEE", person=person)):
        status, content = caller.get(f"employees/{person.pk}/placements/")
        [row] = content["results"]
        assert (status, {name: row[name] for name in placed}) == (200, placed)
    type(house.cycle).objects.filter(pk=house.cycle.pk).update(announced_on=None)
    assert ask("EMPLOYEE", person=person).get(f"employees/{person.pk}/placements/")[1] == {"results": []}


def test_profiles_like_somebody_come_by_name_with_what_is_shared_and_what_differs_in_words(ask: Any) -> None:
    def person(name: str, level: int = 4, **values: Any) -> Any:
        return factories.assessed(factories.employee(name=name, **values), level=level)

    alya = person("Alya", job_family="perhubungan", post_from=date(2020, 1, 2))
    cut = person("Cut", 3, job_family="kesehatan", post_from=date(2022, 1, 2))
    budi = person("Budi", job_family="perhubungan", post_from=date(2019, 1, 2))
    for who, level in ((alya, 4), (cut, 2)):
        factories.write("technical_levels", who, competency="Audit", level=level, true_from=date(2026, 3, 1))
    person("Dewi", tier="PENGAWAS")
    eka = factories.employee(name="Eka", tier="PENGAWAS")
    caller = ask("BKD_STAFF")
    status, content = caller.get(f"employees/{alya.pk}/similar/")
    assert (status, content["assessed"], content["among"], content["narrowed"]) == (200, True, 2, False)
    same, other = content["results"]
    assert [one["employee"]["id"] for one in (same, other)] == [budi.pk, cut.pk]
    assert (same["differing"], len(same["same_levels"]), same["served_one"]) == (
        ["all competencies at the same level"],
        9,
        [],
    )
    assert same["shared"][0].startswith("Integrity 4, ")
    assert same["shared"][1].startswith("job family perhubungan: ")
    assert other["shared"] == ["no competency at the same level"]
    assert other["differing"][0].startswith("Integrity 3, Alya 4; ")
    assert [one["job_family"] for one in other["served_one"]] == ["kesehatan", "perhubungan"]
    assert (same["same_technical"], same["other_technical"]) == ([], [])
    assert other["other_technical"] == [{"competency": "Audit", "level": 2, "own": 4}]
    assert other["differing"][1] == "technical competencies: Audit 2, Alya 4"
    assert {(one["level"], one["own"]) for one in other["other_levels"]} == {(3, 4)}
    assert Event.objects.filter(kind="talent.employee.opened", payload={"part": "similar"}).count() == 1
    nothing = {"assessed": False, "among": 1, "narrowed": False, "results": []}
    assert caller.get(f"employees/{eka.pk}/similar/")[1] == nothing
