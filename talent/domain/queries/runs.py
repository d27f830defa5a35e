"""The run of a cycle together with those that added people to it later."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet

from talent.models import MappingRun, Placement


def of_run(run: MappingRun) -> QuerySet[Placement]:
    """The placements of a cycle's run and of those that joined it later; of one person only the latest."""
    later: list[int] | None = getattr(run, "_later", None)
    if later is None:
        # Read once for each run object (that is, once a request).
        later = list(run.supplements.filter(finished_at__isnull=False).values_list("pk", flat=True))
        run._later = later  # type: ignore[attr-defined]
    return current([run.pk, *later], later=later)


def current(run_ids: Sequence[int], *, later: Sequence[int]) -> QuerySet[Placement]:
    """The placements of these runs without those that one of `later`, joined to the same cycle's run, came after."""
    placed = Placement.objects.filter(run_id__in=run_ids)
    if not later:
        return placed
    newer = Placement.objects.filter(employee=OuterRef("employee"), run_id__in=later, run_id__gt=OuterRef("run_id"))
    same = Q(run__extends=OuterRef("run_id")) | Q(run__extends=OuterRef("run__extends"))
    return placed.alias(outdated=Exists(newer.filter(same))).filter(outdated=False)
