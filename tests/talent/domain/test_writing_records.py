"""Facts about employees out of checked rows."""

import pytest

from accounts.domain.users import system_operator
from talent.domain.importing import DERIVED, WRITERS, Context
from talent.domain.writing_records import FACTS
from talent.models import PerformanceRecord
from tests import factories


@pytest.mark.django_db
def test_rows_prepared_where_they_were_read_are_written_as_any_others() -> None:
    person = factories.employee()
    factories.write("performance", person, year=2024, rating="BAIK", score=81.5)
    empty = {name: [None] * 3 for name in ("work_result", "behaviour", "new_idea", "rater")}
    columns = {"nip": [person.nip, factories.nip(1), person.nip], "year": [2024, 2024, 2025], **empty}
    columns |= {"rating": ["BAIK", "BAIK", "KURANG"], "score": [81.5, 81.5, 60]}
    context = Context(person.agency, system_operator(), factories.KNOWN)
    written = WRITERS["performance"](columns | DERIVED["performance"](columns), 3, context)
    assert (written.new, written.changed, written.same) == (1, 0, 1)
    assert [(error.row, error.code) for error in written.errors] == [(1, "unknown_nip")]
    assert list(PerformanceRecord.objects.order_by("year").values_list("year", "score")) == [(2024, 81.5), (2025, 60.0)]


def test_only_what_the_database_must_say_waits_for_the_writer() -> None:
    assert set(FACTS) - set(DERIVED) == {"appointments"}
