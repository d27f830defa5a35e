"""The committee's rounds: scored (the first one blind), locked, revealed, closed with signed minutes."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core import signing
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from rules.law import shipped
from rules.panel import OUTLYING
from rules.text import Text
from succession.domain import canonical, panel
from succession.domain.confirmation import StaleConfirmation
from succession.domain.queries import (
    applicants,
    ballots,
    blind,
    panel_conflicts,
    panel_minutes,
    panel_told,
    panels,
    quorum,
)
from succession.interfaces import words
from succession.interfaces.panel_forms import (
    DeclareForm,
    MinutesForm,
    OpenForm,
    OpenStageForm,
    RefuseForm,
    ScoreForm,
    WaiveForm,
    code_rows,
)
from succession.models import PanelBallot, PanelRound, Vacancy
from succession.models.vacancy import Route
from succession.views.vacancies import visible
from talent.interfaces import exports
from talent.views.common import refused, signed_in

_SALT = "succession.panel"
# Which round of several a page or an act is about: of which stage, and the supplementary one of this id; or the one
# of this id of a pool that was left.
STAGE, SUPPLEMENT, LEFT = "tahapan", "susulan", "putaran"
# Act → what is said once it is done.
DONE = {
    "buka": _("Putaran penilaian dibuka."),
    "tanpa-buta": _("Ditetapkan tanpa putaran buta; panitia kini melihat nama."),
    "sidang": _("Sidang panitia dibuka; anggotanya menyatakan benturan kepentingan."),
    "nyatakan": _("Pernyataan tercatat."),
    "nilai": _("Nilai tersimpan."),
    "kunci": _("Nilai dikunci."),
    "perlihatkan": _("Nilai dan nama diperlihatkan."),
    "risalah": _("Risalah tersimpan."),
    "tanda-tangan": _("Risalah ditandatangani."),
    "tolak": _("Penolakan menandatangani tercatat."),
    "tutup": _("Putaran penilaian ditutup."),
}
SAT = _("Sidang panitia ditutup.")
BEGINNING = ("buka", "tanpa-buta", "sidang")
PREPARED = (*BEGINNING, "perlihatkan", "risalah", "tutup")


@require_safe
def vacancy_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the round is (`tahapan`: of which stage, where there are several), and what the reader may do in it."""
    vacancy = visible(request, pk)
    return _page(request, vacancy, _round(request, vacancy))


@require_POST
def vacancy_panel_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """One act of the round; refused, the page is shown again with the reason."""
    user, vacancy = signed_in(request), visible(request, pk)
    held = None if act in BEGINNING else _round(request, vacancy)
    if act not in DONE or (held is None and act not in BEGINNING):
        raise Http404
    # Either the member refuses, or whoever prepares the vacancy writes down that they did.
    prepared = act in PREPARED or (act == "tolak" and not scope.allows(user, Permission.NOMINATE, vacancy.agency_id))
    scope.require(user, Permission.PREPARE_VACANCY if prepared else Permission.NOMINATE, vacancy.agency_id)
    form, do = _begin(request, act, vacancy, user) if held is None else _act(request, act, held, user)
    try:
        again = refused(request, form, _done(act, held), do, let=(StaleConfirmation,))
    except StaleConfirmation as error:
        return _page(request, vacancy, held, differences=error.differences or (str(error),), status=error.status)
    if again is None:
        return redirect(_address(held) if held else reverse("vacancy_panel", args=(pk,)))
    return _page(request, vacancy, held or panels.of(vacancy), given={act: form}, status=again)


@require_safe
def panel_codes(request: HttpRequest, pk: int) -> HttpResponse:
    """Whose each code is, to hand what is scored to the members by; the event is written first."""
    vacancy, held = _coded(request, pk)
    if told := _known(request, held):
        return told
    user = signed_in(request)
    context = {"vacancy": vacancy, "held": held, "rows": panel.unmask(held=held, form="page", by=user)}
    context |= {"stage": applicants.stage_names(vacancy).get(held.stage), "panel_url": _address(held)}
    if scope.allows(user, Permission.EXPORT_DATA, vacancy.agency_id):
        context["files"] = [(form, _address(held, "panel_codes_export", form)) for form in ("xlsx", "csv")]
    return render(request, "succession/panel_codes.html", context)


@require_safe
def panel_codes_export(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The same as a file; the event is written before the first byte leaves."""
    vacancy, held = _coded(request, pk)
    user = signed_in(request)
    scope.require(user, Permission.EXPORT_DATA, vacancy.agency_id)
    if told := _known(request, held):
        return told
    rows = code_rows(panel.unmask(held=held, form=form, by=user))
    title = f"kode-{vacancy.code}-{timezone.localdate():%Y-%m-%d}"
    return exports.download(rows, form, gettext("Kode dan nama"), title)


def _coded(request: HttpRequest, pk: int) -> tuple[Vacancy, PanelRound]:
    vacancy = visible(request, pk)
    panel.require_preparing(vacancy, signed_in(request))
    held = _round(request, vacancy)
    if held is None:
        raise Http404
    return vacancy, held


def _known(request: HttpRequest, held: PanelRound) -> HttpResponse | None:
    """The page of the round, once the names are kept from its members no more; nothing is unmasked any more."""
    if held.scored and held.revealed_at is not None:
        messages.info(request, gettext("Nilai sudah diperlihatkan: milik siapa tiap kode kini tampak di laman ini."))
    elif held.revealed_at is not None or not blind.keeps(held.vacancy):
        messages.info(request, gettext("Putaran ini tidak buta: anggota membaca nama calonnya."))
    else:
        return None
    return redirect(_address(held))


def _round(request: HttpRequest, vacancy: Vacancy) -> PanelRound | None:
    stage, supplement, left = (request.GET.get(name, "") for name in (STAGE, SUPPLEMENT, LEFT))
    if any(one and not (one.isascii() and one.isdigit() and len(one) < 19) for one in (supplement, left)):
        raise Http404
    if left:
        # Who scores blind again reads the names of the pool no more either.
        blind.require_names(vacancy, signed_in(request))
        held = panels.with_id(vacancy, int(left))
    else:
        held = panels.of(vacancy, stage, int(supplement) if supplement else None)
    if (stage or supplement or left) and held is None:
        raise Http404
    return held


def _address(held: PanelRound, name: str = "vacancy_panel", *more: str) -> str:
    asked: dict[str, Any] = {STAGE: held.stage} if held.stage else {}
    asked |= {SUPPLEMENT: held.pk} if held.supplements_id else {}
    asked |= {LEFT: held.pk} if panels.of_left_pool(held) else {}
    return reverse(name, args=(held.vacancy_id, *more)) + (f"?{urlencode(asked)}" if asked else "")


def _label(held: PanelRound, names: Mapping[str, Text]) -> str:
    if panels.of_left_pool(held):
        return str(_("talent pool"))
    name = str(names.get(held.stage, held.stage))
    return str(_("%(stage)s, susulan") % {"stage": name}) if held.supplements_id else name


def _begin(request: HttpRequest, act: str, vacancy: Vacancy, user: User) -> tuple[Any, Callable[[], object]]:
    """The form of an act that begins, or does without, a round."""
    if act == "tanpa-buta":
        waiving = WaiveForm(request.POST)
        return waiving, lambda: panel.waive(vacancy=vacancy, by=user, **waiving.cleaned_data)
    if act == "sidang":
        return Form(request.POST), lambda: panel.open_round(vacancy=vacancy, scored=False, by=user)
    opening = _opening(vacancy, request.POST)
    return opening, lambda: panel.open_round(vacancy=vacancy, by=user, **opening.cleaned_data)


def _act(request: HttpRequest, act: str, held: PanelRound, user: User) -> tuple[Any, Callable[[], object]]:
    """The form of an act, and what a valid one does."""
    data = request.POST
    if act == "nyatakan":
        declaring = DeclareForm(data, people=panels.people(held))
        return declaring, lambda: panel.declare(held=held, relations=declaring.relations, by=user)
    if act in ("nilai", "kunci"):
        scoring = _scoring(held, ballots.ballot_of(held, user), data)
        given = lambda: {"version": scoring.cleaned_data["version"], "scores": scoring.scores}  # noqa: E731
        keep = panel.score if act == "nilai" else panel.lock
        return scoring, lambda: keep(held=held, by=user, **given())
    if act == "risalah":
        writing = MinutesForm(data)
        return writing, lambda: panel.write_minutes(held=held, by=user, **writing.cleaned_data)
    if act == "tolak":
        refusing = _refusing(held, user, panel_minutes.signed(held), data)
        token = canonical.digest(_seen(data.get("token", "")))
        return refusing, lambda: panel.refuse(held=held, token=token, by=user, **refusing.cleaned_data)
    plain: dict[str, Callable[[], object]] = {
        "perlihatkan": lambda: panel.reveal(held=held, by=user),
        "tanda-tangan": lambda: panel.sign(held=held, seen=_seen(data.get("token", "")), by=user),
        "tutup": lambda: panel.close(held=held, by=user),
    }
    return Form(data), plain[act]


def _done(act: str, held: PanelRound | None) -> str:
    return str(SAT if act == "tutup" and held and not held.scored else DONE[act])


def _opening(vacancy: Vacancy, data: Any = None) -> OpenForm | OpenStageForm:
    if vacancy.route != Route.OPEN_SELECTION:
        return OpenForm(data)
    stages = [(one.code, str(one.name)) for one in applicants.unscored_stages(vacancy)]
    names = applicants.stage_names(vacancy)
    for stage, late in applicants.latecomers(vacancy).items():
        words = {"stage": names[stage], "count": len(late)}
        stages.append((stage, str(_("%(stage)s, susulan bagi %(count)s pelamar baru") % words)))
    return OpenStageForm(data, stages=stages)


def _scoring(held: PanelRound, ballot: PanelBallot | None, data: Any = None) -> ScoreForm:
    lines = ballots.sheet(held, ballot) if ballot else ()
    return ScoreForm(data, lines=lines, version=ballot.version if ballot else 0)


def _refusing(held: PanelRound, user: User, signed: Collection[int], data: Any = None) -> RefuseForm:
    """Whose signature is missing; of a member their own seat alone."""
    missing = panel_minutes.signers(held).exclude(user__in=signed)
    missing = missing.exclude(pk__in=[one.member_id for one in panel_minutes.refusals(held)])
    if not scope.allows(user, Permission.PREPARE_VACANCY, held.vacancy.agency_id):
        missing = missing.filter(user=user)
    return RefuseForm(data, seats=missing)


def _seen(token: str) -> Mapping[str, Any]:
    try:
        return signing.loads(token, salt=_SALT)  # type: ignore[no-any-return]
    except signing.BadSignature:
        return {}


def _page(
    request: HttpRequest,
    vacancy: Vacancy,
    held: PanelRound | None,
    *,
    given: Mapping[str, Form] | None = None,
    differences: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    user, given = signed_in(request), given or {}
    prepares = scope.allows(user, Permission.PREPARE_VACANCY, vacancy.agency_id)
    rounds, names, hidden = panels.rounds(vacancy), applicants.stage_names(vacancy), blind.hidden(vacancy, user)
    of_route = [one for one in rounds if not panels.of_left_pool(one)]
    rounds = of_route if hidden else rounds
    context: dict[str, Any] = {
        "vacancy": vacancy,
        "held": held,
        "stage": names.get(held.stage) if held else None,
        "tabs": [{"label": _label(one, names), "href": _address(one), "current": one == held} for one in rounds]
        if len(rounds) > 1 or rounds != of_route
        else (),
        "blind": hidden,
        "waiver": panels.waiver(vacancy),
        "composition": quorum.composition(vacancy),
        "prepares": prepares,
        "unseated": prepares and vacancy.state in blind.BEFORE_NAMES and not vacancy.committee.held().exists(),
        "differences": differences,
        # What is wrong with a ballot stands over it.
        "wrong": [error for form in given.values() if type(form) is not ScoreForm for error in form.non_field_errors()],
    }
    if prepares and all(one.closed_at for one in rounds):
        context |= _beginnings(vacancy, of_route, given, waived=context["waiver"] is not None)
    if held is None:
        context["unsaved"] = _unsaved(context, given)
        return render(request, "succession/panel.html", context, status=status)
    context |= {act.replace("-", "_") + "_url": _address(held, "vacancy_panel_act", act) for act in DONE}
    if prepares and not hidden and held.revealed_at is None and blind.keeps(vacancy):
        context["codes_url"] = _address(held, "panel_codes")
    seats = context["seats"] = panel_told.Told(held, user).seats
    if held.revealed_at is None:
        context["far"] = panel_told.far(seats)
    told = (quorum.quorum(held), quorum.supplement(held))
    context["composition"] = (*context["composition"], *(check for check in told if check))
    seated = any(one.seat.user_id == user.pk for one in seats)
    if seated:
        context |= _own(held, user, given)
    if "ballot" in context:
        # What they declared themselves they read; of the others nobody does before the reveal.
        own = {"conflicts": context["left_out"]}
        context["seats"] = [replace(one, **own) if one.seat.user_id == user.pk else one for one in seats]
    if held.revealed_at is not None:
        said, done = panel_minutes.minutes_of(held), panel_minutes.signed(held)
        context |= {
            "results": panel_minutes.results(held),
            "beside": panel_minutes.results(held.supplements) if held.supplements else (),
            "outlying": shipped().at(OUTLYING, held.longlist.on),
            "signed": done,
            "token": signing.dumps(said, salt=_SALT, compress=True),
            "may_sign": context.get("declared") and held.minutes and held.closed_at is None and user.pk not in done,
            "refusing": _refusal(held, user, done, given) if held.minutes and held.closed_at is None else None,
            "writing": given.get("risalah") or MinutesForm(initial={"minutes": held.minutes, "version": held.version})
            if prepares and held.closed_at is None
            else None,
        }
    context["unsaved"] = _unsaved(context, given)
    return render(request, "succession/panel.html", context, status=status)


def _refusal(held: PanelRound, user: User, signed: Collection[int], given: Mapping[str, Form]) -> Form | None:
    """The form of a refusal, while there is anybody who can refuse."""
    form = given.get("tolak") or _refusing(held, user, signed)
    field: Any = form.fields["seat"]
    return form if field.queryset.exists() else None


def _unsaved(context: Mapping[str, Any], given: Mapping[str, Form]) -> list[tuple[str, Any]]:
    """What was typed into a form that the page has no more, since somebody else was first: field and value."""
    offered = [context.get(name) for name in ("opening", "waiving", "convening", "declaring", "refusing", "writing")]
    ballot = context.get("ballot")
    if ballot is not None and ballot.locked_at is None:
        offered.append(context.get("scoring"))
    lost = [form for form in given.values() if not any(form is one for one in offered)]
    return [(form[name].label, form[name].value()) for form in lost for name in form.changed_data if name != "version"]


def _beginnings(
    vacancy: Vacancy, rounds: Sequence[PanelRound], given: Mapping[str, Form], *, waived: bool
) -> dict[str, Form]:
    """The forms of whoever prepares the vacancy, while no round is open: a new one, or that there is none, and then the
    sitting without scores over the list as it is."""
    found: dict[str, Form] = {}
    of_pool = vacancy.state == Vacancy.State.LONGLISTED and vacancy.route != Route.OPEN_SELECTION and not rounds
    screened = vacancy.state == Vacancy.State.SCREENED
    if of_pool or (screened and (applicants.unscored_stages(vacancy) or applicants.latecomers(vacancy))):
        found["opening"] = given.get("buka") or _opening(vacancy)
    if not rounds and vacancy.state in blind.BEFORE_NAMES and not waived:
        found["waiving"] = given.get("tanpa-buta") or WaiveForm()
    sat = any(one.scored or panels.is_current(one) for one in rounds)
    if waived and vacancy.state == Vacancy.State.LONGLISTED and not sat:
        found["convening"] = given.get("sidang") or Form()
    return found


def _own(held: PanelRound, user: User, given: Mapping[str, Form]) -> dict[str, Any]:
    """What a member sees of their own part: what they declare, and their scores until the reveal."""
    ballot = ballots.ballot_of(held, user)
    found: dict[str, Any] = {"declared": ballot is not None}
    if ballot is not None:
        found["declared_at"] = ballot.declared_at
        found["left_out"] = panel_conflicts.own_conflicts(held, ballot)
    if ballots.may_declare(held, ballot):
        found["declaring"] = given.get("nyatakan") or DeclareForm(people=panels.people(held))
    if held.revealed_at is None and ballot is not None:
        found["ballot"] = ballot
        lines = ballots.sheet(held, ballot)
        form = given.get("nilai") or given.get("kunci") or ScoreForm(lines=lines, version=ballot.version)
        found["scoring"] = form
        found["lines"] = [
            (line, words.summary(line.entry), form[f"score_{line.code}"], form[f"reason_{line.code}"]) for line in lines
        ]
        found["gone"] = ballots.own_withdrawn(held, ballot)
        found["void"] = ballots.own_void(held, ballot)
        found["locking"] = "kunci" in given
        if form.is_bound and form["version"].value() != str(ballot.version):
            # What was written in another window meanwhile: this one is never taken again.
            found["sheet_url"] = _address(held)
            found["overtaken"] = [
                line
                for line, _summary, score, reason in found["lines"]
                if line.score is not None and (str(line.score), line.reason) != (score.value(), reason.value())
            ]
    return found
