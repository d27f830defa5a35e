"""Geometry of the drawings about one person: the line of posts and the radar of competencies."""

from collections.abc import Sequence
from datetime import date
from math import cos, pi, sin
from typing import Any

from talent.domain.queries.person import Competency, Post

WIDTH, LANE, TOP = 560, 20, 8
RADIUS, CENTRE_X, CENTRE_Y, LEVELS = 104, 255, 138, 5
SMALL, SMALL_CENTRE = 62, 82


def timeline(posts: Sequence[Post], on: date) -> dict[str, Any]:
    """Bars from the first post to `on`, definitive posts above acting ones, numbered as in the table."""
    if not posts:
        return {}
    first = min(post.start for post in posts).year
    last = max(on.year + 1, first + 1)
    step = max(1, -(-(last - first) // 8))

    def x(day: date) -> float:
        years = day.year - first + (day.timetuple().tm_yday - 1) / 366
        return round(min(max(years / (last - first), 0), 1) * WIDTH, 1)

    acting = any(post.acting for post in posts)
    bars = []
    for number, post in enumerate(posts, start=1):
        start, end = x(post.start), x(min(post.end or on, on))
        bars.append(
            {
                "x": start,
                "width": max(round(end - start, 1), 3),
                "y": TOP + (LANE + 6) * post.acting,
                "acting": post.acting,
                "number": number,
                "title": post.position,
                "at": round((start + end) / 2, 1),
                "room": end - start > 14,
            }
        )
    base = TOP + (LANE + 6) * (1 + acting)
    ticks = [{"x": x(date(year, 1, 1)), "year": year} for year in range(first, last + 1, step)]
    return {"width": WIDTH, "height": base + 20, "lane": LANE, "bars": bars, "ticks": ticks, "base": base}


def radar(competencies: Sequence[Competency]) -> dict[str, Any]:
    """Rings of the five levels, the level held and the one asked for; unknown levels lie in the middle."""
    return _radar(competencies, RADIUS, (CENTRE_X, CENTRE_Y), LEVELS + 0.7)


def small_radar(competencies: Sequence[Competency]) -> dict[str, Any]:
    """The same to stand beside others; its corners are numbered as the rows of the table, not named."""
    return _radar(competencies, SMALL, (SMALL_CENTRE, SMALL_CENTRE), LEVELS + 0.8)


def _radar(competencies: Sequence[Competency], radius: int, centre: tuple[int, int], names_at: float) -> dict[str, Any]:
    size, (centre_x, centre_y) = len(competencies), centre

    def point(place: int, level: float) -> tuple[float, float]:
        angle = 2 * pi * place / size - pi / 2
        reach = radius * level / LEVELS
        return round(centre_x + reach * cos(angle), 1), round(centre_y + reach * sin(angle), 1)

    def polygon(levels: Sequence[float | None]) -> str:
        corners = [point(place, level or 0) for place, level in enumerate(levels)]
        return " ".join(f"{x},{y}" for x, y in corners)

    names = []
    for place, one in enumerate(competencies):
        x, y = point(place, names_at)
        side = "middle" if abs(x - centre_x) < 20 else "start" if x > centre_x else "end"
        names.append({"x": x, "y": y + 4, "anchor": side, "code": one.code})
    return {
        "width": 2 * centre_x,
        "height": 2 * centre_y + 2,
        "rings": [polygon([level] * size) for level in range(1, LEVELS + 1)],
        "held": polygon([one.level for one in competencies]),
        "asked": polygon([one.standard for one in competencies]),
        "names": names,
    }
