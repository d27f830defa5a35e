"""A senior post to be filled: its route and its longlist."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talent.codes import Tier
from talent.models import Agency, Employee, Position, ReviewCycle
from talent.models.base import in_choices


class Route(models.TextChoices):
    TALENT_POOL = "talent_pool", _("langsung dari talent pool")
    OPEN_SELECTION = "open_selection", _("seleksi terbuka")
    UNDETERMINED = "undetermined", _("belum dapat ditentukan")


class Cause(models.TextChoices):
    RETIREMENT = "RETIREMENT", pgettext_lazy("sebab lowong", "pensiun")
    TERM_END = "TERM_END", _("akhir masa jabatan")
    TRANSFER = "TRANSFER", _("mutasi pejabatnya")
    DEATH = "DEATH", _("meninggal dunia")
    NEW_POST = "NEW_POST", _("jabatan baru")


class Vacancy(models.Model):
    """A *lowongan*; `version` guards its edits. `cause`: why the post is, or will be, empty; `target_date`: the day by
    which somebody should be inaugurated. Neither is known of what was opened before they were asked for. `transfer`: it
    is filled by somebody who moves from another senior post (PP 11/2017 Pasal 131); fixed once there is a longlist."""

    class State(models.TextChoices):
        OPENED = "OPENED", _("dibuka")
        ROUTED = "ROUTED", _("jalur ditetapkan")
        ANNOUNCED = "ANNOUNCED", _("seleksi diumumkan")
        SCREENED = "SCREENED", _("administrasi diperiksa")
        LONGLISTED = "LONGLISTED", _("daftar panjang")
        NOMINATED = "NOMINATED", _("tiga nama diusulkan")
        DECIDED = "DECIDED", _("diputuskan PPK")
        RECOMMENDED = "RECOMMENDED", _("rekomendasi tercatat")
        INAUGURATED = "INAUGURATED", _("dilantik")
        CLOSED = "CLOSED", _("ditutup")

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="vacancies")
    position = models.ForeignKey(Position, models.PROTECT, related_name="vacancies")
    code = models.CharField(_("kode"), max_length=40)
    opened_on = models.DateField(_("dibuka"))
    decision_date = models.DateField(_("tanggal penetapan jalur"))
    reference_date = models.DateField(_("tanggal acuan"))
    running_since = models.DateField(_("proses berjalan sejak"), null=True)
    cause = models.CharField(_("sebab lowong"), max_length=10, choices=Cause, null=True)
    target_date = models.DateField(_("tanggal sasaran pelantikan"), null=True)
    transfer = models.BooleanField(_("perpindahan antar-JPT"), default=False)
    state = models.CharField(max_length=12, choices=State, default=State.OPENED)
    route = models.CharField(max_length=14, choices=Route, null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-opened_on", "-id"]
        verbose_name_plural = "vacancies"
        constraints = [
            models.UniqueConstraint(fields=["agency", "code"], name="vacancy_code_once"),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=[
                        "OPENED",
                        "ROUTED",
                        "ANNOUNCED",
                        "SCREENED",
                        "LONGLISTED",
                        "NOMINATED",
                        "DECIDED",
                        "RECOMMENDED",
                        "INAUGURATED",
                        "CLOSED",
                    ]
                ),
                name="vacancy_state_known",
            ),
            in_choices("cause", Cause, "vacancy_cause_known"),
            models.UniqueConstraint(
                fields=["position"],
                condition=~models.Q(state__in=["INAUGURATED", "CLOSED"]),
                name="vacancy_one_live_per_post",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} · {self.position}"


class RouteDecision(models.Model):
    """The gate's answer for one agency, tier (or vacancy) and date; never changed. `cycle`: the pool it looked at;
    `by_requirements`: whether its members were held against what the post requires, as they are since."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    vacancy = models.ForeignKey(Vacancy, models.PROTECT, null=True, related_name="routes")
    cycle = models.ForeignKey(ReviewCycle, models.PROTECT, null=True, related_name="+")
    by_requirements = models.BooleanField(default=False)
    tier = models.CharField(max_length=20, choices=Tier)
    on = models.DateField()
    known_at = models.DateTimeField()
    route = models.CharField(max_length=14, choices=Route)
    checks = models.JSONField()
    law_digest = models.CharField(max_length=64)
    inputs_digest = models.CharField(max_length=64)
    results_digest = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]


class Longlist(models.Model):
    """Pool members, or applicants (then without a `cycle`), held against the requirements; never changed. `wider`: the
    decree by which members of other agencies' pools who agreed are among them."""

    vacancy = models.ForeignKey(Vacancy, models.PROTECT, related_name="longlists")
    cycle = models.ForeignKey(ReviewCycle, models.PROTECT, null=True, related_name="+")
    wider = models.ForeignKey("succession.WiderPoolRecord", models.PROTECT, null=True, related_name="+")
    on = models.DateField()
    known_at = models.DateTimeField()
    codes = models.JSONField()
    law_digest = models.CharField(max_length=64)
    inputs_digest = models.CharField(max_length=64)
    results_digest = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    @property
    def policy_name(self) -> str:
        """The policy by which the candidates' boxes and talent values were computed."""
        run = self.cycle.run if self.cycle else None
        return run.policy_name if run else ""


class LonglistEntry(models.Model):
    """One candidate: bit masks over `Longlist.codes`; explanations are rebuilt from the dated facts. `waived`: of the
    bits in `passed`, those that only a document set (None: built before that was kept).

    An applicant has no box and no talent value: `combined` is the weighted mean of the stages' scores, and there is no
    rank until every stage is scored.
    """

    longlist = models.ForeignKey(Longlist, models.PROTECT, related_name="entries", db_index=False)
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    passed = models.BigIntegerField()
    unknown = models.BigIntegerField()
    waived = models.BigIntegerField(null=True)
    outcome = models.CharField(max_length=7)
    position = models.PositiveIntegerField()
    rank = models.PositiveIntegerField(null=True)
    box = models.PositiveSmallIntegerField(null=True)
    talent_value = models.FloatField(null=True)
    technical = models.FloatField(null=True)
    combined = models.FloatField(null=True)
    decided_by = models.CharField(max_length=30, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["longlist", "employee"], name="longlist_entry_once"),
            models.UniqueConstraint(fields=["longlist", "position"], name="longlist_position_once"),
            models.CheckConstraint(
                condition=models.Q(outcome__in=["pass", "fail", "unknown"]), name="longlist_outcome_known"
            ),
        ]

    @property
    def policy_name(self) -> str:
        """The policy by which box and talent value were computed; "" of a member of another agency's pool."""
        of_own = self.employee.agency_id == self.longlist.vacancy.agency_id
        return self.longlist.policy_name if of_own else ""
