"""Whether somebody may send a vacancy's three names up now, or take them back: the one answer for the page, the API and
the act itself."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from rules.errors import DomainError, Invalid, NotAllowed, Recused
from rules.law import NoRuleInForce
from succession.domain import confirmation, conflicts, sights, states
from succession.domain.queries import blind, few
from succession.domain.queries.candidates import CannotEvaluate
from succession.domain.queries.of_route import of_route
from succession.models import CommitteeMember, Longlist, LonglistEntry, PanelRound, Vacancy
from talent.domain import known
from talent.domain.queries import recusal
from talent.models import Employee


def beside(user: User) -> dict[str, Any]:
    """What `why` looks at, of vacancies that are read for `user`."""
    seat = CommitteeMember.objects.held_by(user).filter(vacancy=OuterRef("pk"))
    rounds = PanelRound.objects.filter(of_route("longlist"), vacancy=OuterRef("pk"))
    counting = _counting(rounds)
    return {
        "seated": Exists(seat),
        "running": Exists(rounds.filter(closed_at=None)),
        "blind": Exists(blind.vacancies(user).filter(pk=OuterRef("pk"))),
        "minuted": Exists(counting.filter(closed_at__isnull=False)),
        "declared": Exists(counting.filter(ballots__member__user=user)),
    } | few.beside()


def blocker(vacancy: Vacancy, user: User) -> DomainError | None:
    """Why `user`, who has the permission, may not; None when they may. One query.

    It takes a seat, a round that was closed with signed minutes (without scores: over the list as it is now), and that
    the one who sends them declared with whom they have a conflict, or with nobody.
    """
    read = Vacancy.objects.filter(pk=vacancy.pk).order_by().values(**beside(user)).get()
    return why(vacancy, read)


def why(vacancy: Vacancy, is_so: Mapping[str, object]) -> DomainError | None:
    """The same by what was read along (`beside`). No query."""
    if not is_so["seated"]:
        return NotAllowed(_("Hanya anggota panitia seleksi lowongan ini yang dapat mengusulkan nama."))
    try:
        states.require(vacancy, states.State.NOMINATED)
    except states.WrongState as error:
        return error
    vacancy.ranked = is_so["ranked"]  # type: ignore[attr-defined]
    if few.in_list(vacancy):
        message = _(
            "Calon yang dapat diusulkan kurang dari %(count)s. BKD memperluas daftarnya, atau pengisian ini beralih ke "
            "seleksi terbuka."
        )
        return Invalid(message % {"count": few.in_words(vacancy)}, code="too_few_names")
    if is_so["running"]:
        return Invalid(_("Penilaian atau sidang panitia belum ditutup."), code="round_open")
    if is_so["blind"]:
        return blind.StillBlind()
    if not is_so["minuted"]:
        return Invalid(
            _("Panitia belum bersidang atas daftar ini: nama diusulkan sesudah risalahnya ditandatangani."),
            code="no_minutes",
        )
    if not is_so["declared"]:
        return not_declared()
    return None


def keeper(vacancy: Vacancy, user: User) -> DomainError | None:
    """Why `user`, who has the permission, may neither take the three names back nor correct their day; None when they
    may: with a seat, who declared with whom they have a conflict, or with nobody, before the names were sent up, and is
    no relation of one of them."""
    if not vacancy.committee.held_by(user).exists():
        message = _("Hanya anggota panitia seleksi lowongan ini yang dapat menarik usulan atau mengoreksi tanggalnya.")
        return NotAllowed(message)
    rounds = _counting(PanelRound.objects.filter(of_route("longlist"), vacancy=vacancy))
    if not rounds.filter(ballots__member__user=user).exists():
        message = _(
            "Anda belum menyatakan ada atau tidaknya benturan kepentingan sebelum nama diusulkan; anggota yang sudah "
            "menyatakannya yang dapat menarik usulan ini atau mengoreksi tanggalnya."
        )
        return Invalid(message, code="not_declared")
    return recused(vacancy, list(vacancy.nominees.values_list("employee_id", flat=True)), user)


def recusals(vacancy: Vacancy, people: Iterable[Employee], user: User) -> list[tuple[Employee, str]]:
    """About whom of these people the user decides nothing, by name, and why."""
    named = sorted(people, key=lambda one: (one.name, one.pk))
    found = recusal.recused(user, named, since=vacancy.created_at)
    return [(one, found[one.pk]) for one in named if one.pk in found]


def recused(vacancy: Vacancy, people: Collection[int], user: User) -> Recused | None:
    """What tells whoever decides nothing about one of these names to leave them to another member; None for anybody
    else."""
    named = Employee.objects.filter(pk__in=people).select_related("current")
    if ties := [f"{person.name}: {why}" for person, why in recusals(vacancy, named, user)]:
        message = _("Anda tidak memutuskan tentang nama ini (%(ties)s); anggota lain yang melakukannya.")
        return Recused(message % {"ties": "; ".join(ties)})
    return None


def first(vacancy: Vacancy, reader: User) -> list[Employee]:
    """Whom the ranking alone would send up now, as many as must be, without those who are gone or fail by now: whom the
    page of the three names, and the act, take for the first (`Order.first`). Nobody before the law says how many, and
    where nobody can be held against the post. As many queries as that page."""
    try:
        seen = confirmation.seen(vacancy, known.now(vacancy.agency_id))
        return sights.order_of(seen, reader).first(few.asked(vacancy))
    except (NoRuleInForce, CannotEvaluate):
        return []


def ranked(vacancies: Sequence[Vacancy]) -> dict[int, list[Employee]]:
    """Everybody in the ranking of these vacancies' newest longlists, by the vacancies' keys: among whom the first are,
    whoever is gone or fails by now. One query."""
    found: dict[int, list[Employee]] = {one.pk: [] for one in vacancies}
    newest = Longlist.objects.filter(of_route(), vacancy=OuterRef("longlist__vacancy")).order_by("-id").values("pk")[:1]
    entries = LonglistEntry.objects.filter(longlist__vacancy__in=found, longlist=Subquery(newest), rank__isnull=False)
    for entry in entries.select_related("employee").annotate(of=F("longlist__vacancy")).order_by("rank"):
        found[entry.of].append(entry.employee)
    return found


def passed_over(vacancies: Sequence[Vacancy], user: User) -> set[int]:
    """Those of these vacancies whose names this member leaves to others (`passes_over`), by their keys. Two queries,
    but for whoever is an employee or declared a relation to somebody ranked."""
    of_each = ranked(vacancies)
    since = min((one.created_at for one in vacancies), default=timezone.now())
    if recusal.untied(user, [person for people in of_each.values() for person in people], since=since):
        return set()
    # Who is first by now takes a closer look, and only where the member is tied to somebody who may be.
    tied = [one for one in vacancies if recusals(one, of_each[one.pk], user)]
    return {one.pk for one in tied if passes_over(one, first(one, user), user) is not None}


def passes_over(vacancy: Vacancy, first: Iterable[Employee], user: User) -> Recused | None:
    """What tells a member who decides nothing about one of the first ranked that others send the names up, where the
    law says so (`conflicts.bars_passing_over`). None for anybody else."""
    if not conflicts.bars_passing_over():
        return None
    if ties := [f"{person.name}: {why}" for person, why in recusals(vacancy, first, user)]:
        message = _(
            "Anda tidak memutuskan tentang nama ini, yang termasuk peringkat teratas (%(ties)s); melewatinya pun "
            "memutuskan tentang dia. Anggota lain yang mengusulkan nama."
        )
        return Recused(message % {"ties": "; ".join(ties)})
    return None


def nobody(vacancy: Vacancy, first: Collection[Employee]) -> bool:
    """Whether no member with a seat may send the names up, whoever it is: the BKD gives a seat to somebody else. Two
    queries where each declared a relation to one of these; for each who did not, as many as `recusals`."""
    if not (first and conflicts.bars_passing_over()):
        return False
    users = [seat.user for seat in vacancy.committee.held().select_related("user")]
    declared = recusal.declarations([one.pk for one in users], first, since=vacancy.created_at)
    related = {user for user, _person in declared}
    return all(one.pk in related or recusals(vacancy, first, one) for one in users)


def stuck(vacancy: Vacancy, reader: User) -> bool:
    """The same of the first by now, once the minutes are signed; before, it would tell who is related to whom."""
    if vacancy.state != states.State.LONGLISTED:
        return False
    minuted = _counting(PanelRound.objects.filter(of_route("longlist"), vacancy=vacancy, closed_at__isnull=False))
    # Whoever is tied to nobody ranked is tied to none of the first: mostly that spares looking for these.
    maybe = minuted.exists() and nobody(vacancy, ranked([vacancy])[vacancy.pk])
    return maybe and nobody(vacancy, first(vacancy, reader))


def _counting(rounds: QuerySet[PanelRound]) -> QuerySet[PanelRound]:
    """Those on which three names can stand: scored, or without scores over the list as it is now."""
    newest = Longlist.objects.filter(of_route(), vacancy=OuterRef("vacancy")).order_by("-id").values("pk")[:1]
    return rounds.filter(Q(scored=True) | Q(longlist=Subquery(newest)))


def waits(vacancy: Vacancy, user: User) -> str:
    """What a member who sees the names is told must come first; "" when nothing must, or they are no member. One query
    of those who may sit on a committee, while names are to be sent up."""
    listed = vacancy.state == states.State.LONGLISTED
    if not listed or not scope.allows(user, Permission.NOMINATE, vacancy.agency_id):
        return ""
    why = blocker(vacancy, user)
    return str(why) if isinstance(why, Invalid) else ""


def not_declared() -> Invalid:
    """What a member is told who has not declared yet."""
    return Invalid(_("Nyatakan dahulu ada atau tidaknya benturan kepentingan."), code="not_declared")


def must_declare(why: DomainError | None) -> bool:
    """Whether that (`why`) is all that keeps a member from sending names up."""
    return why is not None and why.code == "not_declared"
