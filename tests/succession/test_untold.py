"""Sanctions are told only to those who may see them, wherever the checks of a person are shown."""

import ast
import io
import json
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.domain.users import grant, system_operator
from accounts.roles import Roles
from succession.domain import committee, replay
from succession.domain.queries.untold import UNTOLD
from succession.interfaces import filling_papers, papers
from succession.models import Deviation
from talent.domain.queries.person import sees_sanctions
from talent.models import Employee
from tests import factories
from tests.conftest import SignIn
from tests.succession import cast
from tests.succession.domain.test_deviations import decided

# The day on which somebody's sanction began, as pages, papers and interfaces write it: it has no end on record, so that
# nobody is ruled out by it.
DAYS = {"own": ("17 maret 2019", "2019-03-17"), "guest": ("23 april 2018", "2018-04-23")}
# Who look at each step: some who see sanctions here, some who see none; the last reads all here and there, and decides.
LOOKING = {
    "listed": ("BKD_STAFF", "SELECTION_COMMITTEE", "BOTH"),
    "nominated": ("PPK", "MERIT_VERIFIER", "BOTH"),
    "decided": ("BKD_HEAD", "SELECTION_COMMITTEE", "MERIT_VERIFIER", "BOTH"),
}
# Address → whose sanction it tells to who may see it; the guest is an applicant of another agency.
LISTED = {
    "lowongan/{v}/": "",
    "lowongan/{v}/usulan/": "",
    "lowongan/{v}/tiga-nama/": "own guest",
    "lowongan/{v}/data-kurang/": "own guest",
    "lowongan/{v}/calon/{own}/": "own",
    "lowongan/{v}/calon/{guest}/": "guest",
    "lowongan/{v}/naskah/daftar-panjang.pdf": "",
    "api/v1/vacancies/{v}/": "",
    "api/v1/vacancies/{v}/names/": "own guest",
    "api/v1/vacancies/{v}/longlist/": "",
    "api/v1/vacancies/{v}/lacking/": "own guest",
    "api/v1/vacancies/{v}/candidates/{own}/": "own",
    "api/v1/vacancies/{v}/candidates/{guest}/": "guest",
}
NOMINATED = {
    "lowongan/{v}/": "",
    "lowongan/{v}/tiga-nama/": "own guest",
    "lowongan/{v}/keputusan/": "own guest",
    "lowongan/{v}/keputusan/luar/?calon={other}": "own",
    "lowongan/{v}/ulang/": "",
    "lowongan/{v}/naskah/matriks-bukti.pdf": "own guest",
    "lowongan/{v}/naskah/berita-acara.pdf": "",
    "lowongan/{v}/naskah/surat-usulan.pdf": "",
    "api/v1/vacancies/{v}/confirmation/": "own guest",
    "api/v1/vacancies/{v}/confirmation/?outside={other}": "own guest",
}
DECIDED = {
    "penyimpangan/{deviation}/": "guest",
    "lowongan/{v}/naskah/konsep-keputusan.pdf": "guest",
    "lowongan/{v}/dosir.zip": "own guest",
    "api/v1/vacancies/{v}/": "",
    "api/v1/deviations/{deviation}/": "guest",
}

# Who makes the checks of a person in words, or takes them as they are kept, and why nobody reads them there unmasked.
MAKES = {
    ("succession/domain/confirmation.py", "explain"): "Seen.unread",
    ("succession/domain/confirmation.py", "unread"): "to sign and to compare; Seen.told is masked",
    ("succession/domain/decision.py", "unread"): "to keep",
    ("succession/domain/sights.py", "unread"): "to keep and to compare; the differences are masked",
    ("succession/domain/replay.py", "unread"): "to compare; the differences are masked",
    ("succession/domain/replay.py", "from_json"): "to compare; the differences are masked",
    ("succession/domain/queries/candidates.py", "explain"): "explained, accounted, worded",
    ("succession/domain/queries/chosen.py", "from_json"): "told without the facts",
    ("succession/domain/queries/names.py", "explain"): "masked",
    ("succession/domain/queries/proof.py", "explain"): "masked",
    ("succession/domain/queries/reasons.py", "explain"): "masked",
    ("succession/domain/queries/sweeps.py", "explain"): "rebuilt",
    ("succession/domain/queries/sweeps.py", "rebuilt"): "masked",
    ("succession/domain/queries/untold.py", "from_json"): "masked",
    ("succession/domain/queries/vacancies.py", "from_json"): "of a route and an inauguration, which know no person",
    ("succession/interfaces/filling_papers.py", "from_json"): "of warnings and freezes, which know no sanction",
    ("succession/management/commands/eligibility.py", "explained"): "whoever runs it sees everything",
    ("api/views/people.py", "accounted"): "masked",
}


def punished(person: Employee, on: date, **more: Any) -> None:
    factories.write("sanctions", person, severity="SEVERE", true_from=on, **more)


def text_of(answer: Any) -> str:
    content: bytes = answer.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            content = b"\n".join(parts.read(name) for name in parts.namelist())
    return content.decode("utf-8", "replace").casefold()


@pytest.mark.django_db
def test_no_page_paper_or_file_tells_a_sanction_to_who_may_not_see_it(sign_in: SignIn, monkeypatch: Any) -> None:
    def readable(_name: str, data: Any) -> bytes:
        return json.dumps(data, ensure_ascii=False).encode()

    monkeypatch.setattr(filling_papers.sheet, "pdf", readable)
    monkeypatch.setattr(papers, "pdf", readable)
    here, there = factories.agency(), factories.agency("LAIN", "Kota Lain", "CITY")
    own, third, other = cast.people(here, 3)
    guest = cast.candidate(there)
    for person in (own, other):
        punished(person, date(2019, 3, 17))
    punished(guest, date(2018, 4, 23))
    vacancy, _applications = cast.selected(here, [own, guest, third])
    readers = sorted({role for roles in LOOKING.values() for role in roles})
    clients = {role: sign_in(role if role in Roles.ALL else "PPK", here) for role in readers}
    users = {role: client.user for role, client in clients.items()}
    for of, role in ((there, Roles.PPK), (here, Roles.AUDITOR), (there, Roles.AUDITOR)):
        grant(user=users["BOTH"], role=role, by=system_operator(), agency_id=of.pk)
    for user in (users["SELECTION_COMMITTEE"], factories.user("SELECTION_COMMITTEE", here)):
        committee.appoint_member(vacancy=vacancy, user=user, outside=True, by=system_operator())
    cast.sat(vacancy)
    at = {"v": vacancy.pk, "own": own.pk, "guest": guest.pk, "other": other.pk}

    def told(step: str, places: dict[str, str]) -> list[tuple[str, str, str, str]]:
        wrong = []
        for path, whose in places.items():
            for role in LOOKING[step]:
                answer = clients[role].get("/" + path.format(**at))
                if answer.status_code != 200:
                    assert role != "BOTH" or path.endswith("/usulan/"), (path, answer.status_code)
                    continue
                seen = {"own": sees_sanctions(users[role], own), "guest": sees_sanctions(users[role], guest)}
                wanted = [one for one in whose.split() if seen[one]]
                found = [one for one, days in DAYS.items() if any(day in text_of(answer) for day in days)]
                wrong += [] if found == wanted else [(path, role, " ".join(wanted), " ".join(found))]
        return wrong

    assert told("listed", LISTED) == []
    cast.nominated(vacancy, [own, guest, third])
    for role in ("PPK", "BOTH", "BKD_HEAD"):
        cast.declared(vacancy, users[role], other)
    assert told("nominated", NOMINATED) == []
    by = factories.user("PPK", here)
    chosen = decided(vacancy, guest, decided_on=date(2026, 9, 1), basis="ranked_list", by=by)
    at["deviation"] = Deviation.objects.get().pk
    assert told("decided", DECIDED) == []
    # A replay that differs, as it would from facts of to-morrow, says so with the same restraint.
    punished(guest, date(2017, 5, 3), known_at=timezone.now() + timedelta(days=1))
    chosen.at = timezone.now() + timedelta(days=2)
    words = {role: [one.id for one in replay.decision(chosen, reader=users[role]).differences] for role in readers}
    masked = [f"sanction: unknown ({UNTOLD.id}) → unknown ({UNTOLD.id})"]
    assert {role: said for role, said in words.items() if said != masked} == {
        "BOTH": [
            "sanction: unknown (hukuman disiplin berat, 23 April 2018 sampai tidak tercatat) → "
            "unknown (hukuman disiplin berat, 23 April 2018 sampai tidak tercatat; "
            "hukuman disiplin berat, 3 Mei 2017 sampai tidak tercatat)"
        ]
    }


def test_nobody_else_makes_the_checks_of_a_person() -> None:
    """Whoever adds a way to them says here why nobody reads a sanction by it, and adds its page above."""
    base, found = Path(settings.BASE_DIR), set()
    names = {name for _module, name in MAKES}
    for path in (one for app in ("succession", "api", "advice") for one in (base / app).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(node, "attr", None) or getattr(node, "id", None)
            if name in names:
                found.add((str(path.relative_to(base)), name))
    assert found == set(MAKES)
    whole = ast.parse((base / "succession/domain/queries/candidates.py").read_text(encoding="utf-8"))
    functions = [one for one in whole.body if isinstance(one, ast.FunctionDef) and one.returns]
    makers = {one.name for one in functions if one.returns and "Decision" in ast.unparse(one.returns)}
    assert makers == {"explained", "accounted", "worded"}
