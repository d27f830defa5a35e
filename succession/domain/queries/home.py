"""What succession puts on the home page: vacancies that wait for this person, and how their agencies stand."""

from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from succession.domain.queries import afterwards, assessments, clarifications, closings, few, longlists, merit, rounds
from succession.models import CommitteeMember, MeritAssessment, MeritObjection, MeritQuestion, MeritTask, Vacancy
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
    """Vacancies whose next step is this person's."""
    words = {
        State.OPENED: (Permission.PREPARE_VACANCY, _("tetapkan jalurnya")),
        State.ROUTED: (Permission.PREPARE_VACANCY, _("susun daftar panjang")),
        State.ANNOUNCED: (Permission.PREPARE_VACANCY, _("catat lamaran, lalu periksa administrasinya")),
        State.SCREENED: (Permission.PREPARE_VACANCY, _("catat nilai tahapan, lalu susun peringkat")),
        State.LONGLISTED: (Permission.NOMINATE, _("usulkan %(count)s nama")),
        State.NOMINATED: (Permission.DECIDE, _("%(count)s nama menunggu keputusan Anda")),
        State.DECIDED: (Permission.RECORD_RECOMMENDATION, _("menunggu rekomendasi")),
        State.RECOMMENDED: (Permission.INAUGURATE, _("siap dilantik")),
    }
    held = {permission: scope.scope(user, permission) for permission, _words in words.values()}
    if not any(held.values()):
        return []
    seats = set(CommitteeMember.objects.filter(user=user, released_on=None).values_list("vacancy_id", flat=True))
    found = []
    for vacancy in longlists.visible_to(user).filter(state__in=words).annotate(**few.beside())[:100]:
        permission, text = words[State(vacancy.state)]
        if few.in_list(vacancy):
            short = _("calon kurang dari %(count)s: perluas, atau beralih") % {"count": few.in_words(vacancy)}
            permission, text = Permission.PREPARE_VACANCY, short
        if not held[permission].covers(vacancy.agency_id):
            continue
        if permission == Permission.NOMINATE and vacancy.pk not in seats:
            continue
        if vacancy.state == State.ROUTED and vacancy.route == Route.OPEN_SELECTION:
            text = _("umumkan seleksi terbukanya")
        elif vacancy.state == State.ROUTED and vacancy.route != Route.TALENT_POOL:
            text = _("jalurnya belum dapat ditentukan: tetapkan ulang atau tutup")
        if vacancy.state in (State.LONGLISTED, State.NOMINATED):
            text = text % {"count": few.in_words(vacancy)}
        found.append(Task(str(vacancy.position), f"{text} · {vacancy.code}", "vacancy", (vacancy.pk,)))
    return shortened(found, lambda task: task, more=_("%(shown)s dari %(all)s lowongan"), route="vacancies")


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
    seats = longlists.visible_to(user).filter(committee__user=user).order_by("-opened_on", "-id")[:SHOWN]
    return [Panel(_("Lowongan tempat Anda diangkat"), "succession/home/seats.html", {"seats": list(seats)}, order=20)]


HOME_TASKS.extend((vacancy_tasks, merit_tasks))
HOME_PANELS.extend((seat_panels, merit_panels))
