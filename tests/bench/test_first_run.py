"""The newcomer's first start, measured."""

from pathlib import Path

import pytest

from bench import first_run


@pytest.mark.parametrize(("first", "demonstration", "status"), [(180.0, 40.0, 0), (180.1, 40.0, 1), (180.0, 40.1, 1)])
def test_it_ends_with_an_error_beyond_either_goal(
    first: float, demonstration: float, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert first_run.report(first, demonstration, 6.0) == status
    assert f"serving after {first:.1f} s (goal 180), demonstration {demonstration:.1f} s of it (goal 40)" in (
        capsys.readouterr().out
    )


def test_nothing_of_this_installation_reaches_the_newcomer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ESTAFET_VAR", "DATABASE_URL", "SECRET_KEY", "VIRTUAL_ENV", "PYTHONPATH"):
        monkeypatch.setenv(name, "ours")
    monkeypatch.setenv("PIP_INDEX_URL", "https://pypi.example/simple")
    found = first_run.environment(tmp_path)
    assert "ours" not in found.values()
    assert (found["HOME"], found["PIP_INDEX_URL"]) == (str(tmp_path), "https://pypi.example/simple")
