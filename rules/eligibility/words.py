"""Wordings that several requirements share."""

from datetime import date

import numpy as np

from rules.eligibility.values import OwnReading
from rules.text import Text
from rules.wording import day

# The rules that an agency may read its own way.
AGE_READING, COUNTED = "requirements.age_reading", "requirements.appointments_counted"
NOT_RECORDED = Text("tidak tercatat", "not recorded")

EDUCATION = {
    "SD": Text("SD", "primary school (SD)"),
    "SLTP": Text("SLTP", "junior high school (SLTP)"),
    "SLTA": Text("SLTA", "senior high school (SLTA)"),
    "D1": Text("D-I", "D-I"),
    "D2": Text("D-II", "D-II"),
    "D3": Text("D-III", "D-III"),
    "D4": Text("D-IV", "D-IV"),
    "S1": Text("S1", "S1"),
    "S2": Text("S2", "S2"),
    "S3": Text("S3", "S3"),
}

STANDINGS = {
    "ACTIVE": Text("aktif", "active"),
    "CLTN": Text("cuti di luar tanggungan negara", "leave outside state responsibility (CLTN)"),
    "STUDY_LEAVE": Text("tugas belajar", "study leave"),
    "SUSPENDED": Text("diberhentikan sementara", "suspended"),
    "RELEASED": Text("bebas tugas", "released from duty"),
    "RETIRED": Text("pensiun", "retired"),
    "DISMISSED": Text("diberhentikan", "dismissed"),
    "DECEASED": Text("meninggal dunia", "deceased"),
    "MOVED": Text("pindah instansi", "moved to another agency"),
}

SEVERITIES = {
    "LIGHT": Text("ringan", "light"),
    "MODERATE": Text("sedang", "moderate"),
    "SEVERE": Text("berat", "severe"),
}

# What each of the law's requirements is called where there is room for a few words only, by its code.
CALLED = {
    "status": Text("status kepegawaian", "employment status"),
    "education": Text("pendidikan", "education"),
    "experience": Text("pengalaman", "experience"),
    "post_held": Text("jabatan yang pernah diduduki", "posts held"),
    "age": Text("usia", "age"),
    "retirement": Text("usia pensiun", "retirement age"),
    "competence": Text("kompetensi", "competence"),
    "performance": Text("kinerja", "performance"),
    "health": Text("kesehatan", "health"),
    "integrity": Text("integritas", "integrity"),
    "classification": Text("klasifikasi jabatan", "classification of the post"),
    "time_in_post": Text("lama dalam jabatan", "time in the post"),
    "standing": Text("kedudukan", "standing"),
    "sanction": Text("hukuman disiplin", "disciplinary sanction"),
}


def both(indonesian: str, english: str, **parts: Text | int) -> Text:
    """The two sentences with each part put in, a Text in its own language."""
    return Text(
        indonesian.format(**{name: part.id if isinstance(part, Text) else part for name, part in parts.items()}),
        english.format(**{name: part.en if isinstance(part, Text) else part for name, part in parts.items()}),
    )


def by_readings(first: tuple[Text, bool], second: tuple[Text, bool]) -> Text:
    """By which of two ways of reading somebody meets a requirement; each is its name and whether they do."""
    if first[1] == second[1]:
        if first[1]:
            return Text("memenuhi menurut kedua cara baca", "met by both readings")
        return Text("tidak memenuhi menurut kedua cara baca", "not met by either reading")
    if first[1]:
        return both(
            "memenuhi menurut cara baca pertama saja ({name})", "met by the first reading only ({name})", name=first[0]
        )
    return both(
        "memenuhi menurut cara baca kedua saja ({name})", "met by the second reading only ({name})", name=second[0]
    )


AGE_READINGS = {
    "complete_years": Text("tahun penuh", "complete years"),
    "strict": Text("ulang tahun belum lewat", "birthday not yet passed"),
}

APPOINTMENTS = {
    "DEFINITIVE": Text("definitif", "definitive"),
    "PLT": Text("Plt", "acting (Plt)"),
    "PLH": Text("Plh", "acting day by day (Plh)"),
    "PJ": Text("Pj", "acting regional head (Pj)"),
}


def decreed(own: OwnReading) -> Text:
    """How an agency reads a rule, and by which decree."""
    number = Text(own.number, own.number)
    if own.rule == AGE_READING:
        said = AGE_READINGS[own.value]
    else:
        kinds = joined([APPOINTMENTS[kind] for kind in own.value], ", ")
        said = both("jabatan yang dihitung: {kinds}", "appointments that count: {kinds}", kinds=kinds)
    return both("pembacaan: {said}, menurut keputusan instansi nomor {number}",
                "reading: {said}, by the agency's decree number {number}", said=said, number=number)  # fmt: skip


def as_date(value: np.datetime64) -> date:
    """One known day as `datetime.date`."""
    found = value.astype("datetime64[D]").astype(object)
    if not isinstance(found, date):
        raise ValueError("the day is not known")
    return found


def day_of(value: np.datetime64) -> Text:
    """One day in words; `tidak tercatat` where it is not known."""
    return NOT_RECORDED if np.isnat(value) else day(as_date(value))


def years(count: int) -> Text:
    """`5 tahun` / `5 years`."""
    return Text(f"{count} tahun", f"{count} year" if count == 1 else f"{count} years")


def joined(texts: list[Text], separator: str = "; ") -> Text:
    """Several wordings in one line."""
    return Text(separator.join(text.id for text in texts), separator.join(text.en for text in texts))
