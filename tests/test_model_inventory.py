"""Every model is declared here, and its table behaves as declared. A new model fails until somebody has classified it.

append_only     no row ever changes or goes away
closing(…)      append-only, but for columns that may be set once, while they are NULL (the end of a period)
dated           identity and pointers of something whose dated records stand in append-only tables
plain           ordinary rows: state of work in hand, sessions, queues
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing as shutting
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction


class Declared(NamedTuple):
    """How the rows of a table may change."""

    kind: str
    columns: tuple[str, ...] = ()

    @property
    def guarded(self) -> bool:
        return self.kind in ("append_only", "closing")


append_only, dated, plain = Declared("append_only"), Declared("dated"), Declared("plain")


def closing(*columns: str) -> Declared:
    """Append-only but for these columns."""
    return Declared("closing", columns)


_record = closing("known_to")

INVENTORY = {
    "audit.Event": append_only,
    "audit.Seal": append_only,
    "accounts.User": plain,
    "accounts.RoleAssignment": plain,
    "jobs.Job": plain,
    "talent.Agency": dated,
    "talent.AgencyRecord": _record,
    "talent.LastInstant": plain,
    "talent.Unit": dated,
    "talent.UnitRecord": _record,
    "talent.Position": dated,
    "talent.PositionRecord": _record,
    "talent.TechnicalStandardRecord": _record,
    "talent.Employee": dated,
    "talent.EmployeeRecord": _record,
    "talent.PerformanceRecord": _record,
    "talent.AssessmentRecord": _record,
    "talent.TechnicalRecord": _record,
    "talent.AppointmentRecord": _record,
    "talent.EducationRecord": _record,
    "talent.TrainingRecord": _record,
    "talent.AwardRecord": _record,
    "talent.TeamAssignmentRecord": _record,
    "talent.SanctionRecord": _record,
    "talent.FeedbackRecord": _record,
    "talent.ComponentsRecord": _record,
    "talent.AttestationRecord": _record,
    "talent.ScoringPolicy": append_only,
    "talent.ReviewCycle": plain,
    "talent.MappingRun": closing("inputs_digest", "results_digest", "people", "rules_used", "finished_at"),
    "talent.Placement": append_only,
    "talent.PoolMembership": append_only,
    "talent.ImportBatch": plain,
    "talent.ColumnMatch": plain,
    "talent.PolicyDraft": plain,
    "talent.SimulatedMove": plain,
    "talent.EvidenceFile": append_only,
    "talent.Evidence": closing("withdrawn_at", "withdrawn_by"),
    "talent.CalibrationSession": plain,
    "talent.CalibrationMember": plain,
    "talent.BlindPlacement": plain,
    "talent.DeclaredRelation": closing("ended_at"),
    "talent.CalibrationMove": append_only,
    "talent.MinutesSignature": append_only,
    "talent.Reply": plain,
    "talent.PoolExit": closing("revoked_at", "revoked_by", "revoked_because"),
    "talent.InclusionDecline": closing("offered_at", "offered_by", "offered_because"),
    "talent.TalentAction": plain,
    "talent.TrainingGroup": plain,
    "talent.TrainingSeat": plain,
    "talent.Advice": append_only,
    "talent.WorkedOut": plain,
    "succession.MeritRound": dated,
    "succession.MeritRoundRecord": _record,
    "succession.MeritLevelRecord": _record,
    "succession.ApprovalRecord": _record,
    "succession.GateFreezeRecord": _record,
    "succession.GateConditionRecord": _record,
    "succession.GoneOver": append_only,
    "succession.CriticalPostRecord": _record,
    "succession.AgencyRequirementsRecord": _record,
    "succession.RequirementWaiverRecord": _record,
    "succession.WiderPoolRecord": _record,
    "succession.MeritWeights": append_only,
    "succession.MeritAssessment": plain,
    "succession.MeritAnswer": plain,
    "succession.MeritTask": plain,
    "succession.MeritObjection": closing("answered_at", "answered_by", "accepted", "answer"),
    "succession.MeritPaper": append_only,
    "succession.MeritSuperseding": append_only,
    "succession.MeritPleno": plain,
    "succession.MeritPlenoSeat": plain,
    "succession.MeritPlenoSignature": append_only,
    "succession.MeritQuestion": closing("closed_at", "closed_by", "outcome"),
    "succession.MeritReply": append_only,
    "succession.MeritEvidence": closing("withdrawn_at", "withdrawn_by"),
    "succession.MeritExtract": append_only,
    "succession.Simulation": append_only,
    "succession.SuccessionPlan": append_only,
    "succession.PlannedSuccessor": append_only,
    "succession.EligibilitySweep": closing("people", "results_digest", "finished_at"),
    "succession.SweptPost": append_only,
    "succession.SweptPairs": append_only,
    "succession.Vacancy": plain,
    "succession.RouteDecision": append_only,
    "succession.Longlist": append_only,
    "succession.LonglistEntry": append_only,
    "succession.Announcement": append_only,
    "succession.Application": closing("withdrawn_at", "withdrawn_by", "withdraw_reason"),
    "succession.ApplicationDocument": append_only,
    "succession.Agreement": closing("withdrawn_at", "withdrawn_by", "withdraw_reason"),
    "succession.StageScore": append_only,
    "succession.CommitteeMember": plain,
    "succession.NamesDay": append_only,
    "succession.Nominee": closing("withdrawn_at", "withdrawn_by", "withdraw_reason"),
    "succession.PanelRound": plain,
    "succession.PanelCandidate": append_only,
    "succession.PanelBallot": plain,
    "succession.PanelScore": plain,
    "succession.PanelRefusal": append_only,
    "succession.PanelSignature": append_only,
    "succession.PanelWaiver": append_only,
    "succession.DecidingDeclaration": append_only,
    "succession.AppointmentDecision": closing("ended_at", "end_reason"),
    "succession.Deviation": closing(
        "signed_by", "signed_at", "signed_token", "successor", "ended_by", "ended_at", "end_reason"
    ),
    "succession.Sight": append_only,
    "succession.Recommendation": closing("withdrawn_at", "withdrawn_by", "withdraw_reason"),
    "succession.Inauguration": closing("annulled_on", "annul_number", "annul_reason", "annulled_by", "annulled_at"),
    "auth.Permission": plain,
    "auth.Group": plain,
    "contenttypes.ContentType": plain,
    "sessions.Session": plain,
    "account.EmailAddress": plain,
    "account.EmailConfirmation": plain,
    "axes.AccessFailureLog": plain,
    "axes.AccessAttempt": plain,
    "axes.AccessAttemptExpiration": plain,
    "axes.AccessLog": plain,
    "django_tasks_database.DBTaskResult": plain,
}
GUARDED = sorted(label for label, declared in INVENTORY.items() if declared.guarded)
OPEN = sorted(
    label
    for label, declared in INVENTORY.items()
    if not declared.guarded and label.split(".")[0] in {"accounts", "jobs", "talent", "succession"}
)


@pytest.fixture
def _dangling_rows(db: None) -> Iterator[None]:
    """Rows may point at nothing: all of it is taken back before anybody looks."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_every_model_is_declared_and_every_declared_model_exists() -> None:
    assert sorted(INVENTORY) == sorted(model._meta.label for model in apps.get_models())


def test_whatever_is_known_from_and_until_is_closed_by_its_known_to_and_nothing_else() -> None:
    from talent.models.base import Known

    kinds = {label: INVENTORY[label] for label in INVENTORY if issubclass(apps.get_model(label), Known)}
    assert kinds == dict.fromkeys(kinds, _record)
    assert len(kinds) == 26


@pytest.mark.parametrize("label", GUARDED)
@pytest.mark.usefixtures("_dangling_rows")
def test_no_column_of_a_written_row_changes(label: str) -> None:
    model = apps.get_model(label)
    _row(model)
    for field in model._meta.concrete_fields:
        if field.name not in INVENTORY[label].columns:
            assert _refused(f'UPDATE "{model._meta.db_table}" SET "{field.column}" = "{field.column}"'), field.name


@pytest.mark.parametrize("label", GUARDED)
@pytest.mark.usefixtures("_dangling_rows")
def test_no_row_goes_away(label: str) -> None:
    model = apps.get_model(label)
    _row(model)
    table = model._meta.db_table
    assert _refused(f'DELETE FROM "{table}"')
    if connection.vendor == "postgresql":
        assert _refused(f'TRUNCATE "{table}" CASCADE')
    else:
        assert _refused(f'UPDATE "{table}" SET rowid = rowid + 1000')
        assert _refused(f'UPDATE OR REPLACE "{table}" SET _rowid_ = 7')
        assert _refused(f'INSERT OR REPLACE INTO "{table}" SELECT * FROM "{table}"')
        _a_plain_connection_replaces_nothing(model)
    assert model._base_manager.count() == 1


def _a_plain_connection_replaces_nothing(model: type[models.Model]) -> None:
    """Not one that leaves SQLite's pragmas as they are: neither by the id nor by any other unique key."""
    table, others = model._meta.db_table, ", ".join(f'"{f.column}"' for f in model._meta.fields if not f.primary_key)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sql FROM sqlite_master WHERE tbl_name = %s AND sql > '' ORDER BY type <> 'table'", [table]
        )
        made = cursor.fetchall()
        row = cursor.execute(f'SELECT * FROM "{table}"').fetchone()
    with shutting(sqlite3.connect(":memory:")) as plain:
        for (statement,) in made:
            plain.execute(statement)
        plain.execute(f'INSERT INTO "{table}" VALUES ({", ".join("?" * len(row))})', row)
        kept = plain.execute(f'SELECT * FROM "{table}"').fetchall()
        with pytest.raises(sqlite3.IntegrityError, match=f"{table} is append-only"):
            plain.execute(f'INSERT OR REPLACE INTO "{table}" SELECT * FROM "{table}"')
        with suppress(sqlite3.IntegrityError):  # where there is a key beside the id
            plain.execute(f'INSERT OR REPLACE INTO "{table}" ({others}) SELECT {others} FROM "{table}"')
        assert plain.execute(f'SELECT * FROM "{table}" ORDER BY rowid LIMIT 1').fetchall() == kept


@pytest.mark.parametrize("label", [label for label in GUARDED if INVENTORY[label].columns])
@pytest.mark.usefixtures("_dangling_rows")
def test_an_end_is_set_once(label: str) -> None:
    model = apps.get_model(label)
    row = _row(model)
    names = [model._meta.get_field(name).attname for name in INVENTORY[label].columns]
    ends = {name: _value(model._meta.get_field(name), 1) for name in names}
    model._base_manager.filter(pk=row.pk).update(**ends)
    for name in names:
        for again in (_value(model._meta.get_field(name), 2), None):
            with pytest.raises(DatabaseError), transaction.atomic():
                model._base_manager.filter(pk=row.pk).update(**{name: again})
    row.refresh_from_db()
    assert {name: getattr(row, name) for name in names} == ends


@pytest.mark.parametrize("label", OPEN)
@pytest.mark.usefixtures("_dangling_rows")
def test_ordinary_rows_may_change(label: str) -> None:
    """Otherwise the tests above would pass on a table that refuses everything."""
    model = apps.get_model(label)
    _row(model)
    table, column = model._meta.db_table, model._meta.pk.column
    assert not _refused(f'UPDATE "{table}" SET "{column}" = "{column}"')
    assert not _refused(f'DELETE FROM "{table}"')


def _refused(statement: str) -> bool:
    """Whether the database refuses what it could do otherwise: the refusal names the table."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            transaction.set_rollback(True)
    except DatabaseError as error:
        if "append-only" not in str(error):
            raise
        return True
    return False


def _row(model: type[models.Model]) -> Any:
    """A row with something in every column that needs it; what it points at is not looked for."""
    ends = {field.name for field in model._meta.concrete_fields if field.null}
    values = {field.attname: _value(field, 0) for field in model._meta.concrete_fields if field.name not in ends}
    values |= _SPECIAL.get(model._meta.label, {})
    if model._meta.auto_field:
        values.pop(model._meta.pk.attname)
    row = model(**values)
    _foreign_keys(asked=False)
    row.save(force_insert=True)
    _foreign_keys(asked=True)
    return row


def _foreign_keys(*, asked: bool) -> None:
    # SQLite asks when a transaction is committed, and this one never is.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL session_replication_role = {'origin' if asked else 'replica'}")


_SPECIAL: dict[str, dict[str, Any]] = {
    "talent.Evidence": {"employee_id": 1},
    "talent.Employee": {"nip": "198503122010011007"},
    "audit.Seal": {"first": 1, "last": 1},
    "succession.LonglistEntry": {"outcome": "pass"},
    "succession.MeritTask": {"close_reason": ""},
    "succession.Deviation": {"kind": "AGAIN"},
    "succession.Sight": {"step": "NAMES", "names": []},
}


def _value(field: Any, number: int) -> Any:
    """Something that the column and its constraints allow; another thing for another number."""
    if field.is_relation:
        return 1 + number
    if field.choices:
        return field.choices[0][0]
    if isinstance(field, models.DateTimeField):
        return datetime(2026, 1, 1 + number, tzinfo=UTC)
    if isinstance(field, models.DateField):
        return date(2026, 1, 1 + number)
    if isinstance(field, models.JSONField):
        return {"n": number}
    if isinstance(field, models.UUIDField):
        return UUID(int=number)
    if isinstance(field, models.BinaryField):
        return bytes([number])
    if isinstance(field, models.BooleanField):
        return number < 2
    if isinstance(field, models.CharField | models.TextField):
        return f"{number}"
    return 1 + number
