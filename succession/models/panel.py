"""The committee's rounds: who is scored under which code, or only weighed, by whom, and the minutes of it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from succession.models.appointment import CommitteeMember
from succession.models.vacancy import Longlist, Vacancy
from talent.models import Employee

_USER = settings.AUTH_USER_MODEL


class PanelRound(models.Model):
    """A scoring by a vacancy's committee: until `revealed_at`, with all ballots locked, nobody sees another's scores,
    and in the first round of a vacancy no names either.

    `stage`: of an open selection, whose score the round gives to everybody left in it; without one the best ranked of a
    longlist are scored. `version` guards the minutes: whoever signed an earlier text signs anew.

    `supplements`: the closed round of the same stage that this one completes, for applicants who came after it; the
    same members score it, blind and locked in the same way, and its means stand beside the others.

    Where it was decided that there is no blind round, the committee may sit without scoring (`scored`) over everybody
    ranked: its members declare their conflicts and sign the minutes; nothing is hidden, so it is revealed as it opens.
    """

    vacancy = models.ForeignKey(Vacancy, models.PROTECT, related_name="panels")
    stage = models.CharField(_("tahapan"), max_length=20, blank=True)
    supplements = models.ForeignKey("self", models.PROTECT, null=True, related_name="supplemented_by")
    scored = models.BooleanField(_("dinilai"), default=True)
    longlist = models.ForeignKey(Longlist, models.PROTECT, related_name="+")
    opened_by = models.ForeignKey(_USER, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    revealed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    minutes = models.TextField(_("risalah"), blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["vacancy", "stage"],
                condition=models.Q(scored=True, supplements=None),
                name="panel_round_once",
            ),
            models.UniqueConstraint(
                fields=["supplements"], condition=models.Q(closed_at=None), name="panel_supplement_one_open"
            ),
            models.CheckConstraint(
                condition=models.Q(supplements=None) | (models.Q(scored=True) & ~models.Q(stage="")),
                name="panel_supplement_of_stage",
            ),
            models.UniqueConstraint(fields=["longlist"], condition=models.Q(scored=False), name="panel_sitting_once"),
            models.CheckConstraint(
                condition=models.Q(scored=True) | models.Q(stage="", revealed_at__isnull=False),
                name="panel_sitting_is_open",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at=None) | models.Q(revealed_at__isnull=False),
                name="panel_closed_after_reveal",
            ),
        ]


class PanelWaiver(models.Model):
    """That a committee sees the names without a blind round, and why; never changed. Once on a route: it says nothing
    about the open selection to which the vacancy went over later."""

    vacancy = models.ForeignKey(Vacancy, models.PROTECT, related_name="panel_waivers")
    reason = models.TextField(_("alasan"))
    by = models.ForeignKey(_USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]


class PanelCandidate(models.Model):
    """Somebody who is scored, under a code drawn by lot that stays theirs."""

    round = models.ForeignKey(PanelRound, models.PROTECT, related_name="candidates")
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    code = models.CharField(_("kode"), max_length=8)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["round", "employee"], name="panel_candidate_once"),
            models.UniqueConstraint(fields=["round", "code"], name="panel_code_once"),
        ]


class PanelBallot(models.Model):
    """A member's part in a round: begun by declaring conflicts, and nobody's to change once locked.

    `recused`: code → why the member decides nothing about that candidate, as found when it was locked; `related_since`:
    code → the instant of the relation, where one is why: whoever ends it and declares it again changes no minutes.
    `version` guards the scores: nobody locks, or writes over, what they did not see. Where nothing is scored it counts
    as soon as it is begun, and what is declared may still grow; a ballot begun after the round counts for nothing but
    the declaration.
    """

    round = models.ForeignKey(PanelRound, models.PROTECT, related_name="ballots")
    member = models.ForeignKey(CommitteeMember, models.PROTECT, related_name="ballots")
    declared_at = models.DateTimeField()
    locked_at = models.DateTimeField(null=True)
    recused = models.JSONField(default=dict)
    related_since = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "member"], name="panel_ballot_once")]


class PanelScore(models.Model):
    """A member's score of a candidate, with its reason; may change until the ballot is locked."""

    ballot = models.ForeignKey(PanelBallot, models.PROTECT, related_name="scores")
    candidate = models.ForeignKey(PanelCandidate, models.PROTECT, related_name="scores")
    score = models.PositiveSmallIntegerField(_("nilai"))
    reason = models.TextField(_("alasan"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ballot", "candidate"], name="panel_score_once"),
            models.CheckConstraint(condition=models.Q(score__range=(0, 100)), name="panel_score_in_range"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="panel_score_has_reason"),
        ]


class PanelRefusal(models.Model):
    """That a member will not sign the minutes as they were (`token`), and why; never changed. Whoever signs the same
    text later has signed it; minutes that changed are signed, or refused, anew."""

    round = models.ForeignKey(PanelRound, models.PROTECT, related_name="refusals")
    member = models.ForeignKey(CommitteeMember, models.PROTECT, related_name="refusals")
    token = models.CharField(max_length=64)
    reason = models.TextField(_("alasan menolak"))
    by = models.ForeignKey(_USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "member", "token"], name="panel_refused_once"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="panel_refusal_has_reason"),
        ]


class PanelSignature(models.Model):
    """A member's signature under the minutes: the digest of what they saw. Minutes that changed are signed anew."""

    round = models.ForeignKey(PanelRound, models.PROTECT, related_name="signatures")
    user = models.ForeignKey(_USER, models.PROTECT, related_name="+")
    token = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "user", "token"], name="panel_signed_once")]
