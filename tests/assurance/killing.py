"""Work that is killed with SIGKILL at a named step or at any moment, again and again, in a process of its own.

Runs inside a script on a scratch database (`tests.scratch`). The script's process has Django ready and forks for each
attempt, so that an attempt costs what its work costs. Named steps are functions: an attempt dies right after the nth
call of one. A round: prepare, attempt and be killed, end undisturbed, and look whether the result is what it should be.
"""

import json
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connections

Step = tuple[Any, str]  # a module (or class) and the name of its function


@dataclass
class Tally:
    """`rounds` went through; `killed` attempts died, at a step or `at any moment`; `wrong` says what went wrong."""

    rounds: int = 0
    killed: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


def attempt(work: Callable[[], None], *, die: Step | None = None, nth: int = 1, after: float | None = None) -> bool:
    """Do the work in a forked process that dies at a step or `after` so many seconds; whether it was killed."""
    connections.close_all()
    child = os.fork()
    if not child:
        try:
            if die is not None:
                _arm(*die, nth)
            if after is not None:
                signal.signal(signal.SIGALRM, lambda *_: _die())
                signal.setitimer(signal.ITIMER_REAL, after)
            work()
        except BaseException as error:  # noqa: BLE001 - told by the exit status; nothing of the parent may run on
            print(f"{type(error).__name__}: {error}", flush=True)  # noqa: T201
            os._exit(1)
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    if os.WIFEXITED(status):
        assert os.WEXITSTATUS(status) == 0, "the work failed of itself"
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def rounds(
    *,
    kills: int,
    seed: int,
    steps: dict[str, tuple[Step, int]],
    prepare: Callable[[int], Callable[[], None]],
    between: Callable[[int], str],
    judge: Callable[[int], Any],
) -> Tally:
    """Rounds until `kills` attempts died. Of three kills one is at a named step in turn, the others at any moment.

    `prepare(number)` gives the work of a round; `between(number)` says what is half done after a kill ("" = nothing);
    `judge(number)` gives the result of an ended round: it must be that of round 0, which nobody disturbs.
    """
    chance, tally = random.Random(seed), Tally()
    named = _in_turn(steps)
    work = prepare(0)
    started = time.monotonic()
    assert not attempt(work)
    long = time.monotonic() - started
    expected = judge(0)
    while sum(tally.killed.values()) < kills:
        tally.rounds += 1
        work = prepare(tally.rounds)
        for turn in range(3):
            if turn == 0:
                name, (step, most) = next(named)
                killed = attempt(work, die=step, nth=chance.randint(1, most))
            else:
                name, killed = "at any moment", attempt(work, after=chance.uniform(0.0005, long))
            tally.killed[name] = tally.killed.get(name, 0) + killed
            if half := between(tally.rounds):
                tally.wrong.append(f"round {tally.rounds}, {name}: {half}")
        attempt(work)
        found = judge(tally.rounds)
        if found != expected:
            tally.wrong.append(f"round {tally.rounds}: {found} instead of {expected}")
    return tally


def tell(tally: Tally) -> None:
    """The tally as the script's last line."""
    print(json.dumps([tally.rounds, tally.killed, tally.wrong[:20], len(tally.wrong)]), flush=True)  # noqa: T201


def _in_turn(steps: dict[str, tuple[Step, int]]) -> Iterator[tuple[str, tuple[Step, int]]]:
    while True:
        yield from steps.items()


def _arm(module: Any, name: str, nth: int) -> None:
    held, calls = getattr(module, name), 0

    def dying(*words: Any, **options: Any) -> Any:
        nonlocal calls
        answer = held(*words, **options)
        calls += 1
        if calls >= nth:
            _die()
        return answer

    setattr(module, name, dying)


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
