"""Records name people, agencies and imports that are there, on PostgreSQL without a foreign key of their own."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.domain import second_lock, users
from talent.domain import bulk
from talent.domain.writing_records import FACTS
from talent.models import Agency, Employee, ImportBatch
from tests import factories

pytestmark = pytest.mark.django_db
NOWHERE = 987_654_321
NAMED = {"agency_id": Agency, "employee_id": Employee, "batch_id": ImportBatch}


def _columns(kind: str, person: Employee, batch: ImportBatch) -> dict[str, Any]:
    """A row of this kind with something in each column that must hold something."""
    given = {"employee_id": person.pk, "agency_id": person.agency_id, "batch_id": batch.pk, "key": "k", "digest": "d"}
    needed = [field for field in FACTS[kind].model._meta.concrete_fields if not field.null and not field.primary_key]
    some: dict[str, Any] = {"known_from": datetime(2026, 1, 1, tzinfo=UTC), "year": 2024}
    values = {
        field.attname: some.get(field.name, field.choices[0][0] if field.choices else "x" if field.max_length else 1)
        for field in needed
    }
    return {name: [value] for name, value in (values | given).items()}


def _batch(agency: Agency) -> ImportBatch:
    return ImportBatch.objects.create(
        agency=agency, kind="training", by=users.system_operator(), stored="x", file_digest="0"
    )


@transaction.atomic
def _insert(kind: str, columns: dict[str, Any]) -> None:
    bulk.insert(FACTS[kind].model, columns)
    connection.check_constraints()  # SQLite would ask when the transaction is committed


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("column", NAMED)
@pytest.mark.parametrize("kind", FACTS)
def test_a_record_that_names_what_is_not_there_is_refused(kind: str, column: str) -> None:
    person = factories.employee()
    columns = _columns(kind, person, _batch(person.agency))
    _insert(kind, columns)
    with pytest.raises(IntegrityError):
        _insert(kind, columns | {column: [NOWHERE], "key": ["l"]})


@pytest.mark.postgres
@pytest.mark.parametrize("column", NAMED)
def test_what_a_record_names_stays_also_where_the_record_is_hidden(column: str) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite asks its foreign keys when a transaction is committed")
    person, elsewhere = factories.employee(), factories.employee()
    owner = person if column == "employee_id" else factories.employee()
    batch = _batch(elsewhere.agency)
    columns = _columns("training", elsewhere, batch) | {"employee_id": [owner.pk], "agency_id": [elsewhere.agency_id]}
    bulk.insert(FACTS["training"].model, columns)
    model, pk = NAMED[column], columns[column][0]
    table = model._meta.db_table
    with second_lock.rows_of_agency(owner.agency_id if column == "employee_id" else elsewhere.agency_id):
        for statement in (f'DELETE FROM "{table}" WHERE id = {pk}', f'UPDATE "{table}" SET id = -1 WHERE id = {pk}'):
            with pytest.raises(IntegrityError, match=r"still names|append-only"), transaction.atomic():
                _execute(statement)
        # Saying which rows are shown was the function's affair, and is over.
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('estafet.agencies')")
            assert cursor.fetchone()[0].isdigit()
    assert model._default_manager.filter(pk=pk).count() == 1


@pytest.mark.postgres
def test_what_no_record_names_may_go() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite keeps its foreign keys")
    batch = _batch(factories.agency())
    batch.delete()
    assert not ImportBatch.objects.exists()
