"""merit_score, route and eligibility: what outsiders rely on."""

import json
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from audit.models import Event
from tests import factories
from tests.succession import cast

pytestmark = pytest.mark.django_db

ROUND = {"agency": "KALTIM", "round": "2022", "instrument": "KASN-2019", "decided_on": date(2022, 9, 15)}
KEYS = ["code", "status", "fact", "limit", "citation", "verified"]


def answer(tmp_path: Path, *words: str) -> Any:
    out = tmp_path / "answer.json"
    call_command(*words, "--out", str(out), stdout=StringIO())
    return json.loads(out.read_text(encoding="utf-8"))


def test_merit_score_gives_points_by_aspect_and_what_is_missing(tmp_path: Path) -> None:
    factories.agency()
    cast.merit("merit_rounds", ROUND)
    levels = [("1.1", 4), ("1.2", 2), ("8.1", 3)]
    cast.merit(
        "merit_levels",
        *({"agency": "KALTIM", "round": "2022", "sub_aspect": sub, "level": level} for sub, level in levels),
    )
    found = answer(tmp_path, "merit_score", "KALTIM", "2022")
    assert len(found.pop("missing")) == 33
    assert found == {
        "score": 21.0,
        "maximum": 400.0,
        "index": 0.0525,
        "category": "BURUK",
        "aspects": {"1": 15.0, "2": 0.0, "3": 0.0, "4": 0.0, "5": 0.0, "6": 0.0, "7": 0.0, "8": 6.0},
    }
    event = Event.objects.get(kind="succession.merit.scored")
    assert (event.agency, event.payload) == ("KALTIM", {"score": 21.0})


def test_route_gives_the_deciding_checks_only(tmp_path: Path) -> None:
    agency = factories.agency()
    cast.approved(agency)
    found = answer(tmp_path, "route", "KALTIM", "JPT_PRATAMA", "--on", "2026-07-10")
    assert list(found) == ["route", "checks"]
    assert found["route"] == "talent_pool"
    assert [(check["code"], check["status"]) for check in found["checks"]] == [("overseer_approval", "pass")]
    assert [list(check) for check in found["checks"]] == [KEYS]
    assert found["checks"][0]["fact"] == "BKN APPROVAL/1 tanggal 5 Januari 2026, tanpa batas akhir"
    assert Event.objects.get(kind="succession.route.asked").payload["route"] == "talent_pool"


def test_route_for_a_post_looks_at_its_succession_group(tmp_path: Path) -> None:
    agency = factories.agency()
    cast.approved(agency)
    cast.post(agency)
    words = ("route", "KALTIM", "JPT_PRATAMA", "--on", "2026-07-10", "--position", "JPT-01", "--language", "en")
    found = answer(tmp_path, *words)
    assert found["route"] == "open_selection"
    assert [(check["code"], check["status"], check["fact"]) for check in found["checks"]] == [
        ("overseer_approval", "pass", "BKN APPROVAL/1 of 5 January 2026, no end named"),
        ("succession_group", "fail", "no established succession group is in force"),
    ]


def test_eligibility_names_each_requirement(tmp_path: Path) -> None:
    agency = factories.agency()
    person = cast.candidate(agency, healthy=None)
    found = answer(tmp_path, "eligibility", person.nip, "JPT_PRATAMA", "--on", "2026-08-03")
    assert found["outcome"] == "unknown"
    assert {check["code"]: check["status"] for check in found["checks"]} == {
        "status": "pass",
        "education": "pass",
        "experience": "pass",
        "post_held": "pass",
        "age": "pass",
        "retirement": "pass",
        "competence": "pass",
        "health": "unknown",
        "integrity": "pass",
        "standing": "pass",
        "sanction": "pass",
    }
    assert all(list(check) == KEYS for check in found["checks"])
    event = Event.objects.get(kind="succession.eligibility.asked")
    assert (event.subject, person.nip in json.dumps(event.payload)) == (f"talent.employee:{person.pk}", False)


def test_eligibility_for_a_post_asks_for_its_field_and_levels(tmp_path: Path) -> None:
    agency = factories.agency()
    person = cast.candidate(agency)
    factories.write("positions", agency, code="KES", name="Kepala Dinas", tier="JPT_PRATAMA", job_family="kesehatan")
    words = ("eligibility", person.nip, "JPT_PRATAMA", "--on", "2026-08-03")
    assert answer(tmp_path, *words)["outcome"] == "pass"
    found = answer(tmp_path, *words, "--position", "KES")
    assert found["outcome"] == "fail"
    assert [check["code"] for check in found["checks"] if check["status"] == "fail"] == ["experience"]


WRONG = {
    "agency of a score": (["merit_score", "X", "2022"], "instansi “X” tidak ada", "no such agency “X”"),
    "round": (["merit_score", "KALTIM", "1999"], "putaran “1999” tidak ada", "has no merit round “1999”"),
    "agency of a route": (["route", "X", "JPT_PRATAMA", "--on", "2026-07-10"], "instansi “X”", "no such agency"),
    "tier": (["route", "KALTIM", "JPT_X", "--on", "2026-07-10"], "jenjang “JPT_X” tidak dikenal", "unknown tier"),
    "tier below": (
        ["route", "KALTIM", "PENGAWAS", "--on", "2026-07-10"],
        "jalur pengisian hanya",
        "a route is decided",
    ),
    "day": (["route", "KALTIM", "JPT_PRATAMA", "--on", "10-07-2026"], "tanggal harus", "a date is"),
    "post": (
        ["route", "KALTIM", "JPT_PRATAMA", "--on", "2026-07-10", "--position", "X"],
        "jabatan “X” tidak ada",
        "has no post “X”",
    ),
    "post of another tier": (
        ["route", "KALTIM", "JPT_MADYA", "--on", "2026-07-10", "--position", "JPT-01"],
        "bukan JPT_MADYA",
        "not JPT_MADYA",
    ),
    "nip": (["eligibility", "1", "JPT_PRATAMA", "--on", "2026-07-10"], "NIP “1” belum", "NIP “1” is not"),
    "tier of a person": (["eligibility", "NIP", "X", "--on", "2026-07-10"], "jenjang “X”", "unknown tier"),
    "tier without requirements": (
        ["eligibility", "NIP", "PELAKSANA", "--on", "2026-07-10"],
        "tidak ada persyaratan",
        "no requirements",
    ),
    "day before the rules": (
        ["eligibility", "NIP", "JPT_PRATAMA", "--on", "2010-01-01"],
        "Tidak ada aturan",
        "No rule",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_mistake_is_said_in_both_languages_and_nothing_is_written(tmp_path: Path, case: str) -> None:
    agency = factories.agency()
    cast.post(agency)
    person = factories.employee(agency)
    words, indonesian, english = WRONG[case]
    events = Event.objects.count()
    with pytest.raises(CommandError) as refused:
        answer(tmp_path, *(person.nip if word == "NIP" else word for word in words))
    assert indonesian in str(refused.value)
    assert english in str(refused.value)
    assert not (tmp_path / "answer.json").exists()
    assert Event.objects.count() == events


def test_without_a_place_to_write_there_is_no_event_either(tmp_path: Path) -> None:
    factories.agency()
    cast.merit("merit_rounds", ROUND)
    with pytest.raises(CommandError):
        answer(tmp_path / "missing", "merit_score", "KALTIM", "2022")
    assert not Event.objects.filter(kind="succession.merit.scored").exists()
