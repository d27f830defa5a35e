"""What four editors change of a filling at once: a stage's score, a round's minutes, why the post is empty; and ahead
of it the succession plan of a post, and since when the post is critical."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from accounts.domain.users import system_operator
from succession.domain import critical, selection
from succession.models import CriticalPostRecord, PanelRound, StageScore, SuccessionPlan, Vacancy
from talent.models import Agency
from tests.succession import cast


def prepared(agency: Agency, count: int) -> list[dict[str, int]]:
    """For each contest an applicant who was checked, a vacancy whose round was revealed, and the same for its cause."""
    by, now = system_operator(), timezone.now()
    first = cast.announced(agency)
    # All alike: of `cast.people`, those who took up their post later than the first twelve would not be scored.
    alike = [
        cast.candidate(agency, grade_from=date(2019, 4, 1), post_from=date(2010, 1, 2)) for _ in range(max(count, 3))
    ]
    applications = cast.applied(first, alike)
    listed = selection.screen(vacancy=first, by=by)
    found = []
    for number in range(count):
        vacancy = cast.opened(agency, cast.post(agency, f"KONTES-{number}"), f"K-{number:03}", cause="NEW_POST")
        about = {"opened_by": by, "opened_at": now, "revealed_at": now}
        PanelRound.objects.create(vacancy=vacancy, longlist=listed, **about)
        decreed = {"position": vacancy.position.code, "number": f"KR/{number:04d}", "criteria": "Kewenangan strategis"}
        decree = critical.decree(agency=agency, since=date(2024, 1, 4), until=None, by=by, **decreed)
        found.append(
            {
                "stage": applications[number].pk,
                "panel": vacancy.pk,
                "aim": vacancy.pk,
                "succession": vacancy.position_id,
                "critical": decree.pk,
            }
        )
    return found


def result() -> dict[str, list[str]]:
    """What holds of each after the contests."""
    rounds = PanelRound.objects.order_by("vacancy_id")
    return {
        "stage": [
            f"{score:g}" for score in map(float, StageScore.objects.order_by("id").values_list("score", flat=True))
        ],
        "panel": list(rounds.values_list("minutes", flat=True)),
        "succession": list(SuccessionPlan.objects.order_by("position_id").values_list("reason", flat=True)),
        "critical": [
            day.isoformat()
            for day in CriticalPostRecord.objects.filter(known_to=None)
            .order_by("number")
            .values_list("true_from", flat=True)
        ],
        "aim": list(Vacancy.objects.filter(panels__isnull=False).order_by("id").values_list("cause", flat=True)),
    }


def review_day() -> str:
    """A day when a plan may be looked at again."""
    return (timezone.localdate() + timedelta(days=365)).isoformat()


def order(sort: str, thing: dict[str, Any], said: str, *, by_api: bool) -> tuple[str, dict[str, Any]]:
    """Where one editor writes, and what: by the pages or by the API."""
    reason = "Salah catat pada lembarnya."
    vacancy = f"/api/v1/vacancies/{thing['panel']}/" if by_api else f"/lowongan/{thing['panel']}/"
    target = date(2026, 10, 1).isoformat()
    if sort == "stage":
        typed: dict[str, Any] = {"number": "800/12", "dated": "2026-07-28", "seen": 0, "reason": reason}
        if by_api:
            return f"/api/v1/applications/{thing['stage']}/scores/", typed | {"scores": {"paper": said}}
        return f"/lamaran/{thing['stage']}/nilai/", typed | {"score_paper": said}
    if sort == "succession":
        at = f"/api/v1/succession-plans/{thing[sort]}/" if by_api else f"/rencana-suksesi/{thing[sort]}/"
        body = {"outcome": "NONE_SUITABLE", "decision_number": "SK/9", "decided_on": "2026-01-05"}
        return at, body | {"review_on": review_day(), "reason": said, "version": 0}
    if sort == "critical":
        at = f"/api/v1/critical-posts/{thing[sort]}/" if by_api else f"/jabatan/ketetapan/kritikal/{thing[sort]}/"
        body = {"criteria": "Kewenangan strategis", "since": said, "reason": "Salah catat harinya."}
        return at + ("correct/" if by_api else "koreksi/"), body
    if sort == "panel":
        return vacancy + ("panel/minutes/" if by_api else "penilaian/risalah/"), {"minutes": said, "version": 1}
    body = {"cause": said, "target_date": target, "reason": reason, "version": 1}
    return vacancy + ("amend/" if by_api else "sasaran/"), body
