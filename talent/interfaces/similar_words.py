"""What somebody of a like profile shares with the one searched from, and where they differ: for pages and programs."""

from django.utils.translation import gettext as _

from talent import display
from talent.domain.queries.similar import Alike, Level, Search, Served
from talent.labels import label

# One found, what they share, where they differ: a line for each kind of trait.
Told = tuple[Alike, list[str], list[str]]


def told(search: Search) -> list[Told]:
    """Everybody found, in words; empty also where nobody could be searched for."""
    return [(one, _shared(one), _differing(one)) for one in search.found or ()]


def _shared(one: Alike) -> list[str]:
    levels = ", ".join(f"{label(level.code, 'competency')} {level.level}" for level in one.same)
    technical = ", ".join(f"{each.competency} {each.level}" for each in one.technical_same)
    return [levels or _("tidak ada kompetensi yang setingkat"), *_technical(technical), *map(_served, one.shared)]


def _differing(one: Alike) -> list[str]:
    levels = "; ".join(map(_level, one.other)) or _("semua kompetensi setingkat")
    technical = "; ".join(_apart(each.competency, each.level, each.own) for each in one.technical_other)
    return [levels, *_technical(technical), *map(_served, one.apart)]


def _technical(said: str) -> list[str]:
    return [_("kompetensi teknis: %(levels)s") % {"levels": said}] if said else []


def _level(level: Level) -> str:
    return _apart(label(level.code, "competency"), level.level, level.own)


def _apart(name: str, level: int, own: int) -> str:
    return _("%(name)s %(level)s, di sini %(own)s") % {"name": name, "level": level, "own": own}


def _served(served: Served) -> str:
    words = {"family": served.family, "years": display.number(served.years), "own": display.number(served.own)}
    return _("rumpun %(family)s: %(years)s tahun, di sini %(own)s tahun") % words
