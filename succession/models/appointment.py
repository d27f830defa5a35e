"""From three names to an inauguration."""

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from succession.models.merit import Authority
from succession.models.vacancy import Vacancy
from talent.models import Employee
from talent.models.base import Withdrawable, whole


class Seats(models.QuerySet["CommitteeMember"]):
    """Seats on selection committees."""

    def held(self) -> "Seats":
        """Those in which somebody sits now: whoever was released does no more."""
        return self.filter(released_on=None)

    def held_by(self, user: Any) -> "Seats":
        """Those in which this user, or the one with this key, sits now."""
        return self.held().filter(user=user)


class CommitteeMember(models.Model):
    """A seat on the selection committee of one vacancy. `internal`: whether its holder is an employee of the agency;
    None where nobody said so.

    A member who cannot go on is released from a day on, for a reason, by a letter; whoever takes over has a seat that
    `replaces` theirs.
    """

    vacancy = models.ForeignKey(Vacancy, models.PROTECT, related_name="committee")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="committee_seats")
    internal = models.BooleanField(_("dari dalam instansi"), null=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    released_on = models.DateField(_("dilepas sejak"), null=True)
    release_number = models.CharField(_("nomor surat"), max_length=100, null=True)
    release_reason = models.TextField(_("alasan dilepas"), null=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)

    objects = Seats.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vacancy", "user"], name="committee_seat_once"),
            models.CheckConstraint(
                condition=models.Q(
                    released_on=None, release_number=None, release_reason=None, released_by=None, released_at=None
                )
                | models.Q(
                    released_on__isnull=False,
                    release_number__isnull=False,
                    release_reason__isnull=False,
                    released_by__isnull=False,
                    released_at__isnull=False,
                ),
                name="committee_released_whole",
            ),
        ]


class Standing(models.Manager["Nominee"]):
    """The names that were not taken back; so `vacancy.nominees` too."""

    def get_queryset(self) -> "models.QuerySet[Nominee]":
        """Without those that were."""
        return super().get_queryset().filter(withdrawn_at=None)


class Nominee(Withdrawable):
    """One of the three names that go to the PPK, or of as many as the law asks for (`selection.names`). `named_on`: the
    day on which the committee settled them; None of names sent up before it was kept. Taken back, with a reason, it
    stays as it was, though only `every` finds it."""

    vacancy = models.ForeignKey(Vacancy, models.PROTECT, related_name="nominees")
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField(_("urutan"))
    reason = models.TextField(_("alasan"))
    named_on = models.DateField(_("tanggal penetapan nama"), null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = Standing()
    every: "models.Manager[Nominee]" = models.Manager()

    class Meta(Withdrawable.Meta):
        ordering = ["order"]
        constraints = [
            *Withdrawable.Meta.constraints,
            models.UniqueConstraint(
                fields=["vacancy", "order"], condition=models.Q(withdrawn_at=None), name="nominee_order_once"
            ),
            models.UniqueConstraint(
                fields=["vacancy", "employee"], condition=models.Q(withdrawn_at=None), name="nominee_once"
            ),
            models.CheckConstraint(condition=models.Q(order__gte=1), name="nominee_order_in_range"),
        ]


class NamesDay(models.Model):
    """That the three names sent up at `names_at` were settled on `named_on` and not on the day recorded before (`was`;
    None: none was kept), and why that was wrong; never changed. Of several corrections the newest counts."""

    vacancy = models.ForeignKey(Vacancy, models.PROTECT, related_name="names_days")
    names_at = models.DateTimeField()
    was = models.DateField(null=True)
    named_on = models.DateField(_("tanggal penetapan nama"))
    reason = models.TextField(_("alasan koreksi"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="names_day_has_reason")]


class DecidingDeclaration(models.Model):
    """What whoever decides on a filling, or signs a decision besides, said before: how they are related to each of
    `people` (ids, the names as they stood), by `relations` (id → in words), which are `DeclaredRelation`s too; to the
    rest not at all. Never changed: of names that come later, and of what came to mind later, another one is made."""

    vacancy = models.ForeignKey(Vacancy, models.PROTECT, related_name="declarations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    people = models.JSONField(default=list)
    relations = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]


class AppointmentDecision(models.Model):
    """The PPK's choice. While it is open (`ended_at` NULL) no other decision takes this post or this person: the same
    person may be kept twice, as an employee and as an applicant from outside, so the `nip` says who it is (NULL in
    decisions made before that was so).

    `checks`: the chosen person's requirements as known at `at`; the digests say from which facts, by which rules, and
    what came of all who were weighed. None of decisions made before they were kept.

    `holder`: who still held the post by the records; `warned`: what was warned about replacing them on that day, and
    `replacing` for which cause in spite of it.
    """

    vacancy = models.ForeignKey(Vacancy, models.PROTECT, related_name="decisions")
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    nip = models.CharField(_("NIP"), max_length=18, null=True)
    decided_on = models.DateField(_("tanggal keputusan"))
    number = models.CharField(_("nomor keputusan"), max_length=100)
    reason = models.TextField(_("alasan"))
    token = models.CharField(max_length=64)
    checks = models.JSONField(null=True)
    inputs_digest = models.CharField(max_length=64, null=True)
    law_digest = models.CharField(max_length=64, null=True)
    results_digest = models.CharField(max_length=64, null=True)
    holder = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    warned = models.JSONField(default=list)
    replacing = models.TextField(_("sebab mengganti pejabat lama"), blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end_reason = models.TextField(_("alasan diakhiri"), null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_at=None, end_reason=None)
                | models.Q(ended_at__isnull=False, end_reason__isnull=False),
                name="decision_ended_whole",
            ),
            models.UniqueConstraint(
                fields=["vacancy"], condition=models.Q(ended_at=None), name="decision_one_per_vacancy"
            ),
            models.UniqueConstraint(
                fields=["employee"], condition=models.Q(ended_at=None), name="decision_one_per_person"
            ),
            models.UniqueConstraint(fields=["nip"], condition=models.Q(ended_at=None), name="decision_one_per_nip"),
        ]

    @property
    def recommendation(self) -> "Recommendation | None":
        """The overseer's that stands; None before one is recorded, and once it is taken back. No query where it was
        read with the decision (`stands`)."""
        if hasattr(self, "stands"):
            return getattr(self, "standing", None)
        return self.recommendations.filter(withdrawn_at=None).first()

    @property
    def known_at(self) -> datetime:
        """As known when those who were weighed were looked at: at the signature."""
        return self.at


class Recommendation(Withdrawable):
    """The overseer's recommendation on a decision; without it nobody is inaugurated. One at a time stands; taken back,
    with a reason, it stays as it was."""

    decision = models.ForeignKey(AppointmentDecision, models.PROTECT, related_name="recommendations")
    authority = models.CharField(_("otoritas"), max_length=4, choices=Authority)
    number = models.CharField(_("nomor"), max_length=100)
    dated = models.DateField(_("tanggal"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(Withdrawable.Meta):
        constraints = [
            *Withdrawable.Meta.constraints,
            models.UniqueConstraint(
                fields=["decision"], condition=models.Q(withdrawn_at=None), name="recommendation_standing_once"
            ),
        ]


class Inauguration(models.Model):
    """The *pelantikan*: from `dated` on the person holds the post. `checks`: what could have forbidden it that day
    (freezes), `weighed`: the person's requirements on that day, both as known at `at`; `reason`: why in spite of what
    was not known of them; `opened`: the vacancy of the senior post that the person left; `unclear`: the title of that
    post where nothing was opened, for it is not clear which one of the list it is; `replaced`: who held the
    post of the decision until then, where the records named one alone. Annulled, by a paper of its own, it stays as it
    was; what it wrote of people and posts is taken back by new rows.

    The digests are as those of a decision; None of inaugurations before anybody was weighed at them."""

    decision = models.OneToOneField(AppointmentDecision, models.PROTECT, related_name="inauguration")
    dated = models.DateField(_("tanggal pelantikan"))
    number = models.CharField(_("nomor berita acara"), max_length=100)
    checks = models.JSONField(default=list)
    weighed = models.JSONField(null=True)
    reason = models.TextField(_("alasan"), blank=True, default="")
    inputs_digest = models.CharField(max_length=64, null=True)
    law_digest = models.CharField(max_length=64, null=True)
    results_digest = models.CharField(max_length=64, null=True)
    opened = models.OneToOneField(Vacancy, models.PROTECT, null=True, related_name="left_by")
    unclear = models.CharField(_("jabatan yang ditinggalkan"), max_length=200, blank=True, default="")
    replaced = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    annulled_on = models.DateField(_("tanggal pembatalan"), null=True)
    annul_number = models.CharField(_("nomor pembatalan"), max_length=100, null=True)
    annul_reason = models.TextField(_("alasan pembatalan"), null=True)
    annulled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    annulled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            whole(
                "inauguration_annulled_whole",
                "annulled_on",
                "annul_number",
                "annul_reason",
                "annulled_by",
                "annulled_at",
            ),
        ]

    @property
    def eve(self) -> date:
        """The last day on which somebody else could hold the post."""
        return self.dated - timedelta(days=1)

    @property
    def untraced(self) -> bool:
        """Whether the own row of whoever was replaced still names the post: nobody recorded what they hold since."""
        held, post = self.replaced and self.replaced.current, self.decision.vacancy.position.current
        if held is None or post is None or held.position != post.name:
            return False
        return held.post_from is None or held.post_from < self.dated
