"""Migration operation: PostgreSQL itself shows the rows of the agencies that the connection names, and no others."""

from collections.abc import Iterable
from typing import Any, Final

from accounts.table_operation import OnPostgres

# Ids of agencies, comma between them; `*` is every row. Never set means no row at all.
SETTING: Final = "estafet.agencies"
EVERY_ROW: Final = "*"
# No agency has this id: it stands for rows that belong to none.
OF_NO_AGENCY: Final = 0

# In brackets, so that it is looked up once for a query and not once for a row.
_SHOWN = f"(SELECT current_setting('{SETTING}', true))"
_ALL = f"{_SHOWN} = '{EVERY_ROW}'"
_AGENCIES = f"(SELECT string_to_array(nullif({_SHOWN}, '{EVERY_ROW}'), ',')::bigint[])::bigint[]"


class RowsByAgency(OnPostgres):
    """A policy on `model`'s table, binding the table's owner too.

    `by` names the foreign key that leads to the agency: `agency` itself, or a row of another table that has this
    policy, which then decides. `shared`: rows without an agency are everybody's to read.
    """

    def __init__(self, model: str, by: str = "agency", shared: bool = False) -> None:
        super().__init__(model)
        self.by = by
        self.shared = shared

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.model], {"by": self.by, "shared": self.shared}

    def describe(self) -> str:
        return f"Rows of {self.model} by agency"

    def statements(self, model: Any) -> Iterable[str]:
        table, field = model._meta.db_table, model._meta.get_field(self.by)
        written = f"{_ALL} OR {_owned(table, field)}"
        read = f'{written} OR "{field.column}" IS NULL' if self.shared else written
        return (
            f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
            f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
            f'CREATE POLICY by_agency ON "{table}" USING ({read}) WITH CHECK ({written})',
        )

    def undoing(self, model: Any) -> Iterable[str]:
        table = model._meta.db_table
        return (
            f'DROP POLICY by_agency ON "{table}"',
            f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY',
            f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY',
        )


class RowsOfNoAgencyToo(OnPostgres):
    """Rows of `model` without an agency are shown to whoever holds a role over the installation; `shared`: to read, to
    everybody."""

    def __init__(self, model: str, shared: bool = False) -> None:
        super().__init__(model)
        self.shared = shared

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.model], {"shared": True} if self.shared else {}

    def describe(self) -> str:
        return f"Rows of {self.model} that belong to no agency"

    def statements(self, model: Any) -> Iterable[str]:
        written = f'{_ALL} OR coalesce("agency_id", {OF_NO_AGENCY}) = ANY ({_AGENCIES})'
        return (_altered(model, f'{written} OR "agency_id" IS NULL' if self.shared else written, written),)

    def undoing(self, model: Any) -> Iterable[str]:
        return (_altered(model, _OWN, _OWN),)


class RowsOfInstallationToo(OnPostgres):
    """Rows of `model` that are of this `kind` are for whoever holds a role over the installation too, though each is
    about one agency."""

    def __init__(self, model: str, kind: str) -> None:
        super().__init__(model)
        self.kind = kind

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.model, self.kind], {}

    def describe(self) -> str:
        return f"Rows of {self.model} that the installation keeps"

    def statements(self, model: Any) -> Iterable[str]:
        shown = f"{_OWN} OR (\"kind\" = '{self.kind}' AND {OF_NO_AGENCY} = ANY ({_AGENCIES}))"
        return (_altered(model, shown, shown),)

    def undoing(self, model: Any) -> Iterable[str]:
        return (_altered(model, _OWN, _OWN),)


class RowsOfApplicantsToo(OnPostgres):
    """Rows of `model` that are about applicants from other agencies: those of which `about` holds, a condition that
    asks who they are (APPLICANTS) or where they are employed (HOMES). To read alone, unless `written`."""

    def __init__(self, model: str, about: str, written: bool = False) -> None:
        super().__init__(model)
        self.about = about
        self.written = written

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.model, self.about], {"written": True} if self.written else {}

    def describe(self) -> str:
        return f"Rows of {self.model} about applicants from other agencies"

    def statements(self, model: Any) -> Iterable[str]:
        # A name that stands before `by_agency` is asked after it: as long as that one answers, nobody looks for
        # applicants.
        what = "ALL" if self.written else "SELECT"
        policy = f'CREATE POLICY applicants ON "{model._meta.db_table}" FOR {what} USING ({self.about})'
        return (_listed("estafet_applicants"), _HOMES, policy)

    def undoing(self, model: Any) -> Iterable[str]:
        return (f'DROP POLICY applicants ON "{model._meta.db_table}"',)


class ApplicantsReadAlone(OnPostgres):
    """Rows of `model` that were shown by `RowsOfApplicantsToo` to be `written` are from now on to read alone."""

    def __init__(self, model: str, about: str) -> None:
        super().__init__(model)
        self.about = about

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.model, self.about], {}

    def describe(self) -> str:
        return f"Rows of {self.model} about applicants from other agencies, to read alone"

    def statements(self, model: Any) -> Iterable[str]:
        return self._anew(model, "SELECT")

    def undoing(self, model: Any) -> Iterable[str]:
        return self._anew(model, "ALL")

    def _anew(self, model: Any, what: str) -> tuple[str, str]:
        table = model._meta.db_table
        return (
            f'DROP POLICY applicants ON "{table}"',
            f'CREATE POLICY applicants ON "{table}" FOR {what} USING ({self.about})',
        )


class MembersWhoAgreedToo(OnPostgres):
    """To whoever is shown as an applicant from another agency is added whoever agreed, in the rows of `model`, to be
    considered for a vacancy. A later `RowsOfApplicantsToo` says again who applicants are: this has to follow it."""

    def describe(self) -> str:
        return "Members of other agencies' pools who agreed, shown as applicants are"

    def statements(self, model: Any) -> Iterable[str]:
        return (_listed("estafet_applicants", f"UNION {_agreed(model)}"),)

    def undoing(self, model: Any) -> Iterable[str]:
        return (_listed("estafet_applicants"),)


class AgreedUntilGoneOver(OnPostgres):
    """Whoever agreed, in the rows of `model`, agreed for the pool: once their vacancy went over to open selection they
    are shown as applicants are no more, unless they applied. Whom its kept lists and rounds name is shown still, by the
    row of the employee alone."""

    def describe(self) -> str:
        return "Members of other agencies' pools who agreed, shown until their vacancy went over"

    def statements(self, model: Any) -> Iterable[str]:
        for_pool = f"UNION {_agreed(model)} WHERE shown.route IS DISTINCT FROM 'open_selection'"
        return (
            _listed("estafet_named", f"UNION {_agreed(model)}"),
            _listed("estafet_applicants", for_pool),
            *_of_employees(_NAMED),
        )

    def undoing(self, model: Any) -> Iterable[str]:
        return (
            *_of_employees(APPLICANTS),
            _listed("estafet_applicants", f"UNION {_agreed(model)}"),
            "DROP FUNCTION estafet_named()",
        )


APPLICANTS: Final = "ANY ((SELECT estafet_applicants())::bigint[])"
_NAMED = "ANY ((SELECT estafet_named())::bigint[])"
HOMES: Final = "ANY ((SELECT estafet_homes())::bigint[])"
_HOMES = f"""
CREATE OR REPLACE FUNCTION estafet_homes() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$
SELECT ARRAY(SELECT DISTINCT agency_id FROM talent_employee WHERE id = {APPLICANTS})
$$
"""
_OWN = f'{_ALL} OR "agency_id" = ANY ({_AGENCIES})'


def _listed(function: str, more: str = "") -> str:
    """Whoever applied from elsewhere to a vacancy of the agencies that the connection was told, or was decided for
    there, and those of `more`. A function, so that it is planned only where it is asked."""
    return f"""
CREATE OR REPLACE FUNCTION {function}() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$
WITH shown AS (SELECT id, agency_id, route FROM succession_vacancy WHERE agency_id = ANY ({_AGENCIES}))
SELECT ARRAY(
  SELECT employee_id FROM succession_application JOIN shown ON shown.id = vacancy_id AND shown.agency_id <> home_id
  UNION
  SELECT employee_id FROM succession_appointmentdecision JOIN shown ON shown.id = vacancy_id
  {more}
)
$$
"""


def _agreed(model: Any) -> str:
    joined = "JOIN shown ON shown.id = vacancy_id AND shown.agency_id <> home_id"
    return f'SELECT employee_id FROM "{model._meta.db_table}" {joined}'


def _of_employees(who: str) -> tuple[str, str]:
    table = '"talent_employee"'
    return (
        f"DROP POLICY applicants ON {table}",
        f'CREATE POLICY applicants ON {table} FOR SELECT USING ("id" = {who})',
    )


def _altered(model: Any, read: str, written: str) -> str:
    return f'ALTER POLICY by_agency ON "{model._meta.db_table}" USING ({read}) WITH CHECK ({written})'


def _owned(table: str, field: Any) -> str:
    target = field.related_model._meta
    if target.label_lower == "talent.agency":
        return f'"{field.column}" = ANY ({_AGENCIES})'
    return f'EXISTS (SELECT 1 FROM "{target.db_table}" owner WHERE owner.id = "{table}"."{field.column}")'
