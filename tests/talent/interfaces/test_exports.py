"""What a spreadsheet program would run leaves the house as text."""

import csv
import io

from talent.interfaces import exports


def test_a_cell_that_begins_with_a_sign_or_a_control_character_is_marked() -> None:
    active = [*"=+-@", *map(chr, range(32)), "\x7f"]
    cells = [f"{mark}1+1" for mark in active]
    told = exports.as_csv([["judul", *cells]]).decode("utf-8-sig")
    assert next(csv.reader(io.StringIO(told, newline=""))) == ["judul", *(f"'{cell}" for cell in cells)]
    assert exports.harmless("'\x01=1+1") == "''\x01=1+1"
    assert [exports.harmless(plain) for plain in ("1+1", "a=b", " =1", "\u00e9")] == ["1+1", "a=b", " =1", "\u00e9"]
