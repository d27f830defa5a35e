"""Who takes no part in a filling because of who they are: a candidate of it, or related to one, or of its committee."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.domain import second_lock
from accounts.domain.queries import scope, users
from accounts.models import User
from accounts.permissions import Permission
from accounts.roles import Roles
from rules.errors import Invalid, Referred
from rules.law import NoRuleInForce, Rule, shipped
from succession.domain.queries.longlists import current
from succession.models import (
    Application,
    CommitteeMember,
    DecidingDeclaration,
    LonglistEntry,
    Nominee,
    PanelSignature,
    Vacancy,
)
from talent.domain.queries import recusal
from talent.models import Employee

_NAMED = 5


def why_not(vacancy: Vacancy, by: User, *also: Employee, may: Permission = Permission.DECIDE) -> str:
    """Why `by` takes no part in this filling, and who may instead (`may`: what they were about to do); "" when they
    may take part.

    They are a candidate of it (a nominee, an applicant who did not withdraw, ranked on the longlist; `also`: or one of
    these), or declared a relation to a nominee, an applicant or one of these since the vacancy was opened
    (`selection.decider`; before its first day nobody). Of candidates it names only to whom they declared one.
    """
    people = {one.pk: one for one in (*_candidates(vacancy, by), *also)}
    tied = recusal.related(by, people.values(), since=vacancy.created_at)
    ties = sorted({_worded(people[who], tie) for who, tie in tied.items() if _barred({tie.bar})})
    if not ties:
        return ""
    words = {"ties": "; ".join(ties), "others": instead(vacancy, by, may)}
    return _("Anda tidak ikut dalam pengisian ini (anggapan kerja, belum diverifikasi): %(ties)s. %(others)s") % words


def untied(vacancies: Collection[Vacancy], by: User, *also: Employee) -> bool:
    """Whether nothing at all keeps `by` from these fillings (`why_not`, `sits`). False where that takes a closer look.
    Three queries, however many they are."""
    if not vacancies:
        return True
    of, since = [one.pk for one in vacancies], min(one.created_at for one in vacancies)
    if Vacancy.objects.filter(seat_of(by), pk__in=of).exists():
        return False
    about = Q(pk__in=Nominee.objects.filter(vacancy__in=of).values("employee"))
    about |= Q(pk__in=Application.objects.filter(vacancy__in=of, withdrawn_at=None).values("employee"))
    return recusal.untied(by, [*_about(about), *also], since=since)


def require_unrelated(vacancy: Vacancy, by: User, *also: Employee, may: Permission = Permission.DECIDE) -> None:
    """Raise Referred for who takes no part in this filling (`why_not`)."""
    if why := why_not(vacancy, by, *also, may=may):
        raise Referred(why)


def named(vacancy: Vacancy, *also: Employee) -> list[Employee]:
    """The names of a filling as they now stand, by the alphabet: its nominees, whom an open decision took, and
    `also`."""
    who = Q(pk__in=vacancy.nominees.values("employee")) | Q(pk__in=[one.pk for one in also])
    who |= Q(pk__in=vacancy.decisions.filter(ended_at=None).values("employee"))
    # Of an applicant from another agency not every reader is shown the row.
    with second_lock.every_row():
        return list(Employee.objects.filter(who).select_related("agency").order_by("name", "pk"))


def undeclared(vacancy: Vacancy, by: User, *also: Employee) -> list[Employee]:
    """To whom of the names as they now stand (`named`) `by`, who decides or signs besides in this agency, has not yet
    said how they are related. The operator of the system is nobody's relation."""
    if not (_acts(by, vacancy.agency_id, Permission.DECIDE, Permission.COUNTERSIGN) and _barred({"declared"})):
        return []
    said = vacancy.declarations.filter(user=by).values_list("people", flat=True)
    done = {who for people in said for who in people}
    return [one for one in named(vacancy, *also) if one.pk not in done]


def declared_last(vacancy: Vacancy, by: User) -> DecidingDeclaration | None:
    """What they declared last in this filling."""
    return vacancy.declarations.filter(user=by).order_by("id").last()


def require_declared(vacancy: Vacancy, by: User, *also: Employee) -> None:
    """Raise Invalid while `by` has not declared how they are related to the names as they now stand (`undeclared`)."""
    if missing := undeclared(vacancy, by, *also):
        names = ", ".join(one.name for one in missing)
        message = _("Nyatakan dahulu ada atau tidaknya hubungan Anda dengan: %(names)s.") % {"names": names}
        raise Invalid(message, code="not_declared")


def decides(user: User, agency_id: int) -> bool:
    """Whether this person holds a PPK's role in that agency. The operator of the system is no person."""
    return _acts(user, agency_id, Permission.DECIDE)


def _acts(user: User, agency_id: int, *may: Permission) -> bool:
    held = [one for one in scope.assignments(user) if one.agency_id == agency_id]
    return any(not one.kind.permissions.isdisjoint(may) for one in held)


def sits(vacancy: Vacancy, by: User) -> bool:
    """Whether they have a seat on the vacancy's committee, or had one and signed minutes, and the law has those of its
    committee decide nothing besides (`selection.decider`)."""
    return _barred({"seat"}) and Vacancy.objects.filter(seat_of(by), pk=vacancy.pk).exists()


def bars_passing_over() -> bool:
    """Whether the law has whoever decides nothing about one of the first ranked send no names up
    (`selection.decider`): naming somebody else instead decides about that person too."""
    return _barred({"passed_over"})


def seat_of(user: User) -> Exists:
    """The same of each vacancy that is read, whatever the law says of it."""
    signed = PanelSignature.objects.filter(user=user, round__vacancy=OuterRef("vacancy"))
    seats = CommitteeMember.objects.filter(Q(released_on=None) | Exists(signed), vacancy=OuterRef("pk"), user=user)
    return Exists(seats)


def why_seated(vacancy: Vacancy, by: User) -> str:
    """Why a member of the vacancy's committee does not decide as its PPK; "" for who has no seat there, or was released
    from it before they signed any minutes."""
    if not (decides(by, vacancy.agency_id) and sits(vacancy, by)):
        return ""
    return _(
        "Anda duduk dalam panitia seleksi lowongan ini: pemegang peran PPK yang lain yang memutuskan (anggapan kerja, "
        "belum diverifikasi)."
    )


def require_decider(vacancy: Vacancy, by: User, *also: Employee) -> None:
    """Raise Referred for a PPK who does not decide in this filling: a member of its committee, or who takes no part
    in it."""
    if why := why_seated(vacancy, by):
        raise Referred(why)
    require_unrelated(vacancy, by, *also)


def _worded(person: Employee, tie: recusal.Tie) -> str:
    if tie.declared_at is None:
        return _("Anda salah seorang calonnya")
    words = {"name": person.name, "relation": tie.relation}
    words |= {"day": date_format(timezone.localtime(tie.declared_at), "DATE_FORMAT")}
    return _("pada %(day)s Anda menyatakan hubungan dengan %(name)s: %(relation)s") % words


def instead(vacancy: Vacancy, by: User, may: Permission) -> str:
    """Who else may do it in the agency."""
    roles = [code for code, role in Roles.ALL.items() if may in role.permissions and role.scope == "agency"]
    others = users.serving(vacancy.agency_id, roles).exclude(pk=by.pk)
    if names := [str(one) for one in others[: _NAMED + 1]]:
        more = _(" dan lainnya") if len(names) > _NAMED else ""
        return _("Yang dapat melakukannya: %(names)s.") % {"names": ", ".join(names[:_NAMED]) + more}
    return _("Belum ada pemegang lain peran itu pada instansi ini; administrator memberikannya kepada pengganti Anda.")


def _candidates(vacancy: Vacancy, by: User) -> list[Employee]:
    about = Q(pk__in=vacancy.nominees.values("employee"))
    about |= Q(pk__in=vacancy.applications.filter(withdrawn_at=None).values("employee"))
    mine = recusal.nips_of(scope.scope(by, Permission.VIEW_OWN).employees)
    if mine and (longlist := current(vacancy)) is not None:
        ranked = LonglistEntry.objects.filter(longlist=longlist, rank__isnull=False, employee__nip__in=mine)
        about |= Q(pk__in=ranked.values("employee"))
    return _about(about)


def _about(people: Q) -> list[Employee]:
    # Of an applicant from another agency not every reader is shown the row.
    with second_lock.every_row():
        return list(Employee.objects.filter(people).only("nip", "name"))


def rule() -> Rule | None:
    """`selection.decider` of to-day, where there is one."""
    try:
        return shipped().at("selection.decider", timezone.localdate())
    except NoRuleInForce:
        return None


def _barred(bars: set[str]) -> bool:
    held = rule()
    return held is not None and not bars.isdisjoint(held.value)
