"""Drafts of scoring policies: where one can start, what it says, what it would change and when it would hold."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.domain.queries import scope
from accounts.models import User
from accounts.permissions import Permission
from rules import policy_edit
from rules.errors import Invalid
from rules.policy import NATIONAL, Policy, PolicyError, faults, shipped_policies
from rules.yaml_lines import YamlError, composed
from talent.domain.queries import policies
from talent.domain.queries.quality import live_decisions
from talent.models import (
    Agency,
    AssessmentRecord,
    Employee,
    PerformanceRecord,
    PolicyDraft,
    ReviewCycle,
    ScoringPolicy,
    SimulatedMove,
)

BOXES = range(1, 10)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Source:
    """Something a draft can start from; `code` is what `policy_drafts.start` takes."""

    code: str
    title: str
    group: str


@dataclass(frozen=True)
class Span:
    """Days on which one policy decides, both ends included; None: without end. `code` empty: there is none.

    `kind`: draft, own (the agency's), national.
    """

    first: date
    last: date | None
    kind: str
    code: str
    version: int


@dataclass(frozen=True)
class Outcome:
    """What a simulation came to. Boxes 1–9, 0: without a box. `table`: (before, after) → people, movers or not."""

    before: dict[int, int]
    after: dict[int, int]
    table: dict[tuple[int, int], int]
    people: int
    entering: int
    leaving: int

    @property
    def moved(self) -> int:
        """People whose box would differ."""
        return sum(count for (old, new), count in self.table.items() if old != new)


def visible_to(user: User) -> QuerySet[PolicyDraft]:
    """The drafts of the agencies for which the user may write them, latest change first."""
    drafts = PolicyDraft.objects.select_related("agency", "job", "by", "published")
    return scope.within(drafts, user, Permission.DRAFT_POLICY)


def versions(user: User) -> QuerySet[ScoringPolicy]:
    """Published policies that decide about the user's agencies, theirs and those for everybody."""
    held = scope.scope(user, Permission.VIEW_MAPPING)
    found = ScoringPolicy.objects.select_related("agency", "published_by")
    return found if held.everywhere else found.filter(agency=None) | found.filter(agency_id__in=held.agencies)


def sources(agency: Agency | None) -> list[Source]:
    """What a draft can start from: the policy in force, the agency's versions, the national ones, the examples."""
    found = [Source("in_force", _("kebijakan yang kini berlaku"), "")]
    own = ScoringPolicy.objects.filter(agency=agency).order_by("-effective_from", "-version") if agency else []
    found += [Source(f"version:{one.pk}", f"{one.code} v{one.version}", _("versi terdahulu")) for one in own]
    language = get_language() or "id"
    for policy in shipped_policies():
        found.append(Source(f"national:{policy.code}", policy.title.in_(language), _("nasional")))
    for code, policy in examples().items():
        found.append(Source(f"example:{code}", policy.title.in_(language), _("contoh")))
    return found


@cache
def examples() -> dict[str, Policy]:
    """The examples that come with the product, by file name."""
    return {path.stem: Policy.load(path) for path in sorted((NATIONAL / "examples").glob("*.yaml"))}


def taken_over(agency: Agency, source: str, today: date) -> str:
    """The text of a source as the agency's own: its code, the next version, in force from `today` on."""
    kind, _colon, name = source.partition(":")
    text = _text_of(agency, kind, name, today)
    own = ScoringPolicy.objects.filter(agency=agency).order_by("pk")
    newest = own.filter(pk=int(name)).first() if kind == "version" else own.last()
    code = newest.code if newest else re.sub(r"[^a-z0-9._-]+", "-", agency.code.lower()).strip("._-")[:60] or "instansi"
    return policy_edit.changed(
        text,
        {
            ("code",): policy_edit.words(code),
            ("version",): str(next_version(agency, code)),
            ("effective_from",): today.isoformat(),
            ("effective_to",): "null",
        },
    )


def _text_of(agency: Agency, kind: str, name: str, today: date) -> str:
    if kind == "in_force":
        return policies.in_force(agency, today).text
    if kind == "example" and name in examples():
        return examples()[name].text
    if kind == "national":
        for policy in shipped_policies():
            if policy.code == name:
                return policy.text
    if kind == "version" and name.isascii() and name.isdecimal() and len(name) < 10:
        own = ScoringPolicy.objects.filter(agency=agency, pk=int(name)).first()
        if own is not None:
            return own.document
    raise Invalid(_("Asal draf ini tidak ada."), code="source_unknown")


def next_version(agency: Agency, code: str) -> int:
    """The version that a new policy of this code gets."""
    newest = ScoringPolicy.objects.filter(agency=agency, code=code).aggregate(newest=Max("version"))["newest"]
    return int(newest or 0) + 1


def code_of(document: str) -> str:
    """The code that a document names, as far as it can be read; to show, never to decide."""
    try:
        code = policy_edit.node_at(composed(document), ("code",))
    except (YamlError, KeyError):
        return ""
    return str(code.value)[:60] if code.tag == "tag:yaml.org,2002:str" else ""


def policy_of(draft: PolicyDraft) -> Policy:
    """The draft as a policy. Raises Invalid with the line of the first mistake."""
    try:
        return Policy.parse(draft.document, draft.code)
    except PolicyError as error:
        raise Invalid(error.in_(get_language() or "id"), code="policy_unusable") from error


def mistakes(draft: PolicyDraft) -> list[PolicyError]:
    """Every mistake of the draft's text, in the order of its lines."""
    return faults(draft.document, draft.code)


def why_not_simulated(draft: PolicyDraft) -> str:
    """Why the draft's simulation does not speak for it, in words; empty when it does, or has nobody to speak of."""
    reason = _outdated(draft)
    anybody = draft.simulation.get("people") or Employee.objects.filter(agency=draft.agency_id).exists()
    return reason if reason and anybody else ""


def _outdated(draft: PolicyDraft) -> str:
    if not draft.simulated_digest:
        return _("Draf ini belum disimulasikan.")
    if policy_of(draft).digest != draft.simulated_digest:
        return _("Draf berubah sesudah disimulasikan: simulasinya sudah usang.")
    now = policies.in_force_or_none(draft.agency, date.fromisoformat(draft.simulation["on"]))
    if (now.digest if now else "") != draft.simulation["before_digest"]:
        return _("Kebijakan yang dibandingkan sudah berganti: simulasinya sudah usang.")
    return _beside_the_point(draft)


def was_simulated(agency: Agency, policy: Policy) -> bool:
    """Whether a draft of the agency says the same as this policy, and its simulation still speaks for it."""
    same = PolicyDraft.objects.filter(agency=agency, simulated_digest=policy.digest).select_related("agency")
    return any(not why_not_simulated(draft) for draft in same)


def _beside_the_point(draft: PolicyDraft) -> str:
    """A simulation speaks for the draft on a day on which it would hold; for one that begins later, also on the newest
    day of data or after it. Who could be placed has to be placed there by either policy."""
    policy, on = policy_of(draft), date.fromisoformat(draft.simulation["on"])
    words = {"on": date_format(on, "DATE_FORMAT"), "first": date_format(policy.effective_from, "DATE_FORMAT")}
    if policy.effective_to is not None and on > policy.effective_to:
        return _("Simulasi per %(on)s tidak berbicara tentang draf ini: ia sudah berakhir sebelum hari itu.") % words
    if on < policy.effective_from and on < (newest := _newest_data(draft)):
        message = _("Simulasi per %(on)s tidak berbicara tentang draf ini, yang berlaku sejak %(first)s: simulasikan "
                    "per hari berlakunya, atau per data terbaru (%(newest)s) atau sesudahnya.")  # fmt: skip
        return message % (words | {"newest": date_format(newest, "DATE_FORMAT")})
    if set(draft.simulation["moves"]) <= {"0-0"} and _could_be_placed(draft.agency_id):
        message = _("Simulasi per %(on)s tidak menempatkan seorang pun, menurut kebijakan mana pun; pilih hari lain.")
        return message % words
    return ""


def _newest_data(draft: PolicyDraft) -> date:
    """The latest day for which the agency was mapped; where it never was, the day of the simulation itself."""
    mapped = ReviewCycle.objects.filter(agency=draft.agency_id, run__isnull=False).aggregate(newest=Max("on"))["newest"]
    known_at = datetime.fromisoformat(draft.simulation["known_at"])
    return mapped or timezone.localdate(known_at)


def _could_be_placed(agency_id: int) -> bool:
    """Whether the agency has both ratings and assessments: without either nobody has a box under any policy."""
    return all(kind.objects.filter(agency=agency_id, known_to=None).exists()
               for kind in (PerformanceRecord, AssessmentRecord))  # fmt: skip


def outcome(draft: PolicyDraft) -> Outcome | None:
    """What the draft's latest simulation came to; None when there is none."""
    if not draft.simulation:
        return None
    table = {_pair(name): count for name, count in draft.simulation["moves"].items()}
    before: dict[int, int] = dict.fromkeys((0, *BOXES), 0)
    after = dict(before)
    for (old, new), count in table.items():
        before[old] += count
        after[new] += count
    old_pool, new_pool = draft.simulation["pools"]
    return Outcome(
        before,
        after,
        table,
        draft.simulation["people"],
        sum(count for (old, new), count in table.items() if old not in old_pool and new in new_pool),
        sum(count for (old, new), count in table.items() if old in old_pool and new not in new_pool),
    )


def moves(draft: PolicyDraft) -> QuerySet[SimulatedMove]:
    """Everybody whose box the draft would change."""
    return SimulatedMove.objects.filter(draft=draft).select_related("employee__agency", "employee__current__unit")


def at_stake(draft: PolicyDraft, today: date) -> list[tuple[Any, list[int]]]:
    """The lists of people on whom a decision hangs now, and who of the moved (employee ids) stands on each."""
    moved = set(SimulatedMove.objects.filter(draft=draft).values_list("employee_id", flat=True))
    live = live_decisions(draft.agency_id, today)
    return [(decisions.title, sorted(moved & decisions.people.keys())) for decisions in live if decisions.people]


def timeline(agency: Agency, draft: Policy | None = None) -> list[Span]:
    """Which policy decides on which days, as `policies.in_force` chooses, from the first day of any of them on."""
    ranked: list[tuple[tuple[Any, ...], date | None, Span]] = []

    def add(rank: int, kind: str, policy: Any, order: float) -> None:
        span = Span(policy.effective_from, policy.effective_to, kind, policy.code, policy.version)
        ranked.append(((rank, policy.effective_from, policy.version, order), policy.effective_to, span))

    for shipped in shipped_policies():
        add(0, "national", shipped, 0)
    for one in ScoringPolicy.objects.filter(agency=None).defer("document"):
        add(1, "national", one, one.pk)
    for one in ScoringPolicy.objects.filter(agency=agency).defer("document"):
        add(2, "own", one, one.pk)
    if draft is not None:
        add(2, "draft", draft, float("inf"))
    edges = {span.first for _rank, _last, span in ranked}
    edges |= {last + _DAY for _rank, last, _span in ranked if last is not None and last < date.max}
    spans: list[Span] = []
    days = sorted(edges)
    for first, following in zip(days, [*days[1:], None], strict=True):
        holding = [item for item in ranked if item[2].first <= first and (item[1] is None or first <= item[1])]
        wins = max(holding, key=lambda item: item[0])[2] if holding else Span(first, None, "", "", 0)
        last = following - _DAY if following else None
        who = (wins.kind, wins.code, wins.version)
        if spans and (spans[-1].kind, spans[-1].code, spans[-1].version) == who:
            first = spans.pop().first
        spans.append(Span(first, last, *who))
    return spans


def _pair(name: str) -> tuple[int, int]:
    old, _dash, new = name.partition("-")
    return int(old), int(new)
