"""What every dated record has in common."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from talent.codes import COMPETENCIES


def in_choices(field: str, choices: type[models.TextChoices], name: str) -> models.CheckConstraint:
    """A constraint that `field` holds one of the codes, or nothing."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__in": choices.values}) | models.Q(**{f"{field}__isnull": True}), name=name
    )


def whole(name: str, *fields: str) -> models.CheckConstraint:
    """A constraint that all of these are there, or none."""
    there = models.Q(**{f"{field}__isnull": False for field in fields})
    return models.CheckConstraint(condition=models.Q(**dict.fromkeys(fields)) | there, name=name)


class Withdrawable(models.Model):
    """What somebody can take back: when, by whom and why, all of it or none. It stays as it was."""

    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdraw_reason = models.TextField(_("alasan penarikan"), null=True)

    class Meta:
        abstract = True
        ordering = ["id"]
        constraints = [whole("%(class)s_withdrawn_whole", "withdrawn_at", "withdrawn_by", "withdraw_reason")]


class Known(models.Model):
    """A fact with both times.

    `true_from`/`true_to` (inclusive) say when it holds, NULL where that is open or not known;
    `known_from`/`known_to` when we knew it. A correction closes `known_to` and adds a row: nothing is overwritten.
    `key` names the fact (natural key), `digest` its content; among the rows known now a key occurs once.
    """

    agency = models.ForeignKey("talent.Agency", models.PROTECT, related_name="+", db_index=False)
    true_from = models.DateField(null=True)
    true_to = models.DateField(null=True)
    known_from = models.DateTimeField()
    known_to = models.DateTimeField(null=True)
    key = models.CharField(max_length=32)
    digest = models.CharField(max_length=32)
    batch = models.ForeignKey("talent.ImportBatch", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        abstract = True


class LastInstant(models.Model):
    """The last instant from which something counts as known, or at which somebody looked to decide: it only rises, so
    that no clock brings a fact before one that was known already (`domain.known.turn`)."""

    # An agency's id, or EVERY_AGENCY for what was learnt about all at once: no row of another table decides this one.
    scope = models.PositiveBigIntegerField(primary_key=True)
    # Since 1970 in UTC: a whole number, which both engines raise in one statement.
    microseconds = models.BigIntegerField()


def known_constraints(name: str, *of: str) -> list[Any]:
    """One row known now for each key of its owner (`of`), and both periods in order."""
    return [
        models.UniqueConstraint(fields=[*of, "key"], condition=models.Q(known_to=None), name=f"{name}_once"),
        models.CheckConstraint(
            condition=models.Q(true_from=None) | models.Q(true_to=None) | models.Q(true_to__gte=models.F("true_from")),
            name=f"{name}_true_in_order",
        ),
        models.CheckConstraint(
            condition=models.Q(known_to=None) | models.Q(known_to__gte=models.F("known_from")),
            name=f"{name}_known_in_order",
        ),
    ]


def still_known(records: type[Known], owner: str) -> models.Q:
    """Condition on an identity: something is known of it now, or nothing was ever recorded."""
    own = records._default_manager.filter(**{owner: models.OuterRef("pk")})
    return models.Q(models.Exists(own.filter(known_to=None))) | ~models.Q(models.Exists(own))


class Levels(models.Model):
    """The nine competencies at levels 1–5; NULL where not known."""

    integrity = models.PositiveSmallIntegerField(null=True)
    teamwork = models.PositiveSmallIntegerField(null=True)
    communication = models.PositiveSmallIntegerField(null=True)
    results_orientation = models.PositiveSmallIntegerField(null=True)
    public_service = models.PositiveSmallIntegerField(null=True)
    development = models.PositiveSmallIntegerField(null=True)
    change_management = models.PositiveSmallIntegerField(null=True)
    decision_making = models.PositiveSmallIntegerField(null=True)
    national_unity = models.PositiveSmallIntegerField(null=True)

    class Meta:
        abstract = True


def level_range(name: str, fields: tuple[str, ...] = COMPETENCIES) -> models.CheckConstraint:
    """Levels lie in 1…5 where they are known."""
    condition = models.Q()
    for field in fields:
        condition &= models.Q(**{f"{field}__isnull": True}) | models.Q(**{f"{field}__range": (1, 5)})
    return models.CheckConstraint(condition=condition, name=name)
