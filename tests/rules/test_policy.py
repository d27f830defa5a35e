"""Policies are read exactly or refused with the line that is wrong, in both languages."""

import subprocess
import sys
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from rules.policy import NATIONAL, Policy, PolicyError, faults, national

KEPKA = (NATIONAL / "kepka-411-2025.yaml").read_text(encoding="utf-8")
DEMO = Path(__file__).parents[2] / "demo" / "policies"
ALL = sorted([*NATIONAL.rglob("*.yaml"), *DEMO.glob("*.yaml")], key=lambda file: file.name)
NAMES = """
Y - Penilaian Kinerja
Y - Penghargaan
Y - Penugasan dalam Tim Kerja
Y - Umpan Balik Kinerja 360
X - Penilaian Kompetensi
X - Pengembangan Kompetensi
X - Pengalaman Jabatan
X - Penilaian Potensi
X - Tingkat Pendidikan Formal
X - Kesesuaian Bidang Ilmu
X - Verifikasi Rekam Jejak Disiplin
""".strip().splitlines()


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def refusal(text: str) -> PolicyError:
    with pytest.raises(PolicyError) as caught:
        Policy.parse(text, "contoh.yaml")
    assert caught.value.text.id != caught.value.text.en
    return caught.value


def test_the_national_policy_holds_from_its_first_day_and_not_before() -> None:
    assert national(date(2025, 12, 31)) is None
    policy = national(date(2026, 1, 1))
    assert policy is not None
    assert (policy.code, policy.tag, policy.verified) == ("kepka-411-2025", "S", False)


def test_the_national_policy_has_the_eleven_columns_with_the_weights_of_the_decree() -> None:
    policy = Policy.parse(KEPKA, "kepka.yaml")
    assert list(policy.columns()) == NAMES
    assert [int(node.weight) for node in policy.tops] == [60, 15, 15, 10, 20, 10, 10, 25, 10, 10, 15]
    experience = next(node for node in policy.tops if node.id == "experience")
    assert [child.share for child in experience.children] == [Fraction(4, 10), Fraction(3, 10), Fraction(3, 10)]
    assert policy.pool_boxes == (7, 8, 9)


@pytest.mark.parametrize("file", ALL, ids=lambda file: file.stem)
def test_every_policy_that_comes_with_the_product_is_accepted(file: Path) -> None:
    policy = Policy.load(file)
    assert policy.code == file.stem
    assert not policy.verified
    assert policy.note


def test_numbers_are_exact() -> None:
    policy = Policy.parse(KEPKA.replace("middle: 60", "middle: 68.1"), "x.yaml")
    assert policy.cutoffs["performance"].middle == Fraction(681, 10)


def test_the_digest_is_of_the_content_and_not_of_the_layout() -> None:
    policy = Policy.parse(KEPKA, "a.yaml")
    assert Policy.parse(f"# catatan\n{KEPKA}\n", "b.yaml").digest == policy.digest
    assert Policy.parse(KEPKA.replace("weight: 60", "weight: 60.0"), "c.yaml").digest == policy.digest
    assert Policy.parse(KEPKA.replace("INTERNATIONAL: 100", "INTERNATIONAL: 99"), "d.yaml").digest != policy.digest


WRONG = [
    ("weight: 60", "weight: 61", "  components:", "bobot berjumlah 101, seharusnya 100"),
    ("citation:", "sitasi:", "citation:", "kunci tidak dikenal: “sitasi”"),
    ("source: awards", "source: award", "source: awards", "source"),
    ("window_years: 2", "window_year: 2", "window_years: 2", "kunci tidak dikenal: “window_year”"),
    ("of: post", "of: rank", "of: post", "of"),
    ("{from: 0, value: 60}", "{from: 1, value: 60}", "          bands:\n            - {from: 5", "pita"),
    ("SERVING: 0", "SERVED: 0", "scale: {NONE: 100, LIGHT", "kunci tidak dikenal: “SERVED”"),
    (", SERVING: 0", "", "scale: {NONE: 100, LIGHT", "“SERVING” belum ada"),
    ("top: 80}", "top: 60}", "performance: {middle: 60", "batas “middle” harus di bawah “top”"),
    ("performance: 0.5,", "performance: 0.6,", "talent_value:", "bobot nilai talenta harus berjumlah 1 atau 100"),
    ("boxes: [7, 8, 9]", "boxes: [7, 8, 10]", "boxes:", "boxes"),
    ("effective_to: null", "effective_to: 2025-12-31", "effective_to:", "berakhir sebelum mulai berlaku"),
    ("tag: S\nnote", "tag: X\nnote", "tag: S", "tag"),
    ("id: awards", "id: rating", "id: awards", "id tidak sah atau ganda: “rating”"),
    ("column: Y - Penghargaan", "column: Y - Penilaian Kinerja", "column: Y - Penghargaan", "kolom ganda"),
    ("version: 1", "version: 010", "version: 1", "nilai tidak diterima: “010”"),
    ("version: 1", "version: satu", "version: 1", "bilangan bulat"),
    ("effective_from: 2026-01-01", "effective_from: 2026-02-30", "effective_from:", "tanggal tidak ada"),
    ("effective_from: 2026-01-01", "effective_from: 9999-12-31", "effective_from:", "1900-01-01 dan 2199-12-31"),
    ("effective_to: null", "effective_to: 9999-12-31", "effective_to:", "1900-01-01 dan 2199-12-31"),
    # Beyond some thousands of digits Python itself refuses to read a number, or to write it.
    ("version: 1", "version: " + "9" * 5_000, "version: 1", "bilangan lebih panjang dari 18 angka"),
    ("weight: 60", "weight: 60." + "0" * 5_000, "weight: 60", "bilangan lebih panjang dari 18 angka"),
    ("weight: 60", "weight: .inf", "weight: 60", "nilai tidak diterima: “.inf”"),
    ("code: kepka-411-2025", "code: &a kepka\nversion: *a", "code:", "alias tidak diterima"),
]


@pytest.mark.parametrize(("old", "new", "where", "reason"), WRONG, ids=[row[1][:40] for row in WRONG])
def test_a_wrong_policy_is_refused_at_its_line(old: str, new: str, where: str, reason: str) -> None:
    error = refusal(KEPKA.replace(old, new, 1))
    assert error.line == line_of(KEPKA, where)
    assert reason in error.text.id
    assert error.in_("en").startswith(f"contoh.yaml:{error.line}: ")


@pytest.mark.parametrize(("old", "new", "where", "reason"), WRONG, ids=[row[1][:40] for row in WRONG])
def test_asked_for_every_mistake_the_reader_names_the_one_it_would_refuse(
    old: str, new: str, where: str, reason: str
) -> None:
    text = KEPKA.replace(old, new, 1)
    error = refusal(text)
    assert (error.line, error.text) in [(fault.line, fault.text) for fault in faults(text, "contoh.yaml")]


def test_mistakes_in_different_places_are_named_all_at_once_in_the_order_of_their_lines() -> None:
    text = KEPKA.replace("middle: 60", "middle: x", 1).replace("weight: 60", "weight: 61", 1)
    text = text.replace("validity_years: 3", "validity_years: 300", 1).replace("SERVING: 0", "SERVING: nol", 1)
    text = text.replace("version: 1", "version: 0", 1).replace("valid_years: 1", "valid_years: 99", 1)
    assert [fault.path for fault in faults(text, "contoh.yaml")] == [
        ("version",),
        ("cutoffs", "performance", "middle"),
        ("pool", "valid_years"),
        ("performance", "components"),
        ("potential", "components", 0, "validity_years"),
        ("potential", "components", 6, "scale", "SERVING"),
    ]


@pytest.mark.parametrize("file", ALL, ids=lambda file: file.stem)
def test_a_policy_that_is_accepted_has_no_mistakes(file: Path) -> None:
    assert faults(file.read_text(encoding="utf-8"), file.name) == []


def test_a_component_needs_children_or_a_source_but_not_both() -> None:
    error = refusal(KEPKA.replace("      source: awards\n", "", 1))
    assert "“components” atau “source”" in error.text.id


ENGLISH_TOO = """\
      note:
        id: Masa berlaku tiga tahun menurut Peraturan BKN 26/2019 Pasal 29.
        en: Valid for three years under Peraturan BKN 26/2019 Pasal 29."""


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        ("      note: Masa berlaku tiga tahun.", "“note” harus berisi kunci dan nilai"),
        ("      note: {id: Masa berlaku tiga tahun.}", "“en” belum ada"),
        ("      note: {id: Masa berlaku tiga tahun., en: ''}", "“en” harus teks"),
    ],
)
def test_a_note_in_one_language_is_refused_at_its_line(new: str, reason: str) -> None:
    text = KEPKA.replace(ENGLISH_TOO, new, 1)
    assert text != KEPKA
    error = refusal(text)
    assert (error.line, error.text.id) == (line_of(text, new), reason)


def test_a_note_published_in_one_language_is_still_read_and_stands_for_both() -> None:
    text = KEPKA.replace(ENGLISH_TOO, "      note: Masa berlaku tiga tahun.", 1)
    node = Policy.parse(text, "x", published=True).potential.children[0]
    assert node.note == ("Masa berlaku tiga tahun.", "Masa berlaku tiga tahun.")


def test_an_assumption_without_a_note_is_refused() -> None:
    assert "tag W" in refusal(KEPKA.replace("      tag: S\n", "      tag: W\n", 1)).text.id


@pytest.mark.parametrize("text", ["", "[]", "teks", "a: [", "code: x", "? [1]\n: 2", "a: 1\na: 2"])
def test_what_is_no_policy_at_all_is_refused_with_a_line(text: str) -> None:
    assert refusal(text).line >= 1
    assert [fault.text for fault in faults(text, "contoh.yaml")][-1:] == [refusal(text).text]


def test_nesting_without_end_is_refused() -> None:
    assert "dalam" in refusal("a: " * 1 + "[" * 3000 + "]" * 3000).text.id


def test_what_is_nested_deep_enough_to_end_a_process_is_refused_by_every_reader() -> None:
    """In a process of its own, which ends by a signal where libyaml is let at it."""
    script = """
from pathlib import Path
from rules.law_file import LawError, parse
from rules.policy import Policy, PolicyError, faults
from rules.policy_edit import block, changed
from rules.policy_parts import removed
from rules.yaml_lines import YamlError
for text in ("[" * 200_000, ("{a: " * 50_000), "- " * 100_000, "? " * 100_000, "a: [" + "[" * 100_000):
    assert [fault.text.id for fault in faults(text, "x")] == ["susunan terlalu dalam"]
    for read in (
        lambda: Policy.parse(text, "x"),
        lambda: changed(text, {("a",): "1"}),
        lambda: block(text, ("a",)),
        lambda: removed(text, ("a", 0)),
        lambda: parse(text, Path("x")),
    ):
        try:
            read()
        except (PolicyError, YamlError, LawError) as error:
            print(error.text.en)
"""
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=False)
    assert (run.returncode, run.stderr, set(run.stdout.splitlines())) == (0, "", {"nested too deeply"})
    assert len(run.stdout.splitlines()) == 5 * 5


def test_more_components_than_a_mask_can_hold_are_refused() -> None:
    leaf = "    - {id: c%d, label: {id: a, en: b}, weight: 1, source: feedback, scale: {SANGAT_BAIK: 1, BAIK: 1, "
    leaf += "BUTUH_PERBAIKAN: 1, KURANG: 1, SANGAT_KURANG: 1}}\n"
    many = "".join(leaf % number for number in range(61))
    text = KEPKA[: KEPKA.index("potential:\n  components")] + "potential:\n  ratio: true\n  components:\n" + many
    assert "lebih dari 60 komponen" in refusal(text).text.id
