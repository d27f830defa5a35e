"""Work that is killed with SIGKILL at a named step or at any moment, again and again, in a process of its own.

Runs inside a script on a scratch database (`tests.scratch`), whose process forks for each attempt, so that an attempt
costs what its work costs. The database is prepared once and put back for every round: killed a few times, then done to
its end. Work that nobody disturbs shows which states the whole database may be in between its transactions: whatever is
found after a kill must be one of these, and after the end the last, with the same files. Named steps are functions: an
attempt dies right after the nth call of one.
"""

import gc
import json
import os
import random
import select
import signal
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

from django.db import connection, connections, transaction
from django.utils import timezone

from tests.assurance.kept import Kept, files, settle, state

Step = tuple[Any, str]  # a module (or class) and the name of its function
Work = Callable[[], None]
# What an attempt tells of itself: it begins its work, a transaction opens, it closes, the work is done.
BEGUN, OPENED, CLOSED, DONE = b"|", b"(", b")", b"."
_OF_THE_PARENT: list[Any] = []
# These count.
INSIDE = ("in a transaction", "between two transactions")
IN_A_ROUND = 8
ANY = "at any moment"


@dataclass(frozen=True)
class Told:
    """What came of an attempt.

    `killed`, or it ended of itself; `trace`: its marks; `times`: seconds until its first transaction opened and until
    its end, of one that ended; `states`: of the database between its transactions, of one that was watched.
    """

    killed: bool
    trace: bytes
    times: list[float]
    states: list[str]

    @property
    def ended(self) -> bool:
        return DONE in self.trace or not self.killed

    def place(self, *, last: bool) -> str:
        """Where in the work it was killed, if at all; `last`: the database is as after the end."""
        if self.trace.endswith(OPENED):
            return INSIDE[0]
        if self.ended or last:
            return "after its last transaction"
        return INSIDE[1] if OPENED in self.trace else "before its first transaction"


@dataclass
class Tally:
    """`places`: where kills hit; `steps`: how many were killed at each; `chance`: how many inside at any moment;
    `wrong`: what went wrong."""

    places: Counter[str] = field(default_factory=Counter)
    steps: Counter[str] = field(default_factory=Counter)
    chance: int = 0
    wrong: list[str] = field(default_factory=list)

    def note(self, name: str, told: Told, found: str, allowed: list[str]) -> None:
        """A kill and the state of the database after it."""
        place = told.place(last=found == allowed[-1])
        self.places[place] += 1
        self.chance += name == ANY and place in INSIDE
        if name != ANY and told.killed:
            self.steps[name] += 1
        if found not in allowed:
            self.wrong.append(f"half done: killed {name}, {place}, {told.trace.decode()}")

    @property
    def inside(self) -> int:
        return sum(self.places[place] for place in INSIDE)


def attempt(
    work: Work,
    clock: datetime,
    *,
    die: Step | None = None,
    nth: int = 1,
    after: float | None = None,
    watch: bool = False,
) -> Told:
    """Do the work in a forked process that dies at a step, or is killed `after` so many seconds of it.

    Its clock stands at an instant, so that instants can be compared as well.
    """
    if connection.vendor == "sqlite":
        connections.close_all()
    heard, told = os.pipe()
    child = os.fork()
    if not child:
        _do(work, clock, told, die, nth, watch)
    os.close(told)
    with os.fdopen(heard, "rb", buffering=0) as telling, closing(_Process(child)) as process:
        trace = telling.read(len(BEGUN))
        if after is not None:
            process.wait(after)
            os.kill(child, signal.SIGKILL)
        process.wait(None)
        status = os.waitpid(child, 0)[1]
        # Not to the end of the pipe: what the work forked may live a little longer and hold it open.
        os.set_blocking(heard, False)
        while more := telling.read(1 << 16):
            trace += more
    assert not os.WIFEXITED(status) or os.WEXITSTATUS(status) == 0, "the work failed of itself"
    marks, *rest = trace.split(b"\n")
    times, states = json.loads(rest[0]) if rest else ([], [])
    settle()
    return Told(os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL, marks, times, states)


class _Process:
    """A child that can be waited for, for so many seconds at most, and is still to be reaped."""

    def __init__(self, pid: int) -> None:
        self._fd = os.pidfd_open(pid)

    def wait(self, seconds: float | None) -> None:
        select.select([self._fd], [], [], seconds)

    def close(self) -> None:
        os.close(self._fd)


def _do(work: Work, clock: datetime, told: int, die: Step | None, nth: int, watch: bool) -> None:
    """The attempt itself; never returns."""
    try:
        # The parent's connection is not closed here, either: it would end for both.
        _OF_THE_PARENT.append(connection.connection)
        connection.connection = None
        timezone.now = lambda: clock
        states: list[str] = []
        opened: list[float] = []
        _mark_transactions(told, opened, lambda: states.append(state()) if watch else None)
        if die is not None:
            _arm(*die, nth)
        connection.ensure_connection()
        os.write(told, BEGUN)
        begun = time.monotonic()
        if watch:
            with connection.execute_wrapper(_looking(states)):
                work()
        else:
            work()
        times = [opened[0] - begun if opened else 0, time.monotonic() - begun]
        os.write(told, DONE + b"\n" + json.dumps([times, states]).encode())
    except BaseException as error:  # noqa: BLE001 - told by the exit status; nothing of the parent may run on
        print(f"{type(error).__name__}: {error}", flush=True)  # noqa: T201
        os._exit(1)
    os._exit(0)


def _mark_transactions(told: int, opened: list[float], between: Callable[[], None]) -> None:
    enter, leave = transaction.Atomic.__enter__, transaction.Atomic.__exit__

    def entering(self: transaction.Atomic) -> None:
        outermost = not connection.in_atomic_block
        enter(self)
        if outermost:
            os.write(told, OPENED)
            opened.append(time.monotonic())

    def leaving(self: transaction.Atomic, *error: Any) -> None:
        leave(self, *error)
        if not connection.in_atomic_block:
            os.write(told, CLOSED)
            between()

    transaction.Atomic.__enter__, transaction.Atomic.__exit__ = entering, leaving  # type: ignore[method-assign]


def _looking(states: list[str]) -> Callable[..., Any]:
    """Also what is written outside of transactions is a state."""

    def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        answer = execute(sql, params, many, context)
        if not connection.in_atomic_block and not sql.lstrip().startswith("SELECT"):
            states.append(state())
        return answer

    return look


def rounds(
    *, folder: str, kills: int, seed: int, steps: dict[str, tuple[Step, int]], work: Work, warm: bool = True
) -> Tally:
    """Rounds from the database as it stands until `kills` hit inside the work and each step was hit.

    Of two kills one is at a named step in turn, the other at any moment. `steps`: name → step, and how often the
    work comes by it. `warm`: do it once without effect, so that no attempt pays for what is only done the first time.
    """
    chance, tally, named = random.Random(seed), Tally(), cycle(steps)
    clock = timezone.now().replace(microsecond=0) + timedelta(seconds=1)
    kept = Kept(Path(folder))
    if warm:
        with transaction.atomic():
            work()
            transaction.set_rollback(True)
    # Always: a database that was copied from one of other tests has numbers that went with their rows.
    kept.put_back()
    gc.collect()
    gc.freeze()
    allowed = [state(), *attempt(work, clock, watch=True).states]
    end = (allowed[-1], files())
    kept.put_back()
    whole = attempt(work, clock)
    if (state(), files()) != end:
        tally.wrong.append("undisturbed twice, and not the same")
    while tally.inside < kills or steps.keys() - tally.steps.keys():
        assert tally.places.total() < 10 * (kills + len(steps)), f"hardly a kill hits inside the work: {tally}"
        kept.put_back()
        left, killed = 1.0, []
        while len(killed) < IN_A_ROUND and left > 0:
            if len(killed) % 2 == 0:
                # From the beginning the step that was hit the least: later ones of a round are often passed already.
                name = next(named) if killed else min(steps, key=tally.steps.__getitem__)
                step, most = steps[name]
                told = attempt(work, clock, die=step, nth=chance.randint(1, max(1, round(most * left))))
            else:
                first, last = whole.times
                moment = chance.uniform(first / 2, first + (last - first) * left)
                name, told = ANY, attempt(work, clock, after=moment)
            tally.note(name, told, state(), allowed)
            killed.append((name, told.trace.decode()))
            left = 0.0 if told.ended else left - told.trace.count(CLOSED) / whole.trace.count(CLOSED)
        attempt(work, clock)
        if (state(), files()) != end:
            tally.wrong.append(f"another end after {killed}")
    return tally


def tell(tally: Tally) -> None:
    """The tally as the script's last line."""
    told = [tally.inside, tally.chance, tally.places, tally.steps, tally.wrong[:20], len(tally.wrong)]
    print(json.dumps(told), flush=True)  # noqa: T201


def _arm(module: Any, name: str, nth: int) -> None:
    held, calls = getattr(module, name), 0

    def dying(*words: Any, **options: Any) -> Any:
        nonlocal calls
        answer = held(*words, **options)
        calls += 1
        if calls >= nth:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    setattr(module, name, dying)
