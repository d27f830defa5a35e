"""Which function answers an example of the law.

A file `dispatch_*.py` beside this one registers its functions under the word that examples name in `rule:`:

    @answers("nine_box.box")
    def box(given: Given, on: date, law: Law) -> Answer: ...

`Answer.output` must equal the example's `output` and `Answer.reasons` its `reasons`, line by line; its `citation` must
name the very regulations of `Answer.citations`: of the checks, the policy or the rule behind the answer, or else of
every rule that the function asked the law for.
"""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, replace
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

from rules.law import Law, WatchedLaw, shipped

Given = Mapping[str, Any]


@dataclass(frozen=True)
class Answer:
    output: Any
    reasons: list[str]
    citations: Set[str] | None = None


Function = Callable[[Given, date, Law], Answer]
REGISTRY: dict[str, Function] = {}


def answers(rule: str) -> Callable[[Function], Function]:
    def register(function: Function) -> Function:
        if rule in REGISTRY:
            raise ValueError(f"two functions answer {rule}")
        REGISTRY[rule] = function
        return function

    return register


def registry() -> dict[str, Function]:
    """Every registered function, after importing all `dispatch_*.py`."""
    for file in sorted(Path(__file__).parent.glob("dispatch_*.py")):
        import_module(f"tests.law.{file.stem}")
    return REGISTRY


def answer(example: Mapping[str, Any]) -> Answer:
    """What the product says to an example."""
    law = WatchedLaw(shipped())
    found = registry()[example["rule"]](example["input"], example["date"], law)
    return found if found.citations is not None else replace(found, citations=law.citations)


def disagreements(example: Mapping[str, Any], found: Answer) -> list[str]:
    """The parts of an example that the product does not bear out."""
    given = {regulation for citation in found.citations or () for regulation in _regulations(citation)}
    holds = {
        "citation": _regulations(example["citation"]) == given,
        "output": found.output == example["output"],
        "reasons": found.reasons == example["reasons"],
    }
    return [part for part, agrees in holds.items() if not agrees]


def _regulations(citation: str) -> set[str]:
    return set(citation.split("; "))
