"""The guide's pictures: each is there, each is made by a walk, none is left over, all are light."""

import ast
from collections import Counter
from pathlib import Path

from tests.browser import pictures

WALKS = Path(pictures.__file__).parent
LIMIT_BYTES = 3 * 1024 * 1024


def taken() -> Counter[str]:
    """Name → how often a walk takes a picture of that name."""
    calls = (node for walk in WALKS.glob("test_*.py") for node in ast.walk(ast.parse(walk.read_text(encoding="utf-8"))))
    return Counter(
        call.args[0].value
        for call in calls
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "picture"
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    )


def test_the_guide_shows_each_picture_once_and_a_walk_takes_each_once() -> None:
    named = pictures.named()
    assert len(named) > 0
    assert len(named) == len(set(named))
    walks = taken()
    assert {name: walks[name] for name in named} == dict.fromkeys(named, 1)


def test_the_pictures_there_are_those_that_the_guide_shows() -> None:
    assert sorted(path.name for path in pictures.FOLDER.iterdir()) == sorted(
        f"{name}.webp" for name in pictures.named()
    )


def test_the_pictures_are_webp_and_light_together() -> None:
    files = [path.read_bytes() for path in sorted(pictures.FOLDER.iterdir())]
    assert [(one[:4], one[8:12]) for one in files] == [(b"RIFF", b"WEBP")] * len(files)
    assert sum(map(len, files)) < LIMIT_BYTES


def test_every_picture_of_the_guide_says_in_words_what_it_shows() -> None:
    assert [line for line in pictures.written().splitlines() if "![](" in line] == []
