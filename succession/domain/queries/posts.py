"""A post as known at an instant, for the requirements of its tier."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db.models import F, Q

from rules.eligibility import Post
from succession.domain.queries.asked import ANY, additions, decreed, waivers
from succession.models import Vacancy
from talent.codes import COMPETENCIES
from talent.domain.known import known_at as known
from talent.models import Agency, Position, PositionRecord


def record_of(position: Position, on: date, known_at: datetime) -> PositionRecord | None:
    """What was known at `known_at` of the post as it is on `on`; None when nothing was."""
    return records_of([position.pk], on, known_at).get(position.pk)


def records_of(positions: Sequence[int], on: date, known_at: datetime) -> dict[int, PositionRecord]:
    """The same of several posts, by id. One query."""
    rows = known(PositionRecord.objects.filter(position__in=positions), known_at).filter(
        Q(true_from=None) | Q(true_from__lte=on), Q(true_to=None) | Q(true_to__gte=on)
    )
    # The last of each post stays: the one that began last.
    return {row.position_id: row for row in rows.order_by(F("true_from").asc(nulls_first=True), "id")}


def post_at(record: PositionRecord, on: date, known_at: datetime) -> Post:
    """The post for rules.eligibility, with what its agency asks beyond the law on `on` and whom documents free. Two
    queries."""
    return posts_at({record.position_id: record}, on, known_at)[record.position_id]


def posts_at(records: Mapping[int, PositionRecord], on: date, known_at: datetime) -> dict[int, Post]:
    """The same of several posts, by id. Two queries an agency."""
    found: dict[int, Post] = {}
    for agency in sorted({record.agency_id for record in records.values()}):
        own = {post: record for post, record in records.items() if record.agency_id == agency}
        asked = additions(agency, on, known_at)
        free = waivers(agency, list(own), known_at)
        for post, record in own.items():
            found[post] = replace(post_of(record), own=asked.get(record.tier, ()), waivers=free[post])
    return found


def tier_at(agency_id: int, tier: str, on: date, known_at: datetime) -> Post:
    """Any post of the tier: what the agency asks of all of them beyond the law on `on`, and whom documents free that
    name no post. One query, three where there is any."""
    if not Agency.objects.filter(decreed("pk"), pk=agency_id).exists():
        return Post(tier)
    asked, free = additions(agency_id, on, known_at), waivers(agency_id, [ANY], known_at)
    return Post(tier, own=asked.get(tier, ()), waivers=free[ANY])


def post_of(record: PositionRecord) -> Post:
    """The post by its own record alone: its tier, its field, and the competency levels it sets itself. Whoever holds
    people against it takes `post_at`."""
    levels = {name: getattr(record, name) for name in COMPETENCIES}
    own = {name: float(level) for name, level in levels.items() if level is not None}
    return Post(record.tier, record.job_family or None, own or None, named=True)


def post_of_vacancy(vacancy: Vacancy, known_at: datetime) -> Post | None:
    """The vacancy's post on its reference date; None when nothing was known of it then."""
    record = record_of(vacancy.position, vacancy.reference_date, known_at)
    return None if record is None else post_at(record, vacancy.reference_date, known_at)
