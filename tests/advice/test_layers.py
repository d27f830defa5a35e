"""Advice stays advice: nothing that scores, places, ranks, gates or lists anybody reaches it, by whatever way."""

import tomllib
from pathlib import Path

import grimp
import pytest
from django.conf import settings

CONTRACTS = tomllib.loads((Path(settings.BASE_DIR) / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("rules", "advice", "audit", "accounts", "jobs", "talent", "succession", cache_dir=None)


def test_the_contract_that_keeps_advice_out_is_declared() -> None:
    contract = next(one for one in CONTRACTS if one["name"] == "no score, box, rank or longlist takes advice")
    assert contract["forbidden_modules"] == ["advice"]
    assert contract["source_modules"] == [
        "rules",
        "talent.domain.mapping",
        "talent.domain.cycles",
        "talent.domain.queries.facts",
        "succession",
    ]
    assert "allow_indirect_imports" not in contract


@pytest.mark.parametrize(
    "module",
    ["rules.scoring", "rules.placing", "rules.nine_box", "rules.ranking", "rules.eligibility", "rules.gate",
     "talent.domain.mapping", "talent.domain.cycles", "talent.domain.queries.facts", "succession.domain.longlist"],
)  # fmt: skip
def test_what_decides_reaches_no_advice(graph: grimp.ImportGraph, module: str) -> None:
    assert module in graph.modules
    reached = graph.find_upstream_modules(module, as_package=True)
    assert {one for one in reached if one.partition(".")[0] == "advice"} == set()


def test_advice_itself_stands_on_nothing_of_the_house(graph: grimp.ImportGraph) -> None:
    assert graph.find_upstream_modules("advice", as_package=True) == set()
