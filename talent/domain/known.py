"""Writing dated facts: compare with what is known, close what was corrected, add what is new."""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, models
from django.utils import timezone

from rules.technical import spelling
from talent.domain import bulk
from talent.models.base import Known, LastInstant

_CLOSE_AT_ONCE = 5_000
# Any constant will do: it names the learning of facts among PostgreSQL's advisory locks.
_LEARNING = 7_311_945
# The scope of what is learnt about every agency at once; no agency has this id.
EVERY_AGENCY = 0
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_STEP = timedelta(microseconds=1)


@dataclass(frozen=True)
class Difference:
    """How incoming rows relate to what is known: indexes of the new, changed and same ones; `replaced`: the ids of the
    rows that the changed ones take the place of."""

    new: list[int]
    changed: list[int]
    same: list[int]
    replaced: list[int] = field(default_factory=list, compare=False)


@dataclass(frozen=True)
class Seen:
    """A difference with the rows it is about, for whoever shows it before anything is written; `codes` name the owners
    that go by a code."""

    model: type[Known]
    owner: str
    owners: Sequence[int]
    keys: Sequence[str]
    columns: Mapping[str, Sequence[Any]]
    difference: Difference
    codes: Sequence[str] = ()


Observer = Callable[[Seen], None]
# The natural keys and the digests of rows.
Hashes = tuple[list[str], list[str]]


def turn(agency_id: int | None) -> datetime:
    """Wait until nobody else learns facts of this agency (None: of any); the instant from which ours are known.

    Call it first in the transaction that writes, or that fixes an instant to look at: so no fact turns up later that
    counts as known before somebody looked and did not see it. The instant is the clock's, or where a clock was set
    back since, the next one after the last: each is later than all before it.
    """
    # SQLite has one writer at a time (transaction_mode IMMEDIATE); PostgreSQL needs to be told.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            whole = "pg_advisory_xact_lock" if agency_id is None else "pg_advisory_xact_lock_shared"
            cursor.execute(f"SELECT {whole}(%s, 0)", [_LEARNING])
            if agency_id is not None:
                cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LEARNING, agency_id])
    return _raised(agency_id, timezone.now())


def now(agency_id: int | None) -> datetime:
    """The instant to read at: all that was learnt of this agency (None: of any) up to this moment is known at it,
    whatever clock it was learnt by. One query."""
    raised = LastInstant.objects.all()
    if agency_id is not None:
        raised = raised.filter(scope__in=[EVERY_AGENCY, agency_id])
    return now_after(raised.aggregate(last=models.Max("microseconds"))["last"])


# The last instant of any agency, for `now_after`: read along with rows that are read anyway.
LAST = models.Subquery(LastInstant.objects.order_by("-microseconds").values("microseconds")[:1])


def now_after(last: int | None) -> datetime:
    """`now`, where `last` is the last instant used."""
    clock = timezone.now()
    return clock if last is None else max(clock, _EPOCH + last * _STEP)


def asked(instant: datetime | None, agency_id: int | None) -> datetime:
    """The instant that somebody asks about; now where they name none, or one to come: nobody knows yet what is learnt
    by then."""
    present = now(agency_id)
    return present if instant is None else min(instant, present)


# One statement, so that a chunk of a million rows' import pays for one.
_RAISE = """
    INSERT INTO "{table}" (scope, microseconds)
    SELECT %s, {later}(%s, coalesce(max(microseconds) + 1, 0)) FROM "{table}" WHERE {those}
    ON CONFLICT (scope) DO UPDATE SET microseconds = excluded.microseconds RETURNING microseconds"""


def _raised(agency_id: int | None, clock: datetime) -> datetime:
    """`clock`, or the step after the last instant used, whichever is later: used from now on."""
    scope = EVERY_AGENCY if agency_id is None else agency_id
    sql = _RAISE.format(
        table=LastInstant._meta.db_table,
        later="greatest" if connection.vendor == "postgresql" else "max",
        those="true" if agency_id is None else f"scope IN ({EVERY_AGENCY}, %s)",
    )
    those = [] if agency_id is None else [agency_id]
    used: int = _fetched(sql, [scope, (clock - _EPOCH) // _STEP, *those])[0][0]
    return _EPOCH + used * _STEP


def write(
    model: type[Known],
    *,
    owner: str,
    owners: Sequence[int],
    agencies: Sequence[int],
    columns: Mapping[str, Sequence[Any]],
    key: tuple[str, ...],
    known_at: datetime,
    hashes: Hashes | None = None,
    batch_id: int | None = None,
    dry_run: bool = False,
    observe: Observer | None = None,
) -> Difference:
    """Write facts of `model`, given column-wise, one row per index; returns which rows differ.

    `owner` is the foreign key the fact belongs to (`employee`), `key` the columns that name the fact for its owner;
    `hashes`: what `hashed` says of the columns, where somebody asked it before.
    A row equal to what is known is left alone, so the same file twice writes nothing. With `dry_run` nothing is
    written and the same difference is returned; `observe` is told of it.
    """
    keys, digests = hashes or hashed(columns, key, len(owners))
    difference = _compared(model, owner, owners, keys, digests)
    new, changed, close = difference.new, difference.changed, difference.replaced
    if observe:
        observe(Seen(model, owner, owners, keys, columns, difference))
    if not dry_run and (new or changed):
        known_at = not_before(model, close, known_at)
        for start in range(0, len(close), _CLOSE_AT_ONCE):
            model._default_manager.filter(pk__in=close[start : start + _CLOSE_AT_ONCE]).update(known_to=known_at)
        picked = sorted(new + changed)
        whole = len(picked) == len(owners)
        constant = {"known_from": known_at, "known_to": None, "batch_id": batch_id}
        data: dict[str, Sequence[Any]] = {f"{owner}_id": [owners[row] for row in picked]}
        if owner != "agency":
            data["agency_id"] = [agencies[row] for row in picked]
        data |= {name: values if whole else [values[row] for row in picked] for name, values in columns.items()}
        for name in ("true_from", "true_to"):
            data.setdefault(name, [None] * len(picked))
        data |= {"key": [keys[row] for row in picked], "digest": [digests[row] for row in picked]}
        data |= {name: [value] * len(picked) for name, value in constant.items()}
        bulk.insert(model, data)
    return difference


def hashed(
    columns: Mapping[str, Sequence[Any]], key: tuple[str, ...], length: int, folded: Collection[str] = ()
) -> Hashes:
    """The natural key and the digest of each row. `folded`: columns of the key whose spelling names nothing else."""
    named = [list(map(spelling, columns[name])) if name in folded else columns[name] for name in key]
    return _hashes(named, length), _digests(columns, length)


def not_before(model: type[Known], replaced: Sequence[int], known_at: datetime) -> datetime:
    """`known_at`, or where a clock was set back since: the moment at which the last of the replaced rows was learnt."""
    for start in range(0, len(replaced), _CLOSE_AT_ONCE):
        rows = model._default_manager.filter(pk__in=replaced[start : start + _CLOSE_AT_ONCE])
        known_at = max(known_at, rows.aggregate(newest=models.Max("known_from"))["newest"] or known_at)
    return known_at


def known_at(queryset: models.QuerySet[Any], instant: datetime) -> models.QuerySet[Any]:
    """The rows of a Known model that were known at `instant`."""
    return queryset.filter(models.Q(known_to=None) | models.Q(known_to__gt=instant), known_from__lte=instant)


def _compared(
    model: type[Known], owner: str, owners: Sequence[int], keys: Sequence[str], digests: Sequence[str]
) -> Difference:
    """How rows relate to what is known."""
    told: list[str | None] = [None] * len(owners)
    ids: dict[int, int] = {}
    for at, digest, pk in _known_now(model, owner, owners, keys):
        told[at], ids[at] = digest, pk
    # Of most chunks all rows are known already, or none is: seen without a look at each.
    if told == digests:
        return Difference([], [], list(range(len(owners))))
    if not ids:
        return Difference(list(range(len(owners))), [], [])
    difference = Difference([], [], [], [])
    for at, (before, digest) in enumerate(zip(told, digests, strict=True)):
        if before == digest:
            difference.same.append(at)
        elif before is None:
            difference.new.append(at)
        else:
            difference.changed.append(at)
            difference.replaced.append(ids[at])
    return difference


# A file sorted by person brings so many rows of each that what is known of a person is read at once; for other files,
# one look into the unique index for each row, however many facts its owner has besides.
_ROWS_EACH = 4
# PostgreSQL is kept from reading the whole table instead by what can only be answered row by row.
_ONE_BY_ONE = {
    "sqlite": """
        SELECT given.key, known.digest, known.id FROM json_each(%s) given CROSS JOIN "{table}" known
        ON known."{owner}_id" = json_extract(given.value, '$[0]') AND known.key = json_extract(given.value, '$[1]')
        WHERE known.known_to IS NULL""",
    "postgresql": """
        SELECT given.at - 1, found.digest, found.id
        FROM unnest(%s::bigint[], %s::text[]) WITH ORDINALITY AS given (owner, key, at) CROSS JOIN LATERAL (
            SELECT digest, id FROM "{table}" known
            WHERE known."{owner}_id" = given.owner AND known.key = given.key AND known.known_to IS NULL LIMIT 1
        ) found""",
}
# The same for everything that is known of each owner: a table that just grew is not yet known to the planner.
_OWNER_BY_OWNER = """
    SELECT given.owner, found.key, found.digest, found.id
    FROM unnest(%s::bigint[]) AS given (owner) CROSS JOIN LATERAL (
        SELECT key, digest, id FROM "{table}" known
        WHERE known."{owner}_id" = given.owner AND known.known_to IS NULL OFFSET 0
    ) found"""


def _known_now(
    model: type[Known], owner: str, owners: Sequence[int], keys: Sequence[str]
) -> list[tuple[int, str, int]]:
    """(place, digest, id) of those of the facts that are known, read past the ORM's work on each row."""
    distinct = set(owners)
    if len(distinct) * _ROWS_EACH <= len(owners):
        if connection.vendor == "postgresql":
            sql, of = _OWNER_BY_OWNER.format(table=model._meta.db_table, owner=owner), (sorted(distinct),)
        else:
            among = bulk.among(sorted(distinct), "bigint")
            current = model._default_manager.filter(known_to=None, **{f"{owner}_id__in": among})
            sql, of = current.values_list(f"{owner}_id", "key", "digest", "id").query.sql_with_params()
        places = {name: at for at, name in enumerate(zip(owners, keys, strict=True))}
        return [(places[who, key], said, pk) for who, key, said, pk in _fetched(sql, of) if (who, key) in places]
    if connection.vendor == "postgresql":
        params: list[Any] = [list(owners), list(keys)]
    else:
        params = [json.dumps(list(zip(owners, keys, strict=True)))]
    return _fetched(_ONE_BY_ONE[connection.vendor].format(table=model._meta.db_table, owner=owner), params)


def _fetched(sql: str, params: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows: list[Any] = cursor.fetchall()
    return rows


def _hashes(columns: list[Sequence[Any]], length: int) -> list[str]:
    if not columns:
        return [""] * length
    texts = [_texts(column, lambda value: "" if value is None else str(value)) for column in columns]
    return _hashed(texts[0] if len(texts) == 1 else map("\x1f".join, zip(*texts, strict=True)))


def _digests(columns: Mapping[str, Sequence[Any]], length: int) -> list[str]:
    """A hash of each row's values with their names: what is empty is left out, so that a row stays the same when a
    column is added of which it says nothing."""
    if not columns:
        return [""] * length
    said = [name for name in sorted(columns) if columns[name].count(None) < length]
    if not said:
        return _hashed([""] * length)
    texts = [_texts(columns[name], _named(name)) for name in said]
    return _hashed(map("".join, zip(*texts, strict=True)))


def _named(name: str) -> Callable[[Any], str]:
    return lambda value: "" if value is None else f"{name}={value}\x1f"


def _texts(values: Sequence[Any], text: Callable[[Any], str]) -> list[str]:
    """Each value as text, each different one once; 1, 1.0 and True are one key to a dict and not the same text."""
    if len(set(map(type, values)) - {type(None)}) > 1:
        return [text(value) for value in values]
    memo = {value: text(value) for value in set(values)}
    return list(map(memo.__getitem__, values))


def _hashed(texts: Iterable[str]) -> list[str]:
    """A hash of each text, each different one once: rows of different people often say the same."""
    every = list(texts)
    memo = {text: hashlib.blake2b(text.encode(), digest_size=16).hexdigest() for text in set(every)}
    return list(map(memo.__getitem__, every))
