"""What a requirement's stored words say by themselves: its status read from its fact and its limit, nothing else.

As somebody would who has only the page: no law, no record, no mask. Both languages are read and must say the same.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from rules import wording

MONTHS = {"id": [month.id for month in wording.MONTHS], "en": [month.en for month in wording.MONTHS]}
WORDS: dict[str, dict[str, str]] = {
    "id": {
        "unrecorded": "tidak tercatat", "or": " atau ", "yes": "ya", "no": "tidak", "none": "tidak ada",
        "span": r"(\d+) tahun (\d+) bulan (\d+) hari", "with": "; dengan itu ", "waived": "tanpa dokumen itu ",
        "doubt": "; belum pasti terhitung: ", "strict": "belum melewati ulang tahun itu", "to": " sampai ",
        "without": r"tanpa dokumen itu (tidak memenuhi|belum diketahui)", "sanction": "hukuman disiplin",
        "study": "tugas belajar", "unlevelled": "jenjang belum dikenali: ", "unmapped": "belum ada pemetaan",
        "member": "anggota kelompok suksesi", "outside": "bukan anggota kelompok suksesi", "box": r"kotak (\d)",
        "upon": "pada",
    },
    "en": {
        "unrecorded": "not recorded", "or": " or ", "yes": "yes", "no": "no", "none": "none",
        "span": r"(\d+) years? (\d+) months? (\d+) days?", "with": "; with these ", "waived": "without it: ",
        "doubt": "; not certain to count: ", "strict": "that birthday not yet passed", "to": " to ",
        "without": r"without it: (not met|not known)", "sanction": "disciplinary sanction",
        "study": "study leave", "unlevelled": "level not recognised: ", "unmapped": "no established mapping",
        "member": "member of the talent pool", "outside": "no member of the talent pool", "box": r"box (\d)",
        "upon": "on",
    },
}  # fmt: skip
WITHOUT = {"tidak memenuhi": "fail", "not met": "fail", "belum diketahui": "unknown", "not known": "unknown"}
EDUCATION = ["SD", "SLTP", "SLTA", "D-I", "D-II", "D-III", "D-IV", "S1", "S2", "S3"]
GRADES = [f"{number}/{letter}" for number in ("I", "II", "III", "IV") for letter in "abcde"]
LADDER = ["PKP", "PKA", "PKN II", "PKN I"]
RATINGS = {
    "id": ["Sangat Baik", "Baik", "Butuh Perbaikan", "Cukup", "Kurang", "Sangat Kurang"],
    "en": ["Very Good", "Good", "Needs Improvement", "Fair", "Poor", "Very Poor"],
}


def status_of(check: Mapping[str, Any], kind: str, on: date) -> str:
    """`pass`, `fail` or `unknown`, as both languages say it of the requirement of this kind on `on`, waiver included.

    Raises AssertionError where the two languages differ, ValueError where the words leave it open.
    """
    plain = {language: _plain(check, kind, on, language) for language in ("id", "en")}
    assert plain["id"] == plain["en"], (check["code"], plain, check["fact"])
    if "waived" not in check:
        return plain["id"]
    for language in ("id", "en"):
        without = re.search(WORDS[language]["without"], check["waived"][language])
        assert without
        assert WITHOUT[without[1]] == plain["id"], (check["code"], plain, check["waived"])
    return "pass"


def _plain(check: Mapping[str, Any], kind: str, on: date, language: str) -> str:
    words, fact, limit = WORDS[language], check["fact"][language], check["limit"][language]
    if kind != "performance_min" and fact == words["unrecorded"]:
        return "unknown"
    reader = READERS[kind]
    return reader(fact, limit, {**words, "language": language, "note": check["note"][language], "on": on})


def _spans(text: str, words: Mapping[str, Any]) -> list[tuple[int, int, int]]:
    return [(int(y), int(m), int(d)) for y, m, d in re.findall(words["span"], text)]


def _met(met: bool) -> str:
    return "pass" if met else "fail"


def _one_of(fact: str, limit: str, words: Mapping[str, Any]) -> str:
    return _met(fact in re.split(f", |{words['or']}", limit))


def _education(fact: str, limit: str, words: Mapping[str, Any]) -> str:
    level, *more = fact.split("; ")
    wanted = min(EDUCATION.index(one) for one in re.findall(r"S[1-3]|D-IV|D-I{1,3}|SLTA", limit))
    names = [level] if level in EDUCATION else re.findall(r"\((SD|SLTP|SLTA)\)", level)
    if EDUCATION.index(names[0]) >= wanted:
        return "pass"
    return "unknown" if more else "fail"


def _time(fact: str, limit: str, words: Mapping[str, Any]) -> str:
    if not _spans(fact, words):
        return "unknown"  # no appointment on record
    needed = int(re.findall(r"\d+", limit)[0])
    if _spans(fact, words)[0] >= (needed, 0, 0):
        return "pass"
    if words["doubt"] not in fact:
        return "fail"
    most = _spans(fact.split(words["with"])[-1], words)[0]
    return "unknown" if most >= (needed, 0, 0) else "fail"


def _age(fact: str, limit: str, words: Mapping[str, Any]) -> str:
    (age,), most = _spans(fact, words), int(re.findall(r"\d+", limit)[0])
    return _met(age <= (most, 0, 0) if words["strict"] in limit else age[0] <= most)


def _retirement(fact: str, limit: str, words: Mapping[str, Any]) -> str:
    told = [_day(one, words) for one in re.findall(rf"{words['upon']} (\d+ \w+ \d+)", fact)]
    days = [day for day in told if day]
    assert 1 <= len(days) <= 2
    if words["on"] < min(days):
        return "pass"
    return "fail" if words["on"] >= max(days) else "unknown"


def _between(fact: str, limit: str, words: Mapping[str, Any]) -> str:
    served = _spans(fact, words)
    least, most = (int(number) for number in re.findall(r"\d+", limit))
    return _met(bool(served) and (least, 0, 0) <= served[0] <= (most, 0, 0))  # none: the post begins later


def _competence(fact: str, limit: str, words: Mapping[str, Any]) -> str:
    found = re.match(r"JPM ([\d.,]+)%", fact)
    if not found:
        return "unknown"
    wanted = re.search(r"([\d.,]+)%", limit)
    assert wanted
    return _met(float(found[1].replace(",", ".")) >= float(wanted[1].replace(",", ".")))


def _attestation(fact: str, limit: str, words: Mapping[str, Any]) -> str:
    answers = {words["yes"]: "pass", words["no"]: "fail"}
    return answers.get(fact.split(" (")[0], "unknown")


def _standing(fact: str, limit: str, words: Mapping[str, Any]) -> str:
    barred, timed = limit.split("; ")
    if fact.startswith(words["study"]):
        months = int(re.findall(r"\d+", timed)[0])
        lasted = _spans(fact, words)
        assert timed.startswith(words["study"])
        return "fail" if lasted and lasted[0] > (months // 12, months % 12, 0) else "unknown"
    return "fail" if fact in barred else "pass"


def _sanctions(fact: str, words: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    if fact == words["none"]:
        return []
    parts = [re.sub(f"^{words['sanction']},? ", "", one) for one in fact.split("; ")]
    return [(severity, *span.split(words["to"], 1)) for severity, span in (one.split(", ", 1) for one in parts)]


def _no_sanction_now(fact: str, limit: str, words: Mapping[str, Any]) -> str:
    served = _sanctions(fact, words)
    if any(words["unrecorded"] not in (start, end) for _severity, start, end in served):
        return "fail"
    return "unknown" if served else "pass"


def _no_sanction_within(fact: str, limit: str, words: Mapping[str, Any]) -> str:
    on, years = words["on"], int(re.findall(r"\d+", limit)[0])
    leap_day = (on.month, on.day) == (2, 29) and years % 4
    since = date(on.year - years, 3, 1) if leap_day else date(on.year - years, on.month, on.day)
    found = "pass"
    for severity, *span in _sanctions(fact, words):
        start, end = (_day(one, words) for one in span)
        certain = (start and start >= since) or (end and end <= on) or (start and end)
        if certain and severity != words["unrecorded"]:
            return "fail"
        found = "unknown"
    return found


def _day(text: str, words: Mapping[str, Any]) -> date | None:
    if text == words["unrecorded"]:
        return None
    day, month, year = text.split()
    return date(int(year), MONTHS[words["language"]].index(month) + 1, int(day))


def _performance(fact: str, limit: str, words: Mapping[str, Any]) -> str:
    names = RATINGS[words["language"]]
    wanted = [name for name in names if re.search(rf"(^|, |{words['or']}){name}(,| |$)", limit)]
    said = [line.split(": ", 1)[1] for line in fact.split("; ")]
    each = [word for line in said for word in line.split(", ") if word != words["unrecorded"]]
    if any(word not in wanted for word in each):
        return "fail"
    return "unknown" if words["unrecorded"] in said else "pass"


def _grade(fact: str, limit: str, words: Mapping[str, Any]) -> str:
    wanted = GRADES.index(limit.split()[-1])
    return _met(fact in GRADES and GRADES.index(fact) >= wanted)


def _training(fact: str, limit: str, words: Mapping[str, Any]) -> str:
    wanted = LADDER.index(limit.split(" ", 2)[2] if words["language"] == "id" else limit.removeprefix("at least "))
    told = re.match(r"(PKP|PKA|PKN II|PKN I) \(", fact)
    if told and LADDER.index(told[1]) >= wanted:
        return "pass"
    return "unknown" if words["unlevelled"] in fact else "fail"


def _box(fact: str, limit: str, words: Mapping[str, Any]) -> str:
    if words["unmapped"] in fact:
        return "unknown"
    if words["member"] in limit and words["member"] not in fact.replace(words["outside"], ""):
        return "fail"
    box = re.match(words["box"], fact)
    wanted = re.search(words["box"], limit)
    assert wanted
    return _met(int(box[1]) >= int(wanted[1])) if box else "unknown"


def _technical(fact: str, limit: str, words: Mapping[str, Any]) -> str:
    levels = r"([^;:(]+?)(?:: level|(?: paling rendah level| of level)) (\d)"
    held = {name.strip(): int(level) for name, level in re.findall(levels, fact)}
    wanted = {name.strip(): int(level) for name, level in re.findall(levels, limit)}
    if any(name in held and held[name] < least for name, least in wanted.items()):
        return "fail"
    return "pass" if wanted and set(wanted) <= set(held) else "unknown"


READERS = {
    "employment_status": _one_of,
    "education_min": _education,
    "related_experience_min": _time,
    "post_held_min": _time,
    "age_max": _age,
    "before_retirement": _retirement,
    "competence": _competence,
    "attestation": _attestation,
    "standing": _standing,
    "no_current_sanction": _no_sanction_now,
    "no_sanction_within": _no_sanction_within,
    "performance_min": _performance,
    "grade_min": _grade,
    "present_tier_same": lambda fact, limit, words: _met(limit.split(": ", 1)[1] == fact),
    "present_post_between": _between,
    "training_min": _training,
    "pool_box": _box,
    "technical_level": _technical,
}
