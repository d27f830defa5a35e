"""An agency that has decrees of its own, for the tests that count what its pages ask."""

from datetime import date

from accounts.domain.users import system_operator
from succession.domain import asking, critical
from succession.domain.queries import untold
from succession.models import Longlist, LonglistEntry
from talent.models import Agency, Employee, Position
from tests.talent import documents

GRADE = {"code": "agency_grade", "kind": "grade_min", "grade": "IV/b"}
SINCE_2018 = {"since": date(2018, 1, 2), "until": None}


def decreed(of: Agency, count: int) -> None:
    """`count` decrees of each sort, in force since 2018: on its posts, on what it asks for JPT Pratama, and documents
    that free its people of the limit of age."""
    by, person = system_operator(), Employee.objects.filter(agency=of).earliest("pk")
    about = list(Position.objects.filter(agency=of).order_by("pk"))
    for number in range(count):
        said = {"agency": of, "number": f"800/{number}", "by": by} | SINCE_2018
        if about:
            critical.decree(position=about[number % len(about)].code, criteria="Kewenangan strategis", **said)
        asking.ask(tier="JPT_PRATAMA", requirements=[GRADE], **said)
        given = {"authority": "Kepala BKN", "granted": date(2018, 1, 2), "grounds": "Dibutuhkan."}
        asking.waive(person=person, code="age", document=("izin.pdf", documents.pdf()), **given, **said)


def freed(before: Longlist) -> None:
    """The list once more, on which everybody passes the first requirement, and what is asked of sanctions, only by a
    document."""
    entries = list(before.entries.all())
    before.pk = None
    before.save(force_insert=True)
    for entry in entries:
        entry.pk, entry.longlist = None, before
        entry.waived = 1 | 1 << before.codes.index(untold.SANCTION)
        entry.passed |= entry.waived
    LonglistEntry.objects.bulk_create(entries)
