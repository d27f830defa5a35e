"""What a person confirms with a signature: nobody signs what they did not see."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from rules.checks import Check, Status
from rules.eligibility import Eligibility, Post, explain, records_for
from rules.errors import DomainError, Invalid
from rules.law import shipped
from succession.domain import canonical
from succession.domain.queries import untold
from succession.domain.queries.candidates import CannotEvaluate, Frames, evaluated, facts_of, required_post
from succession.domain.queries.longlists import current
from succession.domain.queries.words import said
from succession.models import Longlist, LonglistEntry, NamesDay, Nominee, Vacancy
from talent.domain import known
from talent.domain.queries import pool
from talent.domain.queries.facts import facts, inputs_digest
from talent.models import Employee

WORDED_AT_MOST = 10


class StaleConfirmation(DomainError):
    """Facts or rules changed since the page was shown; `differences` says how, one sentence each."""

    code = "stale_confirmation"

    def __init__(self, differences: Sequence[str]) -> None:
        self.differences = tuple(differences)
        changed = "; ".join(differences) or _("susunan daftar berubah")
        super().__init__(_("Keadaan berubah sejak halaman ini dibuka: %(changed)s") % {"changed": changed})


@dataclass(frozen=True)
class Seen:
    """What a page shows at one instant: the longlist, the nominees, and everybody concerned held against the post.

    Before the nomination everybody ranked is concerned; after it, the nominees, and with them `outside`, whom the PPK
    may take although the committee named others. `left`: who of the nominees left the pool that the longlist was
    made from, and on which day; `taken_back`: how many names were sent up before these and taken back; `day`: on which
    these were settled, where that was corrected.
    """

    vacancy: Vacancy
    longlist: Longlist
    nominees: list[tuple[int, int]]
    concerned: list[LonglistEntry]
    frames: Frames
    post: Post
    found: Eligibility
    left: dict[int, date]
    outside: int | None = None
    taken_back: int = 0
    day: date | None = None

    @property
    def named(self) -> list[int]:
        """The three names in their order, by employee id."""
        return [employee for _order, employee in self.nominees]

    @property
    def outcomes(self) -> dict[int, str]:
        """The outcome that each person concerned has now, by employee id."""
        return dict(zip(self.found.employee_id.tolist(), self.found.outcome_names().tolist(), strict=True))

    def told(self, person: Employee, reader: User) -> tuple[Check, ...]:
        """One person's checks in words, as far as `reader` may read them."""
        return untold.checks(self.unread(person.pk), person, reader)

    def unread(self, employee_id: int) -> tuple[Check, ...]:
        """The same with all that is in them: to sign, to keep and to compare, never to show."""
        own = {name: frame[frame["employee_id"] == employee_id] for name, frame in self.frames.items()}
        return explain(own, self.post, self.vacancy.reference_date, shipped()).checks

    def failing(self, person: Employee, reader: User) -> tuple[Check, ...]:
        """Which requirements keep this person from being taken, as far as `reader` may read them."""
        if self.outcomes[person.pk] != Status.FAIL:
            return ()
        return tuple(one for one in self.told(person, reader) if one.decides and one.status == Status.FAIL)

    def require_eligible(self, person: Employee, reader: User) -> None:
        """Raise Invalid, with the requirements that they fail, unless this person can be taken."""
        if self.outcomes[person.pk] == Status.FAIL:
            failed = "; ".join(said(one.label) for one in self.failing(person, reader))
            message = _("Calon ini kini tidak memenuhi syarat: %(failed)s.") % {"failed": failed}
            raise Invalid(message, code="not_eligible")

    @property
    def token(self) -> str:
        """SHA-256 over all of it; of the nominees also the wording of their facts, and what frees them from a
        requirement."""
        return canonical.digest(self._shown(_worded) | {"left": sorted(self.left.items())})

    @property
    def earlier_token(self) -> str:
        """The same as earlier releases made it, without waivers and exits from the pool: what was signed then."""
        return canonical.digest(self._shown(_worded_earlier))

    def _shown(self, worded: Callable[[Iterable[Check]], object]) -> dict[str, Any]:
        found = self.found
        shown: dict[str, Any] = {
            "vacancy": self.vacancy.pk,
            "longlist": self.longlist.results_digest,
            "nominees": self.nominees,
            "law": shipped().digest,
            "codes": found.codes,
            "checks": [found.employee_id.tolist(), found.passed.tolist(), found.unknown.tolist()],
            "worded": [worded(self.unread(employee)) for _order, employee in self.nominees],
        }
        if self.taken_back:
            # Of names that were sent up once the token stays what it was.
            shown["taken_back"] = self.taken_back
        if self.day is not None:
            # Of names whose day was recorded once too.
            shown["day"] = self.day.isoformat()
        if self.outside is not None:
            shown["outside"] = worded(self.unread(self.outside))
        return shown

    @property
    def inputs_digest(self) -> str:
        """SHA-256 over the facts of everybody concerned and the post they are held against."""
        return canonical.digest({"facts": inputs_digest(self.frames), "post": self.post, "nominees": self.nominees})

    @property
    def results_digest(self) -> str:
        """SHA-256 over what came of it, without its wording: a better sentence is not another result."""
        return canonical.digest(self._results() | {"waived": self.found.waived.tolist()})

    @property
    def earlier_results_digest(self) -> str:
        """The same as earlier releases made it, whether a document or the facts met a requirement: stored then."""
        return canonical.digest(self._results())

    def _results(self) -> dict[str, Any]:
        found = self.found
        return {
            "codes": found.codes,
            "checks": [found.employee_id.tolist(), found.passed.tolist(), found.unknown.tolist()],
            "outcomes": found.outcome_names().tolist(),
        }


def confirmation_token(vacancy: Vacancy) -> str:
    """SHA-256 over what the page shows: the longlist, the nominees, the law, and everybody's checks as of now."""
    return seen(vacancy, known.now(vacancy.agency_id)).token


def confirm(
    vacancy: Vacancy, token: str, *, by: User, known_at: datetime | None = None, outside: Employee | None = None
) -> Seen:
    """What is seen at this moment (`known_at`, where the step has taken one); raises StaleConfirmation when the token
    was made over anything else.

    Its differences say no more than `by` may read.
    """
    now = seen(vacancy, known_at or known.now(vacancy.agency_id), outside)
    if token != now.token:
        raise StaleConfirmation(list(differences(now, by)))
    return now


def seen(
    vacancy: Vacancy,
    known_at: datetime,
    outside: Employee | None = None,
    *,
    named: bool = True,
    stood_at: datetime | None = None,
) -> Seen:
    """What the page shows when the facts are those known at `known_at`; without `named` as it was before three names
    were sent up. The names are those that stand, or stood at `stood_at`, whatever was taken back since. Raises
    DomainError without a longlist, CannotEvaluate when nothing is known of `outside`."""
    longlist = current(vacancy)
    if longlist is None:
        raise DomainError(_("Lowongan ini belum punya daftar panjang."), code="no_longlist")
    names, gone = _names(vacancy, stood_at)
    names = names if named else names.none()
    order = names.filter(employee=OuterRef("employee")).values("order")
    before = gone.order_by().values("vacancy").annotate(rows=Count("pk")).values("rows")
    concerned = longlist.entries.select_related("employee__agency")
    corrected = NamesDay.objects.filter(vacancy=vacancy, names_at__in=names.values("at"), at__lte=known_at)
    day = corrected.order_by("-id").values("named_on")[:1]
    concerned = concerned.annotate(named=Subquery(order), gone=Subquery(before), day=Subquery(day))
    # Whom a committee names is ranked in the list as it is for good from then on.
    concerned = concerned.filter(Q(named__isnull=False) | ~Exists(names), rank__isnull=False)
    entries = list(concerned)
    nominees = sorted((entry.named, entry.employee_id) for entry in entries if entry.named is not None)
    on, post = vacancy.reference_date, required_post(vacancy, known_at)
    ids = sorted(entry.employee_id for entry in entries)
    homes = {entry.employee_id: entry.employee.agency for entry in entries}
    wanted = records_for(post)
    frames = facts_of(vacancy, ids, on, known_at, wanted, homes)
    if outside is not None and outside.pk in homes:
        outside = None  # concerned as it is
    if outside is not None:
        own = facts(outside.agency_id, on=on, known_at=known_at, employees=[outside.pk], records=wanted)
        if own["employees"].empty:
            raise CannotEvaluate(_("Pada saat itu belum ada data tentang pegawai ini."))
        frames = {name: _together(frame, own[name]) for name, frame in frames.items()}
    found = evaluated(frames, post, on)
    # Before the nomination the committee's step itself asks who can still be named.
    left = pool.left_on(longlist.cycle_id, timezone.localdate(known_at), known_at) if nominees else {}
    left = {who: day for who, day in left.items() if who in found.employee_id}
    taken_back, settled = (entries[0].gone or 0, entries[0].day) if entries else (0, None)
    about = (frames, post, found, left, outside.pk if outside else None, taken_back, settled)
    return Seen(vacancy, longlist, nominees, [*entries], *about)


def _names(vacancy: Vacancy, stood_at: datetime | None) -> tuple[QuerySet[Nominee], QuerySet[Nominee]]:
    """The names that stand, or stood then, and those that were taken back before."""
    every = Nominee.every.filter(vacancy=vacancy)
    if stood_at is None:
        return every.filter(withdrawn_at=None), every.filter(withdrawn_at__isnull=False)
    standing = Q(withdrawn_at=None) | Q(withdrawn_at__gt=stood_at)
    return every.filter(standing, at__lte=stood_at), every.filter(withdrawn_at__lte=stood_at)


def _together(frame: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    both = pd.concat([frame, more], ignore_index=True)
    return both.sort_values("employee_id", kind="stable", ignore_index=True)


def _worded(checks: Iterable[Check]) -> list[tuple[str, ...]]:
    return [
        (check.code, str(check.status), check.fact.id, check.readings.id, check.waived.id, check.document)
        for check in checks
    ]


def _worded_earlier(checks: Iterable[Check]) -> list[tuple[str, ...]]:
    return [(check.code, str(check.status), check.fact.id) for check in checks]


def differences(now: Seen, reader: User) -> Iterable[str]:
    """How the people concerned differ from what the longlist was made of."""
    if now.longlist.law_digest != shipped().digest:
        yield _("berkas aturan berubah")
    then = seen(now.vacancy, now.longlist.known_at)
    told = 0
    for entry in now.concerned:
        if day := now.left.get(entry.employee_id):
            told += 1
            yield (
                entry.employee.name
                + " "
                + _("keluar dari kelompok suksesi pada %(day)s") % {"day": date_format(day, "DATE_FORMAT")}
            )
        after = {check.code: check for check in now.unread(entry.employee_id)}
        for before in then.unread(entry.employee_id):
            check = after.get(before.code)
            if check is None or _weighed(before) != _weighed(check):
                told += 1
                was, became = (_short(one, entry.employee, reader) for one in (before, check))
                yield f"{entry.employee.name}, {said(before.label)}: {was} → {became}"
        if told >= WORDED_AT_MOST:
            return


def _weighed(check: Check) -> tuple[object, ...]:
    return check.status, check.fact, check.waived, check.document


def _short(check: Check | None, person: Employee, reader: User) -> str:
    if check is None:
        return "–"
    (shown,) = untold.checks([check], person, reader)
    return f"{said(shown.fact)} ({'; '.join(filter(None, (shown.status, said(shown.waived))))})"
