"""A post as known at an instant, for the requirements of its tier."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from django.db.models import F, Q

from rules.eligibility import Post
from succession.domain.queries import decreed
from succession.domain.queries.asked import NOTHING
from succession.models import Vacancy
from talent.domain.known import known_at as known
from talent.models import Position, PositionRecord


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


def newest(agency_id: int, known_at: datetime) -> dict[int, PositionRecord]:
    """Every post of an agency by what was known at `known_at` to have begun last, as `Position.current` has it now.
    One query."""
    rows = known(PositionRecord.objects.filter(agency=agency_id), known_at).select_related("unit")
    return {row.position_id: row for row in rows.order_by(F("true_from").asc(nulls_first=True), "id")}


def known_on(known_at: datetime) -> date:
    """The day of an instant for `Post.known`, the last instant that there is included."""
    return known_at.astimezone(UTC).date()


def known_post(position: Position, on: date, known_at: datetime) -> Post | None:
    """The post for rules.eligibility as it was known at `known_at` to be on `on`, with what its agency asks beyond the
    law on that day and whom documents free; None when nothing was known of it. One query."""
    return known_posts(position.agency_id, [position.pk], on, known_at).get(position.pk)


def known_posts(agency_id: int, positions: Sequence[int], on: date, known_at: datetime) -> dict[int, Post]:
    """The same of several posts of an agency, by id, but for those of which nothing was known. One query."""
    decrees = decreed.of_agency(agency_id, known_at, on, positions)
    posts = decrees.held_against(decrees.posts, on)
    return {pk: replace(post, known=known_on(known_at)) for pk, post in posts.items()}


def tier_at(agency_id: int, tier: str, on: date, known_at: datetime) -> Post:
    """Any post of the tier: what the agency asks of all of them beyond the law on `on`, and whom documents free that
    name no post. One query."""
    decrees = decreed.of_agency(agency_id, known_at)
    said = decrees.additions(on).get(tier, NOTHING)
    waivers, known_day = decrees.waivers(None), known_on(known_at)
    return Post(tier, own=said.own, readings=said.readings, waivers=waivers, known=known_day)


def post_of_vacancy(vacancy: Vacancy, known_at: datetime) -> Post | None:
    """The vacancy's post on its reference date, and whether it is filled by a transfer; None when nothing was known of
    it then. One query."""
    post = known_post(vacancy.position, vacancy.reference_date, known_at)
    return None if post is None else replace(post, transfer=vacancy.transfer)
