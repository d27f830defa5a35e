"""`manage.py map_talent`: the file, to the letter of the workbooks' page."""

import csv
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from audit.models import Event
from talent.models import MappingRun
from tests import factories

pytestmark = pytest.mark.django_db
HEADER = "nip,performance,potential,talent_value,performance_band,potential_band,box,missing"


def _map(tmp_path: Path, *words: str, on: str = "2026-06-30") -> list[dict[str, str]]:
    out = tmp_path / "map.csv"
    call_command("map_talent", "KALTIM", "--on", on, "--out", str(out), *words, stdout=StringIO())
    text = out.read_bytes().decode("utf-8")
    assert text.splitlines()[0] == HEADER
    return list(csv.DictReader(text.splitlines()))


def test_each_person_has_a_line_by_nip_with_six_decimals_or_what_is_missing(tmp_path: Path) -> None:
    second = factories.employee(nip=factories.nip(812))
    first = factories.assessed(factories.employee(nip=factories.nip(811)))
    factories.assessed(factories.employee(factories.other_agency()))
    rows = _map(tmp_path)
    assert [row["nip"] for row in rows] == [first.nip, second.nip]
    assert rows[0] | {"potential": "", "talent_value": ""} == {
        "nip": first.nip,
        "performance": "100.000000",
        "potential": "",
        "talent_value": "",
        "performance_band": "ABOVE",
        "potential_band": "HIGH",
        "box": "9",
        "missing": "",
    }
    assert all(len(rows[0][name].split(".")[1]) == 6 for name in ("potential", "talent_value"))
    assert float(rows[0]["talent_value"]) == (100 + float(rows[0]["potential"])) / 2
    names = ("performance", "potential", "talent_value", "performance_band", "potential_band", "box")
    assert {rows[1][name] for name in names} == {""}
    missing = rows[1]["missing"].split("; ")
    assert "Y - Penilaian Kinerja" in missing
    assert "X - Penilaian Kompetensi" in missing


def test_facts_count_as_known_at_the_instant_asked_for(tmp_path: Path) -> None:
    person = factories.assessed(factories.employee())
    factories.write("performance", person, known_at=datetime(2026, 7, 2, 12, tzinfo=UTC), year=2025, rating="KURANG")
    corrected = _map(tmp_path)[0]["performance"]
    assert corrected != "100.000000"
    for instant, performance in (
        ("2026-07-01", "100.000000"),
        ("2026-07-02T11:59:59+00:00", "100.000000"),
        ("2026-07-02T12:00:00+00:00", corrected),
        ("2026-07-02", corrected),
    ):
        assert _map(tmp_path, "--known-at", instant)[0]["performance"] == performance


def test_a_policy_may_be_named(tmp_path: Path) -> None:
    from tests.talent.domain.test_policies import DOCUMENT, publish

    publish(document=DOCUMENT, name="a.yaml", agency=factories.agency(), by=factories.users.system_operator())
    factories.assessed(factories.employee())
    _map(tmp_path, "--policy", "Kaltim-2020")
    run = MappingRun.objects.get()
    assert (run.policy_code, run.on) == ("kaltim-2020", date(2026, 6, 30))
    event = Event.objects.get(kind="talent.mapping.finished")
    assert (event.actor, event.payload["policy"]) == (run.by_id, "kaltim-2020 v1")
    assert run.by.username == "system"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["NOWHERE", "--on", "2026-06-30"], "no such agency “NOWHERE”"),
        (["KALTIM", "--on", "30-06-2026"], "a date is YYYY-MM-DD: 30-06-2026"),
        (["KALTIM", "--on", "2026-02-30"], "a date is YYYY-MM-DD"),
        (["KALTIM", "--on", "2026-06-30", "--known-at", "kemarin"], "a date is YYYY-MM-DD: kemarin"),
        (["KALTIM", "--on", "2026-06-30", "--known-at", "2026-02-30T10:00"], "a date is YYYY-MM-DD: 2026-02-30T10:00"),
        (["KALTIM", "--on", "2026-06-30", "--policy", "lain"], "“lain” tidak ditemukan; yang ada: kepka-411-2025"),
        (["KALTIM", "--on", "2021-06-30"], "Tidak ada kebijakan pemetaan"),
        (["KALTIM", "--on", "2019-01-01", "--policy", "kepka-411-2025"], "Tidak ada aturan .* 2019-01-01"),
        (["KALTIM", "--on", "2019-01-01", "--policy", "kepka-411-2025", "--language", "en"], "No rule .* 2019-01-01"),
    ],
)
def test_what_cannot_be_done_is_a_message(tmp_path: Path, words: list[str], message: str) -> None:
    factories.assessed(factories.employee())
    with pytest.raises(CommandError, match=message):
        call_command("map_talent", *words, "--out", str(tmp_path / "map.csv"))
    assert not (tmp_path / "map.csv").exists()
    assert not Event.objects.filter(kind="talent.mapping.finished").exists()


def test_a_file_that_cannot_be_written_is_said_before_anything_is_computed(tmp_path: Path) -> None:
    factories.assessed(factories.employee())
    with pytest.raises(CommandError, match="cannot write"):
        _map(tmp_path / "nowhere")
    assert not MappingRun.objects.exists()
