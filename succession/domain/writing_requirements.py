"""Checked rows into what an agency asks of candidates, and into documents that free somebody from a requirement.

They come by page, API and command; they are no workbooks.
"""

import json
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from rules.additions import MOST, faults, not_stricter, waivable
from rules.eligibility import requirements
from rules.law import NoRuleInForce, shipped
from rules.text import Text
from succession.domain.merit_checks import Sorting, known_agencies
from succession.domain.writing import write
from succession.domain.writing_posts import known_posts
from succession.models import AgencyRequirementsRecord, RequirementWaiverRecord
from talent.domain.importing import Columns, Context, Written, pick, writes
from talent.domain.queries import recusal
from talent.domain.wording import both
from talent.models import Employee

ASKED_KEY, WAIVER_KEY = ("number", "tier"), ("number", "person_id", "code")
_SAID = ("true_from", "true_to", "revoked_on", "revoke_reason")
ASKED_FIELDS = (*_SAID, "requirements")
WAIVER_FIELDS = (*_SAID, "authority", "granted", "grounds", "position")


def canonical(asked: Any) -> str:
    """A set of additions as it is kept: the same set is the same text."""
    return json.dumps(asked, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


@writes("agency_requirements")
def agency_requirements(columns: Columns, count: int, context: Context) -> Written:
    """Decrees of agencies' heads, by number and tier; what is not in the law's form, or asks for no more than the law
    does on its first day, is refused."""
    sorting = Sorting()
    agencies = known_agencies(columns["agency"], context, sorting)
    for row in sorting.taken(count):
        problem = _problem(columns, row)
        if problem is not None:
            sorting.refuse(row, "requirements", *problem)
        else:
            _ordered(columns, row, sorting)
    return _written(AgencyRequirementsRecord, columns, (*ASKED_KEY, *ASKED_FIELDS), ASKED_KEY, agencies, context,
                    sorting, count)  # fmt: skip


@writes("requirement_waivers")
def requirement_waivers(columns: Columns, count: int, context: Context) -> Written:
    """Documents that free a person from a requirement, by number, person and requirement; nobody writes what frees
    themself."""
    sorting = Sorting()
    agencies = known_agencies(columns["agency"], context, sorting)
    columns = columns | {"post_id": known_posts(columns, agencies, sorting, count)}
    own = _own(context.by)
    for row in sorting.taken(count):
        code, since = columns["code"][row], columns["true_from"][row]
        if not waivable(code, since, shipped()):
            message = _("Persyaratan “%(code)s” tidak dapat dikecualikan, atau tidak dikenal pada hari itu.")
            sorting.refuse(row, "code", "not_waivable", both(message, code=code))
        elif columns["person_id"][row] in own:
            message = _("Pengecualian bagi diri sendiri dicatat orang lain yang berwenang.")
            sorting.refuse(row, "person_id", "own_waiver", both(message))
        elif not columns["authority"][row].strip():
            sorting.refuse(row, "authority", "no_authority", both(_("Sebutkan pejabat yang memberi pengecualian.")))
        else:
            _ordered(columns, row, sorting)
    fields = (*WAIVER_KEY, *(name for name in WAIVER_FIELDS if name != "position"), "post_id")
    return _written(RequirementWaiverRecord, columns, fields, WAIVER_KEY, agencies, context, sorting, count)


def _own(user: User) -> frozenset[int]:
    """The rows of employees that this user is, whatever agency keeps them."""
    mine = recusal.nips_of(scope.scope(user, Permission.VIEW_OWN).employees)
    if not mine:
        return frozenset()
    return frozenset(Employee.objects.filter(nip__in=mine).values_list("pk", flat=True))


def _problem(columns: Columns, row: int) -> tuple[str, Text] | None:
    asked, tier, since = json.loads(columns["requirements"][row]), columns["tier"][row], columns["true_from"][row]
    if wrong := faults(asked):
        return "requirement_form", _listed(wrong)
    try:
        law = requirements(tier, since, shipped())
        weaker = not_stricter(tier, asked, since, shipped())
    except KeyError:
        return "no_requirements", both(_("Hukum tidak menetapkan persyaratan untuk jenjang ini."))
    except NoRuleInForce as error:
        return "no_rule", error.text
    if weaker:
        return "not_stricter", _listed(weaker)
    assert len(law) + len(asked) <= 2 * MOST
    return None


def _listed(said: list[Text]) -> Text:
    return Text(" ".join(one.id for one in said), " ".join(one.en for one in said))


def _ordered(columns: Columns, row: int, sorting: Sorting) -> None:
    since, until = columns["true_from"][row], columns["true_to"][row]
    if until is not None and until < since:
        message = _("Akhir masa berlaku tidak boleh mendahului awalnya.")
        sorting.refuse(row, "true_to", "date_order", both(message))


def _written(
    model: Any,
    columns: Columns,
    fields: tuple[str, ...],
    key: tuple[str, ...],
    agencies: dict[str, int],
    context: Context,
    sorting: Sorting,
    count: int,
) -> Written:
    """Write the rows that were taken; a row without a document keeps the one there was."""
    rows = sorting.taken(count)
    ids = [agencies[columns["agency"][row]] for row in rows]
    taken = pick({name: columns[name] for name in (*fields, "file_id")}, rows)
    held = {
        (row.agency_id, *(getattr(row, name) for name in key)): row.file_id
        for row in model.objects.filter(agency__in=set(ids), known_to=None)
    }
    taken["file_id"] = [
        file or held.get((ids[at], *(taken[name][at] for name in key))) for at, file in enumerate(taken["file_id"])
    ]
    return write(model, "agency", ids, ids, taken, key, context, sorting)
