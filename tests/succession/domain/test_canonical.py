"""Checks kept with a decision: in both languages, and those kept before notes had two."""

from rules.checks import Check, Status
from rules.text import Text
from succession.domain import canonical

CHECK = Check(
    "age",
    Status.FAIL,
    Text("Usia", "Age"),
    Text("57 tahun", "57 years"),
    Text("paling tinggi 56 tahun", "at most 56 years"),
    "PP 11/2017 Pasal 107",
    False,
    note=Text("Dua cara membaca dipakai.", "Two readings are in use."),
)


def test_a_kept_check_comes_back_as_it_was_with_its_note_in_both_languages() -> None:
    stored = canonical.to_json(CHECK)
    assert stored["note"] == {"id": "Dua cara membaca dipakai.", "en": "Two readings are in use."}
    assert canonical.from_json(stored) == CHECK


def test_a_plain_note_kept_before_stands_for_both_languages() -> None:
    stored = canonical.to_json(CHECK) | {"note": "Dua cara membaca dipakai."}
    assert canonical.from_json(stored).note == ("Dua cara membaca dipakai.", "Dua cara membaca dipakai.")
    assert canonical.from_json(stored | {"note": ""}).note == ("", "")
