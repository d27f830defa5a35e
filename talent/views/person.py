"""What the page of one person shows beside the box: the reasons, the change that would move it, the picture."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from rules import changes
from rules.law import shipped
from talent.domain import known
from talent.domain.queries import behind, facts, person, plans, technical
from talent.domain.queries.placements import Why
from talent.interfaces import person_drawing
from talent.interfaces.explanations import cutoff_words, reasons
from talent.models import Employee
from talent.views.common import signed_in

_FIRST_EDGE = 0.0
# Lines of the plan; the others are a page away.
ACTIONS = 8


def drawn(found: Why, *, sanctions: bool) -> dict[str, Any]:
    """Both axes with their trees, and the smallest change that a document can prove."""
    explanation, run = found.explanation, found.placement.run
    looked_at = behind.of_leaves(explanation, behind.records(explanation.employee_id, run))
    policy, trees = explanation.policy, reasons(explanation, looked_at, sanctions=sanctions)
    axes = []
    for axis, title, score, band, words in (
        (
            "performance",
            _("Kinerja (Y)"),
            explanation.performance_score,
            explanation.performance_band,
            (_("di bawah"), _("sesuai"), _("di atas")),
        ),
        (
            "potential",
            _("Potensial (X)"),
            explanation.potential_score,
            explanation.potential_band,
            (_("rendah"), _("menengah"), _("tinggi")),
        ),
    ):
        limits = policy.cutoffs[axis]
        edges = (_FIRST_EDGE, float(limits.middle), float(limits.top))
        axes.append(
            {
                "axis": axis,
                "title": title,
                "score": score,
                "band": band,
                "bands": list(zip(edges, words, strict=True)),
                "maximum": max(100.0, score or 0.0),
                "tree": trees[axis],
                "cutoffs": cutoff_words(policy, axis),
                "direct": axis == "performance" and policy.direct,
            }
        )
    rule = shipped().at(changes.RULE, run.on)
    return {
        "axes": axes,
        "policy": policy,
        "moving": person.moving(found, sanctions=sanctions),
        "moving_rule": rule,
        "best": explanation.box == 9,
    }


def picture(request: HttpRequest, employee: Employee, found: Why | None) -> dict[str, Any]:
    """Posts, competencies against a post's standard, plans, and sanctions where this reader may see them."""
    on = found.explanation.on if found else timezone.localdate()
    frames = (
        found.frames
        if found
        else facts.facts(employee.agency_id, on=on, known_at=known.now(employee.agency_id), employees=[employee.pk])
    )
    if len(frames["employees"]) != 1:
        return {}
    asked = request.GET.get("jabatan", "")
    post = person.post_named(employee.agency_id, asked) if asked else None
    sought = request.GET.get("cari", "").replace("\0", "").strip()[:100]
    profile = person.profile(frames, on, shipped(), post)
    held = person.posts(frames)
    known_at = found.placement.run.known_at if found else known.now(employee.agency_id)
    where = post.position_id if post else technical.post_of(employee)
    asked_of = technical.asked_of(where, known_at) if where else []
    reader = signed_in(request)
    seen = person.sees_sanctions(reader, employee)
    lines = plans.of_person(employee, reader)
    actions = list(lines[: ACTIONS + 1])
    return {
        "picture_on": on,
        "posts": list(enumerate(held, start=1)),
        "timeline": person_drawing.timeline(held, on),
        "profile": profile,
        "radar": person_drawing.radar(profile.competencies),
        "gaps": [one for one in profile.competencies if one.gap],
        "target": post,
        "technical": technical.of_people([employee.pk], asked_of, on, known_at)[employee.pk],
        "offer": person.posts_offered(employee.agency_id, sought),
        "sought": sought,
        "actions": actions[:ACTIONS],
        "actions_count": len(actions) if len(actions) <= ACTIONS else lines.count(),
        "sanctions": person.sanctions(frames) if seen else [],
        "sees_sanctions": seen,
        "panels": [panel for offer in person.PERSON_PANELS for panel in offer(employee, reader, timezone.localdate())],
    }
