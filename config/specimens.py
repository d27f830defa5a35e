"""Made-up data for the components page."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from django import forms

from rules.checks import Check, Status
from rules.text import Text

COUNTS = {1: 119, 2: 498, 3: 274, 4: 212, 5: 1204, 6: 58, 7: 301, 8: 187, 9: 61}
BEFORE = {1: 127, 2: 529, 3: 277, 4: 203, 5: 1208, 6: 58, 7: 279, 8: 182, 9: 48}
PP_11 = "PP 11/2017 Pasal 107 huruf c"


class Filters(forms.Form):
    q = forms.CharField(
        label="Cari", required=False, max_length=100, widget=forms.TextInput(attrs={"placeholder": "Nama atau NIP"})
    )
    unit = forms.ChoiceField(label="Unit", required=False, choices=[("", "semua"), ("1", "Dinas Perhubungan")])
    tier = forms.ChoiceField(
        label="Jenjang", required=False, choices=[("", "semua"), ("ADMINISTRATOR", "Administrator")]
    )


class Example(forms.Form):
    name = forms.CharField(label="Nama siklus", help_text="Terlihat oleh semua yang berwenang.")
    on = forms.DateField(label="Tanggal acuan", widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.ChoiceField(label="Jenis berkas", choices=[("employees", "Pegawai"), ("performance", "Kinerja")])
    file = forms.FileField(label="Berkas", help_text="XLSX atau CSV, paling besar 200 MB.")
    outcome = forms.ChoiceField(
        label="Hasil", choices=[("yes", "Disetujui"), ("no", "Ditolak")], widget=forms.RadioSelect
    )
    note = forms.CharField(label="Catatan", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    only_good = forms.BooleanField(label="Tulis baris yang benar saja", required=False)


class Signature(forms.Form):
    decree = forms.CharField(label="Nomor keputusan")


def context() -> dict[str, Any]:
    """Everything templates/ui.html shows."""
    return {
        "matrix": {"counts": COUNTS, "before": BEFORE, "links": {n: f"#kotak-{n}" for n in COUNTS}, "krs": (7, 8, 9)},
        "checks": _checks(),
        "reasons": _reasons(),
        "steps": _steps(),
        "tabs": [
            {"label": "Ringkasan", "href": "#", "current": True},
            {"label": "Catatan", "href": "#", "count": 24},
            {"label": "Riwayat", "href": "#"},
        ],
        "facts": [
            ("NIP", "19850312 201001 1 004"),
            ("Golongan", "IV/b"),
            ("Unit", "Dinas Perhubungan"),
            ("Pensiun", None),
        ],
        "people": _people(),
        "bands": [(0, "Buruk"), (175, "Kurang"), (250, "Baik"), (325, "Sangat Baik")],
        "stacks": [("TW 1 2027", [2, 1, 0, 0]), ("TW 2 2027", [0, 3, 1, 0])],
        "kinds": ["pensiun", "masa jabatan", "perpindahan", "lowong"],
        "bars": [("1 Perencanaan Kebutuhan", 0.75, 0.5, 0.732), ("2 Pengadaan", 0.4, None, None)],
        "points": [("2020", 198), ("2022", 263.5)],
        "cuts": [(0, "rendah"), (60, "menengah"), (80, "tinggi")],
        "filters": Filters({"tier": "ADMINISTRATOR"}, auto_id="filter_%s"),
        "search": SimpleNamespace(text="Alia", filters="tier=ADMINISTRATOR", path="/ui/"),
        "form": Example(),
        "wrong_form": Example(
            auto_id="wrong_%s", data={"name": "", "kind": "employees", "outcome": "yes", "on": "31-02-2026"}
        ),
        "signature": Signature(auto_id="signature_%s"),
        "token": "9f2c41d07ab35e6f8810",
        "differences": ["Calon 03: LHKPN kini ada", "Calon 11: golongan IV/a menjadi IV/b"],
        "jobs": _jobs(),
        "when": date(2026, 11, 21),
        "near": 79.999999,
    }


def _checks() -> list[Check]:
    return [
        Check(
            "age",
            Status.FAIL,
            Text("Usia", "Age"),
            Text("57 tahun 2 bulan 4 hari", "57 years 2 months 4 days"),
            Text("paling tinggi 56 tahun", "at most 56 years"),
            f"{PP_11} angka 6",
            True,
        ),
        Check(
            "experience",
            Status.PASS,
            Text("Pengalaman jabatan", "Experience"),
            Text("8 tahun 1 bulan di bidang terkait, 3 periode", "8 years 1 month in the field, 3 periods"),
            Text("paling sedikit 5 tahun", "at least 5 years"),
            f"{PP_11} angka 3",
            False,
            note=Text(
                "Jabatan Plt tidak dihitung: anggapan sampai instansi menetapkannya.",
                "Acting posts (Plt) do not count: an assumption until the agency says so.",
            ),
        ),
        Check(
            "lhkpn",
            Status.UNKNOWN,
            Text("LHKPN", "Wealth report"),
            Text("Belum ada data", "No data yet"),
            Text("laporan tahun terakhir", "last year's report"),
            "Syarat instansi",
            True,
            decides=False,
        ),
    ]


def _reasons() -> list[dict[str, Any]]:
    rating = {"label": "Predikat kinerja", "input": "Baik (2025)", "scale": "Sangat Baik 100 · Baik 80", "value": 80.0}
    awards = {"label": "Penghargaan", "input": "nasional, 2024", "scale": "nasional 75 · 5 tahun", "value": 75.0}
    feedback = {"label": "Umpan balik 360°", "input": "belum ada data", "missing": True, "weight": 10}
    return [
        {
            "label": "Kinerja (Y)",
            "value": 74.75,
            "citation": "Kepka BKN 411/2025",
            "note": "Bobot dari sumber sekunder.",
            "children": [
                rating | {"weight": 60, "contribution": 48.0, "href": "#"},
                awards | {"weight": 15, "contribution": 11.25, "href": "#"},
                feedback,
            ],
        }
    ]


def _steps() -> list[dict[str, str]]:
    names = ("Jalur", "Daftar panjang", "Komite", "Tiga nama", "Keputusan PPK", "Rekomendasi", "Pelantikan")
    states = ("done", "done", "now", "", "", "", "")
    steps = [{"label": name, "state": state} for name, state in zip(names, states, strict=True)]
    steps[0] |= {"note": "21 November 2022", "href": "#"}
    return steps


def _people() -> list[dict[str, Any]]:
    rows = (("Calon 07", 9, 91.42, "pass", "11 dari 11"), ("Calon 03", 9, 89.1, "unknown", "1 belum ada data"))
    more = (("Calon 11", 8, 93.02, "pass", "11 dari 11"), ("Calon 02", None, None, "fail", "usia 57 th 2 bl"))
    keys = ("name", "box", "score", "status", "words")
    return [dict(zip(keys, row, strict=True)) for row in rows + more]


def _jobs() -> list[SimpleNamespace]:
    states = (("RUNNING", "berjalan", 34, ""), ("DONE", "selesai", 100, "#"), ("FAILED", "gagal", 61, ""))
    return [
        SimpleNamespace(
            pk=number,
            state=state,
            get_state_display=words,
            percent=percent,
            done=percent * 30,
            total=3000,
            message="",
            live=False,
            target=target,
        )
        for number, (state, words, percent, target) in enumerate(states, start=1)
    ]
