"""The fields of a policy document: what stands where in it, in sections and along the two trees of components."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from rules.policy import AXES
from rules.policy_schema import COLUMN_IDS, SOURCES, TENURE_OF
from rules.yaml_lines import KeyPath
from talent.interfaces.explanations import code_words

PREFIX = "isi:"
GROUP = "group"
SOURCE_NAMES = {
    "rating": gettext_lazy("Predikat kinerja"),
    "work_result": gettext_lazy("Hasil kerja"),
    "behaviour": gettext_lazy("Perilaku kerja"),
    "feedback": gettext_lazy("Umpan balik 360°"),
    "awards": gettext_lazy("Penghargaan"),
    "team_role": gettext_lazy("Penugasan dalam tim kerja"),
    "competency_match": gettext_lazy("Kesesuaian kompetensi dengan standar"),
    "jpm": gettext_lazy("JPM"),
    "managerial_jpm": gettext_lazy("JPM manajerial"),
    "sociocultural_jpm": gettext_lazy("JPM sosial kultural"),
    "technical": gettext_lazy("Kompetensi teknis"),
    "potential_levels": gettext_lazy("Tingkat delapan aspek potensi"),
    "potential_jpm": gettext_lazy("JPM potensi"),
    "courses": gettext_lazy("Jumlah pengembangan kompetensi"),
    "certificates": gettext_lazy("Diklat penjenjangan dan sertifikasi"),
    "tenure": gettext_lazy("Lama jabatan"),
    "post_diversity": gettext_lazy("Keragaman jabatan"),
    "acting_posts": gettext_lazy("Jabatan nondefinitif"),
    "education": gettext_lazy("Tingkat pendidikan"),
    "field_match": gettext_lazy("Kesesuaian bidang ilmu"),
    "discipline": gettext_lazy("Rekam jejak disiplin"),
}


@dataclass
class Field:
    """One value: where it stands, how it is called, what it is now (as typed), and what is wrong with it."""

    path: KeyPath
    label: str
    kind: str
    value: str
    optional: bool = False
    help: str = ""
    choices: list[tuple[str, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Its name in the form."""
        return PREFIX + "/".join(map(str, self.path))

    @property
    def id(self) -> str:
        """Its id on the page."""
        return re.sub(r"[^a-zA-Z0-9_]", "-", self.name)

    @property
    def weighs(self) -> str:
        """The place of the branch whose sum it is part of, when it is a weight."""
        return "/".join(map(str, self.path[:-3])) if self.path[-1] == "weight" else ""

    @property
    def unlisted(self) -> bool:
        """Whether the value is none of the choices."""
        return self.value not in dict(self.choices)

    @property
    def chosen(self) -> list[str]:
        """The values of a list of choices."""
        return self.value.split()


@dataclass
class Part:
    """A group of fields under a title: a section, or a node of the tree at its `level`.

    `total`: what the weights below it add up to, `due`: what they should (empty: any). `elsewhere`: the other branches
    it can be moved to, by place and title.
    """

    title: str
    path: KeyPath
    level: int = 0
    source: str = ""
    fields: list[Field] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    total: str = ""
    due: str = ""
    right: bool = True
    branch: bool = False
    siblings: int = 0
    children: int = 0
    elsewhere: list[tuple[str, str]] = field(default_factory=list)

    @property
    def place(self) -> str:
        """Its path in the document, as the buttons of the tree name it."""
        return "/".join(map(str, self.path))

    @property
    def id(self) -> str:
        """Its id on the page."""
        return _part_id(self.path)

    @property
    def source_name(self) -> str:
        """What its value is taken from, in words."""
        return str(SOURCE_NAMES.get(self.source, self.source))

    @property
    def above(self) -> str:
        """The id it has after a step up ("": it is the first)."""
        return self._beside(-1)

    @property
    def below(self) -> str:
        """The id it has after a step down ("": it is the last)."""
        return self._beside(1)

    @property
    def parent(self) -> str:
        """The id of the branch it stands in."""
        return _part_id(self.path[:-2])

    @property
    def next_child(self) -> str:
        """The id of a component added to this branch."""
        return _part_id((*self.path, "components", self.children))

    def _beside(self, step: int) -> str:
        place = self.path[-1] if self.path else ""
        if not isinstance(place, int) or not 0 <= place + step < self.siblings:
            return ""
        return _part_id((*self.path[:-1], place + step))


@dataclass
class Form:
    """The whole document: `parts` by section, and the mistakes that belong to no field."""

    general: Part
    limits: Part
    performance: list[Part]
    potential: list[Part]
    faults: list[str]

    @property
    def axes(self) -> list[list[Part]]:
        """Both trees."""
        return [self.performance, self.potential]

    @property
    def branches(self) -> list[Part]:
        """The parts that hold others."""
        return [part for part in self.parts() if part.branch]

    @property
    def sources(self) -> list[tuple[str, str]]:
        """What a new component may take its value from; a group of components takes none."""
        names = sorted(((code, str(name)) for code, name in SOURCE_NAMES.items()), key=lambda pair: pair[1].casefold())
        return [*names, (GROUP, _("Kelompok beberapa komponen"))]

    def parts(self) -> list[Part]:
        """Every part."""
        return [self.general, self.limits, *self.performance, *self.potential]


def general(data: Any) -> list[Field]:
    """What the policy is called, since when it holds and on what it rests."""
    rows = [
        (("code",), _("Kode"), "words", False),
        (("version",), _("Versi"), "number", False),
        (("title", "id"), _("Judul (Indonesia)"), "words", False),
        (("title", "en"), _("Judul (Inggris)"), "words", False),
        (("effective_from",), _("Berlaku sejak"), "day", False),
        (("effective_to",), _("Berlaku sampai"), "day", True),
        (("citation",), _("Dasar hukum"), "words", False),
        (("tag",), _("Tingkat kepastian"), "choice", False),
        (("note", "id"), _("Catatan (Indonesia)"), "words", True),
        (("note", "en"), _("Catatan (Inggris)"), "words", True),
    ]
    found = [
        Field(path, label, kind, _shown(_at(data, path)), optional)
        for path, label, kind, optional in rows
        if path[0] != "note" or isinstance(data.get("note"), dict)
    ]
    choice = next(one for one in found if one.path == ("tag",))
    choice.choices = [("V", _("V: terverifikasi")), ("S", _("S: sumber kedua")), ("W", _("W: anggapan kerja"))]
    return found


def limits(data: Any) -> list[Field]:
    """Cut-offs, the axes' shares of the talent value, and the pool."""
    found = []
    for axis, name in zip(AXES, (_("Kinerja"), _("Potensial")), strict=True):
        for key, words in (("middle", _("tengah mulai")), ("top", _("atas mulai"))):
            path = ("cutoffs", axis, key)
            found.append(Field(path, f"{name}: {words}", "number", _shown(_at(data, path))))
    for axis, name in zip(AXES, (_("Bagian kinerja"), _("Bagian potensial")), strict=True):
        share: KeyPath = ("talent_value", axis)
        words = _("dalam nilai talenta; bersama 1 atau 100")
        found.append(Field(share, name, "number", _shown(_at(data, share)), help=words))
    boxes = _at(data, ("pool", "boxes"))
    value = " ".join(map(str, boxes)) if isinstance(boxes, list) else ""
    choices = [(str(box), str(box)) for box in range(1, 10)]
    found.append(Field(("pool", "boxes"), _("Kotak KRS"), "boxes", value, choices=choices))
    years = _shown(_at(data, ("pool", "valid_years")))
    found.append(Field(("pool", "valid_years"), _("Masa berlaku KRS (tahun)"), "number", years))
    return found


def axis(data: Any, name: str) -> list[Part]:
    """The parts of one axis, parents first."""
    content = data.get(name)
    root = Part(_("Kinerja (Y)") if name == "performance" else _("Potensial (X)"), (name,))
    if not isinstance(content, dict):
        return [root]
    if name == "performance":
        choices = [("score", _("dari nilai komponen")), ("direct", _("langsung dari kategori hasil kerja"))]
        help_text = _("Berganti ke jalur langsung menyimpan susunan nilai di kaki dokumen.")
        route = Field(("performance", "route"), _("Jalur"), "choice", _shown(content.get("route")), False, help_text)
        route.choices = choices
        root.fields.append(route)
        if content.get("route") == "direct":
            root.fields.append(_setting(("performance",), "grace", content.get("grace"), "work_result"))
    if name == "performance" and content.get("route") == "direct":
        return [root]
    return [root, *_below(content, root, 1)]


def _below(content: Any, parent: Part, level: int) -> list[Part]:
    """The parts under a branch, parents first; the branch gets its sum."""
    items = content.get("components")
    items = items if isinstance(items, list) else []
    parent.branch, parent.children = True, len(items)
    parent.fields.append(_ratio(parent.path, content))
    if items:
        parent.total, parent.due, parent.right = _sum(content, items)
    parts = []
    for place, item in enumerate(items):
        if not isinstance(item, dict):
            continue
        path = (*parent.path, "components", place)
        label = item.get("label")
        title = label.get(get_language() or "id") if isinstance(label, dict) else None
        part = Part(_shown(title) or _shown(item.get("id")), path, level, siblings=len(items))
        part.fields = [
            Field((*path, "weight"), _("Bobot"), "number", _shown(item.get("weight"))),
            Field((*path, "label", "id"), _("Nama (Indonesia)"), "words", _shown(_at(item, ("label", "id")))),
            Field((*path, "label", "en"), _("Nama (Inggris)"), "words", _shown(_at(item, ("label", "en")))),
        ]
        if item.get("source") in SOURCES:
            part.source = str(item["source"])
            part.fields += _settings(path, item)
        column = Field((*path, "column"), _("Kolom di berkas komponen"), "choice", _shown(item.get("column")), True)
        column.choices = [("", _("tidak ada")), *((name, name) for name in COLUMN_IDS)]
        part.fields.append(column)
        parts.append(part)
        if "components" in item:
            parts += _below(item, part, level + 1)
    return parts


def _ratio(path: KeyPath, content: Any) -> Field:
    """Whether the weights below add up to 100, or stand for a ratio."""
    value = "true" if content.get("ratio") is True else ""
    one = Field((*path, "ratio"), _("Bobot di bawahnya"), "flag", value)
    one.choices = [("", _("berjumlah 100")), ("true", _("perbandingan"))]
    return one


def _sum(content: Any, items: list[Any]) -> tuple[str, str, bool]:
    weights = [item.get("weight") for item in items if isinstance(item, dict)]
    numbers = [Fraction(one) for one in weights if isinstance(one, int | Decimal) and not isinstance(one, bool)]
    total = sum(numbers, Fraction(0))
    whole = len(numbers) == len(items)
    shown = f"{float(total):g}".replace(".", _comma()) if whole else "?"
    if content.get("ratio") is True:
        return shown, "", whole
    return shown, "100", whole and total == 100


def _settings(path: KeyPath, item: Any) -> list[Field]:
    source = SOURCES[item["source"]]
    found = []
    codes = [(code, False) for code in source.required_codes] + [(code, True) for code in source.optional_codes]
    for code, optional in codes:
        here = (*path, "scale", code)
        label = _("Skala: %(code)s") % {"code": code_words(code, item["source"])}
        found.append(Field(here, label, "number", _shown(_at(item, ("scale", code))), optional))
    order = ("of", "window_years", "validity_years", "bands", "years", "grace", "cap", "standard")
    allowed = [key for key in order if key in source.settings]
    return found + [_setting(path, key, item.get(key), item["source"]) for key in allowed]


def _setting(path: KeyPath, key: str, value: Any, source: str) -> Field:
    labels = {
        "of": _("Lama dihitung pada"),
        "window_years": _("Tahun ke belakang"),
        "validity_years": _("Masa berlaku asesmen (tahun)"),
        "bands": _("Pita: mulai dari : nilai"),
        "years": _("Bobot tahun kinerja"),
        "grace": _("Hari tenggang (BB-TT)"),
        "cap": _("Batas atas JPM"),
        "standard": _("Standar tiap aspek"),
    }
    helps = {
        "bands": _("Satu pita tiap baris, misalnya 8 : 100; pita terakhir mulai dari 0."),
        "years": _("Terbaru dahulu, misalnya 60 + 40; kosong: tahun terakhir saja."),
        "grace": _("Sampai hari ini predikat dua tahun lalu masih dipakai bila yang terbaru belum ada."),
    }
    kinds = {"of": "choice", "bands": "bands", "years": "years", "grace": "words"}
    shown = _shown(value)
    if key == "years":
        shown = " + ".join(map(_shown, value)) if isinstance(value, list) else shown
    if key == "bands" and isinstance(value, list):
        bands = [band for band in value if isinstance(band, dict)]
        shown = "\n".join(f"{_shown(band.get('from'))} : {_shown(band.get('value'))}" for band in bands)
    required = key in (SOURCES[source].required if source in SOURCES else ())
    one = Field((*path, key), labels[key], kinds.get(key, "number"), shown, not required, helps.get(key, ""))
    if key == "of":
        names = {"post": _("jabatan yang diduduki"), "tier": _("seluruh masa pada jenjang itu")}
        one.choices = [(code, names[code]) for code in TENURE_OF]
    return one


def _part_id(path: KeyPath) -> str:
    return "bagian-" + "-".join(map(str, path))


def _at(data: Any, path: Iterable[Any]) -> Any:
    for part in path:
        if not isinstance(data, dict):
            return None
        data = data.get(part)
    return data


def _shown(value: Any) -> str:
    if value is None or isinstance(value, dict | list):
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", _comma())
    return str(value)


def _comma() -> str:
    return "," if get_language() != "en" else "."
