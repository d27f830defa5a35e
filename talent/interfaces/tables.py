"""Lists for people: pages by key, and records as cells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Case, Count, F, Model, Q, QuerySet, Sum, When
from django.http import QueryDict
from django.utils import formats
from django.utils.translation import gettext as _

from talent.codes import COMPETENCIES, COMPONENTS, POTENTIAL_ASPECTS

M = TypeVar("M", bound=Model)

SIZE = 25
PAGING = ("sesudah", "sebelum", "mulai", "menunggu", "tidak", "lanjutkan")
COUNTED = 10_000


@dataclass(frozen=True)
class Page(Generic[M]):
    """One page of a list; `next` and `previous` are query strings, empty where there is nothing.

    `count`: how many of how many are shown; `found`: how many there are, both in words.
    """

    rows: list[M]
    next: str
    previous: str
    count: str
    found: str


def keyset(
    queryset: QuerySet[M],
    order: Sequence[str],
    query: QueryDict,
    *,
    size: int = SIZE,
    at: str = "",
    total: int | None = None,
) -> Page[M]:
    """The page after (`sesudah`) or before (`sebelum`) the row with that id, in `order`, whose last field is unique.

    Addresses hold ids only, never the names that the list is sorted by. A `-` sorts down; NULL comes last either
    way. An id that is not in the list starts at the beginning. `at`: where the list stands on a page of several parts.
    `total`: how many there are, if known; for a page in the midst which of them it shows is then not asked. Three
    queries at most, two with `total`.
    """
    back = "sebelum" in query
    edge, rows, more = stretch(queryset, order, query.get("sebelum" if back else "sesudah", ""), size=size, back=back)
    before, after = (more, edge is not None) if back else (edge is not None, more)
    beyond = None
    if edge is not None and total is None:
        lies = Case(When(_beyond(queryset.model, order, edge, back), then=1), default=0)
        some = queryset.order_by().annotate(lies_beyond=lies)[: COUNTED + 1]
        counted = some.aggregate(total=Count("pk"), beyond=Sum("lies_beyond", default=0))
        total, beyond = counted["total"], counted["beyond"]
    elif total is None:
        total = queryset.order_by()[: COUNTED + 1].count()
    first = 0
    if total <= COUNTED and before and after and beyond is not None:
        first = (beyond - len(rows) if back else total - beyond) + 1
    elif total <= COUNTED and before is not after:
        first = total - len(rows) + 1 if before else 1
    return Page(
        rows,
        _address(query, "sesudah", rows[-1].pk, at) if after and rows else "",
        _address(query, "sebelum", rows[0].pk, at) if before and rows else "",
        *_count(len(rows), total, first),
    )


@dataclass(frozen=True)
class Sorting:
    """How a list is sorted: `by` a column (with `-`: falling), in the `order` of fields; `links`: column → address
    that sorts by it, the other way round for the column it is sorted by. `asked`: the address says so."""

    by: str
    order: tuple[str, ...]
    links: Mapping[str, str]
    asked: bool


def sorting(query: QueryDict, columns: Mapping[str, tuple[str, ...]], default: str, *, at: str = "") -> Sorting:
    """The order that `sort` asks for, `default` where it asks for none that there is.

    `columns`: column → its field and those that decide between equals, the last one unique; falling turns the first.
    `at`: where the list stands on a page of several parts.
    """
    asked = query.get("sort", "")
    by = asked if asked.removeprefix("-") in columns else default
    links = {name: _address(query, "sort", f"-{name}" if by == name else name, at) for name in columns}
    return Sorting(by, ordered(columns, by), links, by == asked)


def ordered(columns: Mapping[str, tuple[str, ...]], by: str) -> tuple[str, ...]:
    """The fields in order for one of the `columns`, falling with a `-`: as `sorting` describes them."""
    first, *rest = columns[by.removeprefix("-")]
    return (f"-{first}" if by.startswith("-") else first, *rest)


def sliced(
    rows: Sequence[Any], query: QueryDict, *, size: int = 2 * SIZE, name: str = "mulai", at: str = ""
) -> Page[Any]:
    """The page that begins at row `mulai` (0 when it is no number) of rows that are all at hand.

    `name`: what the address calls the row, where a page has two such lists; `at`: where this one stands.
    """
    text = query.get(name, "")
    start = int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0
    shown = list(rows[start : start + size])
    return Page(
        shown,
        _address(query, name, start + size, at) if start + size < len(rows) else "",
        _address(query, name, max(0, start - size), at) if 0 < start < len(rows) + size else "",
        *_count(len(shown), len(rows), start + 1 if shown and len(shown) < len(rows) else 0),
    )


def stretch(
    queryset: QuerySet[M], order: Sequence[str], text: str, *, size: int, back: bool = False
) -> tuple[tuple[Any, ...] | None, list[M], bool]:
    """The `size` rows after (`back`: before) the row with the id `text`, as `keyset` describes.

    Returns that row's values in `order` (None when it is not in the list), the rows, and whether more lie beyond.
    """
    edge = _edge(queryset, order, text)
    ordered = in_order(queryset, order, back=back)
    if edge is not None:
        ordered = ordered.filter(_beyond(queryset.model, order, edge, back))
    rows = list(ordered[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    if back:
        rows.reverse()
    return edge, rows, more


def in_order(queryset: QuerySet[M], order: Sequence[str], *, back: bool = False) -> QuerySet[M]:
    """All of the rows as `keyset` pages through them, forwards or backwards."""
    return queryset.order_by(*(_ordering(queryset.model, name, back) for name in order))


def _edge(queryset: QuerySet[M], order: Sequence[str], text: str) -> tuple[Any, ...] | None:
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        return None
    return queryset.filter(pk=int(text)).values_list(*(name.lstrip("-") for name in order)).first()


def _always_there(model: type[Model], name: str) -> bool:
    """Whether no row lacks a value: then nothing is said of NULL, and an index serves the order either way."""
    of: Any = model
    for part in name.lstrip("-").split("__"):
        try:
            field = of._meta.get_field(part)
        except FieldDoesNotExist:  # computed
            return False
        if field.null:
            return False
        of = field.related_model
    return True


def _ordering(model: type[Model], name: str, back: bool) -> Any:
    field = F(name.lstrip("-"))
    down = name.startswith("-") is not back
    if _always_there(model, name):
        return field.desc() if down else field.asc()
    # NULL stands at the end of the list, so it comes first when the list is walked backwards.
    if down:
        return field.desc(nulls_first=True) if back else field.desc(nulls_last=True)
    return field.asc(nulls_first=True) if back else field.asc(nulls_last=True)


def _beyond(model: type[Model], order: Sequence[str], edge: tuple[Any, ...], back: bool) -> Q:
    """Rows past the edge: equal in the first fields, beyond it in the next one."""
    found, equal, whole = Q(), Q(), Q()
    for name, value in zip(order, edge, strict=True):
        field = name.lstrip("-")
        greater = name.startswith("-") is back
        if value is None:
            beyond = Q(**{f"{field}__isnull": False}) if back else Q(pk__in=[])
        else:
            beyond = Q(**{f"{field}__{'gt' if greater else 'lt'}": value})
            if not _always_there(model, name):
                if not back:
                    beyond |= Q(**{f"{field}__isnull": True})
            elif not equal:
                # What holds of every such row lets an index begin at the edge.
                whole = Q(**{f"{field}__{'gte' if greater else 'lte'}": value})
        found |= equal & beyond
        equal &= Q(**{f"{field}__isnull": True}) if value is None else Q(**{field: value})
    return whole & found


def kept(query: QueryDict) -> str:
    """What a list is narrowed by, as a query string; a page of one narrowing means nothing in another."""
    narrowed = query.copy()
    for old in PAGING:
        narrowed.pop(old, None)
    return str(narrowed.urlencode())


def _address(query: QueryDict, name: str, pk: Any, at: str = "") -> str:
    changed = QueryDict(kept(query), mutable=True)
    changed[name] = str(pk)
    return f"?{changed.urlencode()}#{at}" if at else f"?{changed.urlencode()}"


def _count(shown: int, total: int, first: int) -> tuple[str, str]:
    """Which of how many are on the page, counted from `first` (0: that is not known, or they are all there); how many
    were found."""
    whole = _("lebih dari %(n)s") % {"n": _grouped(COUNTED)} if total > COUNTED else _grouped(total)
    found = _("%(n)s ditemukan") % {"n": whole}
    if not first:
        return _("%(shown)s dari %(whole)s") % {"shown": shown, "whole": whole}, found
    place = {"first": _grouped(first), "last": _grouped(first + shown - 1), "total": whole}
    return _("%(first)s–%(last)s dari %(total)s") % place, found


def _grouped(number: int) -> str:
    return formats.number_format(number, 0, force_grouping=True)


@dataclass(frozen=True)
class Cell:
    """One cell of a record: `text` with the `code` it stands for, or `levels` as (code, list of words, value)."""

    text: str = ""
    code: str = ""
    levels: tuple[tuple[str, str, str], ...] = ()


Names = Mapping[tuple[str, str], str]


@dataclass(frozen=True)
class Row:
    """One record: its cells and both its periods; `closed` when a later row took its place."""

    cells: list[Cell]
    true_from: date | None
    true_to: date | None
    known_from: datetime
    known_to: datetime | None

    @property
    def closed(self) -> bool:
        return self.known_to is not None


@dataclass(frozen=True)
class RecordTable:
    """All records of one kind."""

    kind: str
    title: str
    headers: list[str]
    rows: list[Row]


# Kind → fields shown; a name with a star stands for a group of levels.
FIELDS: dict[str, tuple[str, ...]] = {
    "agencies": ("name", "kind", "province"),
    "units": ("name", "parent"),
    "positions": ("name", "tier", "unit", "job_family", "critical", "vacant_from", "*competency"),
    "technical_standards": ("competency", "level", "position"),
    "employees": ("name", "status", "grade", "grade_from", "position", "tier", "unit", "standing"),
    "performance": ("year", "work_result", "behaviour", "rating", "score", "new_idea"),
    "feedback_360": ("year", "rating"),
    "assessments": ("institution", "jpm", "technical", "*competency", "*aspect"),
    "technical_levels": ("competency", "level", "institution"),
    "appointments": ("position", "tier", "kind", "higher", "job_family", "unit", "at_agency"),
    "education": ("level", "field", "field_match", "graduated_year"),
    "training": ("name", "kind", "hours"),
    "awards": ("name", "level"),
    "team_assignments": ("team", "role", "scope"),
    "sanctions": ("severity", "decree"),
    "attestations": ("kind", "passed", "number"),
    "components": ("*component",),
}
_LEVELS = {"competency": COMPETENCIES, "aspect": POTENTIAL_ASPECTS, "component": COMPONENTS}
NOTHING = "–"


def record_tables(records: dict[str, list[Any]], titles: dict[str, Any], names: Names) -> list[RecordTable]:
    """Records by kind as tables, the empty kinds left out. `names`: (field, code) → what the code stands for."""
    return [
        RecordTable(kind, str(titles[kind]), headers_of(kind, type(rows[0])), _rows(kind, rows, names))
        for kind, rows in records.items()
        if rows
    ]


def headers_of(kind: str, model: type[Any]) -> list[str]:
    """What the cells of a kind's rows are called; `model`: where they lie."""
    return [_header(model, name) for name in FIELDS[kind]]


def _rows(kind: str, records: list[Any], names: Names) -> list[Row]:
    return [
        Row(
            [_cell(record, name, names) for name in FIELDS[kind]],
            record.true_from,
            record.true_to,
            record.known_from,
            record.known_to,
        )
        for record in records
    ]


def _header(model: type[Any], name: str) -> str:
    if name.startswith("*"):
        return {"*competency": _("Kompetensi"), "*aspect": _("Potensi"), "*component": _("Komponen")}[name]
    text = _("Induk") if name == "parent" else str(model._meta.get_field(name).verbose_name)
    return text[:1].upper() + text[1:]


def _cell(record: Any, name: str, names: Names) -> Cell:
    if name.startswith("*"):
        of = name[1:]
        values = ((code, getattr(record, code)) for code in _LEVELS[of])
        return Cell(NOTHING, levels=tuple((code, of, shown(value)) for code, value in values if value is not None))
    if hasattr(record, f"get_{name}_display"):
        return Cell(str(getattr(record, f"get_{name}_display")() or NOTHING))
    value = getattr(record, name)
    known_as = names.get((name, value)) if isinstance(value, str) else None
    return Cell(known_as, value) if known_as and known_as != value else Cell(shown(value))


def shown(value: Any) -> str:
    """A record's value in the language of the page; "–" where it is not known."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if isinstance(value, date):
        return formats.date_format(value, "DATE_FORMAT")
    if isinstance(value, float):
        return formats.number_format(f"{value:.6f}".rstrip("0").rstrip("."), use_l10n=True)
    return str(value)
