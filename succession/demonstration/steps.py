"""The steps of the demonstration, in order; each says what it did and can be repeated without harm."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError

from accounts.models import User
from jobs.domain import running
from jobs.models import Job
from rules.checks import Status
from succession.demonstration import forum, merit_round, open_selection
from succession.domain import (
    committee,
    confirmation,
    decision,
    declaring,
    gate,
    inauguration,
    longlist,
    panel,
    recommendation,
    replay,
    vacancies,
)
from succession.domain.queries import few, panel_minutes
from succession.domain.queries import vacancies as queries
from succession.interfaces import words
from succession.models import AppointmentDecision, ApprovalRecord, Longlist, RouteDecision, Vacancy
from succession.models.vacancy import Cause
from talent.domain import cycles, mapping, policies, replies
from talent.domain.wording import both
from talent.interfaces import import_jobs
from talent.models import Agency, Position, ReviewCycle, ScoringPolicy

DATA = Path(settings.BASE_DIR) / "demo"
AGENCIES = ("KALTIM", "BALIKPAPAN", "BONTANG")
# Records need their employees, employees their units; the older snapshot comes first, as it was learnt first.
EMPLOYEE_FILES = (
    ("employees", "employees-2021"),
    ("employees", "employees-2026"),
    ("performance", "performance"),
    ("assessments", "assessments"),
    ("appointments", "appointments"),
    ("education", "education"),
    ("training", "training"),
    ("awards", "awards"),
    ("team_assignments", "team_assignments"),
    ("sanctions", "sanctions"),
    ("feedback_360", "feedback_360"),
    ("components", "components"),
    ("attestations", "attestations"),
    ("technical_levels", "technical_levels"),
)
POST = "KD-PERHUBUNGAN"
LAST = "LJ-2026-002"
# Name, day of the facts, day of the penetapan and of its announcement, last day for replies.
CYCLES = (
    ("2022", date(2022, 6, 30), date(2022, 8, 15), date(2022, 8, 29)),
    ("2026", date(2026, 6, 30), date(2026, 7, 15), date(2026, 12, 31)),
)
NO_FORUM = "Forum kalibrasi tidak diadakan: komite talenta belum dibentuk."
State = ReviewCycle.State


class Cast:
    """Who acts in the demonstration; `system` imports what stands outside any agency."""

    def __init__(self, system: User, users: dict[str, User]) -> None:
        self.system, self.users = system, users

    def __getitem__(self, name: str) -> User:
        return self.users[name]


Step = Callable[[Cast], Iterator[str]]


def organisations(cast: Cast) -> Iterator[str]:
    """1a. Agencies, units and posts."""
    yield _import("agencies", "agencies", None, cast.system)
    for agency in Agency.objects.filter(code__in=AGENCIES):
        for kind in ("units", "positions", "technical_standards"):
            yield _import(kind, f"{agency.code.lower()}/{kind}", agency, cast.system)


def records(cast: Cast) -> Iterator[str]:
    """1b. Employees and every kind of record; wrong rows are named and left out."""
    for agency in Agency.objects.filter(code__in=AGENCIES):
        for kind, name in EMPLOYEE_FILES:
            yield _import(kind, f"{agency.code.lower()}/{name}", agency, cast.system)


def mapping_2022(cast: Cast) -> Iterator[str]:
    """2a. The agencies' own policies of 2020, the review cycle of 2022, its pool."""
    for agency in Agency.objects.filter(code__in=AGENCIES):
        if not ScoringPolicy.objects.filter(agency=agency).exists():
            document = (DATA / "policies" / f"{agency.code.lower()}-2020.yaml").read_text(encoding="utf-8")
            published = policies.publish(document=document, name=f"{agency.code}.yaml", agency=agency, by=cast.system)
            yield f"{agency.code}: {published.code} v{published.version}"
        yield from _cycle(agency, *CYCLES[0], cast)


def mapping_2026(cast: Cast) -> Iterator[str]:
    """2b. The review cycle of 2026 under Kepka BKN 411/2025, its pool."""
    for agency in Agency.objects.filter(code__in=AGENCIES):
        yield from _cycle(agency, *CYCLES[1], cast)


def merit(cast: Cast) -> Iterator[str]:
    """3. The published merit rounds, and one that goes its whole way here."""
    yield _import("merit_rounds", "merit_rounds", None, cast.system)
    yield _import("merit_levels", "merit_levels", None, cast.system)
    yield merit_round.run(staff=cast.system, verifier=cast["verifikator"])


def vacancy_2021(cast: Cast) -> Iterator[str]:
    """4a. 2021: category Kurang, so the post goes to open selection."""
    vacancy = _vacancy("LJ-2021-001", date(2021, 3, 1), date(2021, 3, 24), date(2021, 6, 30), cast)
    if vacancy.state == Vacancy.State.OPENED:
        decided = gate.decide_route(vacancy=vacancy, by=cast["bkd"])
        checks = [check for check in queries.checks_of(decided) if check.decides and check.status != Status.PASS]
        yield f"{vacancy.code}: {decided.route}: " + "; ".join(f"{check.fact.id} / {check.fact.en}" for check in checks)
        vacancy.refresh_from_db()
        yield open_selection.announced(vacancy, cast["bkd"])
        reason = "Hanya dua pelamar sampai lamaran ditutup; jabatannya dibuka kembali bila jalurnya sudah lain."
        vacancies.close(vacancy=vacancy, reason=reason, by=cast["bkd"])


def vacancy_2022(cast: Cast) -> Iterator[str]:
    """4b–6. 2022: Baik, and with approval and commitment in force straight from the pool; through to inauguration."""
    if not ApprovalRecord.objects.exists():
        yield _import("approvals", "approvals", None, cast.system)
        yield _import("gate_freezes", "gate_freezes", None, cast.system)
    vacancy = _vacancy("LJ-2022-004", date(2022, 11, 1), date(2022, 12, 31), date(2022, 12, 31), cast)
    yield from _fill(vacancy, "821/017/2023", date(2023, 1, 9), date(2023, 1, 16), date(2023, 1, 20), cast)


def vacancy_2026(cast: Cast) -> Iterator[str]:
    """4c–6. 2026: decided by BKN's approval; the three names wait for the PPK."""
    vacancy = _vacancy(LAST, date(2026, 7, 20), date(2026, 7, 31), date(2026, 7, 31), cast)
    yield from _route_and_longlist(vacancy, cast)
    yield from _nominate(vacancy, vacancy.decision_date, cast)


def replays(cast: Cast) -> Iterator[str]:
    """7. Every agency's mapping, gate, longlist, three names and decision once more from the dated facts."""
    found = ReviewCycle.objects.exclude(run=None).select_related("agency", "run").order_by("agency__code", "on")
    for cycle in found:
        assert cycle.run is not None
        yield f"pemetaan/mapping {cycle.agency.code} {cycle.name}: {_word(mapping.replay(cycle.run).identical)}"
    routes = RouteDecision.objects.exclude(vacancy=None).order_by("pk")
    for route in routes:
        yield f"jalur/route {_code(route)}: {_word(replay.route(route).identical)}"
    lists = Longlist.objects.order_by("pk")
    for listed in lists:
        yield f"daftar panjang/longlist {_code(listed)}: {_word(replay.longlist(listed).identical)}"
    named = Vacancy.objects.filter(nominees__order=1).select_related("agency").order_by("pk")
    for vacancy in named:
        identical = replay.nomination(vacancy, reader=cast.system).identical
        yield f"tiga nama/three names {vacancy.agency.code} {vacancy.code}: {_word(identical)}"
    decisions = AppointmentDecision.objects.order_by("pk")
    for made in decisions:
        identical = replay.decision(made, reader=cast.system).identical
        yield f"keputusan/decision {_code(made)}: {_word(identical)}"
    counts = [len(rows) for rows in (found, routes, lists, named, decisions)]
    said = "{} pemetaan, {} jalur, {} daftar panjang, {} usulan, {} keputusan diputar ulang".format(*counts)
    yield f"{said} / " + "{} mappings, {} routes, {} longlists, {} nominations, {} decisions replayed".format(*counts)


STEPS: tuple[tuple[str, Step], ...] = (
    ("instansi, unit, jabatan / agencies, units, posts", organisations),
    ("pegawai dan catatannya / employees and their records", records),
    ("pemetaan 2022 / mapping 2022", mapping_2022),
    ("pemetaan 2026 / mapping 2026", mapping_2026),
    ("putaran merit / merit rounds", merit),
    ("lowongan 2021 / vacancy 2021", vacancy_2021),
    ("lowongan 2022 / vacancy 2022", vacancy_2022),
    ("lowongan 2026 / vacancy 2026", vacancy_2026),
    ("putar ulang / replay", replays),
)


def loaded() -> bool:
    """Whether the last vacancy came as far as its three names. What became of it since is the visitor's doing."""
    unfinished = (Vacancy.State.OPENED, Vacancy.State.ROUTED, Vacancy.State.LONGLISTED)
    return Vacancy.objects.filter(agency__code="KALTIM", code=LAST).exclude(state__in=unfinished).exists()


def _import(kind: str, name: str, agency: Agency | None, by: User) -> str:
    path = next(path for suffix in (".csv", ".xlsx") if (path := DATA / f"{name}{suffix}").exists())
    report = import_jobs.write_now(agency=agency, kind=kind, file=path, matches={}, by=by)
    wrong = f", {report.rejected} ditolak/rejected" if report.rejected else ""
    return f"{path.relative_to(DATA)}: {report.accepted} dari/of {report.rows}{wrong}"


def _cycle(agency: Agency, name: str, on: date, established: date, until: date, cast: Cast) -> Iterator[str]:
    by = cast["bkd"] if agency.code == "KALTIM" else cast.system
    head = cast["kepala-bkd"] if agency.code == "KALTIM" else cast.system
    ppk = cast["ppk"] if agency.code == "KALTIM" else cast.system
    cycle = ReviewCycle.objects.filter(agency=agency, name=name).first()
    if cycle is None:
        cycle = cycles.open_cycle(agency=agency, name=name, on=on, by=by)
    if cycle.state == State.DRAFT:
        cycles.start_gathering(cycle=cycle, by=by)
    if cycle.state == State.OPEN:
        work(cycle.job if cycle.job and cycle.job.live else cycles.start_mapping(cycle=cycle, by=by))
        cycle.refresh_from_db()
    if cycle.state == State.MAPPED and (agency.code, name) != forum.HELD:
        cycles.propose(cycle=cycle, reason=NO_FORUM, by=head)
    if cycle.state in {State.MAPPED, State.CALIBRATION}:
        yield forum.hold(cycle, cast["bkd"], cast["ketua"], [cast[name] for name in ("komite", "komite2", "komite3")])
        cycles.propose(cycle=cycle, by=head)
    if cycle.state == State.PROPOSED:
        cycles.establish(
            cycle=cycle,
            decree=f"100.3.3/{cycle.pk:03d}/{established.year}",
            established_date=established,
            token=cycles.confirmation_token(cycle),
            by=ppk,
        )
        cycle.refresh_from_db()
    if cycle.announced_on is None and cycle.state == State.ESTABLISHED:
        # Past windows are history, which only the operator may record.
        replies.announce(cycle=cycle, announced_on=established, reply_until=until, by=cast.system)
    assert cycle.run is not None
    yield f"{agency.code} {name}: {cycle.run.people} dipetakan/mapped, {cycle.memberships.count()} dalam/in KRS"


def work(job: Job) -> None:
    """Do a queued job here and now, as the worker would."""
    if job.state == Job.State.RUNNING:
        # A start that was killed left it: nobody else works while the demonstration is being loaded.
        running.queue_again(job)
    running.run_job.call(job.pk)
    job.refresh_from_db()
    if job.state != Job.State.DONE:
        raise RuntimeError(job.message)


def _vacancy(code: str, opened: date, decided: date, reference: date, cast: Cast) -> Vacancy:
    agency = Agency.objects.get(code="KALTIM")
    found = Vacancy.objects.filter(agency=agency, code=code).first()
    if found is not None:
        return found
    return vacancies.open_vacancy(
        agency=agency,
        position=Position.objects.get(agency=agency, code=POST),
        code=code,
        opened_on=opened,
        decision_date=decided,
        reference_date=reference,
        cause=Cause.RETIREMENT,
        by=cast["bkd"],
    )


def _route_and_longlist(vacancy: Vacancy, cast: Cast) -> Iterator[str]:
    if vacancy.state == Vacancy.State.OPENED:
        yield f"{vacancy.code}: {gate.decide_route(vacancy=vacancy, by=cast['bkd']).route}"
        vacancy.refresh_from_db()
    if vacancy.state == Vacancy.State.ROUTED:
        listed = longlist.build(vacancy=vacancy, by=cast["bkd"])
        outcomes = list(listed.entries.values_list("outcome", flat=True))
        counts = ", ".join(f"{outcomes.count(name)} {name}" for name in ("pass", "unknown", "fail"))
        yield f"{vacancy.code}: daftar panjang/longlist {len(outcomes)} ({counts})"
        vacancy.refresh_from_db()


def _nominate(vacancy: Vacancy, named_on: date, cast: Cast) -> Iterator[str]:
    if vacancy.state != Vacancy.State.LONGLISTED:
        return
    reason = "Panitia demonstrasi mengusulkan langsung dari daftar panjang."
    panel.waive(vacancy=vacancy, reason=reason, by=cast["bkd"])
    members = [cast[name] for name in ("pansel", "pansel2", "pansel3")]
    for member in members:
        committee.appoint_member(vacancy=vacancy, user=member, by=cast["bkd"])
    held = panel.open_round(vacancy=vacancy, scored=False, by=cast["bkd"])
    for member in members:
        panel.declare(held=held, relations={}, by=member)
    minutes = "Panitia demonstrasi memeriksa daftar panjang; yang diusulkan "
    minutes += f"{few.in_words(vacancy)} teratas yang memenuhi semua syarat."
    panel.write_minutes(held=held, minutes=minutes, version=held.version, by=cast["bkd"])
    held.refresh_from_db()
    for member in members:
        panel.sign(held=held, seen=panel_minutes.minutes_of(held), by=member)
    panel.close(held=held, by=cast["bkd"])
    listed = vacancy.longlists.first()
    assert listed is not None
    named = list(_nominations(listed))
    token = confirmation.confirmation_token(vacancy)
    committee.nominate(vacancy=vacancy, nominations=named, token=token, named_on=named_on, by=cast["pansel"])
    vacancy.refresh_from_db()
    yield f"{vacancy.code}: {len(named)} nama diusulkan/nominees"


def _nominations(listed: Longlist) -> Iterator[committee.Nomination]:
    """The best of those who meet everything, as many as are asked, each with the reason, and why nobody ranked between
    was taken."""
    passed_over: list[str] = []
    best = 0
    for entry in listed.entries.exclude(rank=None).order_by("rank"):
        if entry.outcome != "pass":
            passed_over.append(f"Peringkat {entry.rank} belum dapat dipastikan: {words.summary(entry)['unknown']}.")
            continue
        reason = f"Memenuhi semua syarat; peringkat {entry.rank}."
        yield committee.Nomination(entry.employee_id, " ".join((reason, *passed_over)))
        passed_over, best = [], best + 1
        if best == few.asked(listed.vacancy):
            return


def _fill(
    vacancy: Vacancy, number: str, decided_on: date, recommended: date, inaugurated: date, cast: Cast
) -> Iterator[str]:
    yield from _route_and_longlist(vacancy, cast)
    yield from _nominate(vacancy, vacancy.decision_date, cast)
    if vacancy.state == Vacancy.State.NOMINATED:
        first = vacancy.nominees.select_related("employee").get(order=1)
        declaring.declare(vacancy=vacancy, relations={}, by=cast["ppk"])
        decision.decide(
            vacancy=vacancy,
            employee=first.employee,
            decided_on=decided_on,
            number=number,
            reason=f"Peringkat tertinggi dari {few.in_words(vacancy)} nama yang diusulkan; memenuhi semua syarat.",
            token=confirmation.confirmation_token(vacancy),
            by=cast["ppk"],
        )
        vacancy.refresh_from_db()
    if vacancy.state == Vacancy.State.DECIDED:
        chosen = vacancy.decisions.get(ended_at=None)
        authority = recommendation.overseer(recommended)
        recommendation.record(
            decision=chosen, authority=authority, number="B-77/JP/2023", dated=recommended, by=cast["verifikator"]
        )
        vacancy.refresh_from_db()
    if vacancy.state == Vacancy.State.RECOMMENDED:
        chosen = vacancy.decisions.get(ended_at=None)
        inauguration.inaugurate(decision=chosen, dated=inaugurated, number="821.2/021/BA/2023", by=cast["bkd"])
        vacancy.refresh_from_db()
    yield f"{vacancy.code}: {' / '.join(both(Vacancy.State(vacancy.state).label))}"


def _code(stored: RouteDecision | Longlist | AppointmentDecision) -> str:
    assert stored.vacancy is not None
    return f"{stored.vacancy.agency.code} {stored.vacancy.code}"


def _word(identical: bool) -> str:
    if not identical:
        raise CommandError("hasil putar ulang berbeda / a replay came out differently")
    return "identik/identical"
