"""What one agency decreed about its posts, of every sort, with what is on record of posts: by one statement."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, DateField, DateTimeField, Exists, Q, QuerySet, TextField

from accounts.domain.queries.prepared import Later
from rules import additions
from rules.eligibility import Post, Waiver, beside
from rules.eligibility.waivers import holding, of_person
from rules.technical import Asked as Technical
from rules.text import Text
from succession.domain.queries.asked import NOTHING, Freed, Said, in_force, of_decree, waiver_of
from succession.models import AgencyRequirementsRecord, CriticalPostRecord, RequirementWaiverRecord
from talent.codes import COMPETENCIES
from talent.domain import bulk
from talent.domain.known import known_at as known
from talent.domain.queries import reading
from talent.domain.queries.reading import Kind, Source
from talent.models import EvidenceFile, PositionRecord, TechnicalStandardRecord

# Nothing is known to be over after it: what is known at it is known now, by whatever clock it was learnt.
NOW = datetime.max.replace(tzinfo=UTC)
# The kind of requirement that looks at the technical levels of posts.
_TECHNICAL = "technical_level"
_DAYS: dict[str, Kind] = {"true_from": "day", "true_to": "day", "revoked_on": "day"}


@dataclass(frozen=True)
class Decrees:
    """An agency's decrees as known at an instant. `critical`: post → those by which it is critical; `asked`: tier →
    what is asked of candidates beyond the law; `free`: (post, None where it is about all of them) and the document that
    frees somebody; `posts`: of the posts asked about, each by its own record alone; `technical`: post → what it asks of
    technical competencies, where the agency ever asks for these.

    The rows of the models hold what counts, and no more of the record.
    """

    critical: Mapping[int, Sequence[CriticalPostRecord]]
    asked: Mapping[str, Sequence[AgencyRequirementsRecord]]
    free: Sequence[tuple[int | None, Waiver]]
    posts: Mapping[int, Post]
    technical: Mapping[int, Sequence[Technical]]

    def additions(self, on: date) -> dict[str, Said]:
        """Tier → what the agency asks besides the law on `on`, and how it reads the law."""
        held = {tier: in_force(decrees, on) for tier, decrees in self.asked.items()}
        return {tier: of_decree(decree) for tier, decree in held.items() if decree is not None}

    def waivers(self, post: int | None) -> tuple[Waiver, ...]:
        """The documents that free people from a requirement of the post; None: of any post, those that name none."""
        return tuple(waiver for of, waiver in self.free if of is None or of == post)

    def held_against(self, posts: Mapping[int, Post], on: date) -> dict[int, Post]:
        """These posts, by id, with what is asked of candidates on `on` and whom documents free."""
        asked, found = self.additions(on), {}
        for pk, post in posts.items():
            wanted = replace(post, **asked.get(post.tier, NOTHING)._asdict(), waivers=self.waivers(pk))
            looked_at = "technical" in beside(wanted)
            found[pk] = replace(wanted, technical=tuple(self.technical.get(pk, ()))) if looked_at else wanted
        return found


def of_agency(agency_id: int, known_at: datetime, on: date = date.max, posts: Sequence[int] = ()) -> Decrees:
    """The agency's decrees as known at `known_at`, and what was known of `posts` of it as they are on `on`. One
    query."""
    day, instant = connection.ops.adapt_datefield_value(on), connection.ops.adapt_datetimefield_value(known_at)
    given = {"agency": agency_id, "on": day, "known_at": instant, "posts": bulk.as_list(posts)}
    statement, sources = _worded(connection.vendor)
    read = statement.read(given)
    critical: dict[int, list[CriticalPostRecord]] = defaultdict(list)
    for decree in reading.rows(sources["critical"], read["critical"]):
        critical[decree["post_id"]].append(CriticalPostRecord(**decree))
    asked: dict[str, list[AgencyRequirementsRecord]] = defaultdict(list)
    for decree in reading.rows(sources["asked"], read["asked"]):
        asked[decree["tier"]].append(AgencyRequirementsRecord(**with_file(decree)))
    technical: dict[int, list[Technical]] = defaultdict(list)
    for one in reading.rows(sources["technical"], read["technical"]):
        technical[one["position_id"]].append(
            Technical(one["competency"], int(one["level"]), one["true_from"], one["true_to"])
        )
    waivers = reading.rows(sources["waivers"], read["waivers"])
    papers = [RequirementWaiverRecord(**with_file(paper)) for paper in waivers]
    return Decrees(
        critical=critical,
        asked=asked,
        free=[(paper.post_id, waiver) for paper in papers if (waiver := waiver_of(paper)) is not None],
        # The last of each post stays: the one that began last.
        posts={record["position_id"]: _post(record) for record in reading.rows(sources["posts"], read["posts"])},
        technical=technical,
    )


def freed(
    agency_id: int, position: int, on: date, known_at: datetime, only: Mapping[int, Sequence[str]]
) -> dict[int, list[Freed]]:
    """Employee → the documents by which they pass, on `on` as known at `known_at`, the requirements that `only` names
    of each. One query, none where it names nobody."""
    found: dict[int, list[Freed]] = {}
    held = of_agency(agency_id, known_at).waivers(position) if any(only.values()) else ()
    for who, of in only.items():
        mine = of_person(held, who)
        told = [(code, holding(mine.get(code, ()), on)) for code in of]
        found[who] = [Freed(code, waiver.number, waiver.document) for code, waiver in told if waiver is not None]
    return found


def called(agency_id: int, on: date, known_at: datetime) -> dict[str, dict[str, Text]]:
    """Tier → code → what that requirement of the agency's own is called, as asked on `on` and known at `known_at`. One
    query."""
    asked = of_agency(agency_id, known_at).additions(on)
    return {tier: {one["code"]: additions.called(one) for one in said.own} for tier, said in asked.items()}


def by_record(record: PositionRecord) -> Post:
    """The post by its own record alone: its tier, its field, and the competency levels it sets itself."""
    return _post({name: getattr(record, name) for name in ("tier", "job_family", *COMPETENCIES)})


@cache
def _worded(_vendor: str) -> tuple[reading.Statement, dict[str, Source]]:
    """The statement and what it reads: putting it together takes longer than the engine does."""
    agency, on = Later("agency", BigIntegerField()), Later("on", DateField())
    known_at: Any = Later("known_at", DateTimeField())
    named = bulk.listed(Later("posts", TextField()), "bigint")

    def of(rows: QuerySet[Any]) -> QuerySet[Any]:
        return known(rows.filter(agency=agency), known_at)

    records = of(PositionRecord.objects.filter(position__in=named)).filter(
        Q(true_from=None) | Q(true_from__lte=on), Q(true_to=None) | Q(true_to__gte=on)
    )
    asking = of(AgencyRequirementsRecord.objects.filter(requirements__contains=f'"{_TECHNICAL}"'))
    standards = known(TechnicalStandardRecord.objects.filter(Exists(asking), position__agency=agency), known_at)
    levels: dict[str, Kind] = dict.fromkeys(COMPETENCIES, "number")
    decree: dict[str, Kind] = {"id": "id", "number": "text", **_DAYS}
    kept: dict[str, Kind] = decree | {"file__digest": "text"}
    sources = {
        "critical": Source(
            of(CriticalPostRecord.objects.all()), decree | {"post_id": "id", "criteria": "text"}, (None, None, "id")
        ),
        "asked": Source(
            of(AgencyRequirementsRecord.objects.all()),
            kept | {"tier": "text", "requirements": "text"},
            (None, None, "id"),
        ),
        "waivers": Source(
            of(RequirementWaiverRecord.objects.all()),
            kept | {"post_id": "id", "person_id": "id", "code": "text", "authority": "text", "granted": "day"},
            (None, None, "id"),
        ),
        "technical": Source(
            standards,
            {
                "position_id": "id",
                "id": "id",
                "competency": "text",
                "level": "number",
                "true_from": "day",
                "true_to": "day",
            },
            ("position_id", None, "id"),
        ),
        "posts": Source(
            records,
            {"position_id": "id", "true_from": "day", "id": "id", "tier": "text", "job_family": "text", **levels},
            ("position_id", "true_from", "id"),
        ),
    }
    return reading.together(sources), sources


def with_file(decree: dict[str, Any]) -> dict[str, Any]:
    """The values of a record that keeps a file, of which the digest was read along."""
    digest = decree.pop("file__digest")
    return decree | {"file": EvidenceFile(digest=digest) if digest else None}


def _post(record: Mapping[str, Any]) -> Post:
    own = {name: float(record[name]) for name in COMPETENCIES if record[name] is not None}
    return Post(record["tier"], record["job_family"] or None, own or None, named=True)
