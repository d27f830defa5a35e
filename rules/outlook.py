"""What lies ahead of one requirement: the first day on which each person can meet it, why, and who has to do what.

Time served grows if the person stays in the posts they hold, a sanction ends, an unfavourable year leaves its window;
nothing else is foreseen. What is not on record can be supplied at once; what somebody has to achieve first has no date.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from rules.dates import ONE_DAY, Days, add_years, merge, reached, spans, to_days
from rules.eligibility.agencies import levels_asked
from rules.eligibility.case import Case, Finding, Requirement, among, known
from rules.eligibility.evaluation import KINDS, alike
from rules.eligibility.person import retiring
from rules.eligibility.records import RATING_COLUMNS
from rules.eligibility.tenure import Counted, by_field, by_tier
from rules.eligibility.words import AGE_READING, both, day_of, years
from rules.performance import ratings
from rules.text import Text

NEVER = np.datetime64("NaT", "D")
# An end that nobody can say, as retirement where the tier of the post is not known.
OPEN_END = np.datetime64("9999-12-31", "D")


@dataclass(frozen=True, slots=True)
class Outlook:
    """One requirement for everybody: the finding of the day, the first day each can meet it (NaT: not known), and
    the words for why and by whom."""

    requirement: Requirement
    finding: Finding
    earliest: Days
    reason: Callable[[int], Text]
    who: Text


def too_old(case: Case, born: Days, limit: int) -> Days:
    """The first day on which the age limit is passed, by the reading in force."""
    if case.reading(AGE_READING).value == "strict":
        return np.asarray(add_years(born, limit) + ONE_DAY)
    return np.asarray(add_years(born, limit + 1))


def outlook(case: Case, requirement: Requirement) -> Outlook:
    """The same for a requirement of the post; what posts ask alike is found once."""
    found = case.once(f"ahead {alike(requirement, case.post)}", lambda: _looked_at(case, requirement))
    return replace(found, requirement=requirement)


def _looked_at(case: Case, requirement: Requirement) -> Outlook:
    finding = KINDS[requirement["kind"]](case, requirement)
    later, reason, who = _AHEAD[requirement["kind"]](case, requirement, finding)
    return Outlook(requirement, finding, np.where(finding.passed, case.day, later), reason, who)


Ahead = tuple[Days, Callable[[int], Text], Text]


def _supplied(case: Case, finding: Finding) -> Days:
    """What is only not on record can be supplied today; what is known to fail has no date."""
    return np.where(finding.unknown, case.day, NEVER)


def _recorded(missing: Text, failing: Text, who: Text) -> Callable[[Case, Requirement, Finding], Ahead]:
    """A requirement that time does not meet: `missing` where nothing is on record, `failing` where it is not met."""

    def ahead(case: Case, _requirement: Requirement, finding: Finding) -> Ahead:
        return _supplied(case, finding), lambda row: missing if finding.unknown[row] else failing, who

    return ahead


def _age(case: Case, requirement: Requirement, finding: Finding) -> Ahead:
    over = too_old(case, to_days(case.people["born"]), int(requirement["limit"]))

    def reason(row: int) -> Text:
        if finding.unknown[row]:
            return Text("tanggal lahir tidak diketahui", "the date of birth is not known")
        return both("melewati batas usia sejak {day}", "past the age limit since {day}", day=day_of(over[row]))

    return _supplied(case, finding), reason, Text("tidak ada yang dapat dilakukan", "nothing can be done")


def _retirement(case: Case, _requirement: Requirement, finding: Finding) -> Ahead:
    found = retiring(case)

    def reason(row: int) -> Text:
        if np.isnat(found.latest[row]):
            return Text("tanggal lahir tidak diketahui", "the date of birth is not known")
        if finding.unknown[row]:
            return Text("jenjang jabatan sekarang tidak tercatat", "the tier of the present post is not on record")
        return both("mencapai batas usia pensiun pada {day}", "past the retirement age since {day}",
                    day=day_of(found.latest[row]))  # fmt: skip

    who = Text("tidak ada yang dapat dilakukan, kecuali BKD melengkapi data yang tidak tercatat",
               "nothing can be done, but for the BKD completing what is not on record")  # fmt: skip
    return _supplied(case, finding), reason, who


def _served(case: Case, requirement: Requirement, finding: Finding) -> Ahead:
    counted = by_tier(case, list(requirement["tiers"])) if "tiers" in requirement else by_field(case)
    reach = _reach(case, counted, int(requirement["years"]))

    def reason(row: int) -> Text:
        if not np.isnat(reach[row]):
            return both(
                "masa jabatan mencukupi pada {day} bila tetap pada jabatan sekarang",
                "long enough in post on {day} if the present post is kept",
                day=day_of(reach[row]),
            )
        if finding.unknown[row]:
            return Text("riwayat jabatan belum lengkap tercatat", "the appointments on record are not complete")
        return both(
            "sedang tidak menduduki jabatan yang dihitung; perlu {years}",
            "not in a post that counts; {years} are needed",
            years=years(int(requirement["years"])),
        )

    later = np.where(finding.unknown & np.isnat(reach), case.day, reach)
    who = Text("pegawai menjalani jabatannya; BKD melengkapi riwayat jabatan",
               "the employee serves in the post; the BKD completes the appointments")  # fmt: skip
    return later, reason, who


def _reach(case: Case, counted: Counted, needed: int) -> Days:
    """The day on which the time surely served is `needed` years, running posts being kept until the end on record.

    Exact: while a post runs, the chained beginning of all time served stands still.
    """
    rows = counted.rows.where(counted.sure)
    start, end, begun = spans(rows.start, rows.end, case.day)
    days, _last = merge(rows.owner[begun], start[begun], end[begun], case.size)
    until = np.full(case.size, NEVER)
    ends = np.where(np.isnat(rows.end), OPEN_END, rows.end)
    running = ends >= case.day
    np.fmax.at(until, rows.owner[running], np.minimum(ends[running], OPEN_END - ONE_DAY) + ONE_DAY)
    virtual = case.day - days.astype("timedelta64[D]")
    day = np.asarray(add_years(virtual, needed))
    return np.where(~np.isnat(until) & reached(virtual, until, needed), np.maximum(day, case.day), NEVER)


def _sanction(case: Case, _requirement: Requirement, finding: Finding) -> Ahead:
    rows = case.records("sanctions")
    rows = rows.where(~(rows.start > case.day) & (np.isnat(rows.end) | (case.day <= rows.end)))
    last = np.full(case.size, NEVER)
    np.fmax.at(last, rows.owner, rows.end)
    last[rows.owner[np.isnat(rows.end)]] = NEVER

    def reason(row: int) -> Text:
        if np.isnat(last[row]):
            return Text("akhir hukuman tidak tercatat", "the end of the sanction is not on record")
        return both("selesai dijalani {day}", "served until {day}", day=day_of(last[row]))

    # One whose end is not on record may be over already: supplied today.
    later = np.where(np.isnat(last), _supplied(case, finding), last + ONE_DAY)
    return later, reason, Text("BKD mencatat akhir hukuman", "the BKD records the end of the sanction")


def _rated(case: Case, requirement: Requirement, finding: Finding) -> Ahead:
    span = int(requirement["years"])
    rows = case.records("performance")
    year = rows.column("year").to_numpy(dtype=np.float64, na_value=np.nan)
    # A poor rating of the running year, when it is there already, keeps the door shut after the ones before it left.
    rows = rows.where((year >= case.on.year - span) & (year <= case.on.year))
    rating = ratings(rows.frame.reindex(columns=RATING_COLUMNS), case.law)
    poor = known(rating) & ~among(rating, list(requirement["ratings"]))
    worst = np.zeros(case.size)
    np.maximum.at(worst, rows.owner[poor], rows.column("year").to_numpy(dtype=np.float64)[poor])
    worst[finding.unknown] = 0
    first = np.where(worst > 0, worst + span + 1 - 1970, 0).astype("datetime64[Y]").astype("datetime64[D]")

    def reason(row: int) -> Text:
        if not worst[row]:
            return Text("predikat kinerja belum lengkap tercatat", "a performance rating is not on record")
        return both(
            "predikat tahun {year} tidak lagi dihitung sejak {day}, bila tahun-tahun sesudahnya memenuhi",
            "the rating of {year} no longer counts from {day}, if the years after it satisfy",
            year=int(worst[row]),
            day=day_of(first[row]),
        )

    later = np.where(worst > 0, first, _supplied(case, finding))
    return later, reason, Text("atasan langsung menilai; BKD mencatat", "the superior rates; the BKD records")


def _technical(case: Case, requirement: Requirement, finding: Finding) -> Ahead:
    missing = Text("perlu penilaian kompetensi teknis yang berlaku", "a technical assessment in force is needed")
    who = Text("BKD menjadwalkan penilaian kompetensi teknis", "the BKD arranges the technical assessment")
    if not any(levels_asked(case, requirement)):
        missing = Text("standar kompetensi teknis jabatan ini belum tercatat",
                       "the post's technical standard is not on record")  # fmt: skip
        who = Text("bagian organisasi mencatat standar jabatan", "the organisation section records the post's standard")
    failing = Text("perlu pengembangan lalu penilaian ulang; hasilnya tidak dapat dipastikan",
                   "development and a new assessment are needed; its result cannot be foretold")  # fmt: skip
    return _recorded(missing, failing, who)(case, requirement, finding)


_AHEAD: dict[str, Callable[[Case, Requirement, Finding], Ahead]] = {
    "age_max": _age,
    "before_retirement": _retirement,
    "related_experience_min": _served,
    "post_held_min": _served,
    "no_current_sanction": _sanction,
    "performance_min": _rated,
    "employment_status": _recorded(
        Text("status kepegawaian tidak tercatat", "the employment status is not on record"),
        Text("hanya terbuka bagi PNS", "open to civil servants (PNS) only"),
        Text("BKD melengkapi data pegawai", "the BKD completes the record"),
    ),
    "education_min": _recorded(
        Text("ijazah belum tercatat", "no diploma on record"),
        Text("perlu pendidikan yang lebih tinggi; lamanya tidak dapat dipastikan",
             "a higher degree is needed; how long that takes cannot be said"),
        Text("pegawai menempuh atau menyerahkan ijazah; BKD mencatat",
             "the employee takes or hands in the degree; the BKD records it"),
    ),
    "competence": _recorded(
        Text("perlu penilaian kompetensi yang berlaku", "a competency assessment in force is needed"),
        Text("perlu pengembangan lalu penilaian ulang; hasilnya tidak dapat dipastikan",
             "development and a new assessment are needed; its result cannot be foretold"),
        Text("BKD menjadwalkan penilaian kompetensi", "the BKD arranges a competency assessment"),
    ),
    "attestation": _recorded(
        Text("perlu surat keterangan yang berlaku", "an attestation in force is needed"),
        Text("keterangan yang berlaku menyatakan tidak", "the attestation in force says no"),
        Text("pegawai menyerahkan surat keterangan; BKD mencatat", "the employee hands it in; the BKD records it"),
    ),
    "standing": _recorded(
        Text("kedudukan atau lamanya tidak tercatat", "the standing, or its length, is not on record"),
        Text("kedudukannya menghalangi; akhirnya tidak tercatat", "the standing is a bar; its end is not on record"),
        Text("BKD mencatat perubahan kedudukan", "the BKD records the change of standing"),
    ),
    "grade_min": _recorded(
        Text("golongan belum tercatat", "the grade is not on record"),
        Text("perlu kenaikan pangkat; waktunya tidak dapat dipastikan",
             "a higher grade is needed; when it comes cannot be said"),
        Text("BKD mencatat kenaikan pangkat", "the BKD records the rise in grade"),
    ),
    "no_sanction_within": _recorded(
        Text("tingkat atau masa hukuman belum lengkap tercatat", "severity or time of a sanction is not on record"),
        Text("masih dalam jangka waktu sesudah hukuman", "still within the time after a sanction"),
        Text("BKD mencatat hukuman selengkapnya", "the BKD completes the record of the sanction"),
    ),
    "present_tier_same": _recorded(
        Text("jenjang jabatan sekarang tidak tercatat", "the tier of the present post is not on record"),
        Text("hanya terbuka bagi pejabat dari jenjang yang sama", "open to holders of the same tier only"),
        Text("BKD melengkapi data pegawai", "the BKD completes the record"),
    ),
    "present_post_between": _recorded(
        Text("TMT jabatan sekarang tidak tercatat", "the first day of the present post is not on record"),
        Text("lama dalam jabatan sekarang di luar batas", "the time in the present post is outside the limits"),
        Text("BKD melengkapi data pegawai", "the BKD completes the record"),
    ),
    "training_min": _recorded(
        Text("pelatihan kepemimpinan, atau jenjangnya, belum tercatat",
             "leadership training, or its level, is not on record"),
        Text("perlu pelatihan kepemimpinan yang lebih tinggi; waktunya tidak dapat dipastikan",
             "higher leadership training is needed; when it is completed cannot be said"),
        Text("pegawai menyerahkan sertifikat; BKD mengusulkan kepesertaan pelatihan",
             "the employee hands in the certificate; the BKD proposes them for the training"),
    ),
    "pool_box": _recorded(
        Text("belum dipetakan dalam siklus yang ditetapkan", "not mapped in an established cycle"),
        Text("hanya pemetaan berikutnya yang dapat mengubahnya; hasilnya tidak dapat dipastikan",
             "only the next mapping can change it; its result cannot be foretold"),
        Text("BKD memetakan talenta; PPK menetapkan", "the BKD maps talent; the PPK establishes it"),
    ),
    "technical_level": _technical,
}  # fmt: skip
