"""Geometry of the drawn matrix: cells, people on its borders, arrows between its boxes; numbers, no markup."""

from collections.abc import Mapping, Sequence
from math import hypot
from typing import Any

from rules.law import shipped

CELL, DEEP, GAP, LEFT, TOP, FOOT = 190, 116, 14, 138, 10, 44
# More than these would cover each other; the table behind holds them all.
ARROWS = 14
_SHORT = 34
# How far along an arrow its number may stand, the best place first.
_PLACES = (2 / 3, 1 / 2, 5 / 6, 1 / 3, 1 / 6)
Box = tuple[float, float, float, float]  # left, top, right, bottom


def drawing(
    counts: Mapping[int, int],
    borders: Mapping[tuple[int, int], int],
    krs: Sequence[int],
    moves: Mapping[tuple[int | None, int | None], int] | None = None,
) -> dict[str, Any]:
    """The matrix with the highest performance on top; `moves`: (box before, box now) → people."""
    table = shipped().versions("talent.nine_box")[-1].value
    cells, rows, columns = {}, [], []
    for line, band in enumerate(("ABOVE", "AS", "BELOW")):
        y = TOP + line * (DEEP + GAP)
        rows.append({"y": y + DEEP / 2, "band": band})
        for place, potential in enumerate(("LOW", "MEDIUM", "HIGH")):
            number, x = table[band][potential], LEFT + place * (CELL + GAP)
            cells[number] = {
                "number": number,
                "x": x,
                "y": y,
                "count": counts.get(number, 0),
                "krs": number in krs,
                "middle": (x + CELL / 2, y + DEEP / 2),
            }
    for place, potential in enumerate(("LOW", "MEDIUM", "HIGH")):
        x = LEFT + place * (CELL + GAP) + CELL / 2
        columns.append({"x": x, "band": potential})
    return {
        "width": LEFT + 3 * CELL + 2 * GAP + 8,
        "height": TOP + 3 * DEEP + 2 * GAP + FOOT,
        "total": sum(counts.values()),
        "cell": CELL,
        "deep": DEEP,
        "label": LEFT - 10,
        "cells": list(cells.values()),
        "rows": rows,
        "columns": columns,
        "foot": TOP + 3 * DEEP + 2 * GAP + 18,
        "axis": TOP + 3 * DEEP + 2 * GAP + 36,
        "middle": LEFT + 1.5 * CELL + GAP,
        "badges": [_badge(cells[low], cells[high], people) for (low, high), people in borders.items() if people],
        "arrows": _arrows(cells, moves or {}),
    }


def _badge(low: Mapping[str, Any], high: Mapping[str, Any], people: int) -> dict[str, Any]:
    """People on the border between two neighbours, on the middle of it."""
    x = (low["middle"][0] + high["middle"][0]) / 2
    y = (low["middle"][1] + high["middle"][1]) / 2
    width = 14 + 8 * len(f"{people:,}")
    return {
        "x": x,
        "y": y,
        "left": x - width / 2,
        "top": y - 11,
        "width": width,
        "people": people,
        "low": low["number"],
        "high": high["number"],
    }


def _arrows(cells: Mapping[int, Any], moves: Mapping[tuple[int | None, int | None], int]) -> list[dict[str, Any]]:
    """The largest movements, each a little to the right of the straight line, so that two ways stay apart."""
    chosen = sorted(
        ((people, start, end) for (start, end), people in moves.items() if start and end and start != end),
        key=lambda move: (-move[0], move[1], move[2]),
    )[:ARROWS]
    most = max((people for people, _start, _end in chosen), default=1)
    taken = [words for cell in cells.values() for words in _words(cell)]
    found = []
    for people, start, end in chosen:
        (x1, y1), (x2, y2) = cells[start]["middle"], cells[end]["middle"]
        length = hypot(x2 - x1, y2 - y1)
        along, aside = ((x2 - x1) / length, (y2 - y1) / length), (-(y2 - y1) / length * 12, (x2 - x1) / length * 12)
        near, far = _SHORT / length, 1 - _SHORT / length
        ends = [
            (round(x1 + (x2 - x1) * part + aside[0], 1), round(y1 + (y2 - y1) * part + aside[1], 1))
            for part in (near, far)
        ]
        wide = 10 + 8 * len(f"{people:,}")
        at = _free(ends, aside, wide, taken)
        taken.append(_around(at, wide))
        found.append(
            {
                "x1": ends[0][0],
                "y1": ends[0][1],
                "x2": ends[1][0],
                "y2": ends[1][1],
                "head": _head(ends[1], along),
                "width": round(1.5 + 4.5 * people / most, 1),
                "people": people,
                "x": at[0],
                "y": at[1] + 4,
                "left": at[0] - wide / 2,
                "top": at[1] - 9,
                "wide": wide,
                "up": end > start,
                "start": start,
                "end": end,
            }
        )
    return found


def _words(cell: Mapping[str, Any]) -> list[Box]:
    """Where the number, the people and the share of a box are written."""
    x, y = cell["x"] + 8, cell["y"]
    return [(x, y + 8, x + 64, y + 28), (x, y + 72, x + 50, y + 110)]


def _around(at: tuple[float, float], wide: float) -> Box:
    return at[0] - wide / 2, at[1] - 9, at[0] + wide / 2, at[1] + 9


def _free(
    ends: Sequence[tuple[float, float]], aside: tuple[float, float], wide: float, taken: Sequence[Box]
) -> tuple[float, float]:
    """A place beside an arrow where its number covers nothing; the best one where there is none."""
    (x1, y1), (x2, y2) = ends
    places = [
        (round(x1 + (x2 - x1) * part + aside[0] * side, 1), round(y1 + (y2 - y1) * part + aside[1] * side, 1))
        for side in (1, -1)
        for part in _PLACES
    ]
    return next((at for at in places if not any(_meet(_around(at, wide), box) for box in taken)), places[0])


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _head(tip: tuple[float, float], along: tuple[float, float]) -> str:
    """The points of an arrow's head at `tip`."""
    (x, y), (dx, dy) = tip, along
    points = [(x + dx * 9, y + dy * 9), (x - dy * 6, y + dx * 6), (x + dy * 6, y - dx * 6)]
    return " ".join(f"{px:.1f},{py:.1f}" for px, py in points)
