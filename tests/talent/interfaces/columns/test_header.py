"""Headers are found in any order and spelling; what is missing, doubled or misnamed is said."""

from pathlib import Path

import pytest

from talent.interfaces.columns import KINDS
from talent.interfaces.columns.header import header_key, match_header
from talent.interfaces.sheets import FileRefused
from tests.talent.interfaces.columns.rows import NIP, checked


def refused(kind: str, names: list[str]) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        match_header(KINDS[kind], names, 1)
    return caught.value


def test_order_case_spaces_underscores_hyphens_and_old_names_do_not_matter() -> None:
    header = match_header(KINDS["performance"], ["TAHUN", "Hasil\u00a0 Kerja", "nip_baru", "IDE-BARU"], 1)
    assert {field: index for field, (index, _column) in header.places.items()} == {
        "year": 0,
        "work_result": 1,
        "nip": 2,
        "new_idea": 3,
    }
    assert header.notices == ()


@pytest.mark.parametrize("nip", ["NIP", "nip", "Nip"])
def test_components_take_their_own_names_and_nip_in_any_case(nip: str) -> None:
    header = match_header(
        KINDS["components"], [nip, "x_penilaian kompetensi", "Y - Umpan Balik Kinerja 360", "tanggal"], 1
    )
    assert list(header.places) == ["nip", "competency", "feedback", "true_from"]


def test_a_missing_column_is_named() -> None:
    error = refused("performance", ["nip", "predikat"])
    assert (error.code, error.details) == ("missing_column", {"columns": "tahun"})


def test_a_renamed_column_is_recognised() -> None:
    error = refused("awards", ["nip", "nama", "tingkatan", "tgl"])
    assert error.code == "missing_column_similar"
    assert error.details["columns"] == "tingkat, tanggal"
    assert "“tingkatan”" in str(error.message)
    assert "“tingkat”" in str(error.message)


def test_a_column_renamed_beyond_recognition_is_told_from_one_that_is_not_there() -> None:
    error = refused("performance", ["No Pegawai", "tahun", "predikat", "ket", "ket"])
    assert (error.code, error.details) == (
        "missing_column_unknown",
        {"columns": "nip", "unknown": "No Pegawai, ket (2×)"},
    )
    assert error.message.in_("id") == (
        "Kolom wajib tidak ada: nip. Kolom yang tidak dikenal: No Pegawai, ket (2×); bila salah satunya yang dimaksud, "
        "ganti namanya."
    )


def test_a_workbook_of_another_kind_is_called_by_that_kind(tmp_path: Path) -> None:
    for kind in KINDS.values():
        path = tmp_path / f"{kind.code}.csv"
        path.write_text(",".join(column.name for column in kind.columns) + "\n1,2,3\n", encoding="utf-8")
        names = {header_key(column.name) for column in kind.columns}
        for chosen in KINDS.values():
            if all(header_key(column.name) in names for column in chosen.columns if column.required):
                continue
            with pytest.raises(FileRefused) as caught:
                checked(chosen.code, path)
            assert caught.value.code == "other_kind"
            # All columns of the 360° feedback are columns of the performance too.
            either = "“Kinerja” (performance) atau " if kind.code == "feedback_360" else ""
            assert caught.value.message.in_("id") == (
                f"Kolomnya cocok dengan jenis {either}“{kind.title}” ({kind.code}); pilih jenis itu, lalu kirim lagi."
            )


def test_a_header_that_would_do_for_two_kinds_is_taken_and_the_likelier_one_is_said() -> None:
    header = match_header(KINDS["units"], ["kode", "nama", "jenjang", "rumpun"], 1)
    assert [notice.in_("id") for notice in header.notices] == [
        "Kolom yang tidak dikenal dan tidak dibaca: jenjang, rumpun.",
        "Kolomnya lebih cocok dengan jenis “Jabatan” (positions): periksa jenisnya.",
    ]


def test_an_optional_column_that_is_probably_misspelt_is_said_to_be_though_it_is_not_read() -> None:
    header = match_header(KINDS["employees"], ["nip", "nama", "golongn", "Keterangan"], 1)
    assert "grade" not in header.places
    assert [notice.in_("id") for notice in header.notices] == [
        "Kolom yang tidak dikenal dan tidak dibaca: golongn, Keterangan.",
        "Mungkin salah tulis: ganti nama “golongn” menjadi “golongan”.",
    ]


def test_a_column_given_twice_is_refused() -> None:
    error = refused("awards", ["nip", "nama", "Nama ", "tingkat", "tanggal"])
    assert (error.code, error.details["first"], error.details["second"]) == ("duplicate_header", "nama", "Nama ")
    assert (error.details["first_place"], error.details["second_place"]) == ("B", "C")
    assert str(error.message).startswith("Kolom “nama” ada dua kali: “nama” (kolom B) dan “Nama ” (kolom C).")


def test_a_file_without_header_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(f"{NIP},2025,Baik\n", encoding="utf-8")
    with pytest.raises(FileRefused) as caught:
        checked("performance", path)
    assert caught.value.code == "no_header"


def test_a_header_alone_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("nip,tahun,predikat\n\n , ,\n", encoding="utf-8")
    with pytest.raises(FileRefused) as caught:
        checked("performance", path)
    assert caught.value.code == "header_only"


def test_an_unknown_column_is_left_out_and_mentioned_once(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    rows = "".join(f"{NIP},{year % 70 + 1950 + 36},Baik,x\n" for year in range(30))
    path.write_text("nip,tahun,predikat,Keterangan\n" + rows, encoding="utf-8")
    chunks, _errors = checked("performance", path)
    assert ["Keterangan" in str(notice) for chunk in chunks for notice in chunk.notices] == [True]


def test_no_two_columns_of_a_kind_share_a_name() -> None:
    for kind in KINDS.values():
        keys = [header_key(name) for column in kind.columns for name in (column.name, *column.old)]
        assert len(keys) == len(set(keys))
        assert len({column.field for column in kind.columns}) == len(kind.columns)
        assert set(kind.natural_key) <= {column.field for column in kind.columns}


def test_a_column_whose_name_says_more_is_recognised() -> None:
    error = refused("employees", ["NIP Pegawai", "nama"])
    assert error.code == "missing_column_similar"
    assert "NIP Pegawai" in str(error.details["renames"])
