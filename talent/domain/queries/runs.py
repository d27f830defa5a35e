"""The run of a cycle together with those that added people to it later."""

from collections.abc import Iterable, Sequence

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from rules.placing import LEFT, RETIRED
from talent.models import MappingRun, Placement


def policy_name(run: str) -> Concat:
    """`MappingRun.policy_name` of the run that rows lead to by `run`: read with them, without its document."""
    version = Cast(F(f"{run}__policy_version"), CharField())
    return Concat(F(f"{run}__policy_code"), Value(" v"), version, output_field=CharField())


def of_run(run: MappingRun) -> QuerySet[Placement]:
    """The placements of a cycle's run and of those that joined it later; of one person only the latest."""
    every = [one.pk for one in together(run)]
    return current(every, later=every[1:])


GONE = LEFT | RETIRED
_GONE = F("missing").bitand(GONE)
RETIRED_AMONG = Count("id", filter=Q(gone__gt=0))


def marked(people: QuerySet[Placement]) -> QuerySet[Placement]:
    """These placements, for those of who serves no longer to be told apart; `RETIRED_AMONG` counts them."""
    return people.alias(gone=_GONE)


def serving(people: QuerySet[Placement]) -> QuerySet[Placement]:
    """These placements without those of who served no longer on the day of the run: nothing was to be assessed."""
    return people.alias(gone=_GONE).filter(gone=0)


def joined(run_ids: Sequence[int]) -> dict[int, int]:
    """Finished run that joined one of these later → the one it joined."""
    found = MappingRun.objects.filter(extends_id__in=run_ids, finished_at__isnull=False).order_by("pk")
    return dict(found.values_list("pk", "extends_id"))


def together(run: MappingRun) -> list[MappingRun]:
    """The run and the finished ones that joined it later, each with its own day and instant."""
    gather([run])
    return run._together  # type: ignore[attr-defined,no-any-return]


def gather(every: Iterable[MappingRun]) -> None:
    """Read what `together` tells of several runs in one query: once for each run object (that is, once a request)."""
    asked = {run.pk: run for run in every if not hasattr(run, "_together")}
    if not asked:
        return
    found = {pk: [run] for pk, run in asked.items()}
    joined = MappingRun.objects.filter(extends__in=list(asked), finished_at__isnull=False).order_by("pk")
    for later in joined.only("agency_id", "extends_id", "on", "known_at", "started_at", "finished_at"):
        found[later.extends_id].append(later)  # type: ignore[index]
    for pk, run in asked.items():
        run._together = found[pk]  # type: ignore[attr-defined]


def current(run_ids: Sequence[int], *, later: Sequence[int]) -> QuerySet[Placement]:
    """The placements of these runs without those that one of `later`, joined to the same cycle's run, came after."""
    placed = Placement.objects.filter(run_id__in=run_ids)
    if not later:
        return placed
    newer = Placement.objects.filter(employee=OuterRef("employee"), run_id__in=later, run_id__gt=OuterRef("run_id"))
    same = Q(run__extends=OuterRef("run_id")) | Q(run__extends=OuterRef("run__extends"))
    return placed.alias(outdated=Exists(newer.filter(same))).filter(outdated=False)
