"""Placements as rows for people and files."""

from collections.abc import Iterator

from rules.policy import Policy
from rules.scoring import missing_names
from talent.models import MappingRun, Placement

HEADER = (
    "nip",
    "performance",
    "potential",
    "talent_value",
    "performance_band",
    "potential_band",
    "box",
    "missing",
)


def rows(run: MappingRun, language: str = "id") -> Iterator[tuple[str, ...]]:
    """The run's placements by NIP, as text: scores with 6 decimals, nothing where nothing is known."""
    policy = Policy.parse(run.policy_document, run.policy_code, published=True)
    names: dict[int, str] = {}
    placements = Placement.objects.filter(run=run).order_by("employee__nip")
    for nip, performance, potential, talent, y_band, x_band, box, missing in placements.values_list(
        "employee__nip",
        "performance",
        "potential",
        "talent_value",
        "performance_band",
        "potential_band",
        "box",
        "missing",
    ).iterator(chunk_size=5000):
        if missing not in names:
            names[missing] = "; ".join(missing_names(missing, policy, language))
        yield (
            nip,
            _score(performance),
            _score(potential),
            _score(talent),
            y_band or "",
            x_band or "",
            str(box or ""),
            names[missing],
        )


def _score(value: float | None) -> str:
    return "" if value is None else f"{value:.6f}"
