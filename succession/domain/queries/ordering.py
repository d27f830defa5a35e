"""For which of its three names a committee has to give a reason: whom the rule, the ranking or its own scores would not
put there."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from rules.checks import Check, Status
from rules.choice import passed_over
from succession.domain.queries import panels
from succession.domain.queries.choosing import choices, chosen
from succession.domain.queries.words import said
from succession.models import Longlist, LonglistEntry, PanelRound, Vacancy
from succession.models.vacancy import Route

SAID_AT_MOST = 3


@dataclass(frozen=True)
class Order:
    """Whoever can be named, by employee id: their longlist entry, how they stand now, whether the rule would choose
    them; `places` as `places_of`."""

    entries: dict[int, LonglistEntry]
    outcomes: Mapping[int, str]
    by_rule: dict[int, Check]
    places: dict[int, int | None] | None

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
    longlist: Longlist,
    entries: Iterable[LonglistEntry],
    outcomes: Mapping[int, str],
    gone: Container[int],
    held: PanelRound | None,
) -> Order:
    """The ranked `entries` of a longlist who do not fail by their `outcomes` of now, without those who are `gone`;
    `held`: the committee's newest round."""
    left = {
        one.employee_id: one
        for one in entries
        if one.employee_id not in gone and outcomes.get(one.employee_id) != Status.FAIL
    }
    return Order(left, outcomes, choices(longlist, outcomes, left.values()), places_of(longlist.vacancy, held))


def places_of(vacancy: Vacancy, held: PanelRound | None) -> dict[int, int | None] | None:
    """Employee → their place by the means of the committee's own round (1 the best, equals share one; None: nobody
    scored them). None without such a round, or where it sat without scores; in an open selection the ranking holds what
    the committee gave."""
    if vacancy.route != Route.TALENT_POOL or held is None or held.closed_at is None or not held.scored:
        return None
    return {row.candidate.employee_id: row.rank for row in panels.results(held)}
