"""Who and what the tests of succession are about: an agency that may fill its posts from the pool in 2026."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from accounts.domain.users import system_operator
from accounts.models import User
from jobs.domain import running
from jobs.models import Job
from rules.law import shipped
from succession.domain import (
    announcing,
    applying,
    committee,
    confirmation,
    countersigning,
    declaring,
    deviations,
    gate,
    longlist,
    outsiders,
    panel,
    selection,
    sweeping,
    vacancies,
)
from succession.domain.queries import applicants, panel_minutes, panels
from succession.models import (
    Application,
    AppointmentDecision,
    ApprovalRecord,
    Deviation,
    Longlist,
    MeritWeights,
    Nominee,
    PanelRound,
    SweptPost,
    Vacancy,
)
from talent.codes import JPT_TIERS
from talent.domain import known
from talent.domain.importing import WRITERS, Context, Written
from talent.models import Agency, Employee, PoolMembership, Position, ReviewCycle
from tests import factories

MERIT_EMPTY: dict[str, tuple[str, ...]] = {
    "merit_rounds": ("submitted_on", "decided_on", "decision_number", "valid_to"),
    "merit_levels": ("level", "verified_level", "note"),
    "approvals": ("true_to", "revoked_on"),
    "gate_freezes": ("true_to", "revoked_on", "revoke_reason"),
    "gate_conditions": ("true_to", "category", "score", "group", "revoked_on", "revoke_reason"),
    "critical_posts": ("criteria", "true_to", "revoked_on", "revoke_reason"),
}


def merit(
    kind: str,
    *rows: dict[str, Any],
    known_at: datetime = factories.KNOWN,
    only: Agency | None = None,
    dry: bool = False,
    **part: Any,
) -> Written:
    """Rows of a merit workbook, `agency` by its code; cells not named are empty."""
    names = [*dict.fromkeys([*(name for row in rows for name in row), *MERIT_EMPTY[kind]])]
    columns = {name: [row.get(name) for row in rows] for name in names}
    return WRITERS[kind](columns, len(rows), Context(only, system_operator(), known_at, dry_run=dry, **part))


def weighed(of: Agency, version: int = 1) -> MeritWeights:
    """Weights that were accepted for an agency: the instrument's own, from its first day on."""
    rule = shipped().versions("merit.instrument_kasn_2019")[0]
    document = {
        part: {one["id"]: str(one["weight"]) for one in rule.value[part]} for part in ("aspects", "sub_aspects")
    }
    about = {
        "instrument": "KASN-2019",
        "effective_from": rule.effective_from,
        "source": "Surat hasil",
        "verified": True,
    }
    about |= {"document": document, "digest": "0" * 64, "file": "0" * 64, "known_from": factories.KNOWN}
    return MeritWeights.objects.create(agency=of, version=version, accepted_by=system_operator(), **about)


def approved(
    of: Agency, authority: str = "BKN", dated: date = date(2026, 1, 5), kind: str = "APPROVAL", **scope: Any
) -> None:
    """The overseer's paper, in force without an end; `scope`: what it is about, if not all posts."""
    row = {"agency": of.code, "kind": kind, "authority": authority, "number": f"{kind}/1", "true_from": dated} | scope
    assert merit("approvals", row).errors == []


def slipped_in(of: Agency, kind: str = "APPROVAL", dated: date = date(2022, 10, 3)) -> None:
    """KASN's paper B-1, recorded before anybody asked whether the agency had been assessed."""
    said = {"kind": kind, "authority": "KASN", "number": "B-1", "true_from": dated, "true_to": None, "revoked_on": None}
    columns = {name: [value] for name, value in (said | {"tier": None, "posts": None, "revoke_reason": None}).items()}
    key, ids = ("kind", "authority", "number"), [of.pk]
    known.write(
        ApprovalRecord, owner="agency", owners=ids, agencies=ids, columns=columns, key=key, known_at=factories.KNOWN
    )


def post(of: Agency, code: str = "JPT-01", tier: str = "JPT_PRATAMA", **values: Any) -> Position:
    """A senior post, in transport unless said otherwise."""
    said = {"name": f"Kepala Dinas {code}", "tier": tier, "job_family": "perhubungan"} | values
    factories.write("positions", of, code=code, **said)
    return Position.objects.get(agency=of, code=code)


def candidate(of: Agency, *, healthy: bool | None = True, **values: Any) -> Employee:
    """Somebody in box 9 who meets every requirement of JPT Pratama, unless nothing is known of their health."""
    return candidates(of, [values], healthy=healthy)[0]


def candidates(of: Agency, each: Sequence[dict[str, Any]], *, healthy: bool | None = True) -> list[Employee]:
    """Several of them."""
    found = factories.employees(of, each)
    with factories.together():
        for person in found:
            factories.assessed(person)
            factories.write("attestations", person, kind="INTEGRITY", passed=True, true_from=date(2026, 1, 5))
            if healthy is not None:
                factories.write("attestations", person, kind="HEALTH", passed=healthy, true_from=date(2026, 1, 5))
    return found


def people(of: Agency, count: int = 4) -> list[Employee]:
    """Candidates whose order is their age in grade: the first named is the first ranked."""
    begun = [date(2010 + place, 1, 2) for place in range(count)]
    return candidates(of, [{"grade_from": date(2019, 4, 1), "post_from": day} for day in begun])


def pooled(of: Agency, name: str, begun: date, to: date) -> None:
    """A pool of one that holds from one day to another."""
    cycle = factories.draft_cycle(of, name)
    established = {"state": "ESTABLISHED", "established_date": begun, "established_by": system_operator()}
    ReviewCycle.objects.filter(pk=cycle.pk).update(decree="800/1", **established)
    person = factories.employee(of)
    PoolMembership.objects.create(cycle=cycle, employee=person, agency=of, rank=1, box=9, valid_from=begun, valid_to=to)


def opened(of: Agency, position: Position, code: str = "L-01", by: User | None = None, **dates: Any) -> Vacancy:
    """A vacancy of July 2026."""
    wanted = {
        "opened_on": date(2026, 7, 1),
        "decision_date": date(2026, 7, 10),
        "reference_date": date(2026, 8, 3),
    } | dates
    return vacancies.open_vacancy(agency=of, position=position, code=code, by=by or system_operator(), **wanted)


def longlisted(of: Agency, code: str = "L-01", position: str = "JPT-01") -> tuple[Vacancy, Longlist]:
    """A vacancy with its route decided and its longlist built."""
    vacancy = opened(of, post(of, position), code)
    gate.decide_route(vacancy=vacancy, by=system_operator())
    return vacancy, longlist.build(vacancy=vacancy, by=system_operator())


def openly(vacancy: Vacancy) -> None:
    """Let the committee see the names without a blind round."""
    panel.waive(vacancy=vacancy, reason="Panitia sudah mengenal semua calon.", by=system_operator())


MINUTES = "Panitia memeriksa urutan menurut aturan."


def sat(vacancy: Vacancy, *users: User, conflicts: Mapping[int, str] | None = None) -> PanelRound:
    """These and as many more as a committee has to have, without a blind round: a sitting without scores in which
    nobody but the first has `conflicts`, with minutes that all have signed."""
    by = system_operator()
    if panels.waiver(vacancy) is None:
        openly(vacancy)
    for user in users:
        committee.appoint_member(vacancy=vacancy, user=user, by=by)
    fewest = 5 if vacancy.route == "open_selection" else 2
    while vacancy.committee.filter(released_on=None).count() < fewest:
        member = factories.user("SELECTION_COMMITTEE", vacancy.agency)
        committee.appoint_member(vacancy=vacancy, user=member, outside=True, by=by)
    held = panel.open_round(vacancy=vacancy, scored=False, by=by)
    members = [one.user for one in vacancy.committee.filter(released_on=None).select_related("user").order_by("id")]
    for place, member in enumerate(members):
        panel.declare(held=held, relations=conflicts or {} if place == 0 else {}, by=member)
    panel.write_minutes(held=held, minutes=MINUTES, version=1, by=by)
    held.refresh_from_db()
    for member in members:
        panel.sign(held=held, seen=panel_minutes.minutes_of(held), by=member)
    panel.close(held=held, by=by)
    held.refresh_from_db()
    return held


def settled(vacancy: Vacancy) -> date:
    """The first day on which three names can have been settled."""
    last = vacancy.announcements.order_by("closes_on").last()
    return vacancy.decision_date if last is None else last.closes_on + timedelta(days=1)


def nominated(vacancy: Vacancy, three: Sequence[Employee]) -> list[Nominee]:
    """Three names sent up by a committee that sat without scores, unless it had a round, or has sat already."""
    if panels.of(vacancy) is None:
        sat(vacancy, system_operator())
    by = vacancy.committee.filter(released_on=None, ballots__isnull=False).order_by("id")[0].user
    names = [committee.Nomination(person.pk, "Pengalaman paling dekat.") for person in three]
    given = {"token": confirmation.confirmation_token(vacancy), "named_on": settled(vacancy), "by": by}
    return committee.nominate(vacancy=vacancy, nominations=names, **given)


def ready(of: Agency, count: int = 4) -> tuple[Vacancy, list[Employee]]:
    """A vacancy with three nominees, and everybody in the pool in their order."""
    candidates = people(of, count)
    factories.established_cycle(of)
    approved(of)
    vacancy, _built = longlisted(of)
    nominated(vacancy, candidates[:3])
    return vacancy, candidates


def declared(vacancy: Vacancy, by: User, *also: Employee) -> None:
    """Whoever decides, or signs besides, says that they are related to none of the names."""
    declaring.declare(vacancy=vacancy, relations={}, also=also[0] if also else None, by=by)


def swept(of: Agency, times: int = 1, on: date = date(2026, 8, 3), tiers: Sequence[str] = JPT_TIERS) -> SweptPost:
    """Everybody held against the agency's senior posts, so many times; the first post of the last."""
    for _time in range(times):
        sweep = sweeping.start(agency=of, tiers=tiers, on=on, by=system_operator())
        running.run_job.func(Job.objects.get(kind="sweep", target=f"sweep:{sweep.pk}").pk)
    return SweptPost.objects.filter(sweep=sweep).order_by("id")[0]


def signed(of: AppointmentDecision, by: User | None = None) -> Deviation:
    """The second signature under a decision that deviates, by the head of the BKD unless somebody else is named."""
    entry = Deviation.objects.select_related("vacancy__agency", "decision__employee").get(decision=of)
    by = by or factories.user("BKD_HEAD", entry.vacancy.agency)
    token = deviations.shown(entry, known.now(entry.vacancy.agency_id))[1]
    declared(entry.vacancy, by)
    countersigning.sign(entry=entry, token=token, by=by)
    of.vacancy.refresh_from_db()
    return entry


WEIGHTS = {"track_record": Decimal(20), "assessment": Decimal(25), "paper": Decimal(20), "interview": Decimal(35)}


def announced(of: Agency, position: Position | None = None, code: str = "L-01", **said: Any) -> Vacancy:
    """A vacancy that the gate sends to open selection, announced for the last days of July 2026."""
    vacancy = opened(of, position or post(of), code)
    gate.decide_route(vacancy=vacancy, by=system_operator())
    given = {"number": "P-1", "place": "Laman instansi", "weights": WEIGHTS}
    given |= {"published_on": date(2026, 7, 10), "closes_on": date(2026, 7, 25)} | said
    announcing.announce(vacancy=vacancy, by=system_operator(), **given)
    return vacancy


def applied(vacancy: Vacancy, persons: Sequence[Employee], on: date = date(2026, 7, 15)) -> list[Application]:
    """Their applications."""
    given = {"vacancy": vacancy, "received_on": on, "by": system_operator()}
    return [applying.apply(employee=person, **given) for person in persons]


# What a BKD enters first about an applicant from elsewhere, in the order of the workbook of employees.
STATE: dict[str, Any] = {
    "name": "Rahmi Pelamar",
    "status": "PNS",
    "grade": "IV/b",
    "grade_from": date(2019, 4, 1),
    "unit": None,
    "position": "Kepala Bidang Angkutan",
    "tier": "ADMINISTRATOR",
    "job_family": "perhubungan",
    "post_from": date(2018, 1, 2),
    "standing": "ACTIVE",
    "standing_from": None,
}


def outsider(
    vacancy: Vacancy, number: int = 901, *, by: User | None = None, known: bool = True, **said: Any
) -> Application:
    """Somebody of a regency that is not here, who applied; with `known` everything that JPT Pratama asks for is."""
    given = {"nip": factories.nip(number), "origin": "Kabupaten Sigi", "received_on": date(2026, 7, 15)} | said
    made = outsiders.register(vacancy=vacancy, values=STATE, by=by or system_operator(), **given)
    if known:
        factories.assessed(made.employee)
        for kind in ("INTEGRITY", "HEALTH"):
            factories.write("attestations", made.employee, kind=kind, passed=True, true_from=date(2026, 1, 5))
    return made


# The document on which scores stand that a BKD types in.
LETTER: dict[str, Any] = {"number": "800/12/PUSPENKOM", "dated": date(2026, 7, 28)}


def scored(application: Application, *scores: int, **said: Any) -> None:
    """What the four stages gave, in the order of the law."""
    given = {stage: Decimal(score) for stage, score in zip(WEIGHTS, scores, strict=False)}
    said = LETTER | {"seen": applicants.newest_score(application)} | said
    selection.score(application=application, scores=given, by=system_operator(), **said)


def selected(
    of: Agency, persons: Sequence[Employee], position: Position | None = None, code: str = "L-01"
) -> tuple[Vacancy, list[Application]]:
    """Applicants who were checked, scored (the first the highest) and ranked."""
    vacancy = announced(of, position, code)
    applications = applied(vacancy, persons)
    selection.screen(vacancy=vacancy, by=system_operator())
    for place, application in enumerate(applications):
        scored(application, *[90 - 5 * place] * 4)
    selection.rank(vacancy=vacancy, by=system_operator())
    return vacancy, applications
