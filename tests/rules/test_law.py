"""The loader: what it refuses, where it says so, and that nobody can change what it hands out."""

import copy
import json
import pickle
from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest

from rules.law import Law, LawError, NoRuleInForce, shipped

GOOD = """\
id: test.rule
title: {id: Uji, en: Test}
values:
  - from: 2020-01-01
    to: 2020-12-31
    citation: Aturan 1
    tag: V
    value: {limit: 5, names: [a, b]}
  - from: 2021-01-01
    citation: Aturan 2
    tag: W
    note: {id: anggapan, en: assumption}
    value: {limit: 6, names: []}
"""


def load(tmp_path: Path, text: str, name: str = "rule.yaml") -> Law:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return Law.load(tmp_path)


def test_a_rule_is_chosen_by_date_with_both_its_days_included(tmp_path: Path) -> None:
    law = load(tmp_path, GOOD)
    assert law.at("test.rule", date(2020, 1, 1)).value["limit"] == 5
    assert law.at("test.rule", date(2020, 12, 31)).value["limit"] == 5
    assert law.at("test.rule", date(2021, 1, 1)).value["limit"] == 6
    assert law.at("test.rule", date(2999, 1, 1)).value["limit"] == 6


def test_a_rule_travels_with_its_source(tmp_path: Path) -> None:
    law = load(tmp_path, GOOD)
    first, second = law.at("test.rule", date(2020, 5, 5)), law.at("test.rule", date(2021, 5, 5))
    assert (first.citation, first.tag, first.verified, first.note) == ("Aturan 1", "V", True, ("", ""))
    assert (second.citation, second.tag, second.verified, second.note) == (
        "Aturan 2",
        "W",
        False,
        ("anggapan", "assumption"),
    )
    assert (first.effective_from, first.effective_to) == (date(2020, 1, 1), date(2020, 12, 31))
    assert second.effective_to is None
    assert first.title == ("Uji", "Test")


def test_before_the_first_day_nothing_is_in_force(tmp_path: Path) -> None:
    said = r"Tidak ada aturan test\.rule yang berlaku pada 2019-12-31; berlaku sejak 2020-01-01\."
    with pytest.raises(NoRuleInForce, match=said):
        load(tmp_path, GOOD).at("test.rule", date(2019, 12, 31))


def test_after_an_end_nothing_is_in_force(tmp_path: Path) -> None:
    law = load(tmp_path, GOOD[: GOOD.index("  - from: 2021")])
    with pytest.raises(NoRuleInForce):
        law.at("test.rule", date(2021, 1, 1))


def test_a_repealed_rule_is_not_in_force(tmp_path: Path) -> None:
    law = load(tmp_path, GOOD.replace("value: {limit: 6, names: []}", "value: null"))
    with pytest.raises(NoRuleInForce, match=r"berlaku pada 2021-01-01; dicabut 2021-01-01\."):
        law.at("test.rule", date(2021, 1, 1))
    assert [version.value for version in law.versions("test.rule")] == [{"limit": 5, "names": ("a", "b")}, None]


def test_an_id_the_law_does_not_have_is_a_mistake_of_the_program(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        load(tmp_path, GOOD).at("test.other", date(2020, 1, 1))


REFUSED = {
    "a gap": ("2021-01-01", "2021-01-02", 9, "a gap after 2020-12-31: write a repealed value as null"),
    "an overlap": ("2021-01-01", "2020-12-31", 9, "overlaps the value that ends 2020-12-31"),
    "descending": ("2021-01-01", "2019-01-01", 9, "values must ascend by from"),
    "the same day twice": ("2021-01-01", "2020-01-01", 9, "values must ascend by from"),
    "an open end in the middle": ("    to: 2020-12-31\n", "", 8, "only the last value may leave out to"),
    "an end before the start": ("to: 2020-12-31", "to: 2019-12-31", 5, "to is before from"),
    "no day": ("to: 2020-12-31", "to: 2020-12-32", 5, "cannot be read"),
    "a day as text": ("to: 2020-12-31", "to: '2020-12-31'", 5, "not a date YYYY-MM-DD: 2020-12-31"),
    "an instant": ("to: 2020-12-31", "to: 2020-12-31T00:00:00Z", 5, "not a date YYYY-MM-DD"),
    "no start": ("from: 2020-01-01", "from: null", 4, "from must not be empty"),
    "an unknown key": ("    tag: V\n", "    tag: V\n    colour: red\n", 8, "unknown key: colour"),
    "an unknown key at the top": ("values:", "kind: x\nvalues:", 3, "unknown key: kind"),
    "a language too many": ("en: Test", "en: Test, fr: Essai", 2, "unknown key: fr"),
    "a missing key": ("    citation: Aturan 1\n", "", 4, "missing key: citation"),
    "a missing language": ("{id: Uji, en: Test}", "{id: Uji}", 2, "missing key: en"),
    "a note in one language": ("{id: anggapan, en: assumption}", "{id: anggapan}", 12, "missing key: en"),
    "a note of no language": ("{id: anggapan, en: assumption}", "anggapan", 12, "a mapping of keys and values belongs"),
    "a note left empty": ("en: assumption", "en: ''", 12, "text belongs here"),
    "a name in one language": ("{limit: 5,", "{name: {id: Lima},", 8, "missing key: en"),
    "a name of no language": ("{limit: 5,", "{name: Lima,", 8, "a mapping of keys and values belongs here"),
    "words in one language": ("{limit: 5,", "{words: {en: five},", 8, "missing key: id"),
    "no citation": ("citation: Aturan 1", "citation: ''", 6, "text belongs here"),
    "a key twice": ("    tag: V\n", "    tag: V\n    tag: S\n", 8, "key given twice: tag"),
    "a key twice inside a value": ("{limit: 5,", "{limit: 5, limit: 7,", 8, "key given twice: limit"),
    "a key that YAML reads as yes": ("{limit: 5,", "{on: 5,", 8, "a key must be text or int: True"),
    "a wrong tag": ("tag: V", "tag: X", 7, "tag must be V, S or W: X"),
    "an assumption without note": (
        "    note: {id: anggapan, en: assumption}\n",
        "",
        11,
        "tag W needs a note that says what is assumed",
    ),
    "an id with capitals": ("id: test.rule", "id: Test.Rule", 1, "id is not lower case words and dots: Test.Rule"),
    "values that are no list": ("values:\n", "values: {}\nrest:\n", 4, "unknown key: rest"),
    "no YAML": ("{limit: 5,", "{limit: 5", 8, "not readable YAML"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_the_loader_refuses_and_names_file_and_line(tmp_path: Path, case: str) -> None:
    old, new, line, message = REFUSED[case]
    text = GOOD.replace(old, new, 1)
    assert text != GOOD
    with pytest.raises(LawError) as caught:
        load(tmp_path, text)
    assert (caught.value.file, caught.value.line) == (tmp_path / "rule.yaml", line)
    assert str(caught.value).startswith(f"{tmp_path / 'rule.yaml'}:{line}: {message}")
    assert caught.value.text.id


def test_an_empty_list_and_an_empty_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(LawError, match=r"rule\.yaml:3: values must be a list with at least one entry"):
        load(tmp_path, "id: test.rule\ntitle: {id: Uji, en: Test}\nvalues: []\n")
    with pytest.raises(LawError, match=r"rule\.yaml:1: the document is empty"):
        load(tmp_path, "# only a remark\n")


def test_two_files_may_not_bear_the_same_id(tmp_path: Path) -> None:
    load(tmp_path, GOOD, "a.yaml")
    with pytest.raises(LawError) as caught:
        load(tmp_path, "# copied\n" + GOOD, "b.yaml")
    assert str(caught.value) == f"{tmp_path / 'b.yaml'}:2: id test.rule is already used in {tmp_path / 'a.yaml'}"


def test_nobody_can_change_the_law(tmp_path: Path) -> None:
    value = load(tmp_path, GOOD).at("test.rule", date(2020, 1, 1)).value
    for change in (
        lambda: value.update(limit=1),
        lambda: value.pop("limit"),
        lambda: value.__setitem__("limit", 1),
        lambda: value.__delitem__("limit"),
        lambda: value.setdefault("other", 1),
        lambda: value.clear(),
        lambda: value.__ior__({"limit": 1}),
    ):
        with pytest.raises(TypeError, match="the law cannot be changed by its reader"):
            change()
    assert value["names"] == ("a", "b")
    assert copy.deepcopy(value) == value
    assert pickle.loads(pickle.dumps(value)) == value  # noqa: S301 -- our own bytes
    assert json.loads(json.dumps(value)) == {"limit": 5, "names": ["a", "b"]}


def test_the_digest_is_of_the_content_and_not_of_the_layout(tmp_path: Path) -> None:
    before = load(tmp_path, GOOD).digest
    assert len(before) == 64
    relaid = dedent(GOOD).replace("{limit: 5, names: [a, b]}", "{names: [a,   b], limit: 5}  # a remark")
    assert load(tmp_path, relaid).digest == before


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("limit: 5", "limit: 7"),
        ("limit: 5", "limit: '5'"),
        ("[a, b]", "[b, a]"),
        ("Aturan 1", "Aturan 3"),
        ("tag: V", "tag: S"),
        ("id: anggapan", "id: lain"),
        ("en: assumption", "en: other"),
        ("en: Test", "en: Trial"),
        ("from: 2020-01-01", "from: 2019-01-01"),
    ],
)
def test_any_change_of_content_changes_the_digest(tmp_path: Path, old: str, new: str) -> None:
    before = load(tmp_path, GOOD).digest
    assert load(tmp_path, GOOD.replace(old, new)).digest != before


def test_files_in_subfolders_count_and_policies_do_not(tmp_path: Path) -> None:
    for folder in ("merit", "policies"):
        (tmp_path / folder).mkdir()
    (tmp_path / "policies" / "own.yaml").write_text("weights: {}\n", encoding="utf-8")
    law = load(tmp_path, GOOD, "merit/rule.yaml")
    assert law.ids() == ("test.rule",)


def test_the_shipped_law_is_read_once_and_equals_a_fresh_reading() -> None:
    assert shipped() is shipped()
    assert shipped().digest == Law.load().digest
    assert shipped().ids() == tuple(sorted(shipped().ids()))


def test_the_shipped_law_is_unverified_wherever_it_was_not_read_at_its_source() -> None:
    for rule_id in shipped().ids():
        for rule in shipped().versions(rule_id):
            assert rule.verified == (rule.tag == "V")
            assert rule.citation
