"""What is right is taken, whatever its spelling: no false refusal (T-10)."""

import os
import random
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from talent.interfaces.columns import KINDS
from talent.interfaces.columns.parsers import Day, Number, Text, Whole, Words, Year
from talent.interfaces.columns.remarks import SAID
from tests.promises import counted
from tests.talent.interfaces.columns.rows import NIP, TODAY, checked, good_row, write_csv

GOOD = 10_000 if os.environ.get("ASSURE") == "long" else 2_000


@pytest.mark.parametrize("kind", KINDS)
def test_the_declared_example_of_every_kind_is_right_in_both_formats(tmp_path: Path, kind: str) -> None:
    row = good_row(kind)
    book = xlsxwriter.Workbook(str(tmp_path / "rows.xlsx"))
    sheet = book.add_worksheet("Data")
    sheet.write_row(0, 0, list(row))
    for column, value in enumerate(row.values()):
        sheet.write(1, column, value)
    book.close()
    text, text_errors = checked(kind, write_csv(tmp_path / "rows.csv", [row], delimiter=";"))
    typed, typed_errors = checked(kind, tmp_path / "rows.xlsx")
    assert (text_errors, typed_errors) == ([], [])
    assert text[0].columns == typed[0].columns
    assert [chunk.rows for chunk in text] == [[2]]
    assert set(text[0].columns) == {column.field for column in KINDS[kind].columns}


def _nip(rng: random.Random) -> str:
    born = date(1962, 1, 1) + timedelta(days=rng.randrange(365 * 38))
    start = born.year + 18 + rng.randrange(8)
    return f"{born:%Y%m%d}{start}{rng.randint(1, 12):02d}{rng.randint(1, 2)}{rng.randint(1, 999):03d}"


def _day(rng: random.Random) -> date:
    return date(2018, 1, 1) + timedelta(days=rng.randrange((TODAY - date(2018, 1, 1)).days))


def _spelt(rng: random.Random, column: Any) -> tuple[Any, Any]:
    """A cell as people write it, and the value that it means."""
    parser = column.parser
    if isinstance(parser, Words):
        word = rng.choice(parser.words)
        key = rng.choice([word, word.upper(), word.lower(), word.replace(" ", "_"), f" {word}\u00a0"])
        return key, parser(word, TODAY)
    if isinstance(parser, Day):
        day = _day(rng)
        return rng.choice([day.isoformat(), f"{day:%d-%m-%Y}", f"{day:%d/%m/%Y}", f" {day:%Y-%m-%d} "]), day
    if isinstance(parser, Number):
        number = round(rng.uniform(parser.low, parser.high), rng.randint(0, 6))
        said = str(number)
        if parser.high >= 1000 and len(said.partition(".")[2]) == 3:
            said += "0"  # three digits behind a separator could be thousands
        return rng.choice([said, said.replace(".", ",")]), number
    if isinstance(parser, Whole):
        whole = rng.randint(parser.low, parser.high)
        return rng.choice([whole, f"{whole}.0", f" {whole} "]), whole
    if isinstance(parser, Year):
        year = rng.randint(2018, TODAY.year)
        return year, year
    assert isinstance(parser, Text)
    name = rng.choice(["O'Neill, S.H.", 'Pelatihan "Dasar"', "Dua\nbaris", "Tim; Kerja", "Ça va", "-", "+62", "@kota"])
    return name, name


@pytest.mark.parametrize("kind", ["assessments", "training", "awards", "feedback_360", "components"])
def test_two_thousand_good_rows_of_many_spellings_are_all_taken(tmp_path: Path, kind: str) -> None:
    rng = random.Random(411)
    rows, meant, seen = [], [], set()
    while len(rows) < GOOD:
        nip = _nip(rng)
        row, values = {}, {}
        for column in KINDS[kind].columns:
            if column.field == "nip":
                row[column.name], values["nip"] = (
                    rng.choice([nip, f" {nip} ", f"{nip[:8]} {nip[8:14]} {nip[14]} {nip[15:]}"]),
                    nip,
                )
            elif not column.required and rng.random() < 0.2:
                row[column.name], values[column.field] = rng.choice(["", "  ", "\u00a0"]), None
            else:
                row[column.name], values[column.field] = _spelt(rng, column)
        if values.get("rating") == "CUKUP" and values.get("year", 0) >= 2022:
            continue
        key = tuple(values[field] for field in KINDS[kind].natural_key)
        if key not in seen:
            seen.add(key)
            rows.append(row)
            meant.append(values)
    chunks, errors = checked(kind, write_csv(tmp_path / "rows.csv", rows, rng.choice([",", ";"])))
    counted("T-10", GOOD, "good rows of many spellings", len(errors))
    assert errors == []
    fields = list(meant[0])
    taken = [
        dict(zip(fields, cells, strict=True))
        for chunk in chunks
        for cells in zip(*(chunk.columns[f] for f in fields), strict=True)
    ]
    assert taken == meant


def test_real_date_cells_and_numbers_of_a_workbook_are_taken(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "rows.xlsx"))
    sheet = book.add_worksheet("Lembar 1")
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_row(0, 0, ["NIP", "Tanggal", "JPM", "Integritas"])
    sheet.write_string(1, 0, NIP)
    sheet.write_datetime(1, 1, datetime(2024, 2, 29), day)
    sheet.write_number(1, 2, 82.3 + 1e-13)
    sheet.write_number(1, 3, 4)
    book.close()
    chunks, errors = checked("assessments", tmp_path / "rows.xlsx")
    assert errors == []
    columns = chunks[0].columns
    assert [columns[name] for name in ("nip", "true_from", "jpm", "integrity", "technical")] == [
        [NIP],
        [date(2024, 2, 29)],
        [82.3],
        [4],
        [None],
    ]


def test_old_records_keep_their_numbers_and_their_word(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(f"nip,tahun,nilai,predikat\n{NIP},2019,91,\n{NIP},2021,,Cukup\n", encoding="utf-8")
    chunks, errors = checked("performance", path)
    assert errors == []
    assert chunks[0].columns["score"] == [91.0, None]
    assert chunks[0].columns["rating"] == [None, "CUKUP"]


def test_what_a_taken_row_says_in_vain_is_told_once_with_its_rows_and_what_counts(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    years = [2018] * 7 + list(range(1996, 2018)) + [2022]
    lines = [
        f"{NIP[:15]}{serial:03d},{year},di atas ekspektasi,sesuai ekspektasi,Baik"
        for serial, year in enumerate(years, start=1)
    ]
    path.write_text("nip,tahun,hasil_kerja,perilaku,predikat\n" + "\n".join(lines), encoding="utf-8")
    chunks, errors = checked("performance", path)
    said = [notice.id for notice in chunks[-1].notices]
    about = "hasil kerja di atas ekspektasi dan perilaku sesuai ekspektasi tidak dipakai, karena tidak ada aturan yang"
    ends = "menjadi predikat; yang dipakai: predikat Baik."
    assert errors == []
    assert said[:2] == [
        f"Baris 2, 3, 4, 5, 6 dan 2 baris lain: {about} mengubah hasil kerja dan perilaku tahun 2018 {ends}",
        f"Baris 9: {about} mengubah hasil kerja dan perilaku tahun 1996 {ends}",
    ]
    assert said[SAID:] == ["3 baris lain juga mengisi hal yang tidak dipakai."]


def test_an_old_row_that_gives_no_rating_is_taken_and_told(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(f"nip,tahun,nilai\n{NIP},2018,85\n{NIP},2020,85\n", encoding="utf-8")
    chunks, errors = checked("performance", path)
    assert (errors, [notice.en for notice in chunks[-1].notices]) == (
        [],
        [
            "Row 2: gives no rating, because no rule turns a performance score of 2018 into a rating; give the rating "
            "itself."
        ],
    )


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        ("jenjang", "jpt pratama", "JPT_PRATAMA"),
        ("jenjang", "JF-Ahli_Madya", "JF_AHLI_MADYA"),
        ("golongan", "iii d", "III/d"),
        ("golongan", "IV/E", "IV/e"),
        ("kedudukan", "TUGAS_BELAJAR", "STUDY_LEAVE"),
        ("kedudukan", "Diberhentikan", "DISMISSED"),
        ("kedudukan", "wafat", "DECEASED"),
    ],
)
def test_words_are_read_in_any_case_and_spacing(tmp_path: Path, column: str, text: str, code: str) -> None:
    path = write_csv(tmp_path / "rows.csv", [good_row("employees") | {column: text}])
    chunks, errors = checked("employees", path)
    assert errors == []
    assert chunks[0].columns[
        KINDS["employees"].columns[[c.name for c in KINDS["employees"].columns].index(column)].field
    ] == [code]
