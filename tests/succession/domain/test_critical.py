"""Which posts are critical on a day: by decree, by the workbook of posts, and when the two say otherwise."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from accounts.domain.users import system_operator
from audit.models import Event
from rules.errors import DomainError, Invalid, NotAllowed
from succession.domain import critical
from succession.domain.queries.critical import critical_posts, of_posts
from succession.models import CriticalPostRecord
from talent.domain import known
from talent.models import Agency
from tests import factories
from tests.succession import cast
from tests.talent import documents

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 3, 1), date(2028, 2, 29)
BEFORE, AFTER = date(2026, 2, 28), date(2028, 3, 1)


def decreed(agency: Agency, **changes: Any) -> CriticalPostRecord:
    said = {"position": "JPT-01", "number": "800/31", "criteria": "Kewenangan strategis", "since": FIRST, "until": LAST}
    return critical.decree(agency=agency, **{"by": system_operator()} | said | changes)


def found(agency: Agency, on: date, known_at: Any = None) -> list[tuple[str, str]]:
    told = critical_posts(agency.pk, on, known_at or known.now(agency.pk))
    return [(one.position.code, one.criticality.criteria) for one in told]


def test_a_decree_makes_a_post_critical_from_its_first_day_to_its_last() -> None:
    agency = factories.agency()
    cast.post(agency)
    decreed(agency)
    days = {day: found(agency, day) for day in (BEFORE, FIRST, LAST, AFTER)}
    held = [("JPT-01", "Kewenangan strategis")]
    assert days == {BEFORE: [], FIRST: held, LAST: held, AFTER: []}


def test_a_revocation_counts_from_its_day_and_what_was_known_before_stays() -> None:
    agency = factories.agency()
    cast.post(agency)
    record, before = decreed(agency, until=None), known.now(agency.pk)
    day = timezone.localdate()
    critical.revoke(record=record, revoked_on=day, reason="Kriteria tidak lagi dipenuhi.", by=system_operator())
    assert [bool(found(agency, on)) for on in (FIRST, day)] == [True, False]
    assert found(agency, day, before) == [("JPT-01", "Kewenangan strategis")]
    (said,) = Event.objects.filter(kind="succession.critical_post.revoked")
    assert said.reason == "Kriteria tidak lagi dipenuhi."


def test_the_workbook_of_posts_counts_until_a_decree_is_about_the_post() -> None:
    agency = factories.agency()
    flagged, silent, denied = (
        cast.post(agency, code, critical=flag) for code, flag in (("A", True), ("B", None), ("C", False))
    )
    decreed(agency, position="C", number="1")
    ids = [flagged.pk, silent.pk, denied.pk]

    def told(on: date) -> dict[int, tuple[bool, bool, bool]]:
        said = of_posts(ids, on, known.now(agency.pk))
        return {pk: (one.critical, one.decree is not None, one.contradicted) for pk, one in said.items()}

    assert told(BEFORE) == {flagged.pk: (True, False, False), denied.pk: (False, False, False)}
    assert told(FIRST) == {flagged.pk: (True, False, False), denied.pk: (True, True, True)}
    assert told(AFTER) == {flagged.pk: (True, False, False), denied.pk: (False, False, False)}
    assert found(agency, FIRST) == [("A", ""), ("C", "Kewenangan strategis")]


def test_of_several_decrees_the_one_begun_last_gives_the_criteria() -> None:
    agency = factories.agency()
    cast.post(agency)
    decreed(agency, until=None)
    decreed(agency, number="800/90", criteria="Pengganti sulit dicari", since=date(2027, 1, 1), until=None)
    assert found(agency, date(2026, 12, 31)) == [("JPT-01", "Kewenangan strategis")]
    assert found(agency, date(2027, 1, 1)) == [("JPT-01", "Pengganti sulit dicari")]


REFUSED = [
    ({"position": "JPT-99"}, "unknown_post"),
    ({"criteria": "  "}, "no_criteria"),
    ({"until": BEFORE}, "date_order"),
    ({"number": " "}, "no_number"),
]


@pytest.mark.parametrize(("changes", "code"), REFUSED)
def test_what_may_not_stand_is_refused_and_nothing_is_written(changes: dict[str, Any], code: str) -> None:
    agency = factories.agency()
    cast.post(agency)
    with pytest.raises(Invalid) as refused:
        decreed(agency, **changes)
    assert (refused.value.code, CriticalPostRecord.objects.count()) == (code, 0)


def test_one_decree_names_a_post_once_and_several_posts() -> None:
    agency = factories.agency()
    cast.post(agency), cast.post(agency, "JPT-02")
    decreed(agency), decreed(agency, position="JPT-02")
    with pytest.raises(DomainError) as refused:
        decreed(agency)
    assert (refused.value.code, len(found(agency, FIRST))) == ("already_recorded", 2)


def test_its_head_decrees_and_nobody_below() -> None:
    agency = factories.agency()
    cast.post(agency)
    with pytest.raises(NotAllowed):
        decreed(agency, by=factories.user("BKD_STAFF", agency))
    held = decreed(agency, by=factories.user("BKD_HEAD", agency), document=("sk.pdf", documents.pdf()))
    assert held.file is not None
    reader = factories.user("BKD_STAFF", agency)
    assert critical.opened(record=held, by=reader) == documents.pdf()
    assert Event.objects.filter(kind="succession.critical_post.document_opened", actor=reader.pk).count() == 1


def test_a_workbook_says_the_same_and_its_empty_cells_say_nothing() -> None:
    agency = factories.agency()
    cast.post(agency)
    row = {"agency": agency.code, "number": "800/31", "position": "JPT-01", "true_from": FIRST}
    written = cast.merit("critical_posts", row | {"criteria": "Kewenangan strategis", "true_to": LAST})
    assert (written.new, written.errors) == (1, [])
    again = cast.merit("critical_posts", row | {"revoked_on": date(2026, 5, 1), "revoke_reason": "Selesai."})
    assert (again.changed, again.errors) == (1, [])
    now = CriticalPostRecord.objects.get(known_to=None)
    assert (now.criteria, now.true_to, now.revoked_on) == ("Kewenangan strategis", LAST, date(2026, 5, 1))
    missing = cast.merit("critical_posts", row | {"position": "JPT-99"}, row | {"number": "800/32"})
    assert [(error.row, error.code) for error in missing.errors] == [(0, "unknown_post"), (1, "no_criteria")]


@pytest.mark.parametrize("count", [1, 3])
def test_three_queries_however_many_posts(count: int, django_assert_num_queries: Any) -> None:
    agency = factories.agency()
    for number in range(count):
        cast.post(agency, f"J-{number}")
        decreed(agency, position=f"J-{number}")
    instant = known.now(agency.pk)
    with django_assert_num_queries(3):
        assert len(critical_posts(agency.pk, FIRST, instant)) == count
