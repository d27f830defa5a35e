"""Which function answers an example of the law.

A file `dispatch_*.py` beside this one registers its functions under the word that examples name in `rule:`:

    @answers("nine_box.box")
    def box(given: Given, on: date, law: Law) -> Answer: ...

`Answer.output` must equal the example's `output`. Where `Answer.reasons` is not None, it must equal the example's
`reasons`, line by line; otherwise those are there for the reader only.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

from rules.law import Law

Given = Mapping[str, Any]


@dataclass(frozen=True)
class Answer:
    output: Any
    reasons: list[str] | None = None


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
