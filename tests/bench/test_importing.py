"""The benchmark of importing in its smallest form, so that it runs when somebody wants its figures."""

from pathlib import Path

import pytest

from bench import importing

pytestmark = pytest.mark.django_db


def test_each_part_does_what_it_is_measured_for(tmp_path: Path) -> None:
    prepared = importing.population(tmp_path, 400)
    found = {name: importing.timed(*words) for name, words in importing.parts(tmp_path).items()}
    rows = {name: answer["rows"] for name, answer in found.items()}
    header = 1
    assert rows == dict.fromkeys(found, 400) | {"bare csv.reader": 400 + header}
    figures = importing.judged(found, 400, prepared["xlsx"])
    assert {name: (sign, goal) for name, _value, sign, goal in figures} == {
        "import / reference": ("<=", 1.5),
        "bulk_create / import": (">=", 3.5),
        "unchanged again / parse": ("<=", 1.5),
        "XLSX, seconds": ("<=", 10.0),
        "memory of the importer, MB": ("<=", 200.0),
        "memory of its reader, MB": ("<=", 200.0),
        "memory over wrong rows, MB": ("<=", 200.0),
    }
    assert min(value for _name, value, _sign, _goal in figures) >= 0
