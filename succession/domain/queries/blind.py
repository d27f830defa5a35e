"""From whom the names of a filling are kept: its committee, until every ballot of a first round is locked."""

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from audit.models import Event
from rules.errors import NotAllowed
from succession.domain.queries.of_route import of_route, since_route
from succession.models import (
    Application,
    CommitteeMember,
    Longlist,
    LonglistEntry,
    PanelBallot,
    PanelCandidate,
    PanelRound,
    PanelWaiver,
    StageScore,
    Vacancy,
)

# While nobody is named: afterwards the names are the committee's own.
BEFORE_NAMES = ("OPENED", "ROUTED", "ANNOUNCED", "SCREENED", "LONGLISTED")


class StillBlind(NotAllowed):
    """The first round is not over: whoever scores may not know whom."""

    def __init__(self, message: str = "") -> None:
        blind = _("Penilaian masih buta: nama calon tampak sesudah semua anggota panitia mengunci nilainya.")
        super().__init__(message or blind)


class Seated(StillBlind):
    """Codes are handed out by the BKD: whoever sits on the committee is told whose they are by the reveal."""

    def __init__(self) -> None:
        message = _(
            "Anda duduk dalam panitia lowongan ini: daftar kode dan nama hanya bagi BKD yang membagikan bahan, dan "
            "tidak dibuka bagi anggotanya. Milik siapa tiap kode tampak di laman penilaian sesudah nilai diperlihatkan."
        )
        super().__init__(message)


def require_names(vacancy: Vacancy, user: User) -> None:
    """Raise StillBlind for whom the names are kept."""
    if hidden(vacancy, user):
        raise StillBlind


def vacancies(user: User) -> QuerySet[Vacancy]:
    """Where the user sits on a committee that may not know the names (`_kept`)."""
    return _kept().filter(Exists(CommitteeMember.objects.held_by(user).filter(vacancy=OuterRef("pk"))))


def keeps(vacancy: Vacancy) -> bool:
    """Whether the names of this vacancy are kept from its committee, whoever sits on it. One query."""
    return _kept().filter(pk=vacancy.pk).exists()


def _kept() -> QuerySet[Vacancy]:
    """Those whose names are kept from the committee: from the seat on, whether a round was opened or not, until one is
    revealed or it was decided, with a reason, that there is none; and again as soon as somebody is in the selection of
    whom a stage was not scored with the others, until their own round is revealed."""
    revealed = PanelRound.objects.filter(of_route("longlist"), vacancy=OuterRef("pk"), revealed_at__isnull=False)
    waived = PanelWaiver.objects.filter(since_route(), vacancy=OuterRef("pk"))
    unrevealed = PanelRound.objects.filter(vacancy=OuterRef("pk"), supplements__isnull=False, revealed_at=None)
    found = Vacancy.objects.filter(state__in=BEFORE_NAMES)
    return found.filter(~Exists(revealed) | Exists(unrevealed) | Exists(_late())).exclude(Exists(waived))


def _late() -> QuerySet[Application]:
    """Of a vacancy (outer `pk`), who is in the selection without a score of a stage whose round was revealed,
    and was in none of its rounds that were revealed and of which no ballot was locked before they applied:
    `applicants.latecomers`, with who is in a round still blind. Whoever failed the check at first and passes it by now
    is scored later too, as is whoever withdrew before everybody scored them and applied again."""
    given = StageScore.objects.filter(application=OuterRef(OuterRef("pk")), stage=OuterRef("stage"))
    early = PanelBallot.objects.filter(round=OuterRef("round"), locked_at__lt=OuterRef(OuterRef(OuterRef("at"))))
    shown = PanelCandidate.objects.filter(
        ~Exists(early),
        round__vacancy=OuterRef("vacancy"),
        round__stage=OuterRef("stage"),
        round__revealed_at__isnull=False,
        employee__nip=OuterRef(OuterRef("employee__nip")),
    )
    before = PanelRound.objects.filter(
        ~Exists(given),
        ~Exists(shown),
        vacancy=OuterRef("vacancy"),
        supplements=None,
        revealed_at__isnull=False,
    ).exclude(stage="")
    newest = Longlist.objects.filter(vacancy=OuterRef(OuterRef("vacancy"))).order_by("-id").values("pk")[:1]
    failed = LonglistEntry.objects.filter(longlist=Subquery(newest), employee=OuterRef("employee"), outcome="fail")
    return Application.objects.filter(Exists(before), ~Exists(failed), vacancy=OuterRef("pk"), withdrawn_at=None)


def read_codes(vacancy: Vacancy, user: User) -> bool:
    """Whether `user` was told whose the codes are of a round that is still blind (`panel.unmask`)."""
    rounds = vacancy.panels.filter(revealed_at=None).values_list("pk", flat=True)
    subjects = [f"succession.panelround:{pk}" for pk in rounds]
    read = Event.objects.filter(kind="succession.panel.unmasked", subject__in=subjects, actor=user.pk)
    return read.exists() and keeps(vacancy)


def hidden(vacancy: Vacancy, user: User) -> bool:
    """Whether `user` sits on the committee of this vacancy and may not know the names. One query of those who may sit
    on one at all, none once names are sent up."""
    if vacancy.state not in BEFORE_NAMES or not scope.allows(user, Permission.NOMINATE, vacancy.agency_id):
        return False
    return vacancies(user).filter(pk=vacancy.pk).exists()
