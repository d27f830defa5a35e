"""The work-list of a vacancy: what the data cannot say of its candidates, and who can supply it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Subquery

from accounts.models import User
from rules.additions import called
from rules.eligibility import records_for
from rules.lacking import Lack, Lacks, lacks
from rules.law import NoRuleInForce, shipped
from rules.text import Text
from succession.domain.queries import untold
from succession.domain.queries.candidates import CannotEvaluate, facts_of, required_post
from succession.domain.queries.words import said
from succession.models import Longlist, LonglistEntry, Vacancy
from succession.models.vacancy import Route
from talent.domain import known
from talent.domain.queries.person import UNTOLD, sees_sanctions
from talent.models import Employee

# Employee, row, bit, and whether nothing else rules them out already.
Place = tuple[int, int, int, bool]
SORTS = ("deciding", "name", "requirement", "by")
_OVER = (Vacancy.State.INAUGURATED, Vacancy.State.CLOSED)


@dataclass(frozen=True)
class Line:
    """A fact that is missing of one candidate; `deciding`: nothing else rules them out already."""

    person: Employee
    lack: Lack
    deciding: bool


@dataclass(frozen=True)
class WorkList:
    """Of one vacancy, as far as `reader` may read it; worded for the stretch that is read. `people`: the candidates by
    id; `own`: what the agency's own requirements are called, by their codes."""

    reader: User
    lacks: Lacks | None = None
    places: tuple[Place, ...] = ()
    people: dict[int, Employee] | None = None
    own: Mapping[str, Text] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.places)

    def __getitem__(self, shown: slice) -> list[Line]:
        return [self._line(*place) for place in self.places[shown]]

    def _line(self, who: int, row: int, bit: int, deciding: bool) -> Line:
        assert self.lacks is not None
        assert self.people is not None
        person, lack = self.people[who], self.lacks.worded(row, bit)
        if lack.code in untold.SANCTIONS and not sees_sanctions(self.reader, person):
            lack = replace(lack, fact=UNTOLD, missing=UNTOLD, document=UNTOLD)
        return Line(person, lack, deciding)

    def codes(self) -> list[str]:
        """The requirements of which something is missing, in the order of the law."""
        missing = {bit for _who, _row, bit, _deciding in self.places}
        return [code for bit, code in enumerate(self.lacks.found.codes) if bit in missing] if self.lacks else []

    def kinds(self) -> list[tuple[str, Any]]:
        """The kinds of record that are missing, each with who supplies it."""
        missing = {bit for _who, _row, bit, _deciding in self.places}
        if self.lacks is None:
            return []
        found = dict.fromkeys(kind for bit, kind in enumerate(self.lacks.kinds) if bit in missing)
        return [(kind, self.lacks.duties[kind]["by"]) for kind in found]

    def narrowed(
        self, *, code: str = "", kind: str = "", deciding: bool | None = None, among: Sequence[int] | None = None
    ) -> "WorkList":
        """Only those of a requirement, of a kind of record, of people who are ruled out already or not, `among` some
        people."""
        if self.lacks is None:
            return self
        codes, kinds, only = self.lacks.found.codes, self.lacks.kinds, None if among is None else set(among)
        kept = tuple(
            place
            for place in self.places
            if (not code or codes[place[2]] == code)
            and (not kind or kinds[place[2]] == kind)
            and (deciding is None or place[3] == deciding)
            and (only is None or place[0] in only)
        )
        return replace(self, places=kept)

    def ordered(self, sort: str) -> "WorkList":
        """By one of SORTS; of equal lines by name, then in the order of the law."""
        if self.lacks is None or self.people is None:
            return self
        people, kinds = self.people, self.lacks.kinds

        def key(place: Place) -> tuple[Any, ...]:
            who, _row, bit, deciding = place
            first = {"deciding": not deciding, "name": 0, "requirement": bit, "by": kinds[bit]}[sort]
            return first, people[who].name, who, bit

        return replace(self, places=tuple(sorted(self.places, key=key)))


def of_vacancy(vacancy: Vacancy, *, reader: User) -> WorkList:
    """What is missing by the data as known now, of who applies, or of whom the newest longlist could not judge: of
    those that it ruled out nothing decides. Nothing once the vacancy is filled or closed. As many queries for one as
    for all. Raises CannotEvaluate."""
    if vacancy.state in _OVER or not (people := _candidates(vacancy)):
        return WorkList(reader)
    known_at = known.now(vacancy.agency_id)
    post = required_post(vacancy, known_at)
    frames = facts_of(vacancy, people, vacancy.reference_date, known_at, records_for(post))
    try:
        found = lacks(frames, post, vacancy.reference_date, shipped())
    except NoRuleInForce as error:
        raise CannotEvaluate(said(error.text)) from error
    ids = found.found.employee_id.tolist()
    named = Employee.objects.select_related("agency", "current__unit").in_bulk(ids)
    places = tuple((ids[row], row, bit, deciding) for row, bit, deciding in found.places())
    return WorkList(reader, found, places, named, {one["code"]: called(one) for one in post.own})


def _candidates(vacancy: Vacancy) -> list[int]:
    if vacancy.route == Route.OPEN_SELECTION:
        live = vacancy.applications.filter(withdrawn_at=None).order_by("employee_id")
        return list(live.values_list("employee_id", flat=True))
    newest = Longlist.objects.filter(vacancy=vacancy).order_by("-id").values("pk")[:1]
    unjudged = LonglistEntry.objects.filter(longlist=Subquery(newest), outcome="unknown")
    return list(unjudged.order_by("employee_id").values_list("employee_id", flat=True))
