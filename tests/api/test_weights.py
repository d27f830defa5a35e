"""Weights of the merit instruments and extracts of the system's records, through the API as by page."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from rules.law import shipped
from succession.models import MeritWeights
from tests import factories
from tests.api.conftest import PREFIX, Caller
from tests.succession import assessed
from tests.talent import documents

pytestmark = pytest.mark.django_db
SUBS = shipped().versions("merit.instrument_kasn_2019")[0].value["sub_aspects"]
LINES = [f"{sub['id']};{sub['weight']}" for sub in SUBS]


def sent(caller: Caller, lines: list[str], content: bytes = b"", **more: Any) -> tuple[int, Any]:
    sheet = SimpleUploadedFile("bobot.csv", content or "\n".join(["sub_aspek;bobot", *lines]).encode())
    given = {"instrument": "KASN-2019", "effective_from": "2018-01-01", "source": "Surat hasil", "verified": True}
    path = f"{PREFIX}merit-weights/"
    response = caller.client.post(path, given | {"workbook": sheet} | more, headers={"accept-language": "en"})
    return response.status_code, response.json()


def test_weights_of_a_workbook_are_taken_whole_or_refused_by_row_and_column_and_read_back(ask: Any) -> None:
    agency, overseer, staff = factories.agency(), ask("MERIT_VERIFIER"), ask("BKD_STAFF")
    for lines, faults in (
        (["1.1;3", *LINES[1:]], [("workbook.2.bobot", "aspect_sum")]),
        (LINES[1:], [("workbook.0.sub_aspek", "sub_aspect_missing")]),
        (["1.1;x", *LINES[1:]], [("workbook.2.bobot", "number_form")]),
    ):
        status, problem = sent(overseer, lines)
        assert (status, [(one["field"], one["code"]) for one in problem["errors"]]) == (400, faults)
    status, problem = sent(overseer, [], documents.pdf())
    assert (status, problem["errors"][0]["field"]) == (400, "workbook")
    assert MeritWeights.objects.count() == 0
    assert sent(overseer, LINES, everywhere=True) == (201, {"accepted": 1})
    status, problem = sent(overseer, LINES, agency=agency.pk)
    assert (status, problem["code"]) == (422, "same_weights")

    (held,) = staff.get("merit-weights/", {"agency": agency.pk, "instrument": "KASN-2019"})[1]["results"]
    assert (held["version"], held["source"], held["sub_aspects"]["1.1"]) == (1, "Surat hasil", "2.5")
    assert staff.get("merit-weights/", {"instrument": "PANRB-2025"})[1]["results"] == []
    asked = {"instrument": "KASN-2019", "agency": agency.pk}
    present = staff.get("merit-weights/present/", asked)[1]
    assert (present["citation"], present["verified"], present["highest"]) == ("Surat hasil", True, 4)
    assert present["sub_aspects"][0] == {
        "id": "1.1", "name": "Job map and five-year staffing plan", "weight": 2.5, "aspect": "1"
    }  # fmt: skip
    later = staff.get("merit-weights/present/", {"instrument": "PANRB-2025"})[1]
    assert [one["weight"] for one in later["aspects"]] == [10, None, None, None, None, None, None, 10]


def test_an_extract_that_is_offered_is_adopted_and_made_again(ask: Any) -> None:
    agency, staff, overseer = factories.agency(), ask("BKD_STAFF"), ask("MERIT_VERIFIER")
    held = assessed.begun(agency, factories.user("BKD_STAFF", agency))
    at = f"merit-assessments/{held.pk}/"
    factories.employee(agency)
    page = staff.get(at)[1]
    offers = {(one["sub_aspect"], one["kind"]): one["there"] for one in page["offers"]}
    assert offers == {
        ("1.3", "retirement_projection"): True,
        ("3.1", "competency_standards"): False,
        ("3.2", "assessments"): False,
        ("3.3", "nine_box"): False,
        ("3.4", "succession_group"): False,
        ("3.7", "development_plans"): False,
    }
    assert page["weighed_by"] == "PermenPANRB 40/2018; Peraturan KASN 9/2019"
    kind = {"kind": "retirement_projection"}
    status, made = staff.post(f"{at}extracts/1.3/", kind)
    assert (status, made["sub_aspect"], made["extract"]["kind"]) == (201, "1.3", "retirement_projection")
    assert staff.get(f"{at}evidence/")[1]["results"] == [made]
    for sub, code in (("1.3", "same_file"), ("1.1", "wrong_extract")):
        status, problem = staff.post(f"{at}extracts/{sub}/", kind)
        assert (sub, status, problem["code"]) == (sub, 422, code)
    again = f"merit-evidence/{made['id']}/replay/"
    assert staff.post(again) == (200, {"identical": True, "same_facts": True})
    assert overseer.post(again)[0] == 404
