"""From whom the names on a longlist are kept: the committee, until every one of its ballots is locked."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from rules.errors import NotAllowed
from succession.models import PanelRound, Vacancy


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


def rounds(user: User) -> QuerySet[PanelRound]:
    """The blind rounds of the committees on which the user sits."""
    return PanelRound.objects.filter(revealed_at=None, vacancy__committee__user=user)


def hidden(vacancy: Vacancy, user: User) -> bool:
    """Whether `user` sits on the committee of this vacancy, whose first round is still blind. One query of those who
    may sit on one at all."""
    if not scope.allows(user, Permission.NOMINATE, vacancy.agency_id):
        return False
    return rounds(user).filter(vacancy=vacancy).exists()
