"""From whom the names of a filling are kept: its committee, until every ballot of a first round is locked."""

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from rules.errors import NotAllowed
from succession.domain.queries.of_route import of_route
from succession.models import CommitteeMember, PanelRound, PanelWaiver, Vacancy

# While nobody is named: afterwards the names are the committee's own.
BEFORE_NAMES = ("OPENED", "ROUTED", "ANNOUNCED", "SCREENED", "LONGLISTED")


class StillBlind(NotAllowed):
    """The first round is not over: whoever scores may not know whom."""

    def __init__(self) -> None:
        super().__init__(
            _("Putaran pertama masih buta: nama calon tampak sesudah semua anggota panitia mengunci nilainya.")
        )


def require_names(vacancy: Vacancy, user: User) -> None:
    """Raise StillBlind for whom the names are kept."""
    if hidden(vacancy, user):
        raise StillBlind


def vacancies(user: User) -> QuerySet[Vacancy]:
    """Where the user sits on a committee that may not know the names: from the seat on, whether a round was opened or
    not, until one is revealed or it was decided, with a reason, that there is none."""
    seat = CommitteeMember.objects.filter(vacancy=OuterRef("pk"), user=user, released_on=None)
    revealed = PanelRound.objects.filter(of_route("longlist"), vacancy=OuterRef("pk"), revealed_at__isnull=False)
    waived = PanelWaiver.objects.filter(vacancy=OuterRef("pk"))
    found = Vacancy.objects.filter(Exists(seat), state__in=BEFORE_NAMES)
    return found.exclude(Exists(revealed)).exclude(Exists(waived))


def hidden(vacancy: Vacancy, user: User) -> bool:
    """Whether `user` sits on the committee of this vacancy and may not know the names. One query of those who may sit
    on one at all, none once names are sent up."""
    if vacancy.state not in BEFORE_NAMES or not scope.allows(user, Permission.NOMINATE, vacancy.agency_id):
        return False
    return vacancies(user).filter(pk=vacancy.pk).exists()
