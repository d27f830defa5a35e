"""Geometry of the small drawings: numbers for SVG attributes, no markup."""

from collections.abc import Mapping, Sequence
from typing import Any

from rules.law import shipped
from talent import display, labels

WIDTH = 400
HEIGHT = 74
LABEL, LINE = 62, 15
LETTER = 6.5
# Told apart by lightness, with an outline so that the palest is seen too.
SHADES = ("first", "band-3", "pointer", "band-0")
SIGNS = {"pass": "✓", "fail": "✗", "unknown": "?"}


def scale(value: float | None, bands: Sequence[tuple[float, Any]], maximum: float) -> dict[str, Any]:
    """Bands as (lower edge, label), ascending, drawn from 0 to `maximum` over WIDTH units; a pointer at `value`."""
    edges = [edge for edge, _label in bands] + [maximum]
    x = [round(WIDTH * edge / maximum, 1) for edge in edges]
    words = [display.wording(label) for _edge, label in bands]
    drawn = [
        {"x": x[i], "width": round(x[i + 1] - x[i], 1), "label": words[i], "edge": edge, "shade": min(i, 3)}
        for i, (edge, _label) in enumerate(bands)
    ]
    lowered = _lowered(x, [f"{word} {edge:g}" for word, edge in zip(words, edges, strict=False)])
    for band, low in zip(drawn, lowered, strict=True):
        band["y"] = LABEL + LINE * low
    known = display.known(value)
    at = round(WIDTH * min(max(float(value or 0), 0), maximum) / maximum, 1) if known else None
    return {
        "bands": drawn,
        "width": WIDTH,
        "height": HEIGHT + LINE * any(lowered),
        "maximum": maximum,
        "value": value if known else None,
        "at": at,
        # The number must not run out of the picture at either end.
        "anchor": "start" if at is not None and at < 40 else "end" if at is not None and at > WIDTH - 40 else "middle",
    }


def shares(rows: Sequence[tuple[str, float | None, float | None, float | None]]) -> dict[str, Any]:
    """Bars of (label, share, share before, mean), shares 0–1 over WIDTH units; None: nothing is drawn."""

    def x(share: float | None) -> float | None:
        return None if share is None else round(WIDTH * min(max(share, 0), 1), 1)

    drawn = []
    for place, (label, now, before, mean) in enumerate(rows):
        top = 36 * place
        at = x(mean)
        diamond = None if at is None else f"{at - 5},{top + 24} {at},{top + 17} {at + 5},{top + 24} {at},{top + 31}"
        drawn.append(
            {"label": label, "text": top + 12, "top": top + 18, "low": top + 15, "high": top + 33,
             "value": None if now is None else 100 * now, "width": x(now), "before": x(before), "diamond": diamond}
        )  # fmt: skip
    return {"rows": drawn, "width": WIDTH, "height": 36 * len(drawn)}


def stacks(rows: Sequence[tuple[str, Sequence[int]]], kinds: Sequence[Any]) -> dict[str, Any]:
    """Bars of (label, counts of each kind), one after the other from the left, all to one scale over WIDTH units;
    `keys`: the shade of each kind and its words."""
    left, room, step = 80, WIDTH - 80 - 34, 24
    most = max((sum(counts) for _label, counts in rows), default=0) or 1
    drawn = []
    for place, (label, counts) in enumerate(rows):
        x, parts = float(left), []
        for shade, count in zip(SHADES, counts, strict=False):
            width = room * count / most
            if count:
                parts.append({"x": round(x, 1), "width": round(max(width - 2, 1), 1), "shade": shade})
            x += width
        drawn.append({"label": label, "text": step * place + 16, "top": step * place + 5, "parts": parts,
                      "count": sum(counts), "end": round(x + 5, 1)})  # fmt: skip
    keys = list(zip(SHADES, kinds, strict=False))
    return {"rows": drawn, "keys": keys, "width": WIDTH, "height": step * len(drawn), "left": left}


def movement(points: Sequence[tuple[str, float]], bands: Sequence[tuple[float, Any]], maximum: float) -> dict[str, Any]:
    """(name, value) of each round from left to right over the bands, drawn from 0 (below) to `maximum`."""
    base, left = 150, 20
    room = WIDTH - 88  # the names of the bands stand beside them, on the page's own ground

    def y(value: float) -> float:
        return round(base * (1 - value / maximum), 1)

    edges = [edge for edge, _label in bands] + [maximum]
    strips = [
        {"y": y(edges[i + 1]), "height": round(y(edge) - y(edges[i + 1]), 1), "shade": min(i, 3),
         "label": display.wording(label), "at": y(edge) - 5}
        for i, (edge, label) in enumerate(bands)
    ]  # fmt: skip
    step = (room - 2 * left) / max(len(points) - 1, 1)
    dots = [
        {"x": round(left + step * place, 1), "y": y(value), "above": max(y(value) - 8, 12), "name": name,
         "value": value, "anchor": "start" if place == 0 else "end" if place == len(points) - 1 else "middle"}
        for place, (name, value) in enumerate(points)
    ]  # fmt: skip
    line = " ".join(f"{dot['x']},{dot['y']}" for dot in dots)
    return {
        "bands": strips,
        "dots": dots,
        "line": line,
        "width": WIDTH,
        "room": room,
        "names": base + 16,
        "height": base + 22,
    }


def _lowered(x: Sequence[float], labels: Sequence[str]) -> list[bool]:
    """Which labels go to the second line, because the one before them reaches too far; the last ends at the edge."""
    end = 0.0
    lowered: list[bool] = []
    for i, label in enumerate(labels):
        length = LETTER * len(label)
        last = i == len(labels) - 1 and i > 0
        start = WIDTH - length if last else x[i]
        low = i > 0 and start < end and not lowered[-1]
        lowered.append(low)
        end = start + length if not low else end
    return lowered


def nine_box(
    counts: Mapping[int, int],
    links: Mapping[int, str],
    krs: Sequence[int],
    before: Mapping[int, int] | None,
    here: int | None,
    borders: Mapping[tuple[int, int], int] | None = None,
    border_links: Mapping[tuple[int, int], str] | None = None,
) -> list[dict[str, Any]]:
    """Rows of the matrix from the highest performance down, each with three boxes from the lowest potential up.

    `borders`: (lower box, upper box) → people on the border between them; each hangs on its lower box.
    """
    table = shipped().versions("talent.nine_box")[-1].value
    total = sum(counts.values())
    edges = _edges(table, borders or {}, border_links or {})
    return [
        {
            "band": band,
            "label": labels.label(band, "expectation").capitalize(),
            "boxes": [
                {
                    "number": number,
                    "potential": labels.label(potential, "potential_band"),
                    "count": counts.get(number, 0),
                    "share": display.share(counts.get(number, 0), total),
                    "change": None if before is None else counts.get(number, 0) - before.get(number, 0),
                    "fall": None if before is None else before.get(number, 0) - counts.get(number, 0),
                    "krs": number in krs,
                    "here": number == here,
                    "href": links.get(number, ""),
                    "edges": edges.get(number, ()),
                }
                for potential in ("LOW", "MEDIUM", "HIGH")
                for number in (table[band][potential],)
            ],
        }
        for band in ("ABOVE", "AS", "BELOW")
    ]


def _edges(
    table: Mapping[str, Mapping[str, int]],
    borders: Mapping[tuple[int, int], int],
    links: Mapping[tuple[int, int], str],
) -> dict[int, list[dict[str, Any]]]:
    """Lower box → its borders on which people stand, each on the `right` or on the `top`."""
    side_by_side = {(row["LOW"], row["MEDIUM"]) for row in table.values()}
    side_by_side |= {(row["MEDIUM"], row["HIGH"]) for row in table.values()}
    found: dict[int, list[dict[str, Any]]] = {}
    for (low, high), people in borders.items():
        if people:
            side = "right" if (low, high) in side_by_side else "top"
            edge = {"side": side, "people": people, "low": low, "high": high, "href": links.get((low, high), "")}
            found.setdefault(low, []).append(edge)
    return found


def flatten(nodes: Sequence[Mapping[str, Any]], level: int = 0) -> list[dict[str, Any]]:
    """A tree of reasons as rows, parents before children, each with its `level`."""
    return [
        row for node in nodes for row in ({**node, "level": level}, *flatten(node.get("children") or (), level + 1))
    ]
