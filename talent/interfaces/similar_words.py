"""What somebody of a like profile shares with the one searched from, and where they differ: for pages and programs."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from talent import display
from talent.domain.queries.similar import Alike, Search, Served
from talent.labels import label
from talent.models import Employee

# One found, what they share, where they differ: a line for each kind of trait.
Told = tuple[Alike, list[str], list[str]]


def told(search: Search, person: Employee) -> list[Told]:
    """Everybody found, in words, beside the `person` searched from; empty also where nobody could be searched for."""
    return [(one, _shared(one, person.name), _differing(one, person.name)) for one in search.found or ()]


def apart_from_all(rows: Sequence[Told]) -> tuple[list[Told], list[str], list[str]]:
    """The same rows without the lines that stand in each of several, and those lines."""
    shared, differing = (
        [line for line in rows[0][part] if all(line in row[part] for row in rows)] if len(rows) > 1 else []
        for part in (1, 2)
    )
    left = [
        (one, [line for line in own if line not in shared], [line for line in other if line not in differing])
        for one, own, other in rows
    ]
    return left, shared, differing


def _shared(one: Alike, name: str) -> list[str]:
    levels = ", ".join(f"{label(level.code, 'competency')} {level.level}" for level in one.same)
    technical = ", ".join(f"{each.competency} {each.level}" for each in one.technical_same)
    return [levels or _("tidak ada kompetensi yang setingkat"), *_technical(technical), *_served(one.shared, name)]


def _differing(one: Alike, name: str) -> list[str]:
    levels = "; ".join(_apart(label(each.code, "competency"), each.level, each.own, name) for each in one.other)
    technical = "; ".join(_apart(each.competency, each.level, each.own, name) for each in one.technical_other)
    return [levels or _("semua kompetensi setingkat"), *_technical(technical), *_served(one.apart, name)]


def _technical(said: str) -> list[str]:
    return [_("kompetensi teknis: %(levels)s") % {"levels": said}] if said else []


def _apart(what: str, level: int, own: int, name: str) -> str:
    words = {"what": what, "level": level, "name": name, "own": own}
    return _("%(what)s %(level)s, %(name)s %(own)s") % words


def _served(families: Sequence[Served], name: str) -> list[str]:
    return [
        _("rumpun %(family)s: %(years)s tahun, %(name)s %(own)s tahun")
        % {"family": one.family, "years": display.number(one.years), "name": name, "own": display.number(one.own)}
        for one in families
    ]
