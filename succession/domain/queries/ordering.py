"""For which of its three names a committee has to give a reason: whom the rule, the ranking or its own scores would not
put there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Count, Q, Subquery, Sum
from django.utils.translation import gettext as _

from rules.checks import Check, Status
from rules.choice import passed_over
from succession.domain.queries.choosing import choices, chosen
from succession.domain.queries.words import said
from succession.models import Longlist, LonglistEntry, PanelCandidate, PanelRound, Vacancy
from succession.models.vacancy import Route
from talent.models import Employee

SAID_AT_MOST = 3


@dataclass(frozen=True)
class Order:
    """Whoever can be named, by employee id, the first ranked first: their longlist entry, how they stand now, whether
    the rule would choose them; `places` as `places_of`. `gone`: who of the ranked cannot be taken any more, and why, as
    the rest of a sentence about them."""

    entries: dict[int, LonglistEntry]
    outcomes: Mapping[int, str]
    by_rule: dict[int, Check]
    places: dict[int, int | None] | None
    gone: Mapping[int, str]

    def first(self, count: int) -> list[Employee]:
        """So many, the first ranked first."""
        return [entry.employee for entry in self.entries.values()][:count]

    @property
    def taken_by_rule(self) -> set[int]:
        """Whom the rule chooses; nobody where it leaves the choice open."""
        taken = {who for who, check in self.by_rule.items() if check.status == Status.PASS}
        return taken if len(taken) < len(self.by_rule) else set()

    def reasons(self, names: Sequence[int]) -> dict[int, list[str]]:
        """Of the names, in the committee's order, which need a reason and why, parts of a sentence.

        Where the rule chooses one, it asks who comes first, and says nothing of the second and third name.
        """
        ranks = {who: entry.rank for who, entry in self.entries.items() if entry.rank is not None}
        means = {who: place for who in ranks if (place := (self.places or {}).get(who)) is not None}
        by_rank, by_mean = passed_over(ranks, names), passed_over(means, names)
        found: dict[int, list[str]] = {}
        for at, who in enumerate(names):
            why = self.whatever_place(who)
            if at == 0 and self._against_rule(who) and chosen(self.by_rule) is not None:
                why.append(self._rule(who))
            if who in by_rank:
                why.append(
                    _("mendahului %(names)s yang peringkatnya lebih baik") % {"names": self._named(by_rank[who])}
                )
            if who in by_mean:
                words = {"names": self._named(by_mean[who])}
                why.append(_("mendahului %(names)s yang nilai panitianya lebih baik") % words)
            if why:
                found[who] = why
        return found

    def whatever_place(self, who: int) -> list[str]:
        """Why naming somebody needs a reason in whatever place; empty when that depends on the other names."""
        why = [_("ada persyaratan yang belum diketahui")] if self.outcomes.get(who) == Status.UNKNOWN else []
        if self._against_rule(who) and chosen(self.by_rule) is None:
            why.append(self._rule(who))
        if self.places is not None and self.places.get(who) is None:
            why.append(_("tidak dinilai panitia"))
        return why

    def _against_rule(self, who: int) -> bool:
        return who in self.by_rule and self.by_rule[who].status == Status.FAIL

    def _rule(self, who: int) -> str:
        return _("bukan pilihan menurut aturan (%(rule)s)") % {"rule": said(self.by_rule[who].limit)}

    def _named(self, people: Sequence[int]) -> str:
        names = ", ".join(self.entries[who].employee.name for who in people[:SAID_AT_MOST])
        more = len(people) - SAID_AT_MOST
        return names if more <= 0 else _("%(names)s, dan %(count)s lagi") % {"names": names, "count": more}


def order(
    longlist: Longlist, entries: Iterable[LonglistEntry], outcomes: Mapping[int, str], gone: Mapping[int, str]
) -> Order:
    """The ranked `entries` of a longlist who do not fail by their `outcomes` of now, without those who are `gone`. One
    query, none in an open selection."""
    left = {
        one.employee_id: one
        for one in entries
        if one.employee_id not in gone and outcomes.get(one.employee_id) != Status.FAIL
    }
    return Order(left, outcomes, choices(longlist, outcomes, left.values()), places_of(longlist.vacancy), gone)


def places_of(vacancy: Vacancy) -> dict[int, int | None] | None:
    """Employee → their place by the means of the committee's newest round (1 the best, equals share one; None: nobody
    scored them). None without such a round, where it sat without scores or is not closed, and in an open selection,
    whose ranking holds what the committee gave. One query at most."""
    if vacancy.route != Route.TALENT_POOL:
        return None
    newest = PanelRound.objects.filter(vacancy=vacancy).order_by("-id").values("pk")[:1]
    counting = PanelCandidate.objects.filter(
        round=Subquery(newest), round__scored=True, round__closed_at__isnull=False
    ).order_by()
    locked = Q(scores__ballot__locked_at__isnull=False)
    counting = counting.annotate(total=Sum("scores__score", filter=locked), given=Count("scores", filter=locked))
    totals = counting.values_list("employee", "total", "given")
    means = {who: Fraction(total, given) if given else None for who, total, given in totals}
    best = sorted((mean for mean in means.values() if mean is not None), reverse=True)
    return {who: None if mean is None else best.index(mean) + 1 for who, mean in means.items()} or None
