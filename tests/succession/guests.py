"""Somebody of another agency's succession group, and a vacancy that they may agree to."""

from datetime import date

from accounts.domain.users import system_operator
from succession.domain import agreeing, gate
from succession.models import Agreement, Vacancy, WiderPoolRecord
from talent.models import Employee
from tests import factories
from tests.succession import cast
from tests.talent import documents

LETTER = ("kesediaan.pdf", documents.pdf("Surat kesediaan"))
SINCE = {"since": date(2026, 7, 1), "until": date(2026, 12, 31)}
# Longer in the post than the second of the pool, and not so long as the first.
BETWEEN = date(2010, 6, 1)


def of_another_pool() -> Employee:
    """In box 9 of the pool of another agency."""
    home = factories.other_agency()
    person = cast.candidate(home, grade_from=date(2019, 4, 1), post_from=BETWEEN)
    cast.candidate(home)
    factories.established_cycle(home)
    return person


def own_pool() -> list[int]:
    """The three of the agency's own, in their order."""
    own = cast.people(factories.agency(), 3)
    factories.established_cycle()
    cast.approved(factories.agency())
    return [person.pk for person in own]


def routed() -> Vacancy:
    """The way from the pool is decided."""
    vacancy = cast.opened(factories.agency(), cast.post(factories.agency()))
    gate.decide_route(vacancy=vacancy, by=system_operator())
    return vacancy


def widened(vacancy: Vacancy) -> WiderPoolRecord:
    """The agency's decree, in force on the vacancy's reference date."""
    document = ("keputusan.pdf", documents.pdf("Keputusan"))
    return agreeing.widen(agency=vacancy.agency, number="800/7", document=document, by=system_operator(), **SINCE)


def agreeing_to(vacancy: Vacancy, person: Employee) -> Agreement:
    """Their letter."""
    said = {"number": "SK-1", "dated": date(2026, 7, 12), "document": LETTER}
    return agreeing.agree(vacancy=vacancy, nip=person.nip, by=system_operator(), **said)
