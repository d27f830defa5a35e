"""What succession puts on the home page: vacancies that wait for this person, and how their agencies stand."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from rules.checks import Check, Status
from succession.domain import conflicts
from succession.domain import deviations as register
from succession.domain.queries import (
    afterwards,
    assessments,
    blind,
    choosing,
    clarifications,
    closings,
    deviations,
    few,
    longlists,
    merit,
    nominable,
    panel_minutes,
    panel_told,
    panels,
    quorum,
    rounds,
)
from succession.domain.queries.of_route import of_route
from succession.domain.queries.words import said
from succession.models import (
    CommitteeMember,
    MeritAssessment,
    MeritObjection,
    MeritQuestion,
    MeritTask,
    PanelBallot,
    PanelRound,
    Vacancy,
)
from succession.models.vacancy import Route
from talent.domain import known
from talent.domain.queries import employees
from talent.domain.queries.home import HOME_PANELS, HOME_TASKS, Panel, Task, shortened
from talent.models import Agency

SHOWN = 5
AGENCIES = 3
# Who can see to it that the direct route stays open: the BKD, the PPK, the merit team.
ACTING = (Permission.PREPARE_VACANCY, Permission.DECIDE, Permission.ASSESS_MERIT)
State = Vacancy.State


@dataclass(frozen=True)
class Standing:
    """An agency with its latest decided round, if there is one; `again`: its merit team should begin the next;
    `closing`: what the user should see to before the direct route closes."""

    agency: Agency
    result: rounds.Result | None
    again: bool = False
    closing: list[closings.Warned] = field(default_factory=list)


def vacancy_tasks(user: User) -> list[Task]:
    """Vacancies whose next step is this person's, and can be taken now."""
    steps = {*WAITING.values(), Permission.NOMINATE, Permission.INAUGURATE, Permission.COUNTERSIGN}
    held = {permission: scope.scope(user, permission) for permission in steps}
    if not any(held.values()):
        return []
    # One at most waits for its second signature: its key says so.
    open_entry = FilteredRelation("deviations", condition=Q(deviations__signed_at=None, deviations__ended_at=None))
    read: QuerySet[Any] = longlists.visible_to(user).filter(state__in=[*WAITING, State.LONGLISTED, State.RECOMMENDED])
    read = read.annotate(entry=open_entry, entered=F("entry__pk"), **nominable.beside(user))
    read = read.select_related("entry__decision__employee__current")
    steps_of = [(vacancy, *_next(vacancy)) for vacancy in read[:100]]
    own = [one for one in steps_of if held[one[1]].covers(one[0].agency_id)]
    naming = [vacancy for vacancy, permission, _text in own if permission == Permission.NOMINATE]
    why = {vacancy.pk: nominable.why(vacancy, vars(vacancy)) for vacancy in naming}
    passed = nominable.passed_over([vacancy for vacancy in naming if why[vacancy.pk] is None], user)
    unsigned = _unsigned([vacancy for vacancy, permission, _text in own if permission == Permission.COUNTERSIGN], user)
    found = []
    for vacancy, permission, text in own:
        if nominable.must_declare(why.get(vacancy.pk)):
            # Seated after the round that counts was closed: nothing of it waits for them but this (`round_tasks`).
            text, to = _to_declare(), ("vacancy_panel", vacancy.pk)
        elif why.get(vacancy.pk) or vacancy.pk in passed or vacancy.pk in unsigned:
            continue
        else:
            to = ("deviation", vacancy.entered) if permission == Permission.COUNTERSIGN else ("vacancy", vacancy.pk)
        found.append(Task(str(vacancy.position), f"{text} · {vacancy.code}", to[0], to[1:]))
    return shortened(found, lambda task: task, more=_("%(shown)s dari %(all)s lowongan"), route="vacancies")


# State → whose its next step is; what depends on more than that is told by `_next`.
WAITING = {
    State.OPENED: Permission.PREPARE_VACANCY,
    State.ROUTED: Permission.PREPARE_VACANCY,
    State.ANNOUNCED: Permission.PREPARE_VACANCY,
    State.SCREENED: Permission.PREPARE_VACANCY,
    State.NOMINATED: Permission.DECIDE,
    State.DECIDED: Permission.RECORD_RECOMMENDATION,
}


def _next(vacancy: Any) -> tuple[Permission, str]:
    """Whose the next step is, and which it is in words, of a vacancy that was read as in `vacancy_tasks`."""
    state, route = vacancy.state, vacancy.route
    if vacancy.entered is not None:
        return Permission.COUNTERSIGN, _("menunggu tanda tangan kedua")
    if state == State.LONGLISTED:
        if few.in_list(vacancy):
            short = _("calon kurang dari %(count)s: perluas, atau beralih")
            return Permission.PREPARE_VACANCY, short % {"count": few.in_words(vacancy)}
        if vacancy.running or vacancy.minuted:
            return Permission.NOMINATE, _("usulkan %(count)s nama") % {"count": few.in_words(vacancy)}
        return Permission.PREPARE_VACANCY, _("angkat panitianya bila belum, lalu buka penilaian atau sidangnya")
    if state == State.RECOMMENDED or (
        state == State.DECIDED and not choosing.must_be_recommended(vacancy, vacancy.reference_date)
    ):
        return Permission.INAUGURATE, _("siap dilantik")
    words = {
        State.OPENED: _("tetapkan jalurnya"),
        State.ROUTED: _("susun daftar panjang"),
        State.ANNOUNCED: _("catat lamaran, lalu periksa administrasinya"),
        State.SCREENED: _("catat nilai tahapan, lalu susun peringkat"),
        State.NOMINATED: _("%(count)s nama menunggu keputusan Anda") % {"count": few.in_words(vacancy)},
        State.DECIDED: _("menunggu rekomendasi"),
    }
    text = words[state]
    if state == State.SCREENED and vacancy.running:
        text = _("panitia sedang menilai; catat nilai tahapan lain yang belum ada")
    elif state == State.ROUTED and route == Route.OPEN_SELECTION:
        text = _("umumkan seleksi terbukanya")
    elif state == State.ROUTED and route != Route.TALENT_POOL:
        text = _("jalurnya belum dapat ditentukan: tetapkan ulang atau tutup")
    return WAITING[state], text


def _unsigned(vacancies: list[Any], user: User) -> set[int]:
    """Those of these whose second signature this person cannot give. Three queries, but for whoever is an employee, has
    a seat on their committees, or declared a relation to somebody in them."""
    chosen = [one.entry.decision.employee for one in vacancies if one.entry.decision is not None]
    untied = conflicts.untied(vacancies, user, *chosen)
    return {one.pk for one in vacancies if register.why_not(one.entry, user, untied=untied)}


def round_tasks(user: User) -> list[Task]:
    """Open rounds of committees that the user sits on, as long as something of theirs is missing in them: what they
    declare, their scores, their signature."""
    if not scope.scope(user, Permission.NOMINATE):
        return []
    seats = CommitteeMember.objects.held_by(user).values("vacancy")
    own = PanelBallot.objects.filter(round=OuterRef("pk"), member__user=user)
    running = PanelRound.objects.filter(
        of_route("longlist"), closed_at=None, vacancy__in=seats, vacancy__state__in=blind.BEFORE_NAMES
    )
    running = running.annotate(declared=Exists(own), locked=Exists(own.filter(locked_at__isnull=False)))
    running = running.select_related("vacancy__position__current", "vacancy__agency", "longlist")
    found = []
    for held in running.order_by("opened_at", "id")[:100]:
        if text := _missing(held, user):
            note = f"{text} · {held.vacancy.code}"
            found.append(Task(str(held.vacancy.position), note, "vacancy_panel", (held.vacancy_id,)))
    return shortened(found, lambda task: task, more=_("%(shown)s dari %(all)s putaran"), route="vacancies")


def _missing(held: Any, user: User) -> str:
    """What of the user's an open round waits for, in words; "" for nothing. Queries of a supplementary round and of
    minutes alone."""
    if held.revealed_at is None:
        if held.locked or (held.supplements_id and not panels.members_of(held).filter(user=user).exists()):
            return ""
        if not held.declared:
            return _("nyatakan benturan kepentingan, lalu nilai calon")
        return _("nilai calon, lalu kunci nilai Anda")
    if not held.scored and not held.declared:
        return _to_declare()
    if not (held.locked and held.minutes) or user.pk in panel_minutes.signed(held):
        return ""
    refused = any(one.member.user_id == user.pk for one in panel_minutes.refusals(held))
    return "" if refused else _("tanda tangani risalahnya")


def _to_declare() -> str:
    return _("nyatakan ada atau tidaknya benturan kepentingan")


def reveal_tasks(user: User) -> list[Task]:
    """Rounds in which every member has locked: who prepares the vacancy reveals now, or sees to what refuses that.
    Queries of a supplementary round, and of one that not every seat scores, alone."""
    held = scope.scope(user, Permission.PREPARE_VACANCY)
    if not held:
        return []
    seats = CommitteeMember.objects.held().filter(vacancy=OuterRef("vacancy"))
    locked = PanelBallot.objects.filter(round=OuterRef(OuterRef("pk")), member=OuterRef("pk"), locked_at__isnull=False)
    blinded = PanelRound.objects.filter(
        of_route("longlist"), Exists(seats), revealed_at=None, vacancy__state__in=blind.BEFORE_NAMES
    )
    blinded = blinded.annotate(waiting=Exists(seats.exclude(Exists(locked))))
    blinded = blinded.filter(Q(waiting=False) | Q(supplements__isnull=False))
    filled = CommitteeMember.objects.filter(vacancy=OuterRef("vacancy"), replaced_by=None)
    blinded = blinded.annotate(
        whole=~Exists(filled.exclude(Exists(locked.filter(scores__isnull=False)))),
        seated=Subquery(filled.order_by().values("vacancy").annotate(rows=Count("pk")).values("rows")),
    )
    mine = scope.within(blinded, user, Permission.PREPARE_VACANCY, "vacancy__agency_id")
    mine = mine.select_related("vacancy__position__current", "longlist").order_by("opened_at", "id")
    due = [one for one in mine[:100] if not one.waiting or panel_told.far(panel_told.Told(one, user).seats).done]
    composed = quorum.compositions([one.vacancy for one in due])
    found = []
    for one in due:
        note = f"{_unrevealed(one, composed[one.vacancy_id])} · {one.vacancy.code}"
        found.append(Task(str(one.vacancy.position), note, "vacancy_panel", (one.vacancy_id,)))
    return shortened(found, lambda task: task, more=_("%(shown)s dari %(all)s putaran"), route="vacancies")


def _unrevealed(held: Any, composition: Sequence[Check]) -> str:
    """What a round in which all have locked waits for, in words: the reveal, or what would refuse it."""
    check = quorum.of_all(held.vacancy, held.seated) if held.whole else quorum.quorum(held)
    if check is not None and check.status != Status.PASS:
        return _("semua nilai terkunci, tetapi panitia belum kuorum: %(fact)s") % {"fact": said(check.fact)}
    failing = [said(one.fact) for one in composition if one.decides and one.status != Status.PASS]
    if failing:
        short = _("semua nilai terkunci, tetapi susunan panitia belum memenuhi aturan: %(facts)s")
        return short % {"facts": "; ".join(failing)}
    return _("semua nilai terkunci: perlihatkan nilai dan nama")


def merit_tasks(user: User) -> list[Task]:
    """For the merit team: questions to answer, tasks that are late. For the verifier: rounds that were submitted,
    objections."""
    found: list[Task] = []
    if scope.scope(user, Permission.ASSESS_MERIT):
        more = _("%(shown)s dari %(all)s klarifikasi")
        found += shortened(clarifications.unanswered(user), _asked, more=more, route="merit_assessments")
        more = _("%(shown)s dari %(all)s tindak lanjut")
        found += shortened(afterwards.late(user, timezone.localdate()), _overdue, more=more, route="merit")
    if scope.scope(user, Permission.VERIFY_MERIT):
        submitted = assessments.visible_to(user).filter(state=MeritAssessment.State.SUBMITTED)
        overseen = scope.within(submitted, user, Permission.VERIFY_MERIT).order_by("submitted_on", "id")
        more = _("%(shown)s dari %(all)s penilaian")
        found += shortened(overseen, _submitted, more=more, route="merit_assessments")
        more = _("%(shown)s dari %(all)s keberatan")
        found += shortened(afterwards.undecided_objections(user), _objection, more=more, route="merit")
    return found


def _asked(question: MeritQuestion) -> Task:
    words = {"id": question.sub_aspect, "day": date_format(question.due)}
    note = _("klarifikasi %(id)s, dijawab paling lambat %(day)s") % words
    return Task(question.assessment.name, note, "merit_assessment", (question.assessment_id,))


def _overdue(task: MeritTask) -> Task:
    note = _("tindak lanjut merit, tenggatnya %(day)s") % {"day": task.due and date_format(task.due)}
    return Task(task.text, note, "merit_after", (task.round_id,))


def _submitted(held: MeritAssessment) -> Task:
    return Task(held.name, f"{_('menunggu verifikasi')} · {held.agency.name}", "merit_assessment", (held.pk,))


def _objection(one: MeritObjection) -> Task:
    note = _("keberatan diterima: catat putusannya") if one.accepted else _("keberatan menunggu jawaban")
    return Task(one.round.name, f"{note} · {one.round.agency.name}", "merit_after", (one.round_id,))


def merit_panels(user: User) -> list[Panel]:
    """Score and category of the latest decided round of each agency (the first few)."""
    if not scope.scope(user, Permission.VIEW_MERIT):
        return []
    of_user = employees.agencies_of(user, Permission.VIEW_MERIT).annotate(last_instant=known.LAST)
    # Of more than are shown here, a page of its own tells.
    agencies = list(of_user[: AGENCIES + 1])
    more, agencies = len(agencies) > AGENCIES, agencies[:AGENCIES]
    now = known.now_after(max((agency.last_instant or 0 for agency in agencies), default=None))
    today, held = timezone.localdate(), merit.by_agency([agency.pk for agency in agencies], now)
    latest = [one for known_of in held.values() if (one := merit.latest(known_of, today)) is not None]
    results = {one.round.agency_id: rounds.result(one) for one in latest}
    team = scope.scope(user, Permission.ASSESS_MERIT)
    own = [one for one in results.values() if team.covers(one.round.agency_id)]
    again = afterwards.due_again(own, today)
    acting = [scope.scope(user, permission) for permission in ACTING]
    warned = [agency for agency in agencies if any(of.covers(agency.pk) for of in acting)]
    closing = closings.warned(warned, held, today, now)
    standings = [
        Standing(agency, results.get(agency.pk), agency.pk in again, closing.get(agency.pk, [])) for agency in agencies
    ]
    return [Panel(_("Sistem merit"), "succession/home/merit.html", {"standings": standings, "more": more}, order=40)]


def seat_panels(user: User) -> list[Panel]:
    """The vacancies on whose committee the user sits, the newest first, whatever became of them."""
    if not scope.scope(user, Permission.NOMINATE):
        return []
    seats = longlists.visible_to(user).filter(committee__user=user).order_by("-opened_on", "-id")
    shown = list(seats.annotate(unsigned=deviations.unsigned(vacancy=OuterRef("pk")))[:SHOWN])
    return [Panel(_("Lowongan tempat Anda diangkat"), "succession/home/seats.html", {"seats": shown}, order=20)]


HOME_TASKS.extend((vacancy_tasks, round_tasks, reveal_tasks, merit_tasks))
HOME_PANELS.extend((seat_panels, merit_panels))
