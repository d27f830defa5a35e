"""On PostgreSQL the tables show only the rows of a user's agencies, whatever a query asks for."""

from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from accounts.domain import second_lock, users
from accounts.middleware import OwnRowsMiddleware
from accounts.models import RoleAssignment, User
from jobs.domain import running
from jobs.models import Job
from succession.models import Application
from talent.domain import bulk
from talent.domain.queries.records import MODELS
from talent.models import (
    Agency,
    Employee,
    EmployeeRecord,
    Evidence,
    EvidenceFile,
    ImportBatch,
    ScoringPolicy,
    Unit,
)
from tests import factories
from tests.succession import cast

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

# What agencies are called, now and earlier, is no secret: they are named to each other. Nor is how late it is there.
OPEN = {"talent.Agency", "talent.AgencyRecord", "talent.LastInstant"}
LOCKED = [
    model
    for label in ("talent", "succession")
    for model in apps.get_app_config(label).get_models()
    if model._meta.label not in OPEN
]
# What is shown of applicants from other agencies, to read alone: they, every record and what records name.
NAMED = ("Employee", "Unit", "UnitRecord", "Position", "PositionRecord", "TechnicalStandardRecord", "Evidence")
ABOUT_APPLICANTS = {*NAMED, *(model.__name__ for model in MODELS.values())}


@pytest.fixture(autouse=True)
def _ordinary_role(db: None) -> None:
    """A superuser, as whom somebody may run these tests, is bound by no policy: become somebody who is."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no row-level security")
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone() == (True,):
            cursor.execute("CREATE ROLE estafet_tested")
            cursor.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO estafet_tested")
            cursor.execute("GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO estafet_tested")
            cursor.execute("SET LOCAL ROLE estafet_tested")


@pytest.fixture
def kaltim() -> Agency:
    """An agency with a filling on its way, from people and their records to three names."""
    agency = factories.agency()
    factories.unit(agency)
    cast.ready(agency, 3)
    return agency


def _rows() -> dict[str, int]:
    """How many rows a query without any condition is shown, of each locked table."""
    return {model._meta.label: model._default_manager.count() for model in LOCKED}


def _people() -> set[str]:
    return set(Employee.objects.values_list("agency__code", flat=True))


@pytest.mark.parametrize("model", LOCKED, ids=lambda model: model._meta.label)
def test_every_table_of_an_agency_is_locked_for_its_owner_too(model: type[models.Model]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relrowsecurity, relforcerowsecurity, (SELECT array_agg(polname || ' ' || polcmd::text"
            " ORDER BY polname) FROM pg_policy WHERE polrelid = pg_class.oid) FROM pg_class WHERE relname = %s",
            [model._meta.db_table],
        )
        applicants = ["applicants r"] if model._meta.object_name in ABOUT_APPLICANTS else []
        assert cursor.fetchone() == (True, True, [*applicants, "by_agency *"])


def test_a_query_without_the_scope_shows_no_row_of_another_agency(kaltim: Agency) -> None:
    own, stranger = factories.user("BKD_STAFF", kaltim), factories.user("BKD_HEAD", factories.other_agency())
    everything = _rows()
    assert {label for label, count in everything.items() if count} >= {
        "talent.Unit", "talent.Employee", "talent.EmployeeRecord", "talent.AssessmentRecord", "talent.ReviewCycle",
        "talent.MappingRun", "talent.Placement", "talent.PoolMembership", "succession.Vacancy", "succession.Longlist",
        "succession.LonglistEntry", "succession.Nominee", "succession.ApprovalRecord",
    }  # fmt: skip
    with second_lock.rows_of(own):
        assert _rows() == everything
    with second_lock.rows_of(stranger):
        assert {label for label, count in _rows().items() if count} == set()
    assert _rows() == everything


def test_every_role_sees_its_own_agencies_and_an_employee_the_one_they_serve(kaltim: Agency) -> None:
    factories.employee(factories.other_agency())
    shown = {
        "AUDITOR": {"KALTIM"},
        "SELECTION_COMMITTEE": {"KALTIM"},
        "EMPLOYEE": {"KALTIM"},
        "ADMINISTRATOR": set(),
    }
    person = Employee.objects.filter(agency=kaltim).first()
    for role, agencies in shown.items():
        with second_lock.rows_of(factories.user(role, kaltim, person=person if role == "EMPLOYEE" else None)):
            assert _people() == agencies, role
    with second_lock.rows_of(users.system_operator()):
        assert _people() == {"KALTIM", "BONTANG"}
    with second_lock.rows_of(User()):
        assert _people() == set()


def test_whoever_lost_the_role_or_the_account_sees_nothing(kaltim: Agency) -> None:
    both = factories.user("AUDITOR", kaltim)
    ended = RoleAssignment.objects.get(user=both)
    users.grant(user=both, role=ended.kind, agency_id=factories.other_agency().pk, by=users.system_operator())
    users.revoke(assignment=ended, by=users.system_operator(), reason="Pindah tugas.")
    factories.employee(factories.other_agency())
    with second_lock.rows_of(both):
        assert _people() == {"BONTANG"}
    User.objects.filter(pk=both.pk).update(is_active=False)
    with second_lock.rows_of(both):
        assert _people() == set()


def test_nothing_is_written_for_another_agency(kaltim: Agency) -> None:
    stranger = factories.user("BKD_STAFF", factories.other_agency())
    with second_lock.rows_of(stranger):
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Unit.objects.create(agency=kaltim, code="X", name="Unit orang lain")
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            bulk.insert(Unit, {"agency_id": [kaltim.pk], "code": ["X"], "name": ["X"], "parent_id": [None]})
        assert Unit.objects.filter(agency=kaltim).update(name="Diubah") == 0
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            ScoringPolicy.objects.create(
                agency=None,
                code="x",
                version=1,
                effective_from=factories.ON,
                published_at=factories.KNOWN,
                published_by=stranger,
            )


def test_uploads_of_no_agency_are_for_those_who_hold_a_role_over_the_installation(kaltim: Agency) -> None:
    of_nobody = {"agency": None, "kind": "agencies", "file_name": "x.csv", "file_digest": "0" * 64}
    staff, administrator = factories.user("BKD_STAFF", kaltim), factories.user("ADMINISTRATOR")
    own = ImportBatch.objects.create(by=staff, **of_nobody | {"agency": kaltim})
    with second_lock.rows_of(administrator):
        listed = ImportBatch.objects.create(by=administrator, **of_nobody)
        assert list(ImportBatch.objects.all()) == [listed]
    with second_lock.rows_of(staff):
        assert list(ImportBatch.objects.all()) == [own]
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            ImportBatch.objects.create(by=staff, **of_nobody)


def test_what_an_agency_rests_on_is_for_its_own_and_for_those_who_enter_agencies(kaltim: Agency) -> None:
    administrator = factories.user("ADMINISTRATOR")
    said = {"agency": kaltim, "key": "", "source": "UU", "by": administrator}
    with second_lock.rows_of(administrator):
        file = EvidenceFile.objects.create(digest="0" * 64, name="x", content_type="x", size=1, by=administrator)
        held = Evidence.objects.create(kind="agencies", file=file, **said)
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Evidence.objects.create(kind="units", unit=factories.unit(kaltim), **said)
    for role, agency, seen in (("AUDITOR", kaltim, [held]), ("AUDITOR", factories.other_agency(), [])):
        with second_lock.rows_of(factories.user(role, agency)):
            assert list(Evidence.objects.select_related("file")) == seen
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                EvidenceFile.objects.create(digest="1" * 64, name="x", content_type="x", size=1, by=administrator)


@pytest.fixture
def guest() -> Employee:
    """Somebody of Bontang, where others are employed as well, who is about to apply to KALTIM."""
    bontang = factories.other_agency()
    factories.unit(bontang, "U-9", "Dinas Kelautan")
    factories.assessed(factories.employee(bontang))
    person = cast.candidate(bontang)
    factories.established_cycle(bontang)
    return person


def test_of_another_agency_only_those_are_shown_who_applied_here(guest: Employee) -> None:
    agency, third = factories.agency(), factories.agency("PASER", "Kabupaten Paser", "REGENCY")
    vacancy = cast.announced(agency)
    here, elsewhere, home = (factories.user("AUDITOR", of) for of in (agency, third, guest.agency))
    with second_lock.rows_of(here):
        before = _rows()
        assert _people() == set()
    cast.applied(vacancy, [guest])
    with second_lock.rows_of(here):
        # A careless list shows them too, and nobody beside them.
        assert list(Employee.objects.all()) == [guest]
        more = {label: count - before[label] for label, count in _rows().items() if count != before[label]}
        # Their own rows, and the units of where they are employed; no pool, no cycle, no place in a box.
        assert more == {
            "talent.Unit": 1, "talent.UnitRecord": 1, "talent.Employee": 1, "talent.EmployeeRecord": 1,
            "talent.PerformanceRecord": 1, "talent.AssessmentRecord": 1, "talent.EducationRecord": 1,
            "talent.AwardRecord": 1, "talent.TeamAssignmentRecord": 1, "talent.FeedbackRecord": 1,
            "talent.AttestationRecord": 2, "succession.Application": 1,
        }  # fmt: skip
    with second_lock.rows_of_agency(agency.pk):
        assert list(Employee.objects.all()) == [guest]
    with second_lock.rows_of(elsewhere):
        assert _people() == set()
    with second_lock.rows_of(home):
        assert (_people(), Application.objects.count()) == ({"BONTANG"}, 0)


def test_nothing_is_written_of_an_applicant(guest: Employee) -> None:
    agency, unit = factories.agency(), guest.agency.units.get()
    held = {"position": "Kepala Dinas", "tier": "JPT_PRATAMA", "true_from": factories.ON}
    staff = factories.user("BKD_STAFF", agency)
    with second_lock.rows_of(staff), pytest.raises(AssertionError, match=guest.nip), transaction.atomic():
        factories.write("appointments", guest, **held)
    cast.applied(cast.announced(agency), [guest])
    with second_lock.rows_of(staff):
        for kind, values in (("sanctions", {"severity": "SEVERE", "true_from": factories.ON}), ("appointments", held)):
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                factories.write(kind, guest, **values)
        assert Unit.objects.filter(pk=unit.pk).update(name="Diubah") == 0
        assert Employee.objects.filter(pk=guest.pk).update(name="Diubah") == 0
        assert EmployeeRecord.objects.filter(employee=guest).update(known_to=factories.KNOWN) == 0


def test_whoever_reads_their_own_agency_alone_never_looks_for_applicants(guest: Employee) -> None:
    """The policies about applicants are asked after those that show an agency's rows: then nobody asks who applied."""
    agency = factories.agency()
    factories.employee(agency)
    with second_lock.rows_of(factories.user("BKD_STAFF", agency)), connection.cursor() as cursor:
        for of, looked in ((agency, 0), (guest.agency, 1)):
            cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) SELECT * FROM talent_employee WHERE agency_id = %s", [of.pk])
            plan = cursor.fetchone()[0][0]["Plan"]
            assert plan["Plans"][-1]["Actual Loops"] == looked


def test_a_request_is_answered_with_the_rows_of_its_user(kaltim: Agency) -> None:
    factories.employee(factories.other_agency())

    def careless(request: HttpRequest) -> HttpResponse:
        return HttpResponse(",".join(sorted(_people())))

    request = RequestFactory().get("/")
    request.user = factories.user("BKD_STAFF", kaltim)
    assert OwnRowsMiddleware(careless)(request).content == b"KALTIM"
    assert _people() == {"KALTIM", "BONTANG"}


def test_what_breaks_off_leaves_the_lock_as_it_was(kaltim: Agency) -> None:
    with second_lock.rows_of(factories.user("BKD_STAFF", kaltim)):
        with pytest.raises(DatabaseError), transaction.atomic(), second_lock.every_row(), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
        factories_seen = _people()
        with pytest.raises(ValueError, match="batal"), transaction.atomic(), second_lock.every_row():
            raise ValueError("batal")
        assert _people() == factories_seen == {"KALTIM"}


def test_a_job_sees_the_rows_of_its_agency(kaltim: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    factories.employee(factories.other_agency())
    seen: list[set[str]] = []
    monkeypatch.setitem(running.HANDLERS, "look", lambda job: seen.append(_people()))
    by = users.system_operator()
    for agency_id in (kaltim.pk, None):
        job = Job.objects.create(kind="look", by=by, agency_id=agency_id, params={})
        running.run_job.func(job.pk)
    assert seen == [{"KALTIM"}, {"KALTIM", "BONTANG"}]


def test_the_lock_costs_a_page_no_query_that_is_counted(kaltim: Agency, django_assert_num_queries: Any) -> None:
    user = factories.user("BKD_STAFF", kaltim)
    with django_assert_num_queries(0), second_lock.rows_of(user):
        pass
