"""The same seed gives the same bytes, in the columns that outsiders rely on."""

import csv
import datetime as dt
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from talent.interfaces.columns import KINDS as IMPORTED
from talent.interfaces.columns import check_sheet
from talent.population.population import KINDS, Spec, write
from talent.population.workbooks import COLUMNS

TODAY = dt.date(2026, 11, 21)
SPEC = Spec("UJI", 300, 5, dt.date(2026, 6, 30), snapshots=(dt.date(2021, 12, 31), dt.date(2026, 6, 30)))


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_seed_gives_the_same_bytes_and_another_seed_other_ones(tmp_path: Path, form: str) -> None:
    write(replace(SPEC, form=form), tmp_path / "a")
    write(replace(SPEC, form=form), tmp_path / "b")
    write(replace(SPEC, form=form, seed=6), tmp_path / "c")
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    assert contents(tmp_path / "a") != contents(tmp_path / "c")
    states = {f"employees-2021.{form}", f"employees-2026.{form}"}
    assert set(contents(tmp_path / "a")) == {f"{kind}.{form}" for kind in KINDS if kind != "employees"} | states


def test_a_kind_written_alone_is_the_same_as_among_all(tmp_path: Path) -> None:
    write(SPEC, tmp_path / "all")
    write(replace(SPEC, kinds=("training",)), tmp_path / "one")
    assert contents(tmp_path / "one") == {"training.csv": (tmp_path / "all" / "training.csv").read_bytes()}


def test_columns_are_those_of_the_import() -> None:
    # Whoever left has no post from that day on, so that the day of the post says it; nothing that is made is revoked.
    written = COLUMNS | {"employees": (*COLUMNS["employees"], "tmt_kedudukan")}
    written |= {"gate_freezes": (*COLUMNS["gate_freezes"], "dicabut", "alasan_pencabutan")}
    assert {kind: tuple(c.name for c in IMPORTED[kind].columns) for kind in COLUMNS} == written


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_import_takes_every_row(tmp_path: Path, form: str) -> None:
    write(replace(SPEC, form=form), tmp_path)
    for path in sorted(tmp_path.iterdir()):
        checked = list(check_sheet(path.stem.partition("-")[0], path, path.name, TODAY))
        assert [error for chunk in checked for error in chunk.errors] == []
        assert sum(chunk.raw_count for chunk in checked) > 0


@pytest.mark.parametrize("day", ["2021-12-31", "2026-06-30"])
def test_the_post_in_the_state_is_the_appointment_running_that_day(tmp_path: Path, day: str) -> None:
    write(SPEC, tmp_path)
    running = {
        row["nip"]: (row["jabatan"], row["jenjang"], row["tmt_mulai"])
        for row in rows(tmp_path / "appointments.csv")
        if row["jenis"] == "definitif" and row["tmt_mulai"] <= day and (row["tmt_selesai"] or "9999") >= day
    }
    state = {
        row["nip"]: (row["jabatan"], row["jenjang"], row["tmt_jabatan"])
        for row in rows(tmp_path / f"employees-{day[:4]}.csv")
        if row["kedudukan"] != "pensiun"
    }
    assert state == running


def test_who_retired_between_two_states_stands_in_the_second_without_a_post(tmp_path: Path) -> None:
    write(SPEC, tmp_path)
    before = {row["nip"] for row in rows(tmp_path / "employees-2021.csv")}
    after = rows(tmp_path / "employees-2026.csv")
    retired = [row for row in after if row["kedudukan"] == "pensiun"]
    assert before <= {row["nip"] for row in after}
    assert len(retired) > 10
    assert {(row["jabatan"], row["jenjang"], row["unit"]) for row in retired} == {("", "", "")}
    assert all("2022-01-01" <= row["tmt_jabatan"] <= "2026-06-30" for row in retired)


def test_numbers_until_2021_and_two_ratings_or_a_predicate_after(tmp_path: Path) -> None:
    write(SPEC, tmp_path)
    for row in rows(tmp_path / "performance.csv"):
        two, one, points = bool(row["hasil_kerja"] and row["perilaku"]), bool(row["predikat"]), bool(row["nilai"])
        assert (two + one, points) == ((0, True) if row["tahun"] < "2022" else (1, False))


def test_the_command_writes_the_chosen_kinds_of_one_agency(tmp_path: Path) -> None:
    said = StringIO()
    words = {"agency": "UJI", "employees": 50, "seed": 9, "out": tmp_path, "kinds": ["units", "employees"]}
    call_command("make_population", stdout=said, **words)
    assert said.getvalue() == f"buku kerja ditulis di / workbooks written in {tmp_path}\n"
    assert set(contents(tmp_path)) == {"units.csv", "employees.csv"}
    assert len({row["nip"] for row in rows(tmp_path / "employees.csv")}) == 50


def test_the_command_asks_for_an_agency(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as caught:
        call_command("make_population", out=tmp_path)
    assert str(caught.value) == "--agency is needed (or --demo)"
