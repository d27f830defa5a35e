"""What a BKD does from an empty installation to a pool, a vacancy and its longlist, page by page.

Everything goes through the forms that the pages offer, as the person whose task it is; what takes long is a job whose
progress is watched on its page. Only the agency and the first administrator come from the command line, as in any
installation.
"""

import os
import re
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from bench.visitor import Page, Visitor, today
from tests.browser.installation import Process
from tests.talent import documents

AGENCY = "KALTIM"  # the one that the published merit rounds under demo/ are about
DEMO = Path("demo")
# Sign-in name → role; whoever chairs a session is of the committee too.
ROLES = {
    "bkd": "BKD_STAFF",
    "kepala": "BKD_HEAD",
    "komite": "TALENT_COMMITTEE",
    "komite2": "TALENT_COMMITTEE",
    "ketua": "TALENT_COMMITTEE",
    "pansel": "SELECTION_COMMITTEE",
    "pansel2": "SELECTION_COMMITTEE",
    "pansel3": "SELECTION_COMMITTEE",
    "ppk": "PPK",
    "verifikator": "MERIT_VERIFIER",
    "auditor": "AUDITOR",
    "admin": "ADMINISTRATOR",
}
# In their order: records need their employees, employees their units.
KINDS = (
    "units", "positions", "employees", "performance", "assessments", "appointments", "education", "training", "awards",
    "team_assignments", "sanctions", "feedback_360", "components", "attestations",
)  # fmt: skip
# Headers that the product does not know: somebody has to say what they are.
RENAMED = {"performance": ("predikat", "Predikat SKP"), "training": ("jp", "Jumlah jam")}
ON, NEXT_ON = date(2026, 6, 30), date(2026, 9, 30)
NO_FORUM = "Forum kalibrasi tidak diadakan: komite talenta belum dibentuk."


@dataclass
class Story:
    """The installation's people and what came of each step.

    `seen`: job → percentages that its page showed; `at`: where things are; `done`: titles of steps.
    """

    url: str
    books: Path
    passwords: dict[str, str]
    visitors: dict[str, Visitor] = field(default_factory=dict)
    seen: dict[str, list[int]] = field(default_factory=dict)
    at: dict[str, str] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)

    def __getitem__(self, username: str) -> Visitor:
        if username not in self.visitors:
            self.visitors[username] = Visitor(self.url, username)
            self.visitors[username].sign_in(self.passwords[username])
        return self.visitors[username]

    def watched(self, name: str, username: str, page: Page) -> Page:
        """Wait for the job of a page; what its progress showed is kept."""
        page, seen = self[username].watch(page)
        self.seen[name] = seen
        return page


def workbooks(folder: Path, people: int) -> Path:
    """The agency's workbooks; the big ones as CSV, the others as Excel writes them, some with other headers."""
    books = folder / "books"
    words = ["--agency", AGENCY, "--name", "Provinsi Kalimantan Timur", "--employees", str(people), "--seed", "3"]
    about = ["--history-from", "2021", "--on", ON.isoformat()]
    excel = ["units", "positions", "employees", "assessments", "awards"]
    others = [kind for kind in ("agencies", *KINDS) if kind not in excel]
    _manage("make_population", *words, *about, "--out", str(books), "--kinds", *others)
    _manage("make_population", *words, *about, "--out", str(books), "--kinds", *excel, "--format", "xlsx")
    for kind, (known, other) in RENAMED.items():
        path = books / f"{kind}.csv"
        with path.open(encoding="utf-8") as source, (books / "other.csv").open("w", encoding="utf-8") as target:
            target.write(source.readline().replace(known, other))
            shutil.copyfileobj(source, target)
        (books / "other.csv").replace(path)
    return books


def found(environment: dict[str, str], books: Path) -> str:
    """Tables, the first administrator and the agency; the administrator's password."""
    password = secrets.token_urlsafe(16)
    _manage("bootstrap", "--admin", "admin", environment=environment, said=password + "\n")
    _manage("import_records", "agencies", str(books / "agencies.csv"), environment=environment)
    return password


def migrate(environment: dict[str, str]) -> None:
    """Bring the tables of a kept installation up to date."""
    _manage("migrate", environment=environment)


Steps = tuple[tuple[str, Callable[[Story], str]], ...]


def steps() -> Steps:
    """Title and deed of each step, in order."""
    return (
        ("people and roles", appoint),
        *((f"import {kind}", lambda story, kind=kind: bring_in(story, kind, "bkd")) for kind in KINDS),
        *((f"import {kind}", lambda story, kind=kind: bring_in(story, kind, "verifikator"))
          for kind in ("merit_rounds", "merit_levels", "approvals")),
        ("cycle, gathering, mapping", lambda story: map_cycle(story, "Pemetaan 2026", ON)),
        ("proposal without a session", propose),
        ("penetapan by the PPK", establish),
        ("announcement", announce),
        ("a login for an employee", let_in),
        ("a development plan", plan),
        ("advice on raters", lambda story: compute(story, "penilai/hitung/", "raters")),
        ("training groups", lambda story: compute(story, "pelatihan/susun/", "groups")),
        ("policy draft and simulation", simulate),
        ("vacancy, route, longlist, committee", fill),
        ("second cycle, mapping", lambda story: map_cycle(story, "Pemetaan September 2026", NEXT_ON)),
        ("calibration session", calibrate),
    )  # fmt: skip


def appoint(story: Story) -> str:
    """The administrator makes every user and gives each a role."""
    for username, role in ROLES.items():
        if username != "admin":
            employ(story, username, role)
    return f"{len(ROLES)} users"


def employ(story: Story, username: str, role: str) -> None:
    """The administrator makes a user and gives them a role at the agency."""
    admin, password = story["admin"], secrets.token_urlsafe(16)
    page = admin.submit("/pengguna/", username=username, name=f"Pengguna {username}", password=password)
    _grant(admin, page, role=role)
    story.passwords[username] = password


def bring_in(story: Story, kind: str, username: str, path: Path | None = None) -> str:
    """Upload, say which columns are which where it is asked, read the preview, write. `path`: unless there is another,
    the workbook of the kind."""
    who = story[username]
    path = path or next(path for folder in (story.books, DEMO) for path in sorted(folder.glob(f"{kind}.*")))
    page, matched = story.watched(f"check {kind}", username, who.submit("/impor/", files={"file": path}, kind=kind)), ""
    if any(form.action.endswith("/kolom/") for form in page.read.forms):
        form = page.form("/kolom/")
        blank = {
            name: values[0] or RENAMED[kind][0] for name, values in form.fields.items() if name.startswith("kolom-")
        }
        page, matched = (
            story.watched(f"check {kind}", username, who.submit(page, "/kolom/", **blank)),
            ", columns matched",
        )
    checked = story.seen[f"check {kind}"]
    page = story.watched(f"write {kind}", username, who.submit(page, "/tulis/"))
    story.at["import"] = page.path
    return f"{_steps_done(page)}{matched}; progress seen {_brief(checked)} then {_brief(story.seen[f'write {kind}'])}"


def map_cycle(story: Story, name: str, on: date) -> str:
    """Open a cycle, gather, map."""
    who = story["bkd"]
    page = who.submit("/siklus/", name=name, on=on)
    page = who.submit(page, "/kumpulkan/")
    page = story.watched(f"map {on}", "bkd", who.submit(page, "/petakan/"))
    story.at.setdefault("cycle", page.path)
    story.at["latest"] = page.path
    return f"progress seen {_brief(story.seen[f'map {on}'])}"


def propose(story: Story) -> str:
    """Send the result up, with the reason why no session was held."""
    story["kepala"].submit(story.at["cycle"], "/usulkan/", reason=NO_FORUM)
    return "sent up"


def establish(story: Story) -> str:
    """The PPK signs what the page showed."""
    story["ppk"].submit(story.at["cycle"], "/tetapkan/", decree="100.3.3/001/2026", established_date=date(2026, 7, 15))
    pool = story["bkd"].get("/kelompok-suksesi/")
    members = re.findall(r"/pegawai/(\d+)/", pool.text)
    assert members, pool.text[:2000]
    story.at["member"] = f"/pegawai/{members[0]}/"
    return f"pool of {story.at['member']} and others"


def announce(story: Story) -> str:
    """From when employees see their result."""
    until = today() + timedelta(days=30)
    story["bkd"].submit(story.at["cycle"], "/umumkan/", announced_on=date(2026, 7, 15), reply_until=until)
    return "announced"


def let_in(story: Story) -> str:
    """The administrator binds a login to the first member of the pool."""
    nip = re.search(r"\b\d{18}\b", story["bkd"].get(story.at["member"]).text)
    assert nip is not None
    admin, password = story["admin"], secrets.token_urlsafe(16)
    story.passwords["pegawai"] = password
    page = admin.submit("/pengguna/", username="pegawai", name="Pengguna pegawai", password=password)
    _grant(admin, page, role="EMPLOYEE", agency="", nip=nip[0])
    return story["pegawai"].get("/data-saya/").path


def plan(story: Story) -> str:
    """A line of development for the first member of the pool."""
    page = story["bkd"].get(f"{story.at['member']}rencana/")
    kinds = page.form("/rencana/", "kind", "action").choices["kind"]
    story["bkd"].submit(
        page, kind=next(value for value in kinds.values() if value), action="Magang jabatan", owner="BKD",
        due=date(2027, 3, 31),
    )  # fmt: skip
    return "one line proposed"


def compute(story: Story, action: str, name: str) -> str:
    """Advice worked out in the background."""
    cycle = story.at["cycle"]
    page = story["bkd"].get(cycle + action.split("/")[0] + "/")
    page = story.watched(name, "bkd", story["bkd"].submit(page, "/" + action))
    return f"progress seen {_brief(story.seen[name])}"


def simulate(story: Story) -> str:
    """A draft of an agency policy, held against the agency's data."""
    who = story["bkd"]
    sources = who.get("/kebijakan/").form("/kebijakan/", "source").choices["source"]
    page = who.submit("/kebijakan/", source=next(value for value in sources.values() if value))
    story.at["draft"] = page.path
    page = who.get(page.path + "?bagian=simulasi")
    page = story.watched("simulate", "bkd", who.submit(page, "/simulasikan/"))
    return f"progress seen {_brief(story.seen['simulate'])}"


def fill(story: Story) -> str:
    """A vacancy of 2026: its route, its longlist, a committee and its blind round."""
    story.at["vacancy"] = open_vacancy(story, "LJ-2026-002", 0)
    story["bkd"].submit(f"{story.at['vacancy']}penilaian/", "/buka/", size=3)
    return story.at["vacancy"]


def open_vacancy(story: Story, code: str, which: int) -> str:
    """The address of a vacancy with its longlist and committee. `which`: of the JPT pratama posts offered, from 0."""
    days = {name: date(2026, 7, 31) for name in ("decision_date", "reference_date")}
    vacancy = opened(story, code, senior_posts(story)[which][1], opened_on=date(2026, 7, 20), **days)
    story["bkd"].submit(vacancy, "/daftar-panjang/")
    seat(story, vacancy, ("pansel", "pansel2", "pansel3"))
    return vacancy


def senior_posts(story: Story) -> list[tuple[str, str]]:
    """Title and value of each JPT pratama post for which a vacancy can be opened, in their order on the page."""
    posts = story["bkd"].get("/lowongan/").form("/lowongan/", "position").choices["position"]
    return [(label.partition(" (")[0], value) for label, value in posts.items() if value and "Pratama" in label]


def opened(story: Story, code: str, post: str, **days: date) -> str:
    """The address of a vacancy whose route is decided."""
    who = story["bkd"]
    page = who.submit("/lowongan/", position=post, code=code, cause="RETIREMENT", **days)
    who.submit(page, "/jalur/")
    return page.path


def seat(story: Story, vacancy: str, members: tuple[str, ...]) -> None:
    """Give these users, by their sign-in names, a seat on the committee."""
    who = story["bkd"]
    for member in members:
        page = who.get(f"{vacancy}?bagian=panitia")
        offered = page.form("/panitia/", "user").choices["user"]
        who.submit(page, "/panitia/", user=offered[f"Pengguna {member}"], outside="on")


def calibrate(story: Story) -> str:
    """A session of the committee, its members present."""
    who = story["bkd"]
    page = who.get(story.at["latest"] + "kalibrasi/")
    form = page.form("/buka/", "chair")
    chair = next(value for label, value in form.choices["chair"].items() if "ketua" in label)
    members = [value for value in form.choices["members"] if value != chair]
    page = who.submit(
        page,
        "/buka/",
        held_on=date.today(),
        chair=chair,
        members=members,
        outside=members,
        quorum=len(members) // 2 + 1,
        blind="",
    )
    story.at["session"] = page.path
    present = story["ketua"].get(page.path)
    form = present.form("/hadir/")
    name = next(name for name, offered in form.choices.items() if offered)
    story["ketua"].submit(present, "/hadir/", **{name: list(form.choices[name])})
    return page.path


def document(story: Story) -> Path:
    """A small document, for whatever asks for one."""
    path = story.books / "surat.pdf"
    path.write_bytes(documents.pdf("Surat untuk jalan-jalan"))
    return path


def _grant(admin: Visitor, page: Page, **said: object) -> None:
    agencies = page.form("/peran/", "role").choices["agency"]
    own = next(value for label, value in agencies.items() if value)
    admin.submit(page, "/peran/", **{"agency": own, **said})


def _steps_done(page: Page) -> str:
    written = re.findall(r"stat-value[^>]*>\s*([^<]+?)\s*<", page.text)
    return "/".join(written[:5])


def _brief(seen: list[int]) -> str:
    values = sorted(set(seen))
    return ", ".join(map(str, values[:6])) + (" …" if len(values) > 6 else "") if values else "none"


def _manage(*words: str, environment: dict[str, str] | None = None, said: str = "") -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", *words], env=environment or dict(os.environ), input=said, text=True,
        capture_output=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"manage.py {' '.join(words)}: {done.stdout}{done.stderr}")


def tell(story: Story, worker: Process, keep: Callable[[], None], told: Steps) -> None:
    """Do every step not yet done, each printed with its duration and the worker's peak memory in it, then kept."""
    for title, deed in told:
        if title in story.done:
            continue
        _forget_peak(worker)
        started = time.perf_counter()
        said = deed(story)
        seconds = time.perf_counter() - started
        print(f"  {seconds:7.1f} s  {_peak(worker):5.0f} MB  {title}: {said}", flush=True)
        story.done.append(title)
        keep()


def _forget_peak(process: Process) -> None:
    """Begin the process's peak memory anew (Linux)."""
    assert process.running is not None
    Path(f"/proc/{process.running.pid}/clear_refs").write_text("5", encoding="utf-8")


def _peak(process: Process) -> float:
    """The process's peak memory since then, in MB."""
    assert process.running is not None
    status = Path(f"/proc/{process.running.pid}/status").read_text(encoding="utf-8")
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) / 1024
