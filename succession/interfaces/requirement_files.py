"""What an agency asks of candidates, read and written as the law's own files are (`rules/data/requirements`)."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rules.additions import BOX, PREFIX
from rules.errors import Invalid
from rules.yaml_lines import YamlError, parse_with_lines
from succession.domain.queries.words import said
from succession.models import AgencyRequirementsRecord

_FAMILY = "requirements."
# One of each kind that an agency can ask, with what it asks in words: for a person to begin from.
EXAMPLES: tuple[tuple[Any, dict[str, Any]], ...] = (
    (gettext_lazy("golongan paling rendah"), {"kind": "grade_min", "grade": "IV/b"}),
    (gettext_lazy("pendidikan paling rendah"), {"kind": "education_min", "level": "S2"}),
    (gettext_lazy("pengalaman di bidang terkait"), {"kind": "related_experience_min", "years": 8}),
    (gettext_lazy("pernah menduduki jabatan"), {"kind": "post_held_min", "tiers": ["ADMINISTRATOR"], "years": 3}),
    (gettext_lazy("usia paling tinggi"), {"kind": "age_max", "limit": 55}),
    (gettext_lazy("Job Person Match: MS atau MMS"), {"kind": "competence", "category": "MS"}),
    (gettext_lazy("surat keterangan: HEALTH, INTEGRITY, LHKPN, TAX, PPK_PERMIT"),
     {"kind": "attestation", "attestation": "LHKPN"}),
    (gettext_lazy("tanpa hukuman disiplin; kodenya selalu agency_sanction"),
     {"code": "agency_sanction", "kind": "no_sanction_within", "severities": ["MODERATE", "SEVERE"], "years": 3}),
    (gettext_lazy("predikat kinerja"), {"kind": "performance_min", "years": 2, "ratings": ["BAIK", "SANGAT_BAIK"]}),
    (gettext_lazy("pelatihan kepemimpinan paling rendah: PKP, PKA, PKN_II, PKN_I"),
     {"kind": "training_min", "level": "PKN_II"}),
    (gettext_lazy("kotak talenta paling rendah; member: true hanya anggota kelompok suksesi; kodenya agency_box"),
     {"code": BOX, "kind": "pool_box", "box": 7, "member": True}),
    (gettext_lazy("satu kompetensi teknis pada level 1 sampai 5"),
     {"kind": "technical_level", "competency": "Audit Kinerja", "level": 3}),
    (gettext_lazy("semua kompetensi teknis menurut standar jabatan"),
     {"kind": "technical_level", "competency": "ALL", "level": "STANDARD"}),
    (gettext_lazy("cara membaca batas usia: complete_years atau strict (ulang tahun belum lewat)"),
     {"kind": "age_reading", "reading": "strict"}),
    (gettext_lazy("jabatan yang dihitung sebagai pengalaman: DEFINITIVE, dan PLT, PLH, PJ"),
     {"kind": "appointments_counted", "kinds": ["DEFINITIVE", "PLT"]}),
)  # fmt: skip


@dataclass(frozen=True)
class Given:
    """One decree of a file; `until` None: until the next one."""

    tier: str
    number: str
    since: date
    until: date | None
    requirements: list[dict[str, Any]]


def requirements_read(text: str) -> list[dict[str, Any]]:
    """A list of requirements, without what its decree says for each (citation, tag).

    Raises Invalid for what is not YAML, or no list.
    """
    asked = _loaded(text)
    if not isinstance(asked, list):
        message = _("Tulislah daftar syarat dalam YAML, tiap syarat diawali tanda hubung.")
        raise Invalid(message, code="requirement_form")
    return [_bare(one) for one in asked]


def file_read(text: str) -> list[Given]:
    """Every decree of a file `{id: requirements.<tier>, values: [{from, to, citation, value}]}`; raises Invalid."""
    whole = _loaded(text)
    try:
        tier = str(whole["id"]).removeprefix(_FAMILY).upper()
        found = [
            Given(tier, str(one["citation"]), one["from"], one.get("to"), [_bare(each) for each in one["value"]])
            for one in whole["values"]
        ]
    except (KeyError, TypeError, AttributeError) as error:
        raise _not_a_file() from error
    if not all(type(one.since) is date and (one.until is None or type(one.until) is date) for one in found):
        raise _not_a_file()
    return found


def requirements_written(asked: Iterable[Mapping[str, Any]]) -> str:
    """A list of requirements as YAML, for a person to edit."""
    return _dumped([{"code": one["code"], "kind": one["kind"]} | dict(one) for one in asked])


def examples() -> list[tuple[Any, str]]:
    """EXAMPLES, each as a line of YAML."""
    told = []
    for about, one in EXAMPLES:
        whole = {"code": PREFIX + one["kind"].removesuffix("_min")} | one
        text = yaml.safe_dump([whole], default_flow_style=True, sort_keys=False, width=1_000)
        told.append((about, text[1:-2]))
    return told


def file_written(tier: str, decrees: Iterable[AgencyRequirementsRecord]) -> str:
    """The decrees about one tier as a file that `file_read` takes and the law's reader understands."""
    values = []
    for one in decrees:
        asked = [each | {"citation": one.number, "tag": "V"} for each in json.loads(one.requirements)]
        span = {"from": one.true_from} | ({"to": one.true_to} if one.true_to else {})
        values.append(span | {"citation": one.number, "tag": "V", "value": asked})
    title = {"id": "Persyaratan instansi di luar hukum", "en": "What the agency asks beyond the law"}
    return _dumped({"id": f"{_FAMILY}{tier.lower()}", "title": title, "values": values})


def _bare(one: Any) -> Any:
    """A requirement without what its decree says for it."""
    if not isinstance(one, dict):
        return one
    return {name: value for name, value in one.items() if name not in ("citation", "tag")}


def _not_a_file() -> Invalid:
    message = _("Berkas persyaratan berisi id dan values, tiap values berisi from, citation, dan value.")
    return Invalid(message, code="requirement_file")


def _loaded(text: str) -> Any:
    try:
        return parse_with_lines(text, "YAML")[0]
    except YamlError as error:
        where = _("Baris %(line)s: %(problem)s") % {"line": error.line, "problem": said(error.text)}
        raise Invalid(where, code="requirement_form") from error


def _dumped(value: Any) -> str:
    return str(yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=120))
