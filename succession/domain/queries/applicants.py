"""The applicants of an open selection: who is in it, what the administrative check and each stage gave them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np
import pandas as pd
from django.db.models import Max, Min, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from accounts.models import User
from rules import selection
from rules.checks import Check, Status
from rules.eligibility import records_for
from rules.law import NoRuleInForce, Rule, shipped
from rules.selection import Stage
from rules.text import Text
from succession.domain.queries import blind, longlists
from succession.domain.queries.candidates import CannotEvaluate, Computed, computed, evaluated, facts_of, required_post
from succession.domain.queries.of_route import of_route
from succession.models import (
    Announcement,
    Application,
    ApplicationDocument,
    Longlist,
    LonglistEntry,
    PanelCandidate,
    PanelRound,
    StageScore,
    Vacancy,
)
from succession.models.vacancy import Route
from talent.domain.queries import facts

Scores = dict[str, Decimal]
# When the first ballot of a round that is open was locked.
_OPEN = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Applicant:
    """One application for the eye. `entry`: what the last list says of it; `scores`: by stage, those that count."""

    application: Application
    entry: LonglistEntry | None
    scores: Scores

    @property
    def out(self) -> bool:
        """Whether it goes no further: withdrawn, or a requirement failed."""
        return self.application.withdrawn_at is not None or (
            self.entry is not None and self.entry.outcome == Status.FAIL
        )


def first_of(vacancy: Vacancy) -> Announcement | None:
    """The announcement that began the selection: its day chooses the law, its weights hold."""
    return vacancy.announcements.filter(weights__isnull=False).first()


def weights_of(first: Announcement) -> Scores:
    """Percent by stage."""
    return {stage: Decimal(weight) for stage, weight in (first.weights or {}).items()}


def stages_of(first: Announcement) -> tuple[Stage, ...]:
    """The stages in the order of the law."""
    return selection.stages(first.published_on, shipped())


def stage_names(vacancy: Vacancy) -> dict[str, Text]:
    """The words for the stages; none outside an open selection."""
    first = first_of(vacancy)
    return {one.code: one.name for one in stages_of(first)} if first else {}


def typed_stages(vacancy: Vacancy) -> list[Stage]:
    """The stages for which the committee had no round: what they gave is typed from a document."""
    first = first_of(vacancy)
    if first is None:
        return []
    theirs = set(PanelRound.objects.filter(vacancy=vacancy).values_list("stage", flat=True))
    return [one for one in stages_of(first) if one.code not in theirs]


def unscored_stages(vacancy: Vacancy) -> list[Stage]:
    """The stages for which nobody in the selection has a score, and no round was opened."""
    given = scores_of([one.pk for one in remaining(vacancy)]).values()
    done = {stage for scores in given for stage in scores}
    return [one for one in typed_stages(vacancy) if one.code not in done]


def latecomers(vacancy: Vacancy) -> dict[str, list[Application]]:
    """Stage → whom a supplementary round of it would be over: in the selection, without a score of a stage whose first
    round the committee closed, and candidates of none of its rounds that are open, or of which no ballot was locked
    before they applied. Only stages of which there are any."""
    rounds = PanelRound.objects.filter(vacancy=vacancy, supplements=None, closed_at__isnull=False).exclude(stage="")
    closed = list(rounds.values_list("stage", flat=True))
    candidates = PanelCandidate.objects.filter(round__vacancy=vacancy, round__stage__in=closed)
    begun = Min("round__ballots__locked_at", filter=Q(round__closed_at__isnull=False))
    rows = candidates.annotate(begun=begun).order_by("round").values_list("round__stage", "employee__nip", "begun")
    had = {(stage, who): until or _OPEN for stage, who, until in rows}
    left = remaining(vacancy) if closed else []
    given = scores_of([one.pk for one in left])
    found = {
        stage: [
            one
            for one in left
            if stage not in given.get(one.pk, {})
            # Who withdrew before everybody scored them, and applied again once a ballot was locked, comes after it too.
            and not ((until := had.get((stage, one.employee.nip))) and one.at <= until)
        ]
        for stage in closed
    }
    return {stage: late for stage, late in found.items() if late}


def checks_of(announcements: Sequence[Announcement]) -> list[Check]:
    """What the law asks of the announcement and of each extension, held against them."""
    first = announcements[0]
    on, law = first.published_on, shipped()
    periods = [
        selection.period(one.published_on, one.closes_on, on, law, extension=one.extends) for one in announcements
    ]
    return [*periods, *selection.weighing(weights_of(first), on, law)]


def tie_rule(first: Announcement) -> Rule:
    """What decides between equals."""
    return shipped().at("selection.tie_breaks", first.published_on)


def enough(vacancy: Vacancy, first: Announcement) -> Check:
    """Whether enough people are in the selection: those who did not withdraw and, once checked, do not fail."""
    return selection.enough(len(remaining(vacancy)), first.published_on, shipped())


def enough_of(everybody: Iterable[Applicant], first: Announcement) -> Check:
    """The same of all applicants, by the list built last."""
    return selection.enough(sum(not one.out for one in everybody), first.published_on, shipped())


def remaining(vacancy: Vacancy) -> list[Application]:
    """The applications that are still in the selection; since the check, without those that failed it."""
    failed = LonglistEntry.objects.filter(longlist=longlists.current(vacancy), outcome=Status.FAIL)
    live = vacancy.applications.filter(withdrawn_at=None).select_related("employee")
    return list(live.exclude(employee__in=failed.values("employee_id")))


def visible_to(user: User) -> QuerySet[Application]:
    """The applications to vacancies that the user may see; not those that they score without knowing whose they are."""
    seen = longlists.visible_to(user).exclude(pk__in=blind.vacancies(user).values("pk")).values("pk")
    related = ("vacancy__agency", "employee__current__unit", "home")
    return Application.objects.filter(vacancy__in=seen).select_related(*related)


def documents_for(user: User) -> QuerySet[ApplicationDocument]:
    """Their documents."""
    related = ("file", "application__vacancy__agency", "application__employee")
    return ApplicationDocument.objects.filter(application__in=visible_to(user).values("pk")).select_related(*related)


def announcements_for(user: User) -> QuerySet[Announcement]:
    """The standing announcements of the vacancies that the user may see."""
    seen = longlists.visible_to(user).values("pk")
    return Announcement.objects.filter(vacancy__in=seen).select_related("vacancy__agency", "vacancy__position__current")


def applicants(vacancy: Vacancy, longlist: Longlist | None, stages: Iterable[str]) -> list[Applicant]:
    """Everybody who applied: in the order of the list built last, then of arrival, with their scores of `stages`. Two
    queries."""
    written = StageScore.objects.filter(application=OuterRef("pk")).order_by("-id").values("score")
    newest = {stage: f"score_{stage}" for stage in stages}
    scores = {name: Subquery(written.filter(stage=stage)[:1]) for stage, name in newest.items()}
    rows = list(vacancy.applications.select_related("employee__current__unit", "home").annotate(**scores))
    entries = {one.employee_id: one for one in longlist.entries.all()} if longlist else {}
    people = {one.employee_id: one.employee for one in rows}
    for entry in entries.values():
        assert longlist is not None
        # Known already: the masks are read by the longlist's codes, what is told by whom they are about.
        entry.longlist, entry.employee = longlist, people[entry.employee_id]
    found = [
        Applicant(
            one,
            entries.get(one.employee_id) if one.withdrawn_at is None else None,
            {stage: score for stage, name in newest.items() if (score := getattr(one, name)) is not None},
        )
        for one in rows
    ]
    return sorted(found, key=_place)


def applicant(application: Application) -> Applicant:
    """One application as the list of all shows it."""
    entry = None
    if application.withdrawn_at is None:
        newest = Longlist.objects.filter(of_route(), vacancy=application.vacancy_id).order_by("-id").values("pk")[:1]
        rows = LonglistEntry.objects.filter(longlist=Subquery(newest), employee=application.employee_id)
        entry = rows.select_related("longlist").first()
    return Applicant(application, entry, scores_of([application.pk]).get(application.pk, {}))


def history(application: Application) -> list[tuple[StageScore, Stage | None]]:
    """Every score that was written, newest first, with its stage."""
    first = first_of(application.vacancy)
    stages = {one.code: one for one in stages_of(first)} if first else {}
    rows = application.scores.select_related("by", "round").order_by("-id")
    return [(one, stages.get(one.stage)) for one in rows]


def scores_of(applications: Iterable[int], known_at: datetime | None = None) -> dict[int, Scores]:
    """By application, the score of each stage that counts: the one written last (by `known_at`)."""
    rows = StageScore.objects.filter(application__in=list(applications))
    if known_at is not None:
        rows = rows.filter(at__lte=known_at)
    found: dict[int, Scores] = {}
    for application, stage, score in rows.order_by("id").values_list("application_id", "stage", "score"):
        found.setdefault(application, {})[stage] = score
    return found


def stage_scores(
    vacancy: Vacancy, people: Iterable[int], known_at: datetime
) -> dict[int, list[tuple[Stage, Decimal, Decimal | None]]]:
    """By employee id of these applicants, also of those who withdrew since, every stage with its weight in percent and
    the score that counts by `known_at`; nothing outside an open selection."""
    first = first_of(vacancy) if vacancy.route == Route.OPEN_SELECTION else None
    if first is None:
        return {}
    live = _live(vacancy, known_at).filter(employee__in=people)
    applications, weights = dict(live.values_list("pk", "employee_id")), weights_of(first)
    given = scores_of(applications, known_at)
    return {
        who: [(one, weights[one.code], given.get(pk, {}).get(one.code)) for one in stages_of(first)]
        for pk, who in applications.items()
    }


def documents_of(vacancy: Vacancy, known_at: datetime | None = None) -> list[tuple[Stage, str, date]]:
    """The documents on which the scores stand that were typed in and count (by `known_at`), in the order of the
    stages: stage, number, day. Nothing of scores from before they were asked for."""
    first, rows = first_of(vacancy), StageScore.objects.filter(application__vacancy=vacancy)
    if known_at is not None:
        rows = rows.filter(at__lte=known_at)
    counting = {(row.application_id, row.stage): row for row in rows.order_by("id")}
    named = {(row.stage, row.dated, row.number or "") for row in counting.values() if row.dated is not None}
    return [
        (stage, number, day)
        for stage in (stages_of(first) if first else ())
        for code, day, number in sorted(named)
        if code == stage.code
    ]


def newest_score(application: Application) -> int:
    """The id of the score that was written last, 0 before any: whoever writes another says which one they saw."""
    return newest_scores([application])[application.pk]


def newest_scores(applications: Iterable[Application]) -> dict[int, int]:
    """The same of several, by application. One query."""
    found = {one.pk: 0 for one in applications}
    rows = StageScore.objects.filter(application__in=found).order_by().values("application")
    return found | dict(rows.annotate(newest=Max("pk")).values_list("application", "newest"))


def compute(vacancy: Vacancy, known_at: datetime) -> Computed:
    """Every applicant who is in the selection at `known_at` against every requirement of the post, ranked by the
    stages once all of them are scored. Requirements are measured on the vacancy's reference date."""
    first = first_of(vacancy)
    assert first is not None
    applications = {one.employee_id: one.pk for one in _live(vacancy, known_at)}
    post, on = required_post(vacancy, known_at), vacancy.reference_date
    frames = facts_of(vacancy, sorted(applications), on, known_at, records_for(post))
    found = evaluated(frames, post, on)
    if len(found.employee_id) != len(applications):
        raise CannotEvaluate(_("Ada pelamar yang data pegawainya tidak diketahui pada saat itu."))
    given = scores_of(applications.values(), known_at)
    people = frames["employees"][["employee_id", "nip"]].copy()
    people["passed"], people["unknown"] = found.passed.astype(np.int64), found.unknown.astype(np.int64)
    people["waived"] = found.waived.astype(np.int64)
    people["outcome"] = found.outcome_names()
    weights = weights_of(first)
    for stage in stages_of(first):
        scores = [given.get(applications[who], {}).get(stage.code) for who in people["employee_id"]]
        people[stage.code] = np.array([np.nan if score is None else float(score) for score in scores])
    ranked = selection.rank(people, weights, first.published_on, shipped())
    ranked["position"] = np.arange(1, len(ranked) + 1)
    ranked["decided_by"] = ranked["decided_by"].fillna("")
    ranked = ranked.assign(box=None, talent_value=None, technical=None)
    inputs = {
        "facts": facts.inputs_digest(frames),
        "applications": sorted(applications.items()),
        "scores": {
            str(one): {stage: _written(score) for stage, score in of.items()} for one, of in sorted(given.items())
        },
        "weights": first.weights,
        "post": post,
    }
    return computed(found.codes, ranked, inputs)


def scored(vacancy: Vacancy, longlist: Longlist) -> pd.DataFrame:
    """The ranked applicants with the scores that they were ranked by: `employee_id`, `nip`, `outcome` and a column for
    each stage, float64."""
    first = first_of(vacancy)
    assert first is not None
    rows = longlist.entries.filter(rank__isnull=False).order_by("position").values_list("employee_id", "outcome")
    frame = pd.DataFrame(rows, columns=["employee_id", "outcome"])
    people = facts_of(vacancy, frame["employee_id"].tolist(), longlist.on, longlist.known_at, ())["employees"]
    frame = frame.merge(people[["employee_id", "nip"]], validate="one_to_one")
    if len(frame) != len(rows):
        raise CannotEvaluate(_("Data yang mendasari daftar panjang ini tidak ditemukan lagi."))
    applications = dict(vacancy.applications.order_by("id").values_list("employee_id", "pk"))
    given = scores_of(applications.values(), longlist.known_at)
    for stage in stages_of(first):
        frame[stage.code] = [float(given[applications[who]][stage.code]) for who in frame["employee_id"]]
    return frame


def deadlines(vacancy: Vacancy) -> tuple[dict[str, date], Rule] | None:
    """The latest day of each step towards the target date, by the state it leads to, and the rule behind; None without
    a target or a route that leads anywhere."""
    if vacancy.target_date is None or vacancy.route not in (Route.TALENT_POOL, Route.OPEN_SELECTION):
        return None
    law, on = shipped(), vacancy.opened_on
    try:
        rule = law.at("selection.step_days", on)
    except NoRuleInForce:
        return None
    return selection.deadlines(str(vacancy.route), vacancy.target_date, on, law), rule


def _live(vacancy: Vacancy, known_at: datetime) -> QuerySet[Application]:
    """The applications that were in the selection at `known_at`, whoever withdrew since."""
    return vacancy.applications.filter(Q(withdrawn_at=None) | Q(withdrawn_at__gt=known_at), at__lte=known_at)


def _written(score: Decimal) -> str:
    """With two decimals, as it is entered by hand; a committee's mean with as many as it has."""
    entered = round(score, 2)
    return str(entered if entered == score else score.normalize())


def _place(one: Applicant) -> tuple[bool, int, int]:
    position = one.entry.position if one.entry else 0
    return one.application.withdrawn_at is not None, position, one.application.pk
