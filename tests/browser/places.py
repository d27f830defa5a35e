"""Where the walks look at pages, so that no page is forgotten: every one that tests/access/table.yaml knows is looked
at by a walk or stands here with the reason why not.

A place is a route, with the part of the page where one route answers several: `vacancy?bagian=jejak`.
"""

import ast
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl

WALKS = Path(__file__).parent
# Parts of an address's query by which another page is meant, not other rows of the same one.
PARTS = ("bagian", "bentuk")

NOT_LOOKED_AT = {
    "set_language": "only ever sends back to where one was",
    "decree_correct": "the form of its list, filled; the demonstration has no decree about posts",
    "decree_revoke": "the form of merit_narrowed_revoke, which is looked at",
    "api:nowhere": "a problem in JSON",
    "import_faults": "a workbook to take away",
    "api:import_faults": "the same workbook",
    "api:vacancy_panel": "an answer in JSON, about a blind round that the house of all roles has not",
    "api:vacancy_panel_codes": "the same, of such a round's codes",
    "panel_codes": "a list like that of outsiders, of a round still blind, which the house of all roles has not",
    "panel_codes_export": "the same as a file",
    "api:vacancy_nominations": "an answer in JSON, of a committee that may send up names, which the house has not",
    "vacancy_lacking": "a list with the filters and marks of those of readiness and of records, which are looked at",
    "vacancy_again": "a form like that of the decision, which is looked at",
    "vacancy_outside": "another like it, of somebody who is not among the three",
    "stages_scored": "the same as stage_scores, of the first stage, which is looked at",
    "selection_outsiders": "a list like its neighbours and the form of person_add, which is looked at",
    "vacancy_agreements": "a list and a form like those of decrees, which are looked at; none in the demonstration",
    "announcement_correct": "the form of merit_narrowed_revoke, which is looked at, with the fields of an announcement",
    "agreement_withdraw": "the form of merit_narrowed_revoke, which is looked at",
    "policy_draft": "the same as its first part, which is looked at",
}

ROUTE = "/merit/jalur/?agency=1&tier=JPT_PRATAMA&on=2021-03-24&also=2022-12-31&third=2026-02-01"
CYCLE = 'main tbody a:text-is("Siklus 2026")'
# Its words change when the count arrives.
LATECOMERS = 'main a[href$="/susulan/"]'
VACANCY = 'main tbody tr:has-text("{}") a'
SEARCH = "cari: "
# Whose session → place, address (or whom to look for among the employees), then what is followed from there. Homes are
# looked at as their people sign in; pages that live for a moment only (a preview, a decision to sign) by the walks that
# meet them.
PAGES: dict[str, list[tuple[str, ...]]] = {
    "": [("account_login", "/masuk/")],
    "bkd": [
        ("account_change_password", "/sandi/"),
        ("account_logout", "/keluar/"),
        ("employees", "/pegawai/"),
        ("employees", "cari: tidak-ada"),
        ("employee", "cari: 197202201997031001", "main tbody a"),
        ("employee?bagian=catatan", "cari: 197202201997031001", "main tbody a", 'main a:has-text("Catatan")'),
        ("imports", "/impor/"),
        ("records", "/catatan/?kind=awards"),
        ("person_add", "/pegawai/tambah/"),
        ("organisation", "/organisasi/positions/"),
        ("organisation_add", "/organisasi/positions/tambah/"),
        ("organisation_record", "/organisasi/positions/", "main tbody th a"),
        ("organisation_correct", "/organisasi/positions/", "main tbody th a", 'main a:has-text("Koreksi")'),
        ("cycles", "/siklus/"),
        ("cycle", "/siklus/", CYCLE),
        ("box", "/siklus/", CYCLE, "a.box-9"),
        ("box", "/siklus/", CYCLE, 'main a.stat:has-text("Belum dapat dinilai")'),
        ("cycle_policy", "/siklus/", CYCLE, 'main a[href*="/kebijakan/"]'),
        ("calibration", "/siklus/", CYCLE, 'main a:has-text("Kalibrasi")'),
        ("session", "/siklus/", CYCLE, 'main a:has-text("Kalibrasi")', "main tbody th a"),
        (
            "session_minutes",
            "/siklus/",
            CYCLE,
            'main a:has-text("Kalibrasi")',
            "main tbody th a",
            'main a:has-text("Risalah")',
        ),
        ("cycle_inclusion", "/siklus/", CYCLE, LATECOMERS),
        ("replies", "/tanggapan/"),
        ("pool", "/kelompok-suksesi/"),
        ("pool_due", "/kelompok-suksesi/tindak-lanjut/"),
        ("membership", "/kelompok-suksesi/", 'main tbody a[href*="/anggota/"]'),
        ("plans", "/rencana/"),
        ("plans_overdue", "/rencana/lewat-tenggat/"),
        ("readiness", "/kesiapan/"),
        ("policies", "/kebijakan/"),
        ("policy", "/kebijakan/kepka-411-2025/"),
        ("merit", "/merit/"),
        ("merit_round", "/merit/", 'main a:has-text("2022")'),
        ("merit_way", "/merit/", 'main a:has-text("2021")', 'main a:has-text("Jalan ke kategori")'),
        ("merit_route", ROUTE),
        ("merit_papers", "/merit/surat/"),
        ("merit_gate", "/merit/gerbang/"),
        ("merit_narrowed_correct", "/merit/gerbang/", 'main a:has-text("Koreksi")'),
        ("merit_narrowed_revoke", "/merit/gerbang/", 'main a:has-text("Cabut")'),
        ("posts", "/jabatan/"),
        ("decrees", "/jabatan/ketetapan/kritikal/"),
        ("simulations", "/simulasi/"),
        ("vacancy_calendar", "/kalender-lowongan/"),
        ("succession_plans", "/rencana-suksesi/"),
        ("succession_plan", "/rencana-suksesi/", "main tbody th a"),
        ("similar", "cari: 197202201997031001", "main tbody a", 'main a[href$="/serupa/"]'),
        ("sweeps", "/syarat/"),
        ("vacancies", "/lowongan/"),
        ("vacancy", "/lowongan/", VACANCY.format("LJ-2021-001")),
        ("application", "/lowongan/", VACANCY.format("LJ-2021-001"), "#pelamar tbody th a"),
        ("vacancy", "/lowongan/", VACANCY.format("LJ-2022-004")),
        ("vacancy?bagian=panitia", "/lowongan/", VACANCY.format("LJ-2022-004"), 'main a:has-text("Panitia seleksi")'),
        ("vacancy?bagian=jejak", "/lowongan/", VACANCY.format("LJ-2022-004"), 'main a:has-text("Jejak perhitungan")'),
        ("vacancy_compare", "/lowongan/", VACANCY.format("LJ-2022-004"), 'main a:has-text("Sandingkan calon")'),
        ("vacancy_names", "/lowongan/", VACANCY.format("LJ-2022-004"), 'main a:text-is("Bukti tiga nama")'),
        (
            "vacancy_panel",
            "/lowongan/",
            VACANCY.format("LJ-2022-004"),
            'main a:has-text("Panitia seleksi")',
            'main a:has-text("Penilaian panitia")',
        ),
        ("candidate", "/lowongan/", VACANCY.format("LJ-2022-004"), 'main a:has-text("Aji Heri Laksana")'),
    ],
    "auditor": [("ledger", "/audit/"), ("law", "/aturan/")],
    "pegawai": [("own", "/data-saya/"), ("own?bagian=catatan", "/data-saya/?bagian=catatan")],
    "komite": [("relations", "/hubungan/")],
    "verifikator": [
        ("imports", "/impor/"),
        ("merit_papers", "/merit/surat/"),
        ("merit_paper_revoke", "/merit/surat/", 'main a:has-text("Cabut")'),
        ("merit_paper_correct", "/merit/surat/", 'main a:has-text("Koreksi")'),
        ("merit_national", "/merit/nasional/"),
        ("merit_weights", "/merit/bobot/"),
        ("merit_calendar", "/merit/kalender/"),
        ("merit_closings", "/merit/penutupan/"),
        ("pool_national", "/kelompok-suksesi/nasional/"),
    ],
    "admin": [
        ("users", "/pengguna/"),
        ("user", "/pengguna/", "main tbody a"),
        ("organisation", "/organisasi/agencies/"),
    ],
}


def place(route: str, query: str) -> str:
    """A route with what the query says of the part of the page."""
    parts = [f"{name}={value}" for name, value in parse_qsl(query) if name in PARTS]
    return "?".join([route, *parts])


@cache
def looked_at() -> set[str]:
    """Every place at which a walk calls `faults`; that it was there, `faults` itself makes sure of."""
    found = {name for pages in PAGES.values() for name, *_way in pages}
    for walk in WALKS.glob("*.py"):
        calls = (node for node in ast.walk(ast.parse(walk.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
        found |= {
            call.args[1].value
            for call in calls
            if isinstance(call.func, ast.Name)
            and call.func.id == "faults"
            and len(call.args) == 2
            and isinstance(call.args[1], ast.Constant)
        }
    return found
