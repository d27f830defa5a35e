"""How near somebody stands to a border of the boxes, in words."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rules import borders
from rules.law import shipped
from rules.policy import Policy
from rules.wording import number
from talent.models import MappingRun, Placement


def near(placement: Placement, policy: Policy, run: MappingRun) -> list[str]:
    """A sentence for each border within the measurement error of this placement's scores; none without a box."""
    error = borders.error_in_force(run.on, shipped())
    if error is None or placement.box is None:
        return []
    scores = {"performance": placement.performance, "potential": placement.potential}
    return [_words(border, verified=error.verified) for border in borders.near(policy, scores, error)]


def _words(border: borders.Border, *, verified: bool) -> str:
    language = get_language() or "id"
    said = {
        "distance": number(abs(border.distance), 2).in_(language),
        "error": number(border.error).in_(language),
        "axis": _("kinerja") if border.axis == "performance" else _("potensial"),
    }
    if not border.distance:
        where = _("%(axis)s: tepat di batas")
    elif border.distance > 0:
        where = _("%(axis)s: %(distance)s poin di atas batas")
    else:
        where = _("%(axis)s: %(distance)s poin di bawah batas")
    words = where % said + _("; galat pengukuran ±%(error)s") % said
    return words if verified else words + _(", belum diverifikasi")
