"""Who takes no part in a filling because of who they are: a candidate of it, or related to one, or of its committee."""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain import second_lock
from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from rules.errors import NotAllowed
from rules.law import NoRuleInForce, shipped
from succession.domain.queries.longlists import current
from succession.models import LonglistEntry, Vacancy
from talent.domain.queries import recusal
from talent.models import Employee


def why_not(vacancy: Vacancy, by: User, *also: Employee) -> str:
    """Why `by` takes no part in this filling; "" when they may. It names nobody.

    They are a candidate of it (a nominee, an applicant who did not withdraw, ranked on the longlist; `also`: or one of
    these), or declared a relation to a nominee, an applicant or one of these since the vacancy was opened
    (`selection.decider`; before its first day nobody).
    """
    tied = recusal.related(by, [*_candidates(vacancy, by), *also], since=vacancy.created_at)
    if not _barred({bar for bar, _why in tied.values()}):
        return ""
    return _(
        "Anda tidak ikut dalam pengisian ini: Anda salah seorang calonnya, atau telah menyatakan hubungan dengan "
        "salah seorang calon. Pemegang peran lain pada instansi ini yang melakukannya (anggapan kerja, belum "
        "diverifikasi)."
    )


def require_unrelated(vacancy: Vacancy, by: User, *also: Employee) -> None:
    """Raise NotAllowed for who takes no part in this filling (`why_not`)."""
    if why := why_not(vacancy, by, *also):
        raise NotAllowed(why)


def decides(user: User, agency_id: int) -> bool:
    """Whether this person holds a PPK's role in that agency. The operator of the system is no person."""
    held = [one for one in scope.assignments(user) if one.agency_id == agency_id]
    return any(Permission.DECIDE in one.kind.permissions for one in held)


def why_seated(vacancy: Vacancy, by: User) -> str:
    """Why a member of the vacancy's committee does not decide as its PPK; "" for who has no seat there, or was released
    from it before they signed any minutes."""
    signed = Q(user__in=vacancy.panels.values("signatures__user"))
    seats = vacancy.committee.filter(Q(released_on=None) | signed, user=by)
    if not (decides(by, vacancy.agency_id) and _barred({"seat"}) and seats.exists()):
        return ""
    return _(
        "Anda duduk dalam panitia seleksi lowongan ini: pemegang peran PPK yang lain yang memutuskan (anggapan kerja, "
        "belum diverifikasi)."
    )


def require_decider(vacancy: Vacancy, by: User, *also: Employee) -> None:
    """Raise NotAllowed for a PPK who does not decide in this filling: a member of its committee, or who takes no part
    in it."""
    if why := why_seated(vacancy, by):
        raise NotAllowed(why)
    require_unrelated(vacancy, by, *also)


def _candidates(vacancy: Vacancy, by: User) -> list[Employee]:
    about = Q(pk__in=vacancy.nominees.values("employee"))
    about |= Q(pk__in=vacancy.applications.filter(withdrawn_at=None).values("employee"))
    mine = recusal.nips_of(scope.scope(by, Permission.VIEW_OWN).employees)
    if mine and (longlist := current(vacancy)) is not None:
        ranked = LonglistEntry.objects.filter(longlist=longlist, rank__isnull=False, employee__nip__in=mine)
        about |= Q(pk__in=ranked.values("employee"))
    # Of an applicant from another agency not every reader is shown the row.
    with second_lock.every_row():
        return list(Employee.objects.filter(about).only("nip"))


def _barred(bars: set[str]) -> bool:
    try:
        return not bars.isdisjoint(shipped().at("selection.decider", timezone.localdate()).value)
    except NoRuleInForce:
        return False
