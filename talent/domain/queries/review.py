"""What the talent committee may look through: the cycles of its agencies, and what comes next of each."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from talent.domain.queries import cycles
from talent.domain.queries.home import HOME_PANELS, Panel
from talent.models import ReviewCycle

SHOWN = 5
State = ReviewCycle.State


@dataclass(frozen=True)
class Review:
    """A cycle and what may be done with it today, in words; `route` names the page where."""

    cycle: ReviewCycle
    next: str


def reviews(user: User) -> list[Review]:
    """The newest cycles of the user's agencies."""
    words = {
        State.DRAFT: _("BKD belum memetakannya; matriksnya terbuka sesudah itu."),
        State.OPEN: _("BKD sedang mengumpulkan data; matriksnya terbuka sesudah pemetaan."),
        State.MAPPED: _("Telaah matriksnya sekarang: BKD mengusulkannya kepada PPK sesudah itu."),
        State.CALIBRATION: _("Sedang dikalibrasi: telaah matriksnya dan ikuti sidangnya."),
        State.PROPOSED: _("Menunggu penetapan PPK; matriksnya masih dapat ditelaah."),
        State.ESTABLISHED: _("Sudah ditetapkan; anggotanya ada dalam kelompok suksesi."),
        State.CLOSED: _("Sudah ditutup; matriksnya tetap dapat dibaca."),
    }
    found = cycles.visible_to(user).exclude(state=State.CANCELLED)
    return [Review(cycle, words[State(cycle.state)]) for cycle in found[:SHOWN]]


def panels(user: User) -> list[Panel]:
    """The work of those who look through mappings and neither make nor establish them."""
    makes = scope.scope(user, Permission.MAP_TALENT) or scope.scope(user, Permission.ESTABLISH_POOL)
    if makes or scope.scope(user, Permission.VIEW_LEDGER) or not scope.scope(user, Permission.VIEW_MAPPING):
        return []
    return [Panel(_("Yang dapat Anda telaah"), "talent/home/review.html", {"reviews": reviews(user)}, order=15)]


HOME_PANELS.append(panels)
