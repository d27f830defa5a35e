"""What a person confirms with a signature: nobody signs what they did not see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from rules.checks import Check
from rules.eligibility import Eligibility
from rules.errors import DomainError
from rules.law import shipped
from succession.domain import canonical
from succession.domain.queries.candidates import evaluated, explained, required_post
from succession.domain.queries.longlists import current
from succession.domain.queries.words import said
from succession.models import Longlist, LonglistEntry, Vacancy
from talent.domain.queries import facts

WORDED_AT_MOST = 10


class StaleConfirmation(DomainError):
    """Facts or rules changed since the page was shown; `differences` says how, one sentence each."""

    code = "stale_confirmation"

    def __init__(self, differences: Sequence[str]) -> None:
        self.differences = tuple(differences)
        changed = "; ".join(differences) or _("susunan daftar berubah")
        super().__init__(_("Keadaan berubah sejak halaman ini dibuka: %(changed)s") % {"changed": changed})


@dataclass(frozen=True)
class Confirmed:
    """The outcome that each person concerned has now: pass, fail or unknown, by employee id."""

    outcomes: dict[int, str]


def confirmation_token(vacancy: Vacancy) -> str:
    """SHA-256 over what the page shows: the longlist, the nominees, the law, and everybody's checks as of now.

    Before the nomination everybody ranked is concerned; after it, the nominees, with their checks in words.
    """
    return _token(vacancy, timezone.now())


def confirm(vacancy: Vacancy, token: str) -> Confirmed:
    """Raise StaleConfirmation unless the token is the one of this moment; otherwise everybody's outcome."""
    known_at = timezone.now()
    longlist = _longlist(vacancy)
    concerned = _concerned(vacancy, longlist)
    found = _fresh(vacancy, concerned, known_at)
    if token != _token(vacancy, known_at, found):
        raise StaleConfirmation(list(_differences(vacancy, longlist, concerned, known_at)))
    return Confirmed(dict(zip(found.employee_id.tolist(), found.outcome_names().tolist(), strict=True)))


def _token(vacancy: Vacancy, known_at: datetime, found: Eligibility | None = None) -> str:
    longlist = _longlist(vacancy)
    nominees = [list(pair) for pair in vacancy.nominees.values_list("order", "employee_id")]
    found = found or _fresh(vacancy, _concerned(vacancy, longlist), known_at)
    worded = [_worded(_now(vacancy, employee, known_at)) for _order, employee in nominees]
    return canonical.digest(
        {
            "vacancy": vacancy.pk,
            "longlist": longlist.results_digest,
            "nominees": nominees,
            "law": shipped().digest,
            "codes": found.codes,
            "checks": [found.employee_id.tolist(), found.passed.tolist(), found.unknown.tolist()],
            "worded": worded,
        }
    )


def _longlist(vacancy: Vacancy) -> Longlist:
    longlist = current(vacancy)
    if longlist is None:
        raise DomainError(_("Lowongan ini belum punya daftar panjang."), code="no_longlist")
    return longlist


def _concerned(vacancy: Vacancy, longlist: Longlist) -> list[LonglistEntry]:
    entries = longlist.entries.select_related("employee").filter(rank__isnull=False)
    nominated = list(vacancy.nominees.values_list("employee_id", flat=True))
    return list(entries.filter(employee__in=nominated) if nominated else entries)


def _fresh(vacancy: Vacancy, concerned: Sequence[LonglistEntry], known_at: datetime) -> Eligibility:
    ids = sorted(entry.employee_id for entry in concerned)
    frames = facts.facts(vacancy.agency_id, on=vacancy.reference_date, known_at=known_at, employees=ids)
    return evaluated(frames, required_post(vacancy, known_at), vacancy.reference_date)


def _now(vacancy: Vacancy, employee_id: int, known_at: datetime) -> tuple[Check, ...]:
    post = required_post(vacancy, known_at)
    return explained(vacancy.agency_id, employee_id, post, vacancy.reference_date, known_at).checks


def _worded(checks: Iterable[Check]) -> list[tuple[str, str, str]]:
    return [(check.code, str(check.status), check.fact.id) for check in checks]


def _differences(
    vacancy: Vacancy, longlist: Longlist, concerned: Sequence[LonglistEntry], known_at: datetime
) -> Iterable[str]:
    """How the people concerned differ from what the longlist was made of."""
    if longlist.law_digest != shipped().digest:
        yield _("berkas aturan berubah")
    told = 0
    for entry in concerned:
        before = _now(vacancy, entry.employee_id, longlist.known_at)
        after = {check.code: check for check in _now(vacancy, entry.employee_id, known_at)}
        for was in before:
            now = after.get(was.code)
            if now is None or (was.status, was.fact) != (now.status, now.fact):
                told += 1
                yield f"{entry.employee.name}, {said(was.label)}: {_short(was)} → {_short(now)}"
        if told >= WORDED_AT_MOST:
            return


def _short(check: Check | None) -> str:
    return "–" if check is None else f"{said(check.fact)} ({check.status})"
