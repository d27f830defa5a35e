"""One vacancy for the eye: how far it is, what stands behind it, and which step the reader may take now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    CharField,
    Count,
    Exists,
    F,
    FilteredRelation,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Concat

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.domain.ledger import subject_name
from audit.models import Event
from rules.checks import Check
from rules.law import Rule, shipped
from succession.domain import canonical
from succession.domain.queries import nominable, panels, settled
from succession.domain.queries.blind import BEFORE_NAMES
from succession.domain.queries.choosing import must_be_recommended
from succession.domain.queries.of_route import of_route
from succession.domain.states import TRANSITIONS, State
from succession.models import (
    AppointmentDecision,
    CommitteeMember,
    Deviation,
    Inauguration,
    Longlist,
    LonglistEntry,
    Nominee,
    PanelBallot,
    Recommendation,
    RouteDecision,
    Vacancy,
)
from succession.models.deviation import DeviationKind
from succession.models.vacancy import Route
from talent.codes import JPT_TIERS
from talent.domain import known
from talent.models import Position

# Of which tiers a post may be filled by a transfer.
TRANSFER = "selection.transfer"

# Step → the state it leads to, and the permission it takes.
STEPS: dict[str, tuple[str, Permission]] = {
    "route": (State.ROUTED, Permission.PREPARE_VACANCY),
    "longlist": (State.LONGLISTED, Permission.PREPARE_VACANCY),
    "nominate": (State.NOMINATED, Permission.NOMINATE),
    "decide": (State.DECIDED, Permission.DECIDE),
    "recommend": (State.RECOMMENDED, Permission.RECORD_RECOMMENDATION),
    "inaugurate": (State.INAUGURATED, Permission.INAUGURATE),
    "close": (State.CLOSED, Permission.PREPARE_VACANCY),
}

# Step of an open selection → the states in which it may be taken; whoever prepares the vacancy takes it.
SELECTING: dict[str, tuple[str, ...]] = {
    "announce": (State.ROUTED,),
    "announce_correct": (State.ANNOUNCED, State.SCREENED, State.LONGLISTED),
    "extend": (State.ANNOUNCED, State.SCREENED),
    # After the check what was received in time and not recorded.
    "apply": (State.ANNOUNCED, State.SCREENED, State.LONGLISTED),
    "document": (State.ANNOUNCED, State.SCREENED),
    "screen": (State.ANNOUNCED, State.SCREENED, State.LONGLISTED),
    "score": (State.SCREENED, State.LONGLISTED),
    "rank": (State.SCREENED, State.LONGLISTED),
}


@dataclass(frozen=True)
class Counts:
    """Candidates of a longlist by outcome; `ranked`: whether any has a rank."""

    passed: int
    unknown: int
    failed: int
    ranked: bool

    @property
    def all(self) -> int:
        return self.passed + self.unknown + self.failed


def steps_for(vacancy: Vacancy, user: User, waiting: Deviation | None) -> frozenset[str]:
    """The steps that may follow now and that this user may take, and what may be done at many of them."""
    here = TRANSITIONS[vacancy.state]
    found = {
        step
        for step, (state, permission) in STEPS.items()
        if state in here and scope.allows(user, permission, vacancy.agency_id)
    }
    if vacancy.route != Route.TALENT_POOL:
        found.discard("longlist")
    elif vacancy.state in (State.ROUTED, State.LONGLISTED) and scope.allows(
        user, Permission.PREPARE_VACANCY, vacancy.agency_id
    ):
        found.add("go_over")
    if "route" in found and vacancy.route == Route.OPEN_SELECTION and hasattr(vacancy, "gone_over"):
        found.discard("route")
    if waiting is not None:
        # Until it is signed a second time nothing else follows but taking the decision back.
        found -= {"decide", "recommend", "inaugurate", "close"}
    if vacancy.state == State.NOMINATED:
        found.discard("close")
    if "decide" in found:
        found.add("deviate")
    if vacancy.state == State.DECIDED and must_be_recommended(vacancy, vacancy.reference_date):
        found.discard("inaugurate")
    if "nominate" in found and (vacancy.state != State.LONGLISTED or nominable.blocker(vacancy, user) is not None):
        found.discard("nominate")
    if vacancy.state in (State.DECIDED, State.RECOMMENDED) and scope.allows(user, Permission.DECIDE, vacancy.agency_id):
        found.add("withdraw")
    if vacancy.state == State.NOMINATED and waiting is None and nominable.keeper(vacancy, user) is None:
        found |= {"take_back", "correct_day"}
    if vacancy.state == State.RECOMMENDED and scope.allows(user, Permission.RECORD_RECOMMENDATION, vacancy.agency_id):
        found.add("unrecommend")
    if vacancy.state == State.INAUGURATED and scope.allows(user, Permission.INAUGURATE, vacancy.agency_id):
        found.add("annul")
    prepares = scope.allows(user, Permission.PREPARE_VACANCY, vacancy.agency_id)
    if prepares and vacancy.state in BEFORE_NAMES:
        found.add("appoint")
    if prepares and vacancy.state not in (State.INAUGURATED, State.CLOSED):
        found.add("amend")
    if prepares and vacancy.route == Route.OPEN_SELECTION:
        found |= {step for step, here in SELECTING.items() if vacancy.state in here}
        if found & {"screen", "rank"} and panels.unfinished(vacancy) is not None:
            # No list is made while the committee scores, or sits, over this one.
            found -= {"screen", "rank"}
    return frozenset(found)


def why_kept(vacancy: Vacancy, user: User) -> str:
    """What a member is told who may neither take the names back nor correct their day, as long as anybody may; "" for
    anybody else."""
    if vacancy.state != State.NOMINATED or not _seated(vacancy, user):
        return ""
    return str(nominable.keeper(vacancy, user) or "")


def _seated(vacancy: Vacancy, user: User) -> bool:
    """Whether the user has a seat on the committee; no query of who may not have one."""
    if not scope.allows(user, Permission.NOMINATE, vacancy.agency_id):
        return False
    return vacancy.committee.held_by(user).exists()


def awaiting(vacancy: Vacancy) -> Deviation | None:
    """What the PPK did otherwise and nobody has signed a second time yet."""
    if vacancy.state not in (State.NOMINATED, State.DECIDED):
        return None
    if hasattr(vacancy, "waits"):
        return getattr(vacancy, "waiting", None)
    return vacancy.deviations.filter(signed_at=None, ended_at=None).select_related("by").first()


def unsigned(vacancy: Vacancy) -> bool:
    """Whether anything about it waits for a second signature; no query where that was read along
    (`deviations.unsigned`)."""
    told: bool | None = getattr(vacancy, "unsigned", None)
    return awaiting(vacancy) is not None if told is None else told


def route_of(vacancy: Vacancy, named: str = "") -> RouteDecision | None:
    """The route decided last, or the one that is `named` by its id; None where there is no such."""
    if not named and hasattr(vacancy, "routed"):
        return getattr(vacancy, "newest_route", None)
    decided = vacancy.routes.select_related("agency", "by")
    return next((one for one in decided if str(one.pk) == named), None) if named else decided.first()


def listed(vacancy: Vacancy) -> tuple[Longlist, Counts] | None:
    """The longlist built last on the vacancy's route, and how many candidates came out how. One query."""
    # Counted beside the row and not by joining: the run and the list have long texts, which a join would be grouped by.
    entries = LonglistEntry.objects.filter(longlist=OuterRef("pk")).order_by().values("longlist")
    counted = {
        f"of_{name}": Coalesce(Subquery(entries.filter(outcome=name).values(rows=Count("pk"))), 0)
        for name in ("pass", "unknown", "fail")
    }
    placed = Exists(LonglistEntry.objects.filter(longlist=OuterRef("pk"), rank__isnull=False))
    lists = vacancy.longlists.filter(of_route())
    found: Any = lists.select_related("cycle__run", "wider").annotate(placed=placed, **counted).first()
    if found is None:
        return None
    return found, Counts(found.of_pass, found.of_unknown, found.of_fail, found.placed)


def reached(vacancy: Vacancy, *, listed: bool, nominated: bool, announced: bool = False, ranked: bool = True) -> str:
    """The last step taken; of a closed vacancy the one it was closed after. `announced`, `ranked`: of an open
    selection, whether it was, and whether the list has ranks."""
    if vacancy.state != State.CLOSED:
        return vacancy.state
    if nominated:
        return State.NOMINATED
    if listed:
        return State.LONGLISTED if ranked else State.SCREENED
    if announced:
        return State.ANNOUNCED
    return State.ROUTED if vacancy.route else State.OPENED


def with_closing(vacancies: QuerySet[Vacancy]) -> QuerySet[Vacancy]:
    """Each with the event in which it was closed, if it was: `closed_at`, and why (`closed_why`); with what is
    `waiting` for a second signature (`waits`: its id), the `newest_route` (`routed`: its id), whether another senior
    post of the agency has the title of theirs (`title_shared`), and the last instant at which anything was learnt
    (`last_instant`), and whether the PPK ever decided (`was_decided`)."""
    titled = Position.objects.filter(agency=OuterRef("agency"), current__name=OuterRef("position__current__name"))
    shared = titled.filter(current__tier__in=JPT_TIERS).exclude(pk=OuterRef("position"))
    newest = RouteDecision.objects.filter(vacancy=OuterRef("pk")).order_by("-id").values("pk")[:1]
    subject = Concat(Value("succession.vacancy:"), Cast(OuterRef("pk"), CharField()))
    events = Event.objects.filter(subject=subject, kind="succession.vacancy.closed").order_by("pk")
    found: QuerySet[Any] = vacancies.annotate(
        closed_at=Subquery(events.values("at")[:1]),
        closed_why=Subquery(events.values("reason")[:1]),
        # One at most: its key says so.
        waiting=FilteredRelation("deviations", condition=Q(deviations__signed_at=None, deviations__ended_at=None)),
        waits=F("waiting__pk"),
        newest_route=FilteredRelation("routes", condition=Q(routes__pk=Subquery(newest))),
        routed=F("newest_route__pk"),
        title_shared=Exists(shared),
        was_decided=Exists(AppointmentDecision.objects.filter(vacancy=OuterRef("pk"))),
        last_instant=known.LAST,
        renamed=Exists(Nominee.every.filter(vacancy=OuterRef("pk"), withdrawn_at__isnull=False)),
    )
    return found.select_related(
        "waiting__by", "newest_route__by", "newest_route__agency", "gone_over__by", "gone_over__file"
    )


def read_at(vacancy: Vacancy) -> datetime:
    """The instant to read at beside a vacancy: all that was learnt before it was read is known at it. No query where
    `with_closing` read it."""
    if hasattr(vacancy, "last_instant"):
        return known.now_after(vacancy.last_instant)
    return known.now(vacancy.agency_id)


def transfer_rule(vacancy: Vacancy) -> Rule | None:
    """The rule of a filling by a transfer between senior posts; None of any other filling."""
    return shipped().at(TRANSFER, vacancy.reference_date) if vacancy.transfer else None


def decided_in(route: RouteDecision) -> Event:
    """The event in which the route was decided."""
    return Event.objects.get(subject=f"succession.routedecision:{route.pk}", kind="succession.route.decided")


def checks_of(route: RouteDecision) -> list[Check]:
    """The conditions as they were found then."""
    return [canonical.from_json(stored) for stored in route.checks]


def checks_at(inauguration: Inauguration) -> list[Check]:
    """What could have forbidden an inauguration, as it was found then."""
    return [canonical.from_json(stored) for stored in inauguration.checks]


def nominees(vacancy: Vacancy) -> list[Nominee]:
    """The three names in the committee's order, with their `day` (`settled`); none before they were sent up."""
    names = settled.with_day(vacancy.nominees.all())
    return list(names.select_related("employee__current", "employee__agency", "by"))


def taken_back(vacancy: Vacancy) -> list[Nominee]:
    """The names that were sent up and taken back, those of the last time first; no query of a vacancy that was read
    with `with_closing` and has none."""
    if not getattr(vacancy, "renamed", True):
        return []
    found = Nominee.every.filter(vacancy=vacancy, withdrawn_at__isnull=False)
    return list(found.select_related("employee", "by", "withdrawn_by").order_by("-withdrawn_at", "order"))


def decisions(vacancy: Vacancy) -> list[AppointmentDecision]:
    """Every decision, newest first, with deviation, recommendation and inauguration where there are any. No query where
    `with_closing` knows that there is none."""
    if getattr(vacancy, "was_decided", None) is False:
        return []
    parts = ("by", "annulled_by", "opened", "replaced__current")
    inaugurated = [f"inauguration__{part}" for part in parts]
    gone = Recommendation.objects.filter(withdrawn_at__isnull=False).select_related("by", "withdrawn_by")
    rows: QuerySet[Any] = vacancy.decisions.annotate(
        # One at most: its key says so.
        standing=FilteredRelation("recommendations", condition=Q(recommendations__withdrawn_at=None)),
        stands=F("standing__pk"),
        unrecommended=Exists(gone.filter(decision=OuterRef("pk"))),
    )
    found = list(
        rows.select_related(
            "employee__agency",
            "by",
            "holder",
            "deviation__signed_by",
            "deviation__ended_by",
            "standing__by",
            *inaugurated,
        )
    )
    for one in found:
        one.recommendations_withdrawn = list(gone.filter(decision=one)) if one.unrecommended else []
    return found


def committee(vacancy: Vacancy) -> list[CommitteeMember]:
    """The seats, those of released members last."""
    seats = vacancy.committee.select_related("user", "released_by", "replaces__user")
    return list(seats.order_by(F("released_at").asc(nulls_first=True), "user__name", "id"))


def amendments(vacancy: Vacancy) -> list[tuple[Event, User | None]]:
    """Every time its cause or its target was changed, newest first, and by whom; two queries."""
    found = list(
        Event.objects.filter(subject=f"succession.vacancy:{vacancy.pk}", kind="succession.vacancy.amended").order_by(
            "-id"
        )
    )
    people = User.objects.in_bulk({event.actor for event in found})
    return [(event, people.get(event.actor)) for event in found]


def appointable(vacancy: Vacancy) -> QuerySet[User]:
    """Users with the role of a selection committee over the agency who have no seat on this one."""
    return _holders(vacancy).exclude(pk__in=vacancy.committee.values("user_id"))


def seatable(vacancy: Vacancy) -> QuerySet[User]:
    """The same, and whoever sits there without its being known whether they are of the agency: of them it may be said
    later that they are not (`committee.appoint_member`)."""
    settled = vacancy.committee.exclude(internal=None, released_on=None)
    return _holders(vacancy).exclude(pk__in=settled.values("user_id"))


def _holders(vacancy: Vacancy) -> QuerySet[User]:
    holders = User.objects.filter(
        is_active=True,
        assignments__role="SELECTION_COMMITTEE",
        assignments__agency=vacancy.agency_id,
        assignments__ended_at=None,
    )
    return holders.order_by("name", "id").distinct()


def empty_seats(vacancy: Vacancy) -> QuerySet[CommitteeMember]:
    """Seats that were given up and that nobody took over; not those whose scores in an open round were locked, and
    count."""
    given = PanelBallot.objects.filter(member=OuterRef("pk"), locked_at__isnull=False)
    counting = Exists(given.filter(round__closed_at=None, round__scored=True))
    return vacancy.committee.filter(~counting, released_on__isnull=False, replaced_by=None)


def seats(vacancy: Vacancy) -> QuerySet[CommitteeMember]:
    """Every seat ever given, by name, with `empty`: whether it is one of the `empty_seats`."""
    empty = Exists(empty_seats(vacancy).filter(pk=OuterRef("pk")))
    return vacancy.committee.select_related("user").annotate(empty=empty).order_by("user__name", "id")


def fillable(user: User) -> QuerySet[Position]:
    """The senior posts for which the user may open a vacancy."""
    posts = Position.objects.filter(current__tier__in=JPT_TIERS).select_related("current", "agency")
    return scope.within(posts, user, Permission.PREPARE_VACANCY).order_by("agency__name", "current__name", "id")


def started_again(vacancy: Vacancy) -> Deviation | None:
    """The newest entry by which this filling was to start again; None without one."""
    entries = vacancy.deviations.filter(kind=DeviationKind.AGAIN)
    return entries.select_related("vacancy__agency").first()


def replays(named: Mapping[str, Model | None]) -> dict[str, Event]:
    """The newest event of each in which it was computed again, by its name; `named`: what is shown by which name. One
    query."""
    subjects = {subject_name(one): name for name, one in named.items() if one is not None}
    found: dict[str, Event] = {}
    for event in Event.objects.filter(subject__in=subjects, kind__endswith=".replayed").order_by("id"):
        found[subjects[event.subject]] = event
    return found
