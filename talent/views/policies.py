"""A scoring policy to read, and to take away."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rules.policy import Policy
from talent.domain.queries import published
from talent.domain.queries.policies import NoPolicyInForce
from talent.interfaces import explanations
from talent.models import ReviewCycle
from talent.views.common import signed_in


@require_safe
def policy_page(request: HttpRequest, code: str) -> HttpResponse:
    """The newest version of a policy by its code, or the one that `versi` names."""
    version = request.GET.get("versi", "")
    number = int(version) if version.isascii() and version.isdecimal() and len(version) < 6 else None
    policy = published.readable(signed_in(request), code, number)
    if policy is None:
        raise Http404
    return _page(request, policy, None)


@require_safe
def cycle_policy_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The policy of a cycle: as its run recorded it, or the one now in force on its date."""
    cycle = get_object_or_404(published.cycles_with_readable_policy(signed_in(request)), pk=pk)
    try:
        policy = published.of_cycle(cycle)
    except NoPolicyInForce as missing:
        raise Http404 from missing
    return _page(request, policy, cycle)


def _page(request: HttpRequest, policy: Policy, cycle: ReviewCycle | None) -> HttpResponse:
    if request.GET.get("bentuk") == "yaml":
        name = f"{policy.code}-v{policy.version}.yaml"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(policy.text, content_type="application/yaml; charset=utf-8", headers=headers)
    tree = explanations.tree(policy)
    context = {
        "policy": policy,
        "cycle": cycle,
        "axes": [(_("Kinerja (Y)"), tree["performance"]), (_("Potensial (X)"), tree["potential"])],
        "cutoffs": {axis: explanations.cutoff_words(policy, axis) for axis in tree},
        "query": f"?{_address(request)}",
    }
    return render(request, "talent/policy.html", context)


def _address(request: HttpRequest) -> str:
    query = request.GET.copy()
    query["bentuk"] = "yaml"
    return query.urlencode()
