"""The run of a cycle together with those that added people to it later."""

from django.db.models import Exists, OuterRef, QuerySet

from talent.models import MappingRun, Placement


def of_run(run: MappingRun) -> QuerySet[Placement]:
    """The placements of a cycle's run and of those that joined it later; of one person only the latest."""
    later: list[int] | None = getattr(run, "_later", None)
    if later is None:
        # Read once for each run object (that is, once a request).
        later = list(run.supplements.filter(finished_at__isnull=False).values_list("pk", flat=True))
        run._later = later  # type: ignore[attr-defined]
    if not later:
        return Placement.objects.filter(run=run)
    newer = Placement.objects.filter(employee=OuterRef("employee"), run_id__in=later, run_id__gt=OuterRef("run_id"))
    return Placement.objects.filter(run_id__in=[run.pk, *later]).alias(outdated=Exists(newer)).filter(outdated=False)
