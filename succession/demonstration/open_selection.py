"""The open selection of 2021: announced, and too few applied."""

from datetime import date, timedelta
from decimal import Decimal

import typst

from accounts.models import User
from rules.law import shipped
from rules.selection import stages
from succession.domain import announcing, applying
from succession.models import Vacancy
from talent.models import Employee

PUBLISHED = date(2021, 3, 29)
_LETTER = b"""#set document(title: "Surat lamaran", date: datetime(year: 2021, month: 4, day: 5))
= Surat lamaran
Dokumen rekaan untuk demonstrasi."""


def announced(vacancy: Vacancy, by: User) -> str:
    """Two people apply, one with a document; says how many."""
    announcing.announce(
        vacancy=vacancy,
        number="800/01/PANSEL/2021",
        published_on=PUBLISHED,
        closes_on=PUBLISHED + timedelta(days=15),
        place="Laman BKD",
        weights={one.code: Decimal(one.most) for one in stages(PUBLISHED, shipped())},
        by=by,
    )
    people = Employee.objects.filter(agency=vacancy.agency, current__tier="ADMINISTRATOR").order_by("id")[:2]
    letter = ("Surat lamaran", ("surat-lamaran.pdf", typst.compile(_LETTER, format="pdf")))
    for person, documents in zip(people, ([letter], []), strict=True):
        given = {"employee": person, "received_on": PUBLISHED + timedelta(days=7), "documents": documents}
        applying.apply(vacancy=vacancy, by=by, **given)
    return f"{vacancy.code}: 2 pelamar/applicants"
