"""The minutes of a round's plenary session: what they say now, and who signed just that."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import RoleAssignment, User
from accounts.permissions import Permission
from accounts.roles import Roles
from audit.models import Event
from rules import merit as law_of_merit
from rules.law import Rule, shipped
from succession.domain import canonical
from succession.models import MeritAssessment, MeritPleno, MeritRound

Said = dict[str, str]


@dataclass(frozen=True)
class Minutes:
    """Minutes with what a signature under them is given for, who was there, and who of them signed it."""

    pleno: MeritPleno
    said: Said
    present: list[User]
    signed: list[User]

    @property
    def token(self) -> str:
        """The digest of what they say."""
        return canonical.digest(self.said)

    @property
    def complete(self) -> bool:
        """Whether everybody who was there signed what they say now."""
        return {user.pk for user in self.present} == {user.pk for user in self.signed}


@dataclass(frozen=True)
class Session:
    """The session before a decision: its day, who was there, and whoever recorded the decision without having been."""

    held_on: date
    present: list[User]
    absent: User | None


def minutes_of(assessment: MeritAssessment) -> Minutes | None:
    """The minutes of a round; None while nobody wrote any."""
    pleno = MeritPleno.objects.filter(assessment=assessment).first()
    if pleno is None:
        return None
    present = [seat.user for seat in pleno.seats.select_related("user").order_by("user__name", "user_id")]
    said = {
        "held": pleno.held_on.isoformat(),
        "present": ",".join(str(user.pk) for user in sorted(present, key=lambda user: user.pk)),
        "minutes": pleno.minutes,
    }
    for answer in assessment.answers.order_by("id"):
        level, reason = pleno.levels.get(answer.sub_aspect, (answer.verified_level, ""))
        said[answer.sub_aspect] = f"{answer.level} {answer.verified_level} {level} {reason}".rstrip()
    token = canonical.digest(said)
    signed = set(pleno.signatures.filter(token=token).values_list("user_id", flat=True))
    return Minutes(pleno, said, present, [user for user in present if user.pk in signed])


def session_of(merit_round: MeritRound) -> Session | None:
    """The session whose minutes a decision rests on; None for one that came by workbook."""
    pleno = MeritPleno.objects.filter(assessment__round=merit_round).first()
    if pleno is None:
        return None
    seats = pleno.seats.select_related("user").order_by("user__name", "user_id")
    about = f"succession.meritassessment:{pleno.assessment_id}"
    decided = Event.objects.filter(subject=about, kind="succession.merit.decided")
    absent = User.objects.filter(pk__in=decided.values("actor")).exclude(pk__in=seats.values("user_id"))
    return Session(pleno.held_on, [seat.user for seat in seats], absent.first())


def settled(assessment: MeritAssessment) -> dict[str, tuple[int, str]]:
    """Sub-aspect → (level, reason) where the session says another level than the verifier."""
    pleno = MeritPleno.objects.filter(assessment=assessment).first()
    verified = dict(assessment.answers.values_list("sub_aspect", "verified_level")) if pleno else {}
    return {
        sub: (level, reason)
        for sub, (level, reason) in (pleno.levels if pleno else {}).items()
        if level != verified[sub]
    }


def differences(seen: Said, now: Said) -> list[str]:
    """What the minutes say otherwise than somebody saw, in words."""
    words = {
        "held": _("tanggal pleno berubah"),
        "present": _("daftar hadir berubah"),
        "minutes": _("naskah risalah berubah"),
    }
    parts = [name for name in now if seen.get(name) != now[name]]
    return [words.get(name) or _("level %(id)s berubah") % {"id": name} for name in parts]


def candidates(assessment: MeritAssessment) -> list[User]:
    """Who may have sat in the session: the agency's verifiers."""
    roles = [role.code for role in Roles.ALL.values() if Permission.VERIFY_MERIT in role.permissions]
    held = RoleAssignment.objects.filter(agency=assessment.agency_id, ended_at=None, role__in=roles)
    return list(User.objects.filter(is_active=True, pk__in=held.values("user_id")).order_by("name", "id"))


def rule() -> Rule:
    """What the course of a round asks for today."""
    return law_of_merit.course(timezone.localdate(), shipped())


def required(assessment: MeritAssessment) -> bool:
    """Whether a decision on this round needs signed minutes."""
    return bool(rule().value["minutes_required"][assessment.instrument])
