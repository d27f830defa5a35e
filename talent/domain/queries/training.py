"""Training groups with their gap profile in words, their calendar, and who stands apart."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import formats
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from rules.law import shipped
from rules.text import Text
from talent.models import Advice, Employee, ReviewCycle, TrainingGroup, TrainingSeat

NOTABLE = 0.5
KIND = "groups"


@dataclass(frozen=True)
class Shown:
    """A group with how many people it has and what they lack, in words."""

    group: TrainingGroup
    people: int
    profile: str

    @property
    def short_of_seats(self) -> bool:
        return self.group.seats is not None and self.people > self.group.seats


def visible_to(user: User) -> QuerySet[TrainingGroup]:
    """The groups of the agencies whose mapping the user sees; those of a cycle that was given up train nobody."""
    groups = TrainingGroup.objects.exclude(cycle__state=ReviewCycle.State.CANCELLED)
    return scope.within(groups, user, Permission.VIEW_MAPPING).select_related("agency", "cycle")


def counted(groups: QuerySet[TrainingGroup]) -> QuerySet[TrainingGroup]:
    """These groups with their number of `people`."""
    return groups.annotate(people=Count("places"))


def of_cycle(cycle: ReviewCycle) -> QuerySet[TrainingGroup]:
    """The cycle's groups, `counted`."""
    return counted(TrainingGroup.objects.filter(cycle=cycle))


def seats(group: TrainingGroup) -> QuerySet[TrainingSeat]:
    """Who trains in the group."""
    return TrainingSeat.objects.filter(group=group).select_related("employee__current__unit")


def seats_of(cycle: ReviewCycle) -> QuerySet[TrainingSeat]:
    """Everybody with a seat in one of the cycle's groups, by group and name."""
    rows = TrainingSeat.objects.filter(group__cycle=cycle).select_related("group", "employee__agency")
    return rows.order_by("group__number", "employee__name", "id")


def shown(groups: Iterable[Any]) -> list[Shown]:
    """These `counted` groups, worded."""
    return [Shown(group, group.people, in_words(group.profile)) for group in groups]


def in_words(profile: dict[str, float]) -> str:
    """`Integritas (rata-rata 1,8 tingkat), …`: what the group lacks half a level of or more, most first."""
    versions = shipped().versions("talent.competencies")[-1].value["competencies"]
    names = {one["code"]: Text(**one["name"]) for one in versions}
    order = sorted(profile, key=lambda name: (-profile[name], list(names).index(name)))
    notable = [name for name in order if profile[name] >= NOTABLE] or [name for name in order[:1] if profile[name] > 0]
    said = [
        _("%(name)s (rata-rata kurang %(levels)s tingkat)")
        % {"name": names[name], "levels": formats.number_format(profile[name], 1, use_l10n=True)}
        for name in notable
    ]
    return "; ".join(said)


def advice(cycle: ReviewCycle) -> Advice | None:
    """What the last proposal for the cycle said."""
    return Advice.objects.filter(cycle=cycle, kind=KIND).first()


def apart(found: Advice, name: str, limit: int = 50) -> list[Employee]:
    """The first of those whom the proposal names apart (`unassessed`, `without_gaps`)."""
    ids: list[int] = found.document.get(name, [])
    return list(Employee.objects.filter(pk__in=ids[:limit]).order_by("name", "id"))


def asked(found: Advice | None) -> dict[str, int]:
    """The seats that the last proposal was made for; nothing where none was."""
    return {"seats": found.document["seats"]} if found and "seats" in found.document else {}


def sizes(document: dict[str, Any]) -> str:
    """How many groups of how many seats, and why so many, in words."""
    if not document.get("seats"):
        return ""
    return _(
        "%(themes)s tema dibagi menjadi %(groups)s kelompok berisi paling banyak %(seats)s orang, yang serupa."
    ) % {name: formats.number_format(document[name], use_l10n=True) for name in ("themes", "groups", "seats")}


def nearest(group: TrainingGroup, limit: int = 20) -> list[TrainingGroup]:
    """The other groups of the cycle, those whose people lack most nearly the same first."""
    others = TrainingGroup.objects.filter(cycle=group.cycle_id).exclude(pk=group.pk)

    def far(other: TrainingGroup) -> float:
        names = group.profile.keys() | other.profile.keys()
        return float(sum((group.profile.get(name, 0.0) - other.profile.get(name, 0.0)) ** 2 for name in names))

    return sorted(others, key=lambda other: (far(other), other.number))[:limit]


def steadiness(document: dict[str, Any]) -> str:
    """How far the same themes come back when people are drawn anew, in words. Before there were seats, every theme was
    one group."""
    if document.get("themes", document["groups"]) < 2:
        return _("Kekurangan orang-orang ini tidak cukup berbeda untuk dibagi menurut temanya.")
    share = round(100 * document["stability"]) if document["stability"] is not None else 0
    if document["steady"]:
        return _("Pembagian ini mantap: bila orangnya diundi ulang, kelompoknya %(share)s%% serupa.") % {"share": share}
    return _("Pembagian ini goyah: bila orangnya diundi ulang, kelompoknya hanya %(share)s%% serupa.") % {
        "share": share
    }
