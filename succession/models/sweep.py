"""Everybody of an agency held against its posts: what came out, kept compactly."""

from django.conf import settings
from django.db import models

from talent.codes import Tier
from talent.models import Agency, Position


class EligibilitySweep(models.Model):
    """Who of an agency meets the requirements of which of its posts on `on`, as known at `known_at`; computed in the
    background. `posts`: the ids, in the order of their codes. The NULL columns are set once, when it ends."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    on = models.DateField()
    known_at = models.DateTimeField()
    posts = models.JSONField()
    law_digest = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    people = models.PositiveIntegerField(null=True)
    results_digest = models.CharField(max_length=64, null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(finished_at=None, people=None, results_digest=None)
                | models.Q(finished_at__isnull=False, people__isnull=False, results_digest__isnull=False),
                name="sweep_finished_whole",
            )
        ]


class SweptPost(models.Model):
    """What a sweep came to for one post: `codes` are its requirements in the order of the masks' bits; of `people`
    held against it, how many are eligible and of how many that is not known; `stops`: code → how many do not meet it,
    of how many that is not known, and for how many it is the only one (`rules.eligibility.stored.Stop`). `waived`: how
    many of the eligible pass something only by a document (None: swept before that was kept)."""

    sweep = models.ForeignKey(EligibilitySweep, models.PROTECT, related_name="swept", db_index=False)
    position = models.ForeignKey(Position, models.PROTECT, related_name="+")
    tier = models.CharField(max_length=20, choices=Tier)
    codes = models.JSONField()
    people = models.PositiveIntegerField()
    eligible = models.PositiveIntegerField()
    unsure = models.PositiveIntegerField()
    waived = models.PositiveIntegerField(null=True)
    stops = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sweep", "position"], name="swept_post_once")]


class SweptPairs(models.Model):
    """The pairs of one post and one stretch of people, 16 bytes each: person, what is met, what is not known
    (`rules.eligibility.stored.PAIR`). `first`/`last`: the ids of the first and the last person. `waived`: 4 bytes each,
    of what is met the bits that only a document set (None: of nobody, or swept before that was kept)."""

    sweep = models.ForeignKey(EligibilitySweep, models.PROTECT, related_name="+", db_index=False)
    position = models.ForeignKey(Position, models.PROTECT, related_name="+", db_index=False)
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    pairs = models.BinaryField()
    waived = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sweep", "position", "first"], name="swept_pairs_once"),
            models.CheckConstraint(condition=models.Q(last__gte=models.F("first")), name="swept_pairs_in_order"),
        ]
