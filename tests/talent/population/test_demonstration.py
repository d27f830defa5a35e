"""The committed demonstration: made by this code, wrong only where it says so, with its people around the limits."""

import csv
import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from talent.interfaces.columns import check_sheet
from talent.population import merit, story
from talent.population.demonstration import write_demonstration
from talent.population.mistakes import MISTAKES, weave

DEMO = Path(__file__).resolve().parents[3] / "demo"
TODAY = dt.date(2026, 11, 21)
# Only the import's second step, which knows the records, can see these.
NEEDS_RECORDS = {("kaltim/performance", 801), ("balikpapan/units", 8)}
EXERCISES = {
    ("latihan/performance-with-errors", row) for row in (4, 7, 9, 12)
} | {("latihan/employees-with-errors", row) for row in (3, 5, 8)} | {
    ("latihan/training-with-errors", row) for row in (5, 6, 11)
}  # fmt: skip
# Rulebook §5.
WEIGHTS = [2.5] * 4 + [2] * 5 + [4] * 4 + [2.5] * 4 + [2] * 2 + [4, 3, 3] + [5, 2.5, 5, 2.5, 5] + [2.5] * 4 + [2] * 5


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("demo")
    write_demonstration(out)
    return out


def rows(name: str) -> list[dict[str, str]]:
    with (DEMO / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def nip_of(key: str) -> str:
    line = next(line for line in (DEMO / "README.md").read_text().splitlines() if f"| {key} |" in line)
    return line.split("|")[1].strip()


def of(key: str, kind: str) -> list[dict[str, str]]:
    return [row for row in rows(f"kaltim/{kind}.csv") if row["nip"] == nip_of(key)]


def test_what_is_committed_is_what_the_code_makes(made: Path) -> None:
    names = [path.relative_to(made) for path in sorted(made.rglob("*")) if path.is_file()]
    assert len(names) == 60
    assert [name for name in names if (DEMO / name).read_bytes() != (made / name).read_bytes()] == []
    assert sum((made / name).stat().st_size for name in names) < 6_100_000


def test_exactly_the_announced_rows_are_wrong() -> None:
    found = set()
    for path in sorted(DEMO.rglob("*")):
        if path.suffix in (".csv", ".xlsx"):
            name = str(path.relative_to(DEMO).with_suffix(""))
            kind = path.stem.partition("-")[0]
            for chunk in check_sheet(kind, path, path.name, TODAY):
                found |= {(name, error.row, error.column) for error in chunk.errors}
    announced = {(f"{folder}/{m.stem}", m.row, m.column) for folder, own in MISTAKES.items() for m in own}
    assert {(name, row) for name, row, _ in found if name.startswith("latihan/")} == EXERCISES
    assert {one for one in found if not one[0].startswith("latihan/")} == {
        one for one in announced if one[:2] not in NEEDS_RECORDS
    }


def test_the_rows_that_only_records_show_to_be_wrong_stand_where_announced() -> None:
    assert rows("kaltim/performance.csv")[801 - 2]["nip"] == "199001012015011999"
    assert rows("balikpapan/units.csv")[8 - 2]["induk"] == "TIDAK-ADA"
    assert {row["nip"] for row in rows("kaltim/appointments.csv")} & {"199001012015011999"} == set()


def test_a_mistake_past_the_end_is_refused() -> None:
    with pytest.raises(ValueError) as caught:
        list(weave("units", [("A", "a", "")], MISTAKES["balikpapan"]))
    assert str(caught.value) == "units has no row 8"


def test_every_wrong_row_is_listed_in_the_readme() -> None:
    text = (DEMO / "README.md").read_text()
    for folder, own in MISTAKES.items():
        for mistake in own:
            assert f"| {folder}/{mistake.stem} | {mistake.row} | {mistake.column} | {mistake.why} |" in text


def test_the_levels_give_the_published_totals() -> None:
    totals: Counter[tuple[str, str]] = Counter()
    weights = dict(zip(merit.SUB_ASPECTS, WEIGHTS, strict=True))
    for agency, name, sub, own, verified, _ in merit.levels():
        totals[agency, name] += int(verified) * weights[sub]
        assert int(own) >= int(verified)
    assert totals == {
        ("KALTIM", "2021"): 239.5,
        ("KALTIM", "2022"): 263.5,
        ("BALIKPAPAN", "2022"): 266,
        ("BONTANG", "2021"): 243,
        ("BONTANG", "2022"): 273,
    }


def test_at_least_25_people_stand_around_the_limits_and_no_nip_occurs_in_two_agencies() -> None:
    senior = {
        row["nip"]
        for row in rows("kaltim/appointments.csv")
        if row["rumpun"] == "perhubungan" and row["jenjang"] in ("ADMINISTRATOR", "JF_AHLI_MADYA")
    }
    assert len({nip_of(one.key) for one in story.STORIES} & senior) >= 25
    owners = Counter(nip for folder in MISTAKES for nip in {row["nip"] for row in rows(f"{folder}/education.csv")})
    assert len(owners) == 3000
    assert set(owners.values()) == {1}


def test_experience_of_the_one_who_misses_a_month_and_of_the_one_who_does_not() -> None:
    short = [row for row in of("pengalaman-4-tahun-11-bulan", "appointments") if row["rumpun"] == "perhubungan"]
    exact = [row for row in of("pengalaman-tepat-5-tahun", "appointments") if row["rumpun"] == "perhubungan"]
    assert min(row["tmt_mulai"] for row in short if row["jenis"] == "definitif") == "2018-01-31"
    assert min(row["tmt_mulai"] for row in exact if row["jenis"] == "definitif") == "2017-12-31"


def test_ages_on_the_reference_date() -> None:
    assert [nip_of(key)[:8] for key in ("usia-57", "lahir-31-desember-1965", "lahir-1-januari-1966")] == [
        "19650617",
        "19651231",
        "19660101",
    ]
    assert nip_of("lahir-29-februari")[4:8] == "0229"


def test_health_is_missing_in_2022_only() -> None:
    health = [row["tanggal"][:4] for row in of("tanpa-surat-sehat", "attestations") if row["jenis"] == "kesehatan"]
    assert health == ["2026"]


def test_sanctions_of_the_story() -> None:
    def periods(key: str) -> list[tuple[str, str]]:
        return [(row["tmt_mulai"], row["tmt_selesai"]) for row in of(key, "sanctions")]

    assert periods("sedang-dihukum") == [("2022-09-01", "2023-08-31")]
    assert periods("hukuman-tanpa-akhir") == [("2022-05-09", "")]
    assert periods("layak-1") == []


def test_the_missing_rating_and_the_unrecorded_family() -> None:
    assert "2021" not in {row["tahun"] for row in of("tanpa-skp-2021", "performance")}
    before = [row for row in of("rumpun-tidak-dicatat", "appointments") if row["tmt_mulai"] < "2020-10-01"]
    assert {row["rumpun"] for row in before if row["jenis"] == "definitif"} == {""}


def test_nobody_holds_the_vacant_post_after_it_falls_vacant() -> None:
    heads = [row for row in rows("kaltim/appointments.csv") if row["jabatan"] == "Kepala Dinas Perhubungan"]
    assert [(row["tmt_mulai"], row["tmt_selesai"]) for row in heads] == [("2021-07-01", "2022-10-31")]
    vacant = [row for row in rows("kaltim/positions.csv") if row["tmt_lowong"]]
    assert [(row["kode"], row["rumpun"], row["tmt_lowong"]) for row in vacant] == [
        ("KD-PERHUBUNGAN", "perhubungan", "2022-11-01")
    ]
