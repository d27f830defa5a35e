"""Vacancies: the list, and one with its route, its longlist and what comes next."""

from collections.abc import Mapping
from typing import Any

from django.db.models import BigIntegerField, Exists, Model, OuterRef, QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.domain.queries import scope
from accounts.domain.queries.prepared import Later, Prepared
from accounts.models import User
from accounts.permissions import Permission
from accounts.roles import Roles
from rules.checks import Check, Status
from succession.domain import openings, sights
from succession.domain import vacancies as domain
from succession.domain.queries import (
    agreed,
    applicants,
    blind,
    choosing,
    chosen,
    few,
    gate,
    longlists,
    nominable,
    panels,
    quorum,
    settled,
    vacancies,
)
from succession.domain.queries import deviations as register
from succession.domain.replay import Replay
from succession.interfaces import filling_papers, stepper, words
from succession.interfaces.filters import EntryFilter, VacancyFilter
from succession.interfaces.forms import (
    AmendForm,
    AnnulForm,
    CloseForm,
    CommitteeForm,
    InaugurateForm,
    NamesDayForm,
    RecommendForm,
    VacancyForm,
    WithdrawForm,
)
from succession.interfaces.holding import Holding
from succession.interfaces.over_forms import GoOverForm
from succession.interfaces.panel_forms import ReleaseForm
from succession.interfaces.selection_forms import AnnounceForm, ApplyForm, ExtendForm
from succession.models import CommitteeMember, RouteDecision, Vacancy
from succession.models.vacancy import Route
from succession.views import vacancy_lists
from talent.interfaces import tables
from talent.views.common import refused, signed_in
from talent.views.searching import keep

State = Vacancy.State
PARTS = ("panitia", "jejak")
SORTS = {
    "jabatan": ("position__current__name", "id"),
    "dibuka": ("opened_on", "-id"),
    "penetapan": ("decision_date", "-id"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def vacancy_list(request: HttpRequest) -> HttpResponse:
    """The vacancies, and the form for a new one."""
    user = signed_in(request)
    scope.require(user, Permission.VIEW_VACANCIES)
    may_open = bool(scope.scope(user, Permission.PREPARE_VACANCY))
    chosen = {"position": request.GET.get("jabatan"), "opened_on": timezone.localdate()}
    chosen |= {"cause": request.GET.get("sebab"), "target_date": request.GET.get("sasaran")}
    form, status = VacancyForm(user=user, initial=chosen) if may_open else None, 200
    if request.method == "POST":
        scope.require(user, Permission.PREPARE_VACANCY)
        given, made = VacancyForm(request.POST, user=user), list[Vacancy]()
        again = refused(request, given, _("Lowongan dibuka."), lambda: made.append(_opened(given, user)))
        if again is None:
            return redirect("vacancy", pk=made[0].pk)
        form, status = given, again
    listed = longlists.visible_to(user).annotate(unsigned=register.unsigned(vacancy=OuterRef("pk")))
    found = VacancyFilter(request.GET, listed, user=user)
    sorting = tables.sorting(request.GET, SORTS, "-dibuka")
    page = tables.keyset(found.rows, sorting.order, request.GET)
    context = {
        "filters": found.form if found.filters else None,
        "page": page,
        "sorting": sorting,
        "form": form,
    }
    return render(request, "succession/vacancies.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def vacancy_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The filling itself, or with `bagian` the committee or the trail (`jalur`: of the decision with that id, as its
    certificate names it); a POST says whom to look for in the longlist."""
    vacancy = visible(request, pk)
    if request.method == "POST":
        return keep(request, "vacancy", EntryFilter, vacancy.pk, at=vacancy_lists.LONGLIST)
    return page(request, vacancy)


def visible(request: HttpRequest, pk: int | str, **beside: Any) -> Vacancy:
    """The vacancy, provided that the one who asks may see it, with what is read `beside` it."""
    user, key = signed_in(request), int(pk)
    if key > BigIntegerField.MAX_BIGINT:
        raise Http404
    found = list(_read(user.pk).filter(pk=key).annotate(**beside)) if beside else _READ.rows(pk=key, user=user.pk)
    if not found or not longlists.sees(user, found[0], sits=found[0].sits):  # type: ignore[attr-defined]
        raise Http404
    return found[0]


def _read(user: int | Later) -> QuerySet[Vacancy]:
    """Vacancies as their pages show them, and whether the user `sits` on their committee."""
    rows = vacancies.with_closing(Vacancy.objects.select_related("agency", "position__current"))
    return rows.annotate(
        **agreed.beside(), sits=Exists(CommitteeMember.objects.held_by(user).filter(vacancy=OuterRef("pk")))
    )


# Each page of a vacancy begins so, and wording it took Django longer than all else that a refusal does.
_READ = Prepared(lambda: _read(Later("user", BigIntegerField())).filter(pk=Later("pk", BigIntegerField())))


def page(
    request: HttpRequest,
    vacancy: Vacancy,
    *,
    part: str = "",
    given: Mapping[str, Form] | None = None,
    replayed: Mapping[str, Replay] | None = None,
    status: int = 200,
) -> HttpResponse:
    """One vacancy. `given`: forms that came back with a mistake, by step; `replayed`: what was just computed again."""
    user = signed_in(request)
    part = part or request.GET.get("bagian", "")
    part = part if part in PARTS else ""
    route, (longlist, counts) = vacancies.route_of(vacancy), vacancies.listed(vacancy) or (None, None)
    proposed = vacancy.state in (State.NOMINATED, State.DECIDED, State.RECOMMENDED, State.INAUGURATED, State.CLOSED)
    nominees = vacancies.nominees(vacancy) if proposed else []
    decisions = vacancies.decisions(vacancy) if nominees else []
    waiting = vacancies.awaiting(vacancy)
    steps = vacancies.steps_for(vacancy, user, waiting)
    selects = vacancy.route == Route.OPEN_SELECTION
    selecting = vacancy_lists.applicants_of(request, vacancy, longlist, counts) if selects else {}
    reached = vacancies.reached(
        vacancy,
        listed=longlist is not None,
        nominated=bool(nominees),
        announced=bool(selecting),
        ranked=selecting.get("ranked", True),
    )
    deadlines, ranked = applicants.deadlines(vacancy), counts and counts.passed + counts.unknown
    scarce = few.warning(vacancy, route, ranked, vacancies.read_at(vacancy))
    context: dict[str, Any] = {
        "vacancy": vacancy,
        "post": vacancy.position.current,
        "part": part,
        "tabs": _tabs(vacancy, part),
        "course": stepper.of(vacancy, reached, decisions, deadlines[0] if deadlines else {}, waits=waiting is not None),
        "deadline_rule": deadlines[1] if deadlines else None,
        "transfer_rule": vacancies.transfer_rule(vacancy),
        "route": route,
        "checks": vacancies.checks_of(route) if route else [],
        "route_mark": words.ROUTE_MARKS.get(str(route.route)) if route else None,
        "longlist": longlist,
        "agreements": agreed.told_of(vacancy),
        "way": choosing.way_of(vacancy),
        "few": scarce,
        "many": few.in_words(vacancy),
        "recommendation_rule": choosing.recommendation_first(vacancy, vacancy.reference_date),
        "frozen": _frozen(vacancy) if "inaugurate" in steps else (),
        "steps": steps,
        "may_prepare": scope.allows(user, Permission.PREPARE_VACANCY, vacancy.agency_id),
        "forms": _forms(vacancy, steps, part, user, selecting, listed=longlist is not None) | dict(given or {}),
    }
    if part == "panitia":
        context |= {"committee": vacancies.committee(vacancy), "composition": quorum.composition(vacancy)}
        context["stuck"] = "appoint" in steps and nominable.stuck(vacancy, user)
        context["full"] = context["stuck"] and quorum.full(vacancy)
        context["users_page"] = reverse("users") if scope.scope(user, Permission.MANAGE_USERS) else ""
    elif part == "jejak":
        asked = request.GET.get("jalur", "")
        context |= _trail(vacancy, user, route, longlist, asked, nominated=bool(nominees))
        context["replayed"] = replayed or {}
    else:
        held = [decision.inauguration for decision in decisions if hasattr(decision, "inauguration")]
        found = vacancies.checks_at(held[0]) if held else []
        stood = chosen.stood(held[0]) if held else ()
        old = held[0].replaced if held else None
        context["opens_replaced"] = old is not None and scope.allows(user, Permission.VIEW_EMPLOYEES, old.agency_id)
        context |= {"nominees": nominees, "decisions": decisions, "checks_at": found, "stood": stood}
        context["last_held"] = held[0] if held else None
        context |= {"waiting": waiting, "holding": _holding(request, vacancy)}
        context["taken"] = vacancies.taken_back(vacancy)
        if nominees and nominees[0].day_corrected:  # type: ignore[attr-defined]
            context["days"] = [one for one in settled.corrections(vacancy) if one.names_at == nominees[0].at]
        if decisions:
            # What becomes of the names since then is the PPK's to say.
            for step in ("take_back", "correct_day"):
                context["forms"].pop(step, None)
        elif "take_back" not in steps and waiting is None:
            context["kept"] = vacancies.why_kept(vacancy, user)
        named = [one.employee for one in nominees]
        gone = context["gone"] = selecting["gone"] if selecting else agreed.gone(vacancy, named)
        open_ones = [one.employee for one in decisions if one.ended_at is None]
        context["taken_back"] = next((one for one in open_ones if one.pk in gone), None)
        context["papers"] = filling_papers.available(
            listed=longlist is not None, nominated=bool(nominees), decided=bool(decisions)
        )
        context["may_take_dossier"] = route is not None and openings.may_take_dossier(vacancy, user)
        context["blind"] = blind.hidden(vacancy, user)
        context["begun"] = context["blind"] and panels.of(vacancy) is not None
        if scarce is None:
            context |= _next(vacancy, steps, waiting)
        context["blocked"] = nominable.waits(vacancy, user)
        # A list that may not be made anew says no more how many can be named; `go_over` weighs that by what is known.
        if "go_over" in steps and (scarce is not None or (longlist is not None and panels.bind_list(vacancy))):
            context["forms"].setdefault("over", GoOverForm(auto_id="over_%s"))
        if context["blind"]:
            context["papers"], context["may_take_dossier"] = [], False
        if selecting and not context["blind"]:
            context |= selecting
        elif longlist is not None and counts is not None and not context["blind"]:
            context |= vacancy_lists.candidates(request, vacancy, longlist, counts)
    return render(request, "succession/vacancy.html", context, status=status)


def _next(vacancy: Vacancy, steps: frozenset[str], waiting: Any) -> dict[str, Any]:
    """What is to be done next where no button of the page does it: a committee, its round, the recommendation."""
    if vacancy.state == State.LONGLISTED and "appoint" in steps:
        if not vacancy.committee.held().exists():
            return {"unseated": True}
        return {"unopened": panels.of(vacancy) is None}
    unsaid = vacancy.state == State.DECIDED and waiting is None and not steps & {"recommend", "inaugurate"}
    if unsaid and choosing.must_be_recommended(vacancy, vacancy.reference_date):
        may = (one for one in Roles.ALL.values() if Permission.RECORD_RECOMMENDATION in one.permissions)
        return {"recorders": ", ".join(str(role.name) for role in may if role.scope == "agency")}
    return {}


def _holding(request: HttpRequest, vacancy: Vacancy) -> Holding:
    """Who still holds the post, above the list from its beginning; once the PPK decided the decision says it."""
    undecided = not vacancy.was_decided  # type: ignore[attr-defined]
    shown = undecided and vacancy_lists.whole(request, vacancy)
    return Holding.of(vacancy, signed_in(request)) if shown else Holding(None)


def _frozen(vacancy: Vacancy) -> tuple[Check, ...]:
    return gate.frozen(vacancy, timezone.localdate(), vacancies.read_at(vacancy))


def _opened(form: VacancyForm, by: User) -> Vacancy:
    post = form.cleaned_data["position"]
    names = (
        "code",
        "opened_on",
        "decision_date",
        "reference_date",
        "running_since",
        "cause",
        "target_date",
        "transfer",
    )
    return domain.open_vacancy(
        agency=post.agency, position=post, by=by, **{name: form.cleaned_data[name] for name in names}
    )


def _trail(
    vacancy: Vacancy, user: User, route: RouteDecision | None, longlist: Any, asked: str, *, nominated: bool
) -> dict[str, Any]:
    """`asked`: the id of the decision to show; a certificate leads to its own, whatever was decided later."""
    traced = vacancies.route_of(vacancy, asked) if asked else route
    if asked and traced is None:
        raise Http404
    anew = vacancies.started_again(vacancy)
    decided = vacancy.decisions.first()
    named: dict[str, Model | None] = {"route": traced, "longlist": longlist, "decided": decided, "again": anew}
    if nominated:
        named["nominated"] = vacancy
    return {
        "may_replay": scope.allows(user, Permission.REPLAY, vacancy.agency_id),
        "reads_ledger": scope.allows(user, Permission.VIEW_LEDGER, vacancy.agency_id),
        "traced": traced,
        "later": route if traced != route else None,
        "decided": decided,
        "nominated": nominated,
        "again": anew,
        "seen": sights.of_vacancy(vacancy, anew) if nominated or anew else {},
        "events": vacancies.replays(named),
        "amendments": [(event, by, words.amended(event.payload)) for event, by in vacancies.amendments(vacancy)],
    }


def _forms(
    vacancy: Vacancy, steps: frozenset[str], part: str, user: User, selecting: Mapping[str, Any], *, listed: bool
) -> dict[str, Form]:
    if part == "panitia":
        appointing: dict[str, Form] = {"appoint": CommitteeForm(vacancy=vacancy, auto_id="appoint_%s")}
        releasing: dict[str, Form] = {"release": ReleaseForm(vacancy=vacancy, auto_id="release_%s")}
        return appointing | (releasing if vacancy.committee.exists() else {}) if "appoint" in steps else {}
    kinds: dict[str, type[Form]] = {
        "inaugurate": InaugurateForm,
        "withdraw": WithdrawForm,
        "take_back": WithdrawForm,
        "correct_day": NamesDayForm,
        "unrecommend": WithdrawForm,
        "annul": AnnulForm,
        "close": CloseForm,
    }
    if "announce" in steps:
        kinds["announce"] = AnnounceForm
    if "extend" in steps and selecting["enough"].status == Status.FAIL:
        kinds["extend"] = ExtendForm
    found = {step: kind(auto_id=f"{step}_%s") for step, kind in kinds.items() if step in steps}
    if "recommend" in steps:
        found["recommend"] = RecommendForm(vacancy=vacancy, auto_id="recommend_%s")
    if "amend" in steps:
        said = {name: getattr(vacancy, name) for name in ("cause", "target_date", "transfer", "version")}
        found["amend"] = AmendForm(initial=said, transferable=not listed, auto_id="amend_%s")
    if "apply" in steps:
        found["apply"] = ApplyForm(user=user, auto_id="apply_%s")
    return found


def _tabs(vacancy: Vacancy, part: str) -> list[dict[str, Any]]:
    labels = {"": _("Pengisian"), "panitia": _("Panitia seleksi"), "jejak": _("Jejak perhitungan")}
    return [
        {"label": label, "href": f"?bagian={name}" if name else "?", "current": name == part}
        for name, label in labels.items()
    ]
