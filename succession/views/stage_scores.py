"""What one stage of an open selection gave everybody in it, typed from one document."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.domain.queries import scope
from accounts.permissions import Permission
from rules.errors import Invalid, Stale
from succession.domain import conflicts, selection
from succession.domain.queries import applicants, blind, vacancies
from succession.domain.queries.words import said
from succession.interfaces.selection_forms import StageScoresForm
from succession.views.vacancies import visible
from talent.views.common import refused, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
def stage_scores(request: HttpRequest, pk: int, stage: str = "") -> HttpResponse:
    """The sheet of one stage, without one the first: a score for each applicant, the document once."""
    user, vacancy = signed_in(request), visible(request, pk)
    scope.require(user, Permission.PREPARE_VACANCY, vacancy.agency_id)
    blind.require_names(vacancy, user)
    conflicts.require_unrelated(vacancy, user, may=Permission.PREPARE_VACANCY)
    stages = {one.code: one for one in applicants.typed_stages(vacancy)}
    stage = stage or next(iter(stages), "")
    if stage not in stages or vacancy.state not in vacancies.SELECTING["score"]:
        messages.error(request, _("Nilai tahapan ini tidak dapat diketik sekarang, atau datang dari panitia."))
        return redirect("vacancy", pk=pk)
    remaining = [one.pk for one in applicants.remaining(vacancy)]
    left = list(applicants.visible_to(user).filter(pk__in=remaining).order_by("employee__name", "pk"))
    held, newest = applicants.scores_of([one.pk for one in left]), applicants.newest_scores(left)
    given = {who: scores[stage] for who, scores in held.items() if stage in scores}
    options = {"applications": left, "scores": given, "seen": newest}
    form, status = StageScoresForm(**options), 200
    if request.method == "POST":
        form = StageScoresForm(request.POST, **options)

        def act() -> None:
            about = {name: form.cleaned_data[name] for name in ("number", "dated", "reason")}
            made = selection.score_stage(
                vacancy=vacancy, stage=stage, scores=form.scores, seen=form.seen, by=user, **about
            )
            if not made:
                raise Invalid(_("Tidak ada nilai yang diisi atau diubah."), code="nothing_new")

        again = refused(request, form, _("Nilai tercatat."), act)
        if again is None:
            return redirect("vacancy", pk=pk)
        if again == Stale.status:
            # Nothing that was typed is typed again. What others wrote stands beside it, and whatever was not changed
            # here is not sent.
            form.saw(applicants.newest_scores(left))
        status = again
    tabs = [
        {"label": said(one.name), "href": reverse("stage_scores", args=(pk, code)), "current": code == stage}
        for code, one in stages.items()
    ]
    context = {"vacancy": vacancy, "stage": stages[stage], "tabs": tabs, "form": form}
    return render(request, "succession/stage_scores.html", context, status=status)
