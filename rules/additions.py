"""What an agency asks of candidates beyond the law, in the form of the law's own files (`rules/data/requirements`).

An addition is asked besides the law's requirements, never instead: it can bar somebody whom the law lets in, and lets
in nobody whom the law bars (`rules.eligibility.asked`). Where several readings of the law itself are in use (READINGS),
the same decree may say by which the agency reads it; every result then says so.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from rules.eligibility import requirements
from rules.eligibility.agencies import EVERY, STANDARD
from rules.eligibility.records import ATTESTATIONS
from rules.eligibility.values import OwnReading
from rules.eligibility.words import AGE_READING, APPOINTMENTS, CALLED, COUNTED, both
from rules.law import Law, NoRuleInForce
from rules.text import Text

Requirement = Mapping[str, Any]

PREFIX: Final = "agency_"
MOST: Final = 16
# By this code what it finds is kept from those who may not see sanctions.
SANCTION: Final = "agency_sanction"
# By this code the box it finds is kept from those who may not see the mapping.
BOX: Final = "agency_box"

_GRADES = tuple(f"{row}/{step}" for row in ("I", "II", "III", "IV") for step in "abcde"[: 5 if row == "IV" else 4])
_TIERS = (
    *("JPT_UTAMA", "JPT_MADYA", "JPT_PRATAMA", "ADMINISTRATOR", "PENGAWAS", "PELAKSANA"),
    *("JF_AHLI_UTAMA", "JF_AHLI_MADYA", "JF_AHLI_MUDA", "JF_AHLI_PERTAMA"),
    *("JF_PENYELIA", "JF_MAHIR", "JF_TERAMPIL", "JF_PEMULA"),
)


def _among(*codes: str) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and value in codes


def _some(*codes: str) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and bool(value) and all(_among(*codes)(one) for one in value)


def _whole(least: int, most: int) -> Callable[[Any], bool]:
    return lambda value: type(value) is int and least <= value <= most


def _named(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= 120


# Kind → what it has to say, and which values it may hold.
FORMS: Final[dict[str, dict[str, Callable[[Any], bool]]]] = {
    "grade_min": {"grade": _among(*_GRADES)},
    "education_min": {"level": _among("D3", "D4", "S1", "S2", "S3")},
    "related_experience_min": {"years": _whole(1, 40)},
    "post_held_min": {"tiers": _some(*_TIERS), "years": _whole(1, 40)},
    "age_max": {"limit": _whole(18, 65)},
    "competence": {"category": _among("MS", "MMS")},
    "attestation": {"attestation": _among("HEALTH", "INTEGRITY", "LHKPN", "TAX", "PPK_PERMIT")},
    "no_sanction_within": {"severities": _some("LIGHT", "MODERATE", "SEVERE"), "years": _whole(1, 40)},
    "performance_min": {"years": _whole(1, 10), "ratings": _some("SANGAT_BAIK", "BAIK", "BUTUH_PERBAIKAN")},
    "training_min": {"level": _among("PKP", "PKA", "PKN_II", "PKN_I")},
    "pool_box": {"box": _whole(1, 9), "member": lambda value: isinstance(value, bool)},
    "technical_level": {"competency": _named, "level": lambda value: value == STANDARD or _whole(1, 5)(value)},
}
# How an agency may read a rule of which several readings are in use: kind → the rule, what it has to say, and which
# values it may hold. The law's own reading holds where a decree says nothing about it.
READINGS: Final[dict[str, tuple[str, str, Callable[[Any], bool]]]] = {
    "age_reading": (AGE_READING, "reading", _among("complete_years", "strict")),
    "appointments_counted": (COUNTED, "kinds", lambda value: _some(*APPOINTMENTS)(value) and "DEFINITIVE" in value),
}
_MAY = {"code", "kind", "note"}
# Kind → what it is called in a line of words, as the law's own requirement of that kind is where there is one; of
# attestations and technical competencies also which (`called`).
_CALLED: Final = {
    "grade_min": Text("golongan ruang", "grade"),
    "education_min": CALLED["education"],
    "related_experience_min": CALLED["experience"],
    "post_held_min": CALLED["post_held"],
    "age_max": CALLED["age"],
    "competence": CALLED["competence"],
    "no_sanction_within": CALLED["sanction"],
    "performance_min": CALLED["performance"],
    "training_min": Text("pelatihan kepemimpinan", "leadership training"),
    "pool_box": Text("kotak talenta", "talent box"),
    "technical_level": Text("kompetensi teknis", "technical competency"),
}


def faults(asked: Any) -> list[Text]:
    """What is wrong with the form of a set of additions (a list of mappings as YAML or JSON gives them)."""
    if not isinstance(asked, list) or not asked:
        return [Text("Sebutkan paling sedikit satu syarat.", "Name at least one requirement.")]
    if len(asked) > MOST:
        return [Text(f"Paling banyak {MOST} syarat.", f"At most {MOST} requirements.")]
    found = [fault for place, one in enumerate(asked, start=1) if (fault := _fault(one, place))]
    codes = [one.get("code") for one in asked if isinstance(one, Mapping)]
    twice = sorted({str(code) for code in codes if codes.count(code) > 1})
    kinds = [one.get("kind") for one in asked if isinstance(one, Mapping)]
    found += [
        Text(f"Jenis {kind} disebut lebih dari sekali.", f"The kind {kind} is named twice.")
        for kind in READINGS
        if kinds.count(kind) > 1
    ]
    return found + [
        Text(f"Kode {code} disebut lebih dari sekali.", f"The code {code} is named twice.") for code in twice
    ]


def _fault(one: Any, place: int) -> Text | None:
    def said(indonesian: str, english: str) -> Text:
        return Text(f"Syarat ke-{place}: {indonesian}.", f"Requirement {place}: {english}.")

    if not isinstance(one, Mapping):
        return said("bukan pasangan nama dan nilai", "is no mapping")
    kind, code = one.get("kind"), one.get("code")
    forms = FORMS | {name: {says: holds} for name, (_rule, says, holds) in READINGS.items()}
    if not isinstance(kind, str) or kind not in forms:
        names = ", ".join(forms)
        return said(
            f"kind “{kind}” tidak dikenal; yang ada: {names}", f"kind “{kind}” is not known; there are: {names}"
        )
    if not isinstance(code, str) or not _is_code(code):
        return said(f"code wajib berawal {PREFIX}, huruf kecil", f"code has to begin with {PREFIX}, in lower case")
    if (kind == "no_sanction_within") != (code == SANCTION):
        return said(f"{SANCTION} adalah kode syarat hukuman", f"{SANCTION} is the code of the one about sanctions")
    if (kind == "pool_box") != (code == BOX):
        return said(f"{BOX} adalah kode syarat kotak talenta", f"{BOX} is the code of the one about the talent box")
    note = one.get("note", {"id": "-", "en": "-"})
    if not isinstance(note, Mapping) or set(note) != {"id", "en"} or not all(isinstance(v, str) for v in note.values()):
        return said("note berisi id dan en", "note holds id and en")
    if strange := sorted(map(str, set(one) - _MAY - set(forms[kind]))):
        return said(f"tidak mengenal {', '.join(strange)}", f"does not know {', '.join(strange)}")
    for name, holds in forms[kind].items():
        if not holds(one.get(name)):
            return said(f"{name} tidak dapat bernilai “{one.get(name)}”", f"{name} cannot be “{one.get(name)}”")
    return None


def _is_code(code: str) -> bool:
    tail = code.removeprefix(PREFIX)
    return tail != code and len(code) <= 40 and tail.replace("_", "").isalnum() and tail.isascii() and tail.islower()


def not_stricter(tier: str, asked: Iterable[Requirement], on: date, law: Law) -> list[Text]:
    """Which of these ask for no more than the law does of `tier` on `on`: they would only seem to add something.

    Raises NoRuleInForce before the law's first day, KeyError for a tier without requirements.
    """
    legal = requirements(tier, on, law)
    return [
        Text(
            f"{one['code']}: tidak lebih ketat dari hukum ({held['citation']}).",
            f"{one['code']}: asks for no more than the law ({held['citation']}).",
        )
        for one in asked
        for held in legal
        if held["kind"] == one["kind"] and _covered(one, held, on, law)
    ]


def _covered(own: Requirement, held: Requirement, on: date, law: Law) -> bool:
    """Whether everybody who meets the law's requirement meets the agency's of the same kind."""
    match own["kind"]:
        case "education_min":
            ladder = law.at("requirements.education_levels", on).value
            rung = {code: height for height, codes in enumerate(ladder) for code in codes}
            return bool(rung[own["level"]] <= rung[held["level"]])
        case "related_experience_min":
            return bool(own["years"] <= held["years"])
        case "post_held_min":
            return bool(own["years"] <= held["years"]) and set(held["tiers"]) <= set(own["tiers"])
        case "age_max":
            return bool(own["limit"] >= held["limit"])
        case "competence":
            bands = [band["code"] for band in law.at("talent.jpm_filling", on).value]
            return bands.index(own["category"]) >= bands.index(held["category"])
        case "performance_min":
            return bool(own["years"] <= held["years"]) and set(held["ratings"]) <= set(own["ratings"])
        case "attestation":
            return bool(own["attestation"] == held["attestation"])
    return False


def cited(asked: Sequence[Requirement], number: str, document: str = "") -> tuple[Requirement, ...]:
    """The additions as `Post.own` takes them: cited by the agency's own decree, which was read at its source."""
    said = {"citation": number, "tag": "V", "document": document}
    return tuple(dict(one) | said for one in asked if one["kind"] not in READINGS)


def readings(asked: Sequence[Requirement], number: str, document: str = "") -> tuple[OwnReading, ...]:
    """How the same decree reads rules, as `Post.readings` takes it."""
    found = []
    for one in asked:
        if one["kind"] in READINGS:
            rule, says, _holds = READINGS[one["kind"]]
            value = (
                one[says] if isinstance(one[says], str) else tuple(kind for kind in APPOINTMENTS if kind in one[says])
            )
            found.append(OwnReading(rule, value, number, document))
    return tuple(found)


def called(one: Requirement) -> Text:
    """What an agency's own requirement is called where there is room for a few words only, and that it is its own."""
    kind = one["kind"]
    name = ATTESTATIONS[one["attestation"]] if kind == "attestation" else _CALLED[kind]
    if kind == "technical_level" and one["competency"] != EVERY:
        name = both("{name} {of}", "{name} {of}", name=name, of=one["competency"])
    return both("{name} (syarat instansi)", "{name} (asked by the agency)", name=name)


def waivable(code: str, on: date, law: Law) -> bool:
    """Whether a document may free somebody from this requirement; from an agency's own it always may."""
    if code.startswith(PREFIX):
        return True
    try:
        return code in law.at("requirements.waivable", on).value
    except NoRuleInForce:
        return False
