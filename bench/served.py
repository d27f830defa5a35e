"""The site as it is served, and with each answer what it cost: queries, and seconds of the thread that made it.

On a machine that others use too, the processor's seconds say what a page costs; the clock's say how long one waited.
"""

import time
from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection

from bench.visitor import HEADER
from config.wsgi import application as site

Start = Callable[..., Callable[[bytes], object]]


def application(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
    """Answer as the site does, with `X-Cost: QUERIES SECONDS`."""
    queries, began = 0, time.thread_time()

    def counted(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        nonlocal queries
        queries += 1
        return execute(sql, params, many, context)

    def answer(status: str, headers: list[tuple[str, str]], *more: Any) -> Callable[[bytes], object]:
        cost = f"{queries} {time.thread_time() - began:.4f}"
        return start(status, [*headers, (HEADER, cost)], *more)

    with connection.execute_wrapper(counted):
        return site(environ, answer)
