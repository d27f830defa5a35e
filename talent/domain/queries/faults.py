"""What may be wrong or missing in the records of an agency: one declaration a check, each of one dimension.

A check gives (whom it is about, its code, how many records) out of the records known now; all of them together are one
query.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Case, CharField, Count, Exists, F, IntegerField, Max, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce, Substr
from django.utils.translation import gettext_lazy as _

from rules.law import shipped
from rules.performance import year_rules
from talent.codes import GONE, AppointmentKind, EducationLevel
from talent.domain.queries import employees, organisation, records
from talent.models import Employee, Evidence, Position
from talent.models.evidence import owner_of

SOON = 90  # days
ASSESSMENT_VALIDITY = "talent.assessment_validity"


class Dimension(models.TextChoices):
    """The four dimensions of data quality."""

    COMPLETENESS = "COMPLETENESS", _("Kelengkapan")
    TIMELINESS = "TIMELINESS", _("Ketepatan waktu")
    ACCURACY = "ACCURACY", _("Keakuratan")
    CONSISTENCY = "CONSISTENCY", _("Konsistensi")


# Units, posts and what these ask are an agency's own; what it is itself, the installation keeps.
_OF_HOUSE = ("units", "positions", "technical_standards")
# How each leads to the unit that its faults count for.
_UNIT_OF = {"technical_standards": "position__current__unit_id"}
_MODELS = records.MODELS | {kind: organisation.MODELS[kind] for kind in _OF_HOUSE}


class Ground(NamedTuple):
    """Whose records, and on which day; of people only those with ids from and to `among`, or those it names. `house`:
    also of the units and posts."""

    agency_id: int
    today: date
    among: tuple[int, int] | frozenset[int] | None = None
    house: bool = True

    @property
    def people(self) -> QuerySet[Employee]:
        """Everybody of the agency who has not retired."""
        return employees.serving(self.agency_id).filter(self._among("pk"))

    def known(self, kind: str) -> QuerySet[Any]:
        """The records of a kind that are known now."""
        rows: QuerySet[Any] = _MODELS[kind].objects.filter(agency_id=self.agency_id, known_to=None)
        return rows.order_by() if kind in _OF_HOUSE else rows.filter(self._among("employee_id")).order_by()

    def evidence(self) -> QuerySet[Evidence]:
        """What is in use for any of them, and for whole imports."""
        held = Evidence.objects.filter(agency_id=self.agency_id, withdrawn_at=None, kind__in=list(_MODELS))
        of_these = self._among("employee_id")
        if of_these:
            of_these |= Q(batch__isnull=False) if not self.house else Q(employee=None)
        return held.filter(of_these).order_by()

    def of_person(self, kind: str) -> QuerySet[Any]:
        """Those of the person of the outer query over people."""
        return self.known(kind).filter(employee_id=OuterRef("pk"))

    def _among(self, name: str) -> Q:
        if self.among is None:
            return Q()
        if isinstance(self.among, frozenset):
            return Q(**{f"{name}__in": self.among})
        first, last = self.among
        return Q(**{f"{name}__gte": first, f"{name}__lte": last})


Find = Callable[[Ground], QuerySet[Any]]


@dataclass(frozen=True)
class Check:
    """`find` gives people, or records (nothing: what is found by reading the evidence); `kind`: the records where it is
    mended. `add`: mended by a record more."""

    code: str
    dimension: Dimension
    kind: str
    title: Any
    find: Find | None = None
    add: bool = False


def _missing(kind: str) -> Find:
    return lambda ground: ground.people.filter(~Exists(ground.of_person(kind)))


def _rating_missing(ground: Ground) -> QuerySet[Any]:
    return ground.people.filter(~Exists(ground.of_person("performance").filter(year=ground.today.year - 1)))


def _rated_by_nothing(ground: Ground) -> QuerySet[Any]:
    """Records of which the law of their year makes no rating, as `rules.performance.ratings` reads them."""
    years = {year: year_rules(year, shipped()) for year in range(1950, ground.today.year + 1)}
    by_matrix = Q(year__in=[year for year, rules in years.items() if rules.matrix is not None])
    by_number = Q(year__in=[year for year, rules in years.items() if rules.bands])
    rated = by_matrix & Q(work_result__isnull=False, behaviour__isnull=False) | by_number & Q(score__isnull=False)
    return ground.known("performance").filter(rating=None).filter(~rated)


def _assessed_last(after: int | None, until: int) -> Find:
    """People whose newest assessment loses its validity after `after` (None: whenever) and by `until` days from now."""

    def find(ground: Ground) -> QuerySet[Any]:
        years = int(shipped().at(ASSESSMENT_VALIDITY, ground.today).value)
        newest = ground.known("assessments").values("employee_id").annotate(newest=Max("true_from"))
        newest = newest.filter(newest__lte=years_before(ground.today + timedelta(days=until), years))
        if after is not None:
            newest = newest.filter(newest__gt=years_before(ground.today + timedelta(days=after), years))
        return ground.people.filter(pk__in=newest.values("employee_id"))

    return find


def years_before(day: date, years: int) -> date:
    """The last day from which `years` years have passed on `day`; who began on 29 February completes on 1 March."""
    if (day.month, day.day) == (2, 29):
        day = day.replace(day=28)
    return day.replace(year=day.year - years)


def _attestation_over(ground: Ground) -> QuerySet[Any]:
    rows = ground.known("attestations")
    later = rows.filter(employee_id=OuterRef("employee_id"), kind=OuterRef("kind"), true_from__gt=OuterRef("true_from"))
    return rows.filter(true_to__lt=ground.today).filter(~Exists(later))


def _before_hire(field: str) -> Find:
    return lambda ground: ground.people.filter(**{f"current__{field}__lt": F("hired_month")})


# The youngest age at which somebody can have completed a level: what lies below is a slip of the pen.
YOUNGEST = {
    EducationLevel.SD: 10,
    EducationLevel.SLTP: 12,
    EducationLevel.SLTA: 14,
    EducationLevel.D1: 15,
    EducationLevel.D2: 16,
    EducationLevel.D3: 17,
    EducationLevel.D4: 18,
    EducationLevel.S1: 18,
    EducationLevel.S2: 19,
    EducationLevel.S3: 21,
}


def _graduated_young(ground: Ground) -> QuerySet[Any]:
    born = Cast(Substr("employee__nip", 1, 4), IntegerField())
    youngest = Case(*(When(level=level, then=age) for level, age in YOUNGEST.items()), output_field=IntegerField())
    return ground.known("education").filter(graduated_year__lt=born + youngest)


def _grade_above_education(ground: Ground) -> QuerySet[Any]:
    """Grade IV with nothing above SLTP on record: an assumption of ours, no rule; an education is likely missing."""
    any_level = ground.of_person("education")
    low = (EducationLevel.SD, EducationLevel.SLTP)
    people = ground.people.filter(current__grade__startswith="IV/")
    return people.filter(Exists(any_level)).filter(~Exists(any_level.exclude(level__in=low)))


_FAR = Value(date(9999, 12, 31))


def _definitive(ground: Ground) -> QuerySet[Any]:
    rows: QuerySet[Any] = ground.known("appointments").annotate(until=Coalesce("true_to", _FAR))
    return rows.filter(kind=AppointmentKind.DEFINITIVE)


def _posts_overlap(ground: Ground) -> QuerySet[Any]:
    others = _definitive(ground).filter(
        employee_id=OuterRef("employee_id"),
        pk__gt=OuterRef("pk"),
        true_from__lte=OuterRef("until"),
        until__gte=OuterRef("true_from"),
    )
    return _definitive(ground).filter(Exists(others))


def _post_differs(ground: Ground) -> QuerySet[Any]:
    """A running definitive appointment under another name than the employee's own row has; codes count as names."""
    running = _definitive(ground).filter(true_from__lte=ground.today, until__gte=ground.today)
    named = Position.objects.filter(
        agency_id=ground.agency_id,
        code=OuterRef("position"),
        current__name__iexact=OuterRef("employee__current__position"),
    )
    differs = ~Q(position__iexact=F("employee__current__position"))
    return running.filter(differs, employee__current__position__isnull=False).filter(~Exists(named))


def _without_evidence(kind: str) -> Find:
    return lambda ground: records.with_evidence(ground.known(kind), kind, "tanpa")


def _checks() -> Iterator[Check]:
    full, timely = Dimension.COMPLETENESS, Dimension.TIMELINESS
    exact, agreeing = Dimension.ACCURACY, Dimension.CONSISTENCY
    unit = lambda ground: ground.people.filter(current__unit=None)  # noqa: E731
    post = lambda ground: ground.people.filter(Q(current__position=None) | Q(current__tier=None))  # noqa: E731
    yield Check("rating_missing", full, "performance", _("Predikat tahun lalu belum ada"), _rating_missing, True)
    yield Check("assessment_missing", full, "assessments", _("Belum pernah dinilai"), _missing("assessments"), True)
    yield Check("education_missing", full, "education", _("Pendidikan belum tercatat"), _missing("education"), True)
    yield Check("post_missing", full, "employees", _("Jabatan atau jenjangnya tidak diketahui"), post)
    yield Check("unit_missing", full, "employees", _("Unit kerja tidak diketahui"), unit)
    over, ending = _assessed_last(None, 0), _assessed_last(0, SOON)
    yield Check("assessment_over", timely, "assessments", _("Penilaian sudah tidak berlaku"), over, True)
    yield Check("assessment_ends", timely, "assessments", _("Penilaian habis berlaku dalam 90 hari"), ending, True)
    yield Check("attestation_over", timely, "attestations", _("Surat keterangan kedaluwarsa"), _attestation_over, True)
    yield Check("grade_before_hire", exact, "employees", _("TMT golongan sebelum CPNS"), _before_hire("grade_from"))
    yield Check("post_before_hire", exact, "employees", _("TMT jabatan sebelum CPNS"), _before_hire("post_from"))
    in_vain = _("Kinerja yang menurut aturan tahunnya tidak menghasilkan predikat")
    yield Check("rated_by_nothing", exact, "performance", in_vain, _rated_by_nothing)
    yield Check("graduated_young", exact, "education", _("Tahun lulus terlalu dini untuk umurnya"), _graduated_young)
    low = _("Golongan IV, tetapi pendidikan yang tercatat paling tinggi SLTP")
    yield Check("grade_above_education", agreeing, "education", low, _grade_above_education, True)
    both = _("Dua jabatan definitif pada waktu yang sama")
    yield Check("posts_overlap", agreeing, "appointments", both, _posts_overlap)
    other = _("Jabatan pada data pegawai bukan jabatan definitif yang berjalan")
    yield Check("post_differs", agreeing, "appointments", other, _post_differs)
    for kind in _MODELS:
        yield Check(f"{kind}.bare", full, kind, _("Catatan tanpa bukti"), _without_evidence(kind))
        yield Check(f"{kind}.over", timely, kind, _("Bukti kedaluwarsa"))
        yield Check(f"{kind}.ends", timely, kind, _("Bukti habis berlaku dalam 90 hari"))


CHECKS = tuple(_checks())
KINDS = tuple(_MODELS)


def found(ground: Ground) -> list[tuple[int, int, int | None, int]]:
    """(id of whom the check is about, its number in CHECKS, their unit, how many records) for everything the checks
    find. Whom a check is about, its kind says (`owner_of`): an employee, a unit, or a post.

    One query for the records, one for the evidence, and one more where some of it runs out, that of records or of
    imports.
    """
    first, *rest = (
        _counted(number, check, ground)
        for number, check in enumerate(CHECKS)
        if check.find and (ground.house or check.kind not in _OF_HOUSE)
    )
    return [*first.union(*rest, all=True), *_evidence_running_out(ground)]


def _counted(at: int, check: Check, ground: Ground) -> QuerySet[Any, Any]:
    assert check.find is not None
    rows = check.find(ground)
    if rows.model is Employee:
        number, once = (Value(value, output_field=IntegerField()) for value in (at, 1))
        return rows.values_list("pk", number, "current__unit_id", once)
    return _by_owner(rows, check.kind, at)


def _by_owner(rows: QuerySet[Any], kind: str, at: int) -> QuerySet[Any, Any]:
    """(whom it is about, the number of the check, unit, how many) of these records of a kind."""
    number, once = (Value(value, output_field=IntegerField()) for value in (at, 1))
    if kind in _UNIT_OF:
        of_posts = rows.values_list(f"{owner_of(kind)}_id", number, _UNIT_OF[kind])
        posts: QuerySet[Any, Any] = of_posts.annotate(count=Count("pk"))
        return posts
    if kind in _OF_HOUSE:
        return rows.values_list(f"{owner_of(kind)}_id", number, "unit_id", once)
    living = rows.exclude(employee__current__standing__in=GONE)
    told = living.values_list("employee_id", number, "employee__current__unit_id")
    counted: QuerySet[Any, Any] = told.annotate(count=Count("pk"))
    return counted


_NUMBERS = {check.code: number for number, check in enumerate(CHECKS)}


def _evidence_running_out(ground: Ground) -> Iterator[tuple[int, int, int | None, int]]:
    """Facts known now whose evidence with the longest life, their own or that of their import, has run out or will
    soon."""
    soon = ground.today + timedelta(days=SOON)
    lasting = Count("pk", filter=Q(valid_until=None) | Q(valid_until__gt=soon))
    owner = Coalesce("employee_id", "unit_id", "position_id")
    held = ground.evidence().values("kind", "key", "batch_id", owner=owner)
    held = held.annotate(lasting=lasting, until=Max("valid_until")).filter(Q(lasting=0) | Q(batch_id__isnull=False))
    own: dict[str, dict[tuple[int, str], date]] = defaultdict(dict)
    # Until when that of an import holds; the last day there is where it lasts.
    imports: dict[int, tuple[str, date]] = {}
    for about, kind, key, batch, lasts, until in held.values_list(
        "owner", "kind", "key", "batch_id", "lasting", "until"
    ):
        if batch:
            imports[batch] = kind, date.max if lasts else until
        else:
            own[kind][about, key] = until

    def check(kind: str, until: date) -> int:
        return _NUMBERS[f"{kind}.{'over' if until < ground.today else 'ends'}"]

    if own:
        counts: Counter[tuple[int, int, int | None]] = Counter()
        first, *rest = (_resting(kind, {about for about, _key in untils}, ground) for kind, untils in own.items())
        for kind, about, key, unit, batch in first.union(*rest, all=True):
            if until := own[kind].get((about, key)):
                until = max(until, imports.get(batch, (kind, until))[1])
                counts.update([(about, check(kind, until), unit)] if until <= soon else [])
        yield from ((*told, count) for told, count in counts.items())
    batches: dict[tuple[str, int], list[int]] = defaultdict(list)
    for batch, (kind, until) in imports.items():
        if until <= soon and (ground.house or kind not in _OF_HOUSE):
            batches[kind, check(kind, until)].append(batch)
    if batches:
        first, *rest = (
            _by_owner(_of_import_alone(kind, some, ground), kind, number) for (kind, number), some in batches.items()
        )
        yield from first.union(*rest, all=True)


def _resting(kind: str, owners: set[int], ground: Ground) -> QuerySet[Any, Any]:
    """(kind, whom it is about, key, unit, import) of the records of a kind about these."""
    owner = f"{owner_of(kind)}_id"
    rows = ground.known(kind).filter(**{f"{owner}__in": owners})
    unit = _UNIT_OF.get(kind, "unit_id") if kind in _OF_HOUSE else "employee__current__unit_id"
    if kind not in _OF_HOUSE:
        rows = rows.exclude(employee__current__standing__in=GONE)
    return rows.values_list(Value(kind, output_field=CharField()), owner, "key", unit, "batch_id")


def _of_import_alone(kind: str, batches: list[int], ground: Ground) -> QuerySet[Any]:
    """The records of a kind that came in these imports and rest on no evidence of their own."""
    owner = f"{owner_of(kind)}_id"
    own = Evidence.objects.filter(kind=kind, withdrawn_at=None, **{owner: OuterRef(owner), "key": OuterRef("key")})
    return ground.known(kind).filter(batch_id__in=batches).filter(~Exists(own))
