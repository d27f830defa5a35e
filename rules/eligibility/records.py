"""Requirements that dated records answer: education, attestations, sanctions, performance."""

import numpy as np

from rules.dates import add_years
from rules.eligibility.case import NOWHERE, Case, Finding, Requirement, among, code_at, known, last_of
from rules.eligibility.words import EDUCATION, NOT_RECORDED, SEVERITIES, both, day_of, joined, years
from rules.performance import ratings
from rules.text import Text
from rules.wording import RATINGS, listed

ATTESTATIONS = {
    "HEALTH": Text("Sehat jasmani dan rohani", "Physical and mental health"),
    "INTEGRITY": Text("Rekam jejak, integritas, dan moralitas", "Track record, integrity and morality"),
    "LHKPN": Text("LHKPN/LHKASN dilaporkan", "Report of wealth (LHKPN/LHKASN)"),
    "TAX": Text("SPT tahunan dilaporkan", "Yearly tax return"),
    "PPK_PERMIT": Text("Izin tertulis PPK", "Written permission of the PPK"),
}
RATING_COLUMNS = ["year", "work_result", "behaviour", "rating", "score", "new_idea"]
NO, SILENT, YES = 2, 1, 0  # of attestations dated the same day the one that says no is taken


def education_min(case: Case, requirement: Requirement) -> Finding:
    """The highest level gained by the day is at least `level`; no record of any is not known."""
    ladder = case.law.at("requirements.education_levels", case.on).value
    rung = {code: height for height, codes in enumerate(ladder) for code in codes}
    wanted = rung[requirement["level"]]
    held = case.records("education")
    held = held.where(~(held.start > case.day))
    height = held.column("level").astype(object).map(rung).to_numpy(dtype=np.float64, na_value=np.nan)
    passed = case.anybody(held.owner[height >= wanted])
    nameless = case.anybody(held.owner[np.isnan(height)])
    best = last_of(held.owner, case.size, np.nan_to_num(height, nan=NOWHERE))

    def fact(row: int) -> Text:
        level = code_at(held.column("level"), best[row]) if best[row] != NOWHERE else None
        if not level:
            return NOT_RECORDED
        if passed[row] or not nameless[row]:
            return EDUCATION[level]
        others = Text("jenjang pendidikan lainnya tidak tercatat", "the level of another is not recorded")
        return joined([EDUCATION[level], others])

    return Finding(
        passed=passed,
        unknown=~passed & (nameless | ~case.anybody(held.owner)),
        label=Text("Pendidikan", "Education"),
        limit=both(
            "paling rendah {level}",
            "at least {level}",
            level=listed(tuple(EDUCATION[code] for code in reversed(ladder[wanted]))),
        ),
        fact=fact,
    )


def attestation(case: Case, requirement: Requirement) -> Finding:
    """The latest attestation of that kind valid on the day says yes; none valid is not known."""
    rows = case.records("attestations")
    valid = (rows.start <= case.day) & (np.isnat(rows.end) | (case.day <= rows.end))
    rows = rows.where(valid & among(rows.column("kind"), [requirement["attestation"]]))
    answer = rows.column("passed").to_numpy(dtype=np.float64, na_value=np.nan)
    weight = np.where(np.isnan(answer), SILENT, np.where(answer == 1, YES, NO))
    chosen = last_of(rows.owner, case.size, rows.start, weight)
    said = np.append(weight, SILENT)[chosen]

    def fact(row: int) -> Text:
        if chosen[row] == NOWHERE:
            return Text("belum ada keterangan yang berlaku", "no attestation in force")
        word = {YES: Text("ya", "yes"), NO: Text("tidak", "no"), SILENT: NOT_RECORDED}[int(said[row])]
        return both("{word} ({day})", "{word} ({day})", word=word, day=day_of(rows.start[chosen[row]]))

    return Finding(
        passed=said == YES,
        unknown=said == SILENT,
        label=ATTESTATIONS[requirement["attestation"]],
        limit=Text("ya, dengan keterangan yang berlaku", "yes, by an attestation in force"),
        fact=fact,
    )


def no_current_sanction(case: Case, _requirement: Requirement) -> Finding:
    """No disciplinary sanction is being served; one begun without an end is not known to be over."""
    rows = case.records("sanctions")
    rows = rows.where(~(rows.start > case.day) & (np.isnat(rows.end) | (case.day <= rows.end)))
    sure = ~np.isnat(rows.start) & ~np.isnat(rows.end)
    failed = case.anybody(rows.owner[sure])
    doubtful = case.anybody(rows.owner[~sure]) & ~failed

    def fact(row: int) -> Text:
        served = [
            both(
                "hukuman disiplin {severity}, {start} sampai {end}",
                "disciplinary sanction, {severity}, {start} to {end}",
                severity=SEVERITIES.get(code_at(rows.column("severity"), place) or "", NOT_RECORDED),
                start=day_of(rows.start[place]),
                end=day_of(rows.end[place]),
            )
            for place in np.flatnonzero(rows.owner == row).tolist()
        ]
        return joined(served) if served else Text("tidak ada", "none")

    return Finding(
        passed=~failed & ~doubtful,
        unknown=doubtful,
        label=Text("Hukuman disiplin", "Disciplinary sanction"),
        limit=Text("tidak sedang menjalani hukuman disiplin", "no sanction being served"),
        fact=fact,
    )


def no_sanction_within(case: Case, requirement: Requirement) -> Finding:
    """No sanction of `severities` was in force on any day of the last `years` years before the day, the day included.

    What may have been (its severity, beginning or end is not recorded) is not known.
    """
    wanted, count = list(requirement["severities"]), int(requirement["years"])
    since = add_years(case.day, -count)
    rows = case.records("sanctions")
    rows = rows.where(~(rows.start > case.day) & (np.isnat(rows.end) | (rows.end >= since)))
    severity = rows.column("severity")
    rows_of = among(severity, wanted) | ~known(severity)
    rows, severity = rows.where(rows_of), severity[rows_of]
    # Begun since then, or over since then and begun by the day: in force on some day between.
    within = (rows.start >= since) | (rows.end <= case.day) | ~(np.isnat(rows.start) | np.isnat(rows.end))
    sure = within & known(severity)
    failed = case.anybody(rows.owner[sure])
    doubtful = case.anybody(rows.owner[~sure]) & ~failed

    def fact(row: int) -> Text:
        served = [
            both(
                "hukuman disiplin {severity}, {start} sampai {end}",
                "disciplinary sanction, {severity}, {start} to {end}",
                severity=SEVERITIES.get(code_at(severity, place) or "", NOT_RECORDED),
                start=day_of(rows.start[place]),
                end=day_of(rows.end[place]),
            )
            for place in np.flatnonzero(rows.owner == row).tolist()
        ]
        return joined(served) if served else Text("tidak ada", "none")

    return Finding(
        passed=~failed & ~doubtful,
        unknown=doubtful,
        label=Text("Riwayat hukuman disiplin", "Disciplinary sanctions in the past"),
        limit=both(
            "tanpa hukuman disiplin {severities} dalam {years} terakhir",
            "no disciplinary sanction ({severities}) in the last {years}",
            severities=listed(tuple(SEVERITIES[code] for code in wanted)),
            years=years(count),
        ),
        fact=fact,
    )


def performance_min(case: Case, requirement: Requirement) -> Finding:
    """One of `ratings` in each of the last `years` years that ended before the day; a year without is not known."""
    wanted = list(requirement["ratings"])
    span = [case.on.year - back for back in range(1, int(requirement["years"]) + 1)]
    rows = case.records("performance")
    rows = rows.where(np.asarray(rows.column("year").isin(span), dtype=np.bool_))
    rating = ratings(rows.frame.reindex(columns=RATING_COLUMNS), case.law)
    year = rows.column("year").to_numpy(dtype=np.float64, na_value=np.nan)
    rated = known(rating)
    failed = case.anybody(rows.owner[rated & ~among(rating, wanted)])
    complete = np.ones(case.size, dtype=np.bool_)
    for each in span:
        complete &= case.anybody(rows.owner[rated & (year == each)])

    def fact(row: int) -> Text:
        own = np.flatnonzero((rows.owner == row) & rated)
        said = [(each, [RATINGS[str(rating.iloc[at])] for at in own if year[at] == each]) for each in span]
        lines = [(each, joined(words, ", ") if words else NOT_RECORDED) for each, words in said]
        return joined([both("{year}: {word}", "{year}: {word}", year=each, word=word) for each, word in lines])

    return Finding(
        passed=complete & ~failed,
        unknown=~complete & ~failed,
        label=Text("Predikat kinerja", "Performance rating"),
        limit=both(
            "{ratings} dalam {years} terakhir",
            "{ratings} in the last {years}",
            ratings=listed(tuple(RATINGS[code] for code in reversed(wanted))),
            years=years(len(span)),
        ),
        fact=fact,
    )
